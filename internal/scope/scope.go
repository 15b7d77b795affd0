// Package scope keeps lists of what belongs to organizations: every row once for its organization and once for each
// above it, so that a list of whatever is below an organization costs the same at any size; and totals of the same.
//
// Whoever adds or removes a row holds the path of its organization (Hold) until the transaction ends. A change of
// the hierarchy writes the paths first and then calls Moved, so that it waits for those who hold one, and sees what
// they did.
//
// Neighbours: member and number have such lists; group changes the hierarchy. What else adds to an organization, such as
// role and apikey, holds it too, so that it is there and is not being erased.
package scope

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// lookup is how many IDs one query looks up.
const lookup = 400

// List says what is listed.
type List struct {
	Table   string   // of the list: organization_id and Columns, which together are its key
	Columns []string // of Table
	Source  string   // the table of what is listed, each row with its organization_id
	Keys    []string // of Source, what goes into Columns
	Tally   string   // what the names of the totals begin with, such as "members/"
}

// Total is the name of the total of an organization with everything below it; of all there are for "".
func (l List) Total(organizationID string) string { return l.Tally + organizationID }

// Hold returns the path of an organization, which stays as it is until the transaction ends, or NotFound. Whatever
// else is held of the organization comes after.
func Hold(ctx context.Context, tx *db.Tx, organizationID string) (path string, err error) {
	err = tx.QueryRow(ctx, "SELECT path FROM organization WHERE id = $1"+tx.ForShare(), organizationID).Scan(&path)
	if db.NotFound(err) || err == nil && path == "" { // one that is being erased stands nowhere
		return "", fault.Missing("organization")
	}
	return path, err
}

// HoldAll is Hold for many, in the order of their IDs. Those that are gone, or going, are not among the paths.
func HoldAll(ctx context.Context, tx *db.Tx, organizationIDs []string) (paths map[string]string, err error) {
	type place struct{ id, path string }
	all := slices.Compact(slices.Sorted(slices.Values(organizationIDs)))
	paths = make(map[string]string, len(all))
	held := db.In("SELECT id, path FROM organization WHERE id IN (...) ORDER BY id"+tx.ForShare(), lookup, all)
	return paths, db.EachIn(ctx, tx, held, func(p *place) []any { return []any{&p.id, &p.path} }, func(p place) error {
		if p.path != "" {
			paths[p.id] = p.path
		}
		return nil
	})
}

// Enter adds a row to the lists of its organization, whose path is held, and of those above.
func (l List) Enter(ctx context.Context, tx *db.Tx, now time.Time, path string, key ...any) error {
	text := "INSERT INTO " + l.Table + " (organization_id, " + strings.Join(l.Columns, ", ") + ") VALUES (" + db.Placeholders(1, 1+len(key)) + ")"
	for _, above := range access.OnPath(path) {
		if _, err := tx.Exec(ctx, text, append([]any{above}, key...)...); err != nil {
			return err
		}
	}
	return l.add(ctx, tx, now, path, 1)
}

// Leave takes a row out of the lists of its organization, whose path is held, and of those above.
func (l List) Leave(ctx context.Context, tx *db.Tx, now time.Time, path string, key ...any) error {
	text := "DELETE FROM " + l.Table + " WHERE (organization_id, " + strings.Join(l.Columns, ", ") + ") = (" + db.Placeholders(1, 1+len(key)) + ")"
	for _, above := range access.OnPath(path) {
		if _, err := tx.Exec(ctx, text, append([]any{above}, key...)...); err != nil {
			return err
		}
	}
	return l.add(ctx, tx, now, path, -1)
}

// Rekey gives a row another place in the lists of its organization, whose path is held, and of those above.
func (l List) Rekey(ctx context.Context, tx *db.Tx, path string, from, to []any) error {
	sets := make([]string, len(l.Columns))
	for i, column := range l.Columns {
		sets[i] = fmt.Sprintf("%s = $%d", column, 2+i)
	}
	text := "UPDATE " + l.Table + " SET " + strings.Join(sets, ", ") + " WHERE organization_id = $1 AND (" + strings.Join(l.Columns, ", ") +
		") = (" + db.Placeholders(2+len(to), len(from)) + ")"
	for _, above := range access.OnPath(path) {
		if _, err := tx.Exec(ctx, text, append(append([]any{above}, to...), from...)...); err != nil {
			return err
		}
	}
	return nil
}

// add changes the totals by n at a path.
func (l List) add(ctx context.Context, tx *db.Tx, now time.Time, path string, n int64) error {
	return l.AddTallies(ctx, tx, now, map[string]int64{"": n}, map[string]string{"": path})
}

// AddTallies changes the totals of a list by how many came into each organization, or left it: of that organization,
// of those above it, and of all. paths are those of the same organizations, held.
func (l List) AddTallies(ctx context.Context, tx *db.Tx, now time.Time, counts map[string]int64, paths map[string]string) error {
	sums := map[string]int64{}
	for organizationID, n := range counts {
		sums[""] += n
		for _, above := range access.OnPath(paths[organizationID]) {
			sums[above] += n
		}
	}
	changed := slices.DeleteFunc(slices.Sorted(maps.Keys(sums)), func(organizationID string) bool { return sums[organizationID] == 0 })
	if len(changed) < 16 { // a bulk load has a cost of its own
		for _, organizationID := range changed {
			if err := tx.AddTally(ctx, l.Total(organizationID), sums[organizationID], now); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := tx.BulkInsert(ctx, "tally", []string{"id", "name", "delta"}, db.Rows(changed, func(organizationID string) []any {
		return []any{id.New(id.Tally, now), l.Total(organizationID), sums[organizationID]}
	}))
	return err
}

// below is the rows of the organizations whose path begins with $1 and is less than $2.
func (l List) below() string {
	return " FROM organization o JOIN " + l.Source + " x ON x.organization_id = o.id WHERE o.path >= $1 AND o.path < $2"
}

func (l List) keys() string { return "x." + strings.Join(l.Keys, ", x.") }

// Moved keeps the lists right when an organization, with everything below it, has come to stand elsewhere: path
// is its new one, left are the organizations that are no longer above it, joined those that have come to be.
func (l List) Moved(ctx context.Context, tx *db.Tx, now time.Time, path string, left, joined []string) error {
	var n int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*)"+l.below(), path, access.PathEnd(path)).Scan(&n); err != nil || n == 0 {
		return err
	}
	for _, above := range left {
		if _, err := tx.Exec(ctx, "DELETE FROM "+l.Table+" WHERE organization_id = $3 AND ("+strings.Join(l.Columns, ", ")+
			") IN (SELECT "+l.keys()+l.below()+")", path, access.PathEnd(path), above); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, l.Total(above), -n, now); err != nil {
			return err
		}
	}
	for _, above := range joined {
		if err := l.insertBelow(ctx, tx, path, above); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, l.Total(above), n, now); err != nil {
			return err
		}
	}
	return nil
}

// insertBelow adds the rows of the organization at path, and of everything below it, to the list of another.
func (l List) insertBelow(ctx context.Context, tx *db.Tx, path, above string) error {
	_, err := tx.Exec(ctx, "INSERT INTO "+l.Table+" (organization_id, "+strings.Join(l.Columns, ", ")+") SELECT CAST($3 AS TEXT), "+l.keys()+l.below(),
		path, access.PathEnd(path), above)
	return err
}

// Rebuild makes the lists of organizations anew, with everything that stands below each now.
func (l List) Rebuild(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error {
	for chunk := range slices.Chunk(organizationIDs, lookup) {
		in := " IN (" + db.Placeholders(1, len(chunk)) + ")"
		if _, err := tx.Exec(ctx, "DELETE FROM "+l.Table+" WHERE organization_id"+in, db.Anys(chunk)...); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT path FROM organization WHERE id"+in+" ORDER BY id", db.Anys(chunk)...)
		if err != nil {
			return err
		}
		paths, err := db.Collect(rows, db.Column[string])
		if err != nil {
			return err
		}
		for _, path := range paths { // a join over the paths of all of them is planned badly on PostgreSQL
			above := access.OnPath(path)
			if err := l.insertBelow(ctx, tx, path, above[len(above)-1]); err != nil {
				return err
			}
		}
		if err := l.recount(ctx, tx, now, chunk); err != nil {
			return err
		}
	}
	return nil
}

// recount corrects the totals of organizations by what they differ. It deletes none of their rows: one that a fold
// at the same moment has put in their place would not be seen, and stay.
func (l List) recount(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error {
	type total struct {
		name string
		n    int64
	}
	names := make([]any, len(organizationIDs))
	for i, organizationID := range organizationIDs {
		names[i] = l.Total(organizationID)
	}
	differs := make(map[string]int64, len(names)) // by name: the rows there are, less those in the total
	for _, part := range []struct {
		query string
		args  []any
		sign  int64
	}{
		{"SELECT CAST($1 AS TEXT) || organization_id, COUNT(*) FROM " + l.Table + " WHERE organization_id IN (" +
			db.Placeholders(2, len(names)) + ") GROUP BY organization_id", append([]any{l.Tally}, db.Anys(organizationIDs)...), 1},
		{"SELECT name, CAST(SUM(delta) AS BIGINT) FROM tally WHERE name IN (" + db.Placeholders(1, len(names)) + ") GROUP BY name", names, -1},
	} {
		rows, err := tx.Query(ctx, part.query, part.args...)
		if err != nil {
			return err
		}
		if err := db.Each(rows, func(t *total) []any { return []any{&t.name, &t.n} }, func(t total) error {
			differs[t.name] += part.sign * t.n
			return nil
		}); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(differs)) {
		if err := tx.AddTally(ctx, name, differs[name], now); err != nil {
			return err
		}
	}
	return nil
}
