package member

import (
	"time"

	"github.com/tenantry/tenantry/internal/phone"
)

// Status of a member. A pending one grants nothing; nor does a disabled one.
const (
	Active   = "active"
	Pending  = "pending"
	Disabled = "disabled"
)

// Statuses in the order of a member's life.
var Statuses = []string{Pending, Active, Disabled}

// What a member that is not taken up yet waits for.
const (
	AwaitsPassword = "password" // the temporary password to be replaced
	AwaitsOwner    = "owner"    // the answer of the account's owner
)

// MaxTask is the longest task, in characters.
const MaxTask = 20

// MaxRoles is how many roles a member may have.
const MaxRoles = 50

// Member is an account in an organization.
type Member struct {
	ID             string
	Version        int64 // counts changes; the ETag
	OrganizationID string
	Organization   string // its name
	AccountID      string
	Name           string // the account's; until its owner has accepted, the address
	Email          string
	MobilePhone    phone.Number
	Task           string
	Status         string
	Awaits         string // "" once it was taken up
	Roles          []Role
	SecondFactor   bool      // of the account: an authenticator app or a passkey
	LastVisitAt    time.Time // of the account; zero before the first
	CreatedAt      time.Time
	UpdatedAt      time.Time

	nameKey []byte
}

// Role names a role of a member.
type Role struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Fixed bool   `json:"-"`
}

// Draft is a membership to be added.
type Draft struct {
	OrganizationID string
	AccountID      string
	Task           string
	Awaits         string // "" for one that is active at once
	RoleIDs        []string
}

// Patch is a change of some fields; nil leaves a field as it is.
type Patch struct {
	Task    *string
	RoleIDs *[]string
}

// Membership is one of an account's memberships, with what a person needs to choose among them.
type Membership struct {
	ID             string
	OrganizationID string
	Organization   string
	TimeZone       string
	Status         string // of the organization: active or suspended
	// NeedsSecondFactor says that the organization requires one, and the account has none: the membership gives nothing.
	NeedsSecondFactor bool
	RoleID            string // "" for a member without roles
	Role              string
}

// Question is a membership that waits for the answer of the account's owner.
type Question struct {
	MemberID       string
	OrganizationID string
	Organization   string
	AskedAt        time.Time
}

// Reference is one member as an organization's reference: who stands in the way of deleting it.
type Reference struct{ ID, Name string }
