package mail

import (
	"errors"
	"strings"
	"time"
	"unicode"
)

// Message is something to tell one person: TemporaryPassword or Question.
type Message interface {
	// write puts the message in words. Errors never hold what is secret in it.
	write(s sender) (letter, error)
}

// TemporaryPassword gives somebody a password that signs in once, to choose another.
type TemporaryPassword struct {
	To           string    // the account's e-mail address
	Name         string    // of the account
	Language     string    // en, ko, ja or th; English is what others read
	Password     string    // without white space
	Organization string    // the name of the one they were added to, or whose administrator reset the password
	ExpiresAt    time.Time // told in its own time zone
	Reset        bool      // the account was there before
}

func (m TemporaryPassword) write(s sender) (letter, error) {
	if m.Password == "" || strings.ContainsFunc(m.Password, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return letter{}, errors.New("a temporary password must have characters, and no white space")
	}
	kind := "added"
	if m.Reset {
		kind = "reset"
	}
	return s.write(kind, m.To, m.Language, words{
		Name: m.Name, Organization: m.Organization, Password: m.Password, ExpiresAt: minute(m.ExpiresAt),
	})
}

// Question asks the owner of an account whether it may become a member; the answer is given after sign-in.
type Question struct {
	To           string // the account's e-mail address
	Name         string // of the account
	Language     string // en, ko, ja or th; English is what others read
	Organization string // the name of the one they would become a member of
}

func (m Question) write(s sender) (letter, error) {
	return s.write("question", m.To, m.Language, words{Name: m.Name, Organization: m.Organization})
}

// minute writes a time as it is read in any language, in its own time zone.
func minute(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return t.Format("2006-01-02 15:04 (UTC)")
	}
	return t.Format("2006-01-02 15:04 (UTC-07:00)")
}
