package access_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
)

// interrupted has something happen before each query.
type interrupted struct {
	db.Querier
	before func()
}

func (q interrupted) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q.before()
	return q.Querier.Query(ctx, query, args...)
}

// What a preview finds is of the hierarchy as it is when it compares, also where that was read anew in between, with
// other places for the same organizations.
func TestPreviewWhileTheHierarchyIsReadAnew(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		var gone []string
		for i := range 20 {
			gone = append(gone, w.Contracting(fmt.Sprint("gone ", i)))
		}
		_, tree := w.Chain("above", "below")
		moved := w.Contracting("moved")
		for i, organizationID := range tree {
			w.Member(organizationID, w.Account(fmt.Sprint("admin", i)), w.Admin(organizationID))
		}
		if err := w.Access.Warm(ctx); err != nil {
			t.Fatal(err)
		}
		preview := func(before func()) access.Impact {
			impact, err := w.Access.Preview(ctx, interrupted{w.DB, before}, map[string]string{moved: tree[1]})
			if err != nil {
				t.Fatal(err)
			}
			return impact
		}
		want := preview(func() {})
		if want.Gains.Count != 2 || want.Loses.Count != 0 || want.Organizations != 1 {
			t.Fatalf("without anything in between: %+v", want)
		}
		got := preview(func() {
			for _, organizationID := range gone {
				if err := w.Handler.Organizations.Delete(ctx, access.Operator(), organizationID, nil); err != nil {
					t.Fatal(err)
				}
			}
			gone = nil
			w.Write(func(_ context.Context, tx *db.Tx) error {
				access.Changed(tx, w.Clock.Now(), access.Change{Everything: true})
				return nil
			})
			if err := w.Access.Warm(ctx); err != nil {
				t.Fatal(err)
			}
		})
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	})
}

// Whoever previews a move holds nothing: others may have moved the new place below what is to move.
func TestPreviewOfWhatGoesRound(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, tree := w.Chain("above", "below")
		w.Member(tree[0], w.Account("admin"), w.Admin(tree[0]))
		if err := w.Access.Warm(ctx); err != nil {
			t.Fatal(err)
		}
		impact, err := w.Access.Preview(ctx, w.DB, map[string]string{tree[0]: tree[1]})
		if err != nil || impact.Organizations != 2 {
			t.Errorf("got %+v (%v), want two organizations", impact, err)
		}
	})
}
