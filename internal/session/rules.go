package session

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// Lengths of a password, in characters.
const (
	MinPassword = 8
	MaxPassword = 128
)

// CheckPassword checks the rules of a new password, before it is hashed: its length, and that it is none that
// others would try first. location names the field in an error; own are what the account's owner is known by:
// names and the e-mail address.
func CheckPassword(password, location string, own ...string) error {
	var fields fault.Fields
	switch n := text.Length(password); {
	case strings.ContainsRune(password, 0) || !utf8.ValidString(password):
		fields.Add(location, "invalid_encoding", "Must be valid text.")
	case n < MinPassword:
		fields.Add(location, "too_short", fmt.Sprintf("Must have at least %d characters.", MinPassword))
	case n > MaxPassword:
		fields.Add(location, "too_long", fmt.Sprintf("Must have at most %d characters.", MaxPassword))
	}
	return fields.Err()
}
