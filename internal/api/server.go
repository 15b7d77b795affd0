package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/erasure"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/leaving"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/onboarding"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/recovery"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/signup"
	"github.com/tenantry/tenantry/internal/staff"
	"github.com/tenantry/tenantry/internal/trail"
	"github.com/tenantry/tenantry/internal/usage"
)

// Config is what the API serves.
type Config struct {
	DB             *db.DB
	Accounts       *account.Service
	Access         *access.Service
	Sessions       *session.Service
	Groups         *group.Service
	Mail           *mail.Service
	Members        *member.Service
	Onboarding     *onboarding.Service
	Invitations    *invitation.Service
	Roles          *role.Service
	Products       *product.Service
	Staff          *staff.Service
	Organizations  *organization.Service
	Erasures       *erasure.Service
	EmailChanges   *emailchange.Service
	Leaving        *leaving.Service
	Recovery       *recovery.Service
	SignUps        *signup.Service
	Imports        *imports.Service
	Keys           *apikey.Service
	Numbers        *number.Service
	Usages         *usage.Service
	Trail          *trail.Service
	Now            func() time.Time
	PublicURL      string
	TrustedProxies []netip.Prefix
	SignUp         bool
	Version        string
	Console        fs.FS // the built console, or nil
	Metrics        *prometheus.Registry
}

// Server answers HTTP.
type Server struct {
	Config
	secure   bool // the public URL is https
	api      huma.API
	mux      *http.ServeMux
	handler  http.Handler
	stopping atomic.Bool
	running  atomic.Int64 // requests
	metrics  metrics
	refusals refusals
}

// maxJSON is how large a JSON body may be, and maxTree one that holds a whole tree, in bytes.
const (
	maxJSON = 1 << 20
	maxTree = 8 << 20
)

// New builds the server: every route, and what stands around them.
func New(c Config) (*Server, error) {
	s := &Server{Config: c, secure: strings.HasPrefix(c.PublicURL, "https://"), mux: http.NewServeMux()}
	if c.Metrics == nil {
		s.Config.Metrics = prometheus.NewRegistry()
	}
	s.metrics = newMetrics(s.Config.Metrics, c.DB, func() float64 { return float64(s.running.Load()) })
	s.api = humago.New(s.mux, humaConfig(c.Version))
	for _, r := range s.routes() {
		r.register(s)
	}
	sayNull(s.api.OpenAPI().Components.Schemas)
	s.mux.HandleFunc("/v1/", s.unknown)
	s.operations()
	if err := s.console(); err != nil {
		return nil, err
	}
	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(c.PublicURL); err != nil {
		return nil, err
	}
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, fault.New(fault.Forbidden, "cross_origin", "A page of another origin may not change anything here. If this is your console, set TENANTRY_PUBLIC_URL to its address."))
	}))
	s.handler = s.around(origin.Handler(unredirected(s.mux)))
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// OpenAPI is the contract.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// Stopping makes /readyz say no, so that no new requests are sent here.
func (s *Server) Stopping() { s.stopping.Store(true) }

// Drain waits until no request is running or ctx ends. What comes meanwhile is still answered, so that
// whoever asks /readyz hears that the program is stopping.
func (s *Server) Drain(ctx context.Context) {
	for s.running.Load() > 0 {
		select {
		case <-ctx.Done():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// jsonFormat writes < and & as they are: the answers are data, not HTML.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	},
	Unmarshal: unmarshal,
}

func humaConfig(version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "Tenantry",
				Version:     version,
				Description: "Organizations, people, access and outgoing phone numbers behind a communications platform.",
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "POST /v1/session sets it; under https its name starts with __Host-."},
					"apiKey":  {Type: "http", Scheme: "bearer", Description: "An API key of an organization: POST /v1/organizations/{id}/api-keys creates one."},
				},
			},
		},
		OpenAPIPath:                  "/openapi",
		Formats:                      map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

// methods are those that routes are declared with.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// unknown answers a path or method that no route has: a problem, not the console.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	_, here := s.mux.Handler(r)
	var allowed []string
	for _, method := range methods {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := s.mux.Handler(probe); pattern != "" && pattern != here {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		writeProblem(w, r, fault.New(fault.NotFound, "not_found", "There is no such path."))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	p := problemOf(fault.New(fault.Malformed, "method_not_allowed", "This path does not know this method; the header Allow names those it knows."), requestID(r.Context()))
	p.Status, p.Title = http.StatusMethodNotAllowed, http.StatusText(http.StatusMethodNotAllowed)
	writeProblem(w, r, p)
}

// trace is what the log line of a request is made of.
type trace struct {
	actor  audit.Actor
	caller string // the ID of an account or an API key
	target string // method and path
	// userAgent is what the browser says of itself.
	userAgent string
}

type traceKey struct{}

func traceOf(ctx context.Context) *trace {
	t, ok := ctx.Value(traceKey{}).(*trace)
	if !ok {
		return &trace{}
	}
	return t
}

func operationOf(ctx context.Context) string { return traceOf(ctx).target }

func requestID(ctx context.Context) string { return traceOf(ctx).actor.RequestID }

// actorOf is who asks before it is known who it is: an address and a request.
func actorOf(ctx context.Context) audit.Actor { return traceOf(ctx).actor }

func noteCaller(ctx context.Context, callerID string) { traceOf(ctx).caller = callerID }

// around is what every request goes through: its ID, security headers, its log line, and an answer even
// if a handler panics.
func (s *Server) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		t := &trace{actor: audit.Actor{Address: s.clientAddress(r), RequestID: newRequestID()}, target: r.Method + " " + r.URL.Path, userAgent: r.UserAgent()}
		rec := &recorder{ResponseWriter: w}
		h := w.Header()
		h.Set("X-Request-Id", t.actor.RequestID)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			h.Set("Cache-Control", "no-store")
		}
		r = r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
		s.running.Add(1)
		defer s.running.Add(-1)
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint,err113 // the value that net/http documents
					panic(p)
				}
				slog.ErrorContext(r.Context(), "panic", "panic", p, "stack", string(debug.Stack()), "request", t.actor.RequestID)
				if rec.status == 0 {
					writeProblem(rec, r, fault.New(0, "internal", "Something went wrong here, not with your request. The log has it under this request ID."))
				}
			}
			s.log(r, rec, t, time.Since(start))
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Server) log(r *http.Request, rec *recorder, t *trace, took time.Duration) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	s.metrics.observe(r.Pattern, r.Method, rec.status, took)
	level := slog.LevelInfo
	switch {
	case rec.status == http.StatusServiceUnavailable:
		level = slog.LevelWarn
	case rec.status >= http.StatusInternalServerError && r.Context().Err() == nil: // else the client has gone away
		level = slog.LevelError
	case !strings.HasPrefix(r.URL.Path, "/v1/"):
		level = slog.LevelDebug
	}
	slog.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes), slog.Duration("took", took), slog.String("request", t.actor.RequestID),
		slog.String("caller", t.caller), slog.String("address", t.actor.Address))
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the real writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: the runtime ends the program first
	return hex.EncodeToString(b[:])
}

// clientAddress is where a request comes from: the peer, or, where the peer is a trusted proxy, the last
// address in X-Forwarded-For that is not one.
func (s *Server) clientAddress(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := peer.Addr().Unmap()
	if !s.trusted(address) {
		return address.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
		if !s.trusted(address) {
			break
		}
	}
	return address.String()
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func unwrap(ctx huma.Context) (*http.Request, http.ResponseWriter) { return humago.Unwrap(ctx) }
