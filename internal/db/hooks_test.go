package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestHooksRunAroundTheOutermostCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var order []string
		note := func(what string) { order = append(order, what) }
		err := d.Write(ctx, func(ctx context.Context, _ *db.Tx) error {
			if err := d.Write(ctx, func(_ context.Context, tx *db.Tx) error {
				tx.BeforeCommit(func(context.Context, *db.Tx) error { note("before"); return nil })
				tx.AfterCommit(func(ctx context.Context) {
					note("after")
					// The connection is free again, and the transaction is over.
					if err := d.Write(ctx, func(context.Context, *db.Tx) error { note("own"); return nil }); err != nil {
						t.Error(err)
					}
				})
				return nil
			}); err != nil {
				return err
			}
			note("outer")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"outer", "before", "after", "own"}; !slices.Equal(order, want) {
			t.Errorf("order %v, want %v", order, want)
		}

		order = nil
		refused := errors.New("refused")
		err = d.Write(ctx, func(_ context.Context, tx *db.Tx) error {
			tx.AfterCommit(func(context.Context) { note("after") })
			tx.BeforeCommit(func(context.Context, *db.Tx) error { return refused })
			return nil
		})
		if !errors.Is(err, refused) || len(order) > 0 {
			t.Errorf("error %v and %v ran, want the refusal and nothing", err, order)
		}
	})
}
