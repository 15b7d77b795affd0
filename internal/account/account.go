// Package account holds people's sign-in identities: one e-mail address, one account. What an account
// may do is not its own matter: see packages member and access. How it signs in is package session's.
package account

import (
	"time"

	"github.com/tenantry/tenantry/internal/phone"
)

// Account is a person's sign-in identity.
type Account struct {
	ID          string
	Email       string
	Name        string
	MobilePhone phone.Number // information only; "" where it is not known
	Language    string       // en, ko, ja, th, or "" where the browser decides
	CreatedAt   time.Time
}

// Draft is what somebody enters of a new account.
type Draft struct {
	Email       string
	Name        string
	MobilePhone string // in any common form; "" where it is not known
}

// Languages are those the console speaks.
var Languages = []string{"en", "ko", "ja", "th"}

// MaxName is the longest display name, in characters.
const MaxName = 20
