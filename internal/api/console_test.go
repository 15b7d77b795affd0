package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// consoleServer serves a console of a few files.
func consoleServer(t *testing.T) *api.Server {
	t.Helper()
	s, err := api.New(api.Config{
		DB: dbtest.New(t, db.SQLite), PublicURL: "http://127.0.0.1:8080",
		Console: fstest.MapFS{
			"index.html":         {Data: []byte("<!doctype html><title>console</title>")},
			"docs.html":          {Data: []byte("<!doctype html><title>docs</title>")},
			"assets/app-1.js":    {Data: []byte("plain")},
			"assets/app-1.js.gz": {Data: []byte("packed")},
			"favicon.svg":        {Data: []byte("<svg/>")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConsoleFilesAndRoutes(t *testing.T) {
	s := consoleServer(t)
	for _, c := range []struct {
		name, method, path, encoding string
		status                       int
		body, cache                  string
	}{
		{"the page", "GET", "/", "", 200, "console", "no-cache"},
		{"a route of the console", "GET", "/platform/organizations", "", 200, "console", "no-cache"},
		{"a file", "GET", "/assets/app-1.js", "", 200, "plain", "public, max-age=31536000, immutable"},
		{"a packed file", "GET", "/assets/app-1.js", "br, gzip", 200, "packed", "public, max-age=31536000, immutable"},
		{"packing refused", "GET", "/assets/app-1.js", "gzip;q=0", 200, "plain", "public, max-age=31536000, immutable"},
		{"a file of an older build", "GET", "/assets/app-0.js", "", 404, "not found", ""},
		{"the contract's page", "GET", "/docs", "", 200, "docs", "no-cache"},
		{"no way out of the folder", "GET", "/assets/../../etc/passwd", "", 307, "", ""},
		{"another method", "POST", "/sign-in", "", 404, "not_found", ""},
		{"an unknown path of the API", "GET", "/v1/nothing", "", 404, "not_found", "no-store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.path, nil)
			r.Header.Set("Accept-Encoding", c.encoding)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) || w.Header().Get("Cache-Control") != c.cache {
				t.Errorf("%s %s: %d %q %q, want %d %q %q", c.method, c.path, w.Code, w.Body, w.Header().Get("Cache-Control"), c.status, c.body, c.cache)
			}
		})
	}
}

// The console's pages and the contract's load nothing from elsewhere and nothing inline.
func TestConsolePolicy(t *testing.T) {
	s := consoleServer(t)
	for _, path := range []string{"/", "/sign-in", "/assets/app-1.js", "/docs"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		csp := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'self'; script-src 'self'; style-src 'self';") || strings.Contains(csp, "http") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
}
