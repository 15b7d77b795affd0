package product

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// load reads the declared products in the order they were declared, or one of them.
func load(ctx context.Context, q db.Querier, key string) ([]Product, error) {
	type declared struct {
		key, names string
		members    bool
	}
	type permission struct{ product, key, names string }
	where, args := "", []any{}
	if key != "" {
		where, args = " WHERE key = $1", []any{key}
	}
	rows, err := q.Query(ctx, "SELECT key, names, member_permissions FROM product"+where+" ORDER BY position, key", args...)
	if err != nil {
		return nil, err
	}
	all := []Product{}
	at := map[string]int{}
	if err := db.Each(rows, func(d *declared) []any { return []any{&d.key, &d.names, &d.members} }, func(d declared) error {
		names, err := namesOf(d.names)
		at[d.key] = len(all)
		all = append(all, Product{Key: d.key, Name: names, MemberPermissions: d.members, Permissions: []Permission{}})
		return err
	}); err != nil {
		return nil, err
	}
	if key != "" {
		where = " WHERE product_key = $1"
	}
	rows, err = q.Query(ctx, "SELECT product_key, key, names FROM permission"+where+" ORDER BY product_key, position", args...)
	if err != nil {
		return nil, err
	}
	return all, db.Each(rows, func(p *permission) []any { return []any{&p.product, &p.key, &p.names} }, func(p permission) error {
		names, err := namesOf(p.names)
		if i, known := at[p.product]; known {
			all[i].Permissions = append(all[i].Permissions, Permission{Key: p.key, Name: names})
		}
		return err
	})
}

func namesOf(text string) (Names, error) {
	var names Names
	if err := json.Unmarshal([]byte(text), &names); err != nil {
		return nil, fmt.Errorf("names of a product: %w", err)
	}
	return names, nil
}

func (n Names) text() (string, error) {
	b, err := json.Marshal(n)
	return string(b), err
}

// save writes a product over what it was, and takes the permissions it no longer has from the roles and API keys
// that hold them. A new product comes last.
func save(ctx context.Context, tx *db.Tx, now time.Time, p Product) error {
	names, err := p.Name.text()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO product (key, position, names, member_permissions, updated_at)
		VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM product), $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET names = excluded.names, member_permissions = excluded.member_permissions, updated_at = excluded.updated_at`,
		p.Key, names, p.MemberPermissions, db.Micros(now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM permission WHERE product_key = $1", p.Key); err != nil {
		return err
	}
	for i, permission := range p.Permissions {
		names, err := permission.Name.text()
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO permission (key, product_key, position, names) VALUES ($1, $2, $3, $4)",
			permission.Key, p.Key, i, names); err != nil {
			return err
		}
	}
	return takeBack(ctx, tx, p.Key)
}

func remove(ctx context.Context, tx *db.Tx, key string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM product WHERE key = $1", key); err != nil {
		return err
	}
	return takeBack(ctx, tx, key)
}

// takeBack deletes what roles and API keys hold of a product and it does not declare.
func takeBack(ctx context.Context, tx *db.Tx, key string) error {
	const undeclared = ` WHERE permission >= $1 AND permission < $2 AND permission NOT IN (SELECT key FROM permission WHERE product_key = $3)`
	for _, query := range []string{"DELETE FROM role_permission" + undeclared, "DELETE FROM api_key_permission" + undeclared} {
		if _, err := tx.Exec(ctx, query, key+".", key+"/", key); err != nil {
			return err
		}
	}
	return nil
}
