package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/db"
	memberships "github.com/tenantry/tenantry/internal/member"
)

// asked is one request of an operation, about what is of the organization here.
type asked struct {
	what string
	send func(c *client, s *scene) *answer
	// What it needs, and where: the operation's, unless the handler needs more.
	permission   access.Permission
	organization string
	// fresh makes what an allowed request uses up, and returns who sends it.
	fresh  func(s *scene, c *client) *client
	nobody bool // may do it at all
	mine   bool // it is about the caller's own
	person bool // only somebody with an account may: no API key
	lists  bool // it answers with a list of what the caller may see
	active bool // the organization itself must be active
	// ownRole: it takes a role of the organization itself. meets is what refuses it even to who may.
	ownRole bool
	meets   string
	// unseen says who does not know of what a filter names; nil for nobody.
	unseen func(k kind) bool
}

// bodyless is the request without a body.
func bodyless(d api.Declared, query string) asked {
	return asked{
		what: query, permission: d.Permission, organization: d.Organization,
		send: func(c *client, s *scene) *answer { return c.do(d.Method, s.path(d)+s.fill(query), http.NoBody, "") },
	}
}

// sending is the request with this body, in which the names of the scene's things stand for their IDs.
func sending(d api.Declared, body object, query ...string) asked {
	asks := strings.Join(query, "")
	return asked{
		what: asks + fmt.Sprint(body), permission: d.Permission, organization: d.Organization,
		send: func(c *client, s *scene) *answer {
			return c.do(d.Method, s.path(d)+asks, strings.NewReader(s.fill(written(s.w, body))), "application/json")
		},
	}
}

func (r asked) needing(p access.Permission, organization string) asked {
	r.permission, r.organization = p, organization
	return r
}

func (r asked) using(fresh func(s *scene, c *client) *client) asked {
	r.fresh = fresh
	return r
}

func (r asked) ofOnesOwn() asked {
	r.mine = true
	return r
}

func (r asked) byPersons() asked {
	r.person = true
	return r
}

// can reports whether a caller of this kind can ask it at all: an API key has no membership of its own to ask about.
func (r asked) can(k kind, d api.Declared) bool {
	return !k.key || !r.mine || d.AccountOnly || r.person || d.Organization == "caller"
}

// listing is a list that shows what is of the organization to whoever may see that: the answer is that of all pages.
func (r asked) listing() asked {
	r.lists = true
	send := r.send
	r.send = func(c *client, s *scene) *answer {
		return everything(c, send(c, s))
	}
	return r
}

// everything is the answer with the bodies of the further pages behind its own.
func everything(c *client, first *answer) *answer {
	whole := *first
	for page := first; page.status == http.StatusOK && page.header.Get("Content-Type") == "application/json" && page.text("nextCursor") != ""; {
		page = c.get(strings.TrimPrefix(first.what, "GET ") + "&cursor=" + page.text("nextCursor")).is(200)
		whole.body = append(whole.body, page.body...)
	}
	return &whole
}

func (r asked) refusing() asked {
	r.nobody = true
	return r
}

// naming is a filter that names what is of the organization: who does not see that does not know of it.
func (r asked) naming() asked { return r.hidden(func(k kind) bool { return !k.sees(here) }) }

func (r asked) hidden(unseen func(k kind) bool) asked {
	r.unseen = unseen
	return r
}

// written is a body as it is sent.
func written(w *world, body object) string {
	b, err := io.ReadAll(encode(w, body))
	w.must(err)
	return string(b)
}

// path puts the scene's IDs into an operation's path.
func (s *scene) path(d api.Declared) string {
	path := d.Path
	for prefix, id := range map[string]string{
		"/v1/imports/": s.imp, "/v1/organizations/": s.place[here], "/v1/groups/": s.group, "/v1/members/": s.member, "/v1/roles/": s.role,
		"/v1/api-keys/": s.key, "/v1/numbers/": s.number, "/v1/invitations/": s.invitation,
	} {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, "{id}", id, 1)
		}
	}
	path = strings.Replace(path, "/audit/{id}", "/audit/"+s.event(), 1)
	path = strings.NewReplacer("/usages/{id}", "/usages/"+s.usage, "{product}", s.product, "{kind}", "campaign", "{externalId}", "x").Replace(path)
	return strings.NewReplacer("{memberId}", s.member, "{organizationId}", s.place[here], "{key}", s.product).Replace(path)
}

// fill puts the scene's IDs and names into a query or a body.
func (s *scene) fill(text string) string {
	s.w.people++
	return strings.NewReplacer(
		"$here", s.place[here], "$above", s.place[above], "$under", s.place[under], "$account", s.account, "$member", s.member, "$role", s.role, "$group", s.group,
		"$usage", s.usage, "$number", s.number, "$invitation", s.invitation, "$product", s.product, "$spare", s.spare, "$new", fmt.Sprint("new", s.w.people), "$word", url.QueryEscape(hidden),
	).Replace(text)
}

// about is the scene of a question about the caller itself.
func (s *scene) about(c *client) *scene {
	own := *s
	own.account = c.accountID
	return &own
}

// What allowed requests use up.

func newMember(s *scene, c *client) *client {
	s.member, s.account = s.newMember()
	return c
}

// newGuarded makes a member whose account has a second factor.
func newGuarded(s *scene, c *client) *client {
	newMember(s, c)
	s.w.exec("UPDATE account SET second_factor = TRUE WHERE id = '" + s.account + "'")
	return c
}

func newRole(s *scene, c *client) *client {
	s.w.people++
	s.role = s.w.role(s.place[here], fmt.Sprint("새 ", s.w.people), subtree)
	return c
}

func newRoleMember(s *scene, c *client) *client { return newMember(s, newRole(s, c)) }

func ownMember(awaits string) func(s *scene, c *client) *client {
	return func(s *scene, c *client) *client {
		s.member = s.w.enter(memberships.Draft{OrganizationID: s.spareOrganization(), AccountID: c.accountID, Awaits: awaits})
		return c
	}
}

func newOrganization(s *scene, c *client) *client {
	s.place = map[place]string{here: s.spareOrganization()}
	return c
}

func (s *scene) spareOrganization() string {
	return s.w.spare("새 것")
}

func newSpare(s *scene, c *client) *client {
	s.spare = s.spareOrganization()
	return c
}

// newGroup makes a group in which two organizations, one of them here, stand below a third.
func newGroup(s *scene, c *client) *client {
	s.place = map[place]string{above: s.spareOrganization(), here: s.spareOrganization(), under: s.spareOrganization()}
	s.group = s.w.group("새 모임", top(s.place[above]), below(s.place[under], s.place[above]), below(s.place[here], s.place[above]))
	s.spare = s.spareOrganization()
	return c
}

func newProduct(s *scene, c *client) *client {
	s.product = s.newProduct()
	return c
}

func newKey(s *scene, c *client) *client {
	s.key = s.newKey()
	return c
}

// ownImport is an import of the caller's.
func ownImport(s *scene, c *client) *client {
	s.imp = s.newImport()
	s.w.must(s.w.app.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE import SET account_id = $1 WHERE id = $2", c.accountID+c.keyID, s.imp)
		return err
	}))
	return c
}

// newImport is one of the operator's.
func (s *scene) newImport() (importID string) {
	s.w.people++
	return s.w.operator().upload("x.csv", fmt.Sprintf("key,name\nk%d,하나\n", s.w.people)).is(202).text("id")
}

// newSession is for requests that end the caller's.
func newSession(s *scene, c *client) *client { return s.w.signedIn(c.accountID) }

// status is the status of a refusal. What a body or a filter names and the caller does not see is no missing path.
func (r asked) status(verdict string) int {
	switch {
	case verdict == "unauthenticated" || verdict == "api_key_expired":
		return http.StatusUnauthorized
	case verdict == "not_found" && (r.organization == "question" || r.unseen != nil):
		return http.StatusUnprocessableEntity
	case verdict == "not_found":
		return http.StatusNotFound
	default:
		return http.StatusForbidden
	}
}
