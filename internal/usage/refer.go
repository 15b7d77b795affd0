package usage

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// UsagesOf returns the usages of numbers by the numbers' IDs, the oldest first. Those that nothing uses are not
// among them.
func UsagesOf(ctx context.Context, q db.Querier, numberIDs []string) (map[string][]Ref, error) {
	type used struct {
		numberID string
		Ref
	}
	found := map[string][]Ref{}
	err := db.EachIn(ctx, q, db.In(`SELECT n.number_id, u.id, u.product_key, u.kind, u.external_id, u.name, u.organization_id, u.url
		FROM usage_number n CROSS JOIN product_usage u WHERE n.number_id IN (...) AND u.id = n.usage_id
		ORDER BY n.number_id, u.created_at, u.id`, lookup, numberIDs), func(r *used) []any {
		return []any{&r.numberID, &r.ID, &r.Product, &r.Kind, &r.ExternalID, &r.Name, &r.OrganizationID, &r.URL}
	}, func(r used) error {
		found[r.numberID] = append(found[r.numberID], r.Ref)
		return nil
	})
	return found, err
}

// References counts the usages of an organization and names the oldest few.
func References(ctx context.Context, q db.Querier, organizationID string, examples int) (count int, first []Ref, err error) {
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM product_usage WHERE organization_id = $1", organizationID).Scan(&count); err != nil || count == 0 {
		return count, nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, product_key, kind, external_id, name, organization_id, url FROM product_usage
		WHERE organization_id = $1 ORDER BY created_at, id LIMIT $2`, organizationID, examples)
	if err != nil {
		return 0, nil, err
	}
	first, err = db.Collect(rows, func(r *Ref) []any {
		return []any{&r.ID, &r.Product, &r.Kind, &r.ExternalID, &r.Name, &r.OrganizationID, &r.URL}
	})
	return count, first, err
}

// OfProduct counts the usages of a product, in whatever organization.
func OfProduct(ctx context.Context, q db.Querier, product string) (count int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM product_usage WHERE product_key = $1", product).Scan(&count)
	return count, err
}
