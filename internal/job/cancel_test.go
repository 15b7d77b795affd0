package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

// cancel cancels a job and reports what Cancel said.
func cancel(t *testing.T, d *db.DB, s *job.Service, jobID string) (did bool) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
		did, err = s.Cancel(ctx, tx, jobID)
		return err
	})
	return did
}

// cancellable is a kind whose hook has an effect.
func cancellable(run job.Handler) job.Kind {
	return job.Kind{Name: "test.do", Run: run, Cancelled: func(ctx context.Context, tx *db.Tx, r *job.Run) error {
		var name string
		if err := r.Args(&name); err != nil {
			return err
		}
		return effect(name+" cancelled")(ctx, tx)
	}}
}

func TestCancelWhatIsQueued(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, newClock(), cancellable(func(ctx context.Context, r *job.Run) error { return r.Complete(ctx, effect("done")) }))
		one, two := enqueue(t, d, s, job.New{Kind: "test.do", Args: "one"}), enqueue(t, d, s, job.New{Kind: "test.do", Args: "two"})
		undone := errors.New("undone")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			did, err := s.Cancel(ctx, tx, two)
			if !did {
				t.Error("it was queued, and Cancel says no")
			}
			return errors.Join(err, undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if !cancel(t, d, s, one) || cancel(t, d, s, one) || cancel(t, d, s, "job_none") {
			t.Error("want yes for what is queued, no for what is over or not there")
		}
		if n := work(t, s); n != 1 || cancel(t, d, s, two) {
			t.Errorf("%d attempts, want one at the other", n)
		}
		if j := find(t, d, s, one); j.State != job.Cancelled || j.FinishedAt.IsZero() || j.Attempt != 0 {
			t.Errorf("job %+v", j)
		}
		for name, want := range map[string]int64{"one cancelled": 1, "two cancelled": 0, "done": 1} {
			if n := effects(t, d, name); n != want {
				t.Errorf("%d effects %q, want %d", n, name, want)
			}
		}
	})
}

func TestCancelWhatIsRunning(t *testing.T) {
	for _, where := range []string{"in this process", "in another"} {
		t.Run(where, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				c := newClock()
				begun := make(chan bool, 1)
				run := func(ctx context.Context, r *job.Run) error {
					if err := r.Write(ctx, effect("before")); err != nil {
						return err
					}
					begun <- true
					<-ctx.Done()
					if cause := context.Cause(ctx); !errors.Is(cause, job.ErrCancelled) {
						t.Errorf("its context ended for %v", cause)
					}
					return ctx.Err()
				}
				s := service(d, c, cancellable(run))
				by := s
				if where == "in another" {
					by = service(d, c, cancellable(run))
				} else {
					s.Heartbeat = time.Hour // so that the heartbeat is not what tells
				}
				stop := start(t, s)
				id := enqueue(t, d, s, job.New{Kind: "test.do", Args: "it"})
				<-begun
				if !cancel(t, d, by, id) {
					t.Error("Cancel says no")
				}
				until(t, "it is cancelled", func() bool { return find(t, d, s, id).State == job.Cancelled })
				stop()
				if before, after := effects(t, d, "before"), effects(t, d, "it cancelled"); before != 1 || after != 1 {
					t.Errorf("%d effects before and %d of the hook, want 1 and 1", before, after)
				}
				if work(t, s) != 0 || cancel(t, d, s, id) {
					t.Error("it is not over")
				}
			})
		})
	}
}

// Once Cancel has said yes, nothing more is done, whatever the handler tries.
func TestAHandlerThatDoesNotListen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, run := range map[string]job.Handler{
			"completes": func(_ context.Context, r *job.Run) error { return r.Complete(ctx, effect("effect")) },
			"writes":    func(_ context.Context, r *job.Run) error { return r.Write(ctx, effect("effect")) },
			"returns":   func(context.Context, *job.Run) error { return nil },
			"fails":     func(context.Context, *job.Run) error { return errors.New("some other reason") },
			"gives up":  func(context.Context, *job.Run) error { return job.Permanent(errors.New("some other reason")) },
		} {
			var s *job.Service
			s = service(d, newClock(), cancellable(func(_ context.Context, r *job.Run) error {
				if !cancel(t, d, s, r.ID) {
					t.Errorf("%s: Cancel says no", name)
				}
				return run(ctx, r)
			}))
			id := enqueue(t, d, s, job.New{Kind: "test.do", Args: name})
			if n := work(t, s); n != 1 {
				t.Errorf("%s: %d attempts", name, n)
			}
			if j := find(t, d, s, id); j.State != job.Cancelled || j.Error != "" {
				t.Errorf("%s: job %+v", name, j)
			}
			if made, hook := effects(t, d, "effect"), effects(t, d, name+" cancelled"); made != 0 || hook != 1 {
				t.Errorf("%s: %d effects, and %d of the hook", name, made, hook)
			}
		}
	})
}

// A job that was asked to stop stops, even where its worker is gone.
func TestCancelWhatNobodyHas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := service(d, c, cancellable(nothing))
		id := enqueue(t, d, s, job.New{Kind: "test.do", Args: "it"})
		left(t, d, c, s, id)
		if !cancel(t, d, s, id) {
			t.Error("Cancel says no")
		}
		c.advance(s.Lease + time.Microsecond)
		if n := work(t, s); n != 0 {
			t.Errorf("%d attempts", n)
		}
		if j := find(t, d, s, id); j.State != job.Cancelled || effects(t, d, "it cancelled") != 1 {
			t.Errorf("job %+v, the hook ran %d times", j, effects(t, d, "it cancelled"))
		}
	})
}

// left makes a job one that another process had when it was killed at this moment.
func left(t *testing.T, d *db.DB, c *clock, s *job.Service, jobID string) {
	t.Helper()
	write(t, d, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "UPDATE job SET state = 'running', owner = 'run_gone', attempt = attempt + 1, lease_until = $1 WHERE id = $2",
			db.Micros(c.Now().Add(s.Lease)), jobID)
		if n != 1 {
			t.Errorf("%d jobs were left", n)
		}
		return err
	})
}
