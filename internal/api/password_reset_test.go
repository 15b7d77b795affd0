package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/session"
)

const another = "a different one altogether"

func (w *world) forgot(email string) *answer {
	w.Helper()
	return w.visitor().post("/v1/password-reset", object{"email": email}).is(202)
}

func (c *client) reset(token, password string) *answer {
	c.w.Helper()
	return c.post("/v1/password-reset/confirm", object{"token": token, "password": password})
}

func TestForgottenPassword(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.account("Kim@example.com", cheap(password))
		place := w.operator().register("우리", contracting())
		w.enter(member.Draft{OrganizationID: place, AccountID: accountID, Awaits: member.AwaitsPassword}) // waits for a password to be chosen
		signed := w.signedIn(accountID)
		c := w.visitor()
		w.forgot("kim@EXAMPLE.com")
		if link := w.mailed("Kim@example.com"); !strings.HasPrefix(link, w.app.Config.PublicURL+"/reset-password#token=") {
			w.Errorf("the link is %s", link)
		}
		token := w.token("Kim@example.com")
		w.unchanged("looking", func() {
			for range 3 {
				found := c.post("/v1/password-reset/lookup", object{"token": token}).is(200)
				w.equal("found", strings.TrimSpace(string(found.body)), `{"email":"Kim@example.com","methods":[]}`)
			}
		})
		w.unchanged("a password that is none", func() {
			c.reset(token, "short").is(422).names("body.password", "too_short")
			c.reset(token, "password1").is(422).names("body.password", "common_password")
		})
		a := c.reset(token, another).is(204)
		w.equal("it signs nobody in", len(a.header.Values("Set-Cookie")), 0)
		signed.get("/v1/session").is(401, "unauthenticated")
		c.signIn("kim@example.com", password).is(401, "invalid_credentials")
		w.equal("a member now", c.signIn("kim@example.com", another).is(200).text("memberships.0.organization.id"), place)
		c.reset(token, password).is(410, "link_spent")
		c.post("/v1/password-reset/lookup", object{"token": token}).is(410, "link_spent")
		letters := w.letters("Kim@example.com")
		w.equal("the owner is told", len(letters), 2)
		w.equal("the trail", fmt.Sprint(w.events(accountID)), "[account.password_reset_asked account.password_reset session.refused]")
	})
}

// Nobody learns by asking who has an account: the answer is the same, and so is the work that is done for it.
func TestForgottenPasswordOfNobody(t *testing.T) {
	each(t, func(w *world) {
		w.account("known@example.com", cheap(password))
		w.settle()
		bodies, grown := map[string]bool{}, map[string]bool{}
		for _, email := range []string{
			"known@example.com", "KNOWN@example.com", "nobody@example.com", "no address", "", strings.Repeat("x", 5000) + "@example.com", "김@example.com",
		} {
			before := len(w.rows("SELECT 1 FROM job WHERE kind = 'recovery.send'"))
			bodies[string(w.forgot(email).body)] = true
			w.settle()
			grown[fmt.Sprint(len(w.rows("SELECT 1 FROM job WHERE kind = 'recovery.send' AND state = 'done'"))-before)] = true
		}
		w.equal("answers", len(bodies), 1)
		w.equal("jobs of each", fmt.Sprint(grown), "map[1:true]")
		w.equal("messages to the one who is known", len(w.letters("known@example.com")), 2)
		w.equal("messages at all", len(w.rows("SELECT 1 FROM job WHERE kind = 'mail.deliver'")), 2)
		if everything := w.dump(); strings.Contains(everything, "nobody@example.com") {
			w.Error("an address that was asked about is stored in the clear")
		}
	})
}

// However often somebody asks, from wherever: a mailbox gets five an hour, and the answer is the same.
func TestForgottenPasswordIsMailedSparingly(t *testing.T) {
	each(t, func(w *world) {
		w.account("kim@example.com", cheap(password))
		for i := range 12 {
			c := w.visitor().from(fmt.Sprint("198.51.100.", i)).with("X-Forwarded-For", fmt.Sprint("203.0.113.", i))
			a := c.post("/v1/password-reset", object{"email": []string{"kim@example.com", "KIM@example.com"}[i%2]}).is(202)
			w.equal("the answer", strings.TrimSpace(string(a.body)), "{}")
		}
		w.equal("messages", len(w.letters("kim@example.com")), 5)
		w.clock.advance(time.Hour)
		w.forgot("kim@example.com")
		w.equal("messages an hour later", len(w.letters("kim@example.com")), 6)
	})
}

func TestResetLinks(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.account("kim@example.com", cheap(password))
		c := w.visitor()
		w.forgot("kim@example.com")
		first := w.token("kim@example.com")
		w.forgot("kim@example.com")
		second := w.token("kim@example.com")
		w.unchanged("a link that was replaced, one that never was, one for something else", func() {
			for _, token := range []string{first, "", "x", strings.Repeat("x", 10000), second + "x"} {
				c.post("/v1/password-reset/lookup", object{"token": token}).is(410, "link_spent")
				c.reset(token, another).is(410, "link_spent")
			}
			c.post("/v1/set-up/lookup", object{"token": second}).is(410, "link_spent")
			c.post("/v1/set-up", object{"token": second, "password": another}).is(410, "link_spent")
		})

		// Of twenty who use it at once, one chooses the password.
		requests := make([]func() *answer, 20)
		for i := range requests {
			requests[i] = func() *answer { return w.visitor().reset(second, fmt.Sprint(another, i)) }
		}
		done := -1
		for i, a := range w.together(requests...) {
			switch {
			case a.status == 204 && done < 0:
				done = i
			case a.status == 204:
				w.Error("two have used one link")
			default:
				a.is(410, "link_spent")
			}
		}
		c.signIn("kim@example.com", fmt.Sprint(another, done)).is(200)

		// An hour, to the second.
		w.forgot("kim@example.com")
		late := w.token("kim@example.com")
		w.clock.advance(time.Hour - time.Second)
		c.post("/v1/password-reset/lookup", object{"token": late}).is(200)
		w.clock.advance(time.Second)
		c.post("/v1/password-reset/lookup", object{"token": late}).is(410, "link_spent")
		c.reset(late, another).is(410, "link_spent")

		// A temporary password from an administrator, or another password, ends it.
		w.forgot("kim@example.com")
		ended := w.token("kim@example.com")
		place := w.operator().register("우리", contracting())
		w.operator().post("/v1/members/"+w.join(accountID, place)+"/reset-password", object{}).is(204)
		c.reset(ended, another).is(410, "link_spent")
	})
}

// Links lead to the deployment's own address, whatever a request says.
func TestLinksLeadHome(t *testing.T) {
	each(t, func(w *world) {
		w.account("kim@example.com", cheap(password))
		for _, name := range []string{"Host", "X-Forwarded-Host", "Forwarded", "Origin", "Referer"} {
			c := w.visitor().with(name, map[string]string{"Forwarded": "host=evil.example", "Origin": w.app.Config.PublicURL}[name]+"")
			if name != "Origin" && name != "Forwarded" {
				c = w.visitor().with(name, "evil.example")
			}
			c.post("http://evil.example/v1/password-reset", object{"email": "kim@example.com"}).is(202)
		}
		for _, l := range w.letters("kim@example.com") {
			if strings.Contains(l.text, "evil.example") || !strings.HasPrefix(l.indented(), w.app.Config.PublicURL+"/reset-password#token=") {
				w.Errorf("a link is %s", l.indented())
			}
		}
		w.equal("messages", len(w.letters("kim@example.com")), 5)
	})
}

// A mailbox alone opens no account that has a second factor; and a wrong factor does not use the link up.
func TestResetObeysTheSecondFactor(t *testing.T) {
	each(t, func(w *world) {
		owner := w.owner("kim@example.com")
		secret, recovery := owner.setUpTOTP()
		w.forgot("kim@example.com")
		token := w.token("kim@example.com")
		c := w.visitor()
		w.equal("methods", fmt.Sprint(c.post("/v1/password-reset/lookup", object{"token": token}).is(200).at("methods")), "[totp recovery_code]")
		a := c.reset(token, another).is(401, "second_factor_required")
		w.equal("methods", fmt.Sprint(a.at("methods")), "[totp recovery_code]")
		with := func(code string) *answer {
			return c.post("/v1/password-reset/confirm", object{"token": token, "password": another, "code": code})
		}
		with("000000x").is(401, "invalid_code")
		with(wrong(session.Code(secret, w.clock.Now()))).is(401, "invalid_code")
		c.signIn("kim@example.com", another).is(401, "invalid_credentials")
		with(session.Code(secret, w.clock.Now())).is(204)
		owner.get("/v1/session").is(401)
		with(recovery[0]).is(410, "link_spent")
		c.signIn("kim@example.com", another).is(401, "second_factor_required") // it stays

		// A recovery code that was used for it is used up; and guesses run out, wherever they come from.
		w.forgot("kim@example.com")
		token = w.token("kim@example.com")
		with(recovery[1]).is(204)
		w.forgot("kim@example.com")
		token = w.token("kim@example.com")
		with(recovery[1]).is(401, "invalid_code")
		last := 0
		for i := range 15 {
			a := c.from(fmt.Sprint("198.51.100.", i)).with("X-Forwarded-For", fmt.Sprint("203.0.113.", i)).
				post("/v1/password-reset/confirm", object{"token": token, "password": another, "code": "abcd-efgh"})
			if last = a.status; last == 429 {
				break
			}
			a.is(401, "invalid_code")
		}
		w.equal("guesses run out", last, 429)
		with(recovery[2]).is(429, "too_many_attempts")
	})
}
