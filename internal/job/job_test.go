package job_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
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

// A kind that other programs know is left to them.
func TestKindsThatAreNotKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		newer := service(d, c, kind("test.new", nothing))
		older := service(d, c, kind("test.old", nothing))
		id := enqueue(t, d, newer, job.New{Kind: "test.new"})
		if n := work(t, older); n != 0 {
			t.Errorf("%d attempts at a kind that is not known", n)
		}
		if j := find(t, d, older, id); j.State != job.Queued {
			t.Errorf("job %+v", j)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := older.Enqueue(ctx, tx, job.New{Kind: "test.new"})
			return err
		})
		if err == nil {
			t.Error("a kind that is not known was queued")
		}
		if _, err := older.Find(ctx, d, "job_none"); !db.NotFound(err) {
			t.Errorf("a job that is not there: %v", err)
		}
	})
}

func nothing(context.Context, *job.Run) error { return nil }

func kind(name string, run job.Handler) job.Kind { return job.Kind{Name: name, Run: run} }

// A commit has a worker of the same process begin, however seldom it looks by itself.
func TestACommitWakesAWorker(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, newClock(), kind("test.do", nothing))
		s.Tick = time.Hour
		start(t, s)
		for range 20 {
			id := enqueue(t, d, s, job.New{Kind: "test.do"})
			until(t, "the job is done", func() bool { return find(t, d, s, id).State == job.Done })
		}
	})
}

func TestNotBeforeItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := service(d, c, kind("test.do", nothing))
		id := enqueue(t, d, s, job.New{Kind: "test.do", RunAt: c.Now().Add(time.Hour)})
		for _, test := range []struct {
			after time.Duration
			want  int
		}{{0, 0}, {time.Hour - time.Microsecond, 0}, {time.Microsecond, 1}} {
			c.advance(test.after)
			if n := work(t, s); n != test.want {
				t.Errorf("%d attempts at %v, want %d", n, c.Now(), test.want)
			}
		}
		if j := find(t, d, s, id); j.State != job.Done || !j.RunAt.Equal(j.CreatedAt.Add(time.Hour)) || !j.StartedAt.Equal(j.RunAt) {
			t.Errorf("job %+v", j)
		}
	})
}

func TestUniqueKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, newClock(), kind("test.do", nothing))
		one := job.New{Kind: "test.do", UniqueKey: "one"}
		if id := enqueue(t, d, s, one); id == "" {
			t.Fatal("the first was not queued")
		}
		if id := enqueue(t, d, s, one); id != "" {
			t.Errorf("queued twice, as %s", id)
		}
		if n := work(t, s); n != 1 {
			t.Errorf("%d attempts, want 1", n)
		}
		if id := enqueue(t, d, s, one); id != "" {
			t.Errorf("queued again after it was done, as %s", id)
		}
		for range 2 {
			if id := enqueue(t, d, s, job.New{Kind: "test.do"}); id == "" {
				t.Error("one without a key was not queued")
			}
		}
		queued := dbtest.Together(8, func(int) error {
			var id string
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				id, err = s.Enqueue(ctx, tx, job.New{Kind: "test.do", UniqueKey: "two"})
				return err
			})
			if err == nil && id != "" {
				err = errQueued
			}
			return err
		})
		count := 0
		for _, err := range queued {
			if errors.Is(err, errQueued) {
				count++
			} else if err != nil {
				t.Error(err)
			}
		}
		if count != 1 {
			t.Errorf("%d of eight at once were queued, want 1", count)
		}
	})
}

var errQueued = errors.New("it was queued")

func TestProgressCanBeSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		seen := make(chan bool)
		s := service(d, newClock(), kind("test.do", func(_ context.Context, r *job.Run) error {
			r.Progress(3, 10)
			<-seen
			r.Progress(10, 10)
			return nil
		}))
		start(t, s)
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		until(t, "its progress is stored", func() bool {
			j := find(t, d, s, id)
			return j.State == job.Running && j.Done == 3 && j.Total == 10
		})
		seen <- true
		until(t, "it is done", func() bool { return find(t, d, s, id).State == job.Done })
		if j := find(t, d, s, id); j.Done != 10 || j.Total != 10 {
			t.Errorf("at the end %d of %d", j.Done, j.Total)
		}
	})
}

// Long jobs, and those of which only some run at once, leave workers to the others.
func TestSomeJobsDoNotHoldUpOthers(t *testing.T) {
	for name, k := range map[string]job.Kind{"long": {Long: true}, "two at once": {AtOnce: 2}, "long, two at once": {Long: true, AtOnce: 2}} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				var begun atomic.Int32
				release := make(chan bool)
				k.Name, k.Run = "test.slow", func(context.Context, *job.Run) error {
					begun.Add(1)
					<-release
					return nil
				}
				s := service(d, newClock(), k, kind("test.brief", nothing))
				stop := start(t, s)
				defer stop()
				var slow []string
				for range 5 {
					slow = append(slow, enqueue(t, d, s, job.New{Kind: "test.slow"}))
				}
				until(t, "two slow ones have begun", func() bool { return begun.Load() == 2 })
				for range 5 {
					id := enqueue(t, d, s, job.New{Kind: "test.brief"})
					until(t, "a brief one is done", func() bool { return find(t, d, s, id).State == job.Done })
				}
				if n := begun.Load(); n != 2 {
					t.Errorf("%d slow ones have begun, want 2", n)
				}
				close(release)
				for _, id := range slow {
					until(t, "the slow ones are done", func() bool { return find(t, d, s, id).State == job.Done })
				}
			})
		})
	}
}

// A job that waits for its time can be made due; one that is over stays so.
func TestHurry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := service(d, c, kind("test.do", nothing))
		later := enqueue(t, d, s, job.New{Kind: "test.do", RunAt: c.Now().Add(time.Hour)})
		hurry := func(ids ...string) {
			t.Helper()
			write(t, d, func(ctx context.Context, tx *db.Tx) error {
				for _, id := range ids {
					if err := s.Hurry(ctx, tx, id); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if n := work(t, s); n != 0 {
			t.Errorf("%d attempts before its time", n)
		}
		hurry(later, "job_none")
		if n := work(t, s); n != 1 {
			t.Errorf("%d attempts at what is due now", n)
		}
		hurry(later)
		if n := work(t, s); n != 0 || find(t, d, s, later).State != job.Done {
			t.Errorf("%d attempts at what is over", n)
		}
	})
}

func TestWhatIsOverGoesAfterAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := service(d, c, kind("test.do", nothing), kind("test.never", func(context.Context, *job.Run) error { return job.Permanent(errors.New("no")) }))
		for range 3 {
			enqueue(t, d, s, job.New{Kind: "test.do", UniqueKey: c.Now().String()})
			enqueue(t, d, s, job.New{Kind: "test.never"})
			work(t, s)
			c.advance(time.Minute)
		}
		waiting := enqueue(t, d, s, job.New{Kind: "test.do", RunAt: c.Now().Add(100 * 24 * time.Hour)})
		for _, test := range []struct {
			after time.Duration
			want  int
		}{{0, 7}, {7*24*time.Hour - 3*time.Minute, 7}, {time.Second, 5}, {time.Minute, 3}, {24 * time.Hour, 1}} {
			c.advance(test.after)
			if err := s.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM job").Scan(&n); err != nil || n != test.want {
				t.Errorf("%d jobs are left (%v), want %d", n, err, test.want)
			}
		}
		if j := find(t, d, s, waiting); j.State != job.Queued {
			t.Errorf("job %+v", j)
		}
	})
}

func TestHandleRefuses(t *testing.T) {
	for name, bad := range map[string]func(s *job.Service){
		"no name":    func(s *job.Service) { s.Handle(kind("", nothing)) },
		"no handler": func(s *job.Service) { s.Handle(job.Kind{Name: "test.do"}) },
		"twice":      func(s *job.Service) { s.Handle(kind("test.do", nothing)); s.Handle(kind("test.do", nothing)) },
		"every":      func(s *job.Service) { s.Every("test.do", time.Hour) },
		"too often":  func(s *job.Service) { s.Handle(kind("test.do", nothing)); s.Every("test.do", time.Millisecond) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			bad(job.NewService(nil, time.Now))
		}()
	}
}
