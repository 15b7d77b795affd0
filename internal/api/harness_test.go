package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

// world is the program on a fresh database, with a clock that a test moves.
type world struct {
	*testing.T
	app     *app.App
	clock   *clock
	staffed *client // the operator, once there is one
	people  int     // how many addresses were made up
	dumping string  // the query of everything that is stored, once it was needed
}

// clock moves a millisecond with each look, so that no two things happen at once.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var engines = []db.Engine{db.SQLite, db.Postgres}

// each runs f on both engines. settings are NAME=value without the prefix TENANTRY_.
func each(t *testing.T, f func(w *world), settings ...string) {
	t.Helper()
	t.Parallel()
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			f(open(t, engine, settings...))
		})
	}
}

func open(t *testing.T, engine db.Engine, settings ...string) *world {
	t.Helper()
	environment := map[string]string{
		"TENANTRY_DATABASE_URL": dbtest.URL(t, engine),
		"TENANTRY_DATA_DIR":     t.TempDir(),
		"TENANTRY_KEY":          "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
		"TENANTRY_SIGN_UP":      "open",
	}
	environment["TENANTRY_MAIL_URL"] = "file:" + environment["TENANTRY_DATA_DIR"] + "/outbox"
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		environment["TENANTRY_"+name] = value
	}
	c, err := config.Load(func(name string) (string, bool) { v, ok := environment[name]; return v, ok }, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	k := &clock{now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)}
	a, err := app.Open(context.Background(), c, k.Now)
	if err != nil {
		t.Fatal(err)
	}
	stop := apptest.Work(t, a)
	t.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &world{T: t, app: a, clock: k}
}

// settle waits until no job is running or due.
func (w *world) settle() {
	w.Helper()
	apptest.Settle(w, w.app, w.clock.Now)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// client is a browser: it keeps cookies and comes from one address.
type client struct {
	w         *world
	address   string
	cookies   map[string]string
	jar       *sync.Mutex // of cookies, for requests at the same moment
	header    http.Header
	accountID string // of who is signed in
	keyID     string // of the API key that it sends
}

// visitor is a browser that nobody has signed in with.
func (w *world) visitor() *client {
	return &client{w: w, address: "192.0.2.1", cookies: map[string]string{}, jar: &sync.Mutex{}, header: http.Header{}}
}

// cookie is a cookie's name as the public URL has it.
func (w *world) cookie(name string) string {
	if strings.HasPrefix(w.app.Config.PublicURL, "https://") {
		return "__Host-" + name
	}
	return name
}

// from is the same browser at another address.
func (c *client) from(address string) *client {
	moved := *c
	moved.address = address
	return &moved
}

// with is the same browser, sending one more header.
func (c *client) with(name, value string) *client {
	more := *c
	more.header = c.header.Clone()
	more.header.Set(name, value)
	return &more
}

// answer is what came back. It is read as JSON by dotted paths.
type answer struct {
	w      *world
	what   string
	status int
	header http.Header
	body   []byte
	value  any // what the body says, once it was looked at
}

func (c *client) do(method, target string, body io.Reader, contentType string) *answer {
	c.w.Helper()
	r := httptest.NewRequest(method, target, body)
	r.RemoteAddr = c.address + ":40000"
	r.Header = c.header.Clone()
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	c.jar.Lock()
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	c.jar.Unlock()
	rec := httptest.NewRecorder()
	c.w.app.Handler.ServeHTTP(rec, r)
	response := rec.Result()
	c.jar.Lock()
	defer c.jar.Unlock()
	for _, cookie := range response.Cookies() {
		if cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
		} else {
			c.cookies[cookie.Name] = cookie.Value
		}
	}
	return &answer{w: c.w, what: method + " " + shorten(target), status: response.StatusCode, header: response.Header, body: rec.Body.Bytes()}
}

func shorten(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

func (c *client) get(target string) *answer {
	c.w.Helper()
	return c.do(http.MethodGet, target, http.NoBody, "")
}

func (c *client) delete(target string) *answer {
	c.w.Helper()
	return c.do(http.MethodDelete, target, http.NoBody, "")
}

// post sends JSON: a string as it is, anything else encoded.
func (c *client) post(target string, body any) *answer {
	c.w.Helper()
	return c.do(http.MethodPost, target, encode(c.w, body), "application/json")
}

func (c *client) patch(target string, body any) *answer {
	c.w.Helper()
	return c.do(http.MethodPatch, target, encode(c.w, body), "application/merge-patch+json")
}

func encode(w *world, body any) io.Reader {
	if s, ok := body.(string); ok {
		return strings.NewReader(s)
	}
	b, err := json.Marshal(body)
	w.must(err)
	return bytes.NewReader(b)
}

// upload brings in a file and waits for its check: the answer is the upload's, with the import as it is then.
func (c *client) upload(name, content string, fields ...string) *answer {
	c.w.Helper()
	body, contentType := form(c.w, name, content, fields...)
	return c.settled(c.do(http.MethodPost, "/v1/imports", body, contentType))
}

// settled waits until an import that was accepted for work is what the work makes of it.
func (c *client) settled(a *answer) *answer {
	c.w.Helper()
	for a.status == http.StatusAccepted {
		a.body, a.value = c.get("/v1/imports/"+a.text("id")).is(200).body, nil
		if s := a.text("status"); s != "checking" && s != "applying" {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return a
}

// form is an upload's body: kind=organizations unless fields (name=value) say something else.
func form(w *world, name, content string, fields ...string) (io.Reader, string) {
	w.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if !slices.ContainsFunc(fields, func(f string) bool { return strings.HasPrefix(f, "kind=") }) {
		fields = append(fields, "kind=organizations")
	}
	for _, f := range fields {
		key, value, _ := strings.Cut(f, "=")
		w.must(m.WriteField(key, value))
	}
	if name != "" {
		part, err := m.CreateFormFile("file", name)
		w.must(err)
		_, err = io.WriteString(part, content)
		w.must(err)
	}
	w.must(m.Close())
	return &body, m.FormDataContentType()
}

// is fails the test unless the answer has this status and, for a problem, this code.
func (a *answer) is(status int, code ...string) *answer {
	a.w.Helper()
	if a.status != status || len(code) > 0 && a.text("code") != code[0] {
		a.w.Fatalf("%s: got %d %s, want %d %v", a.what, a.status, shorten(string(a.body)), status, code)
	}
	if status >= http.StatusBadRequest {
		if got := a.header.Get("Content-Type"); got != "application/problem+json" {
			a.w.Fatalf("%s: a problem of type %q", a.what, got)
		}
		if a.text("requestId") != a.header.Get("X-Request-Id") || a.text("requestId") == "" {
			a.w.Fatalf("%s: request ID %q in the problem, %q in the header", a.what, a.text("requestId"), a.header.Get("X-Request-Id"))
		}
	}
	return a
}

// names fails the test unless the problem names this field with this code.
func (a *answer) names(location, code string) *answer {
	a.w.Helper()
	for i := range a.length("errors") {
		at := fmt.Sprintf("errors.%d.", i)
		if a.text(at+"location") == location && a.text(at+"code") == code {
			return a
		}
	}
	a.w.Fatalf("%s: %s does not name %s with %s", a.what, a.body, location, code)
	return nil
}

// at returns the value at a dotted path, nil where there is none.
func (a *answer) at(path string) any {
	a.w.Helper()
	if a.value == nil {
		if err := json.Unmarshal(a.body, &a.value); err != nil {
			a.w.Fatalf("%s: %d, not JSON: %s", a.what, a.status, shorten(string(a.body)))
		}
	}
	v := a.value
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text returns the text at a dotted path, "" where there is none.
func (a *answer) text(path string) string {
	a.w.Helper()
	s, ok := a.at(path).(string)
	if !ok {
		return ""
	}
	return s
}

func (a *answer) number(path string) int {
	a.w.Helper()
	n, ok := a.at(path).(float64)
	if !ok {
		a.w.Fatalf("%s: no number at %s in %s", a.what, path, shorten(string(a.body)))
	}
	return int(n)
}

func (a *answer) length(path string) int {
	a.w.Helper()
	list, _ := a.at(path).([]any)
	return len(list)
}

// column returns one text of every item of a list.
func (a *answer) column(field string) []string {
	a.w.Helper()
	out := make([]string, a.length("items"))
	for i := range out {
		out[i] = a.text(fmt.Sprintf("items.%d.%s", i, field))
	}
	return out
}

// equal fails the test unless the values print alike.
func (w *world) equal(what string, got, want any) {
	w.Helper()
	if g, x := fmt.Sprintf("%v", got), fmt.Sprintf("%v", want); g != x {
		w.Fatalf("%s: got %s, want %s", what, shorten(g), shorten(x))
	}
}

// containsAll reports whether all of these are in a text.
func containsAll(text string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
}

// containsText reports whether a text is in an answer.
func containsText(a *answer, text string) bool { return strings.Contains(string(a.body), text) }
