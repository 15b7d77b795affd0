package access

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// lookup is how many IDs one query looks up.
const lookup = 512

// read makes a world of what q says, which is a snapshot.
func read(ctx context.Context, q db.Querier) (*world, error) {
	w := newWorld()
	if err := q.QueryRow(ctx, "SELECT revision FROM access_revision").Scan(&w.revision); err != nil {
		return nil, err
	}
	var err error
	if w.catalog, err = readCatalog(ctx, q); err != nil {
		return nil, err
	}
	if err := w.readOrganizations(ctx, q); err != nil {
		return nil, err
	}
	return w, w.readRoles(ctx, q, "", nil)
}

// readOrganizations reads the hierarchy. A path says all about a place, and in the order of paths an organization
// comes after those above it, so that nothing but their index is read.
func (w *world) readOrganizations(ctx context.Context, q db.Querier) error {
	rows, err := q.Query(ctx, "SELECT path FROM organization WHERE path <> '' ORDER BY path")
	if err != nil {
		return err
	}
	if err := db.Each(rows, db.Column, func(path string) error {
		up := path[:strings.LastIndexByte(path[:len(path)-1], '/')+1]
		parentID := ""
		if up != "" {
			parentID = lastOn(up)
		}
		w.put(lastOn(path), parentID, false, false)
		return nil
	}); err != nil {
		return err
	}
	return errors.Join(
		w.readErasing(ctx, q),
		w.mark(ctx, q, "status = 'suspended'", func(n *node) { n.suspended = true }),
		w.mark(ctx, q, "require_second_factor", func(n *node) { n.secondFactor = true }),
	)
}

// readErasing reads which organizations are being erased: they stand nowhere any more. There are hardly ever any.
func (w *world) readErasing(ctx context.Context, q db.Querier) error {
	rows, err := q.Query(ctx, "SELECT id FROM organization WHERE path = '' ORDER BY id")
	if err != nil {
		return err
	}
	w.erasing, err = db.Collect(rows, db.Column[string])
	return err
}

// mark changes the nodes of the organizations that where keeps, which are few.
func (w *world) mark(ctx context.Context, q db.Querier, where string, change func(n *node)) error {
	rows, err := q.Query(ctx, "SELECT id FROM organization WHERE "+where)
	if err != nil {
		return err
	}
	return db.Each(rows, db.Column, func(organizationID string) error {
		if n, known := w.index[organizationID]; known {
			change(&w.nodes[n])
		}
		return nil
	})
}

// lastOn returns the organization whose path it is.
func lastOn(path string) string {
	return id.Organization + "_" + path[strings.LastIndexByte(path[:len(path)-1], '/')+1:len(path)-1]
}

func readCatalog(ctx context.Context, q db.Querier) (*catalog, error) {
	type declared struct {
		key       Permission
		supported bool
	}
	c := newCatalog()
	for _, p := range everywhere {
		c.declare(p, true, false)
	}
	for _, p := range platformOnly {
		c.declare(p, true, true)
	}
	rows, err := q.Query(ctx, `SELECT p.key, d.member_permissions FROM permission p JOIN product d ON d.key = p.product_key
		ORDER BY d.position, d.key, p.position, p.key`)
	if err != nil {
		return nil, err
	}
	return c, db.Each(rows, func(d *declared) []any { return []any{&d.key, &d.supported} }, func(d declared) error {
		c.declare(d.key, d.supported, false)
		return nil
	})
}

// readRoles reads the roles that where keeps, "" for all of them. The fixed role Admin, of which every organization
// has one, is known by the memberships that have it.
func (w *world) readRoles(ctx context.Context, q db.Querier, where string, args []any) error {
	type row struct{ id, organizationID, reach string }
	if where == "" {
		where = " WHERE NOT fixed"
	} else {
		where += " AND NOT fixed"
	}
	rows, err := q.Query(ctx, "SELECT id, organization_id, reach FROM role"+where, args...)
	if err != nil {
		return err
	}
	if err := db.Each(rows, func(r *row) []any { return []any{&r.id, &r.organizationID, &r.reach} }, func(r row) error {
		if n, ok := w.index[r.organizationID]; ok {
			w.roles[r.id] = role{node: n, subtree: r.reach == ReachSubtree}
		}
		return nil
	}); err != nil {
		return err
	}
	type held struct {
		roleID     string
		permission Permission
	}
	within := ""
	if len(args) > 0 {
		within = " WHERE role_id IN (SELECT id FROM role" + where + ")"
	}
	rows, err = q.Query(ctx, "SELECT role_id, permission FROM role_permission"+within+" ORDER BY role_id", args...)
	if err != nil {
		return err
	}
	return db.Each(rows, func(h *held) []any { return []any{&h.roleID, &h.permission} }, func(h held) error {
		r, ok := w.roles[h.roleID]
		if !ok {
			return nil
		}
		if bit, declared := w.catalog.bit[h.permission]; declared && w.catalog.platform.has(bit) {
			r.holds = r.holds.add(bit)
			w.roles[h.roleID] = r
		}
		return nil
	})
}

// takeIn reads again what a change names.
func (w *world) takeIn(ctx context.Context, q db.Querier, c Change) error {
	type row struct {
		id                      string
		parent                  sql.NullString
		suspended, secondFactor bool
	}
	there := map[string]row{}
	changed := db.In("SELECT id, parent_id, status = 'suspended', require_second_factor FROM organization WHERE id IN (...) AND path <> ''", lookup, c.Organizations)
	if err := db.EachIn(ctx, q, changed, func(r *row) []any { return []any{&r.id, &r.parent, &r.suspended, &r.secondFactor} }, func(r row) error {
		there[r.id] = r
		if _, known := w.index[r.id]; !known {
			w.put(r.id, "", r.suspended, r.secondFactor) // one may stand below another that comes later
		}
		return nil
	}); err != nil {
		return err
	}
	// One by one on top of the old places they could stand below each other for a moment. So all leave their
	// places first.
	for _, organizationID := range c.Organizations {
		if n, known := w.index[organizationID]; known {
			w.move(n, none)
		}
	}
	for _, organizationID := range c.Organizations {
		if r, ok := there[organizationID]; ok {
			w.put(r.id, r.parent.String, r.suspended, r.secondFactor)
		} else {
			w.drop(organizationID)
		}
	}
	if len(there) < len(c.Organizations) { // some are gone or going
		if err := w.readErasing(ctx, q); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(c.Roles, lookup) {
		for _, roleID := range chunk {
			delete(w.roles, roleID)
		}
		if err := w.readRoles(ctx, q, " WHERE id IN ("+db.Placeholders(1, len(chunk))+")", db.Anys(chunk)); err != nil {
			return err
		}
	}
	return nil
}
