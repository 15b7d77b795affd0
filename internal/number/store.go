package number

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

const (
	columns = `n.id, n.version, n.organization_id, o.name, n.number, n.billing_number, n.lettering,
		EXISTS (SELECT 1 FROM usage_number used WHERE used.number_id = n.id), n.owned_since, n.created_at, n.updated_at`
	from = " FROM outgoing_number n JOIN organization o ON o.id = n.organization_id"
)

type row struct {
	n                       Number
	owned, created, updated int64
}

func (x *row) dest() []any {
	n := &x.n
	return []any{
		&n.ID, &n.Version, &n.OrganizationID, &n.Organization, &n.Number, &n.BillingNumber, &n.Lettering,
		&n.InUse, &x.owned, &x.created, &x.updated,
	}
}

func (x row) number() Number {
	n := x.n
	n.OwnedSince, n.CreatedAt, n.UpdatedAt = db.Time(x.owned), db.Time(x.created), db.Time(x.updated)
	return n
}

// get returns a number, or NotFound.
func get(ctx context.Context, q db.Querier, numberID string) (Number, error) {
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE n.id = $1", numberID).Scan(x.dest()...)
	if db.NotFound(err) {
		return Number{}, fault.Missing("number")
	}
	return x.number(), err
}
