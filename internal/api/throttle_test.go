package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// most is how many wrong passwords one account may see from one address.
const most = 20

// guess tries n wrong passwords, each of which is looked at.
func guess(c *client, email string, n int) {
	c.w.Helper()
	for range n {
		c.signIn(email, "wrong password").is(401, "invalid_credentials")
	}
}

func retryAfter(a *answer) time.Duration {
	a.w.Helper()
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	a.w.must(err)
	return time.Duration(seconds) * time.Second
}

func TestWrongPasswordsAreCounted(t *testing.T) {
	each(t, func(w *world) {
		w.staffWithPassword("staff@example.com")
		w.staffWithPassword("other@example.com")
		browser := w.visitor()
		browser.signIn("staff@example.com", password).is(200)
		stranger := w.visitor() // behind the same address
		guess(stranger, "staff@example.com", most)

		w.unchanged("an attempt too many", func() {
			a := stranger.signIn("staff@example.com", password).is(429, "too_many_attempts")
			if wait := retryAfter(a); wait < 14*time.Minute || wait > 15*time.Minute {
				w.Errorf("Retry-After is %s", wait)
			}
			for _, forged := range []string{"203.0.113.9", "127.0.0.1", "::1", "unknown"} {
				for _, header := range []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "True-Client-Ip", "Cf-Connecting-Ip"} {
					stranger.with(header, forged).signIn("staff@example.com", password).is(429)
				}
			}
			stranger.signIn(" STAFF@example.com ", password).is(429) // the same address, written in another way
			planted := w.visitor()
			planted.cookies["tenantry_device"] = "nonce." + "mac"
			planted.signIn("staff@example.com", password).is(429)
		})
		// Nobody else is held up: not the owner elsewhere, not in a known browser, not another account.
		w.visitor().from("198.51.100.7").signIn("staff@example.com", password).is(200)
		browser.signIn("staff@example.com", password).is(200)
		stranger.signIn("other@example.com", password).is(200)
		// A browser is known for the account that it signed in to, and no other.
		known := w.visitor()
		known.signIn("other@example.com", password).is(200)
		known.signIn("staff@example.com", password).is(429)

		w.clock.advance(10 * time.Minute)
		if wait := retryAfter(w.visitor().signIn("staff@example.com", password).is(429)); wait > 5*time.Minute {
			w.Errorf("Retry-After 10 minutes later is %s", wait)
		}
		w.clock.advance(5*time.Minute + time.Second)
		guess(w.visitor(), "staff@example.com", 2)
		w.visitor().signIn("staff@example.com", password).is(200)
	})
}

// TestBrowsersAreKnownHoweverTheyCameIn is about whoever knows the password: their wrong codes must not keep the owner,
// in the browser that the account was made in, from changing it.
func TestBrowsersAreKnownHoweverTheyCameIn(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("종로구", contracting())
		admin := w.admin("admin@example.com", organizationID)
		came := map[string]func(c *client, email string) *answer{
			"by signing up": func(c *client, email string) *answer {
				c.signUp(email, "Kim", chosenPassword).is(202)
				return c.confirmSignUp(email, w.mailed(email)).is(201)
			},
			"by an invitation": func(c *client, email string) *answer {
				_, token := admin.invite(organizationID, email)
				return c.post("/v1/invitations/accept", object{"token": token, "password": chosenPassword}).is(200)
			},
		}
		for how, in := range came {
			owner, email := w.visitor(), strings.ReplaceAll(how, " ", ".")+"@example.com"
			owner.accountID = in(owner, email).text("account.id")
			owner.proven().setUpTOTP()
			for range 10 {
				w.visitor().post("/v1/session", object{"email": email, "password": chosenPassword, "code": "000000"}).is(401, "invalid_code")
			}
			w.equal(how, owner.post("/v1/account/reauthentication", object{"password": chosenPassword}).status, 200)
		}
	})
}

func TestRightPasswordStartsTheCountAnew(t *testing.T) {
	each(t, func(w *world) {
		w.staffWithPassword("staff@example.com")
		guess(w.visitor(), "staff@example.com", most-1)
		w.visitor().signIn("staff@example.com", password).is(200)
		guess(w.visitor(), "staff@example.com", 3)
	})
}

func TestUnknownAddressesAreCountedAlike(t *testing.T) {
	each(t, func(w *world) {
		guess(w.visitor(), "nobody@example.com", most)
		a := w.visitor().signIn("nobody@example.com", "wrong password").is(429, "too_many_attempts")
		if wait := retryAfter(a); wait < 14*time.Minute {
			w.Errorf("Retry-After is %s", wait)
		}
	})
}

func TestParallelGuessesAreCounted(t *testing.T) {
	each(t, func(w *world) {
		w.staffWithPassword("staff@example.com")
		statuses := make([]int, 2*most)
		var wait sync.WaitGroup
		for i := range statuses {
			wait.Go(func() { statuses[i] = w.visitor().signIn("staff@example.com", "wrong password").status })
		}
		wait.Wait()
		count := map[int]int{}
		for _, s := range statuses {
			count[s]++
		}
		w.equal("answers by status", count, map[int]int{http.StatusUnauthorized: most, http.StatusTooManyRequests: most})
	})
}

func TestTrustedProxies(t *testing.T) {
	each(t, func(w *world) {
		w.staffWithPassword("staff@example.com")
		proxy := w.visitor().from("10.1.2.3")
		behind := func(chain string) *client { return proxy.with("X-Forwarded-For", chain) }
		for i := range most { // one subscriber has a whole /64
			guess(behind(fmt.Sprintf("2001:db8:1:2::%x", i)), "staff@example.com", 1)
		}
		for _, chain := range []string{
			"2001:db8:1:2::99", "198.51.100.7, 2001:db8:1:2::1", "2001:db8:1:2:ffff::1, 10.9.9.9", "198.51.100.7,2001:db8:1:2::1, 10.9.9.9,10.9.9.8",
		} {
			behind(chain).signIn("staff@example.com", password).is(429)
		}
		behind("2001:db8:1:3::1").signIn("staff@example.com", password).is(200)
		behind("198.51.100.7").signIn("staff@example.com", password).is(200)
		// Whoever is not a trusted proxy is taken for what it is.
		w.visitor().from("192.0.2.77").with("X-Forwarded-For", "2001:db8:1:2::1").signIn("staff@example.com", password).is(200)
		w.equal("addresses of sessions", w.rows("SELECT address FROM session"), "[[192.0.2.77] [198.51.100.7] [2001:db8:1:3::1]]")
	}, "TRUSTED_PROXIES=10.0.0.0/8")
}
