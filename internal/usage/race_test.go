package usage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/usage"
)

// takings are the ways in which numbers go from an organization, so many at a time; to is another organization, and
// free a number that nobody has.
var takings = map[string]struct {
	size int
	take func(w *apptest.World, numberIDs []string, to, free string) error
}{
	"delete": {1, func(w *apptest.World, numberIDs []string, _, _ string) error {
		return w.Numbers.Delete(ctx, w.Caller(""), numberIDs[0], nil)
	}},
	"renumber": {1, func(w *apptest.World, numberIDs []string, _, free string) error {
		_, err := w.Numbers.Update(ctx, w.Caller(""), numberIDs[0], number.Patch{Number: &free}, nil)
		return err
	}},
	"delete two": {2, func(w *apptest.World, numberIDs []string, _, _ string) error {
		_, err := w.Numbers.DeleteMany(ctx, w.Caller(""), number.Choice{IDs: numberIDs})
		return err
	}},
	"move two": {2, func(w *apptest.World, numberIDs []string, to, _ string) error {
		_, err := w.Numbers.MoveMany(ctx, w.Caller(""), number.Choice{IDs: numberIDs}, to)
		return err
	}},
}

// Campaigns begin to use numbers at the same moment as those are taken away. Of each number and those who want it,
// either it stays and all have it, or it goes and nobody has.
func TestUsagesAndNumbersAtOnce(t *testing.T) {
	const numbers, campaigns = 6, 6
	for name, taking := range takings {
		t.Run(name, func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				declare(t, w, "dialer")
				caller := w.Caller("")
				organizationID, other := w.Contracting("기관"), w.Contracting("남")
				for round := range 12 {
					begins := fmt.Sprintf("+82255%02d", 50+round)
					ours := make([]string, numbers)
					for i := range ours {
						ours[i] = fmt.Sprintf("%s%03d", begins, i)
					}
					ids := give(t, w, organizationID, ours...)
					slices.Reverse(ids) // the last is the first to be taken
					key := func(i int) usage.Key { return campaign(organizationID, fmt.Sprint(round, "/", i)) }
					var refused, taken atomic.Int64
					errs := dbtest.Together(campaigns+numbers/taking.size, func(i int) error {
						if i >= campaigns {
							at := (i - campaigns) * taking.size
							err := taking.take(w, ids[at:at+taking.size], other, fmt.Sprintf("+822777%02d%02d", round, i))
							if err == nil {
								taken.Add(int64(taking.size))
							}
							return apptest.Unexpected(err, "number_in_use")
						}
						// Each wants three, one of them at one end of the list and two at the other.
						wanted := []string{ours[i%numbers], ours[(i+4)%numbers], ours[(i+3)%numbers]}
						_, _, err := service(w).Put(ctx, caller, key(i), usage.Draft{Name: "x", Numbers: wanted})
						if err != nil {
							refused.Add(1)
						}
						return apptest.Unexpected(err, "not_found", "invalid")
					})
					if err := errors.Join(errs...); err != nil {
						t.Fatalf("round %d: %v", round, err)
					}
					if n := w.Number(astray); n != 0 {
						t.Fatalf("round %d: %d numbers are used that are gone", round, n)
					}
					// Whoever was told yes has all three, and those are the numbers they were.
					has := w.Number(`SELECT COUNT(*) FROM usage_number used JOIN product_usage u ON u.id = used.usage_id JOIN outgoing_number n ON n.id = used.number_id
						WHERE u.organization_id = $1 AND n.organization_id = $1 AND n.number LIKE $2`, organizationID, begins+"%")
					if began := campaigns - int(refused.Load()); has != 3*began {
						t.Fatalf("round %d: %d campaigns began and use %d numbers", round, began, has)
					}
					left := w.Number(`SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1 AND number LIKE $2`, organizationID, begins+"%")
					if left != numbers-int(taken.Load()) {
						t.Fatalf("round %d: %d were taken and %d are left", round, taken.Load(), left)
					}
					t.Logf("round %d: %d campaigns began, %d of %d numbers went", round, campaigns-refused.Load(), taken.Load(), numbers)
				}
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

// Who was let in before the erasure of an organization began adds nothing to what is erased.
func TestUsageOfAnOrganizationThatIsErased(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		declare(t, w, "dialer")
		organizationID := w.Contracting("기관")
		give(t, w, organizationID, "+8225551001")
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE organization SET path = '' WHERE id = $1", organizationID)
			return err
		})
		_, _, err := service(w).Put(ctx, w.Caller(""), campaign(organizationID, "late"), usage.Draft{Name: "late", Numbers: []string{"025551001"}})
		if n := w.Number("SELECT COUNT(*) FROM product_usage"); err == nil || n != 0 {
			t.Errorf("%d usages began: %v", n, err)
		}
	})
}
