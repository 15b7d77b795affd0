package job

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenantry/tenantry/internal/db"
)

// metrics are what this process counts.
type metrics struct {
	ends    *prometheus.CounterVec
	seconds *prometheus.HistogramVec
}

func newMetrics() metrics {
	return metrics{
		ends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tenantry_job_ends_total",
			Help: "Attempts at jobs that ended in this process, by kind and outcome: done, failed, cancelled, again (an error; it is tried again), returned (the program stopped), lost (another worker has it).",
		}, []string{"kind", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tenantry_job_seconds", Help: "How long attempts at jobs took in this process, by kind.",
			Buckets: []float64{.005, .025, .1, .5, 1, 5, 15, 60, 300, 1200},
		}, []string{"kind"}),
	}
}

// ended counts a job that ends in tx without a run.
func (m metrics) ended(tx *db.Tx, kind string, s State) {
	tx.AfterCommit(func(context.Context) { m.ends.WithLabelValues(kind, string(s)).Inc() })
}

func (m metrics) observe(kind string, o outcome, took time.Duration) {
	m.ends.WithLabelValues(kind, string(o)).Inc()
	m.seconds.WithLabelValues(kind).Observe(took.Seconds())
}

var waiting = prometheus.NewDesc("tenantry_jobs", "Jobs that are queued or running, on all nodes, by kind.", []string{"kind", "state"}, nil)

// scrapeWait is how long the database may take to answer a scrape.
const scrapeWait = 5 * time.Second

// Describe tells Prometheus which figures there are.
func (s *Service) Describe(ch chan<- *prometheus.Desc) {
	s.metrics.ends.Describe(ch)
	s.metrics.seconds.Describe(ch)
	ch <- waiting
}

// Collect gives Prometheus the figures. Those of the database are left out while it does not answer.
func (s *Service) Collect(ch chan<- prometheus.Metric) {
	s.metrics.ends.Collect(ch)
	s.metrics.seconds.Collect(ch)
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWait)
	defer cancel()
	found, err := figures(ctx, s.db)
	if err != nil {
		slog.Error("count jobs for /metrics", "error", err)
		return
	}
	count := map[string]map[State]int64{}
	for _, name := range s.names { // a kind that has none says so
		count[name] = map[State]int64{Queued: 0, Running: 0}
	}
	for _, f := range found {
		if count[f.kind] == nil { // of a program that knows more
			count[f.kind] = map[State]int64{}
		}
		count[f.kind][f.state] = f.count
	}
	for kind, states := range count {
		for state, n := range states {
			ch <- prometheus.MustNewConstMetric(waiting, prometheus.GaugeValue, float64(n), kind, string(state))
		}
	}
}
