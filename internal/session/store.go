package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/verification"
)

// credentials returns the account of an address and its password hash, both empty where there is none.
func credentials(ctx context.Context, q db.Querier, emailKey string) (accountID, hash string, err error) {
	err = q.QueryRow(ctx, "SELECT id, password_hash FROM account WHERE email_key = $1", emailKey).Scan(&accountID, &hash)
	if db.NotFound(err) {
		return "", "", nil
	}
	return accountID, hash, err
}

// SetPassword stores what HashPassword returned.
func SetPassword(ctx context.Context, tx *db.Tx, now time.Time, accountID, hash string) error {
	_, err := tx.Exec(ctx, "UPDATE account SET password_hash = $1, updated_at = $2 WHERE id = $3", hash, db.Micros(now), accountID)
	return err
}

func insert(ctx context.Context, tx *db.Tx, in SignedIn, v Visitor, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO session (id, token_hash, account_id, created_at, last_used_at, expires_at, user_agent, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		in.ID, verification.Hash(in.Token), in.AccountID, db.Micros(now), db.Micros(now), db.Micros(in.ExpiresAt), v.UserAgent, v.Address)
	return err
}

func find(ctx context.Context, q db.Querier, token string) (Session, error) {
	var s Session
	var used, expires int64
	err := q.QueryRow(ctx, "SELECT id, account_id, last_used_at, expires_at FROM session WHERE token_hash = $1", verification.Hash(token)).
		Scan(&s.ID, &s.AccountID, &used, &expires)
	s.LastUsedAt, s.ExpiresAt = db.Time(used), db.Time(expires)
	return s, err
}
