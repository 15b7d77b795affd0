package api_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever host a request names, no message of any kind leads there.
func TestMailLeadsToNoHostOfARequest(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		admin := w.admin("admin@example.com", place).proven()
		known := w.account("known@example.com", cheap(password))
		w.join(known, place)
		const evil = "evil.example"
		poisoned := func(c *client) *client {
			c = c.with("X-Forwarded-Host", evil).with("X-Forwarded-Proto", "gopher").with("Forwarded", "host="+evil+";proto=gopher")
			return c.with("X-Original-URL", "http://"+evil+"/").with("Referer", "http://"+evil+"/").with("X-Forwarded-Server", evil)
		}
		send := func(c *client, path string, body object, status int) {
			w.Helper()
			poisoned(c).post("http://"+evil+path, body).is(status)
		}
		member := w.memberOf(known)
		send(admin, "/v1/organizations/"+place+"/invitations", object{"invitations": []object{{"name": "Kim", "email": "invited@example.com", "roleIds": []string{}}}}, 200)
		send(w.operator(), "/v1/organizations/"+place+"/members", somebody("added@example.com"), 201)
		send(w.operator(), "/v1/organizations/"+w.spare("다른 기관")+"/members", somebody("known@example.com"), 201)
		send(admin, "/v1/account/email", object{"email": "new@example.com"}, 202)
		send(admin, "/v1/account/deletion", object{}, 202)
		send(admin, "/v1/organizations/"+place+"/erasure", object{}, 202)
		send(w.visitor(), "/v1/sign-up", object{"email": "fresh@example.com", "name": "Kim", "password": password}, 202)
		send(w.visitor(), "/v1/sign-up", object{"email": "admin@example.com", "name": "Kim", "password": password}, 202)
		send(w.visitor(), "/v1/password-reset", object{"email": "admin@example.com"}, 202)
		w.operator().delete("/v1/members/" + strings.Trim(w.rows("SELECT id FROM member WHERE account_id = $1 AND awaits = 'owner'", known)[0], "[]")).is(204)
		send(w.operator(), "/v1/members/"+member+"/reset-password", object{}, 204)
		w.settle()

		files, err := filepath.Glob(filepath.Join(w.app.Config.Outbox, "*.eml"))
		w.must(err)
		w.equal("messages", len(files), 10)
		for _, name := range files {
			raw, err := os.ReadFile(name) //nolint:gosec // a test's own folder
			w.must(err)
			for _, word := range []string{"evil", "gopher"} {
				if strings.Contains(string(raw), word) {
					w.Errorf("a message says %s: %s", word, raw)
				}
			}
			if l := w.letter(name); strings.Contains(l.indented(), "://") && !strings.HasPrefix(l.indented(), w.app.Config.PublicURL+"/") {
				w.Errorf("a link of %q is %s", l.subject, l.indented())
			}
		}
		for _, path := range []string{"/v1/session", "/v1/organizations/" + place, "/openapi.json"} {
			a := poisoned(admin).get("http://" + evil + path).is(200)
			if strings.Contains(fmt.Sprint(string(a.body), a.header), evil) {
				w.Errorf("%s says %s", path, evil)
			}
		}
	})
}
