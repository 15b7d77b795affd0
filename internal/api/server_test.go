package api_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/api"
)

func TestContractIsThatOfTheCode(t *testing.T) {
	contract, err := api.Contract()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(contract) != string(file) {
		t.Fatal("api/openapi.yaml is not what the code serves. If the change is meant, run `make generate` and commit it.")
	}
}

func TestOperationsEndpoints(t *testing.T) {
	each(t, func(w *world) {
		anybody := w.visitor()
		w.equal("/healthz", anybody.get("/healthz").status, 200)
		w.equal("/readyz", anybody.get("/readyz").status, 200)
		anybody.get("/v1/deployment").is(200)
		anybody.get("/v1/organizations").is(401)
		for range 20 { // a made-up method must not become a label of its own
			anybody.do("MADE"+strings.Repeat("UP", 3), "/nowhere", http.NoBody, "")
		}
		metrics := anybody.get("/metrics")
		w.equal("/metrics", metrics.status, 200)
		for _, line := range []string{
			`tenantry_http_requests_total{route="GET /v1/deployment",status="200"} 1`,
			`tenantry_http_requests_total{route="GET /v1/organizations",status="401"} 1`,
			"tenantry_db_connections ",
		} {
			if !strings.Contains(string(metrics.body), line) {
				w.Errorf("/metrics has no %s", line)
			}
		}
		if strings.Contains(string(metrics.body), "MADEUP") {
			w.Error("/metrics has a label that a client made up")
		}

		w.app.Handler.Stopping()
		w.equal("/readyz of a program that stops", anybody.get("/readyz").status, 503)
		w.equal("/healthz of a program that stops", anybody.get("/healthz").status, 200)
		anybody.get("/v1/deployment").is(200)
	})
}

func TestContractIsServed(t *testing.T) {
	each(t, func(w *world) {
		a := w.visitor().get("/openapi.json").is(200)
		w.equal("version", a.text("openapi"), "3.1.0")
		paths, ok := a.at("paths").(map[string]any)
		if !ok || paths["/v1/organizations/{id}"] == nil || paths["/v1/imports/{id}/apply"] == nil {
			w.Fatalf("/openapi.json names the paths %v", paths)
		}
	})
}

func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
	}
	check := func(w *world, hsts string) {
		for _, path := range []string{"/v1/deployment", "/v1/organizations", "/v1/nothing"} {
			a := w.visitor().get(path)
			for name, value := range want {
				w.equal(path+" "+name, a.header.Get(name), value)
			}
			w.equal(path+" Strict-Transport-Security", a.header.Get("Strict-Transport-Security"), hsts)
		}
		first, second := w.visitor().get("/v1/deployment"), w.visitor().get("/v1/deployment")
		if id := first.header.Get("X-Request-Id"); id == "" || id == second.header.Get("X-Request-Id") {
			w.Errorf("request IDs %q and %q", id, second.header.Get("X-Request-Id"))
		}
	}
	t.Run("http", func(t *testing.T) { each(t, func(w *world) { check(w, "") }) })
	t.Run("https", func(t *testing.T) {
		each(t, func(w *world) { check(w, "max-age=31536000") }, "PUBLIC_URL=https://tenantry.example.com")
	})
}

func TestUnknownPathsAndMethods(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		for _, path := range []string{"/v1/", "/v1/nothing", "/v1/organizations/a/b", "/v1/session/x", "/v1/organizationS"} {
			for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "PUT"} {
				staff.do(method, path, http.NoBody, "").is(404, "not_found")
			}
		}
		for _, c := range []struct{ method, path, allow string }{
			{"PUT", "/v1/organizations", "GET, POST"},
			{"DELETE", "/v1/organizations", "GET, POST"},
			{"POST", "/v1/organizations/org_00000000000000000000000000", "GET, PATCH, DELETE"},
			{"GET", "/v1/set-up", "POST"},
			{"OPTIONS", "/v1/account", "GET, PATCH"},
			{"MADEUP", "/v1/session", "GET, POST, DELETE"},
		} {
			a := staff.do(c.method, c.path, http.NoBody, "").is(405, "method_not_allowed")
			w.equal(c.method+" "+c.path+" Allow", a.header.Get("Allow"), c.allow)
		}
	})
}

func TestFailureOfTheDatabaseSaysNothing(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		organization := staff.register("서울", contracting())
		w.must(w.app.DB.Close())
		answers := []*answer{
			staff.get("/v1/organizations"),
			staff.get("/v1/organizations/" + organization),
			staff.get("/v1/organizations/export?format=csv"),
			staff.post("/v1/organizations", object{"name": "부산", "registration": contracting()}),
			staff.with("Idempotency-Key", "k").post("/v1/organizations", object{"name": "부산", "registration": contracting()}),
			staff.delete("/v1/organizations/" + organization),
			w.visitor().post("/v1/session", object{"email": "staff@example.com", "password": "wrong password"}),
			w.visitor().post("/v1/set-up/lookup", object{"token": "x"}),
		}
		for _, a := range answers {
			a.is(500, "internal")
			for _, word := range []string{"sql", "database is", "closed", "pool", "conn", "pgx", "SELECT", "goroutine", "/internal/"} {
				if strings.Contains(string(a.body), word) {
					w.Errorf("%s: the problem says %q: %s", a.what, word, a.body)
				}
			}
		}
		w.equal("/readyz without a database", w.visitor().get("/readyz").status, 503)
	})
}

func TestPanicsSayNothing(t *testing.T) {
	server, err := api.New(api.Config{PublicURL: "http://localhost"}) // without services every handler panics
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/v1/deployment", http.NoBody),
		httptest.NewRequest(http.MethodPost, "/v1/set-up/lookup", strings.NewReader(`{"token":"x"}`)),
	} {
		rec := httptest.NewRecorder()
		server.ServeHTTP(rec, r)
		body := rec.Body.String()
		if rec.Code != 500 || rec.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(body, `"code":"internal"`) ||
			!strings.Contains(body, rec.Header().Get("X-Request-Id")) {
			t.Errorf("%s: got %d %s", r.URL, rec.Code, body)
		}
		for _, word := range []string{"nil", "pointer", "runtime", "goroutine", ".go:"} {
			if strings.Contains(body, word) {
				t.Errorf("%s: the problem says %q: %s", r.URL, word, body)
			}
		}
	}
}

func TestDeployment(t *testing.T) {
	each(t, func(w *world) {
		a := w.visitor().get("/v1/deployment").is(200)
		for field, want := range map[string]any{
			"signUp": "open", "timeZone": "Europe/Paris", "country": "FR", "clientClassifications": "[city school]",
		} {
			w.equal(field, a.at(field), want)
		}
		staff := w.staff("staff@example.com")
		city := contracting().with("clientClassification", "city").with("mainPhone", "01 42 34 56 78")
		b := staff.post("/v1/organizations", object{"name": "Paris", "registration": city}).is(201)
		w.equal("time zone and phone", b.text("timeZone")+" "+b.text("registration.mainPhone"), "Europe/Paris +33142345678")
		staff.post("/v1/organizations", object{"name": "Paris", "registration": contracting()}).is(422).
			names("body.registration.clientClassification", "invalid_value")
		w.equal("filter", staff.get("/v1/organizations?clientClassification=school&clientClassification=city").is(200).length("items"), 1)
		staff.get("/v1/organizations?clientClassification=company").is(422, "invalid_value")
	}, "TIME_ZONE=Europe/Paris", "COUNTRY=fr", "CLIENT_CLASSIFICATIONS=city,school")
}
