package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

// nodes opens a database several times, as processes do that share it.
func nodes(t *testing.T, engine db.Engine, n int) []*db.DB {
	t.Helper()
	url := dbtest.URL(t, engine)
	all := make([]*db.DB, n)
	for i := range all {
		d, err := db.Open(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		all[i] = d
	}
	return all
}

// Whatever happens to its workers, a job has its effect once: handlers fail and panic, leases run out in the
// middle because the clock jumps, processes stop and others take their place.
func TestOneEffectWhateverHappens(t *testing.T) {
	const jobs, processes = 80, 3
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			all := nodes(t, engine, processes)
			d, c := all[0], newClock()
			var attempts atomic.Int64
			do := func(ctx context.Context, r *job.Run) error {
				var name string
				if err := r.Args(&name); err != nil {
					return err
				}
				n := attempts.Add(1)
				return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
					if err := effect(name)(ctx, tx); err != nil {
						return err
					}
					switch n % 5 {
					case 0:
						return errors.New("not this time")
					case 1:
						c.advance(16 * time.Second) // whoever else looks takes the jobs of everybody
					case 2:
						panic("not this time")
					}
					return nil
				})
			}
			process := func(i int) *job.Service {
				s := service(all[i], c, job.Kind{Name: "test.do", Run: do, MaxAttempts: 1000})
				s.Tick = time.Millisecond
				return s
			}
			for i := range jobs {
				enqueue(t, d, process(0), job.New{Kind: "test.do", Args: fmt.Sprint("effect ", i)})
			}
			stops := make([]func(), processes)
			for i := range stops {
				stops[i] = start(t, process(i))
			}
			restarted, seen := 0, int64(0)
			until(t, "all jobs are done", func() bool {
				if n := attempts.Load(); n >= seen+10 {
					i := restarted % processes
					stops[i]()
					stops[i] = start(t, process(i))
					restarted, seen = restarted+1, n
				}
				c.advance(time.Minute)
				return number(t, d, "SELECT COUNT(*) FROM job WHERE state = 'done'") == jobs
			})
			for _, stop := range stops {
				stop()
			}
			for i := range jobs {
				if n := effects(t, d, fmt.Sprint("effect ", i)); n != 1 {
					t.Errorf("%d effects of job %d", n, i)
				}
			}
			if attempts.Load() <= jobs || restarted == 0 {
				t.Errorf("%d attempts at %d jobs and %d restarts: nothing went wrong", attempts.Load(), jobs, restarted)
			}
		})
	}
}

// One job for each period, however many processes there are and whenever they start.
func TestEvery(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			all := nodes(t, engine, 3)
			d, c := all[0], newClock() // at 03:04:05
			for _, d := range all {
				s := service(d, c, kind("test.do", func(ctx context.Context, r *job.Run) error { return r.Complete(ctx, effect("effect")) }))
				s.Every("test.do", 10*time.Minute)
				start(t, s)
			}
			for _, test := range []struct {
				after time.Duration
				key   string
				want  int64
			}{
				{0, "2026-01-02T03:00:00Z", 1},
				{6 * time.Minute, "2026-01-02T03:10:00Z", 2},
				{10 * time.Minute, "2026-01-02T03:20:00Z", 3},
				{24 * time.Hour, "2026-01-03T03:20:00Z", 4}, // and not what was missed
			} {
				c.advance(test.after)
				until(t, "the period's job is done", func() bool {
					return number(t, d, "SELECT COUNT(*) FROM job WHERE unique_key = $1 AND state = 'done'", "test.do/"+test.key) == 1
				})
				late := service(d, c, kind("test.do", nothing))
				late.Every("test.do", 10*time.Minute)
				start(t, late)()
				if n := number(t, d, "SELECT COUNT(*) FROM job"); n != test.want || effects(t, d, "effect") != test.want {
					t.Errorf("%d jobs and %d effects at %s, want %d", n, effects(t, d, "effect"), test.key, test.want)
				}
			}
		})
	}
}

func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		begun, end := make(chan bool), make(chan bool)
		s := service(d, c, kind("test.do", nothing), job.Kind{Name: "test.fail", MaxAttempts: 1, Run: panics}, kind("test.again", panics),
			kind("test.stay", func(context.Context, *job.Run) error {
				begun <- true
				<-end
				return nil
			}))
		registry := prometheus.NewRegistry()
		registry.MustRegister(s)
		for _, name := range []string{"test.do", "test.do", "test.fail", "test.again"} {
			enqueue(t, d, s, job.New{Kind: name})
		}
		work(t, s)
		cancel(t, d, s, enqueue(t, d, s, job.New{Kind: "test.do"}))
		enqueue(t, d, s, job.New{Kind: "test.do", RunAt: c.Now().Add(time.Hour)})
		stop := start(t, s)
		enqueue(t, d, s, job.New{Kind: "test.stay"})
		<-begun
		got := figures(t, registry)
		close(end)
		stop()
		for name, want := range map[string]float64{
			"tenantry_jobs test.do queued": 1, "tenantry_jobs test.do running": 0, "tenantry_jobs test.stay running": 1, "tenantry_jobs test.again queued": 1,
			"tenantry_job_ends_total test.do done": 2, "tenantry_job_ends_total test.do cancelled": 1, "tenantry_job_ends_total test.fail failed": 1,
			"tenantry_job_ends_total test.again again": 1, "tenantry_job_seconds test.do": 2,
		} {
			if v, there := got[name]; !there || v != want {
				t.Errorf("%s is %v (%t), want %v", name, v, there, want)
			}
		}
	})
}

// figures are the values by name and labels; of a histogram, how many were observed.
func figures(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			parts := []string{f.GetName()}
			for _, l := range m.GetLabel() {
				parts = append(parts, l.GetValue())
			}
			found[strings.Join(parts, " ")] = m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return found
}
