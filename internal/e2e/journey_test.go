package e2e

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestJourneys drives the console in a browser: web/e2e has the journeys.
func TestJourneys(t *testing.T) {
	if _, err := os.Stat(consolePage); err != nil {
		t.Fatal("the console is not built: run `make build` first")
	}
	organizations, err := filepath.Abs(country)
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, d *deployment) {
		// The console's own address, so that the program takes its pages for its own; by name, since browsers offer
		// passkeys at no IP address.
		address := freeAddress(t)
		public := "http://" + strings.Replace(address, "127.0.0.1", "localhost", 1)
		d.env = append(d.env, "TENANTRY_LISTEN="+address, "TENANTRY_PUBLIC_URL="+public, "TENANTRY_SIGN_UP=open")
		d.addStaff(t)
		invited := d.must(t, "", "staff", "add", "--email", "invited@example.com", "--name", "Invited")
		s := d.start(t)
		journeys := exec.Command("npx", "playwright", "test")
		journeys.Dir = "../../web"
		journeys.Env = append(os.Environ(),
			"TENANTRY_E2E_URL="+public, "TENANTRY_E2E_EMAIL="+staffEmail, "TENANTRY_E2E_PASSWORD="+staffPassword,
			"TENANTRY_E2E_ORGANIZATIONS_CSV="+organizations, "TENANTRY_E2E_SETUP_LINK="+setUpLink.FindString(invited),
			"TENANTRY_E2E_OUTBOX="+d.outbox(),
			"TENANTRY_E2E_OUTPUT="+filepath.Join(os.TempDir(), "tenantry-journeys-"+string(d.engine)))
		out, err := journeys.CombinedOutput()
		if err != nil {
			t.Fatalf("the journeys: %v\n%s\nthe program:\n%s", err, out, s.log())
		}
		t.Logf("%s", out)
	})
}

// freeAddress is an address that nobody listens on. Its port is below those that systems give to whoever asks for any, as
// the tests beside this one do.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(10_000)))
		if err != nil {
			continue // somebody has it
		}
		defer l.Close()
		return l.Addr().String()
	}
	t.Fatal("no port is free")
	return ""
}
