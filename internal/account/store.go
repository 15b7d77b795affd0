package account

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

const columns = "id, version, email, email_key, name, first_name, last_name, mobile_phone, language, second_factor, created_at"

func get(ctx context.Context, q db.Querier, where string, arg any) (Account, error) {
	var a Account
	var created int64
	err := q.QueryRow(ctx, "SELECT "+columns+" FROM account WHERE "+where, arg).
		Scan(&a.ID, &a.Version, &a.Email, &a.emailKey, &a.Name, &a.FirstName, &a.LastName, &a.MobilePhone, &a.Language, &a.SecondFactor, &created)
	if db.NotFound(err) {
		return a, fault.Missing("account")
	}
	a.CreatedAt = db.Time(created)
	return a, err
}

// Hold returns an account, which stays as it is until the transaction ends, or NotFound. What is held of
// organizations and members comes before.
func Hold(ctx context.Context, tx *db.Tx, accountID string) (Account, error) {
	return get(ctx, tx, "id = $1"+tx.ForUpdate(), accountID)
}

func insert(ctx context.Context, tx *db.Tx, a Account, passwordHash string) error {
	at := db.Micros(a.CreatedAt)
	var passwordAt int64 // 0 for none
	if passwordHash != "" {
		passwordAt = at
	}
	if _, err := tx.Exec(ctx, `INSERT INTO account (id, version, email, email_key, email_words, name, name_fold, name_key, mobile_phone, language,
			password_hash, password_changed_at, created_at, updated_at)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
		a.ID, a.Email, a.emailKey, text.EmailWords(a.emailKey), a.Name, text.Fold(a.Name), text.SortKey(a.Name), string(a.MobilePhone), a.Language,
		passwordHash, passwordAt, at); err != nil {
		return err
	}
	return insertTokens(ctx, tx, a.ID, a.Name, a.emailKey)
}

func update(ctx context.Context, tx *db.Tx, a Account, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account SET version = $1, email = $2, email_key = $3, email_words = $4, name = $5, name_fold = $6, name_key = $7,
			first_name = $8, last_name = $9, mobile_phone = $10, language = $11, updated_at = $12 WHERE id = $13`,
		a.Version, a.Email, a.emailKey, text.EmailWords(a.emailKey), a.Name, text.Fold(a.Name), text.SortKey(a.Name),
		a.FirstName, a.LastName, string(a.MobilePhone), a.Language, db.Micros(now), a.ID)
	return err
}

// Touch makes an account, which is held, its next version, where something changed that is shown with it and kept
// elsewhere.
func Touch(ctx context.Context, tx *db.Tx, now time.Time, accountID string) error {
	_, err := tx.Exec(ctx, "UPDATE account SET version = version + 1, updated_at = $1 WHERE id = $2", db.Micros(now), accountID)
	return err
}

// Delete removes an account that nothing belongs to any more, with what searches look up.
func Delete(ctx context.Context, tx *db.Tx, a Account) error {
	if err := deleteTokens(ctx, tx, a.ID, Tokens(a.Name, a.emailKey)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM account WHERE id = $1", a.ID)
	return err
}

// insertTokens writes what a search for people looks up.
func insertTokens(ctx context.Context, tx *db.Tx, accountID, name, emailKey string) error {
	_, err := tx.BulkInsert(ctx, "account_token", []string{"token", "account_id"},
		db.Rows(Tokens(name, emailKey), func(token string) []any { return []any{token, accountID} }))
	return err
}

// replaceTokens writes what has changed of what a search for people looks up.
func replaceTokens(ctx context.Context, tx *db.Tx, before, after Account) error {
	had, has := Tokens(before.Name, before.emailKey), Tokens(after.Name, after.emailKey)
	gone := slices.DeleteFunc(slices.Clone(had), func(token string) bool { return slices.Contains(has, token) })
	if err := deleteTokens(ctx, tx, after.ID, gone); err != nil {
		return err
	}
	fresh := slices.DeleteFunc(has, func(token string) bool { return slices.Contains(had, token) })
	_, err := tx.BulkInsert(ctx, "account_token", []string{"token", "account_id"},
		db.Rows(fresh, func(token string) []any { return []any{token, after.ID} }))
	return err
}

// deleteTokens deletes by the whole key: there are tokens of all accounts.
func deleteTokens(ctx context.Context, tx *db.Tx, accountID string, tokens []string) error {
	for _, token := range tokens {
		if _, err := tx.Exec(ctx, "DELETE FROM account_token WHERE token = $1 AND account_id = $2", token, accountID); err != nil {
			return err
		}
	}
	return nil
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
