// Package apikey holds the keys by which machines ask: product services, scripts, other systems. A key belongs to one
// organization, acts in it as a member with its permissions and its reach would, and stays when whoever created it
// leaves.
//
//	apikey.go   the types
//	service.go  the rules, one transaction each
//	store.go    the rows
//
// Its text is shown once, when it is created; the database has its hash. A request finds the key, its permissions and
// the revision of access in one statement, so that a key that was revoked is worth nothing on the very next request,
// on every node. Its last use is stored at most once a minute, by a sweep beside the requests.
//
// Neighbours: access makes a caller of a key and decides what it may do.
package apikey

import (
	"time"

	"github.com/tenantry/tenantry/internal/access"
)

// MaxName is how long a name may be, in characters after NFC.
const MaxName = 30

// prefix begins every key, so that one that is where it should not be is known for what it is.
const prefix = "tnk_"

// touchEvery is how often a last use is stored at most.
const touchEvery = time.Minute

// Key is an API key, without its text.
type Key struct {
	ID             string
	OrganizationID string
	Name           string
	Permissions    []access.Permission // in the order of their keys
	Reach          string
	Hint           string   // the beginning and the end of its text
	Creator        *Creator // nil for one that is gone, or that the reader does not see
	CreatedAt      time.Time
	ExpiresAt      time.Time // zero for never
	LastUsedAt     time.Time // zero for never
}

// Creator is the account or the API key that created a key.
type Creator struct{ ID, Name string }

// Expired reports whether the key no longer works.
func (k Key) Expired(now time.Time) bool { return expired(k.ExpiresAt, now) }

func expired(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// draft is what was entered of the key.
func (k Key) draft() Draft {
	d := Draft{Name: k.Name, Permissions: k.Permissions, Reach: k.Reach}
	if !k.ExpiresAt.IsZero() {
		d.ExpiresAt = &k.ExpiresAt
	}
	return d
}

// Draft is all of a key that somebody enters.
type Draft struct {
	Name        string              `json:"name"`
	Permissions []access.Permission `json:"permissions"`
	Reach       string              `json:"reach"`
	ExpiresAt   *time.Time          `json:"expiresAt,omitempty"` // nil for never
}

// Recognized is the key that a request came with.
type Recognized struct {
	ID       string
	Grant    access.KeyGrant
	Revision int64 // of access
}
