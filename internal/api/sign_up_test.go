package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func (c *client) signUp(email, name, password string) *answer {
	c.w.Helper()
	return c.post("/v1/sign-up", object{"email": email, "name": name, "password": password})
}

func (c *client) confirmSignUp(email, code string) *answer {
	c.w.Helper()
	return c.post("/v1/sign-up/confirm", object{"email": email, "code": code})
}

func TestSignUp(t *testing.T) {
	each(t, func(w *world) {
		c := w.visitor()
		a := c.post("/v1/sign-up", object{"email": " Kim@example.com ", "name": "김민수", "password": password, "language": "ko"}).is(202)
		w.equal("the answer", strings.TrimSpace(string(a.body)), "{}")
		w.equal("no account yet", len(w.rows("SELECT 1 FROM account")), 0)
		if text := w.letters("Kim@example.com")[0].text; strings.Contains(text, "김민수") {
			w.Errorf("a mailbox that has proved nothing is told the name: %s", text)
		}
		code := w.mailed("Kim@example.com")
		w.equal("tries left", c.confirmSignUp("kim@example.com", wrong(code)).is(422, "wrong_code").number("triesLeft"), 4)
		a = c.confirmSignUp("KIM@EXAMPLE.com", code).is(201)
		w.equal("signed in", a.text("account.email")+" "+a.text("account.name")+" "+a.text("account.language"), "Kim@example.com 김민수 ko")
		w.equal("the session", c.get("/v1/session").is(200).text("account.id"), a.text("account.id"))
		w.equal("no membership", a.length("memberships"), 0)
		c.post("/v1/organizations", object{"name": "우리", "timeZone": "Asia/Seoul"}).is(201)
		w.visitor().signIn("kim@example.com", password).is(200)
		c.confirmSignUp("kim@example.com", code).is(410, "code_spent")
		w.equal("the trail", fmt.Sprint(w.events(a.text("account.id"))), "[account.created]")
		w.equal("nothing waits", len(w.rows("SELECT 1 FROM sign_up"))+len(w.rows("SELECT 1 FROM verification_code")), 0)
	})
}

func TestRulesOfASignUp(t *testing.T) {
	each(t, func(w *world) {
		c := w.visitor()
		w.unchanged("what is refused", func() {
			a := c.signUp("김@example.com", strings.Repeat("가", 21), "short").is(422, "invalid")
			a.names("body.email", "invalid_email").names("body.name", "too_long").names("body.password", "too_short")
			c.signUp("kim@example.com", "x", "password").is(422).names("body.password", "common_password")
			c.signUp("kim@example.com\r\nBcc: x@example.com", "x", password).is(422).names("body.email", "control_characters")
			c.signUp("kim@example.com", "x\r\nBcc: x@example.com", password).is(422).names("body.name", "control_characters")
			c.post("/v1/sign-up", object{"email": "kim@example.com", "name": "x", "password": password, "language": "de"}).is(422).names("body.language", "invalid_value")
			c.post("/v1/sign-up", object{"email": "kim@example.com", "name": "x"}).is(422).names("body.password", "required")
		})
	})
}

func TestSignUpClosed(t *testing.T) {
	each(t, func(w *world) {
		w.account("known@example.com", cheap(password))
		w.unchanged("where it is closed", func() {
			for _, email := range []string{"known@example.com", "new@example.com", "no address"} {
				w.visitor().signUp(email, "x", password).is(403, "sign_up_closed")
				w.visitor().confirmSignUp(email, "000000").is(403, "sign_up_closed")
			}
		})
	}, "SIGN_UP=closed")
}

// Nobody learns by signing up who has an account: what is answered and what is done is the same, but for the message.
func TestSignUpWithAKnownAddress(t *testing.T) {
	each(t, func(w *world) {
		w.account("Known@example.com", cheap(password))
		w.settle()
		count := func(email string) string {
			w.Helper()
			before := w.sizes()
			c := w.visitor()
			a := c.signUp(email, "Kim", "a password like any other")
			w.settle()
			grown := w.grown(before)
			var headers []string
			for name := range a.header {
				if name != "X-Request-Id" && name != "Set-Cookie" {
					headers = append(headers, name+a.header.Get(name))
				}
			}
			cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), "=")
			guess := c.confirmSignUp(email, "x")
			return fmt.Sprint(a.status, string(a.body), sorted(headers), cookie, len(a.header.Get("Set-Cookie")), grown, guess.status, guess.text("code"), guess.at("triesLeft"))
		}
		unknown := count("nobody@example.com")
		for _, known := range []string{"known@example.com", "KNOWN@EXAMPLE.COM"} {
			if got := count(known); got != unknown {
				w.Errorf("%s: got %s, want %s", known, got, unknown)
			}
		}
		w.equal("the owner is told", len(w.letters("Known@example.com")), 2)
		w.equal("without a code", w.letters("Known@example.com")[0].indented() == "" || strings.HasPrefix(w.letters("Known@example.com")[0].indented(), "http"), true)
		w.visitor().signIn("known@example.com", password).is(200)
		w.visitor().signIn("known@example.com", "a password like any other").is(401)
		w.equal("accounts", len(w.rows("SELECT 1 FROM account")), 1)
	})
}

// sizes are how many rows tables have that a request may write to.
func (w *world) sizes() map[string]int {
	w.Helper()
	sizes := map[string]int{}
	for _, table := range []string{"account", "sign_up", "verification_code", "throttle", "audit_event", "audit_detail", "job", "session"} {
		sizes[table] = len(w.rows("SELECT 1 FROM " + table))
	}
	return sizes
}

func (w *world) grown(before map[string]int) map[string]int {
	w.Helper()
	after := w.sizes()
	for table := range after {
		after[table] -= before[table]
	}
	delete(after, "throttle") // the network's is there from the second on
	return after
}

// Two sign up with one address: each code brings in what was entered for it, and in a browser only its own counts.
func TestSignUpsOfOneAddress(t *testing.T) {
	each(t, func(w *world) {
		victim, attacker := w.visitor(), w.visitor().from("198.51.100.9")
		attacker.signUp("kim@example.com", "Attacker", "the attacker's password").is(202)
		planted := w.mailed("kim@example.com")
		victim.signUp("kim@example.com", "Kim", password).is(202)
		own := w.mailed("kim@example.com")
		for own == planted { // once in a million
			victim.signUp("kim@example.com", "Kim", password).is(202)
			own = w.mailed("kim@example.com")
		}
		victim.confirmSignUp("kim@example.com", planted).is(422, "wrong_code")
		victim.confirmSignUp("kim@example.com", own).is(201)
		w.equal("whose name", victim.get("/v1/account").text("name"), "Kim")
		w.visitor().signIn("kim@example.com", "the attacker's password").is(401)
		w.visitor().signIn("kim@example.com", password).is(200)
		attacker.confirmSignUp("kim@example.com", planted).is(410, "code_spent")

		// A program without cookies brings in what was entered for the code that it sends, of what was entered in its network.
		for _, name := range []string{"First", "Second"} {
			w.visitor().signUp("lee@example.com", name, password).is(202)
		}
		letters := w.letters("lee@example.com")
		w.equal("whose name", w.visitor().confirmSignUp("lee@example.com", letters[0].indented()).is(201).text("account.name"), "First")
		w.visitor().confirmSignUp("lee@example.com", letters[1].indented()).is(410, "code_spent")
	})
}

// Addresses that differ in case, width or the form of the domain are one; dots count.
func TestSignUpAddressForms(t *testing.T) {
	each(t, func(w *world) {
		w.visitor().signUp("kim@서울.kr", "Kim", password).is(202)
		code := w.letters("kim@xn--2i4bq6h.kr")[0].indented()
		w.visitor().confirmSignUp("k.im@서울.kr", code).is(410, "code_spent")
		w.visitor().confirmSignUp("KIM@\u1109\u1165\u110b\u116e\u11af.KR", code).is(201)
		w.visitor().signUp("Kim@xn--2i4bq6h.kr", "Other", password).is(202)
		w.equal("the owner is told", len(w.letters("kim@xn--2i4bq6h.kr")), 2)
		w.equal("accounts", len(w.rows("SELECT 1 FROM account")), 1)
	})
}

func TestSignUpCodes(t *testing.T) {
	each(t, func(w *world) {
		w.visitor().signUp("kim@example.com", "Kim", password).is(202)
		code := w.mailed("kim@example.com")
		// Guessed over many connections with many headers: five are looked at.
		requests := make([]func() *answer, 20)
		for i := range requests {
			c := w.visitor().with("X-Forwarded-For", fmt.Sprint("203.0.113.", i))
			requests[i] = func() *answer { return c.confirmSignUp("kim@example.com", wrong(code)) }
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
		w.visitor().confirmSignUp("kim@example.com", code).is(410, "code_spent")

		// Five an hour for an address, known or not, from wherever they are asked.
		w.account("known@example.com", cheap(password))
		for _, email := range []string{"known@example.com", "new@example.com"} {
			for i := range 5 {
				w.visitor().from(fmt.Sprint("198.51.100.", i)).signUp(email, "Kim", password).is(202)
			}
			a := w.visitor().with("X-Forwarded-For", "203.0.113.7").signUp(email, "Kim", password).is(429, "too_many_codes")
			if wait := retryAfter(a); wait < 59*time.Minute || wait > time.Hour {
				w.Errorf("Retry-After is %s", wait)
			}
		}

		// Three of them at most where one network asks.
		for _, email := range []string{"known@example.com", "other@example.com"} {
			w.clock.advance(2 * time.Hour)
			for range 3 {
				w.visitor().signUp(email, "Kim", password).is(202)
			}
			w.visitor().signUp(email, "Kim", password).is(429, "too_many_codes")
			w.visitor().from("198.51.100.7").signUp(email, "Kim", password).is(202)
		}

		// Ten minutes.
		w.visitor().signUp("late@example.com", "Kim", password).is(202)
		code = w.mailed("late@example.com")
		w.clock.advance(10 * time.Minute)
		w.visitor().confirmSignUp("late@example.com", code).is(410, "code_spent")

		// Somebody else made an account of it meanwhile: whoever has the code may know.
		w.visitor().signUp("raced@example.com", "Kim", password).is(202)
		code = w.mailed("raced@example.com")
		w.account("raced@example.com", "")
		w.visitor().confirmSignUp("raced@example.com", code).is(409, "email_taken")
	})
}

// Strangers who know the address spend none of the tries of its owner's code, and cannot have it meant by a code of theirs.
func TestSignUpCodesGuessedElsewhere(t *testing.T) {
	each(t, func(w *world) {
		owner := w.visitor()
		owner.signUp("kim@example.com", "Kim", password).is(202)
		code := w.mailed("kim@example.com")
		stranger := w.visitor().from("198.51.100.9")
		for range 6 {
			stranger.confirmSignUp("kim@example.com", wrong(code)).is(410, "code_spent")
		}
		stranger.confirmSignUp("kim@example.com", code).is(410, "code_spent") // also the right one, which they can only guess
		stranger.signUp("kim@example.com", "Stranger", "the stranger's password").is(202)
		of := w.mailed("kim@example.com")
		for i := range 5 {
			guess := fmt.Sprintf("%06d", 100000+i)
			for guess == of || guess == code {
				guess = wrong(guess)
			}
			w.equal("tries left", stranger.confirmSignUp("kim@example.com", guess).is(422, "wrong_code").number("triesLeft"), 4-i)
		}
		stranger.confirmSignUp("kim@example.com", of).is(410, "code_spent")
		stranger.confirmSignUp("kim@example.com", code).is(410, "code_spent")
		w.equal("tries left", owner.confirmSignUp("kim@example.com", wrong(code)).is(422, "wrong_code").number("triesLeft"), 4)

		// The owner's browser is known wherever it goes, and a program without cookies by its network.
		w.equal("whose name", owner.from("203.0.113.1").confirmSignUp("kim@example.com", code).is(201).text("account.name"), "Kim")
		w.visitor().from("[2001:db8:1:2::1]").signUp("lee@example.com", "Lee", password).is(202)
		w.visitor().from("[2001:db8:1:2::9]").confirmSignUp("lee@example.com", w.mailed("lee@example.com")).is(201)

		// A cookie of another sign-up is none for this one.
		planted := w.visitor().from("198.51.100.9")
		planted.signUp("other@example.com", "Other", password).is(202)
		owner = w.visitor()
		owner.signUp("park@example.com", "Park", password).is(202)
		for range 6 {
			planted.confirmSignUp("park@example.com", "000000").is(410, "code_spent")
		}
		owner.confirmSignUp("park@example.com", w.mailed("park@example.com")).is(201)
	})
}

// Of twenty who bring one code at once, one gets the account.
func TestSignUpAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		w.visitor().signUp("kim@example.com", "Kim", password).is(202)
		code := w.mailed("kim@example.com")
		requests := make([]func() *answer, 20)
		for i := range requests {
			requests[i] = func() *answer { return w.visitor().confirmSignUp("kim@example.com", code) }
		}
		made := 0
		for _, a := range w.together(requests...) {
			if a.status == 201 {
				made++
			} else {
				a.is(410, "code_spent")
			}
		}
		w.equal("accounts", made, 1)
	})
}
