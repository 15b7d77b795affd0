// Package role holds named sets of permissions, each owned by one organization. Every organization starts with
// the role Admin, which is fixed and holds all that can be held there.
//
//	role.go     the types
//	service.go  the rules, one transaction each
//	store.go    the rows
//
// Neighbours: access knows what is held by whom and decides who may change what; member gives roles to
// members and takes them away.
package role

import (
	"time"

	"github.com/tenantry/tenantry/internal/access"
)

// Admin is the name of the fixed role.
const Admin = "Admin"

// Limits of text fields, in characters after NFC.
const (
	MaxName        = 30
	MaxDescription = 200
)

// Role is a named set of permissions.
type Role struct {
	ID             string
	Version        int64 // counts changes; the ETag
	OrganizationID string
	Name           string
	Description    string
	Fixed          bool // the role Admin: all that can be held in the organization
	Reach          string
	Permissions    []access.Permission // of one that is not fixed: as they were given, in the order of their keys
	MemberCount    int
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Draft is all of a role that somebody enters.
type Draft struct {
	Name        string              `json:"name"`
	Description string              `json:"description,omitzero"`
	Permissions []access.Permission `json:"permissions"`
	Reach       string              `json:"reach"`
}

// Patch is a change of some fields; nil leaves a field as it is.
type Patch struct {
	Name        *string
	Description *string
	Permissions *[]access.Permission
	Reach       *string
}

// Grant is what the role gives.
func (r Role) Grant() access.Grant {
	return access.Grant{Fixed: r.Fixed, Permissions: r.Permissions, Reach: r.Reach}
}
