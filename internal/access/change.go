package access

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// Change is what altered the answers about access: what it names is read again where it is needed.
type Change struct {
	Organizations []string `json:"organizations,omitempty"` // made, moved, suspended, deleted
	Roles         []string `json:"roles,omitempty"`         // made, changed, deleted
	Accounts      []string `json:"accounts,omitempty"`      // whose memberships, or their roles, changed
	Everything    bool     `json:"everything,omitempty"`    // too much to name, or the catalog of permissions
}

// mostNamed is how many things a change names at most. Reading everything again is cheaper above.
const mostNamed = 2000

type changeKey struct{}

// Changed notes a change in the transaction that makes it; one that names nothing is none. The revision is
// raised and the row written by the last statements before the commit, so that revisions are in the order of
// the commits and the row of the revision is locked for no longer than a commit takes.
func Changed(tx *db.Tx, now time.Time, c Change) {
	if len(c.Organizations)+len(c.Roles)+len(c.Accounts) == 0 && !c.Everything {
		return
	}
	first := false
	all := db.Once(tx, changeKey{}, func() *Change {
		first = true
		return &Change{}
	})
	all.Organizations = append(all.Organizations, c.Organizations...)
	all.Roles = append(all.Roles, c.Roles...)
	all.Accounts = append(all.Accounts, c.Accounts...)
	all.Everything = all.Everything || c.Everything
	if first {
		tx.BeforeCommit(func(ctx context.Context, tx *db.Tx) error { return all.write(ctx, tx, now) })
	}
}

func (c *Change) write(ctx context.Context, tx *db.Tx, now time.Time) error {
	for _, ids := range []*[]string{&c.Organizations, &c.Roles, &c.Accounts} {
		slices.Sort(*ids)
		*ids = slices.Compact(*ids)
	}
	if c.Everything || len(c.Organizations)+len(c.Roles)+len(c.Accounts) > mostNamed {
		*c = Change{Everything: true}
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("change of access: %w", err)
	}
	var revision int64
	if err := tx.QueryRow(ctx, "UPDATE access_revision SET revision = revision + 1 RETURNING revision").Scan(&revision); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO access_change (revision, at, body) VALUES ($1, $2, $3)", revision, db.Micros(now), string(body))
	return err
}

// changesKept is how long the rows of changes are kept. A node that was cut off for longer reads everything.
const changesKept = time.Hour

// Sweep deletes the rows of changes that every node has taken in long ago.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM access_change WHERE at <= $1", db.Micros(now.Add(-changesKept)))
	return err
}

// RevisionSQL is the present revision as an expression, for queries that read it along with something else.
const RevisionSQL = "(SELECT revision FROM access_revision)"

// missed reads what changed after a revision, and reports false where rows are missing.
func missed(ctx context.Context, q db.Querier, after, now int64) (Change, bool, error) {
	var all Change
	rows, err := q.Query(ctx, "SELECT body FROM access_change WHERE revision > $1 AND revision <= $2 ORDER BY revision", after, now)
	if err != nil {
		return all, false, err
	}
	var n int64
	err = db.Each(rows, db.Column, func(body string) error {
		var c Change
		if err := json.Unmarshal([]byte(body), &c); err != nil {
			return fmt.Errorf("change of access: %w", err)
		}
		n++
		all.Organizations = append(all.Organizations, c.Organizations...)
		all.Roles = append(all.Roles, c.Roles...)
		all.Accounts = append(all.Accounts, c.Accounts...)
		all.Everything = all.Everything || c.Everything
		return nil
	})
	return all, n == now-after, err
}
