package role

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// CreateAdmins gives new organizations their role Admin and returns the roles' IDs in the same order.
func CreateAdmins(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) ([]string, error) {
	ids := make([]string, len(organizationIDs))
	for i := range ids {
		ids[i] = id.New(id.Role, now)
	}
	i := -1
	_, err := tx.BulkInsert(ctx, "role", []string{"id", "organization_id", "name", "name_fold", "fixed", "reach", "created_at", "updated_at"},
		db.Rows(organizationIDs, func(organizationID string) []any {
			i++
			return []any{ids[i], organizationID, Admin, text.Fold(Admin), true, access.ReachSubtree, db.Micros(now), db.Micros(now)}
		}))
	return ids, err
}

// DeleteAll removes the roles of an organization that is being deleted and has no members.
func DeleteAll(ctx context.Context, tx *db.Tx, now time.Time, organizationID string) error {
	rows, err := tx.Query(ctx, "SELECT id FROM role WHERE organization_id = $1", organizationID)
	if err != nil {
		return err
	}
	ids, err := db.Collect(rows, db.Column[string])
	if err != nil {
		return err
	}
	access.Changed(tx, now, access.Change{Roles: ids})
	_, err = tx.Exec(ctx, "DELETE FROM role WHERE organization_id = $1", organizationID)
	return err
}

// Held is a role as somebody is given it.
type Held struct {
	ID             string
	OrganizationID string
	access.Grant
}

// Hold returns roles by ID, and keeps them as they are until the transaction ends. Those that are not there
// are not among them.
func Hold(ctx context.Context, tx *db.Tx, roleIDs []string) (map[string]Held, error) {
	found := make(map[string]Held, len(roleIDs))
	sorted := slices.DeleteFunc(slices.Sorted(slices.Values(roleIDs)), func(s string) bool { return !id.Valid(id.Role, s) })
	roles := db.In("SELECT id, organization_id, fixed, reach FROM role WHERE id IN (...) ORDER BY id"+tx.ForShare(), lookup, sorted)
	if err := db.EachIn(ctx, tx, roles, func(h *Held) []any { return []any{&h.ID, &h.OrganizationID, &h.Fixed, &h.Reach} }, func(h Held) error {
		found[h.ID] = h
		return nil
	}); err != nil {
		return nil, err
	}
	permissions, err := permissionsOf(ctx, tx, sorted)
	if err != nil {
		return nil, err
	}
	for roleID, p := range permissions {
		h := found[roleID]
		h.Permissions = p
		found[roleID] = h
	}
	return found, nil
}

// lookup is how many IDs one query looks up.
const lookup = 400

func permissionsOf(ctx context.Context, q db.Querier, roleIDs []string) (map[string][]access.Permission, error) {
	type held struct {
		roleID     string
		permission access.Permission
	}
	found := map[string][]access.Permission{}
	of := db.In("SELECT role_id, permission FROM role_permission WHERE role_id IN (...) ORDER BY role_id, permission", lookup, roleIDs)
	return found, db.EachIn(ctx, q, of, func(h *held) []any { return []any{&h.roleID, &h.permission} }, func(h held) error {
		found[h.roleID] = append(found[h.roleID], h.permission)
		return nil
	})
}

const columns = `r.id, r.version, r.organization_id, r.name, r.description, r.fixed, r.reach, r.created_at, r.updated_at,
	(SELECT COUNT(*) FROM member_role mr WHERE mr.role_id = r.id)`

type row struct {
	r                Role
	created, updated int64
}

func (x *row) dest() []any {
	r := &x.r
	return []any{&r.ID, &r.Version, &r.OrganizationID, &r.Name, &r.Description, &r.Fixed, &r.Reach, &x.created, &x.updated, &r.MemberCount}
}

// load reads the roles that where keeps, Admin first, then by name.
func load(ctx context.Context, q db.Querier, where string, args ...any) ([]Role, error) {
	rows, err := q.Query(ctx, "SELECT "+columns+" FROM role r WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	all := []Role{}
	var ids []string
	if err := db.Each(rows, (*row).dest, func(x row) error {
		x.r.CreatedAt, x.r.UpdatedAt = db.Time(x.created), db.Time(x.updated)
		all = append(all, x.r)
		ids = append(ids, x.r.ID)
		return nil
	}); err != nil {
		return nil, err
	}
	permissions, err := permissionsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Permissions = permissions[all[i].ID]
	}
	return all, nil
}

// get returns a role, or NotFound; in a Write its row is locked with lock.
func get(ctx context.Context, q db.Querier, roleID, lock string) (Role, error) {
	if lock != "" {
		var one int
		err := q.QueryRow(ctx, "SELECT 1 FROM role WHERE id = $1"+lock, roleID).Scan(&one)
		if err != nil && !db.NotFound(err) {
			return Role{}, err
		}
	}
	found, err := load(ctx, q, "r.id = $1", roleID)
	if err == nil && len(found) == 0 {
		return Role{}, fault.Missing("role")
	}
	if err != nil {
		return Role{}, err
	}
	return found[0], nil
}

func insert(ctx context.Context, tx *db.Tx, r Role) error {
	_, err := tx.Exec(ctx, `INSERT INTO role (id, version, organization_id, name, name_fold, description, fixed, reach, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.Version, r.OrganizationID, r.Name, text.Fold(r.Name), r.Description, r.Fixed, r.Reach, db.Micros(r.CreatedAt), db.Micros(r.UpdatedAt))
	if err != nil {
		return taken(err)
	}
	return insertPermissions(ctx, tx, r)
}

func insertPermissions(ctx context.Context, tx *db.Tx, r Role) error {
	_, err := tx.BulkInsert(ctx, "role_permission", []string{"role_id", "permission"},
		db.Rows(r.Permissions, func(p access.Permission) []any { return []any{r.ID, string(p)} }))
	return err
}

func update(ctx context.Context, tx *db.Tx, r Role) error {
	_, err := tx.Exec(ctx, "UPDATE role SET version = $1, name = $2, name_fold = $3, description = $4, reach = $5, updated_at = $6 WHERE id = $7",
		r.Version, r.Name, text.Fold(r.Name), r.Description, r.Reach, db.Micros(r.UpdatedAt), r.ID)
	if err != nil {
		return taken(err)
	}
	if _, err := tx.Exec(ctx, "DELETE FROM role_permission WHERE role_id = $1", r.ID); err != nil {
		return err
	}
	return insertPermissions(ctx, tx, r)
}

// remove deletes a role and takes it from its members, whose accounts it returns.
func remove(ctx context.Context, tx *db.Tx, r Role) ([]string, error) {
	rows, err := tx.Query(ctx, "SELECT DISTINCT m.account_id FROM member_role mr JOIN member m ON m.id = mr.member_id WHERE mr.role_id = $1", r.ID)
	if err != nil {
		return nil, err
	}
	accounts, err := db.Collect(rows, db.Column[string])
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM member_role WHERE role_id = $1", r.ID); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, "DELETE FROM role WHERE id = $1", r.ID)
	return accounts, err
}

func taken(err error) error {
	if !db.IsUnique(err, "role", "organization_id", "name_fold") {
		return err
	}
	f := fault.New(fault.Conflict, "role_name_taken", "Another role of this organization has this name, in whatever case. Choose another name.").Because(err)
	f.Fields = []fault.Field{{Location: "body.name", Code: "role_name_taken", Message: f.Message}}
	return f
}

// Count returns how many roles an organization has.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM role WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// DeleteSome removes at most so many roles of an organization that is being erased and has no members any more, and
// returns how many there were.
func DeleteSome(ctx context.Context, tx *db.Tx, now time.Time, organizationID string, most int) (int64, error) {
	rows, err := tx.Query(ctx, "SELECT id FROM role WHERE organization_id = $1 ORDER BY id LIMIT $2", organizationID, most)
	if err != nil {
		return 0, err
	}
	ids, err := db.Collect(rows, db.Column[string])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	access.Changed(tx, now, access.Change{Roles: ids})
	return tx.Exec(ctx, "DELETE FROM role WHERE organization_id = $1 AND id <= $2", organizationID, ids[len(ids)-1])
}
