package member

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// count is the name of the total of members in an organization and everything below it, of all with "".
func count(organizationID string) string { return "members/" + organizationID }

// placeOf returns the path of an organization, which stays as it is until the transaction ends, or NotFound.
func placeOf(ctx context.Context, tx *db.Tx, organizationID string) (path string, err error) {
	err = tx.QueryRow(ctx, "SELECT path FROM organization WHERE id = $1"+tx.ForShare(), organizationID).Scan(&path)
	if db.NotFound(err) {
		return "", fault.Missing("organization")
	}
	return path, err
}

// HoldOrganization keeps an organization that somebody is to be added to as it is until the transaction ends.
// Whatever else is held of it comes after. Errors: NotFound.
func HoldOrganization(ctx context.Context, tx *db.Tx, organizationID string) error {
	_, err := placeOf(ctx, tx, organizationID)
	return err
}

// enter adds a member to the lists of its organization, which is at path, and of those above.
func enter(ctx context.Context, tx *db.Tx, now time.Time, path, memberID string, nameKey []byte) error {
	if err := tx.AddTally(ctx, count(""), 1, now); err != nil {
		return err
	}
	for _, above := range access.OnPath(path) {
		if _, err := tx.Exec(ctx, "INSERT INTO member_scope (organization_id, name_key, member_id) VALUES ($1, $2, $3)", above, nameKey, memberID); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, count(above), 1, now); err != nil {
			return err
		}
	}
	return nil
}

// leave takes a member out of the lists of its organization and of those above.
func leave(ctx context.Context, tx *db.Tx, now time.Time, m Member) error {
	path, err := placeOf(ctx, tx, m.OrganizationID)
	if err != nil {
		return err
	}
	if err := tx.AddTally(ctx, count(""), -1, now); err != nil {
		return err
	}
	for _, above := range access.OnPath(path) {
		if _, err := tx.Exec(ctx, "DELETE FROM member_scope WHERE organization_id = $1 AND name_key = $2 AND member_id = $3", above, m.nameKey, m.ID); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, count(above), -1, now); err != nil {
			return err
		}
	}
	return nil
}

// below is the members of the organizations whose path begins with $1 and is less than $2.
const below = ` FROM organization o JOIN member m ON m.organization_id = o.id WHERE o.path >= $1 AND o.path < $2`

// Moved keeps the lists right when an organization, with everything below it, has come to stand elsewhere: path
// is its new one, left are the organizations that are no longer above it, joined those that have come to be.
func Moved(ctx context.Context, tx *db.Tx, now time.Time, path string, left, joined []string) error {
	var n int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*)"+below, path, access.PathEnd(path)).Scan(&n); err != nil || n == 0 {
		return err
	}
	for _, above := range left {
		if _, err := tx.Exec(ctx, `DELETE FROM member_scope WHERE organization_id = $3
			AND (name_key, member_id) IN (SELECT m.name_key, m.id`+below+")", path, access.PathEnd(path), above); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, count(above), -n, now); err != nil {
			return err
		}
	}
	for _, above := range joined {
		if err := insertBelow(ctx, tx, path, above); err != nil {
			return err
		}
		if err := tx.AddTally(ctx, count(above), n, now); err != nil {
			return err
		}
	}
	return nil
}

// insertBelow adds the members of the organization at path, and of everything below it, to the list of another.
func insertBelow(ctx context.Context, tx *db.Tx, path, above string) error {
	_, err := tx.Exec(ctx, `INSERT INTO member_scope (organization_id, name_key, member_id)
		SELECT CAST($3 AS TEXT), m.name_key, m.id`+below, path, access.PathEnd(path), above)
	return err
}

// Rebuild makes the lists of organizations anew, with everything that stands below each now.
func Rebuild(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error {
	for chunk := range slices.Chunk(organizationIDs, lookup) {
		in := " IN (" + db.Placeholders(1, len(chunk)) + ")"
		if _, err := tx.Exec(ctx, "DELETE FROM member_scope WHERE organization_id"+in, db.Anys(chunk)...); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT path FROM organization WHERE id"+in+" ORDER BY id", db.Anys(chunk)...)
		if err != nil {
			return err
		}
		paths, err := db.Collect(rows, func(path *string) []any { return []any{path} })
		if err != nil {
			return err
		}
		for _, path := range paths { // a join over the paths of all of them is planned badly on PostgreSQL
			above := access.OnPath(path)
			if err := insertBelow(ctx, tx, path, above[len(above)-1]); err != nil {
				return err
			}
		}
		if err := recount(ctx, tx, now, chunk); err != nil {
			return err
		}
	}
	return nil
}

// recount corrects the totals of organizations by what they differ. It deletes none of their rows: one that a fold
// at the same moment has put in their place would not be seen, and stay.
func recount(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error {
	type total struct {
		name string
		n    int64
	}
	names := make([]any, len(organizationIDs))
	for i, organizationID := range organizationIDs {
		names[i] = count(organizationID)
	}
	differs := make(map[string]int64, len(names)) // by name: the members there are, less those in the total
	for _, part := range []struct {
		query string
		args  []any
		sign  int64
	}{
		{"SELECT CAST($1 AS TEXT) || organization_id, COUNT(*) FROM member_scope WHERE organization_id IN (" +
			db.Placeholders(2, len(names)) + ") GROUP BY organization_id", append([]any{count("")}, db.Anys(organizationIDs)...), 1},
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
