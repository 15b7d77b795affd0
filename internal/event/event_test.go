package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/role"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func gone(organizationID string) event.Event {
	return event.Event{Type: event.OrganizationDeleted, OrganizationID: organizationID, Subject: event.Subject{Kind: "organization", ID: organizationID}}
}

func record(t *testing.T, w *apptest.World, events ...event.Event) {
	t.Helper()
	w.Write(func(ctx context.Context, tx *db.Tx) error { return event.Record(ctx, tx, w.Clock.Now(), events...) })
}

// told returns what a reach hears from the beginning on: the subjects, in order.
func told(t *testing.T, w *apptest.World, within access.Reach, limit int) (subjects []string) {
	t.Helper()
	for after := int64(0); ; {
		events, next, err := event.List(ctx, w.DB, within, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Seq <= after || e.Seq > next {
				t.Errorf("%d is not between %d and %d", e.Seq, after, next)
			}
			subjects = append(subjects, e.ID)
		}
		if next == after {
			return subjects
		}
		after = next
	}
}

func TestEventsAreReadInPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		a, b := w.Contracting("a"), w.Contracting("b")
		if events, next, err := event.List(ctx, w.DB, w.Caller("").Reach(), 0, 10); err != nil || len(events) != 0 || next != 0 {
			t.Errorf("of nothing %v, %d (%v)", events, next, err)
		}
		var want []string
		for i := range 7 {
			record(t, w, event.Event{Type: event.NumberMoved, OrganizationID: a, Subject: event.Subject{Kind: "number", ID: fmt.Sprint("num_", i), Facts: map[string]any{"number": "+8221"}}}, gone(b))
			want = append(want, fmt.Sprint("num_", i), b)
		}
		for _, limit := range []int{1, 2, 3, 100} {
			if got := told(t, w, w.Caller("").Reach(), limit); !slices.Equal(got, want) {
				t.Errorf("with %d at once %q, want %q", limit, got, want)
			}
		}
		events, _, err := event.List(ctx, w.DB, w.Caller("").Reach(), 2, 1)
		if err != nil || len(events) != 1 || events[0].Seq != 3 || events[0].Type != event.NumberMoved || events[0].OrganizationID != a || events[0].Kind != "number" ||
			events[0].Facts["number"] != "+8221" || events[0].At.IsZero() {
			t.Errorf("%+v (%v)", events, err)
		}
		if _, _, err := event.List(ctx, w.DB, w.Caller("").Reach(), 15, 1); apptest.Code(err) != "invalid_value" {
			t.Errorf("behind the last: %v", err)
		}
	})
}

// Whoever reached an organization when something happened hears of it, also when the organization is gone or stands
// elsewhere by now.
func TestWhoHears(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		groupID, chain := w.Chain("top", "middle", "low")
		other, alone := w.Contracting("other"), w.Contracting("alone")
		can := func(name, organizationID, reach string) access.Reach {
			account := w.Account(name)
			w.Member(organizationID, account, w.RoleWith(organizationID, role.Draft{Name: name, Permissions: []access.Permission{access.AccessCheck}, Reach: reach}))
			return w.Caller(account).ReachWith(access.AccessCheck)
		}
		top, low, topOnly, stranger := can("t", chain[0], access.ReachSubtree), can("l", chain[2], access.ReachSubtree), can("o", chain[0], access.ReachOwn), can("s", alone, access.ReachSubtree)
		record(t, w, gone(chain[0]), gone(chain[1]), gone(chain[2]), gone(other),
			event.Event{Type: event.AccountDeleted, Also: []string{other, chain[2]}, Subject: event.Subject{Kind: "account", ID: "acc_1"}})
		if _, err := w.Groups.Delete(ctx, w.Caller(""), groupID, func(int64) bool { return true }, false); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			name   string
			within access.Reach
			want   []string
		}{
			{"everything", w.Caller("").Reach(), []string{chain[0], chain[1], chain[2], other, "acc_1"}},
			{"from the top", top, []string{chain[0], chain[1], chain[2], "acc_1"}},
			{"the top alone", topOnly, []string{chain[0]}},
			{"the lowest", low, []string{chain[2], "acc_1"}},
			{"a stranger", stranger, nil},
			{"nobody", access.Reach{}, nil},
		} {
			if got := told(t, w, test.within, 2); !slices.Equal(got, test.want) {
				t.Errorf("%s hears %q, want %q", test.name, got, test.want)
			}
		}
	})
}

func TestRecordSelected(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, chain := w.Chain("top", "low")
		w.Write(func(ctx context.Context, tx *db.Tx) error {
			if err := event.Record(ctx, tx, w.Clock.Now(), gone(chain[0])); err != nil {
				return err
			}
			if err := event.RecordSelected(ctx, tx, w.Clock.Now(), event.Selected{
				Type: event.OrganizationSuspended, Kind: "organization", ID: "y.id", Organization: "y.id", Facts: map[string]string{"zone": "y.time_zone", "is": "y.status"},
				From: " FROM organization y WHERE y.path >= $1 AND y.name <> $2", Args: []any{"01", "x"},
			}); err != nil {
				return err
			}
			return event.Record(ctx, tx, w.Clock.Now(), gone(chain[1]))
		})
		got := told(t, w, w.Caller("").Reach(), 10)
		ordered := slices.Clone(chain)
		slices.Sort(ordered)
		if want := append(append([]string{chain[0]}, ordered...), chain[1]); len(got) < 4 || !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		events, _, err := event.List(ctx, w.DB, w.Caller("").Reach(), 1, 1)
		if err != nil || len(events) != 1 || events[0].Facts["zone"] != "Asia/Seoul" || events[0].Facts["is"] != "active" {
			t.Errorf("%+v (%v)", events, err)
		}
	})
}

// A reader that always goes on from next hears everything once, although transactions end in another order than they
// began, and some in nothing.
func TestNothingComesLateBetween(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		a := w.Contracting("a")
		const writers, each = 6, 30
		failed := errors.New("undone")
		var writing sync.WaitGroup
		for n := range writers {
			writing.Go(func() {
				for i := range each {
					err := w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
						for part := range 2 {
							if err := event.Record(ctx, tx, w.Clock.Now(), event.Event{Type: event.NumberDeleted, OrganizationID: a, Subject: event.Subject{Kind: "number", ID: fmt.Sprintf("%d/%d/%d", n, i, part)}}); err != nil {
								return err
							}
						}
						if i%3 == 0 { // also what others do last
							access.Changed(tx, w.Clock.Now(), access.Change{Organizations: []string{a}})
						}
						if i%5 == 0 {
							return failed
						}
						return nil
					})
					if err != nil && !errors.Is(err, failed) {
						t.Error(err)
					}
				}
			})
		}
		stop, heard := make(chan bool), make(chan []string)
		go func() {
			var all []string
			for after, last := int64(0), false; ; {
				select {
				case <-stop:
					last = true
				default:
				}
				events, next, err := event.List(ctx, w.DB, w.Caller("").Reach(), after, 7)
				if err != nil {
					t.Error(err)
				}
				for _, e := range events {
					all = append(all, e.ID)
				}
				if last && next == after {
					heard <- all
					return
				}
				after = next
			}
		}()
		writing.Wait()
		close(stop)
		all := <-heard
		if want := writers * each * 4 / 5 * 2; len(all) != want {
			t.Errorf("%d heard, want %d", len(all), want)
		}
		slices.Sort(all)
		if once := slices.Compact(slices.Clone(all)); len(once) != len(all) {
			t.Error("some were heard twice")
		}
		if strings.Contains(strings.Join(all, " "), "/0/") {
			t.Error("something was heard that was undone")
		}
	})
}

func TestSweep(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		a := w.Contracting("a")
		record(t, w, gone(a), gone(a))
		record(t, w, gone(a))
		w.Clock.Advance(event.Kept - time.Second)
		record(t, w, gone(a))
		sweep := func() {
			t.Helper()
			w.Write(func(ctx context.Context, tx *db.Tx) error { return event.Sweep(ctx, tx, w.Clock.Now()) })
		}
		sweep()
		if got := told(t, w, w.Caller("").Reach(), 10); len(got) != 4 {
			t.Errorf("%d are left before the time", len(got))
		}
		w.Clock.Advance(time.Second)
		sweep()
		sweep()
		if got := told(t, w, w.Caller("").Reach(), 10); len(got) != 1 {
			t.Errorf("%d are left, want 1", len(got))
		}
		if _, _, err := event.List(ctx, w.DB, w.Caller("").Reach(), 2, 10); apptest.Code(err) != "events_gone" {
			t.Errorf("after one that is gone: %v", err)
		}
		if events, next, err := event.List(ctx, w.DB, w.Caller("").Reach(), 3, 10); err != nil || len(events) != 1 || events[0].Seq != 4 || next != 4 {
			t.Errorf("after the last that is gone: %v %d (%v)", events, next, err)
		}
		w.Clock.Advance(event.Kept)
		sweep()
		if events, next, err := event.List(ctx, w.DB, w.Caller("").Reach(), 0, 10); err != nil || len(events) != 0 || next != 4 {
			t.Errorf("when all are gone: %v %d (%v)", events, next, err)
		}
		record(t, w, gone(a))
		if got := told(t, w, w.Caller("").Reach(), 10); len(got) != 1 {
			t.Errorf("%d afterwards", len(got))
		}
	})
}

func TestNumber(t *testing.T) {
	for s, want := range map[string]int64{"": 0, "0": 0, "12": 12, "9223372036854775807": 9223372036854775807} {
		if n, err := event.Number(s); err != nil || n != want {
			t.Errorf("%q is %d (%v)", s, n, err)
		}
	}
	for _, s := range []string{"-1", "x", "1.0", "01", "+1", " 1", "9223372036854775808", "１"} {
		if n, err := event.Number(s); apptest.Code(err) != "invalid_value" {
			t.Errorf("%q is %d (%v)", s, n, err)
		}
	}
}
