package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/verification"
)

// swept counts the sweeps of unused texts in a state.
func swept(w *apptest.World, state job.State) int {
	return w.Number("SELECT COUNT(*) FROM job WHERE kind = 'upkeep.numbers' AND state = $1", string(state))
}

// check compares how many sweeps are done and how many wait, and the letterings that are stored.
func check(t *testing.T, w *apptest.World, when string, done, queued int, letterings ...string) {
	t.Helper()
	if n, more := swept(w, job.Done), swept(w, job.Queued); n != done || more != queued {
		t.Errorf("%s: %d sweeps are done and %d wait, want %d and %d", when, n, more, done, queued)
	}
	if got := lines(t, w, "SELECT fold FROM lettering"); !slices.Equal(got, letterings) {
		t.Errorf("%s: the letterings are %q, want %q", when, got, letterings)
	}
}

// erased makes an organization with a number and a lettering, and erases it.
func erased(t *testing.T, w *apptest.World, name, line string) {
	t.Helper()
	organizationID, adminID := w.Contracting(name), w.Account("admin-"+line)
	w.Member(organizationID, adminID, w.Admin(organizationID))
	if _, err := w.Numbers.AddList(ctx, w.Caller(""), organizationID, line, []number.Entry{{Number: line, Lettering: name}}, false); err != nil {
		t.Fatal(err)
	}
	var code string
	w.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		code, err = w.Codes.Issue(ctx, tx, w.Clock.Now(), verification.Code{Subject: adminID, Action: verification.OrganizationErasure, Target: organizationID})
		return err
	})
	if err := w.Handler.Erasures.Confirm(ctx, w.Caller(adminID), organizationID, name, code); err != nil {
		t.Fatal(err)
	}
	w.Settle()
}

// What an erased organization's numbers said stays while a large import waits, and goes within an hour of that,
// whatever was erased, and however often the program was started, in between. One sweep waits, not more.
func TestErasedTextsGoAfterALargeImport(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		organizationID, adminID := w.Contracting("남는 기관"), w.Account("admin")
		w.Member(organizationID, adminID, w.Admin(organizationID))
		var file strings.Builder
		file.WriteString("number,billing_number\n")
		for i := range 10_001 {
			fmt.Fprintf(&file, "0%d,02-400-0000\n", 24000000+i)
		}
		owner := w.Caller(adminID)
		im, err := w.Imports.Create(ctx, owner, imports.Draft{
			Kind: imports.Numbers, OrganizationID: organizationID, Mode: imports.ModeAll,
			File: imports.File{Name: "n.csv", Size: int64(file.Len()), ReaderAt: strings.NewReader(file.String())},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Settle()
		later := func(d time.Duration) { w.Clock.Advance(d); w.Settle() }

		erased(t, w, "하나", "02-711-1000")
		check(t, w, "at first", 0, 1, "하나")
		later(10 * time.Minute)
		check(t, w, "beside the import", 1, 1, "하나")
		erased(t, w, "둘", "02-711-2000")
		check(t, w, "with another that was erased", 1, 2, "둘", "하나")
		later(10 * time.Minute)
		check(t, w, "ten minutes after that", 2, 1, "둘", "하나")
		w.HoldJobs()
		other := w.Again(t)
		defer other.Close()
		later(time.Hour)
		check(t, w, "an hour later, by another node", 3, 1, "둘", "하나")
		if _, err := other.Imports.Apply(ctx, owner, im.ID); err != nil {
			t.Fatal(err)
		}
		w.Settle()
		later(time.Hour)
		check(t, w, "without the import", 4, 0)
	})
}

// What the last number said goes in the night after it was deleted or changed, once for all of a day.
func TestTextsGoByNight(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) { // at 18:00 in Seoul
		organizationID, operator := w.Contracting("기관"), w.Caller("")
		add := func(line, lettering string) (numberID string) {
			added, err := w.Numbers.AddList(ctx, operator, organizationID, "02-400-1000", []number.Entry{{Number: line, Lettering: lettering}}, false)
			if err != nil {
				t.Fatal(err)
			}
			found, err := w.Numbers.Named(ctx, operator, added.Numbers)
			if err != nil {
				t.Fatal(err)
			}
			return found[0].ID
		}
		one, two, three, four := add("02-400-1001", "하나"), add("02-400-1002", "둘"), add("02-400-1003", "셋"), add("02-400-1004", "넷")
		remove := func(numberID string) {
			if err := w.Numbers.Delete(ctx, operator, numberID, nil); err != nil {
				t.Fatal(err)
			}
		}
		check(t, w, "at first", 0, 0, "넷", "둘", "셋", "하나")
		remove(one)
		other := "또 다른"
		if _, err := w.Numbers.Update(ctx, operator, two, number.Patch{Lettering: &other}, nil); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(8 * time.Hour)
		if _, err := w.Numbers.DeleteMany(ctx, operator, number.Choice{IDs: []string{three}}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(58 * time.Minute)
		w.Settle()
		check(t, w, "before three", 0, 1, "넷", "둘", "또 다른", "셋", "하나")
		w.Clock.Advance(90 * time.Second)
		remove(four) // may be committed too late for that
		check(t, w, "just before three", 0, 2, "넷", "둘", "또 다른", "셋", "하나")
		w.Clock.Advance(time.Minute)
		w.Settle()
		check(t, w, "after three", 1, 1, "또 다른")
		w.Clock.Advance(24 * time.Hour)
		w.Settle()
		check(t, w, "a night later", 2, 0, "또 다른")
	})
}

// A sweep that fails for good is followed by another.
func TestErasedTextsGoAfterAFailure(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		rename := func(from, to string) {
			w.Write(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "ALTER TABLE "+from+" RENAME TO "+to)
				return err
			})
		}
		erased(t, w, "하나", "02-711-1000")
		rename("lettering_token", "away")
		for _, wait := range []time.Duration{10 * time.Minute, 10 * time.Second, 10 * time.Second} {
			w.Clock.Advance(wait)
			w.Settle()
		}
		if n, more := swept(w, job.Failed), swept(w, job.Queued); n != 1 || more != 1 {
			t.Errorf("%d sweeps failed, and %d wait", n, more)
		}
		rename("away", "lettering_token")
		w.Clock.Advance(time.Hour)
		w.Settle()
		if left, more := w.Number("SELECT COUNT(*) FROM lettering_token"), swept(w, job.Queued); left != 0 || more != 0 {
			t.Errorf("in the end %d tokens are left, and %d sweeps wait", left, more)
		}
	})
}
