package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Whatever the program was doing in the background when it was killed is done once it is back, and once.
func TestKilledInTheBackground(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		const people, kills = 24, 6
		d.addStaff(t)
		s := d.start(t)
		staff := s.staff(t)
		path := fmt.Sprintf("/v1/organizations/%v/members", staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("o")).get("id"))
		for i := range people {
			staff.want(t, http.StatusCreated, http.MethodPost, path,
				object{"name": "Somebody", "email": fmt.Sprintf("somebody%d@example.com", i), "mobilePhone": "010-2345-6789"})
			if i%(people/kills) == 0 { // right after the answer, while the message is on its way
				s.kill()
				s = d.start(t)
				staff = staff.at(s)
			}
		}
		const left = `tenantry_jobs{kind="mail.deliver",state="`
		for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
			m := s.metrics(t)
			if strings.Contains(m, left+`queued"} 0`) && strings.Contains(m, left+`running"} 0`) {
				break
			}
			if time.Since(begun) > time.Minute {
				t.Fatalf("mail is not delivered: %s", s.log())
			}
		}
		delivered := d.delivered(t)
		for i := range people {
			if got := delivered[fmt.Sprintf("somebody%d@example.com", i)]; len(got) != 1 {
				t.Errorf("%d messages to somebody%d", len(got), i)
			}
		}
		if code := s.stop(t); code != 0 || strings.Contains(s.log(), "level=ERROR") {
			t.Errorf("exit code %d: %s", code, s.log())
		}
	})
}
