package number_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/number"
)

// some returns n numbers of a block.
func some(block string, n int) []string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("%s-%04d", block, i)
	}
	return numbers
}

// blockersOf returns the numbers that a refusal names, and its count.
func blockersOf(err error) (count any, numbers []string, codes []string) {
	f, ok := fault.As(err)
	if !ok {
		return nil, nil, nil
	}
	blockers, _ := f.Extra["blockers"].([]number.Blocker)
	for _, b := range blockers {
		numbers = append(numbers, b.Display)
		if codes = append(codes, b.Code); len(b.Usages) > 0 {
			codes[len(codes)-1] = b.Usages[0].ExternalID
		}
	}
	return f.Extra["count"], numbers, codes
}

// events are what the audit trail says of an action, by organization.
func (w *world) events(action string) int {
	w.t.Helper()
	return w.Number("SELECT COUNT(*) FROM audit_event e JOIN audit_detail d ON d.event_id = e.id WHERE e.action = $1", action)
}

func TestDeleteMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, chain := w.Chain("top", "low")
		ids := append(w.add(chain[0], some("02-212", 3)...), w.add(chain[1], some("02-213", 300)...)...)
		operator := w.Caller("")
		w.must(w.put(chain[1], "c1", "02-213-0005", "02-213-0001"))
		remove := func(caller access.Caller, ids ...string) (int64, error) {
			return w.Numbers.DeleteMany(ctx, caller, number.Choice{IDs: ids})
		}
		_, err := remove(operator, ids...)
		w.refused("two in use", err, "number_in_use")
		count, numbers, codes := blockersOf(err)
		w.equal("blockers", []any{count, numbers, codes}, []any{2, []string{"02-213-0001", "02-213-0005"}, []string{"c1", "c1"}})
		w.equal("none is gone", w.Number("SELECT COUNT(*) FROM outgoing_number"), 303)
		w.right("refused")

		_, err = remove(operator, ids[0], "num_01JZZZZZZZZZZZZZZZZZZZZZZZ", "x")
		w.refused("of one that is not there", err, "invalid")
		f, _ := fault.As(err)
		w.equal("fields", []string{f.Fields[0].Location, f.Fields[1].Location, f.Fields[1].Code}, []string{"body.ids[1]", "body.ids[2]", "not_found"})
		kim := w.Caller(w.holder("kim", chain[1], access.NumbersDelete, access.NumbersRead))
		_, err = remove(kim, ids[3], ids[0])
		w.refused("of one that is not seen", err, "not_found")
		lee := w.Caller(w.holder("lee", chain[0], access.NumbersRead))
		_, err = remove(lee, ids[:4]...)
		w.refused("without the permission", err, "permission_required")
		f, _ = fault.As(err)
		w.equal("how many", []any{f.Extra["count"], f.Extra["permission"]}, []any{4, "console.numbers.delete"})

		n, err := remove(kim, ids[3], ids[3], ids[5])
		w.must(err)
		w.equal("deleted", []any{n, w.Number("SELECT COUNT(*) FROM outgoing_number"), w.events("number.deleted")}, []any{2, 301, 1})
		w.right("two deleted")

		filter := number.Filter{Number: "02213"}
		_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{Filter: &filter, ExpectedCount: 300})
		w.refused("of a filter that shows others by now", err, "count_changed")
		f, _ = fault.As(err)
		w.equal("how many", f.Extra["count"], 298)
		_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{Filter: &filter, ExpectedCount: 298})
		w.refused("two in use", err, "number_in_use")
		free := false
		filter.InUse = &free
		park := w.Account("park")
		w.Member(chain[0], park, w.Role(chain[0], "reads", access.NumbersRead))
		w.Member(chain[1], park, w.RoleWith(chain[1], ownRole(access.NumbersDelete)))
		_, err = w.Numbers.DeleteMany(ctx, w.Caller(park), number.Choice{Filter: &number.Filter{}, ExpectedCount: 301})
		w.refused("what may be seen only", err, "permission_required")
		f, _ = fault.As(err)
		w.equal("how many", f.Extra["count"], 3)
		n, err = w.Numbers.DeleteMany(ctx, w.Caller(park), number.Choice{Filter: &filter, ExpectedCount: 296})
		w.must(err)
		w.equal("deleted", []any{n, w.Number("SELECT COUNT(*) FROM outgoing_number"), w.Number("SELECT COUNT(*) FROM number_owner"), w.events("number.deleted")}, []any{296, 5, 298, 2})
		w.right("all but a few deleted")
		n, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{Filter: &number.Filter{Number: "999"}})
		w.equal("nothing", []any{n, err}, []any{0, nil})
	})
}

func TestMoveMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, chain := w.Chain("top", "low")
		apart := w.Contracting("apart")
		ids := append(w.add(chain[0], some("02-212", 3)...), w.add(apart, some("02-213", 3)...)...)
		operator := w.Caller("")
		move := func(caller access.Caller, to string, ids ...string) (int64, error) {
			return w.Numbers.MoveMany(ctx, caller, number.Choice{IDs: ids}, to)
		}
		for i, to := range []string{"", "x", "org_01JZZZZZZZZZZZZZZZZZZZZZZZ"} {
			_, err := move(w.Caller(w.holder(fmt.Sprint("lee", i), chain[0], access.NumbersMove)), to, ids[0])
			w.refused("to "+to, err, "not_found")
			f, _ := fault.As(err)
			w.equal("field", f.Fields[0].Location, "body.organizationId")
		}
		kim := w.Account("kim")
		w.Member(chain[0], kim, w.Role(chain[0], "moves", access.NumbersMove, access.NumbersRead))
		w.Member(apart, kim, w.Role(apart, "reads", access.NumbersRead))
		_, err := move(w.Caller(kim), apart, ids[0])
		w.refused("to where it may not", err, "permission_required")
		_, err = move(w.Caller(kim), chain[1], ids[0], ids[3])
		w.refused("from where it may not", err, "permission_required")
		f, _ := fault.As(err)
		w.equal("how many", f.Extra["count"], 1)

		w.must(w.put(apart, "c1", "02-213-0001"))
		_, err = move(operator, chain[1], ids...)
		w.refused("one in use", err, "number_in_use")
		w.right("refused")
		w.must(w.put(apart, "c1"))
		n, err := move(operator, chain[1], ids...)
		w.must(err)
		w.equal("moved", []any{n, w.Number("SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", chain[1]), w.events("number.moved")}, []any{6, 6, 3})
		w.right("moved")
		n, err = move(operator, chain[1], ids...)
		w.equal("again", []any{n, err}, []any{0, nil})
		n, err = move(operator, chain[0], ids[:2]...)
		w.must(err)
		w.equal("up", n, 2)
		n, err = w.Numbers.MoveMany(ctx, operator, number.Choice{Filter: &number.Filter{OrganizationID: chain[0]}, ExpectedCount: 1}, chain[0])
		w.equal("of the operator, who is in no organization", []any{n, err != nil}, []any{0, true})
		staff := w.Caller(w.holder("staff", "org_00000000000000000000000000", access.NumbersRead, access.NumbersMove))
		n, err = w.Numbers.MoveMany(ctx, staff, number.Choice{Filter: &number.Filter{OrganizationID: chain[0], Below: true}, ExpectedCount: 6}, chain[0])
		w.must(err)
		w.equal("the others", n, 4)
		w.right("moved by a filter")
	})
}

// What an organization may not use does not come to it by a move either.
func TestMoveToWhereItIsNotAllowed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		from, to := w.Contracting("from"), w.Contracting("to")
		w.Write(allow(from))
		w.Write(refuse050(to))
		ids := w.add(from, "0502-123-4567", "112", "02-212-0000")
		_, err := w.Numbers.MoveMany(ctx, w.Caller(""), number.Choice{IDs: ids}, to)
		w.refused("two kinds", err, "not_allowed_there")
		count, numbers, codes := blockersOf(err)
		w.equal("blockers", []any{count, sorted(numbers)}, []any{2, []string{"0502-123-4567", "112"}})
		if len(codes) != 2 || slices.Contains(codes, "") {
			t.Errorf("codes %q", codes)
		}
		n, err := w.Numbers.MoveMany(ctx, w.Caller(""), number.Choice{IDs: ids[2:]}, to)
		w.must(err)
		w.equal("moved", n, 1)
		w.right("moved")
	})
}
