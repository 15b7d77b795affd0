package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
)

var setUpLink = regexp.MustCompile(`http://[a-z0-9.:]+/set-up#token=([A-Za-z0-9_-]+)`)

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	found := setUpLink.FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no set-up link in: %s", text)
	}
	return found[1]
}

func TestFirstStart(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		s := d.start(t)
		token := tokenIn(t, s.log())
		c := s.client()
		if a := c.want(t, http.StatusOK, http.MethodPost, "/v1/set-up/lookup", object{"token": token}); a.get("purpose") != "first_staff" {
			t.Errorf("the link is for %v", a.body)
		}
		// A start without staff gives a further link, and the first stays good.
		if code := s.stop(t); code != 0 {
			t.Fatalf("exit code %d: %s", code, s.log())
		}
		s = d.start(t)
		second := tokenIn(t, s.log())
		c = s.client()
		me := object{"token": token, "email": staffEmail, "name": "First", "password": staffPassword}
		c.want(t, http.StatusOK, http.MethodPost, "/v1/set-up", me)
		if a := c.want(t, http.StatusOK, http.MethodGet, "/v1/session", nil); a.get("account.email") != staffEmail {
			t.Errorf("signed in as %v", a.body)
		}
		for _, spent := range []string{token, second} {
			me["token"], me["email"] = spent, "second@example.com"
			c.want(t, http.StatusGone, http.MethodPost, "/v1/set-up", me)
			c.want(t, http.StatusGone, http.MethodPost, "/v1/set-up/lookup", object{"token": spent})
		}
		if code := s.stop(t); code != 0 {
			t.Fatalf("exit code %d: %s", code, s.log())
		}
		s = d.start(t)
		if strings.Contains(s.log(), "set-up#token") {
			t.Errorf("there is staff, and a link was logged: %s", s.log())
		}
		if n := s.staff(t).total(t); n != 0 {
			t.Errorf("%d organizations, want none", n)
		}
	})
}

func TestStaffAddWhileServing(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		s := d.start(t)
		d.addStaff(t)
		s.staff(t) // signs in at once

		out := d.must(t, "", "staff", "add", "--email", "link@example.com", "--name", "Link")
		token := tokenIn(t, out)
		if !strings.Contains(out, "\n    http://tenantry.example/set-up#token="+token+"\n") {
			t.Errorf("the link does not stand alone on a line: %q", out)
		}
		c := s.client()
		if a := c.want(t, http.StatusOK, http.MethodPost, "/v1/set-up/lookup", object{"token": token}); a.get("purpose") != "set_up" || a.get("email") != "link@example.com" {
			t.Errorf("the link is for %v", a.body)
		}
		c.want(t, http.StatusOK, http.MethodPost, "/v1/set-up", object{"token": token, "password": "another password"})
		c.want(t, http.StatusOK, http.MethodPost, "/v1/session", object{"email": "LINK@example.com", "password": "another password"})
		c.want(t, http.StatusGone, http.MethodPost, "/v1/set-up", object{"token": token, "password": "a third password"})

		for name, test := range map[string]struct {
			stdin string
			args  []string
			code  int
			err   string
		}{
			"staff already":   {"", []string{"--email", staffEmail, "--name", "Staff"}, 2, "a member of the platform organization already"},
			"no address":      {"", []string{"--email", "nobody", "--name", "N"}, 2, "email: "},
			"long name":       {"", []string{"--email", "n@example.com", "--name", strings.Repeat("가", 21)}, 2, "name: "},
			"short password":  {"short\n", []string{"--email", "n@example.com", "--name", "N", "--password-stdin"}, 2, "password: "},
			"no password":     {"", []string{"--email", "n@example.com", "--name", "N", "--password-stdin"}, 1, "no password came in"},
			"no name":         {"", []string{"--email", "n@example.com"}, 1, "name"},
			"a further thing": {"", []string{"--email", "n@example.com", "--name", "N", "more"}, 1, "unknown command"},
		} {
			r := d.run(t, test.stdin, append([]string{"staff", "add"}, test.args...)...)
			if r.code != test.code || !strings.Contains(r.err, test.err) || r.out != "" {
				t.Errorf("%s: exit code %d, %q, %q; want %d and %q", name, r.code, r.out, r.err, test.code, test.err)
			}
			if strings.Contains(r.err, "short\n") {
				t.Errorf("%s: the password is told", name)
			}
		}
		if a, err := c.do(http.MethodPost, "/v1/session", object{"email": "n@example.com", "password": "short"}); err != nil || a.status != http.StatusUnauthorized {
			t.Errorf("a refused member of staff can sign in: %+v, %v", a, err)
		}
	})
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	d := deploy(t, db.SQLite)
	if out := d.must(t, "", "version"); !regexp.MustCompile(`^tenantry \S+\n$`).MatchString(out) {
		t.Errorf("version says %q", out)
	}
	if out := d.must(t, "", "--help"); !strings.Contains(out, "TENANTRY_DATABASE_URL") || strings.Contains(out, "--key ") {
		t.Errorf("help: %s", out)
	}
	if files, err := os.ReadDir(d.folder); err != nil || len(files) > 0 {
		t.Errorf("version and help wrote %v (%v)", files, err)
	}
	for _, test := range []struct {
		name string
		env  []string
		args []string
		want []string
	}{
		{"unknown command", nil, []string{"sreve"}, []string{`unknown command "sreve"`}},
		{"unknown flag", nil, []string{"serve", "--nonsense"}, []string{"--nonsense"}},
		{"secret as a flag", nil, []string{"serve", "--key", "x"}, []string{"--key"}},
		{"two mistakes", []string{"TENANTRY_SIGN_UP=maybe"}, []string{"serve", "--listen", "nowhere"}, []string{"TENANTRY_SIGN_UP", "TENANTRY_LISTEN"}},
		{"PostgreSQL without a key", []string{"TENANTRY_DATABASE_URL=postgres://u:secret@127.0.0.1:1/d"}, []string{"serve"}, []string{"TENANTRY_KEY"}},
		{
			"PostgreSQL that is not there",
			[]string{"TENANTRY_DATABASE_URL=postgres://u:secret@127.0.0.1:1/d", "TENANTRY_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="},
			[]string{"serve"},
			[]string{"connect to PostgreSQL"},
		},
		{"mail over a way that there is not", []string{"TENANTRY_MAIL_URL=carrier-pigeon://x"}, []string{"serve"}, []string{"TENANTRY_MAIL_URL"}},
		{"no such file", nil, []string{"import", "organizations", "nowhere.csv"}, []string{"nowhere.csv"}},
		{"no file", nil, []string{"import", "organizations"}, []string{"accepts 1 arg"}},
		{"no configuration file", nil, []string{"serve", "--config", "nowhere.conf"}, []string{"nowhere.conf"}},
	} {
		d := deploy(t, db.SQLite)
		d.env = append(d.env, test.env...)
		r := d.run(t, "", test.args...)
		if r.code != 1 || r.out != "" || !strings.HasPrefix(r.err, "tenantry: ") || strings.Contains(r.err, "secret") {
			t.Errorf("%s: exit code %d, %q, %q", test.name, r.code, r.out, r.err)
		}
		for _, want := range test.want {
			if !strings.Contains(r.err, want) {
				t.Errorf("%s: %q, want it to name %q", test.name, r.err, want)
			}
		}
	}
}

func TestAnotherKeyIsRefused(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		other := *d
		other.env = append(append([]string{}, d.env...), "TENANTRY_KEY=ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=")
		r := other.run(t, "", "serve")
		if r.code != 1 || !strings.Contains(r.err, "the key is not the one this database was made with") || strings.Contains(r.err, "ZmVk") {
			t.Errorf("exit code %d, %q", r.code, r.err)
		}
		d.start(t).staff(t) // with the right key all is as it was
	})
}

func TestKeyFileIsItsOwnersOnly(t *testing.T) {
	t.Parallel()
	d := deploy(t, db.SQLite)
	d.start(t)
	for _, name := range []string{"key", "tenantry.db"} {
		info, err := os.Stat(filepath.Join(d.folder, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v (%v), want mode 0600", name, info, err)
		}
	}
}

// What must stay secret is in no log: passwords, tokens, cookies.
func TestLogsHoldNoSecrets(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		token := tokenIn(t, d.must(t, "", "staff", "add", "--email", "link@example.com", "--name", "Link"))
		s := d.start(t, "TENANTRY_LOG_FORMAT=text")
		c := s.client()
		answers := []answer{
			c.want(t, http.StatusUnauthorized, http.MethodPost, "/v1/session", object{"email": staffEmail, "password": "a wrong password"}),
			c.want(t, http.StatusOK, http.MethodPost, "/v1/session", object{"email": staffEmail, "password": staffPassword}),
			c.want(t, http.StatusOK, http.MethodPost, "/v1/set-up", object{"token": token, "password": "another password"}),
			c.want(t, http.StatusUnprocessableEntity, http.MethodPost, "/v1/session?password=hunter2hunter2", object{"email": staffEmail, "password": staffPassword}),
			c.want(t, http.StatusNoContent, http.MethodDelete, "/v1/session", nil),
		}
		secrets := []string{staffPassword, "a wrong password", "another password", "hunter2hunter2", token}
		for _, a := range answers {
			for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
				if cookie.Value != "" {
					secrets = append(secrets, cookie.Value)
				}
			}
			if told, err := json.Marshal(a.body); err != nil || strings.Contains(string(told), "password\":\"a") {
				t.Errorf("an answer tells a password: %s (%v)", told, err)
			}
		}
		if len(secrets) < 8 {
			t.Fatalf("only %d secrets: the cookies are not among them", len(secrets))
		}
		if code := s.stop(t); code != 0 {
			t.Errorf("exit code %d", code)
		}
		log := s.log()
		if !strings.Contains(log, "path=/v1/session status=200") {
			t.Fatalf("the requests are not logged: %s", log)
		}
		for _, secret := range secrets {
			if strings.Contains(log, secret) {
				t.Errorf("%q is in the log", secret)
			}
		}
	})
}
