package verification

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/throttle"
)

// The rules of codes.
const (
	CodeLife  = 10 * time.Minute // from its issue, to the microsecond
	CodeTries = 5                // wrong ones, then the code is spent

	codesAnHour = 5 // issued to one subject for one action, whatever the targets
)

// Action is what a code confirms. One for an action is nothing elsewhere.
type Action string

// The actions.
const (
	EmailCurrent        Action = "email_current"        // an account's address is to change: its current mailbox says so
	EmailNew            Action = "email_new"            // and the new one
	MemberEmail         Action = "member_email"         // the new one, where an administrator has entered it
	AccountDeletion     Action = "account_deletion"     // an account is to be deleted
	OrganizationErasure Action = "organization_erasure" // an organization is to be erased; the target is its ID
	SignUp              Action = "sign_up"              // somebody signs up; the target is the ID of what they have entered
)

// Code says whose a code is and what it is for. It is nothing for anybody or anything else.
type Code struct {
	Subject string // the ID of the account it is mailed to; of whoever has none, something that names their address
	Action  Action
	Target  string // what the action is done to, where the subject and the action do not say it; may be ""
}

// Codes issues six-digit codes and takes them back. Only a MAC of a code is stored: there are few enough of them to
// try every one on a plain hash.
type Codes struct{ key []byte }

// NewCodes returns the issuer; key is derived from the deployment's, so that every node has the same.
func NewCodes(key []byte) *Codes { return &Codes{key} }

// Issue returns a fresh code, which is nowhere else. It replaces an earlier one for the same. Errors:
// too_many_codes (at most five an hour for one subject and action).
func (c *Codes) Issue(ctx context.Context, tx *db.Tx, now time.Time, of Code) (code string, err error) {
	if err := throttle.Reserve(ctx, tx, now, throttle.Bucket{
		Key: throttle.Key("code", string(of.Action), of.Subject), Limit: codesAnHour, Window: time.Hour,
		Code: "too_many_codes", Message: "Too many codes were asked for. Use the newest of them, or wait until the time in Retry-After has passed and ask again.",
	}); err != nil {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	code = fmt.Sprintf("%06d", n)
	_, err = tx.Exec(ctx, `INSERT INTO verification_code (name, subject, code_mac, tries, expires_at) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT (name) DO UPDATE SET code_mac = excluded.code_mac, tries = 0, expires_at = excluded.expires_at`,
		c.name(of), of.Subject, c.mac(of, code), db.Micros(now.Add(CodeLife)))
	return code, err
}

// Use takes a code back and runs effect in the same transaction: of several who bring the code at once, the effect of
// one is made. An error of effect is returned and undoes both. A wrong code is counted in a transaction that
// is committed in any case, so Use must not be called inside of another. Errors: wrong_code on body.code with
// triesLeft, code_spent (five wrong tries, ten minutes, used, replaced, never asked for: they look alike), those of
// effect.
func (c *Codes) Use(ctx context.Context, d *db.DB, now time.Time, of Code, code string, effect func(ctx context.Context, tx *db.Tx) error) error {
	return c.UseAny(ctx, d, now, []Code{of}, code, func(ctx context.Context, tx *db.Tx, _ int) error { return effect(ctx, tx) })
}

// UseAny is Use where one of several codes is meant, and nobody says which: effect is told its place. A wrong code
// counts for each of them.
func (c *Codes) UseAny(ctx context.Context, d *db.DB, now time.Time, of []Code, code string, effect func(ctx context.Context, tx *db.Tx, i int) error) error {
	if _, within := d.Querier(ctx).(*db.Tx); within {
		return errors.New("a code must not be used inside of a transaction: a wrong try would be undone with it")
	}
	code = plain(code)
	var refused error // an answer of its own, whose trace is kept
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		left := spentCode
		for i, one := range of {
			n, right, err := c.try(ctx, tx, now, one, code)
			if err != nil {
				return err
			}
			if right {
				refused = nil
				return effect(ctx, tx, i)
			}
			left = max(left, n)
		}
		for _, one := range of {
			if _, err := tx.Exec(ctx, "UPDATE verification_code SET tries = tries + 1 WHERE name = $1", c.name(one)); err != nil {
				return err
			}
		}
		refused = wrong(left)
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// spentCode is what try returns as left where there is no code to be tried.
const spentCode = -1

// try compares one code: a right one is gone after it. left is how many more tries there are after a wrong one.
func (c *Codes) try(ctx context.Context, tx *db.Tx, now time.Time, of Code, code string) (left int, right bool, err error) {
	name := c.name(of)
	var stored []byte
	var tries int
	err = tx.QueryRow(ctx, "SELECT code_mac, tries FROM verification_code WHERE name = $1 AND expires_at > $2 AND tries < $3"+tx.ForUpdate(),
		name, db.Micros(now), CodeTries).Scan(&stored, &tries)
	if db.NotFound(err) {
		return spentCode, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	if !hmac.Equal(stored, c.mac(of, code)) {
		return CodeTries - tries - 1, false, nil
	}
	_, err = tx.Exec(ctx, "DELETE FROM verification_code WHERE name = $1", name)
	return 0, true, err
}

// wrong is the refusal of a code that is none of those that were issued.
func wrong(left int) error {
	if left == spentCode {
		return CodeSpent()
	}
	message := "This is not the code that was mailed."
	if left == 0 {
		message += " It was the last try; ask for a new code."
	}
	return fault.InvalidFields(fault.Field{Location: "body.code", Code: "wrong_code", Message: message}).With("triesLeft", left)
}

// CodeSpent is the refusal where there is no code that could be entered.
func CodeSpent() error {
	return fault.New(fault.Gone, "code_spent", "There is no code to enter here: it was used, was tried too often, has expired, or was replaced. Ask for a new one.")
}

// plain is a code as it was mailed, however it is typed: in full width, or with white space.
func plain(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(code))
}

// name is what the row of a code is found by.
func (c *Codes) name(of Code) []byte { return c.sum("name", of, "") }

func (c *Codes) mac(of Code, code string) []byte { return c.sum("code", of, code) }

func (c *Codes) sum(use string, of Code, code string) []byte {
	h := hmac.New(sha256.New, c.key)
	for _, part := range []string{use, of.Subject, string(of.Action), of.Target, code} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)
}

// Drop takes one code back, where there is one.
func (c *Codes) Drop(ctx context.Context, tx *db.Tx, of Code) error {
	_, err := tx.Exec(ctx, "DELETE FROM verification_code WHERE name = $1", c.name(of))
	return err
}

// Refused reports whether err is the refusal of a code, of whatever came of it.
func Refused(err error) bool { return fault.Is(err, "wrong_code") || fault.Is(err, "code_spent") }

// RecordRefusal writes that a code was refused, and returns the refusal.
func RecordRefusal(ctx context.Context, d *db.DB, now time.Time, actor audit.Actor, of Code, refusal error) error {
	target := of.Subject
	if of.Action == SignUp {
		target = "" // what the subject names is an address
	}
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, now, actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "code.refused", TargetID: target, Detail: map[string]any{"action": of.Action},
		})
	}); err != nil {
		return err
	}
	return refusal
}
