package verification

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Purpose says what a link is for. One made for a purpose is nothing elsewhere.
type Purpose string

// The purposes.
const (
	FirstStaff Purpose = "first_staff" // the deployment's first member of staff introduces themselves
	SetUp      Purpose = "set_up"      // an account that was made for somebody gets its password
	Reset      Purpose = "reset"       // the owner of an account has forgotten its password
)

// How long links last.
const (
	SetUpLife = 24 * time.Hour
	ResetLife = time.Hour
)

// Link is a link that is still good.
type Link struct {
	ID        string
	Purpose   Purpose
	AccountID string // "" for FirstStaff
}

// Create makes a link and returns its token, which is nowhere else. An account's earlier links for the
// same purpose end.
func Create(ctx context.Context, tx *db.Tx, now time.Time, purpose Purpose, accountID string, life time.Duration) (token string, err error) {
	if accountID != "" {
		if _, err := tx.Exec(ctx, "DELETE FROM link WHERE account_id = $1 AND purpose = $2", accountID, string(purpose)); err != nil {
			return "", err
		}
	}
	token = Token()
	_, err = tx.Exec(ctx, "INSERT INTO link (id, token_hash, purpose, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
		id.New(id.Link, now), Hash(token), string(purpose), db.NullString(accountID), db.Micros(now), db.Micros(now.Add(life)))
	return token, err
}

// Lookup returns the link of a token for one of these purposes without consuming it, or Gone: never made, used,
// replaced, expired and made for something else look alike.
func Lookup(ctx context.Context, q db.Querier, now time.Time, token string, purposes ...Purpose) (Link, error) {
	var l Link
	err := q.QueryRow(ctx, "SELECT id, purpose, COALESCE(account_id, '') FROM link WHERE token_hash = $1 AND expires_at > $2",
		Hash(token), db.Micros(now)).Scan(&l.ID, &l.Purpose, &l.AccountID)
	if db.NotFound(err) || err == nil && !slices.Contains(purposes, l.Purpose) {
		return Link{}, LinkSpent()
	}
	return l, err
}

// End takes back every link and every code of an account.
func End(ctx context.Context, tx *db.Tx, accountID string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM link WHERE account_id = $1", accountID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM verification_code WHERE subject = $1", accountID)
	return err
}

// Consume uses a link up; of several who try at once one succeeds, the others get Gone.
func Consume(ctx context.Context, tx *db.Tx, l Link) error {
	n, err := tx.Exec(ctx, "DELETE FROM link WHERE id = $1", l.ID)
	if err == nil && n == 0 {
		return LinkSpent()
	}
	return err
}

// LinkSpent is the refusal of a link that is not good any more.
func LinkSpent() error {
	return fault.New(fault.Gone, "link_spent", "This link was used already, was replaced, or has expired. Ask for a new one.")
}

// Sweep deletes what has expired.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, "DELETE FROM link WHERE expires_at <= $1", db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM verification_code WHERE expires_at <= $1", db.Micros(now))
	return err
}

// Token is a fresh secret of 256 bits that can stand in a link or a cookie.
func Token() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the runtime ends the program first
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hash is how a token is stored. It needs no salt: a token is not guessable.
func Hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
