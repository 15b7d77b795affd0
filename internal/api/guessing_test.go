package api_test

import (
	"fmt"
	"testing"
)

// A code that was mailed is guessed at once from everywhere, by requests that claim to come from elsewhere still: five
// guesses are looked at, and then the right one does not help either.
func TestMailedCodesGuessedInParallel(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		w.admin("other@example.com", place)
		admin := w.admin("admin@example.com", place).proven()
		for _, c := range []struct {
			what, ask, confirm string
			asked, more        object
		}{
			{"deletion", "/v1/account/deletion", "/v1/account/deletion/confirm", object{}, nil},
			{"another address", "/v1/account/email", "/v1/account/email/confirm", object{"email": "new@example.com"}, nil},
			{"erasure", "/v1/organizations/" + place + "/erasure", "/v1/organizations/" + place + "/erasure/confirm", object{}, object{"name": "기관"}},
		} {
			admin.post(c.ask, c.asked).is(202)
			code := w.mailed("admin@example.com")
			sent := func(code string) object {
				body := object{"code": code}
				for name, value := range c.more {
					body[name] = value
				}
				return body
			}
			requests := make([]func() *answer, 24)
			for i := range requests {
				elsewhere := fmt.Sprint("203.0.113.", i)
				from := admin.from(fmt.Sprint("198.51.100.", i)).with("X-Forwarded-For", elsewhere).with("X-Real-IP", elsewhere).with("Forwarded", "for="+elsewhere)
				requests[i] = func() *answer { return from.post(c.confirm, sent(wrong(code))) }
			}
			looked := 0
			for _, a := range w.together(requests...) {
				if a.status == 422 {
					a.is(422, "wrong_code")
					looked++
				} else {
					a.is(410, "code_spent")
				}
			}
			w.equal(c.what+": guesses that were looked at", looked, 5)
			admin.post(c.confirm, sent(code)).is(410, "code_spent")
		}
		admin.get("/v1/organizations/" + place).is(200)
		w.equal("the address", admin.get("/v1/account").is(200).text("email"), "admin@example.com")
	})
}
