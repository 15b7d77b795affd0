package app

import (
	"context"
	"errors"
	"time"

	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/erasure"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/usage"
)

// erasureEnds ends at once what an organization that is erased must not go on with.
func (a *App) erasureEnds(ctx context.Context, tx *db.Tx, organizationID string) error {
	return errors.Join(apikey.DeleteAll(ctx, tx, organizationID), invitation.DeleteAll(ctx, tx, organizationID), a.Imports.EndAll(ctx, tx, organizationID))
}

// erasureParts are what belongs to an organization, what refers to other parts first.
func erasureParts() []erasure.Part {
	type deletes = func(ctx context.Context, tx *db.Tx, now time.Time, organizationID string, most int) (int64, error)
	timeless := func(f func(ctx context.Context, tx *db.Tx, organizationID string, most int) (int64, error)) deletes {
		return func(ctx context.Context, tx *db.Tx, _ time.Time, organizationID string, most int) (int64, error) {
			return f(ctx, tx, organizationID, most)
		}
	}
	return []erasure.Part{
		{Name: "usages", Count: usage.Count, DeleteSome: timeless(usage.DeleteSome)},
		{Name: "numbers", Count: number.Count, DeleteSome: number.DeleteSome},
		{Name: "members", Count: member.Count, DeleteSome: member.DeleteSome},
		{Name: "roles", Count: role.Count, DeleteSome: role.DeleteSome},
		{Name: "invitations", DeleteSome: timeless(invitation.DeleteSome), Count: func(ctx context.Context, q db.Querier, organizationID string) (int64, error) {
			n, err := invitation.Count(ctx, q, organizationID)
			return int64(n), err
		}},
		{Name: "apiKeys", Count: apikey.Count, DeleteSome: timeless(func(ctx context.Context, tx *db.Tx, organizationID string, _ int) (int64, error) {
			return 0, apikey.DeleteAll(ctx, tx, organizationID)
		})},
		{Name: "imports", Count: imports.Count, DeleteSome: timeless(imports.DeleteSome)},
		{Name: "auditEvents", Count: audit.Count, DeleteSome: timeless(func(ctx context.Context, tx *db.Tx, organizationID string, most int) (int64, error) {
			more, err := audit.DeleteOrganization(ctx, tx, organizationID, most)
			if !more {
				return 0, err
			}
			return int64(most), err
		})},
	}
}
