package number_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/imports"
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

// tidy removes what no number says any more, and checks whether that came to the end.
func (w *world) tidy(finished bool) {
	w.t.Helper()
	got, err := w.Numbers.Tidy(ctx)
	w.must(err)
	w.equal("finished", got, finished)
}

// bring checks a file of numbers, billing numbers and letterings for an organization, and returns the import and whose it
// is.
func (w *world) bring(organizationID, rows string) (imports.Import, access.Caller) {
	w.t.Helper()
	accountID := w.Account(fmt.Sprint("owner", w.Number("SELECT COUNT(*) FROM account")))
	w.Member(organizationID, accountID, w.Admin(organizationID))
	owner, content := w.Caller(accountID), "number,billing_number,lettering\n"+rows
	im, err := w.Imports.Create(ctx, owner, imports.Draft{
		Kind: imports.Numbers, OrganizationID: organizationID, Mode: imports.ModeAll,
		File: imports.File{Name: "n.csv", Size: int64(len(content)), ReaderAt: strings.NewReader(content)},
	})
	w.must(err)
	w.Settle()
	return im, owner
}

// lines are rows of such a file.
func lines(first, n int) string {
	var rows strings.Builder
	for i := range n {
		fmt.Fprintf(&rows, "0%d,02-400-0000,\n", 24000000+first+i)
	}
	return rows.String()
}

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
		w.tidy(true)
		mine := w.kept()
		add(other, "031-200-3000", number.Entry{Number: "1600-1234", Lettering: "남의 것"}, number.Entry{Number: "02-400-2000", Lettering: "함께"})
		w.tidy(true)
		if n := w.Number(unsaid); n != 0 {
			t.Errorf("%d texts are not found", n)
		}
		_, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(other)})
		w.must(err)
		w.tidy(true)
		w.equal("what is left", w.kept(), mine)
		w.equal("found", w.shown(operator, number.Query{Filter: number.Filter{Q: "캠페"}}), []string{"+8215881234"})

		// What waits to be added is said by nobody yet.
		im, owner := w.bring(other, "1600-1234,031-200-3000,남의 것\n")
		staged := w.kept()
		w.tidy(true)
		w.equal("with what is staged", w.kept(), staged)
		w.must(w.Imports.Cancel(ctx, owner, im.ID))
		w.tidy(true)
		w.equal("without it", w.kept(), mine)

		_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(one)})
		w.must(err)
		w.tidy(true)
		w.equal("in the end", w.kept(), "0 0 0 0")
	})
}

// While many rows of imports wait nothing is removed; as few of them as are looked through keep what they say only.
func TestTidyBesideALargeImport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		operator := w.Caller("")
		w.add(organizationID, "1588-1234")
		_, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: w.idsOf(organizationID)})
		w.must(err)
		left := w.kept()
		first, owner := w.bring(organizationID, lines(0, 10_000))
		second, other := w.bring(organizationID, lines(10_000, 1))
		waiting := w.kept()
		if left == "0 0 0 0" || left == waiting {
			t.Fatalf("unused is %s, with the imports %s", left, waiting)
		}
		w.tidy(false)
		w.equal("beside the imports", w.kept(), waiting)

		w.must(w.Imports.Cancel(ctx, other, second.ID))
		w.tidy(true)
		w.equal("what waits", w.Number("SELECT COUNT(*) FROM number_block"), 1)
		w.equal("found", w.Number("SELECT COUNT(*) FROM number_block WHERE block = '+822400'"), 1)
		_, err = w.Imports.Apply(ctx, owner, first.ID)
		w.must(err)
		w.Settle()
		// What was checked is kept for a week. It does not count any more.
		w.equal("rows", w.Number("SELECT COUNT(*) FROM number_staged"), 10_001)
		third, another := w.bring(organizationID, lines(10_000, 1))
		w.must(w.Imports.Cancel(ctx, another, third.ID))
		w.tidy(true)
		w.equal("what is added", w.Number("SELECT COUNT(*) FROM number_block"), 1)
		_, err = w.Numbers.DeleteMany(ctx, operator, number.Choice{Filter: &number.Filter{}, ExpectedCount: 10_000})
		w.must(err)
		w.tidy(true)
		w.equal("in the end", w.kept(), "0 0 0 0")
	})
}

// Where somebody has the lock all the time, nothing is removed.
func TestTidyBesideOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		organizationID := w.Contracting("org")
		w.Numbers.Impatient()
		w.tidy(true) // there is nothing to do
		w.add(organizationID, "1588-1234")
		w.must(w.Numbers.Delete(ctx, w.Caller(""), w.idsOf(organizationID)[0], nil))
		left := w.kept()
		alone, err := w.DB.WriteAlone(ctx, number.TextLock, func(context.Context, *db.Tx) error {
			w.tidy(false)
			return nil
		})
		w.must(err)
		w.equal("alone", alone, true)
		w.equal("left", w.kept(), left)
		w.tidy(true)
		w.equal("in the end", w.kept(), "0 0 0 0")
	})
}

// Whether a number says a text is looked up: going through all numbers for each text would take minutes.
func TestTidyLooksUpByIndex(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for index, query := range number.UnusedQueries() {
			var plan []string
			w.Write(func(ctx context.Context, tx *db.Tx) error {
				explain, columns := "EXPLAIN QUERY PLAN ", 4
				if w.DB.Engine() == db.Postgres {
					explain, columns = "EXPLAIN ", 1
					for _, other := range []string{"enable_seqscan", "enable_hashjoin", "enable_mergejoin"} { // the tables are empty
						if _, err := tx.Exec(ctx, "SET LOCAL "+other+" = off"); err != nil {
							return err
						}
					}
				}
				rows, err := tx.Query(ctx, explain+query)
				if err != nil {
					return err
				}
				plan, err = db.Collect(rows, func(s *string) []any {
					var other any
					return append(slices.Repeat([]any{&other}, columns-1), s)
				})
				return err
			})
			if text := strings.Join(plan, "\n"); !strings.Contains(text, index) || strings.Contains(text, "SCAN n") {
				t.Errorf("%s is not used:\n%s", index, text)
			}
		}
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
		w.tidy(true)
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
					if _, err := numbers.Tidy(ctx); err != nil { // it need not come to the end
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
		w.tidy(true)
		w.equal("in the end", w.kept(), "0 0 0 0")
		w.right("in the end")
	})
}

// unsaidAtAll counts the numbers whose texts are missing.
const unsaidAtAll = `SELECT (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN number_block b ON b.block = substr(n.number, 1, length(n.number) - 4) WHERE b.block IS NULL)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN lettering l ON l.fold = n.lettering_fold WHERE l.fold IS NULL)
	+ (SELECT COUNT(*) FROM outgoing_number n LEFT JOIN billing_number b ON b.number = n.billing_number WHERE b.number IS NULL)
	+ (SELECT COUNT(*) FROM lettering l WHERE NOT EXISTS (SELECT 1 FROM lettering_token t WHERE t.fold = l.fold))`
