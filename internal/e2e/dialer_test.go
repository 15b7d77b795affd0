package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tenantry/tenantry/internal/id"
)

// dialer is examples/dialer at work.
type dialer struct {
	*exec.Cmd
	says *bufio.Scanner
	to   io.WriteCloser // whom it is to call
	errs *bytes.Buffer
}

// dial starts a campaign.
func dial(t *testing.T, program string, env []string, organizationID, caller, campaign string) *dialer {
	t.Helper()
	d := &dialer{errs: &bytes.Buffer{}}
	d.Cmd = exec.Command(program, "-organization", organizationID, "-caller", caller, "-campaign", campaign, "-name", "캠페인 "+campaign)
	d.Env, d.Stderr = env, d.errs
	out, err := d.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if d.to, err = d.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Process.Kill() }) // it may have ended
	d.says = bufio.NewScanner(out)
	return d
}

// calls has it call somebody: only a campaign that has begun does.
func (d *dialer) calls(t *testing.T, whom, from string) {
	t.Helper()
	if _, err := io.WriteString(d.to, whom+"\n"); err != nil {
		t.Fatal(err)
	}
	if !d.says.Scan() {
		t.Fatalf("it calls nobody: %v: %s", d.Wait(), d.errs)
	}
	if want := "calling " + whom + " from " + from; d.says.Text() != want {
		t.Errorf("it says %q, want %q", d.says.Text(), want)
	}
}

// ends waits until it has ended, with this exit code and these words on its standard error.
func (d *dialer) ends(t *testing.T, code int, words ...string) {
	t.Helper()
	if d.says.Scan() {
		t.Errorf("it also says %q", d.says.Text())
	}
	var exit *exec.ExitError
	if err := d.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := d.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d: %s", got, code, d.errs)
	}
	for _, w := range words {
		if !strings.Contains(d.errs.String(), w) {
			t.Errorf("it does not say %q: %s", w, d.errs)
		}
	}
	if len(words) == 0 && d.errs.Len() > 0 {
		t.Errorf("it complains: %s", d.errs)
	}
}

// The example of a product service, against the real program, with a key that holds what its README says and nothing
// else.
func TestDialer(t *testing.T) {
	program := filepath.Join(t.TempDir(), "dialer")
	if out, err := exec.Command("go", "build", "-o", program, "../../examples/dialer").CombinedOutput(); err != nil {
		t.Fatalf("build it: %s", out)
	}
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		staff := s.staff(t)
		organizationID := fmt.Sprint(staff.want(t, http.StatusCreated, "POST", "/v1/organizations", contracting("서울")).get("id"))
		staff.join(t, d, organizationID, "kim@example.com")
		_, leeID := staff.join(t, d, organizationID, "lee@example.com")
		number := only(t, staff.want(t, http.StatusCreated, "POST", "/v1/organizations/"+organizationID+"/numbers",
			object{"billingNumber": "02-555-0000", "numbers": []object{{"number": "02-555-1001"}}}))
		numberPath := fmt.Sprint("/v1/numbers/", number["id"])
		key := staff.want(t, http.StatusCreated, "POST", "/v1/organizations/"+id.PlatformOrganization+"/api-keys", object{
			"name": "dialer", "permissions": []string{"console.products.manage", "console.access.check", "console.numbers.read", "console.usages.manage"},
		})
		env := []string{"TENANTRY_URL=" + s.url + "/", fmt.Sprint("TENANTRY_API_KEY=", key.get("key"))}
		usages := func(n int) answer {
			t.Helper()
			a := staff.want(t, http.StatusOK, "GET", "/v1/usages?count=exact", nil)
			if a.get("total.value") != float64(n) {
				t.Errorf("%v usages, want %d", a.get("total.value"), n)
			}
			return a
		}

		// While it runs it can be seen, and the number stays.
		spring := dial(t, program, env, organizationID, "kim@example.com", "봄/1")
		spring.calls(t, "010-1111-2222", "02-555-1001")
		usage := only(t, usages(1))
		wanted := object{
			"organizationId": organizationID, "product": "dialer", "kind": "campaign", "externalId": "봄/1", "name": "캠페인 봄/1", "numberCount": 1.0,
		}
		for field, want := range wanted {
			if usage[field] != want {
				t.Errorf("%s is %v, want %v", field, usage[field], want)
			}
		}
		refusal := staff.want(t, http.StatusConflict, "DELETE", numberPath, nil)
		if uses, _ := refusal.get("usages").([]any); refusal.get("code") != "number_in_use" || len(uses) != 1 || uses[0].(object)["id"] != usage["id"] {
			t.Errorf("the number is refused with %v", refusal.body)
		}
		if a := staff.want(t, http.StatusOK, "GET", numberPath, nil); a.get("inUse") != true {
			t.Errorf("in use: %v", a.get("inUse"))
		}
		dial(t, program, env, organizationID, "kim@example.com", "봄/2").ends(t, 1, "no number that is free")
		spring.calls(t, "010-3333-4444", "02-555-1001")
		if err := spring.to.Close(); err != nil {
			t.Fatal(err)
		}
		spring.ends(t, 0)
		usages(0)

		// Interrupted it says so before it goes; killed it leaves the usage behind, which can be ended.
		summer := dial(t, program, env, organizationID, "kim@example.com", "여름")
		summer.calls(t, "010-1111-2222", "02-555-1001")
		if err := summer.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		summer.ends(t, 1, "interrupted")
		usages(0)
		autumn := dial(t, program, env, organizationID, "kim@example.com", "가을")
		autumn.calls(t, "010-1111-2222", "02-555-1001")
		if err := autumn.Process.Signal(os.Kill); err != nil {
			t.Fatal(err)
		}
		autumn.ends(t, -1)
		staff.want(t, http.StatusNoContent, "DELETE", fmt.Sprint("/v1/usages/", only(t, usages(1))["id"]), nil)
		usages(0)

		// Who may not, or is not there, starts nothing.
		staff.want(t, http.StatusOK, "PATCH", "/v1/members/"+leeID, object{"roleIds": []string{}})
		dial(t, program, env, organizationID, "lee@example.com", "겨울").ends(t, 1, "lee@example.com may not start campaigns", "dialer.campaigns.start")
		dial(t, program, env, organizationID, "nobody@example.com", "겨울").ends(t, 1, "unknown_account")
		usages(0)

		// The key is what lets it.
		staff.want(t, http.StatusNoContent, "DELETE", fmt.Sprint("/v1/api-keys/", key.get("id")), nil)
		dial(t, program, env, organizationID, "kim@example.com", "겨울").ends(t, 1, "401 unauthenticated")
		staff.want(t, http.StatusNoContent, "DELETE", numberPath, nil)
		staff.want(t, http.StatusNoContent, "DELETE", "/v1/products/dialer", nil)
	})
}

// only is the one item of a list.
func only(t *testing.T, a answer) object {
	t.Helper()
	items, _ := a.get("items").([]any)
	if len(items) != 1 {
		t.Fatalf("%d items: %v", len(items), a.body)
	}
	item, _ := items[0].(object)
	return item
}
