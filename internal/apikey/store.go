package apikey

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/verification"
)

// DeleteAll removes the keys of an organization that is being deleted.
func DeleteAll(ctx context.Context, tx *db.Tx, organizationID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM api_key WHERE organization_id = $1", organizationID)
	return err
}

// moment is a stored time that may be none.
func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return db.Time(micros)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

// list returns the keys of an organization with their permissions, the newest first.
func list(ctx context.Context, q db.Querier, organizationID string, reader access.Caller) ([]Key, error) {
	args := []any{organizationID}
	creator := creatorSQL(reader, &args)
	return load(ctx, q, creator, " WHERE k.organization_id = $1", args)
}

type row struct {
	k                      Key
	created, expires, used int64
	creatorID, creatorName string
	permission             access.Permission
}

func (x *row) dest() []any {
	k := &x.k
	return []any{
		&k.ID, &k.OrganizationID, &k.Name, &k.Reach, &k.Hint, &x.created, &x.expires, &x.used, &x.creatorID, &x.creatorName, &x.permission,
	}
}

// load reads the keys that where keeps, in one statement. creator is the SQL of the creator's name.
func load(ctx context.Context, q db.Querier, creator, where string, args []any) ([]Key, error) {
	rows, err := q.Query(ctx, `SELECT k.id, k.organization_id, k.name, k.reach, k.hint, k.created_at, k.expires_at, k.last_used_at, k.created_by, `+creator+`,
		COALESCE(p.permission, '') FROM api_key k LEFT JOIN api_key_permission p ON p.key_id = k.id`+where+`
		ORDER BY k.created_at DESC, k.id DESC, p.permission`, args...)
	if err != nil {
		return nil, err
	}
	all := []Key{}
	err = db.Each(rows, (*row).dest, func(x row) error {
		if last := len(all) - 1; last < 0 || all[last].ID != x.k.ID {
			x.k.CreatedAt, x.k.ExpiresAt, x.k.LastUsedAt = db.Time(x.created), moment(x.expires), moment(x.used)
			if x.creatorName != "" {
				x.k.Creator = &Creator{x.creatorID, x.creatorName}
			}
			all = append(all, x.k)
		}
		if k := &all[len(all)-1]; x.permission != "" {
			k.Permissions = append(k.Permissions, x.permission)
		}
		return nil
	})
	return all, err
}

// creatorSQL is the name of who created the key k: of an account that is a member, or a key, of what the reader sees.
// It is ” for one that is gone or elsewhere, and for an account that was added and has not accepted yet. args are
// those of the query so far.
func creatorSQL(reader access.Caller, args *[]any) string {
	arg := func(v any) string {
		*args = append(*args, v)
		return fmt.Sprintf("$%d", len(*args))
	}
	reach := reader.Reach()
	return `COALESCE((SELECT a.name FROM account a WHERE a.id = k.created_by AND (a.id = ` + arg(reader.AccountID) + ` OR EXISTS (
			SELECT 1 FROM member m JOIN organization o ON o.id = m.organization_id WHERE m.account_id = a.id AND m.awaits <> 'owner' AND ` + reach.SQL("o", arg) + `))),
		(SELECT c.name FROM api_key c JOIN organization o ON o.id = c.organization_id WHERE c.id = k.created_by AND ` + reach.SQL("o", arg) + `), '')`
}

// hold returns a key, or NotFound, and keeps it as it is until the transaction ends.
func hold(ctx context.Context, tx *db.Tx, keyID string) (Key, error) {
	var one int
	err := tx.QueryRow(ctx, "SELECT 1 FROM api_key WHERE id = $1"+tx.ForUpdate(), keyID).Scan(&one)
	if db.NotFound(err) {
		return Key{}, missing()
	}
	if err != nil {
		return Key{}, err
	}
	found, err := load(ctx, tx, "''", " WHERE k.id = $1", []any{keyID})
	if err != nil || len(found) == 0 {
		return Key{}, err
	}
	return found[0], nil
}

// get returns a key as the caller sees it.
func get(ctx context.Context, q db.Querier, keyID string, reader access.Caller) (Key, error) {
	args := []any{keyID}
	creator := creatorSQL(reader, &args)
	found, err := load(ctx, q, creator, " WHERE k.id = $1", args)
	if err == nil && len(found) == 0 {
		return Key{}, missing()
	}
	if err != nil {
		return Key{}, err
	}
	return found[0], nil
}

func insert(ctx context.Context, tx *db.Tx, k Key, secret, createdBy string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO api_key (id, organization_id, name, token_hash, hint, reach, created_by, created_at, expires_at, last_used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
		k.ID, k.OrganizationID, k.Name, verification.Hash(secret), k.Hint, k.Reach, createdBy, db.Micros(k.CreatedAt), micros(k.ExpiresAt)); err != nil {
		return err
	}
	_, err := tx.BulkInsert(ctx, "api_key_permission", []string{"key_id", "permission"},
		db.Rows(k.Permissions, func(p access.Permission) []any { return []any{k.ID, string(p)} }))
	return err
}

// found is a key as a request finds it.
type found struct {
	Recognized
	expiresAt, lastUsedAt time.Time
}

// find returns the key that where keeps, with what it gives and the revision of access, in one statement.
func find(ctx context.Context, q db.Querier, where string, arg any) (found, error) {
	type row struct {
		found
		expires, used int64
		permission    access.Permission
	}
	rows, err := q.Query(ctx, `SELECT k.id, k.organization_id, k.reach, k.expires_at, k.last_used_at, `+access.RevisionSQL+`, COALESCE(p.permission, '')
		FROM api_key k LEFT JOIN api_key_permission p ON p.key_id = k.id WHERE `+where, arg)
	if err != nil {
		return found{}, err
	}
	var f found
	if err := db.Each(rows, func(x *row) []any {
		return []any{&x.ID, &x.Grant.OrganizationID, &x.Grant.Reach, &x.expires, &x.used, &x.Revision, &x.permission}
	}, func(x row) error {
		if f.ID == "" {
			f = x.found
			f.expiresAt, f.lastUsedAt = moment(x.expires), moment(x.used)
		}
		if x.permission != "" {
			f.Grant.Permissions = append(f.Grant.Permissions, x.permission)
		}
		return nil
	}); err != nil {
		return found{}, err
	}
	if f.ID == "" {
		return found{}, unknown()
	}
	return f, nil
}

// Count returns how many keys an organization has, expired ones too.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM api_key WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// CountBy counts the keys that an account created, or a key.
func CountBy(ctx context.Context, q db.Querier, creatorID string) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM api_key WHERE created_by = $1", creatorID).Scan(&n)
	return n, err
}

// ForgetCreator takes an account that goes out of the keys that it created. They stay: they are their organizations'.
func ForgetCreator(ctx context.Context, tx *db.Tx, creatorID string) error {
	_, err := tx.Exec(ctx, "UPDATE api_key SET created_by = '' WHERE created_by = $1", creatorID)
	return err
}
