package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// service makes a service, as one process of the program would.
func service(d *db.DB, c *clock, kinds ...job.Kind) *job.Service {
	s := job.NewService(d, c.Now)
	s.Heartbeat, s.Tick = 10*time.Millisecond, 10*time.Millisecond
	for _, k := range kinds {
		s.Handle(k)
	}
	return s
}

func enqueue(t *testing.T, d *db.DB, s *job.Service, n job.New) (jobID string) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		jobID, err = s.Enqueue(ctx, tx, n)
		return err
	})
	return jobID
}

func write(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T, d *db.DB, s *job.Service, jobID string) job.Job {
	t.Helper()
	j, err := s.Find(ctx, d, jobID)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// work runs what is due and returns how many attempts that were.
func work(t *testing.T, s *job.Service) int {
	t.Helper()
	n, err := s.Work(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// start has a service work until the returned function is called, which waits for its end.
func start(t *testing.T, s *job.Service) (stop func()) {
	t.Helper()
	within, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(within) }()
	stop = sync.OnceFunc(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// until waits until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for begun := time.Now(); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("it never came to be that %s", what)
		}
	}
}

// effect is one row of a table that every database has; db.Tally counts them.
func effect(name string) func(ctx context.Context, tx *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error { return tx.AddTally(ctx, name, 1, time.Now()) }
}

func effects(t *testing.T, d *db.DB, name string) int64 {
	t.Helper()
	n, err := db.Tally(ctx, d, name)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAJobIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		type args struct{ Name string }
		s := service(d, newClock(), job.Kind{Name: "test.complete", Run: func(ctx context.Context, r *job.Run) error {
			var a args
			if err := r.Args(&a); err != nil {
				return err
			}
			return r.Complete(ctx, effect(a.Name))
		}}, job.Kind{Name: "test.return", Run: func(ctx context.Context, r *job.Run) error { return r.Write(ctx, effect("written")) }})
		refused := errors.New("refused")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := s.Enqueue(ctx, tx, job.New{Kind: "test.complete", Args: args{"undone"}})
			return errors.Join(err, refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		one, two := enqueue(t, d, s, job.New{Kind: "test.complete", Args: args{"made"}}), enqueue(t, d, s, job.New{Kind: "test.return"})
		if n := work(t, s); n != 2 {
			t.Errorf("%d attempts, want 2", n)
		}
		if n := work(t, s); n != 0 {
			t.Errorf("%d attempts more, want none", n)
		}
		for _, id := range []string{one, two} {
			if j := find(t, d, s, id); j.State != job.Done || j.Attempt != 1 || j.FinishedAt.IsZero() || j.Error != "" {
				t.Errorf("job %+v", j)
			}
		}
		for name, want := range map[string]int64{"made": 1, "written": 1, "undone": 0} {
			if n := effects(t, d, name); n != want {
				t.Errorf("%d effects %q, want %d", n, name, want)
			}
		}
	})
}
