package usage

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// lookup is how many values one query looks up.
const lookup = 400

const (
	columns = `u.id, u.organization_id, o.name, u.product_key, u.kind, u.external_id, u.name, u.url,
		(SELECT COUNT(*) FROM usage_number n WHERE n.usage_id = u.id), u.created_at, u.updated_at`
	from = ` FROM product_usage u CROSS JOIN organization o`
)

type row struct {
	u                Usage
	created, updated int64
}

func (x *row) dest() []any {
	u := &x.u
	return []any{
		&u.ID, &u.OrganizationID, &u.Organization, &u.Product, &u.Kind, &u.ExternalID, &u.Name, &u.URL,
		&u.Numbers, &x.created, &x.updated,
	}
}

func (x row) usage() Usage {
	u := x.u
	u.CreatedAt, u.UpdatedAt = db.Time(x.created), db.Time(x.updated)
	return u
}

// get returns a usage, or NotFound.
func get(ctx context.Context, q db.Querier, usageID string) (Usage, error) {
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE u.id = $1 AND o.id = u.organization_id", usageID).Scan(x.dest()...)
	if db.NotFound(err) {
		return Usage{}, fault.Missing("usage")
	}
	return x.usage(), err
}

// hold locks a usage that a product knows by this key until the transaction ends and returns it as it is now, or
// NotFound.
func hold(ctx context.Context, tx *db.Tx, k Key) (Usage, error) {
	var usageID string
	err := tx.QueryRow(ctx, `SELECT id FROM product_usage WHERE organization_id = $1 AND product_key = $2 AND kind = $3 AND external_id = $4`+
		tx.ForUpdate(), k.OrganizationID, k.Product, k.Kind, k.ExternalID).Scan(&usageID)
	if db.NotFound(err) {
		return Usage{}, fault.Missing("usage")
	}
	if err != nil {
		return Usage{}, err
	}
	return get(ctx, tx, usageID)
}

// holdOrganization is [scope.Hold] that reports whether the organization is there, and whether it is suspended. One that
// is being erased is not there.
func holdOrganization(ctx context.Context, tx *db.Tx, organizationID string) (exists, suspended bool, err error) {
	var status string
	err = tx.QueryRow(ctx, "SELECT status FROM organization WHERE id = $1 AND path <> ''"+tx.ForShare(), organizationID).Scan(&status)
	if db.NotFound(err) {
		return false, false, nil
	}
	return err == nil, status == "suspended", err
}

// declared reports whether there is such a product.
func declared(ctx context.Context, q db.Querier, product string) (bool, error) {
	var one int
	err := q.QueryRow(ctx, "SELECT 1 FROM product WHERE key = $1", product).Scan(&one)
	if db.NotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// insert adds a usage without numbers, and reports false where one with its key is there already.
func insert(ctx context.Context, tx *db.Tx, u Usage) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO product_usage (id, organization_id, product_key, kind, external_id, name, name_fold, name_key, url, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (organization_id, product_key, kind, external_id) DO NOTHING`,
		u.ID, u.OrganizationID, u.Product, u.Kind, u.ExternalID, u.Name, text.Fold(u.Name), text.SortKey(u.Name), u.URL,
		db.Micros(u.CreatedAt), db.Micros(u.UpdatedAt))
	return n == 1, err
}

// update writes what a product may say anew over what it said.
func update(ctx context.Context, tx *db.Tx, u Usage) error {
	_, err := tx.Exec(ctx, "UPDATE product_usage SET name = $1, name_fold = $2, name_key = $3, url = $4, updated_at = $5 WHERE id = $6",
		u.Name, text.Fold(u.Name), text.SortKey(u.Name), u.URL, db.Micros(u.UpdatedAt), u.ID)
	return err
}

// remove deletes a usage; its numbers go with it.
func remove(ctx context.Context, tx *db.Tx, usageID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM product_usage WHERE id = $1", usageID)
	return err
}

// numberIDs are the IDs of the numbers a usage uses, sorted.
func numberIDs(ctx context.Context, q db.Querier, usageID string) ([]string, error) {
	rows, err := q.Query(ctx, "SELECT number_id FROM usage_number WHERE usage_id = $1 ORDER BY number_id", usageID)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(s *string) []any { return []any{s} })
}

// replace makes these the numbers of a usage, and returns how many came and how many went. Both lists are sorted.
func replace(ctx context.Context, tx *db.Tx, usageID string, had, want []string) (added, removed int, err error) {
	come, gone := missing(want, had), missing(had, want)
	if _, err := tx.ExecIn(ctx, db.In("DELETE FROM usage_number WHERE usage_id = $1 AND number_id IN (...)", lookup, gone, usageID)); err != nil {
		return 0, 0, err
	}
	_, err = tx.BulkInsert(ctx, "usage_number", []string{"usage_id", "number_id"},
		db.Rows(come, func(numberID string) []any { return []any{usageID, numberID} }))
	return len(come), len(gone), err
}

// missing returns what of some sorted values the others, sorted too, do not have.
func missing(values, others []string) []string {
	var found []string
	for _, v := range values {
		if _, has := slices.BinarySearch(others, v); !has {
			found = append(found, v)
		}
	}
	return found
}

// owned is a number of an organization.
type owned struct{ id, number string }

// holdNumbers returns the IDs of those of the canonical numbers that are exactly this organization's, by number, and
// keeps them as they are until the transaction ends. They are locked by ID, as every change of many numbers does.
func holdNumbers(ctx context.Context, tx *db.Tx, organizationID string, numbers []string) (map[string]string, error) {
	ids, err := db.CollectIn(ctx, tx, db.In("SELECT id FROM outgoing_number WHERE number IN (...)", lookup, numbers), func(s *string) []any { return []any{s} })
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	found := make(map[string]string, len(ids))
	// Whose they are and what they are counts once they are locked.
	err = db.EachIn(ctx, tx, db.In("SELECT id, number FROM outgoing_number WHERE id IN (...) AND organization_id = $1 ORDER BY id"+tx.ForShare(), lookup, ids, organizationID),
		func(o *owned) []any { return []any{&o.id, &o.number} }, func(o owned) error {
			found[o.number] = o.id
			return nil
		})
	return found, err
}
