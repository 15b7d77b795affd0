package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

// What fails is tried again, each time after about twice as long, until its attempts are used up.
func TestFailuresBackOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		failures := 0
		s := service(d, c, job.Kind{
			Name: "test.do",
			Run: func(ctx context.Context, r *job.Run) error {
				failures++
				return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
					return errors.Join(effect("effect")(ctx, tx), fmt.Errorf("attempt %d", r.Attempt))
				})
			},
			Failed: func(ctx context.Context, tx *db.Tx, r *job.Run, cause error) error {
				if r.Attempt != 10 || cause.Error() != "attempt 10" {
					t.Errorf("failed at attempt %d for %v", r.Attempt, cause)
				}
				return effect("failed")(ctx, tx)
			},
		})
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		want := 2 * time.Second
		for attempt := 1; attempt <= 10; attempt++ {
			if n := work(t, s); n != 1 {
				t.Fatalf("%d attempts, want the %dth", n, attempt)
			}
			j := find(t, d, s, id)
			if j.Attempt != attempt || j.Error != fmt.Sprintf("attempt %d", attempt) {
				t.Errorf("after attempt %d the job is %+v", attempt, j)
			}
			if attempt == 10 {
				break
			}
			wait := j.RunAt.Sub(c.Now())
			if j.State != job.Queued || wait < want*7/8 || wait > want*9/8 {
				t.Errorf("after attempt %d it is %s and waits %v, want about %v", attempt, j.State, wait, want)
			}
			c.advance(wait - time.Microsecond)
			if n := work(t, s); n != 0 {
				t.Errorf("%d attempts before its time", n)
			}
			c.advance(time.Microsecond)
			want = min(2*want, 5*time.Minute)
		}
		c.advance(time.Hour)
		if n := work(t, s); n != 0 || failures != 10 {
			t.Errorf("%d attempts more, %d in all", n, failures)
		}
		if j := find(t, d, s, id); j.State != job.Failed || !j.FinishedAt.Equal(c.Now().Add(-time.Hour)) {
			t.Errorf("job %+v", j)
		}
		if made, told := effects(t, d, "effect"), effects(t, d, "failed"); made != 0 || told != 1 {
			t.Errorf("%d effects, and told %d times that it failed", made, told)
		}
	})
}

func TestAPermanentErrorFailsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		broken := true
		s := service(d, c, job.Kind{
			Name: "test.do",
			Run: func(context.Context, *job.Run) error {
				return fmt.Errorf("with a reason: %w", job.Permanent(errors.New("never")))
			},
			Failed: func(ctx context.Context, tx *db.Tx, _ *job.Run, _ error) error {
				if err := effect("failed")(ctx, tx); err != nil {
					return err
				}
				if broken {
					return errors.New("not now")
				}
				return nil
			},
		})
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		work(t, s)
		// What the hook refuses is undone as a whole, and not forgotten.
		if j := find(t, d, s, id); j.State != job.Running || effects(t, d, "failed") != 0 {
			t.Errorf("job %+v, %d effects", j, effects(t, d, "failed"))
		}
		broken = false
		c.advance(s.Lease + time.Microsecond)
		work(t, s)
		if j := find(t, d, s, id); j.State != job.Failed || j.Error != "with a reason: never" || effects(t, d, "failed") != 1 {
			t.Errorf("job %+v, %d effects", j, effects(t, d, "failed"))
		}
	})
}

// logs is a log that several goroutines write.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// logged returns where the log goes until the end of the test.
func logged(t *testing.T) *logs {
	t.Helper()
	l := &logs{}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}

func TestAPanicIsAnErrorOfThatJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := logged(t)
		s := service(d, newClock(), job.Kind{Name: "test.panic", MaxAttempts: 1, Run: panics}, kind("test.do", nothing))
		bad, good := enqueue(t, d, s, job.New{Kind: "test.panic"}), enqueue(t, d, s, job.New{Kind: "test.do"})
		work(t, s)
		if j := find(t, d, s, bad); j.State != job.Failed || j.Error != "panic: out of cheese" {
			t.Errorf("job %+v", j)
		}
		if j := find(t, d, s, good); j.State != job.Done {
			t.Errorf("job %+v", j)
		}
		if got := log.String(); !strings.Contains(got, "job="+bad) || !strings.Contains(got, "end_test.go") || !strings.Contains(got, "kind=test.panic") {
			t.Errorf("want the job and the stack in the log:\n%s", got)
		}
	})
}

func panics(context.Context, *job.Run) error { panic("out of cheese") }

// What is stored of an error has to fit both engines.
func TestErrorsThatCannotBeStoredAsTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var text string
		s := service(d, newClock(), job.Kind{Name: "test.do", MaxAttempts: 1, Run: func(context.Context, *job.Run) error { return errors.New(text) }})
		for _, test := range []struct{ text, want string }{
			{"a\x00b\xff c", "ab c"},
			{strings.Repeat("가", 1000), strings.Repeat("가", 666) + "…"},
		} {
			text = test.text
			id := enqueue(t, d, s, job.New{Kind: "test.do"})
			work(t, s)
			if j := find(t, d, s, id); j.State != job.Failed || j.Error != test.want {
				t.Errorf("job %+v", j)
			}
		}
	})
}

// Whoever has completed a job can do no more in its name.
func TestAfterItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var refused []error
		s := service(d, newClock(), kind("test.do", func(ctx context.Context, r *job.Run) error {
			if err := r.Complete(ctx, effect("effect")); err != nil {
				return err
			}
			refused = []error{r.Complete(ctx, effect("effect")), r.Write(ctx, effect("effect"))}
			return errors.New("too late")
		}))
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		if n := work(t, s); n != 1 {
			t.Errorf("%d attempts", n)
		}
		if j := find(t, d, s, id); j.State != job.Done || j.Error != "" {
			t.Errorf("job %+v", j)
		}
		if n := effects(t, d, "effect"); n != 1 || len(refused) != 2 || refused[0] == nil || refused[1] == nil {
			t.Errorf("%d effects, refused %v", n, refused)
		}
	})
}

// What a job was queued with goes when it is over, however it ends: it may hold more than an operator needs to know.
func TestArgsGoAtTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		ends := map[string]error{"test.done": nil, "test.failed": job.Permanent(errors.New("no")), "test.again": errors.New("not now")}
		var kinds []job.Kind
		for name, end := range ends {
			kinds = append(kinds, job.Kind{Name: name, Run: func(context.Context, *job.Run) error { return end }})
		}
		s := service(d, c, kinds...)
		args := func(jobID string) (args string) {
			t.Helper()
			if err := d.QueryRow(ctx, "SELECT args FROM job WHERE id = $1", jobID).Scan(&args); err != nil {
				t.Fatal(err)
			}
			return args
		}
		ids := map[string]string{}
		for name := range ends {
			ids[name] = enqueue(t, d, s, job.New{Kind: name, Args: map[string]string{"name": "종로구"}})
		}
		ids["test.cancelled"] = enqueue(t, d, s, job.New{Kind: "test.done", Args: map[string]string{"name": "종로구"}, RunAt: c.Now().Add(time.Hour)})
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := s.Cancel(ctx, tx, ids["test.cancelled"])
			return err
		})
		work(t, s)
		for name, jobID := range ids {
			want := "{}"
			if name == "test.again" {
				want = `{"name":"종로구"}`
			}
			if got := args(jobID); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	})
}
