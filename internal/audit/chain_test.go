package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
)

var (
	ctx = context.Background()
	key = []byte("0123456789abcdef0123456789abcdef")
)

// trail is a database with some events.
type trail struct {
	*testing.T
	db     *db.DB
	sealer *audit.Sealer
	clock  time.Time
}

func newTrail(t *testing.T, d *db.DB) *trail {
	return &trail{T: t, db: d, sealer: audit.NewSealer(d, key), clock: now}
}

func eachTrail(t *testing.T, f func(t *trail)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(newTrail(t, d)) })
}

func (t *trail) write(f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := t.db.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func (t *trail) exec(query string, args ...any) error {
	return t.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
}

func (t *trail) number(query string, args ...any) (n int) {
	t.Helper()
	if err := t.db.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (t *trail) record(actor audit.Actor, events ...audit.Event) {
	t.Helper()
	t.clock = t.clock.Add(time.Millisecond)
	t.write(func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, t.clock, actor, events...) })
}

func (t *trail) seal() {
	t.Helper()
	if err := t.sealer.Seal(ctx); err != nil {
		t.Fatal(err)
	}
}

// verify returns the report, and what is broken as "organization seq: reason".
func (t *trail) verify() (audit.Report, []string) {
	t.Helper()
	var found []string
	r, err := t.sealer.Verify(ctx, func(b audit.Broken) error {
		found = append(found, fmt.Sprintf("%s %d: %s", b.OrganizationID, b.Seq, b.Reason))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, found
}

func (t *trail) whole(events, waiting int64) audit.Report {
	t.Helper()
	r, broken := t.verify()
	if len(broken) > 0 || r.Events != events || r.Waiting != waiting {
		t.Errorf("%d events are chained and %d wait, want %d and %d; broken: %q", r.Events, r.Waiting, events, waiting, broken)
	}
	return r
}

// three organizations have five events each, in an order that mixes them.
func (t *trail) fill() {
	t.Helper()
	for i := range 5 {
		for _, organizationID := range []string{"org_a", "org_b", "org_c"} {
			t.record(audit.Actor{AccountID: "acc_1", Address: "192.0.2.7", RequestID: fmt.Sprint("req", i)}, audit.Event{
				OrganizationID: organizationID, Action: "thing.made", TargetID: fmt.Sprint("thing", i), Detail: map[string]any{"name": fmt.Sprint("김", i)},
			})
		}
	}
}

func TestEverythingIsSealedAndVerifies(t *testing.T) {
	eachTrail(t, func(t *trail) {
		t.whole(0, 0)
		t.fill()
		if r := t.whole(0, 15); !r.Oldest.Equal(now.Add(time.Millisecond)) {
			t.Errorf("the oldest that waits is of %v", r.Oldest)
		}
		t.seal()
		if r := t.whole(15, 0); r.Organizations != 3 || r.Erased != 0 || !r.Oldest.IsZero() {
			t.Errorf("%+v", r)
		}
		t.fill()
		t.record(audit.Actor{}, audit.Event{OrganizationID: "org_d", Action: "thing.gone"}) // nothing to salt
		t.seal()
		t.seal()
		t.whole(31, 0)
		for _, organizationID := range []string{"org_a", "org_b", "org_c"} {
			if n, last := t.number("SELECT COUNT(*) FROM audit_seal WHERE organization_id = $1", organizationID), t.number("SELECT MAX(seq) FROM audit_seal WHERE organization_id = $1", organizationID); n != 10 || last != 10 {
				t.Errorf("%s: %d links up to %d", organizationID, n, last)
			}
		}
		other := audit.NewSealer(t.db, []byte("another key of thirty-two bytes."))
		broken := 0
		if _, err := other.Verify(ctx, func(audit.Broken) error { broken++; return nil }); err != nil || broken == 0 {
			t.Errorf("with another key %d are broken (%v)", broken, err)
		}
	})
}

// More than one portion, and bodies that are large.
func TestSealingInPortions(t *testing.T) {
	eachTrail(t, func(t *trail) {
		events := make([]audit.Event, 1500)
		for i := range events {
			events[i] = audit.Event{OrganizationID: fmt.Sprint("org_", i%7), Action: "thing.made", TargetID: fmt.Sprint(i), Detail: strings.Repeat("가", 3000)}
		}
		t.record(audit.Actor{AccountID: "acc_1"}, events...)
		t.seal()
		t.whole(1500, 0)
	})
}

// In the end one chain without a gap, whatever the transactions and the nodes do at the same time.
func TestSealingBesideWriters(t *testing.T) {
	eachTrail(t, func(t *trail) {
		const writers, each = 4, 25
		done := make(chan error, writers+2)
		for w := range writers {
			go func() {
				for i := range each {
					if err := t.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
						return audit.Record(ctx, tx, now.Add(time.Duration(i)*time.Second), audit.Actor{AccountID: fmt.Sprint("acc_", w)},
							audit.Event{OrganizationID: "org_a", Action: "thing.made", Detail: i}, audit.Event{OrganizationID: fmt.Sprint("org_", w), Action: "thing.made"})
					}); err != nil {
						done <- err
						return
					}
				}
				done <- nil
			}()
		}
		stop, nodes := make(chan bool), 2
		for range nodes {
			go func() {
				s := audit.NewSealer(t.db, key)
				for {
					select {
					case <-stop:
						done <- nil
						return
					default:
						if err := s.Seal(ctx); err != nil {
							done <- err
							return
						}
					}
				}
			}()
		}
		for range writers {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		close(stop)
		for range nodes {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		t.seal()
		t.whole(writers*each*2, 0)
	})
}

// triggers are taken away as whoever owns the database can.
func (t *trail) dropTriggers() {
	t.Helper()
	for _, table := range []string{"audit_event", "audit_seal", "audit_detail"} {
		if t.db.Engine() == db.Postgres {
			if err := t.exec("ALTER TABLE " + table + " DISABLE TRIGGER USER"); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for _, end := range []string{"_kept", "_stays"} {
			if err := t.exec("DROP TRIGGER " + table + end); err != nil {
				t.Fatal(err)
			}
		}
	}
}

const nth = "(SELECT event_id FROM audit_seal WHERE organization_id = 'org_b' AND seq = %d)"

func TestTamperingIsRefusedAndFound(t *testing.T) {
	third := fmt.Sprintf(nth, 3)
	for _, test := range []struct {
		name, want string
		refused    bool // by the triggers, while they are there
		attack     []string
	}{
		{"an actor", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET actor = 'acc_2' WHERE id = " + third}},
		{"a time", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET at = at + 1 WHERE id = " + third}},
		{"an action", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET action = 'thing.kept' WHERE id = " + third}},
		{"a target", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET target = '' WHERE id = " + third}},
		{"a request", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET request_id = 'x' WHERE id = " + third}},
		{"an organization", "org_b 3: the event, or its place, was changed", true, []string{"UPDATE audit_event SET organization_id = 'org_a' WHERE id = " + third}},
		{"an address", "org_b 3: its address was changed", true, []string{"UPDATE audit_event SET address = '192.0.2.8' WHERE id = " + third}},
		{"an address erased without its salt", "org_b 3: its address was changed", false, []string{"UPDATE audit_event SET address = '' WHERE id = " + third}},
		{"a detail", "org_b 3: its detail was changed", true, []string{"UPDATE audit_detail SET body = '{}' WHERE event_id = " + third}},
		{"a detail gone", "org_b 3: its detail was changed", true, []string{"DELETE FROM audit_detail WHERE event_id = " + third}},
		{"a salt gone", "org_b 3: its detail was changed", false, []string{"UPDATE audit_seal SET detail_salt = address_hash WHERE seq < 0", "UPDATE audit_seal SET detail_salt = SUBSTR(detail_salt, 1, 0) WHERE organization_id = 'org_b' AND seq = 3"}},
		{"an event gone", "org_b 3: the event is gone", true, []string{"DELETE FROM audit_detail WHERE event_id = " + third, "DELETE FROM audit_event WHERE id = " + third}},
		{"an event gone with its link", "org_b 3: the event is gone", true, []string{
			"DELETE FROM audit_detail WHERE event_id = " + third, "DELETE FROM audit_event WHERE id = " + third, "DELETE FROM audit_seal WHERE organization_id = 'org_b' AND seq = 3",
		}},
		{"and those behind moved up", "org_b 3: the event, or its place, was changed", true, []string{
			"DELETE FROM audit_detail WHERE event_id = " + third, "DELETE FROM audit_event WHERE id = " + third, "DELETE FROM audit_seal WHERE organization_id = 'org_b' AND seq = 3",
			"UPDATE audit_seal SET seq = 3 WHERE organization_id = 'org_b' AND seq = 4", "UPDATE audit_seal SET seq = 4 WHERE organization_id = 'org_b' AND seq = 5",
		}},
		{"the tail cut off", "org_b 5: the chain is cut off: 1 events from here are gone", true, []string{
			"DELETE FROM audit_detail WHERE event_id = " + fmt.Sprintf(nth, 5), "DELETE FROM audit_event WHERE id = " + fmt.Sprintf(nth, 5), "DELETE FROM audit_seal WHERE organization_id = 'org_b' AND seq = 5",
		}},
		{"the tail cut off with the head", "org_b 0: the end of the chain was changed", true, []string{
			"DELETE FROM audit_detail WHERE event_id = " + fmt.Sprintf(nth, 5), "DELETE FROM audit_event WHERE id = " + fmt.Sprintf(nth, 5), "DELETE FROM audit_seal WHERE organization_id = 'org_b' AND seq = 5",
			"UPDATE audit_head SET seq = 4, value = (SELECT value FROM audit_seal WHERE organization_id = 'org_b' AND seq = 4) WHERE organization_id = 'org_b'",
		}},
		{"a whole trail gone", " 0: there are the chains of 2 organizations, and there have been 3", true, []string{
			"DELETE FROM audit_detail WHERE event_id IN (SELECT event_id FROM audit_seal WHERE organization_id = 'org_b')", "DELETE FROM audit_event WHERE organization_id = 'org_b'",
			"DELETE FROM audit_seal WHERE organization_id = 'org_b'", "DELETE FROM audit_head WHERE organization_id = 'org_b'",
		}},
		{"the events gone and the head not", "org_b 1: the chain is cut off: 5 events from here are gone", true, []string{
			"DELETE FROM audit_detail WHERE event_id IN (SELECT event_id FROM audit_seal WHERE organization_id = 'org_b')", "DELETE FROM audit_event WHERE organization_id = 'org_b'",
			"DELETE FROM audit_seal WHERE organization_id = 'org_b'",
		}},
		{"the head gone", " 0: there are the chains of 2 organizations, and there have been 3", false, []string{"DELETE FROM audit_head WHERE organization_id = 'org_b'"}},
		{"the count changed", " 0: the count of all chains was changed", false, []string{"UPDATE audit_root SET heads = 2"}},
		{"the count gone", " 0: the count of all chains is gone", false, []string{"DELETE FROM audit_root"}},
		{"an erasure that nobody ordered", "org_b 0: its trail was erased, and the platform's trail does not say so", false, []string{"INSERT INTO audit_erased (organization_id, finished) VALUES ('org_b', " + "1 = 1" + ")"}},
		{"an event that waits for nothing", "org_b 0: the event is in no chain", false, []string{
			"INSERT INTO audit_event (id, organization_id, at, actor, action, target, address, request_id) VALUES ('evt_x', 'org_b', 1, '', 'a.b', '', '', '')", "DELETE FROM audit_queue",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachTrail(t, func(t *trail) {
				t.fill()
				t.seal()
				refused := false
				for _, statement := range test.attack {
					if err := t.exec(statement); err != nil {
						if refused = strings.Contains(err.Error(), "append-only"); !refused {
							t.Fatalf("%s: %v", statement, err)
						}
						break
					}
				}
				if refused != test.refused {
					t.Errorf("refused %t, want %t", refused, test.refused)
				}
				if refused {
					t.whole(15, 0)
					t.dropTriggers()
					for _, statement := range test.attack {
						if err := t.exec(statement); err != nil {
							t.Fatalf("%s: %v", statement, err)
						}
					}
				}
				if _, broken := t.verify(); !slices.Contains(broken, test.want) {
					t.Fatalf("found %q, want %q", broken, test.want)
				}
				// Whatever comes next does not heal it.
				t.record(audit.Actor{}, audit.Event{OrganizationID: "org_b", Action: "thing.made"}, audit.Event{OrganizationID: "org_a", Action: "thing.made"})
				if err := t.sealer.Seal(ctx); err != nil && !errors.Is(err, audit.ErrBroken) {
					t.Error(err)
				}
				if _, broken := t.verify(); len(broken) == 0 {
					t.Error("after the next events nothing is found any more")
				}
			})
		})
	}
}

func TestTruncateIsRefused(t *testing.T) {
	eachTrail(t, func(t *trail) {
		if t.db.Engine() != db.Postgres {
			return // has no TRUNCATE
		}
		t.fill()
		t.seal()
		if err := t.exec("TRUNCATE audit_seal"); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("truncated: %v", err)
		}
		if err := t.exec("TRUNCATE audit_event CASCADE"); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("truncated: %v", err)
		}
	})
}

const (
	kim = "acc_01J00000000000000000000KXM"
	lee = "acc_01J00000000000000000000XEE"
)

func (t *trail) account(accountID, email string) {
	t.Helper()
	if err := t.exec("INSERT INTO account (id, email, email_key, name, created_at, updated_at) VALUES ($1, $2, $2, 'Kim', 1, 1)", accountID, email); err != nil {
		t.Fatal(err)
	}
}

// A person is forgotten whether or not what is said of it is sealed yet.
func TestForgetPerson(t *testing.T) {
	for _, sealedBefore := range []bool{true, false} {
		t.Run(fmt.Sprint("sealed ", sealedBefore), func(t *testing.T) {
			eachTrail(t, func(t *trail) {
				t.account(kim, "kim@example.com")
				t.account(lee, "lee@example.com")
				asKim, asLee := audit.Actor{AccountID: kim, Address: "192.0.2.1"}, audit.Actor{AccountID: lee, Address: "192.0.2.2"}
				of := func(action, target string, detail any) audit.Event {
					return audit.Event{OrganizationID: "org_a", Action: action, TargetID: target, Detail: detail}
				}
				invited, added := id.New("inv", now), id.New(id.Member, now)
				t.record(asLee, of("invitation.sent", invited, map[string]any{"email": "Kim@Example.com", "name": "Kim"}))
				t.record(asLee, of("invitation.resent", invited, map[string]any{"name": "Kim"}))
				t.record(asLee, of("member.added", added, map[string]any{"accountId": kim}))
				t.record(asLee, of("member.updated", added, map[string]any{"before": map[string]any{"task": "Kim's"}}))
				t.record(asKim, of("account.updated", kim, map[string]any{"after": map[string]any{"name": "Kim"}}))
				t.record(asKim, of("session.started", id.New(id.Session, now), map[string]any{"device": "Kim's phone"}))
				t.record(audit.Actor{Address: "192.0.2.3"}, of("session.refused", kim, nil))
				t.record(asKim, of("thing.made", "thing", map[string]any{"name": "stays"}))
				t.record(asLee, of("account.updated", lee, map[string]any{"name": "stays"}))
				if sealedBefore {
					t.seal()
				}
				t.write(func(ctx context.Context, tx *db.Tx) error { return audit.ForgetPerson(ctx, tx, kim) })
				t.seal()
				r := t.whole(9, 0)
				if want := map[bool]int64{true: 6 + 4, false: 0}[sealedBefore]; r.Erased != want {
					t.Errorf("%d erased, want %d", r.Erased, want)
				}
				if left := t.number("SELECT COUNT(*) FROM audit_detail"); left != 2 {
					t.Errorf("%d details are left, want those of others", left)
				}
				if n := t.number("SELECT COUNT(*) FROM audit_detail WHERE body LIKE '%Kim%'"); n != 0 {
					t.Errorf("%d tell of Kim", n)
				}
				if n := t.number("SELECT COUNT(*) FROM audit_event WHERE address IN ('192.0.2.1', '192.0.2.3')"); n != 0 {
					t.Errorf("%d say where Kim was", n)
				}
				if n := t.number("SELECT COUNT(*) FROM audit_event WHERE address = '192.0.2.2'"); n != 5 {
					t.Errorf("%d say where Lee was", n)
				}
				if n := t.number("SELECT COUNT(*) FROM audit_mention"); n != 0 {
					t.Errorf("%d mentions", n)
				}
				// What is erased cannot come back.
				if err := t.exec("UPDATE audit_event SET address = '192.0.2.1' WHERE address = ''"); err == nil {
					t.Error("an address came back")
				}
			})
		})
	}
}

func TestDeleteOrganization(t *testing.T) {
	eachTrail(t, func(t *trail) {
		t.fill()
		t.seal()
		t.record(audit.Actor{}, audit.Event{OrganizationID: "org_b", Action: "thing.made", Detail: kim}) // waits
		t.record(audit.Actor{}, audit.Event{OrganizationID: id.PlatformOrganization, Action: "organization.erased", TargetID: "org_b"})
		portions := 0
		for more := true; more; portions++ {
			t.write(func(ctx context.Context, tx *db.Tx) (err error) {
				more, err = audit.DeleteOrganization(ctx, tx, "org_b", 2)
				return err
			})
			if _, broken := t.verify(); len(broken) > 0 {
				t.Errorf("after portion %d: %q", portions, broken)
			}
			if err := t.exec("DELETE FROM audit_event WHERE organization_id = 'org_a'"); err == nil {
				t.Error("another trail can be deleted meanwhile")
			}
		}
		if portions != 3 {
			t.Errorf("%d portions", portions)
		}
		t.seal()
		if r := t.whole(11, 0); r.Gone != 1 || r.Organizations != 4 {
			t.Errorf("%+v", r)
		}
		for _, table := range []string{"audit_event", "audit_seal"} {
			if n := t.number("SELECT COUNT(*) FROM " + table + " WHERE organization_id = 'org_b'"); n != 0 {
				t.Errorf("%d are left in %s", n, table)
			}
		}
		if details, all := t.number("SELECT COUNT(*) FROM audit_detail"), t.number("SELECT COUNT(*) FROM audit_deleting"); details != 10 || all != 0 {
			t.Errorf("%d details, %d marks", details, all)
		}
		// A latecomer goes on where the chain ended.
		t.record(audit.Actor{}, audit.Event{OrganizationID: "org_b", Action: "thing.late"})
		t.seal()
		t.whole(12, 0)
		if err := t.exec("DELETE FROM audit_event WHERE organization_id = 'org_b'"); err == nil {
			t.Error("what was once erased can be deleted by anybody")
		}
	})
}
