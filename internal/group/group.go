// Package group holds organization groups: named hierarchies, each one tree of organizations.
//
//	group.go    the types
//	service.go  what can be done with a group
//	tree.go     what can be done with its tree, one transaction each
//	plan.go     a change of the tree: checked, previewed, made
//	attach.go   the trees that an import builds
//	store.go    the rows
//
// The highest level is contracting, an organization stands in at most one group, and there are at most
// access.MaxDepth levels. A change of a tree holds the group's row, so that changes at the same moment come one
// after the other; it holds the organizations that it places, so that they are not placed twice, deleted or made
// executing meanwhile.
//
// Neighbours: organization owns the rows, of which this package keeps parent, group and path; access keeps the
// same in memory and says who gains and who loses; member keeps lists that follow the tree.
package group

import (
	"time"

	"github.com/tenantry/tenantry/internal/access"
)

// Limits of text fields, in characters after NFC.
const (
	MaxName        = 30
	MaxDescription = 30
)

// MaxOrganizations is how many organizations a group can be made with in one save.
const MaxOrganizations = 50000

// Group is a named hierarchy.
type Group struct {
	ID            string
	Version       int64 // counts changes of the name and the description; the ETag
	Name          string
	Description   string
	Organizations int
	Depth         int // levels
	Highest       Ref // the zero value while there is none
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Ref names an organization or a group.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Node is an organization in its place.
type Node struct {
	OrganizationID string
	Name           string
	ParentID       string // "" at the top
	Depth          int    // from 1
	Type           string // contracting, executing, or "" where it is not registered
	Status         string
	TimeZone       string
	Match          bool // whether the name contains what was searched for

	path    string
	nameKey []byte
}

// Placement says where an organization is to stand; ParentID is "" for the highest level.
type Placement struct {
	OrganizationID string `json:"organizationId"`
	ParentID       string `json:"parentId,omitempty"`
}

// Draft is a group to be made, with its tree.
type Draft struct {
	Name          string
	Description   string
	Organizations []Placement
}

// Patch is a change of some fields; nil leaves a field as it is.
type Patch struct {
	Name        *string
	Description *string
}

// Impact is what a change of a tree does to who may do what.
type Impact = access.Impact
