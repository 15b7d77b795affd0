package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// A request that runs when the program is told to stop is answered; meanwhile the program says that it is
// not ready, and then it ends well.
func TestRunningRequestsFinish(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		body, err := json.Marshal(object{"email": staffEmail, "password": staffPassword})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		// Half of the body, so that the request is running until the other half is there.
		if _, err := fmt.Fprintf(conn, "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:10]); err != nil {
			t.Fatal(err)
		}
		for !strings.Contains(s.metrics(t), "tenantry_http_requests_running 2") { // it, and the one that asks
			time.Sleep(5 * time.Millisecond)
		}
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		for s.status(t, "/readyz") == http.StatusOK {
			time.Sleep(5 * time.Millisecond)
		}
		if status := s.status(t, "/readyz"); status != http.StatusServiceUnavailable {
			t.Errorf("/readyz answers %d while a request is running, want 503", status)
		}
		if status := s.status(t, "/healthz"); status != http.StatusOK {
			t.Errorf("/healthz answers %d while a request is running, want 200", status)
		}
		if _, err := conn.Write(body[10:]); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("the running request was cut off: %v", err)
		}
		answered, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(answered), staffEmail) {
			t.Errorf("the running request: %d, %s, %v", resp.StatusCode, answered, err)
		}
		<-s.done
		if code := s.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("exit code %d: %s", code, s.log())
		}
	})
}

func (s *server) metrics(t *testing.T) string {
	t.Helper()
	r, err := http.Get(s.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTwoNodes(t *testing.T) {
	t.Parallel()
	d := deploy(t, db.Postgres)
	d.addStaff(t)
	one, two := d.start(t), d.start(t)
	a := one.staff(t)
	b := a.at(two)
	if got := b.want(t, http.StatusOK, http.MethodGet, "/v1/session", nil).get("account.email"); got != staffEmail {
		t.Errorf("the other node knows the session as %v", got)
	}
	made := a.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", organization("0"))
	path := "/v1/organizations/" + fmt.Sprint(made.get("id"))
	nodes := []*client{a, b}
	for i := range 40 {
		name := fmt.Sprint(i)
		nodes[i%2].want(t, http.StatusOK, http.MethodPatch, path, object{"name": name})
		if got := nodes[(i+1)%2].want(t, http.StatusOK, http.MethodGet, path, nil).get("name"); got != name {
			t.Fatalf("the other node reads %v right after %s was written", got, name)
		}
	}
	// A page of one node is continued on the other: they sign cursors alike.
	a.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", organization("other"))
	cursor := a.want(t, http.StatusOK, http.MethodGet, "/v1/organizations?limit=1", nil).get("nextCursor")
	b.want(t, http.StatusOK, http.MethodGet, "/v1/organizations?limit=1&cursor="+fmt.Sprint(cursor), nil)

	// A key of one node's request counts on the other.
	keyed := func(c *client) any {
		body, err := json.Marshal(organization("once"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequest(http.MethodPost, c.s.url+"/v1/organizations", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "once")
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var made object
		if err := json.NewDecoder(resp.Body).Decode(&made); err != nil || resp.StatusCode != http.StatusCreated {
			t.Fatalf("%d, %v, %v", resp.StatusCode, made, err)
		}
		return made["id"]
	}
	if first, again := keyed(a), keyed(b); first != again {
		t.Errorf("one key made two organizations: %v and %v", first, again)
	}
	// Signed out on one, out on both.
	a.want(t, http.StatusNoContent, http.MethodDelete, "/v1/session", nil)
	b.want(t, http.StatusUnauthorized, http.MethodGet, "/v1/session", nil)
}
