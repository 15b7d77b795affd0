package e2e

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/mailtest"
)

// smtp starts a mail server for the program: what to start the program with is its second result.
func smtp(t *testing.T, o mailtest.Options) (s *mailtest.Server, env string) {
	t.Helper()
	s = mailtest.Start(t, o)
	return s, "TENANTRY_MAIL_URL=" + s.URL()
}

// newestAt is what the newest message to somebody sets apart that a mail server has taken: a password, a code or a link.
// It waits for one.
func newestAt(t *testing.T, s *mailtest.Server, to string) string {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if found := s.To(to); len(found) > 0 {
			return found[len(found)-1].Apart(t)
		}
	}
	t.Fatalf("no message to %s", to)
	return ""
}

// A temporary password comes through a mail server, past one that is not there, hangs up in the middle, and past the
// program's sudden end; and once.
func TestMailThroughAServer(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		var refused atomic.Int64
		var takes atomic.Bool
		to, _ := smtp(t, mailtest.Options{
			Users: map[string]string{"tenantry@example.com": "sword:fish"},
			On: func(s mailtest.Step) error {
				if s.Name != mailtest.End || takes.Load() {
					return nil
				}
				refused.Add(1)
				s.Drop()
				return mailtest.Reply(451, 4, 3, 0, "nothing was taken")
			},
		})
		env := []string{
			"TENANTRY_MAIL_URL=smtp://tenantry%40example.com:sword%3Afish@127.0.0.1:" + to.Port, "TENANTRY_MAIL_FROM=City Call <call@city.go.kr>",
		}
		first := d.start(t, env...)
		staff := first.staff(t)
		organization := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("서울")).get("id").(string)
		staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations/"+organization+"/members",
			object{"name": "김민수", "email": "kim@example.com", "mobilePhone": "010-2345-6789"})
		for begun := time.Now(); refused.Load() == 0; time.Sleep(5 * time.Millisecond) {
			if time.Since(begun) > time.Minute {
				t.Fatalf("nothing has come; the log is %s", first.log())
			}
		}
		list := staff.want(t, http.StatusOK, http.MethodGet, "/v1/mail", nil)
		if list.get("total.value") != 1.0 {
			t.Errorf("waiting are %v", list.body)
		}
		first.kill()
		takes.Store(true)

		second := d.start(t, env...)
		password := newestAt(t, to, "kim@example.com")
		signIn := object{"email": "kim@example.com", "password": password, "newPassword": "a password of their own"}
		second.client().want(t, http.StatusOK, http.MethodPost, "/v1/session", signIn)
		staff = second.staff(t)
		for begun := time.Now(); staff.want(t, http.StatusOK, http.MethodGet, "/v1/mail", nil).get("total.value") != 0.0; time.Sleep(5 * time.Millisecond) {
			if time.Since(begun) > time.Minute {
				t.Fatal("the message is still listed")
			}
		}
		all := to.Messages()
		if len(all) != 1 || all[0].From != "call@city.go.kr" || all[0].User != "tenantry@example.com" || !strings.Contains(all[0].Read(t).From, `"City Call" <call@city.go.kr>`) {
			t.Errorf("have come: %+v", all)
		}
		if log := first.log() + second.log(); strings.Contains(log, "sword:") || strings.Contains(log, "sword%") || strings.Contains(log, password) {
			t.Errorf("the log tells a secret: %s", log)
		}
	})
}

// What is wrong with a mail server's address is said at the start, without the password that may be in it.
func TestAWrongMailServerRefusesToStart(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		for _, wrong := range []string{"smtp://tenantry:swordfish@", "smtp://tenantry:sword#fish@mail.example.com", "mail.example.com", "smtp://tenantry:swordfish@mail.example.com:99999"} {
			d.env = append(d.env, "TENANTRY_MAIL_URL="+wrong)
			r := d.run(t, "", "serve")
			if r.code == 0 || !strings.Contains(r.err, "TENANTRY_MAIL_URL") || strings.Contains(r.err+r.out, "swordfish") || strings.Contains(r.err+r.out, "sword#") {
				t.Errorf("%s: exit code %d: %s", wrong, r.code, r.err)
			}
		}
	})
}
