package number_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/usage"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

// world is the program with what tests of numbers do often.
type world struct {
	*apptest.World
	t *testing.T
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, w *apptest.World) { f(t, &world{w, t}) })
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) equal(what string, got, want any) {
	w.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// refused checks the code of a refusal.
func (w *world) refused(what string, err error, code string) {
	w.t.Helper()
	if apptest.Code(err) != code {
		w.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// add gives an organization numbers and returns their IDs.
func (w *world) add(organizationID string, numbers ...string) []string {
	w.t.Helper()
	entries := make([]number.Entry, len(numbers))
	for i, n := range numbers {
		entries[i].Number = n
	}
	caller := w.Caller("")
	added, err := w.Numbers.AddList(ctx, caller, organizationID, "02-312-4567", entries, false)
	w.must(err)
	found, err := w.Numbers.Named(ctx, caller, added.Numbers)
	w.must(err)
	ids := make([]string, len(found))
	for i, n := range found {
		ids[i] = n.ID
	}
	return ids
}

// holder is somebody with a role in an organization and below it.
func (w *world) holder(name, organizationID string, permissions ...access.Permission) string {
	w.t.Helper()
	accountID := w.Account(name)
	w.Member(organizationID, accountID, w.Role(organizationID, name, permissions...))
	return accountID
}

// shown is the numbers that a list shows, all of its pages.
func (w *world) shown(caller access.Caller, q number.Query) (numbers []string) {
	w.t.Helper()
	if q.Limit == 0 {
		q.Limit = 200
	}
	for {
		page, err := w.Numbers.List(ctx, caller, q)
		w.must(err)
		for _, n := range page.Items {
			numbers = append(numbers, string(n.Number))
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			if page.Total != int64(len(numbers)) || !page.Exact {
				w.t.Errorf("%+v: the total is %d of %d", q, page.Total, len(numbers))
			}
			return numbers
		}
	}
}

// put says that a campaign of the product uses numbers of an organization.
func (w *world) put(organizationID, externalID string, numbers ...string) error {
	name := product.Names{"en": "Voice", "ko": "음성", "ja": "音声", "th": "เสียง"}
	if _, err := w.Products.Put(ctx, w.Caller(""), product.Product{Key: "voice", Name: name, Permissions: []product.Permission{}}); err != nil {
		return err
	}
	_, _, err := w.Handler.Usages.Put(ctx, w.Caller(""), usage.Key{OrganizationID: organizationID, Product: "voice", Kind: "campaign", ExternalID: externalID},
		usage.Draft{Name: "Campaign " + externalID, Numbers: numbers})
	return err
}

// misplaced counts the rows of the lists that are too many or too few, and the totals that are wrong.
const misplaced = `SELECT (SELECT COUNT(*) FROM number_scope s WHERE NOT EXISTS (SELECT 1 FROM outgoing_number n JOIN organization o ON o.id = n.organization_id
		JOIN organization top ON top.id = s.organization_id WHERE n.number = s.number AND o.path >= top.path AND o.path < top.path || ':'
		AND substr(o.path, 1, length(top.path)) = top.path))
	+ (SELECT COUNT(*) FROM outgoing_number n JOIN organization o ON o.id = n.organization_id JOIN organization top ON substr(o.path, 1, length(top.path)) = top.path
		LEFT JOIN number_scope s ON s.organization_id = top.id AND s.number = n.number WHERE s.number IS NULL)
	+ (SELECT COUNT(*) FROM organization top WHERE (SELECT COUNT(*) FROM number_scope s WHERE s.organization_id = top.id)
		<> COALESCE((SELECT SUM(delta) FROM tally WHERE name = 'numbers/' || top.id), 0))
	+ (SELECT CASE WHEN (SELECT COUNT(*) FROM outgoing_number) = COALESCE((SELECT SUM(delta) FROM tally WHERE name = 'numbers/'), 0) THEN 0 ELSE 1 END)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN number_block b ON b.block = substr(n.number, 1, length(n.number) - 4) WHERE b.block IS NULL)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN lettering l ON l.fold = n.lettering_fold WHERE l.fold IS NULL AND n.lettering_fold <> '')
	+ (SELECT COUNT(*) FROM number_chosen) + (SELECT COUNT(*) FROM number_staged_place)`

// right checks that the lists, the totals and what a search looks up say what the numbers say.
func (w *world) right(when string) {
	w.t.Helper()
	if n := w.Number(misplaced); n != 0 {
		w.t.Errorf("%s: %d rows are wrong", when, n)
	}
}

func usagesOf(err error) (externalIDs []string) {
	f, _ := fault.As(err)
	used, _ := f.Extra["usages"].([]number.Usage)
	for _, u := range used {
		externalIDs = append(externalIDs, u.ExternalID)
	}
	return externalIDs
}

func text(s string) *string { return &s }

// A number's life: added, found, changed, used, released, deleted, and there again.
func TestLifeOfANumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		ids := w.add(organizationID, "1588-1234", "02-312-4568")
		w.equal("list", w.shown(operator, number.Query{}), []string{"+8215881234", "+8223124568"})
		n, err := w.Numbers.Get(ctx, operator, ids[0])
		w.must(err)
		w.equal("shown", []any{w.Numbers.Show(n.Number), w.Numbers.Show(n.BillingNumber), n.Lettering, n.InUse, n.Organization}, []any{"1588-1234", "02-312-4567", "", false, "org"})

		n, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Lettering: text(" 고객센터 "), BillingNumber: text("031-200-3000")}, nil)
		w.must(err)
		w.equal("changed", []any{n.Lettering, n.BillingNumber, n.Version}, []any{"고객센터", "+82312003000", 2})
		w.equal("found", w.shown(operator, number.Query{Filter: number.Filter{Q: "객센"}}), []string{"+8215881234"})

		w.must(w.put(organizationID, "c1", "1588-1234"))
		_, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Number: text("1588-9999")}, nil)
		w.refused("renumber one in use", err, "number_in_use")
		w.equal("usages", usagesOf(err), []string{"c1"})
		err = w.Numbers.Delete(ctx, operator, ids[0], nil)
		w.refused("delete one in use", err, "number_in_use")
		w.equal("usages", usagesOf(err), []string{"c1"})
		_, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Lettering: text("알림"), Number: text("1588 1234")}, nil)
		w.must(err)
		w.equal("in use", w.shown(operator, number.Query{Filter: number.Filter{InUse: new(bool)}}), []string{"+8223124568"})

		w.must(w.put(organizationID, "c1"))
		_, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Number: text("02-312-4568")}, nil)
		w.refused("to one that is taken", err, "number_taken")
		_, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Number: text("12")}, nil)
		w.refused("to none", err, "too_short")
		n, err = w.Numbers.Update(ctx, operator, ids[0], number.Patch{Number: text("1588-9999")}, nil)
		w.must(err)
		w.equal("renumbered", n.Number, "+8215889999")
		w.right("renumbered")
		w.equal("list", w.shown(operator, number.Query{}), []string{"+8215889999", "+8223124568"})

		w.refused("stale", w.Numbers.Delete(ctx, operator, ids[0], func(int64) bool { return false }), "stale")
		w.must(w.Numbers.Delete(ctx, operator, ids[0], nil))
		w.refused("again", w.Numbers.Delete(ctx, operator, ids[0], nil), "not_found")
		w.right("deleted")
		again := w.add(organizationID, "1588-9999")
		history, err := w.Numbers.History(ctx, operator, again[0])
		w.must(err)
		w.equal("tenures", []any{len(history), history[0].To.IsZero(), history[1].To.Before(history[0].From), history[1].OrganizationID == organizationID}, []any{2, true, true, true})
		w.right("added again")
	})
}

// Refusals of what may be seen and of what may not.
func TestWhoMayDoWhatWithANumber(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, chain := w.Chain("top", "low")
		apart := w.Contracting("apart")
		ids := w.add(chain[1], "1588-1234")
		other := w.add(apart, "1588-5678")
		kim := w.Caller(w.holder("kim", chain[0], access.NumbersRead))
		w.equal("from above", w.shown(kim, number.Query{}), []string{"+8215881234"})
		_, err := w.Numbers.Get(ctx, kim, ids[0])
		w.must(err)
		_, err = w.Numbers.Get(ctx, kim, other[0])
		w.refused("elsewhere", err, "not_found")
		_, err = w.Numbers.Update(ctx, kim, ids[0], number.Patch{Lettering: text("x")}, nil)
		w.refused("update", err, "permission_required")
		w.refused("delete", w.Numbers.Delete(ctx, kim, ids[0], nil), "permission_required")
		w.refused("delete elsewhere", w.Numbers.Delete(ctx, kim, other[0], nil), "not_found")
		lee := w.Caller(w.holder("lee", chain[1], access.NumbersUpdate))
		w.equal("without numbers.read", len(w.shown(lee, number.Query{})), 0)
		_, err = w.Numbers.Update(ctx, lee, ids[0], number.Patch{Number: text("1588-5678")}, nil)
		w.refused("taken elsewhere", err, "number_taken")
		f, _ := fault.As(err)
		w.equal("and no more", []any{f.Extra, f.Fields[0].Location}, []any{map[string]any(nil), "body.number"})
	})
}

// Somebody else's time with a number is another organization's.
func TestHistoryShowsNoOrganizationOutsideTheReach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, chain := w.Chain("top", "low")
		apart, gone := w.Contracting("apart"), w.Contracting("gone")
		ids := w.add(gone, "1588-1234")
		operator := w.Caller("")
		for _, to := range []string{apart, chain[1], chain[0]} {
			n, err := w.Numbers.MoveMany(ctx, operator, number.Choice{IDs: ids}, to)
			w.must(err)
			w.equal("moved", n, 1)
		}
		w.right("moved")
		w.must(w.Organizations.Delete(ctx, operator, gone, nil))
		owners := func(caller access.Caller) (names []string) {
			history, err := w.Numbers.History(ctx, caller, ids[0])
			w.must(err)
			for i, h := range history {
				names = append(names, h.Organization)
				if i > 0 && (h.To != history[i-1].From || (h.OrganizationID == "") != (h.Organization == "")) {
					t.Errorf("%+v before %+v", h, history[i-1])
				}
			}
			return names
		}
		staff := w.Caller(w.holder("staff", "org_00000000000000000000000000", access.NumbersRead))
		w.equal("staff", owners(staff), []string{"top", "low", "apart", ""})
		w.equal("from above", owners(w.Caller(w.holder("kim", chain[0], access.NumbersRead))), []string{"top", "low", "", ""})
		alone := w.Account("alone")
		w.Member(chain[0], alone, w.RoleWith(chain[0], ownRole(access.NumbersRead)))
		w.equal("of its own organization alone", owners(w.Caller(alone)), []string{"top", "", "", ""})
		_, err := w.Numbers.History(ctx, w.Caller(w.holder("lee", chain[1], access.NumbersRead)), ids[0])
		w.refused("from below", err, "not_found")
	})
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }
