// Package e2e starts the real program, as a process of its own, and drives it from outside: the API, the
// command line and, in a browser, the console.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// binary is the program, built once per run: with the console where that is built.
var binary string

const consolePage = "../../web/dist/index.html"

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "tenantry-e2e-")
	if err == nil {
		binary = filepath.Join(folder, "tenantry")
		args := []string{"build", "-o", binary}
		if _, missing := os.Stat(consolePage); missing != nil {
			args = append(args, "-tags=noconsole")
		}
		build := exec.Command("go", append(args, "../../cmd/tenantry")...)
		build.Stderr = os.Stderr
		err = build.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build the program:", err)
		os.Exit(1)
	}
	dbtest.Main(built{m, folder})
}

// built takes the program away when the tests have run.
type built struct {
	*testing.M
	folder string
}

func (b built) Run() int {
	status := b.M.Run()
	if err := os.RemoveAll(b.folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	return status
}

var engines = []db.Engine{db.SQLite, db.Postgres}

// each runs f on both engines, each time with a deployment of its own, beside all other tests: most of them mostly wait,
// for work in the background to be taken up by the next start, for mail, for pages to settle.
func each(t *testing.T, f func(t *testing.T, d *deployment)) {
	t.Helper()
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(t, deploy(t, engine))
		})
	}
}

// deployment is a database, a data folder and a key: what nodes of one deployment share.
type deployment struct {
	engine db.Engine
	env    []string
	folder string
}

func deploy(t *testing.T, engine db.Engine) *deployment {
	t.Helper()
	d := &deployment{engine: engine, folder: t.TempDir()}
	d.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + d.folder,
		"TENANTRY_DATA_DIR=" + d.folder, "TENANTRY_LISTEN=127.0.0.1:0", "TENANTRY_PUBLIC_URL=http://tenantry.example",
	}
	if engine == db.Postgres {
		d.env = append(d.env, "TENANTRY_MAIL_URL=file:"+d.outbox(), "TENANTRY_DATABASE_URL="+dbtest.Empty(t, engine), "TENANTRY_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	}
	return d
}

// outbox is the folder of the deployment's mail.
func (d *deployment) outbox() string { return filepath.Join(d.folder, "outbox") }

// result is what a command did.
type result struct {
	code     int
	out, err string
}

// run runs a subcommand to its end.
func (d *deployment) run(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env, cmd.Stdin = d.env, strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// must runs a subcommand that must succeed, and returns what it printed.
func (d *deployment) must(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	r := d.run(t, stdin, args...)
	if r.code != 0 {
		t.Fatalf("tenantry %s: exit code %d: %s", strings.Join(args, " "), r.code, r.err)
	}
	return r.out
}

const (
	staffEmail    = "staff@example.com"
	staffPassword = "quite a long secret"
)

func (d *deployment) addStaff(t *testing.T) {
	t.Helper()
	d.must(t, staffPassword+"\n", "staff", "add", "--email", staffEmail, "--name", "Staff", "--password-stdin")
}

// server is the program while it serves.
type server struct {
	url  string
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
	mu   sync.Mutex
	logs bytes.Buffer
}

var servingAt = regexp.MustCompile(`msg=serving address=(\S+)`)

// start starts `tenantry serve` and waits until it is ready. It is killed at the end of the test, if it is
// still there.
func (d *deployment) start(t *testing.T, env ...string) *server {
	t.Helper()
	s := &server{cmd: exec.Command(binary, "serve"), done: make(chan struct{})}
	s.cmd.Env = append(append([]string{}, d.env...), env...)
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	address := make(chan string, 1)
	go func() {
		defer close(s.done)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			s.mu.Lock()
			s.logs.WriteString(lines.Text() + "\n")
			s.mu.Unlock()
			if at := servingAt.FindStringSubmatch(lines.Text()); at != nil {
				address <- at[1]
			}
		}
		_ = s.cmd.Wait() // how it ended is in ProcessState
	}()
	select {
	case a := <-address:
		s.url = "http://" + a
	case <-s.done:
		t.Fatalf("serve ended: %s", s.log())
	}
	for s.status(t, "/readyz") != http.StatusOK {
		select {
		case <-s.done:
			t.Fatalf("serve ended: %s", s.log())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return s
}

// log is what the program has logged so far.
func (s *server) log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logs.String()
}

// kill ends the program as a power cut would.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended
	<-s.done
}

// stop ends the program as an operator would, and returns its exit code.
func (s *server) stop(t *testing.T) int {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-s.done
	return s.cmd.ProcessState.ExitCode()
}

func (s *server) status(t *testing.T, path string) int {
	t.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		return 0
	}
	_ = r.Body.Close()
	return r.StatusCode
}

// client is a browser as far as the API can tell.
type client struct {
	*http.Client
	s *server
}

func (s *server) client() *client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &client{&http.Client{Jar: jar}, s}
}

// at is the same browser at another node.
func (c *client) at(s *server) *client { return &client{c.Client, s} }

// answer is a status code and a body.
type answer struct {
	status int
	body   map[string]any
	header http.Header
}

// text is a value of the body by its path: session.account.id.
func (a answer) get(path string) any {
	var value any = a.body
	for _, part := range strings.Split(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[part]
	}
	return value
}

// do sends JSON, or a body as it is.
func (c *client) do(method, path string, body any) (answer, error) {
	var content io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case upload:
		content, kind = bytes.NewReader(b.body), b.kind
	default:
		encoded, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(encoded)
		if method == http.MethodPatch {
			kind = "application/merge-patch+json"
		}
	}
	r, err := http.NewRequest(method, c.s.url+path, content)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", kind)
	resp, err := c.Do(r)
	if err != nil {
		return answer{}, err
	}
	raw, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return answer{}, err
	}
	a := answer{status: resp.StatusCode, header: resp.Header}
	if len(raw) > 0 && json.Unmarshal(raw, &a.body) != nil {
		a.body = map[string]any{"raw": string(raw)}
	}
	return a, nil
}

// want sends a request that must be answered with this status.
func (c *client) want(t *testing.T, status int, method, path string, body any) answer {
	t.Helper()
	a, err := c.do(method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		t.Fatalf("%s %s: %d, want %d: %v", method, path, a.status, status, a.body)
	}
	return a
}

type object = map[string]any

// staff signs in as the member of staff that addStaff made.
func (s *server) staff(t *testing.T) *client {
	t.Helper()
	c := s.client()
	c.want(t, http.StatusOK, http.MethodPost, "/v1/session", object{"email": staffEmail, "password": staffPassword})
	return c
}

// total is how many organizations there are: counted, and as the list says.
func (c *client) total(t *testing.T) int {
	t.Helper()
	kept := c.want(t, http.StatusOK, http.MethodGet, "/v1/organizations?limit=1", nil).get("total.value")
	counted := c.want(t, http.StatusOK, http.MethodGet, "/v1/organizations?limit=1&status=active&status=suspended&count=exact", nil).get("total.value")
	if kept != counted {
		t.Errorf("the list says %v, counted there are %v", kept, counted)
	}
	n, ok := counted.(float64)
	if !ok {
		t.Fatalf("no total: %v", counted)
	}
	return int(n)
}

// upload is a body that is not JSON.
type upload struct {
	kind string
	body []byte
}
