package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/session"
)

const password = "correct horse battery"

// staffWithPassword makes a member of staff who can sign in, and returns the account's ID. The hash is a
// cheap one, so that a test can try many passwords.
func (w *world) staffWithPassword(email string) string {
	w.Helper()
	added, err := w.app.Staff.Add(context.Background(), audit.Actor{}, email, "Staff", "")
	w.must(err)
	w.exec("UPDATE account SET password_hash = $1 WHERE id = $2", cheap(password), added.AccountID)
	return added.AccountID
}

func (c *client) signIn(email, password string) *answer {
	c.w.Helper()
	return c.post("/v1/session", object{"email": email, "password": password})
}

func TestSignInAndOut(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.staffWithPassword("Staff@Example.com")
		c := w.visitor()
		c.get("/v1/session").is(401, "unauthenticated")
		a := c.signIn(" staff@EXAMPLE.com", password).is(200)
		for field, want := range map[string]any{
			"account.id": accountID, "account.email": "Staff@Example.com", "account.name": "Staff", "account.language": nil,
			"memberships.0.organization.platform": true, "memberships.0.organization.status": "active", "memberships.0.roles.0.name": "Admin",
		} {
			w.equal(field, a.at(field), want)
		}
		permissions, _ := a.at("memberships.0.permissions").([]any)
		for _, p := range []string{"console.organizations.register", "console.organizations.suspend", "console.organizations.delete", "console.organization.update"} {
			if !slices.Contains(permissions, any(p)) {
				w.Errorf("no %s among the permissions of staff", p)
			}
		}
		w.equal("the session", string(c.get("/v1/session").is(200).body), string(a.body))
		if strings.Contains(string(a.body), c.cookies["tenantry_session"]) {
			w.Error("the token is in the body")
		}
		copied := w.visitor()
		copied.cookies["tenantry_session"] = c.cookies["tenantry_session"]
		out := c.delete("/v1/session").is(204)
		w.equal("the cookie goes", strings.HasPrefix(out.header.Get("Set-Cookie"), "tenantry_session=; Path=/; Max-Age=0"), true)
		copied.get("/v1/session").is(401, "unauthenticated") // the token is worth nothing any more
		copied.delete("/v1/session").is(401, "unauthenticated")

		w.equal("language", w.signedIn(accountID).patch("/v1/account", object{"language": "ko"}).is(200).text("language"), "ko")
		for body, code := range map[string]string{`{"language":"xx"}`: "invalid_value", `{"language":""}`: "empty", `{"nickname":"x"}`: "unknown_field"} {
			w.signedIn(accountID).patch("/v1/account", body).is(422, code)
		}
		w.equal("no language", w.signedIn(accountID).patch("/v1/account", object{"language": nil}).is(200).at("language"), nil)
	})
}

func TestSignInTellsNothing(t *testing.T) {
	each(t, func(w *world) {
		w.staffWithPassword("staff@example.com")
		w.account("without@example.com", "")
		answers := map[string]bool{}
		for _, email := range []string{
			"staff@example.com", "nobody@example.com", "without@example.com", "nobody", "", "a@b@c", "nul\x00@example.com", "\u202estaff@example.com",
			"staff@example.com'--", strings.Repeat("a", 1000) + "@example.com", "한글@example.com",
		} {
			c := w.visitor()
			a := c.signIn(email, "wrong password").is(401, "invalid_credentials")
			var body map[string]any
			w.must(json.Unmarshal(a.body, &body))
			delete(body, "requestId")
			a.header.Del("X-Request-Id")
			answers[fmt.Sprint(a.status, a.header, body)] = true
			w.equal("cookies", c.cookies, map[string]string{})
		}
		if len(answers) != 1 {
			w.Errorf("answers differ: %v", answers)
		}
		for _, wrong := range []string{"", strings.Repeat("x", 5000), password + " ", strings.ToUpper(password), "\x00"} {
			w.visitor().signIn("staff@example.com", wrong).is(401, "invalid_credentials")
		}
		w.equal("refusals in the audit trail", w.rows("SELECT COUNT(*) FROM audit_event WHERE action = 'session.refused'"), "[[16]]")
		w.visitor().post("/v1/session", object{"email": "staff@example.com"}).is(422).names("body.password", "required")
		w.visitor().post("/v1/session", object{"email": "staff@example.com", "password": 1}).is(422).names("body.password", "wrong_type")
	})
}

func TestDisabledAccount(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.staffWithPassword("staff@example.com")
		c := w.signedIn(accountID)
		c.get("/v1/imports").is(200)
		w.operator() // one who stays
		w.disable(w.memberOf(accountID))
		c.get("/v1/groups").is(403, "permission_required") // on the very next request
		w.equal("memberships", c.get("/v1/session").is(200).length("memberships"), 0)
		w.visitor().signIn("staff@example.com", password).is(403, "account_disabled")
		w.visitor().signIn("staff@example.com", "wrong password").is(401, "invalid_credentials")
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(w *world) {
		idle, busy := w.staff("staff@example.com"), w.staff("busy@example.com")
		w.clock.advance(session.Idle - time.Minute)
		idle.get("/v1/session").is(200)
		busy.get("/v1/session").is(200)
		w.clock.advance(session.Idle - time.Minute) // use makes it last
		idle.get("/v1/session").is(200)
		w.clock.advance(session.Idle + time.Second)
		idle.get("/v1/session").is(401, "unauthenticated")
		idle.get("/v1/organizations").is(401, "unauthenticated")
		idle.get("/v1/session").is(401) // asking does not bring it back

		busy = w.signedIn(busy.accountID)
		start := w.clock.Now()
		for w.clock.Now().Sub(start) < session.Absolute-20*time.Minute {
			busy.get("/v1/session").is(200)
			w.clock.advance(19 * time.Minute)
		}
		busy.get("/v1/session").is(200)
		w.clock.advance(session.Absolute - w.clock.Now().Sub(start) + time.Second)
		busy.get("/v1/session").is(401, "unauthenticated")
		w.must(w.app.Sweep(w.Context()))
		w.equal("sessions after a sweep", w.rows("SELECT COUNT(*) FROM session"), "[[0]]")
	})
}

func TestLastUseIsStored(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		used := func() string { w.Helper(); return fmt.Sprint(w.rows("SELECT last_used_at FROM session")) }
		before := used()
		w.clock.advance(20 * time.Minute)
		w.unchanged("a request", func() { staff.get("/v1/session").is(200) }) // no request writes because it was made
		w.must(w.app.Handler.Sessions.Flush(w.Context()))
		after := used()
		if before == after {
			w.Error("the last use is not stored")
		}
		w.clock.advance(30 * time.Second)
		staff.get("/v1/session").is(200)
		w.must(w.app.Handler.Sessions.Flush(w.Context()))
		w.equal("a use within the minute", used(), after)
		// What is stored is what another node goes by.
		w.clock.advance(session.Idle - time.Minute)
		staff.get("/v1/session").is(200)
	})
}

func TestCookies(t *testing.T) {
	check := func(w *world, prefix, secure string) {
		w.staffWithPassword("staff@example.com")
		c := w.visitor()
		a := c.signIn("staff@example.com", password).is(200)
		cookies := a.header.Values("Set-Cookie")
		w.equal("cookies", len(cookies), 2)
		for i, name := range []string{"tenantry_session", "tenantry_device"} {
			age := []int{12 * 60 * 60, 365 * 24 * 60 * 60}[i]
			_, attributes, _ := strings.Cut(cookies[i], "; ")
			w.equal("name", strings.HasPrefix(cookies[i], prefix+name+"="), true)
			w.equal(name, attributes, fmt.Sprintf("Path=/; Max-Age=%d; HttpOnly%s; SameSite=Lax", age, secure))
		}
		c.get("/v1/session").is(200)
		// Under https a cookie without the prefix could come from a neighbouring host.
		if prefix != "" {
			planted := w.visitor()
			planted.cookies["tenantry_session"] = c.cookies[prefix+"tenantry_session"]
			planted.get("/v1/session").is(401)
		}
		w.unchanged("two credentials", func() {
			c.with("Authorization", "Bearer key").get("/v1/organizations").is(400, "two_credentials")
			c.with("Authorization", "Basic eDp5").post("/v1/organizations", object{}).is(400, "two_credentials")
			w.visitor().with("Authorization", "Bearer key").get("/v1/organizations").is(401, "unauthenticated")
			broken := w.visitor()
			broken.cookies[prefix+"tenantry_session"] = "nonsense"
			broken.get("/v1/session").is(401, "unauthenticated")
		})
	}
	t.Run("http", func(t *testing.T) { each(t, func(w *world) { check(w, "", "") }) })
	t.Run("https", func(t *testing.T) {
		each(t, func(w *world) { check(w, "__Host-", "; Secure") }, "PUBLIC_URL=https://tenantry.example.com")
	})
}

func TestOtherOrigins(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		body := object{"name": "서울", "registration": contracting()}
		w.unchanged("another origin", func() {
			for _, c := range []*client{
				staff.with("Sec-Fetch-Site", "cross-site"), staff.with("Sec-Fetch-Site", "same-site"),
				staff.with("Origin", "https://evil.example"), staff.with("Origin", "null"),
				staff.with("Sec-Fetch-Site", "cross-site").with("Origin", "https://evil.example"),
			} {
				c.post("/v1/organizations", body).is(403, "cross_origin")
				c.delete("/v1/session").is(403, "cross_origin")
				c.post("/v1/session", object{"email": "staff@example.com", "password": password}).is(403, "cross_origin")
				c.upload("x.csv", "name\n하나\n").is(403, "cross_origin")
				c.get("/v1/session").is(200) // reading is the browser's to guard
			}
		})
		for _, c := range []*client{
			staff, staff.with("Sec-Fetch-Site", "same-origin"), staff.with("Sec-Fetch-Site", "none"),
			staff.with("Sec-Fetch-Site", "same-origin").with("Origin", "http://example.com"), // the host that httptest asks
			staff.with("Origin", "https://console.example.org"),                              // the public URL, behind a proxy
			staff.with("Sec-Fetch-Site", "cross-site").with("Origin", "https://console.example.org"),
		} {
			c.post("/v1/organizations", body).is(201)
		}
	}, "PUBLIC_URL=https://console.example.org")
}

func TestFirstLinkAndParallelUse(t *testing.T) {
	each(t, func(w *world) {
		token, err := w.app.Staff.FirstLink(w.Context())
		w.must(err)
		second, err := w.app.Staff.FirstLink(w.Context())
		w.must(err)
		w.unchanged("looking a link up", func() {
			for range 3 {
				a := w.visitor().post("/v1/set-up/lookup", object{"token": token}).is(200)
				w.equal("purpose", fmt.Sprintln(a.text("purpose"), a.at("email"), a.at("name")), "first_staff <nil> <nil>\n")
			}
			w.visitor().post("/v1/set-up", object{"token": token, "password": password}).is(422).names("body.email", "invalid_email").names("body.name", "required")
			w.visitor().post("/v1/set-up", object{"token": token, "email": "a@example.com", "name": "가", "password": "short"}).is(422).names("body.password", "too_short")
			w.visitor().post("/v1/set-up", object{"token": token + "x", "email": "a@example.com", "name": "가", "password": password}).is(410, "link_spent")
		})
		answers := make([]*answer, 4)
		clients := make([]*client, len(answers))
		var wait sync.WaitGroup
		for i := range answers {
			clients[i] = w.visitor()
			wait.Go(func() {
				used := []string{token, second}[i%2]
				answers[i] = clients[i].post("/v1/set-up", object{"token": used, "email": fmt.Sprintf("staff%d@example.com", i), "name": "첫 직원", "password": password})
			})
		}
		wait.Wait()
		succeeded := 0
		for i, a := range answers {
			if a.status == http.StatusOK {
				succeeded++
				clients[i].get("/v1/imports").is(200)
				continue
			}
			a.is(410, "link_spent")
		}
		w.equal("links that were used", succeeded, 1)
		w.equal("accounts", w.rows("SELECT COUNT(*) FROM account"), "[[1]]")
		for _, token := range []string{token, second} {
			w.visitor().post("/v1/set-up/lookup", object{"token": token}).is(410, "link_spent")
		}
		none, err := w.app.Staff.FirstLink(w.Context())
		w.must(err)
		w.equal("a link while there is staff", none, "")
	})
}

func TestStaffLink(t *testing.T) {
	each(t, func(w *world) {
		added, err := w.app.Staff.Add(w.Context(), audit.Actor{}, "new@example.com", "새 직원", "")
		w.must(err)
		a := w.visitor().post("/v1/set-up/lookup", object{"token": added.Token}).is(200)
		w.equal("what it is for", a.text("purpose")+" "+a.text("email")+" "+a.text("name"), "set_up new@example.com 새 직원")
		w.visitor().signIn("new@example.com", password).is(401, "invalid_credentials")
		c := w.visitor()
		w.equal("account", c.post("/v1/set-up", object{"token": added.Token, "password": password}).is(200).text("account.id"), added.AccountID)
		c.get("/v1/imports").is(200)
		w.unchanged("a link that was used", func() {
			w.visitor().post("/v1/set-up/lookup", object{"token": added.Token}).is(410, "link_spent")
			w.visitor().post("/v1/set-up", object{"token": added.Token, "password": "another password"}).is(410, "link_spent")
		})
		w.visitor().signIn("new@example.com", password).is(200)

		late, err := w.app.Staff.Add(w.Context(), audit.Actor{}, "late@example.com", "늦은 직원", "")
		w.must(err)
		w.clock.advance(24*time.Hour - time.Minute)
		w.visitor().post("/v1/set-up/lookup", object{"token": late.Token}).is(200)
		w.clock.advance(2 * time.Minute)
		w.visitor().post("/v1/set-up/lookup", object{"token": late.Token}).is(410, "link_spent")
		w.visitor().post("/v1/set-up", object{"token": late.Token, "password": password}).is(410, "link_spent")
	})
}
