package account

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

func get(ctx context.Context, q db.Querier, where string, arg any) (Account, error) {
	var a Account
	var created int64
	err := q.QueryRow(ctx, "SELECT id, email, name, language, created_at FROM account WHERE "+where, arg).
		Scan(&a.ID, &a.Email, &a.Name, &a.Language, &created)
	if db.NotFound(err) {
		return a, fault.Missing("account")
	}
	a.CreatedAt = db.Time(created)
	return a, err
}

func insert(ctx context.Context, tx *db.Tx, a Account, key, passwordHash string) error {
	at := db.Micros(a.CreatedAt)
	_, err := tx.Exec(ctx, `INSERT INTO account (id, email, email_key, name, language, password_hash, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, a.ID, a.Email, key, a.Name, a.Language, passwordHash, at, at)
	return err
}

func setLanguage(ctx context.Context, tx *db.Tx, a Account, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE account SET language = $1, updated_at = $2 WHERE id = $3", a.Language, db.Micros(now), a.ID)
	return err
}
