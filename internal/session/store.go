package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/verification"
)

// credential is what an account signs in by. The zero value is no account's.
type credential struct {
	owner
	accountID string
	emailKey  string
	expires   int64 // of a temporary password; 0 for one of the account's own
}

// credentials returns what the account of an address signs in by.
func credentials(ctx context.Context, q db.Querier, emailKey string) (credential, error) {
	return credentialsBy(ctx, q, "email_key = $1", emailKey)
}

func credentialsBy(ctx context.Context, q db.Querier, where, arg string) (credential, error) {
	var c credential
	err := q.QueryRow(ctx, "SELECT id, email_key, email, name, first_name, last_name, password_hash, password_expires_at, second_factor FROM account WHERE "+where, arg).
		Scan(&c.accountID, &c.emailKey, &c.email, &c.name, &c.first, &c.last, &c.hash, &c.expires, &c.secondFactor)
	if db.NotFound(err) {
		return credential{}, nil
	}
	return c, err
}

// SetPassword stores what HashPassword returned.
func SetPassword(ctx context.Context, tx *db.Tx, now time.Time, accountID, hash string) error {
	_, err := tx.Exec(ctx, "UPDATE account SET password_hash = $1, password_expires_at = 0, password_changed_at = $2, updated_at = $2 WHERE id = $3", hash, db.Micros(now), accountID)
	return err
}

// replace stores a password in the place of another, and reports false where that one is gone already.
func replace(ctx context.Context, tx *db.Tx, now time.Time, c credential, hash string) (bool, error) {
	n, err := tx.Exec(ctx, "UPDATE account SET password_hash = $1, password_expires_at = 0, password_changed_at = $2, updated_at = $2 WHERE id = $3 AND password_hash = $4",
		hash, db.Micros(now), c.accountID, c.hash)
	return n == 1, err
}

// TakenUp reports whether somebody has ever chosen a password for the account, or can still by a link.
func TakenUp(ctx context.Context, q db.Querier, accountID string) (bool, error) {
	var expires int64
	err := q.QueryRow(ctx, "SELECT password_expires_at FROM account WHERE id = $1", accountID).Scan(&expires)
	return expires == 0, err
}

// SetTemporary gives an account a password that the next sign-in has to replace, and ends its sessions and the links by
// which it could choose one.
func SetTemporary(ctx context.Context, tx *db.Tx, now time.Time, accountID, hash string) error {
	if _, err := tx.Exec(ctx, "UPDATE account SET password_hash = $1, password_expires_at = $2, updated_at = $3 WHERE id = $4",
		hash, db.Micros(now.Add(TemporaryLife)), db.Micros(now), accountID); err != nil {
		return err
	}
	if err := EndAll(ctx, tx, accountID, ""); err != nil {
		return err
	}
	return verification.End(ctx, tx, accountID)
}

// EndAll ends every session of an account but one; "" for all of them.
func EndAll(ctx context.Context, tx *db.Tx, accountID, exceptSessionID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM session WHERE account_id = $1 AND id <> $2", accountID, exceptSessionID)
	return err
}

// visit notes when an account was last here.
func visit(ctx context.Context, tx *db.Tx, accountID string, at time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE account SET last_visit_at = $1 WHERE id = $2 AND last_visit_at < $1", db.Micros(at), accountID)
	return err
}

// arrive notes that an account is here, and returns its address.
func arrive(ctx context.Context, tx *db.Tx, accountID string, at time.Time) (emailKey string, err error) {
	err = tx.QueryRow(ctx, "UPDATE account SET last_visit_at = CASE WHEN last_visit_at < $1 THEN $1 ELSE last_visit_at END WHERE id = $2 RETURNING email_key",
		db.Micros(at), accountID).Scan(&emailKey)
	return emailKey, err
}

func insert(ctx context.Context, tx *db.Tx, in SignedIn, v Visitor, by Method, now time.Time) error {
	return tx.Later(ctx, `INSERT INTO session (id, token_hash, account_id, created_at, last_used_at, expires_at, user_agent, address, method)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		in.ID, verification.Hash(in.Token), in.AccountID, db.Micros(now), db.Micros(now), db.Micros(in.ExpiresAt), v.UserAgent, v.Address, string(by))
}

func find(ctx context.Context, q db.Querier, token string) (Session, error) {
	var s Session
	var used, expires, proved int64
	err := q.QueryRow(ctx, "SELECT id, account_id, last_used_at, expires_at, proved_at, "+access.RevisionSQL+" FROM session WHERE token_hash = $1", verification.Hash(token)).
		Scan(&s.ID, &s.AccountID, &used, &expires, &proved, &s.Revision)
	s.LastUsedAt, s.ExpiresAt = db.Time(used), db.Time(expires)
	if proved != 0 {
		s.ProvedAt = db.Time(proved)
	}
	return s, err
}
