package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// changeEmail has an account, proved, change its address, and returns the answer to the last code.
func (c *client) changeEmail(from, to string) *answer {
	c.w.Helper()
	c.proven().post("/v1/account/email", object{"email": to}).is(202)
	c.post("/v1/account/email/confirm", object{"code": c.w.mailed(from)}).is(200)
	return c.post("/v1/account/email/confirm", object{"code": c.w.mailed(to)})
}

func TestChangeOfAddress(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.account("Kim@old.example", cheap(password))
		c, other := w.signedIn(accountID), w.signedIn(accountID)
		w.unchanged("without a proof", func() {
			c.post("/v1/account/email", object{"email": "kim@new.example"}).is(403, "reauthentication_required")
			c.post("/v1/account/email/confirm", object{"code": "000000"}).is(403, "reauthentication_required")
		})
		c.proven()
		a := c.post("/v1/account/email", object{"email": " kim@new.example "}).is(202)
		w.equal("step", string(a.body), `{"step":"current"}`+"\n")
		w.equal("what waits", fmt.Sprint(c.get("/v1/account").is(200).at("pendingEmail")), "map[byAdministrator:false email:kim@new.example step:current]")
		first := w.mailed("Kim@old.example")
		w.equal("nothing to the new address yet", len(w.letters("kim@new.example")), 0)
		a = c.post("/v1/account/email/confirm", object{"code": wrong(first)}).is(422, "wrong_code").names("body.code", "wrong_code")
		w.equal("tries left", a.number("triesLeft"), 4)
		w.equal("step", c.post("/v1/account/email/confirm", object{"code": first}).is(200).text("step"), "new")
		w.equal("the address is what it was", c.get("/v1/account").is(200).text("email"), "Kim@old.example")
		c.post("/v1/account/email/confirm", object{"code": first}).is(422, "wrong_code") // it was for the other step
		second := w.mailed("kim@new.example")
		if name := w.letters("kim@new.example")[0].text; strings.Contains(name, "Person") {
			w.Errorf("a mailbox that has proved nothing is told the name: %s", name)
		}
		other.get("/v1/session").is(200)
		w.equal("done", c.post("/v1/account/email/confirm", object{"code": second}).is(200).text("step"), "done")

		a = c.get("/v1/account").is(200)
		w.equal("the address", a.text("email")+fmt.Sprint(a.at("pendingEmail"))+a.header.Get("ETag"), `kim@new.example<nil>"5"`)
		other.get("/v1/session").is(401, "unauthenticated")
		c.get("/v1/session").is(200)
		told := w.letters("Kim@old.example")
		w.equal("the old address is told of the new one", strings.Contains(told[len(told)-1].text, "kim@new.example"), true)
		w.visitor().signIn("kim@old.example", password).is(401, "invalid_credentials")
		w.visitor().signIn("KIM@NEW.example", password).is(200)
		c.post("/v1/account/email/confirm", object{"code": second}).is(410, "code_spent")
		w.equal("events", fmt.Sprint(w.events(accountID)), "[account.email_change_asked code.refused code.refused account.email_changed]")
		w.equal("found by the new address", w.visible("kim@new"), accountID)
	})
}

// visible is the account that the operator finds by a search, made a member for it.
func (w *world) visible(q string) string {
	w.Helper()
	found := w.rows("SELECT a.id FROM account a JOIN account_token t ON t.account_id = a.id WHERE t.token = $1", "\x1f"+q+".example")
	return strings.Trim(strings.Join(found, " "), "[]")
}

// Whether an address has an account shows to whoever reads its mailbox, and to nobody else.
func TestTakenAddressShowsToItsOwnerOnly(t *testing.T) {
	each(t, func(w *world) {
		w.account("lee@example.com", "")
		c := w.person("kim@example.com")
		c.proven()
		free := c.post("/v1/account/email", object{"email": "free@example.com"}).is(202)
		taken := c.post("/v1/account/email", object{"email": "LEE@example.com"}).is(202)
		w.equal("asking", string(taken.body), string(free.body))
		next := c.post("/v1/account/email/confirm", object{"code": w.mailed("kim@example.com")}).is(200)
		w.equal("the first code", next.text("step"), "new")
		c.post("/v1/account/email/confirm", object{"code": w.mailed("LEE@example.com")}).is(409, "email_taken")
		w.equal("it is over", fmt.Sprint(c.get("/v1/account").is(200).at("pendingEmail")), "<nil>")
		w.equal("the address", c.get("/v1/account").text("email"), "kim@example.com")
	})
}

func TestChangeOfAddressBegunAnew(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		c.proven()
		c.post("/v1/account/email", object{"email": "a@example.com"}).is(202)
		first := w.mailed("kim@example.com")
		c.post("/v1/account/email", object{"email": "b@example.com"}).is(202)
		second := w.mailed("kim@example.com")
		c.post("/v1/account/email/confirm", object{"code": first}).is(422, "wrong_code")
		c.post("/v1/account/email/confirm", object{"code": second}).is(200)
		// Another code to the new address, which replaces the first.
		lost := w.mailed("b@example.com")
		w.equal("asked again", c.post("/v1/account/email", object{"email": "b@example.com"}).is(202).text("step"), "new")
		if again := w.mailed("b@example.com"); again != lost {
			c.post("/v1/account/email/confirm", object{"code": lost}).is(422, "wrong_code")
		}
		c.delete("/v1/account/email").is(204)
		w.unchanged("given up twice", func() { c.delete("/v1/account/email").is(204) })
		c.post("/v1/account/email/confirm", object{"code": w.mailed("b@example.com")}).is(410, "code_spent")
		w.equal("the address", c.get("/v1/account").text("email"), "kim@example.com")

		w.unchanged("an address that is none, or the account's", func() {
			c.post("/v1/account/email", object{"email": "no address"}).is(422).names("body.email", "invalid_email")
			c.post("/v1/account/email", object{"email": "kim@example.com"}).is(422).names("body.email", "same_address")
			c.post("/v1/account/email", object{"email": "a@example.com\r\nBcc: b@example.com"}).is(422).names("body.email", "control_characters")
		})
		// Its own address in another form is a change like any other.
		w.clock.advance(time.Hour)
		w.equal("in another form", c.again().changeEmail("kim@example.com", "KIM@example.com").is(200).text("step"), "done")
	})
}

// again is the same account in a new session.
func (c *client) again() *client { return c.w.signedIn(c.accountID).proven() }

// Codes run out, by number and by time, whoever asks from wherever.
func TestCodesOfAnAccountRunOut(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		c.proven()
		for i := range 5 {
			c.post("/v1/account/email", object{"email": fmt.Sprintf("%d@example.com", i)}).is(202)
		}
		code := w.mailed("kim@example.com")
		w.unchanged("a sixth code", func() {
			for i, forged := range []string{"203.0.113.9", "127.0.0.1", "::1"} {
				a := c.from(fmt.Sprint("198.51.100.", i)).with("X-Forwarded-For", forged).post("/v1/account/email", object{"email": "x@example.com"}).is(429, "too_many_codes")
				if wait := retryAfter(a); wait < 59*time.Minute || wait > time.Hour {
					w.Errorf("Retry-After is %s", wait)
				}
			}
		})
		// Guesses from many connections, browsers and addresses, all at once: five are looked at.
		requests := make([]func() *answer, 20)
		for i := range requests {
			guesser := w.signedIn(c.accountID).proven().from(fmt.Sprint("198.51.100.", i)).with("X-Forwarded-For", fmt.Sprint("203.0.113.", i)).with("Forwarded", fmt.Sprint("for=203.0.113.", i))
			requests[i] = func() *answer { return guesser.post("/v1/account/email/confirm", object{"code": wrong(code)}) }
		}
		looked := 0
		for _, a := range w.together(requests...) {
			if a.status == 422 {
				looked++
			} else {
				a.is(410, "code_spent")
			}
		}
		w.equal("guesses that were looked at", looked, 5)
		c.post("/v1/account/email/confirm", object{"code": code}).is(410, "code_spent")

		w.clock.advance(time.Hour)
		c = c.again()
		c.post("/v1/account/email", object{"email": "late@example.com"}).is(202)
		code = w.mailed("kim@example.com")
		w.clock.advance(10*time.Minute - time.Second)
		c = c.again()
		c.post("/v1/account/email/confirm", object{"code": wrong(code)}).is(422, "wrong_code")
		w.clock.advance(time.Second)
		c.proven().post("/v1/account/email/confirm", object{"code": code}).is(410, "code_spent")
	})
}

// Of twenty who bring the last code at once, one changes the address.
func TestLastCodeAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		c.proven().post("/v1/account/email", object{"email": "new@example.com"}).is(202)
		c.post("/v1/account/email/confirm", object{"code": w.mailed("kim@example.com")}).is(200)
		code := w.mailed("new@example.com")
		requests := make([]func() *answer, 20)
		for i := range requests {
			requests[i] = func() *answer { return c.post("/v1/account/email/confirm", object{"code": code}) }
		}
		done := 0
		for _, a := range w.together(requests...) {
			if a.status == 200 {
				done++
			} else {
				a.is(410, "code_spent")
			}
		}
		w.equal("done", done, 1)
		w.equal("told once", len(w.letters("kim@example.com")), 2) // the code and the notice
		w.equal("changed once", strings.Count(fmt.Sprint(w.events(c.accountID)), "account.email_changed"), 1)
	})
}

// A link to choose another password that went to the earlier address is worth nothing afterwards.
func TestChangeOfAddressEndsLinks(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		w.visitor().post("/v1/password-reset", object{"email": "kim@example.com"}).is(202)
		token := w.token("kim@example.com")
		w.visitor().post("/v1/password-reset/lookup", object{"token": token}).is(200)
		c.changeEmail("kim@example.com", "new@example.com").is(200)
		w.visitor().post("/v1/password-reset/lookup", object{"token": token}).is(410, "link_spent")
		w.visitor().post("/v1/password-reset/confirm", object{"token": token, "password": password}).is(410, "link_spent")
	})
}

// token is that of the last link that was mailed to an address.
func (w *world) token(to string) string {
	w.Helper()
	_, token, found := strings.Cut(w.mailed(to), "#token=")
	w.equal("a token in the link", found, true)
	return token
}

// What an administrator enters counts once the owner, signed in, has entered the code that went to the new address.
func TestAddressFromAnAdministrator(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		place := w.operator().register("우리", contracting())
		path := "/v1/members/" + w.join(c.accountID, place) + "/account"
		w.operator().patch(path, object{"email": "new@example.com"}).is(200)
		w.equal("what waits", fmt.Sprint(c.get("/v1/account").is(200).at("pendingEmail")), "map[byAdministrator:true email:new@example.com step:new]")
		code := w.mailed("new@example.com")
		w.operator().proven().post("/v1/account/email/confirm", object{"code": code}).is(410, "code_spent")
		c.post("/v1/account/email/confirm", object{"code": code}).is(403, "reauthentication_required")
		// The code has run out: the owner asks for another, which goes to the new address alone.
		w.clock.advance(10 * time.Minute)
		c = c.again()
		c.post("/v1/account/email/confirm", object{"code": code}).is(410, "code_spent")
		w.equal("asked again", c.post("/v1/account/email", object{"email": "new@example.com"}).is(202).text("step"), "new")
		w.equal("done", c.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200).text("step"), "done")
		told := w.letters("kim@example.com")
		w.equal("the old address is told", strings.Contains(told[len(told)-1].text, "new@example.com"), true)
	})
}

// The browser that has changed the address is known for the new one: wrong passwords elsewhere do not lock it out.
func TestBrowserIsKnownForTheNewAddress(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.account("kim@example.com", cheap(password))
		owner := w.visitor()
		owner.signIn("kim@example.com", password).is(200)
		owner.accountID = accountID
		owner.proven()
		device := owner.cookies["tenantry_device"]
		owner.post("/v1/account/email", object{"email": "new@example.com"}).is(202)
		owner.post("/v1/account/email/confirm", object{"code": w.mailed("kim@example.com")}).is(200)
		w.equal("the cookie before it counts", owner.cookies["tenantry_device"], device)
		a := owner.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200)
		w.equal("the step", a.text("step"), "done")
		if cookie := a.header.Get("Set-Cookie"); !containsAll(cookie, "tenantry_device=", "HttpOnly", "SameSite=Lax", "Max-Age=") {
			w.Errorf("cookie: %s", cookie)
		}
		stranger := w.visitor() // behind the same address
		guess(stranger, "new@example.com", most)
		stranger.signIn("new@example.com", password).is(429, "too_many_attempts")
		owner.signIn("new@example.com", password).is(200)

		// Nobody is made known by a change that does not come about.
		w.account("taken@example.com", "")
		owner.proven()
		owner.post("/v1/account/email", object{"email": "taken@example.com"}).is(202)
		owner.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200)
		w.equal("no cookie", owner.post("/v1/account/email/confirm", object{"code": w.mailed("taken@example.com")}).is(409).header.Get("Set-Cookie"), "")
	})
}
