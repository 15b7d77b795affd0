package api_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
)

// publicOperations are all that need no sign-in. An operation does not become public by an oversight.
var publicOperations = []string{
	"get-deployment", "lookup-invitation", "accept-invitation", "decline-invitation", "renew-invitation", "lookup-set-up", "set-up", "sign-in", "passkey-options", "sign-in-by-passkey",
	"ask-password-reset", "lookup-password-reset", "confirm-password-reset", "sign-up", "confirm-sign-up",
}

// sources are where an operation's organization can come from.
var sources = []string{"", "platform", "path.id", "member", "role", "number", "usage", "key", "event", "invitation", "caller", "reach", "fields", "question"}

// step is one request of an operation, and who sends it.
type step struct {
	operation api.Declared
	request   asked
	callers   map[string]*client
}

func (s step) String() string { return s.operation.Name + " " + s.request.what }

// Every operation of the route table, for every kind of caller, answers what its declaration says by the plain
// model, and changes nothing where that is a refusal.
func TestEveryOperationForEveryCaller(t *testing.T) {
	each(t, func(w *world) {
		elsewhereID := w.operator().register("남의 것", contracting())
		scenes := map[place]*scene{}
		for _, suspended := range []place{"", here, above} {
			scenes[suspended] = w.scene(suspended, elsewhereID)
		}
		shared := map[string]*client{}
		casts := map[access.Permission]map[string]*client{}
		var steps []step
		for _, d := range api.DeclaredRoutes() {
			if !w.declared(d) {
				continue
			}
			for _, request := range requests[d.Name](d) {
				if casts[request.permission] == nil {
					casts[request.permission] = w.cast(request.permission, scenes, shared)
				}
				steps = append(steps, step{d, request, casts[request.permission]})
			}
		}
		w.refuse(steps, scenes)
		for _, s := range steps {
			w.allow(s, scenes)
		}
		// What the trail says of all that has the names of the contract, not those of the code.
		for _, detail := range w.rows("SELECT DISTINCT e.action, d.body FROM audit_event e JOIN audit_detail d ON d.event_id = e.id") {
			if codeName.MatchString(detail) {
				w.Errorf("an event has a field that is named as in the code: %s", detail)
			}
		}
	})
}

// codeName is a field of a Go struct that has no name of its own in JSON.
var codeName = regexp.MustCompile(`"[A-Z][A-Za-z]*":`)

// refuse sends all requests by those who are refused. To look at everything that is stored takes longer than a request:
// it is done for all requests at once, and for one after the other only where something has changed.
func (w *world) refuse(steps []step, scenes map[place]*scene) {
	w.Helper()
	for _, s := range steps {
		w.prove(s.operation, s.callers)
	}
	changed := w.changes(func() {
		for _, s := range steps {
			w.refused(s, scenes)
		}
	})
	if changed == nil {
		return
	}
	for _, s := range steps {
		w.unchanged("a refused "+s.String(), func() { w.refused(s, scenes) })
	}
	w.Fatalf("refused requests changed what is stored: %q", changed)
}

// declared reports whether the walk knows the operation, and fails the test if it does not or if the operation's
// declaration is none.
func (w *world) declared(d api.Declared) bool {
	w.Helper()
	if requests[d.Name] == nil {
		w.Errorf("%s: the walk knows no request of it", d.Name)
		return false
	}
	if d.SignedIn == slices.Contains(publicOperations, d.Name) {
		w.Errorf("%s: public is %t", d.Name, !d.SignedIn)
	}
	if !slices.Contains(sources, d.Organization) || d.Permission != "" && d.Organization == "" ||
		d.Permission != "" && !slices.Contains(access.OfAdmin(true), d.Permission) || d.Proved && !d.AccountOnly {
		w.Errorf("%s: it needs %q in %q", d.Name, d.Permission, d.Organization)
	}
	return true
}

// refused sends a request by every caller who is refused.
func (w *world) refused(step step, scenes map[place]*scene) {
	w.Helper()
	request := step.request
	allowed := 0
	for _, k := range kinds {
		c := step.callers[k.name]
		if c == nil || !request.can(k, step.operation) {
			continue
		}
		verdict := request.verdict(k, step.operation)
		if verdict == "" {
			allowed++
			continue
		}
		s := scenes[k.suspended]
		if request.mine {
			s = s.about(c)
		}
		a := request.send(c, s)
		if a.status != request.status(verdict) || a.text("code") != verdict {
			w.Errorf("%s by %s: got %d %s, want %s", step, k.name, a.status, shorten(string(a.body)), verdict)
			continue
		}
		a.is(a.status)
		if verdict == "permission_required" && a.text("permission") != string(request.permission) {
			w.Errorf("%s by %s: the refusal names %q, want %q", step, k.name, a.text("permission"), request.permission)
		}
		if shows(a, s) {
			w.Errorf("%s by %s: the refusal says too much: %s", step, k.name, a.body)
		}
	}
	if (allowed == 0) != request.nobody {
		w.Errorf("%s: %d kinds of callers may", step, allowed)
	}
}

// allow sends a request by every caller who is not refused, each of them about something that is there for it alone.
func (w *world) allow(step step, scenes map[place]*scene) {
	w.Helper()
	d, request := step.operation, step.request
	w.prove(d, step.callers)
	for _, k := range kinds {
		c := step.callers[k.name]
		if c == nil || !request.can(k, d) || request.verdict(k, d) != "" {
			continue
		}
		s := *scenes[k.suspended]
		if request.mine {
			s = *s.about(c)
		}
		if request.fresh != nil {
			c = request.fresh(&s, c)
			w.prove(d, step.callers)
		}
		a := request.send(c, &s)
		if request.meets != "" && a.text("code") != request.meets {
			w.Errorf("%s by %s: got %d %s, want %s", step, k.name, a.status, shorten(string(a.body)), request.meets)
		}
		if d.SignedIn && a.status >= http.StatusMultipleChoices && request.meets == "" || a.status == 401 && a.text("code") == "unauthenticated" {
			w.Errorf("%s by %s: got %d %s, want leave", step, k.name, a.status, shorten(string(a.body)))
		}
		if request.lists && shows(a, &s) != request.listed(k) {
			w.Errorf("%s by %s: lists what is of the organization: %t: %s", step, k.name, !request.listed(k), shorten(string(a.body)))
		}
	}
}

// prove makes the sessions of all callers but those of the kinds that have not done it sessions that have just proved who
// they are.
func (w *world) prove(d api.Declared, callers map[string]*client) {
	w.Helper()
	if !d.Proved {
		return
	}
	w.exec("UPDATE session SET proved_at = $1", w.clock.Now().UnixMicro())
	for _, k := range kinds {
		if c := callers[k.name]; k.unproved && c != nil {
			w.exec("UPDATE session SET proved_at = 0 WHERE account_id = $1", c.accountID)
		}
	}
}

// verdict is what a caller of this kind is to be answered.
func (r asked) verdict(k kind, d api.Declared) string {
	if r.unseen != nil && !k.signedOut && k.spent == "" && r.unseen(k) {
		return "not_found"
	}
	verdict := k.verdict(d, r.permission, r.organization, r.mine)
	if verdict == "" && r.active && k.suspended == here {
		return "organization_suspended"
	}
	if verdict == "" && r.ownRole && !k.holdsHere(r.permission, here) {
		return "own_role_required"
	}
	if verdict == "" && k.key && r.person {
		return "account_required"
	}
	return verdict
}

// listed reports whether a list shows the caller what is of the organization here.
func (r asked) listed(k kind) bool {
	if r.permission == "" {
		return k.sees(here)
	}
	return k.holds(r.permission, here)
}

// shows reports whether an answer has anything of the organization here in it.
func shows(a *answer, s *scene) bool {
	for _, secret := range []string{hidden, s.place[here], s.member, s.role, s.group, s.key, s.number, s.invitation} {
		if strings.Contains(string(a.body), secret) {
			return true
		}
	}
	return false
}

// Every path of the contract is a route of the table: nothing is served beside it.
func TestContractHasNoOtherOperations(t *testing.T) {
	each(t, func(w *world) {
		declared := map[string]bool{}
		for _, d := range api.DeclaredRoutes() {
			declared[strings.ToLower(d.Method)+" "+d.Path] = true
		}
		paths, ok := w.visitor().get("/openapi.json").at("paths").(map[string]any)
		w.equal("paths", ok, true)
		served := 0
		for path, methods := range paths {
			for method := range methods.(map[string]any) {
				served++
				if !declared[method+" "+path] {
					w.Errorf("%s %s is not in the route table", method, path)
				}
			}
		}
		w.equal("operations", served, len(declared))
	})
}
