package number_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/number"
)

// A number goes once, however many take it away, one by one or with others.
func TestNumberIsDeletedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		for round := range 8 {
			ids := w.add(organizationID, some("02-212", 5)...)
			var gone atomic.Int64
			errs := dbtest.Together(4, func(i int) error {
				var err error
				n := int64(1)
				if i%2 == 0 {
					err = w.Numbers.Delete(ctx, operator, ids[i], nil)
				} else {
					n, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: []string{ids[4-i], ids[i-1], ids[i]}})
				}
				if err == nil {
					gone.Add(n)
				}
				return apptest.Unexpected(err, "not_found", "invalid")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			left := w.Number("SELECT COUNT(*) FROM outgoing_number")
			if left != 5-int(gone.Load()) {
				t.Fatalf("round %d: %d are left, %d were deleted", round, left, gone.Load())
			}
			w.right(fmt.Sprint("round ", round))
			_, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{Filter: &number.Filter{}, ExpectedCount: int64(left)})
			w.must(err)
		}
	})
}

// A campaign begins to use numbers while they are deleted, moved and renumbered: either it has them, or they have
// gone, been moved or become others.
func TestNumberIsUsedOrChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		from, to := w.Contracting("from"), w.Contracting("to")
		operator := w.Caller("")
		w.must(w.put(from, "first"))
		for round := range 12 {
			ids := w.add(from, some("02-212", 3)...)
			campaign := fmt.Sprint("c", round)
			var used, changed atomic.Bool
			errs := dbtest.Together(2, func(i int) error {
				if i == 0 {
					err := w.put(from, campaign, "02-212-0000", "02-212-0002")
					used.Store(err == nil)
					return apptest.Unexpected(err, "not_found", "invalid")
				}
				var err error
				switch round % 4 {
				case 0:
					err = w.Numbers.Delete(ctx, operator, ids[0], nil)
				case 1:
					_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: ids})
				case 2:
					_, err = w.Numbers.MoveMany(ctx, operator, number.Choice{IDs: ids}, to)
				default:
					_, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Number: text("02-212-9999")}, nil)
				}
				changed.Store(err == nil)
				return apptest.Unexpected(err, "number_in_use")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			if used.Load() == changed.Load() {
				t.Fatalf("round %d: used %t, changed %t", round, used.Load(), changed.Load())
			}
			astray := w.Number("SELECT COUNT(*) FROM usage_number x JOIN product_usage u ON u.id = x.usage_id LEFT JOIN outgoing_number n ON n.id = x.number_id WHERE n.id IS NULL OR n.organization_id <> u.organization_id")
			if astray != 0 {
				t.Fatalf("round %d: %d used numbers are elsewhere", round, astray)
			}
			w.right(fmt.Sprint("round ", round))
			w.must(w.put(from, "end"))
			if used.Load() {
				w.must(w.put(from, campaign))
			}
			for _, at := range []string{from, to} {
				if n := w.Number("SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", at); n > 0 {
					_, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(at)})
					w.must(err)
				}
			}
		}
	})
}

// While numbers are added, moved, renumbered and deleted, the organizations themselves move in their hierarchy: the
// lists and the totals stay right.
func TestNumbersChangeWhileTheHierarchyDoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		groupID, chain := w.Chain("top", "mid", "low", "end")
		operator := w.Caller("")
		first := w.add(chain[3], some("02-212", 4)...)
		for round := range 8 {
			errs := dbtest.Together(5, func(i int) error {
				var err error
				switch i {
				case 0: // end moves below top, and back
					_, _, err = w.Groups.Move(ctx, operator, groupID, chain[3], chain[2*(round%2)], false)
				case 1:
					_, err = w.Numbers.AddList(ctx, operator, chain[2], "02-312-4567", []number.Entry{{Number: fmt.Sprintf("02-213-%04d", round)}}, false)
				case 2:
					_, err = w.Numbers.MoveMany(ctx, operator, number.Choice{IDs: first[:2]}, chain[1+round%3])
				case 3:
					_, err = w.Numbers.Update(ctx, operator, first[2], number.Patch{Number: text(fmt.Sprintf("02-214-%04d", round))}, nil)
				default:
					_, err = w.Numbers.AddList(ctx, operator, chain[3], "02-312-4567", []number.Entry{{Number: fmt.Sprintf("02-215-%04d", round)}}, false)
				}
				return err
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			w.right(fmt.Sprint("round ", round))
		}
	})
}

// An organization is deleted while it is given a number: there is no number without its organization.
func TestOrganizationIsDeletedWhileItIsGivenANumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		from := w.Contracting("from")
		operator := w.Caller("")
		for round := range 8 {
			organizationID := w.Contracting(fmt.Sprint("org", round))
			ids := w.add(from, fmt.Sprintf("02-212-%04d", round))
			errs := dbtest.Together(3, func(i int) error {
				var err error
				switch i {
				case 0:
					err = w.Organizations.Delete(ctx, operator, organizationID, nil)
				case 1:
					_, err = w.Numbers.MoveMany(ctx, operator, number.Choice{IDs: ids}, organizationID)
				default:
					_, err = w.Numbers.AddList(ctx, operator, organizationID, "02-312-4567", []number.Entry{{Number: fmt.Sprintf("02-213-%04d", round)}}, false)
				}
				return apptest.Unexpected(err, "organization_in_use", "not_found", "import_outdated")
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			w.right(fmt.Sprint("round ", round))
			if n := w.Number("SELECT COUNT(*) FROM number_scope s LEFT JOIN organization o ON o.id = s.organization_id WHERE o.id IS NULL"); n != 0 {
				t.Fatalf("round %d: %d rows of lists of an organization that is gone", round, n)
			}
		}
	})
}

// A number is taken by one of those that want it.
func TestNumberIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		ids := w.add(organizationID, some("02-212", 3)...)
		for round := range 8 {
			var done atomic.Int64
			wanted := fmt.Sprintf("02-213-%04d", round)
			errs := dbtest.Together(4, func(i int) error {
				var err error
				if i == 3 {
					_, err = w.Numbers.AddList(ctx, operator, organizationID, "02-312-4567", []number.Entry{{Number: wanted}}, false)
				} else {
					_, err = w.Numbers.Update(ctx, operator, ids[i], number.Patch{Number: &wanted}, nil)
				}
				if err == nil {
					done.Add(1)
				}
				return apptest.Unexpected(err, "number_taken")
			})
			if err := errors.Join(errs...); err != nil || done.Load() != 1 {
				t.Fatalf("round %d: %d have it (%v)", round, done.Load(), err)
			}
			w.right(fmt.Sprint("round ", round))
		}
	})
}

// A number goes to where somebody may do nothing, after it was chosen and before it is held.
func TestChosenNumberGoesOutOfReach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		from, apart := w.Contracting("from"), w.Contracting("apart")
		ids := w.add(from, some("02-212", 2)...)
		kim := w.Caller(w.holder("kim", from, access.NumbersRead, access.NumbersDelete))
		deleted := make(chan error, 1)
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			if w.DB.Engine() == db.Postgres { // on SQLite nobody writes meanwhile
				if _, err := tx.Exec(ctx, "LOCK TABLE number_chosen"); err != nil {
					return err
				}
			}
			go func() {
				_, err := w.Numbers.DeleteMany(context.Background(), kim, number.Choice{IDs: ids})
				deleted <- err
			}()
			for waiting := w.DB.Engine() == db.SQLite; !waiting; {
				if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database() AND NOT l.granted)").Scan(&waiting); err != nil {
					return err
				}
			}
			_, err := w.Numbers.MoveMany(ctx, w.Caller(""), number.Choice{IDs: ids[:1]}, apart)
			return err
		})
		w.refused("one is elsewhere", <-deleted, "not_found")
		w.equal("numbers", w.Number("SELECT COUNT(*) FROM outgoing_number"), 2)
		w.right("refused")
	})
}
