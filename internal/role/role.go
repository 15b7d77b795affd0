// Package role holds named sets of permissions, owned by one organization. For now there is one role,
// Admin, which every organization starts with: it is fixed and holds all that can be held there.
package role

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Admin is the name of the fixed role.
const Admin = "Admin"

// CreateAdmins gives new organizations their role Admin and returns the roles' IDs in the same order.
func CreateAdmins(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) ([]string, error) {
	ids := make([]string, len(organizationIDs))
	for i := range ids {
		ids[i] = id.New(id.Role, now)
	}
	i := -1
	_, err := tx.BulkInsert(ctx, "role", []string{"id", "organization_id", "name", "name_fold", "fixed", "reach", "created_at"},
		db.Rows(organizationIDs, func(organizationID string) []any {
			i++
			return []any{ids[i], organizationID, Admin, "admin", true, "subtree", db.Micros(now)}
		}))
	return ids, err
}

// AdminOf returns the ID of an organization's role Admin.
func AdminOf(ctx context.Context, q db.Querier, organizationID string) (string, error) {
	var roleID string
	err := q.QueryRow(ctx, "SELECT id FROM role WHERE organization_id = $1 AND fixed", organizationID).Scan(&roleID)
	if db.NotFound(err) {
		return "", fault.Missing("role")
	}
	return roleID, err
}

// DeleteAll removes the roles of an organization that is being deleted and has no members.
func DeleteAll(ctx context.Context, tx *db.Tx, organizationID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM role WHERE organization_id = $1", organizationID)
	return err
}
