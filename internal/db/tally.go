package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/tenantry/tenantry/internal/id"
)

// AddTally notes that a total changed. Each change is a row of its own, so writers never wait for each
// other; FoldTallies makes one row of them.
func (t *Tx) AddTally(ctx context.Context, name string, delta int64, now time.Time) error {
	if delta == 0 {
		return nil
	}
	_, err := t.Exec(ctx, "INSERT INTO tally (id, name, delta) VALUES ($1, $2, $3)", id.New(id.Tally, now), name, delta)
	return err
}

// Tally returns a total.
func Tally(ctx context.Context, q Querier, name string) (int64, error) {
	var n sql.NullInt64
	// SUM of a bigint is numeric on PostgreSQL.
	err := q.QueryRow(ctx, "SELECT CAST(SUM(delta) AS BIGINT) FROM tally WHERE name = $1", name).Scan(&n)
	return n.Int64, err
}

// FoldTallies makes one row of the changes of each total, and none of a total that is nothing.
func (d *DB) FoldTallies(ctx context.Context, now time.Time) error {
	return d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.Lock(ctx, "fold tallies"); err != nil {
			return err
		}
		// Rows that commit after this are not in the list, so they are neither counted nor deleted.
		type row struct {
			id, name string
			delta    int64
		}
		rows, err := tx.Query(ctx, "SELECT id, name, delta FROM tally WHERE name IN (SELECT name FROM tally GROUP BY name HAVING COUNT(*) > 1 OR SUM(delta) = 0)")
		if err != nil {
			return err
		}
		all, err := Collect(rows, func(r *row) []any { return []any{&r.id, &r.name, &r.delta} })
		if err != nil {
			return err
		}
		sums := map[string]int64{}
		ids := make([]string, len(all))
		for i, r := range all {
			sums[r.name] += r.delta
			ids[i] = r.id
		}
		if _, err := tx.ExecIn(ctx, In("DELETE FROM tally WHERE id IN (...)", 400, ids)); err != nil {
			return err
		}
		for name, sum := range sums {
			if err := tx.AddTally(ctx, name, sum, now); err != nil {
				return err
			}
		}
		return nil
	})
}
