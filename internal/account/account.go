// Package account holds people's sign-in identities: one e-mail address, one account. What an account
// may do is not its own matter: see packages member and access. How it signs in is package session's.
package account

import "time"

// Account is a person's sign-in identity.
type Account struct {
	ID        string
	Email     string
	Name      string
	Language  string // en, ko, ja, th, or "" where the browser decides
	CreatedAt time.Time
}

// Languages are those the console speaks.
var Languages = []string{"en", "ko", "ja", "th"}

// MaxName is the longest display name, in characters.
const MaxName = 20
