package database

import (
	"context"
	"fmt"

	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/db"
)

// Check compares what was written with what it is derived from. It changes nothing.
func Check(ctx context.Context, d *db.DB, p *population.Population) error {
	return compare(ctx, d, []checked{
		{"organizations", "SELECT COUNT(*) FROM organization", int64(len(p.Organizations) + 1)},
		{"members", "SELECT COUNT(*) FROM member", int64(len(p.Members))},
		{"paths", `SELECT COUNT(*) FROM organization o JOIN organization above ON above.id = o.parent_id
			WHERE o.path <> above.path || substr(o.id, 5) || '/' OR o.group_id <> above.group_id`, 0},
		{"lists of members", "SELECT COUNT(*) FROM member_scope", scopes(p)},
		{"members on no list of their own", `SELECT COUNT(*) FROM member m LEFT JOIN member_scope s
			ON s.organization_id = m.organization_id AND s.name_key = m.name_key AND s.member_id = m.id WHERE s.member_id IS NULL`, 0},
		{"names of members", "SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account_id WHERE m.name_key <> a.name_key", 0},
		{"totals of members", "SELECT CAST(SUM(delta) AS BIGINT) FROM tally WHERE name LIKE 'members/%'", scopes(p)},
		{"groups", `SELECT COUNT(*) FROM organization_group g WHERE g.organization_count <>
			(SELECT COUNT(*) FROM organization o WHERE o.group_id = g.id)`, 0},
	})
}

// checked is a number that a query must answer.
type checked struct {
	what, query string
	want        int64
}

func compare(ctx context.Context, d *db.DB, all []checked) error {
	for _, c := range all {
		var got int64
		if err := d.QueryRow(ctx, c.query).Scan(&got); err != nil {
			return fmt.Errorf("check %s: %w", c.what, err)
		}
		if got != c.want {
			return fmt.Errorf("check %s: %d, want %d", c.what, got, c.want)
		}
	}
	return nil
}

// scopes is how many rows there must be: each member once for its organization and once for each above.
func scopes(p *population.Population) (n int64) {
	for _, m := range p.Members {
		n++
		if m.Organization != population.Platform {
			n += int64(p.Organizations[m.Organization].Depth) - 1
		}
	}
	return n
}
