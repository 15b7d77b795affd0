package group

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// lookup is how many IDs one query looks up.
const lookup = 400

const (
	columns = `g.id, g.version, g.name, g.description, g.organization_count, g.depth, COALESCE(h.id, ''), COALESCE(h.name, ''),
		g.created_at, g.updated_at`
	// The highest level is the first in the order of paths.
	from = ` FROM organization_group g LEFT JOIN organization h
		ON h.id = (SELECT o.id FROM organization o WHERE o.group_id = g.id ORDER BY o.path LIMIT 1)`
)

type row struct {
	g                Group
	created, updated int64
}

func (x *row) dest() []any {
	g := &x.g
	return []any{
		&g.ID, &g.Version, &g.Name, &g.Description, &g.Organizations, &g.Depth, &g.Highest.ID, &g.Highest.Name,
		&x.created, &x.updated,
	}
}

func (x row) group() Group {
	g := x.g
	g.CreatedAt, g.UpdatedAt = db.Time(x.created), db.Time(x.updated)
	return g
}

// get returns a group, or NotFound. In a Write its row is locked with lock.
func get(ctx context.Context, q db.Querier, groupID, lock string) (Group, error) {
	if lock != "" { // PostgreSQL cannot lock the far side of an outer join
		var one int
		err := q.QueryRow(ctx, "SELECT 1 FROM organization_group WHERE id = $1"+lock, groupID).Scan(&one)
		if db.NotFound(err) {
			return Group{}, fault.Missing("group")
		}
		if err != nil {
			return Group{}, err
		}
	}
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE g.id = $1", groupID).Scan(x.dest()...)
	if db.NotFound(err) {
		return Group{}, fault.Missing("group")
	}
	return x.group(), err
}

func insert(ctx context.Context, tx *db.Tx, g Group) error {
	_, err := tx.Exec(ctx, `INSERT INTO organization_group (id, version, name, name_fold, name_key, description, organization_count, depth, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8)`,
		g.ID, g.Version, g.Name, text.Fold(g.Name), text.SortKey(g.Name), g.Description, db.Micros(g.CreatedAt), db.Micros(g.UpdatedAt))
	return err
}

func update(ctx context.Context, tx *db.Tx, g Group) error {
	_, err := tx.Exec(ctx, "UPDATE organization_group SET version = $1, name = $2, name_fold = $3, name_key = $4, description = $5, updated_at = $6 WHERE id = $7",
		g.Version, g.Name, text.Fold(g.Name), text.SortKey(g.Name), g.Description, db.Micros(g.UpdatedAt), g.ID)
	return err
}

// recount keeps what a group says of its tree.
func recount(ctx context.Context, tx *db.Tx, groupID string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE organization_group SET updated_at = $2,
		organization_count = (SELECT COUNT(*) FROM organization WHERE group_id = $1),
		depth = (SELECT COALESCE(MAX(length(path) - length(replace(path, '/', ''))), 0) FROM organization WHERE group_id = $1)
		WHERE id = $1`, groupID, db.Micros(now))
	return err
}

// placed is an organization as the tree sees it.
type placed struct {
	id, name, kind, path string
	nameKey              []byte
	parent, group        sql.NullString
	status, zone         string
}

const placedColumns = "o.id, o.name, o.type, o.path, o.name_key, o.parent_id, o.group_id, o.status, o.time_zone"

func (p *placed) dest() []any {
	return []any{&p.id, &p.name, &p.kind, &p.path, &p.nameKey, &p.parent, &p.group, &p.status, &p.zone}
}

// find returns organizations by ID; in a Write their rows are locked with lock. Those that are not there are not
// among them.
func find(ctx context.Context, q db.Querier, organizationIDs []string, lock string) (map[string]*placed, error) {
	found := make(map[string]*placed, len(organizationIDs))
	sorted := slices.DeleteFunc(slices.Sorted(slices.Values(organizationIDs)), func(s string) bool { return !id.Valid(id.Organization, s) })
	for chunk := range slices.Chunk(sorted, lookup) {
		rows, err := q.Query(ctx, "SELECT "+placedColumns+" FROM organization o WHERE o.id IN ("+db.Placeholders(1, len(chunk))+") ORDER BY o.id"+lock, db.Anys(chunk)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, (*placed).dest, func(p placed) error {
			found[p.id] = &p
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// below returns an organization and everything below it, those above first; in a Write their rows are locked with
// lock.
func below(ctx context.Context, q db.Querier, path, lock string) ([]placed, error) {
	rows, err := q.Query(ctx, "SELECT "+placedColumns+" FROM organization o WHERE o.path >= $1 AND o.path < $2 ORDER BY o.path"+lock, path, access.PathEnd(path))
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, (*placed).dest)
}

// nodes puts organizations in the order of a tree: each before what is below it, siblings by name. Depth counts
// from the first level there is.
func nodes(all []placed) []Node {
	known := make(map[string]bool, len(all))
	for _, p := range all {
		known[p.id] = true
	}
	children := map[string][]Node{}
	for _, p := range all {
		n := Node{OrganizationID: p.id, Name: p.name, Type: p.kind, Status: p.status, TimeZone: p.zone, Match: true, path: p.path, nameKey: p.nameKey}
		if p.parent.Valid && known[p.parent.String] {
			n.ParentID = p.parent.String
		}
		children[n.ParentID] = append(children[n.ParentID], n)
	}
	ordered := make([]Node, 0, len(all))
	var visit func(parentID string, depth int)
	visit = func(parentID string, depth int) {
		level := children[parentID]
		slices.SortFunc(level, func(a, b Node) int {
			if c := bytes.Compare(a.nameKey, b.nameKey); c != 0 {
				return c
			}
			return strings.Compare(a.OrganizationID, b.OrganizationID)
		})
		for _, n := range level {
			n.Depth = depth
			ordered = append(ordered, n)
			visit(n.OrganizationID, depth+1)
		}
	}
	visit("", 1)
	return ordered
}

// setPlace writes the place of one organization.
func setPlace(ctx context.Context, tx *db.Tx, organizationID, groupID, parentID, path string) error {
	_, err := tx.Exec(ctx, "UPDATE organization SET group_id = $1, parent_id = $2, path = $3 WHERE id = $4",
		db.NullString(groupID), db.NullString(parentID), path, organizationID)
	return err
}

// rebase gives everything below a place the path of another place.
func rebase(ctx context.Context, tx *db.Tx, before, after string) error {
	_, err := tx.Exec(ctx, "UPDATE organization SET path = CAST($1 AS TEXT) || substr(path, CAST($2 AS INTEGER)) WHERE path >= $3 AND path < $4",
		after, len(before)+1, before, access.PathEnd(before))
	return err
}

// scatter takes an organization and everything below it out of their group: each stands alone.
func scatter(ctx context.Context, tx *db.Tx, path string) error {
	_, err := tx.Exec(ctx, "UPDATE organization SET group_id = NULL, parent_id = NULL, path = substr(id, 5) || '/' WHERE path >= $1 AND path < $2",
		path, access.PathEnd(path))
	return err
}

// Found is the group of an organization as a reference to it: what stands in the way of deleting it.
func Found(ctx context.Context, q db.Querier, organizationID string) (Ref, bool, error) {
	var r Ref
	err := q.QueryRow(ctx, "SELECT g.id, g.name FROM organization o JOIN organization_group g ON g.id = o.group_id WHERE o.id = $1", organizationID).Scan(&r.ID, &r.Name)
	if db.NotFound(err) {
		return r, false, nil
	}
	return r, err == nil, err
}

// Exists reports whether there is such a group.
func Exists(ctx context.Context, q db.Querier, groupID string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM organization_group WHERE id = $1", groupID).Scan(&n)
	return n > 0, err
}

// refs names organizations in the order of their IDs given; those that are not there are left out.
func refs(ctx context.Context, q db.Querier, organizationIDs []string) ([]Ref, error) {
	found, err := find(ctx, q, organizationIDs, "")
	named := []Ref{}
	for _, organizationID := range organizationIDs {
		if p := found[organizationID]; p != nil {
			named = append(named, Ref{ID: p.id, Name: p.name})
		}
	}
	return named, err
}
