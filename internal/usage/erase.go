package usage

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// Count returns how many usages an organization has.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM product_usage WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// DeleteSome ends usages of an organization that is being erased, little by little: it removes at most so many rows
// and returns how many there were.
func DeleteSome(ctx context.Context, tx *db.Tx, organizationID string, most int) (int64, error) {
	var first string
	err := tx.QueryRow(ctx, "SELECT COALESCE(MIN(id), '') FROM product_usage WHERE organization_id = $1", organizationID).Scan(&first)
	if err != nil || first == "" {
		return 0, err
	}
	n, err := tx.Exec(ctx, "DELETE FROM usage_number WHERE usage_id = $1 AND number_id IN (SELECT number_id FROM usage_number WHERE usage_id = $1 ORDER BY number_id LIMIT $2)", first, most)
	if err != nil || n == int64(most) {
		return n, err
	}
	gone, err := tx.Exec(ctx, "DELETE FROM product_usage WHERE id = $1", first)
	return n + gone, err
}
