package trail_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/trail"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// world is the program with a tree of organizations, whose trail has been emptied of what made them.
type world struct {
	*apptest.World
	t             *testing.T
	service       *trail.Service
	top, low      []string // two trees of three and of two
	alone         string
	organizations []string
}

func each(t *testing.T, f func(w *world)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, a *apptest.World) {
		w := &world{World: a, t: t, service: a.Handler.Trail}
		_, w.top = w.Chain("top", "middle", "bottom")
		_, w.low = w.Chain("other", "below")
		w.alone = w.Contracting("alone")
		w.organizations = slices.Concat(w.top, w.low, []string{w.alone})
		f(w)
	})
}

func (w *world) fatal(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// reader is a member with the permission to read the trail in an organization.
func (w *world) reader(name, organizationID, reach string) access.Caller {
	w.t.Helper()
	account := w.Account(name)
	w.Member(organizationID, account, w.RoleWith(organizationID, role.Draft{Name: name, Permissions: []access.Permission{access.AuditRead}, Reach: reach}))
	return w.Caller(account)
}

func (w *world) record(at time.Time, actor audit.Actor, events ...audit.Event) {
	w.t.Helper()
	w.Write(func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, at, actor, events...) })
}

// all returns the IDs of what a list shows, page by page.
func (w *world) all(caller access.Caller, q trail.Query) (ids []string) {
	w.t.Helper()
	for {
		page, err := w.service.List(ctx, caller, q)
		w.fatal(err)
		for _, e := range page.Items {
			ids = append(ids, e.ID)
		}
		if len(page.Items) > q.Limit {
			w.t.Fatalf("a page of %d, at most %d were asked for", len(page.Items), q.Limit)
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			if int(page.Total) != len(ids) || !page.Exact {
				w.t.Errorf("%+v: the total is %d (%t), there are %d", q, page.Total, page.Exact, len(ids))
			}
			return ids
		}
	}
}

// stored is an event as the model has it.
type stored struct {
	id, organizationID, actor, action, target, request string
	at                                                 int64
}

func (w *world) stored() []stored {
	w.t.Helper()
	rows, err := w.DB.Query(ctx, "SELECT id, organization_id, actor, action, target, request_id, at FROM audit_event ORDER BY id")
	w.fatal(err)
	all, err := db.Collect(rows, func(s *stored) []any {
		return []any{&s.id, &s.organizationID, &s.actor, &s.action, &s.target, &s.request, &s.at}
	})
	w.fatal(err)
	return all
}

// Lists show what a look through everything shows, whoever asks and however they are walked.
func TestListsShowWhatIsThere(t *testing.T) {
	for name, lower := range map[string]func(){
		"few":                 func() {},
		"many and walked":     func() { trail.Lower(t, 128, 1, 4000) },
		"many and leapt":      func() { trail.Lower(t, 128, 1, 3) },
		"more parts than fit": func() { trail.Lower(t, 2, 1, 5) },
		"hardly any parts":    func() { trail.Lower(t, 1, 48, 5) },
	} {
		t.Run(name, func(t *testing.T) {
			lower()
			each(t, checkLists)
		})
	}
}

func checkLists(w *world) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // reproducible
	actors := []string{w.Account("a"), w.Account("b"), id.New(id.Key, w.Clock.Now()), ""}
	w.Member(w.top[1], actors[1])
	// An actor that events do not tell the caller of is nothing to ask for: its ID could be tried.
	told := func(name, thing string, reach []string) bool {
		return name == "staff" || thing == actors[1] && slices.Contains(reach, w.top[1]) || thing != actors[0] && thing != actors[1] && thing != actors[2]
	}
	actions := []string{"member.added", "member.removed", "role.created", "usage.ended"}
	targets := []string{id.New(id.Member, w.Clock.Now()), id.New(id.Usage, w.Clock.Now()), actors[0]}
	pick := func(all []string) string { return all[random.IntN(len(all))] }
	organizations := append(slices.Clone(w.organizations), id.PlatformOrganization, "org_01J0000000000000000000G0NE")
	for i := range 60 {
		at := w.Clock.Now()
		for range 1 + random.IntN(3) {
			w.record(at, audit.Actor{AccountID: pick(actors), RequestID: fmt.Sprintf("%016x", i)}, audit.Event{OrganizationID: pick(organizations), Action: pick(actions), TargetID: pick(targets)})
		}
	}
	callers := map[string]access.Caller{
		"top": w.reader("t", w.top[0], access.ReachSubtree), "top alone": w.reader("o", w.top[0], access.ReachOwn),
		"bottom": w.reader("l", w.top[2], access.ReachSubtree), "nobody": w.Caller(w.Account("n")), "staff": w.reader("s", id.PlatformOrganization, access.ReachSubtree),
	}
	both := w.Account("both")
	w.Member(w.low[0], both, w.Role(w.low[0], "x", access.AuditRead))
	w.Member(w.top[1], both, w.Role(w.top[1], "x", access.AuditRead))
	callers["two trees"] = w.Caller(both)
	reach := map[string][]string{
		"staff": nil, "top": w.top, "top alone": w.top[:1], "bottom": w.top[2:], "nobody": {}, "two trees": append(slices.Clone(w.top[1:]), w.low...),
	}
	all := w.stored()
	some := all[len(all)/2]
	middle, later := db.Time(some.at), db.Time(all[len(all)-10].at)
	for _, f := range []trail.Filter{
		{},
		{OrganizationID: w.top[0]},
		{OrganizationID: w.top[0], Below: true},
		{OrganizationID: w.top[1], Below: true},
		{OrganizationID: id.PlatformOrganization},
		{Actions: []string{"member."}},
		{Actions: []string{"member.added", "usage."}},
		{Actions: []string{"member.ad"}},
		{Actions: []string{"nothing.there"}},
		{ActorID: actors[0]},
		{ActorID: actors[1]},
		{ActorID: actors[2]},
		{TargetID: actors[0]},
		{Q: actors[1]},
		{Q: actors[2]},
		{ActorID: actors[2], OrganizationID: w.top[0], Below: true},
		{TargetID: targets[0]},
		{TargetID: targets[1], ActorID: actors[1]},
		{Q: "ENDED"},
		{Q: "e"},
		{Q: some.id},
		{Q: actors[0]},
		{Q: targets[0]},
		{Q: some.request},
		{Q: "nothing"},
		{Q: some.id, Actions: []string{some.action}},
		{Q: actors[0], Actions: []string{"role."}},
		{From: middle},
		{To: middle},
		{From: middle, To: later},
		{From: middle.Add(time.Microsecond)},
		{From: middle, Actions: []string{"usage.ended"}, OrganizationID: w.top[0], Below: true},
		{Actions: []string{"role.", "usage."}, OrganizationID: w.top[0], Below: true},
		{ActorID: actors[1], From: middle, Actions: []string{"member."}},
	} {
		for name, caller := range callers {
			want := []string{}
			for _, e := range all {
				if fits(w, e, f, reach[name]) && told(name, f.ActorID, reach[name]) && told(name, f.TargetID, reach[name]) && told(name, f.Q, reach[name]) {
					want = append(want, e.id)
				}
			}
			if got := w.all(caller, trail.Query{Filter: f, Sort: "at", Limit: 7}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				w.t.Errorf("%s, %+v: %d events, want %d", name, f, len(got), len(want))
			}
			slices.Reverse(want)
			if got := w.all(caller, trail.Query{Filter: f, Limit: 50}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				w.t.Errorf("%s, %+v, the newest first: %d events, want %d", name, f, len(got), len(want))
			}
			exported := []string{}
			w.fatal(w.service.Export(ctx, caller, f, "", func(e trail.Event) error {
				exported = append(exported, e.ID)
				return nil
			}))
			if !slices.Equal(exported, want) {
				w.t.Errorf("%s, %+v: %d events in a file, want %d", name, f, len(exported), len(want))
			}
		}
	}
}

func fits(w *world, e stored, f trail.Filter, reach []string) bool {
	if reach != nil && !slices.Contains(reach, e.organizationID) {
		return false
	}
	below := []string{f.OrganizationID}
	if i := slices.Index(w.top, f.OrganizationID); f.Below && i >= 0 {
		below = w.top[i:]
	}
	acts := len(f.Actions) == 0
	for _, a := range f.Actions {
		acts = acts || e.action == a || strings.HasSuffix(a, ".") && strings.HasPrefix(e.action, a)
	}
	q := f.Q == "" || slices.Contains([]string{e.id, e.actor, e.target, e.request}, f.Q) || strings.Contains(e.action, strings.ToLower(f.Q))
	return acts && q && (f.OrganizationID == "" || slices.Contains(below, e.organizationID)) && (f.ActorID == "" || f.ActorID == e.actor) && (f.TargetID == "" || f.TargetID == e.target) &&
		(f.From.IsZero() || e.at >= db.Micros(f.From)) && (f.To.IsZero() || e.at < db.Micros(f.To))
}

func TestCursors(t *testing.T) {
	each(t, func(w *world) {
		q := trail.Query{Limit: 2}
		page, err := w.service.List(ctx, w.Caller(""), q)
		w.fatal(err)
		for name, change := range map[string]func(q *trail.Query){
			"another sort":   func(q *trail.Query) { q.Sort = "at" },
			"another filter": func(q *trail.Query) { q.Q = "role" },
		} {
			next := q
			next.Cursor = page.NextCursor
			change(&next)
			if _, err := w.service.List(ctx, w.Caller(""), next); apptest.Code(err) != "cursor_mismatch" {
				t.Errorf("%s: %v", name, err)
			}
		}
		q.Cursor = page.NextCursor
		if _, err := w.service.List(ctx, w.reader("t", w.top[0], access.ReachSubtree), q); apptest.Code(err) != "cursor_mismatch" {
			t.Errorf("another reach: %v", err)
		}
		if _, err := w.service.List(ctx, w.Caller(""), trail.Query{Sort: "action", Limit: 1}); apptest.Code(err) != "invalid_value" {
			t.Errorf("another column: %v", err)
		}
	})
}

// Names are of today and of what the caller may see.
func TestNames(t *testing.T) {
	each(t, func(w *world) {
		reader := w.reader("r", w.top[1], access.ReachSubtree)
		boss, colleague := w.Account("boss"), w.Account("colleague")
		w.Member(w.top[0], boss)
		member := w.Member(w.top[2], colleague)
		roleID := w.Role(w.top[2], "editors", access.MembersRead)
		at := w.Clock.Now()
		record := func(actor audit.Actor, target string, detail any) string {
			w.record(at, actor, audit.Event{OrganizationID: w.top[2], Action: "thing.made", TargetID: target, Detail: detail})
			all := w.stored()
			return all[len(all)-1].id
		}
		far := audit.Actor{AccountID: boss, Address: "192.0.2.1", RequestID: "r"}
		near := audit.Actor{AccountID: colleague, Address: "192.0.2.2", RequestID: "r"}
		for _, test := range []struct {
			name          string
			eventID       string
			seen, staff   string // as the reader and as staff see actor, target and address
			detail, whole string
		}{
			{
				"somebody above", record(far, member, map[string]any{"from": w.top[0], "to": w.top[2], "by": boss, "who": colleague}),
				"{ account  } {" + member + " member colleague} ", "{" + boss + " account boss boss@example.com} {" + member + " member colleague} 192.0.2.1",
				`{"by":null,"from":null,"to":"` + w.top[2] + `","who":"` + colleague + `"}`, `{"by":"` + boss + `","from":"` + w.top[0] + `","to":"` + w.top[2] + `","who":"` + colleague + `"}`,
			},
			{
				"a colleague", record(near, roleID, nil),
				"{" + colleague + " account colleague colleague@example.com} {" + roleID + " role editors} 192.0.2.2", "{" + colleague + " account colleague colleague@example.com} {" + roleID + " role editors} 192.0.2.2", "", "",
			},
			{"an account that is elsewhere", record(near, boss, nil), "{" + colleague + " account colleague colleague@example.com} { account } 192.0.2.2", "{" + colleague + " account colleague colleague@example.com} {" + boss + " account boss} 192.0.2.2", "", ""},
			{"the operator", record(audit.Actor{}, w.top[0], nil), "{ operator  } {" + w.top[0] + " organization } ", "{ operator  } {" + w.top[0] + " organization top} ", "", ""},
			{"a visitor", record(audit.Actor{RequestID: "r", Address: "192.0.2.9"}, "sms", nil), "{ visitor  } {sms thing } 192.0.2.9", "{ visitor  } {sms thing } 192.0.2.9", "", ""},
			{"nothing", record(audit.System, "", nil), "{ operator  } {  } ", "{ operator  } {  } ", "", ""},
			{"a key that is gone", record(audit.Actor{KeyID: "key_01J00000000000000000000000"}, "num_01J00000000000000000000000", nil), "{ api_key  } {num_01J00000000000000000000000 number } ", "{key_01J00000000000000000000000 api_key  } {num_01J00000000000000000000000 number } ", "", ""},
		} {
			for _, as := range []struct {
				caller       access.Caller
				want, detail string
			}{{reader, test.seen, test.detail}, {w.Caller(""), test.staff, test.whole}} {
				e, err := w.service.Get(ctx, as.caller, test.eventID)
				w.fatal(err)
				if got := fmt.Sprint(e.Actor, " ", e.Target, " ", e.Address); got != as.want || string(e.Detail) != as.detail || e.OrganizationName != "bottom" {
					t.Errorf("%s: %s with %s in %s, want %s with %s", test.name, got, e.Detail, e.OrganizationName, as.want, as.detail)
				}
			}
			if _, err := w.service.Get(ctx, w.reader("x"+test.eventID[20:], w.alone, access.ReachSubtree), test.eventID); apptest.Code(err) != "not_found" {
				t.Errorf("%s: who may not read it: %v", test.name, err)
			}
		}
	})
}
