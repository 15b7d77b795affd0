package usage_test

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
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/usage"
)

// alone runs change on a number as package number does: it locks the row, and then looks for usages.
func alone(w *apptest.World, numberID, change string, args ...any) error {
	return w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var one int
		if err := tx.QueryRow(ctx, "SELECT 1 FROM outgoing_number WHERE id = $1"+tx.ForUpdate(), numberID).Scan(&one); err != nil {
			return err
		}
		used, err := usage.UsagesOf(ctx, tx, []string{numberID})
		if err != nil {
			return err
		}
		if len(used) > 0 {
			return fault.New(fault.Conflict, "number_in_use", "It is used.")
		}
		_, err = tx.Exec(ctx, change+" WHERE id = $1", append([]any{numberID}, args...)...)
		return err
	})
}

// takings are the ways in which a number goes from an organization; to is another organization, and i a number of
// its own.
var takings = map[string]func(w *apptest.World, numberID, to string, i int) error{
	"delete": func(w *apptest.World, numberID, _ string, _ int) error {
		return alone(w, numberID, "DELETE FROM outgoing_number")
	},
	"move": func(w *apptest.World, numberID, to string, _ int) error {
		return alone(w, numberID, "UPDATE outgoing_number SET organization_id = $2", to)
	},
	"renumber": func(w *apptest.World, numberID, _ string, i int) error {
		return alone(w, numberID, "UPDATE outgoing_number SET number = $2", fmt.Sprintf("+822777%04d", i))
	},
}

// Campaigns begin to use numbers at the same moment as those are taken away. Of each number and those who want it,
// either it stays and all have it, or it goes and nobody has.
func TestUsagesAndNumbersAtOnce(t *testing.T) {
	const numbers, campaigns = 6, 6
	for name, take := range takings {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				declare(t, w, "dialer")
				caller := w.Caller("")
				var stayed, gone atomic.Int64
				for round := range 12 {
					organizationID, other := w.Contracting("기관"), w.Contracting("남")
					ours := make([]string, numbers)
					for i := range ours {
						ours[i] = fmt.Sprintf("+82255%02d%03d", 50+round, i)
					}
					ids := give(t, w, organizationID, ours...)
					var refused, taken atomic.Int64
					errs := dbtest.Together(campaigns+numbers, func(i int) error {
						if i >= campaigns {
							err := take(w, ids[i-campaigns], other, round*numbers+i)
							if err == nil {
								taken.Add(1)
							}
							return apptest.Unexpected(err, "number_in_use")
						}
						// Each wants three, one of them at one end of the list and two at the other.
						wanted := []string{ours[i%numbers], ours[(i+4)%numbers], ours[(i+3)%numbers]}
						_, _, err := service(w).Put(ctx, caller, campaign(organizationID, fmt.Sprint(i)), usage.Draft{Name: "x", Numbers: wanted})
						if err != nil {
							refused.Add(1)
							return apptest.Unexpected(err, "not_found", "invalid")
						}
						return nil
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
					if n := w.Number(astray); n != 0 {
						t.Fatalf("round %d: %d numbers are used that are gone", round, n)
					}
					// Whoever was told yes has all three, and those are the numbers they were.
					has := w.Number(`SELECT COUNT(*) FROM usage_number used JOIN product_usage u ON u.id = used.usage_id JOIN outgoing_number n ON n.id = used.number_id
						WHERE u.organization_id = $1 AND n.organization_id = $1 AND n.number LIKE '+8225%'`, organizationID)
					if began := campaigns - int(refused.Load()); has != 3*began {
						t.Fatalf("round %d: %d campaigns began and use %d numbers", round, began, has)
					}
					left := w.Number(`SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1 AND number LIKE '+8225%'`, organizationID)
					if left != numbers-int(taken.Load()) {
						t.Fatalf("round %d: %d were taken and %d are left", round, taken.Load(), left)
					}
					stayed.Add(int64(left))
					gone.Add(taken.Load())
				}
				t.Logf("%d numbers stayed, %d went", stayed.Load(), gone.Load())
			})
		})
	}
}

// The same usage is put by several at once, and ended by others: it is there once or not at all, with exactly the
// numbers of one of them, and every beginning and end is told.
func TestOneUsageAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID, caller := w.Contracting("기관"), w.Caller("")
		all := many(12)
		give(t, w, organizationID, all...)
		for round := range 15 {
			key := campaign(organizationID, fmt.Sprint(round))
			enders := round % 3
			var began atomic.Int64
			errs := dbtest.Together(6+enders, func(i int) error {
				if i >= 6 {
					return service(w).End(ctx, caller, key)
				}
				_, made, err := service(w).Put(ctx, caller, key, usage.Draft{Name: fmt.Sprint(i), Numbers: all[i : i+6]})
				if made {
					began.Add(1)
				}
				return err
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			there := w.Number("SELECT COUNT(*) FROM product_usage WHERE external_id = $1", key.ExternalID)
			if enders == 0 && (there != 1 || began.Load() != 1) {
				t.Fatalf("round %d: %d usages, made %d times", round, there, began.Load())
			}
			const told = `SELECT COUNT(*) FROM audit_event e JOIN audit_detail d ON d.event_id = e.id WHERE e.action = $1 AND d.body LIKE '%"externalId":"' || $2 || '"%'`
			started, ended := w.Number(told, "usage.started", key.ExternalID), w.Number(told, "usage.ended", key.ExternalID)
			if started != int(began.Load()) || started-ended != there {
				t.Fatalf("round %d: %d began, %d are told to have, %d to have ended, %d are there", round, began.Load(), started, ended, there)
			}
			if there == 0 {
				continue
			}
			var name, lowest, highest string
			var n int
			if err := w.DB.QueryRow(ctx, `SELECT MIN(u.name), COUNT(*), MIN(n.number), MAX(n.number) FROM product_usage u JOIN usage_number used ON used.usage_id = u.id
				JOIN outgoing_number n ON n.id = used.number_id WHERE u.external_id = $1`, key.ExternalID).Scan(&name, &n, &lowest, &highest); err != nil {
				t.Fatal(err)
			}
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || n != 6 || lowest != all[i] || highest != all[i+5] {
				t.Fatalf("round %d: it is %s's with %d numbers from %s to %s", round, name, n, lowest, highest)
			}
		}
	})
}

// What a usage stands on goes at the same moment: its product is withdrawn, its organization deleted or suspended.
func TestUsagesBeginWhileWhatTheyStandOnGoes(t *testing.T) {
	suspended := organization.Suspended
	for name, test := range map[string]struct {
		take    func(w *apptest.World, operator access.Caller, organizationID, product string) error
		refusal string // of those who take
		left    string // counts the usages that must not be there if it was taken
	}{
		"product": {
			func(w *apptest.World, operator access.Caller, _, product string) error {
				return w.Products.Delete(ctx, operator, product)
			}, "product_in_use", "SELECT COUNT(*) FROM product_usage WHERE product_key = $2 AND organization_id = $1",
		},
		"organization": {
			func(w *apptest.World, operator access.Caller, organizationID, _ string) error {
				return w.Organizations.Delete(ctx, operator, organizationID, nil)
			}, "organization_in_use", "SELECT COUNT(*) FROM product_usage WHERE organization_id = $1 AND product_key = $2",
		},
		"status": {
			func(w *apptest.World, operator access.Caller, organizationID, _ string) error {
				_, _, err := w.Organizations.Update(ctx, operator, organizationID, organization.Patch{Status: &suspended}, nil)
				return err
			}, "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				operator := w.Caller("")
				for round := range 15 {
					organizationID, product := w.Contracting("기관"), fmt.Sprint("p", round)
					declare(t, w, product)
					var taken atomic.Bool
					errs := dbtest.Together(4, func(i int) error {
						if i == 3 {
							err := test.take(w, operator, organizationID, product)
							taken.Store(err == nil)
							return apptest.Unexpected(err, test.refusal)
						}
						_, _, err := service(w).Put(ctx, operator, usage.Key{OrganizationID: organizationID, Product: product, Kind: usage.Schedule, ExternalID: fmt.Sprint(i)}, usage.Draft{Name: "x"})
						return apptest.Unexpected(err, "not_found", "organization_suspended")
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
					if test.left != "" && taken.Load() != (w.Number(test.left, organizationID, product) == 0) {
						t.Fatalf("round %d: taken: %t, and %d usages", round, taken.Load(), w.Number(test.left, organizationID, product))
					}
				}
			})
		})
	}
}
