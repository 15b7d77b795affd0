package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
)

// Whatever an answer about an account shows, another answer with the same ETag shows, too.
func TestVersionsOfAnAccount(t *testing.T) {
	each(t, func(w *world) {
		c := w.owner("kim@example.com")
		place := w.operator().register("우리", contracting())
		edited := "/v1/members/" + w.join(c.accountID, place) + "/account"
		seen := map[string]string{} // the body by path and ETag
		look := func(what string) {
			w.Helper()
			for path, browser := range map[string]*client{"/v1/account": c, edited: w.operator()} {
				a := browser.get(path).is(200)
				tag, body := path+a.header.Get("ETag"), string(a.body)
				if before, there := seen[tag]; there && before != body {
					w.Errorf("%s: with the same ETag %s was %s and is %s", what, tag, before, body)
				}
				seen[tag] = body
			}
		}
		stale := func(what string, f func()) {
			w.Helper()
			look("before " + what)
			read := c.get("/v1/account").is(200).header.Get("ETag")
			f()
			look(what)
			c.with("If-Match", read).patch("/v1/account", object{"firstName": "x"}).is(412, "stale")
		}
		stale("a second factor", func() { c.setUpTOTP() })
		c = c.proven()
		stale("none any more", func() { c.delete("/v1/account/second-factor/totp").is(204) })
		stale("an address that is asked for", func() { c.post("/v1/account/email", object{"email": "lee@example.com"}).is(202) })
		stale("given up", func() { c.delete("/v1/account/email").is(204) })
		stale("entered by an administrator", func() { w.operator().patch(edited, object{"email": "park@example.com"}).is(200) })
		stale("another", func() { c.post("/v1/account/email", object{"email": "new@example.com"}).is(202) })
		stale("the first code", func() { c.post("/v1/account/email/confirm", object{"code": w.mailed("kim@example.com")}).is(200) })
		stale("the second code", func() { c.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200) })
		w.account("taken@example.com", "")
		c.post("/v1/account/email", object{"email": "taken@example.com"}).is(202)
		c.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200)
		stale("one that is taken", func() {
			c.post("/v1/account/email/confirm", object{"code": w.mailed("taken@example.com")}).is(409, "email_taken")
		})
		tag := c.get("/v1/account").header.Get("ETag")
		c.delete("/v1/account/email").is(204)
		c.post("/v1/account/email/confirm", object{"code": "000000"}).is(410)
		w.equal("what changes nothing", c.get("/v1/account").header.Get("ETag"), tag)
	})
}

// A password is as old as the account that was made with it.
func TestAgeOfAPassword(t *testing.T) {
	each(t, func(w *world) {
		changed := func(c *client) string {
			w.Helper()
			return c.proven().get("/v1/account/security").is(200).text("password.changedAt")
		}
		day := func(at time.Time) string { return at.Format(time.DateOnly) }

		c := w.visitor()
		c.signUp("kim@example.com", "Kim", password).is(202)
		c.accountID = c.confirmSignUp("kim@example.com", w.mailed("kim@example.com")).is(201).text("account.id")
		w.equal("by signing up", strings.HasPrefix(changed(c), day(w.clock.Now())), true)

		added, err := w.app.Staff.Add(context.Background(), audit.Actor{}, "staff@example.com", "Staff", password)
		w.must(err)
		staff := w.signedIn(added.AccountID)
		w.equal("by staff add", strings.HasPrefix(changed(staff), day(w.clock.Now())), true)

		organizationID := w.operator().register("종로구", contracting())
		_, token := w.admin("admin@example.com", organizationID).invite(organizationID, "new@example.com")
		guest := w.visitor()
		guest.accountID = guest.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(200).text("account.id")
		w.equal("by an invitation", strings.HasPrefix(changed(guest), day(w.clock.Now())), true)

		w.equal("without one", changed(w.signedIn(w.account("none@example.com", ""))), "")
	})
}
