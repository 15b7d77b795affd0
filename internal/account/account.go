// Package account holds people's sign-in identities: one e-mail address, one account.
//
//	account.go  the types
//	service.go  the rules
//	store.go    the rows, with what searches look up of a name and an address
//
// Whatever changes a name or an address does it by Change or SetEmail, because more hangs by them: what searches look
// up, and the order of names in lists of members.
//
// What an account may do is not its own matter: see packages member and access. How it signs in is package session's.
// The workflows around it have packages of their own: emailchange, recovery, signup, leaving.
package account

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/phone"
)

// Account is a person's sign-in identity.
type Account struct {
	ID          string
	Version     int64 // counts changes; the ETag
	Email       string
	Name        string
	FirstName   string
	LastName    string
	MobilePhone phone.Number // information only; "" where it is not known
	Language    string       // en, ko, ja, th, or "" where the browser decides
	// SecondFactor says that the account has an authenticator app or a passkey. Package session keeps it.
	SecondFactor bool
	CreatedAt    time.Time

	emailKey string
}

// EmailKey is what the address is compared by.
func (a Account) EmailKey() string { return a.emailKey }

// Draft is what somebody enters of a new account.
type Draft struct {
	Email       string
	Name        string
	MobilePhone string // in any common form; "" where it is not known
	Language    string // one of Languages, or ""
}

// Patch is a change of some fields; nil leaves a field as it is. The address is changed by SetEmail.
type Patch struct {
	Name        *string
	FirstName   *string
	LastName    *string
	MobilePhone *string
	Language    *string
}

// Hooks are what others do when an account changes.
type Hooks struct {
	// Holding runs before an account is held whose name may change. What it holds comes before accounts.
	Holding func(ctx context.Context, tx *db.Tx, accountID string) error
	// Renamed runs once the name has changed; nameKey is what names sort by.
	Renamed func(ctx context.Context, tx *db.Tx, accountID string, nameKey []byte) error
}

// Languages are those the console speaks.
var Languages = []string{"en", "ko", "ja", "th"}

// MaxName is the longest display name, first name or last name, in characters.
const MaxName = 20
