package member

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
)

// Count returns how many members an organization has, in whatever status.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM member WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// DeleteSome removes at most so many members of an organization that is being erased and returns how many there were.
// It stands alone by now, and is held: accounts that get another name, or end, at this moment wait. Accounts stay.
func DeleteSome(ctx context.Context, tx *db.Tx, now time.Time, organizationID string, most int) (int64, error) {
	const some = "(SELECT id FROM member WHERE organization_id = $1 ORDER BY id LIMIT $2)"
	type key struct {
		id      string
		nameKey []byte
	}
	var one int
	if err := tx.QueryRow(ctx, "SELECT 1 FROM organization WHERE id = $1"+tx.ForUpdate(), organizationID).Scan(&one); err != nil && !db.NotFound(err) {
		return 0, err
	}
	rows, err := tx.Query(ctx, "SELECT id, name_key FROM member WHERE organization_id = $1 ORDER BY id LIMIT $2", organizationID, most)
	if err != nil {
		return 0, err
	}
	all, err := db.Collect(rows, func(k *key) []any { return []any{&k.id, &k.nameKey} })
	if err != nil {
		return 0, err
	}
	for _, k := range all {
		if _, err := tx.Exec(ctx, "DELETE FROM member_scope WHERE organization_id = $1 AND name_key = $2 AND member_id = $3", organizationID, k.nameKey, k.id); err != nil {
			return 0, err
		}
	}
	n, err := tx.Exec(ctx, "DELETE FROM member WHERE id IN "+some, organizationID, most)
	if err != nil || n == 0 {
		return n, err
	}
	return n, Lists.AddTallies(ctx, tx, now, map[string]int64{organizationID: -n}, map[string]string{organizationID: access.PathUnder("", organizationID)})
}
