package emailchange

import (
	"context"
	"errors"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/db"
)

// find returns the address that an account is about to have; nil for none. lock ends the query.
func find(ctx context.Context, q db.Querier, accountID string, now time.Time, lock string) (*Pending, error) {
	var p Pending
	err := q.QueryRow(ctx, "SELECT email, email_key, step, by_administrator FROM email_change WHERE account_id = $1 AND expires_at > $2"+lock,
		accountID, db.Micros(now)).Scan(&p.Email, &p.key, &p.Step, &p.ByAdministrator)
	if db.NotFound(err) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	return &p, err
}

// put stores the address over any that was there. It is shown with the account, which is held and becomes its next
// version.
func put(ctx context.Context, tx *db.Tx, accountID string, p Pending, now, expires time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO email_change (account_id, email, email_key, step, by_administrator, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (account_id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, step = excluded.step,
			by_administrator = excluded.by_administrator, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		accountID, p.Email, p.key, string(p.Step), p.ByAdministrator, db.Micros(now), db.Micros(expires))
	return errors.Join(err, account.Touch(ctx, tx, now, accountID))
}

// remove forgets the address that an account, which is held, was about to have.
func remove(ctx context.Context, tx *db.Tx, now time.Time, accountID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM email_change WHERE account_id = $1", accountID)
	return errors.Join(err, account.Touch(ctx, tx, now, accountID))
}

// Sweep forgets the addresses whose codes nobody has entered in time.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM email_change WHERE expires_at <= $1", db.Micros(now))
	return err
}
