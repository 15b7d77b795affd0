package signup

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

func insert(ctx context.Context, tx *db.Tx, u signUp, now, expires time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO sign_up (id, browser_hash, network, email, email_key, name, language, password_hash, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		u.ID, u.browser, u.network, u.Email, u.key, u.Name, u.Language, u.hash, db.Micros(now), db.Micros(expires))
	return err
}

// find returns what was entered for an address and waits for its code, the first first.
func find(ctx context.Context, q db.Querier, key string, now time.Time) ([]signUp, error) {
	rows, err := q.Query(ctx, `SELECT id, browser_hash, network, email, email_key, name, language, password_hash FROM sign_up
		WHERE email_key = $1 AND expires_at > $2 ORDER BY id`, key, db.Micros(now))
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(u *signUp) []any {
		return []any{&u.ID, &u.browser, &u.network, &u.Email, &u.key, &u.Name, &u.Language, &u.hash}
	})
}

// Forget drops what was entered for an address, of which key is what it is compared by.
func Forget(ctx context.Context, tx *db.Tx, key string) error {
	_, err := tx.Exec(ctx, "DELETE FROM sign_up WHERE email_key = $1", key)
	return err
}

// Sweep forgets what was entered by those who have not entered the code in time.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM sign_up WHERE expires_at <= $1", db.Micros(now))
	return err
}
