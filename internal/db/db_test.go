package db_test

import (
	"context"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMain(m *testing.M) {
	if holdWhenAsked() {
		return
	}
	dbtest.Main(m)
}

// write runs one transaction and fails the test if it fails.
func write(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// run executes one statement in a transaction of its own.
func run(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

// number is the single integer that a query yields.
func number(t *testing.T, q db.Querier, query string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := q.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

const (
	put   = "INSERT INTO throttle (key, count, last_at) VALUES ($1, $2, $3)" // the plainest table there is
	count = "SELECT COUNT(*) FROM throttle"
)
