package scope

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Owned is what belongs to an organization.
type Owned interface {
	// Owned returns its ID and that of its organization.
	Owned() (id, organizationID string)
}

// IDsOf returns the IDs of what is owned, in its order.
func IDsOf[T Owned](all []T) []string {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i], _ = one.Owned()
	}
	return ids
}

// ByOrganization returns what is owned by the IDs of its organizations.
func ByOrganization[T Owned](all []T) map[string][]T {
	of := map[string][]T{}
	for _, one := range all {
		_, organizationID := one.Owned()
		of[organizationID] = append(of[organizationID], one)
	}
	return of
}

// AllSeen reports whether the caller sees the organizations of all these rows of a table, as OrganizationsOf finds them.
func AllSeen(ctx context.Context, q db.Querier, caller access.Caller, table, prefix string, ids []string) (bool, error) {
	of, err := OrganizationsOf(ctx, q, table, prefix, ids)
	return !slices.ContainsFunc(ids, func(one string) bool { return of[one] == "" || !caller.Sees(of[one]) }), err
}

// OrganizationsOf returns the organizations of the rows of a table, whose IDs begin with prefix, by the rows' IDs.
// Those that are not there are not among them.
func OrganizationsOf(ctx context.Context, q db.Querier, table, prefix string, ids []string) (map[string]string, error) {
	type place struct{ id, organizationID string }
	of := make(map[string]string, len(ids))
	valid := slices.DeleteFunc(slices.Clone(ids), func(one string) bool { return !id.Valid(prefix, one) })
	return of, db.EachIn(ctx, q, db.In("SELECT id, organization_id FROM "+table+" WHERE id IN (...)", lookup, valid),
		func(p *place) []any { return []any{&p.id, &p.organizationID} }, func(p place) error {
			of[p.id] = p.organizationID
			return nil
		})
}
