package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tenantry/tenantry/internal/db"
)

// operations are the paths for whoever runs the program. They need no sign-in and tell nothing of what
// is stored.
func (s *Server) operations() {
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if s.stopping.Load() {
			answer(w, http.StatusServiceUnavailable, "stopping")
			return
		}
		if err := s.DB.Ping(r.Context()); err != nil {
			slog.ErrorContext(r.Context(), "not ready", "error", err)
			answer(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		answer(w, http.StatusOK, "ready")
	})
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}))
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(map[string]string{"status": text}); err != nil {
		slog.Debug("client went away", "error", err)
	}
}

// metrics are what the program counts about requests.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(r *prometheus.Registry, d *db.DB, running func() float64) metrics {
	m := metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tenantry_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tenantry_http_request_seconds", Help: "How long requests took, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route"}),
	}
	r.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tenantry_http_requests_running", Help: "Requests that are running now."}, running),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tenantry_db_connections", Help: "Open database connections of the readers' pool."},
			func() float64 { return float64(d.Stats().OpenConnections) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "tenantry_db_wait_seconds_total", Help: "Time spent waiting for a database connection."},
			func() float64 { return d.Stats().WaitDuration.Seconds() }))
	return m
}

// observe counts one request. The route is the pattern, so that IDs do not become labels.
func (m metrics) observe(route, method string, status int, took time.Duration) {
	if route == "" { // and no method of a client's invention either
		if !slices.Contains(methods, method) {
			method = "OTHER"
		}
		route = method + " (none)"
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}
