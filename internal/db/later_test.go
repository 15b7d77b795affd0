package db_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// What is left for later is there for the next statement and after the commit, in its order.
func TestLaterComesBeforeWhatFollows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var seen string
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := tx.InsertLater(ctx, "tally", []string{"id", "name", "delta"}, [][]any{{"a", "1", 0}, {"b", "2", 0}}); err != nil {
				return err
			}
			if err := tx.Later(ctx, "UPDATE tally SET name = 'changed' WHERE id = $1", "a"); err != nil {
				return err
			}
			if err := tx.QueryRow(ctx, "SELECT name FROM tally WHERE id = 'a'").Scan(&seen); err != nil {
				return err
			}
			tx.BeforeCommit(func(ctx context.Context, tx *db.Tx) error {
				return tx.Later(ctx, "UPDATE tally SET name = 'last' WHERE id = $1", "b")
			})
			return nil
		})
		if err != nil || seen != "changed" {
			t.Fatalf("saw %q in the transaction (%v), want what was changed before", seen, err)
		}
		if err := d.QueryRow(ctx, "SELECT name FROM tally WHERE id = 'b'").Scan(&seen); err != nil || seen != "last" {
			t.Errorf("saw %q after the commit (%v), want what was left for later at the end", seen, err)
		}
	})
}

// An error of what was left for later is what Write returns, whatever came after it, and undoes the transaction.
func TestLaterThatFailsUndoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for name, after := range map[string]func(ctx context.Context, tx *db.Tx) error{
			"nothing": func(context.Context, *db.Tx) error { return nil },
			"a statement": func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "DELETE FROM tally WHERE id = 'x'")
				return err
			},
			"a query": func(ctx context.Context, tx *db.Tx) error {
				var n int
				return tx.QueryRow(ctx, "SELECT COUNT(*) FROM tally").Scan(&n)
			},
			"many rows": func(ctx context.Context, tx *db.Tx) error {
				rows := make([][]any, 20)
				for i := range rows {
					rows[i] = []any{fmt.Sprint("many", i), "v", 0}
				}
				_, err := tx.BulkInsert(ctx, "tally", []string{"id", "name", "delta"}, db.Rows(rows, func(r []any) []any { return r }))
				return err
			},
		} {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO tally (id, name, delta) VALUES ('first', 'v', 0)"); err != nil {
					return err
				}
				if err := tx.InsertLater(ctx, "tally", []string{"id", "name", "delta"}, [][]any{{"first", "again", 0}}); err != nil {
					return err
				}
				return after(ctx, tx)
			})
			if !db.IsUnique(err, "tally", "id") && !db.IsUnique(err, "tally", "pkey") {
				t.Errorf("followed by %s: %v, want the refusal of the second of one ID", name, err)
			}
			var n int
			if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM tally WHERE id = 'first' OR id LIKE 'many%'").Scan(&n); err != nil || n != 0 {
				t.Errorf("followed by %s: %d rows stayed (%v), want none", name, n, err)
			}
		}
	})
}

// Statements that come often are compiled once for all; they still see every change, of the schema too.
func TestStatementsThatComeOften(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for i := range 10 {
			if i == 6 { // by now they are compiled
				if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, "ALTER TABLE tally ADD COLUMN note TEXT NOT NULL DEFAULT 'new'")
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			var value string
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO tally (id, name, delta) VALUES ($1, $2, 0)", fmt.Sprint("often", i), fmt.Sprint(i)); err != nil {
					return err
				}
				return tx.QueryRow(ctx, "SELECT name FROM tally WHERE id = $1", fmt.Sprint("often", i)).Scan(&value)
			}); err != nil || value != fmt.Sprint(i) {
				t.Fatalf("the %dth time: %q (%v)", i+1, value, err)
			}
		}
	})
}
