package mail

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenantry/tenantry/internal/db"
)

var messages = prometheus.NewDesc("tenantry_mail", "Messages that wait to be delivered or could not be, on all nodes, by state.", []string{"state"}, nil)

// scrapeWait is how long the database may take to answer a scrape.
const scrapeWait = 5 * time.Second

// Describe tells Prometheus which figures there are.
func (s *Service) Describe(ch chan<- *prometheus.Desc) { ch <- messages }

// Collect gives Prometheus the figures. They are left out while the database does not answer.
func (s *Service) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWait)
	defer cancel()
	count, err := figures(ctx, s.db)
	if err != nil {
		slog.Error("count messages for /metrics", "error", err)
		return
	}
	for _, state := range []State{Queued, Failed} { // one that has none says so
		ch <- prometheus.MustNewConstMetric(messages, prometheus.GaugeValue, float64(count[state]), string(state))
	}
}

func figures(ctx context.Context, q db.Querier) (map[State]int64, error) {
	rows, err := q.Query(ctx, "SELECT state, COUNT(*) FROM mail GROUP BY state")
	if err != nil {
		return nil, err
	}
	type figure struct {
		state State
		n     int64
	}
	count := map[State]int64{}
	return count, db.Each(rows, func(f *figure) []any { return []any{&f.state, &f.n} }, func(f figure) error {
		count[f.state] = f.n
		return nil
	})
}
