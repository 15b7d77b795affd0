package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/session"
)

// replace signs in with a temporary password and one of the account's own.
func (c *client) replace(email, temporary, own string) *answer {
	c.w.Helper()
	return c.post("/v1/session", object{"email": email, "password": temporary, "newPassword": own})
}

// act sends a POST without a body.
func (c *client) act(path string) *answer {
	c.w.Helper()
	return c.do(http.MethodPost, path, http.NoBody, "")
}

func TestTemporaryPassword(t *testing.T) {
	each(t, func(w *world) {
		staff, place := w.operator(), w.spare("우리 기관")
		const email = "kim@example.com"
		member := staff.post("/v1/organizations/"+place+"/members", somebody(email).with("roleIds", []string{w.adminRole(place)})).is(201)
		path := "/v1/members/" + member.text("id")
		letters := w.letters(email)
		w.equal("messages", len(letters), 1)
		temporary := letters[0].indented()
		if len(temporary) < 16 || !strings.Contains(letters[0].text, "우리 기관") {
			w.Fatalf("the message: %s", letters[0].text)
		}
		for _, row := range append(w.rows("SELECT * FROM audit_detail"), w.rows("SELECT * FROM mail")...) {
			if strings.Contains(row, temporary) {
				w.Errorf("the password is stored: %s", row)
			}
		}
		refusals := func() {
			w.Helper()
			c := w.visitor()
			c.signIn(email, "wrong password").is(401, "invalid_credentials")
			c.replace(email, "wrong password", password).is(401, "invalid_credentials")
			c.signIn(email, temporary).is(403, "password_change_required")
			c.replace(email, temporary, "").is(403, "password_change_required")
			c.replace(email, temporary, "short").is(422, "too_short").names("body.newPassword", "too_short")
			c.replace(email, temporary, strings.Repeat("x", 129)).is(422, "too_long").names("body.newPassword", "too_long")
			c.replace(email, temporary, temporary).is(422, "must_differ").names("body.newPassword", "must_differ")
			w.equal("cookies", len(c.cookies), 0)
			w.equal("the member", []any{staff.get(path).is(200).text("status"), staff.get(path).text("awaits")}, "[pending password]")
		}
		refusals()
		w.clock.advance(session.TemporaryLife - time.Hour)
		staff = w.signedIn(staff.accountID)
		refusals() // whatever was tried, it is not spent
		c := w.visitor()
		in := c.replace(email, temporary, password).is(200)
		w.equal("where it is a member", []any{in.text("memberships.0.organization.id") == place, in.text("memberships.0.roles.0.name")}, "[true Admin]")
		w.equal("the member", []any{staff.get(path).text("status"), staff.get(path).at("awaits")}, "[active <nil>]")
		c.get("/v1/organizations/" + place).is(200)
		w.visitor().signIn(email, temporary).is(401, "invalid_credentials")
		w.visitor().replace(email, temporary, password).is(401, "invalid_credentials")
		w.visitor().signIn(email, password).is(200)
		w.visitor().replace(email, password, "another password").is(422, "not_temporary").names("body.newPassword", "not_temporary")
		w.visitor().replace(email, password, password).is(422, "not_temporary")
	})
}

func TestTemporaryPasswordExpires(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		const email = "kim@example.com"
		id := w.operator().post("/v1/organizations/"+place+"/members", somebody(email)).is(201).text("id")
		first := w.letters(email)[0].indented()
		w.clock.advance(session.TemporaryLife)
		w.visitor().signIn(email, first).is(403, "temporary_password_expired")
		w.visitor().replace(email, first, password).is(403, "temporary_password_expired")
		w.visitor().signIn(email, "wrong password").is(401, "invalid_credentials")
		staff := w.signedIn(w.operator().accountID)
		staff.act("/v1/members/" + id + "/reset-password").is(204)
		letters := w.letters(email)
		w.equal("messages", len(letters), 2)
		w.visitor().replace(email, first, password).is(401, "invalid_credentials")
		w.visitor().replace(email, letters[1].indented(), password).is(200)
		w.equal("the member", staff.get("/v1/members/"+id).is(200).text("status"), "active")
	})
}

// Of several who spend a temporary password at the same moment, one does.
func TestTemporaryPasswordIsSpentOnce(t *testing.T) {
	each(t, func(w *world) {
		const email = "kim@example.com"
		w.operator().post("/v1/organizations/"+w.spare("기관")+"/members", somebody(email)).is(201)
		temporary := w.letters(email)[0].indented()
		answers := make([]*answer, 4)
		var wait sync.WaitGroup
		for i := range answers {
			wait.Go(func() { answers[i] = w.visitor().replace(email, temporary, fmt.Sprint("my own password ", i)) })
		}
		wait.Wait()
		spent := 0
		for i, a := range answers {
			if a.status == http.StatusOK {
				spent++
				w.visitor().signIn(email, fmt.Sprint("my own password ", i)).is(200)
			} else {
				a.is(401, "invalid_credentials")
				w.visitor().signIn(email, fmt.Sprint("my own password ", i)).is(401, "invalid_credentials")
			}
		}
		w.equal("how often it was spent", spent, 1)
		w.equal("events", len(w.rows("SELECT 1 FROM audit_event WHERE action = 'session.started' AND actor <> $1", w.operator().accountID)), 2)
	})
}

func TestPasswordReset(t *testing.T) {
	each(t, func(w *world) {
		upper, place, elsewhere := w.spare("위"), w.spare("기관"), w.spare("다른 곳")
		w.tree("모임", upper, place)
		admin, above := w.admin("admin@example.com", place), w.admin("above@example.com", upper)
		const email = "kim@example.com"
		accountID := w.account(email, cheap(password))
		id := w.join(accountID, place)
		path := "/v1/members/" + id + "/reset-password"
		open := []*client{w.signedIn(accountID), w.signedIn(accountID)}

		admin.act(path).is(204)
		for _, c := range open {
			c.get("/v1/session").is(401, "unauthenticated")
		}
		w.visitor().signIn(email, password).is(401, "invalid_credentials")
		temporary := w.letters(email)[0].indented()
		w.visitor().signIn(email, temporary).is(403, "password_change_required")
		w.equal("the member", admin.get("/v1/members/"+id).is(200).text("status"), "active") // who had taken it up stays
		c := w.visitor()
		c.replace(email, temporary, "my own password").is(200)

		// Not where somebody else is responsible too.
		other := w.join(accountID, elsewhere)
		beyond := []bad{
			{"by an Admin", func() *answer { return admin.act(path) }, 403, "account_beyond_reach", ""},
			{"from above", func() *answer { return above.act(path) }, 403, "account_beyond_reach", ""},
		}
		w.refuses(beyond)
		w.disable(other) // in whatever status
		w.refuses(beyond)
		c.get("/v1/session").is(200)
		w.operator().act(path).is(204) // the platform is responsible everywhere
		c.get("/v1/session").is(401)

		// Nor of who holds more than oneself, anywhere.
		w.must(w.app.Handler.Members.Delete(w.Context(), access.Operator(), other, nil))
		w.join(accountID, upper, w.role(upper, "감사", own, access.AuditRead))
		w.refuses(beyond[:1])
		above.act(path).is(204)
		weak := w.holder("weak@example.com", place, own, access.MembersResetPassword)
		w.refuses([]bad{{"of an Admin", func() *answer { return weak.act("/v1/members/" + w.memberOf(admin.accountID) + "/reset-password") }, 403, "exceeds_own_permissions", ""}})

		// Staff's are nobody else's to reset, and a suspended organization's Admin resets none.
		w.refuses([]bad{{"of staff", func() *answer {
			return above.act("/v1/members/" + w.memberOf(w.operator().accountID) + "/reset-password")
		}, 404, "not_found", ""}})
		plain := w.join(w.account("plain@example.com", ""), place)
		w.operator().patch("/v1/organizations/"+place, object{"status": "suspended"}).is(200)
		w.refuses([]bad{{"while suspended", func() *answer { return admin.act("/v1/members/" + plain + "/reset-password") }, 403, "organization_suspended", ""}})
		above.act("/v1/members/" + plain + "/reset-password").is(204)
	})
}
