package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// An organization is erased while an import brings numbers into it, and the program is killed again and again meanwhile:
// nobody reaches it from the answer on, the next start goes on where the last one ended, nothing of it is left, and it is
// told once. Wrong codes stay counted over a kill.
func TestKilledWhileErasing(t *testing.T) {
	const numbers, kills = 20_000, 4
	var file strings.Builder
	file.WriteString("number,lettering\n")
	for i := range numbers {
		fmt.Fprintf(&file, "010-%04d-%04d,민원 %d\n", 2000+i/10_000, i%10_000, i%100)
	}
	each(t, func(t *testing.T, d *deployment) {
		const email = "admin@example.com"
		d.addStaff(t)
		s := d.start(t)
		staff := s.staff(t)
		gone := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", organization("없어질 곳")).get("id")
		stays := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", organization("남을 곳")).get("id")
		admin, _ := staff.join(t, d, gone, email)
		for i, owner := range []any{gone, gone, stays} {
			staff.want(t, http.StatusCreated, http.MethodPost, fmt.Sprintf("/v1/organizations/%v/number-ranges", owner),
				object{"billingNumber": "02-312-4567", "first": fmt.Sprintf("010-%d-0000", 5000+i), "lastFourDigits": []string{"9999", "9999", "0099"}[i]})
		}
		total := func() any {
			return staff.want(t, http.StatusOK, http.MethodGet, "/v1/numbers?count=exact&limit=1", nil).get("total.value")
		}
		if n := total(); n != 20_100. {
			t.Fatalf("%v numbers", n)
		}
		incoming := "/v1/imports/" + fmt.Sprint(admin.upload(t, "numbers", []byte(file.String()), "organizationId", fmt.Sprint(gone), "billingNumber", "02-312-4567"))
		admin.settled(t, incoming, "ready")

		path := fmt.Sprintf("/v1/organizations/%v/erasure", gone)
		admin.want(t, http.StatusOK, http.MethodPost, "/v1/account/reauthentication", object{"password": "a password of their own"})
		admin.want(t, http.StatusAccepted, http.MethodPost, path, nil)
		code := ""
		for begun := time.Now(); len(code) != 6 && time.Since(begun) < time.Minute; time.Sleep(5 * time.Millisecond) {
			code = d.newest(t, email)
		}
		wrong := string('0'+(code[0]-'0'+1)%10) + code[1:]
		for left := 4; left > 2; left-- {
			a := admin.want(t, http.StatusUnprocessableEntity, http.MethodPost, path+"/confirm", object{"name": "없어질 곳", "code": wrong})
			if a.get("triesLeft") != float64(left) {
				t.Fatalf("tries left: %v, want %d", a.get("triesLeft"), left)
			}
			s.kill()
			s = d.start(t)
			admin, staff = admin.at(s), staff.at(s)
		}
		admin.want(t, http.StatusAccepted, http.MethodPost, incoming+"/apply", nil)
		admin.want(t, http.StatusAccepted, http.MethodPost, path+"/confirm", object{"name": "없어질 곳", "code": code})

		const job = `tenantry_jobs{kind="organization.erase",state="`
		under := func() bool {
			m := s.metrics(t)
			return !strings.Contains(m, job+`queued"} 0`) || !strings.Contains(m, job+`running"} 0`)
		}
		interrupted := 0
		for i := range kills {
			s.kill()
			s = d.start(t)
			admin, staff = admin.at(s), staff.at(s)
			if under() {
				interrupted++
			}
			for _, c := range []*client{admin, staff} {
				c.want(t, http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/organizations/%v", gone), nil)
			}
			if a, err := admin.do(http.MethodGet, incoming, nil); err != nil || a.get("status") == "applying" {
				t.Fatalf("killed at %d: the import is %+v, %v", i, a, err)
			}
			if n := total(); n != 100. {
				t.Fatalf("killed at %d: %v numbers are told", i, n)
			}
			time.Sleep(time.Duration(i) * 30 * time.Millisecond) // only how well the moments spread depends on it
		}
		if interrupted == 0 {
			t.Error("no erasure was interrupted")
		}
		for begun := time.Now(); under(); time.Sleep(20 * time.Millisecond) {
			if time.Since(begun) > time.Minute {
				t.Fatalf("the erasure does not end: %s", s.log())
			}
		}
		for _, action := range []string{"organization.erased", "organization.erasure_finished"} {
			trail := staff.want(t, http.StatusOK, http.MethodGet, "/v1/audit?action="+action, nil)
			if n := trail.get("total.value"); n != 1. {
				t.Errorf("%v events %s", n, action)
			}
		}
		admin.want(t, http.StatusNotFound, http.MethodGet, incoming, nil)
		// Its numbers are free again, those of the file, too; the others stay where they are.
		for _, first := range []string{"010-5000-0000", "010-5001-0000", "010-2000-0000", "010-2001-0000"} {
			staff.want(t, http.StatusCreated, http.MethodPost, fmt.Sprintf("/v1/organizations/%v/number-ranges", stays),
				object{"billingNumber": "02-312-4567", "first": first, "lastFourDigits": "9999"})
		}
		if code := s.stop(t); code != 0 || strings.Contains(s.log(), "level=ERROR") {
			t.Errorf("exit code %d: %s", code, s.log())
		}
	})
}
