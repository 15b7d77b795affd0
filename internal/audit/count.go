package audit

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// Count returns how many events the trail of an organization has.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}
