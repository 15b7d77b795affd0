package invitation

import (
	"time"

	"github.com/tenantry/tenantry/internal/id"
)

// Status of an invitation. Expired is what a pending one is once its time is over; it is computed from the clock.
const (
	Pending  = "pending"
	Accepted = "accepted"
	Declined = "declined"
	Revoked  = "revoked"
	Expired  = "expired"
)

// replaced is the stored status of one that expired before the same address was invited anew. It is shown as expired.
const replaced = "replaced"

// Statuses are those that are shown, in the order of an invitation's life.
var Statuses = []string{Pending, Accepted, Declined, Revoked, Expired}

const (
	// Life is how long a link is good.
	Life = 7 * 24 * time.Hour
	// MaxAtOnce is how many can be invited in one request, or with one file.
	MaxAtOnce = 10_000
	// MaxName is the longest name of an invitee, in characters: that of an account.
	MaxName = 20
	// MaxRoles is how many roles can be offered: as many as a member may have.
	MaxRoles = 50

	// kept is how long an invitation is kept once it is over, with the name and the address in it.
	kept = 90 * 24 * time.Hour
	// askEvery is how often the inviter of an expired one is told that a new link is asked for.
	askEvery = 24 * time.Hour
)

// Invitation is an offer to become a member.
type Invitation struct {
	ID             string
	OrganizationID string
	Organization   string // its name
	Email          string
	Name           string
	Roles          []Role // without those that were deleted since
	Status         string
	InvitedBy      Inviter // the zero value where the account or the API key is gone, or nobody that the reader knows
	CreatedAt      time.Time
	SentAt         time.Time // the last time
	ExpiresAt      time.Time
	AskedAgainAt   time.Time // when the invitee last asked for a new link; zero for never
	AcceptedAt     time.Time // zero unless it was

	emailKey string
	stored   string // the status as it is stored
}

// Role is one that is offered.
type Role struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Inviter is the account or the API key that invited, or sent the invitation last.
type Inviter struct{ ID, Name string }

// Draft is somebody to be invited.
type Draft struct {
	Name    string
	Email   string
	RoleIDs []string
}

// Result is what became of one draft: an invitation, or what is wrong with the draft.
type Result struct {
	ID       string    // of the invitation; "" where there is none
	Problems []Problem // none for somebody who is invited
}

// Problem is why somebody is not invited. Field is name, email or roleIds.
type Problem struct {
	Field, Code, Message string
	Values               map[string]string // what the message names, by what it is; nil for nothing
}

// Person is the name of an inviter who is a person, "" for an API key.
func (i Inviter) Person() string {
	if id.Valid(id.Account, i.ID) {
		return i.Name
	}
	return ""
}

// EmailKey is what the address is compared by.
func (i Invitation) EmailKey() string { return i.emailKey }
