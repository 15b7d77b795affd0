package account

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

func get(ctx context.Context, q db.Querier, where string, arg any) (Account, error) {
	var a Account
	var created int64
	err := q.QueryRow(ctx, "SELECT id, email, name, mobile_phone, language, created_at FROM account WHERE "+where, arg).
		Scan(&a.ID, &a.Email, &a.Name, &a.MobilePhone, &a.Language, &created)
	if db.NotFound(err) {
		return a, fault.Missing("account")
	}
	a.CreatedAt = db.Time(created)
	return a, err
}

func insert(ctx context.Context, tx *db.Tx, a Account, key, passwordHash string) error {
	at := db.Micros(a.CreatedAt)
	if _, err := tx.Exec(ctx, `INSERT INTO account (id, email, email_key, email_words, name, name_fold, name_key, mobile_phone, language,
			password_hash, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
		a.ID, a.Email, key, text.EmailWords(key), a.Name, text.Fold(a.Name), text.SortKey(a.Name), string(a.MobilePhone), a.Language,
		passwordHash, at); err != nil {
		return err
	}
	return insertTokens(ctx, tx, a.ID, a.Name, key)
}

// insertTokens writes what a search for people looks up.
func insertTokens(ctx context.Context, tx *db.Tx, accountID, name, emailKey string) error {
	_, err := tx.BulkInsert(ctx, "account_token", []string{"token", "account_id"},
		db.Rows(Tokens(name, emailKey), func(token string) []any { return []any{token, accountID} }))
	return err
}

// Tokens returns the search tokens of an account: those of its name and those of its address.
func Tokens(name, emailKey string) []string {
	return append(text.Grams(text.Fold(name)), text.EmailTokens(emailKey)...)
}

// Derive writes what is derived from the name and the address of accounts that an older program made, and
// reports whether there were any.
func Derive(ctx context.Context, tx *db.Tx) (bool, error) {
	type named struct{ id, name, key string }
	rows, err := tx.Query(ctx, "SELECT id, name, email_key FROM account WHERE email_words = ''")
	if err != nil {
		return false, err
	}
	all, err := db.Collect(rows, func(n *named) []any { return []any{&n.id, &n.name, &n.key} })
	if err != nil {
		return false, err
	}
	for _, n := range all {
		if _, err := tx.Exec(ctx, "UPDATE account SET email_words = $1, name_fold = $2, name_key = $3 WHERE id = $4",
			text.EmailWords(n.key), text.Fold(n.name), text.SortKey(n.name), n.id); err != nil {
			return false, err
		}
		if err := insertTokens(ctx, tx, n.id, n.name, n.key); err != nil {
			return false, err
		}
	}
	return len(all) > 0, nil
}

func setLanguage(ctx context.Context, tx *db.Tx, a Account, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE account SET language = $1, updated_at = $2 WHERE id = $3", a.Language, db.Micros(now), a.ID)
	return err
}
