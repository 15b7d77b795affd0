package number_test

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/role"
)

func ownRole(permissions ...access.Permission) role.Draft {
	return role.Draft{Name: "own", Permissions: permissions, Reach: access.ReachOwn}
}

func codeOf(err error) string { return apptest.Code(err) }

// allow lets an organization use special numbers.
func allow(organizationID string) func(ctx context.Context, tx *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE organization SET allow_special = $2 WHERE id = $1", organizationID, true)
		return err
	}
}

// refuse050 has an organization not use 050 numbers.
func refuse050(organizationID string) func(ctx context.Context, tx *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE organization SET refuse_050 = $2 WHERE id = $1", organizationID, true)
		return err
	}
}

// idsOf returns the IDs of an organization's numbers.
func (w *world) idsOf(organizationID string) []string {
	w.t.Helper()
	rows, err := w.DB.Query(ctx, "SELECT id FROM outgoing_number WHERE organization_id = $1 ORDER BY id", organizationID)
	w.must(err)
	ids, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	w.must(err)
	return ids
}
