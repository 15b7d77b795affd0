package number_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/number"
)

// kept counts what searches look up: blocks, letterings, billing numbers, and their tokens.
func (w *world) kept() string {
	w.t.Helper()
	return fmt.Sprint(w.Number("SELECT COUNT(*) FROM number_block"), w.Number("SELECT COUNT(*) FROM lettering"), w.Number("SELECT COUNT(*) FROM billing_number"),
		w.Number("SELECT (SELECT COUNT(*) FROM number_block_token) + (SELECT COUNT(*) FROM lettering_token)"))
}

// unsaid counts the texts of numbers that a search would not find.
const unsaid = misplaced + `
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN billing_number b ON b.number = n.billing_number WHERE b.number IS NULL)
	+ (SELECT COUNT(*) FROM number_block b WHERE NOT EXISTS (SELECT 1 FROM number_block_token t WHERE t.block = b.block))
	+ (SELECT COUNT(*) FROM lettering l WHERE NOT EXISTS (SELECT 1 FROM lettering_token t WHERE t.fold = l.fold))`

// What no number says any more goes, with all that it is found by; the rest stays, and what is about to be added.
func TestTidy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, other := w.Contracting("one"), w.Contracting("other")
		operator := w.Caller("")
		add := func(organizationID, billing string, entries ...number.Entry) {
			w.t.Helper()
			_, err := w.Numbers.AddList(ctx, operator, organizationID, billing, entries, false)
			w.must(err)
		}
		add(one, "02-312-4567", number.Entry{Number: "1588-1234", Lettering: "비밀 캠페인"}, number.Entry{Number: "02-400-1000", Lettering: "함께"})
		w.must(w.Numbers.Tidy(ctx))
		mine := w.kept()
		add(other, "031-200-3000", number.Entry{Number: "1600-1234", Lettering: "남의 것"}, number.Entry{Number: "02-400-2000", Lettering: "함께"})
		w.must(w.Numbers.Tidy(ctx))
		if n := w.Number(unsaid); n != 0 {
			t.Errorf("%d texts are not found", n)
		}
		_, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(other)})
		w.must(err)
		w.must(w.Numbers.Tidy(ctx))
		w.equal("what is left", w.kept(), mine)
		w.equal("found", w.shown(operator, number.Query{Filter: number.Filter{Q: "캠페"}}), []string{"+8215881234"})

		// What is staged is said by nobody yet.
		w.must(w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			check := w.Numbers.NewCheck(operator, number.Source{Name: "file"})
			checked, err := check.Parse(ctx, tx, []number.Written{{Line: 1, OrganizationID: other, Number: "1600-1234", BillingNumber: "031-200-3000", Lettering: "남의 것"}})
			if err != nil {
				return err
			}
			return w.Numbers.Stage(ctx, tx, "imp_1", checked)
		}))
		staged := w.kept()
		w.must(w.Numbers.Tidy(ctx))
		w.equal("with what is staged", w.kept(), staged)
		w.must(w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return number.Forget(ctx, tx, "imp_1") }))
		w.must(w.Numbers.Tidy(ctx))
		w.equal("without it", w.kept(), mine)

		_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(one)})
		w.must(err)
		w.must(w.Numbers.Tidy(ctx))
		w.equal("in the end", w.kept(), "0 0 0 0")
	})
}

// Many more texts than are looked for at once, or removed in one transaction, go all the same.
func TestTidyOfMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		for part := range 3 {
			entries := make([]number.Entry, 700)
			for i := range entries {
				entries[i] = number.Entry{Number: fmt.Sprintf("02-4%02d-%04d", part, i), Lettering: fmt.Sprint("레터링 ", part, i)}
			}
			_, err := w.Numbers.AddList(ctx, w.Caller(""), organizationID, "02-312-4567", entries, false)
			w.must(err)
		}
		left := w.add(organizationID, "1588-1234")
		ids := w.idsOf(organizationID)
		for i, numberID := range ids {
			if numberID == left[0] {
				ids = append(ids[:i:i], ids[i+1:]...)
				break
			}
		}
		for part := 0; part < len(ids); part += 700 {
			_, err := w.Numbers.DeleteMany(ctx, w.Caller(""), number.Choice{IDs: ids[part:min(len(ids), part+700)]})
			w.must(err)
		}
		w.must(w.Numbers.Tidy(ctx))
		w.equal("what is left", w.kept(), "1 0 1 "+fmt.Sprint(w.Number("SELECT COUNT(*) FROM number_block_token")))
		if n := w.Number(unsaid); n != 0 {
			t.Errorf("%d texts are not found", n)
		}
	})
}

// While numbers come, change and go, nothing is removed that one of them says: on PostgreSQL several do so at once.
func TestTidyAsNumbersComeAndGo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		second := w.Second()
		var ended atomic.Int64
		const writers, rounds = 4, 25
		errs := dbtest.Together(writers+2, func(i int) error {
			if i >= writers {
				numbers := []*number.Service{w.Numbers, second.Numbers}[i-writers]
				for ended.Load() < writers {
					if err := numbers.Tidy(ctx); err != nil {
						return err
					}
				}
				return nil
			}
			defer ended.Add(1)
			numbers := []*number.Service{w.Numbers, second.Numbers}[i%2]
			for round := range rounds {
				// All writers use the same few texts, each a number of its own.
				added, err := numbers.AddList(ctx, operator, organizationID, fmt.Sprintf("02-312-456%d", round%3), []number.Entry{
					{Number: fmt.Sprintf("02-40%d-000%d", round%2, i), Lettering: fmt.Sprint("문구", round%3)},
				}, false)
				if err != nil {
					return err
				}
				var missing int
				if err := w.DB.QueryRow(ctx, unsaidAtAll).Scan(&missing); err != nil || missing != 0 {
					return errors.Join(err, fmt.Errorf("writer %d, round %d: %d texts are missing", i, round, missing))
				}
				found, err := numbers.Named(ctx, operator, added.Numbers)
				if err != nil {
					return err
				}
				if _, err := numbers.Update(ctx, operator, found[0].ID, number.Patch{Lettering: text(fmt.Sprint("다른 문구", round%2))}, nil); err != nil {
					return err
				}
				if err := numbers.Delete(ctx, operator, found[0].ID, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		w.must(w.Numbers.Tidy(ctx))
		w.equal("in the end", w.kept(), "0 0 0 0")
		w.right("in the end")
	})
}

// unsaidAtAll counts the numbers whose texts are missing.
const unsaidAtAll = `SELECT (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN number_block b ON b.block = substr(n.number, 1, length(n.number) - 4) WHERE b.block IS NULL)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN lettering l ON l.fold = n.lettering_fold WHERE l.fold IS NULL)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN billing_number b ON b.number = n.billing_number WHERE b.number IS NULL)
	+ (SELECT COUNT(*) FROM lettering l WHERE NOT EXISTS (SELECT 1 FROM lettering_token t WHERE t.fold = l.fold))`
