package number

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Count returns how many numbers an organization has.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// DeleteSome removes at most so many numbers of an organization that is being erased, the first in their order, and
// returns how many there were. It stands alone by now, and nothing uses them any more.
func DeleteSome(ctx context.Context, tx *db.Tx, now time.Time, organizationID string, most int) (int64, error) {
	var last string
	err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(number), '') FROM (SELECT number FROM outgoing_number WHERE organization_id = $1 ORDER BY number LIMIT $2) portion",
		organizationID, most).Scan(&last)
	if err != nil || last == "" {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO number_owner (id, number, organization_id, owned_since, owned_until)
		SELECT CAST($3 AS TEXT) || '/' || id, number, organization_id, owned_since, CAST($4 AS BIGINT) FROM outgoing_number WHERE organization_id = $1 AND number <= $2`,
		organizationID, last, id.New(id.Batch, now), db.Micros(now)); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM number_scope WHERE organization_id = $1 AND number <= $2", organizationID, last); err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, "DELETE FROM outgoing_number WHERE organization_id = $1 AND number <= $2", organizationID, last)
	if err != nil {
		return 0, err
	}
	return n, Lists.AddTallies(ctx, tx, now, map[string]int64{organizationID: -n}, map[string]string{organizationID: access.PathUnder("", organizationID)})
}
