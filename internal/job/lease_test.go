package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/job"
)

// A job whose worker was killed is taken up when the lease is over; where no other process can have it, as soon
// as the program is back.
func TestWhatAKillLeavesIsTakenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		s := service(d, c, kind("test.do", func(ctx context.Context, r *job.Run) error {
			if r.Attempt != 2 {
				t.Errorf("attempt %d, want the second", r.Attempt)
			}
			return r.Complete(ctx, effect("effect"))
		}))
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		left(t, d, c, s, id)
		c.advance(s.Lease)
		if n := work(t, s); n != 0 {
			t.Errorf("%d attempts while the lease holds", n)
		}
		if !d.OneProcess() {
			c.advance(time.Microsecond)
		}
		start(t, s)
		until(t, "it is done", func() bool { return find(t, d, s, id).State == job.Done })
		if n := effects(t, d, "effect"); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// One that is killed each time ends as failed.
func TestWhatIsLeftTooOftenFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		broken := true
		s := service(d, c, job.Kind{Name: "test.do", MaxAttempts: 3, Run: nothing, Failed: func(ctx context.Context, tx *db.Tx, r *job.Run, cause error) error {
			if r.Attempt != 3 || cause == nil {
				t.Errorf("attempt %d, %v", r.Attempt, cause)
			}
			if broken {
				return errors.New("not now")
			}
			return effect("failed")(ctx, tx)
		}})
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		for range 3 {
			left(t, d, c, s, id)
		}
		for _, test := range []struct {
			after  time.Duration
			broken bool
			want   job.State
		}{{s.Lease + time.Microsecond, true, job.Running}, {time.Microsecond, false, job.Running}, {s.Lease, false, job.Failed}} {
			c.advance(test.after)
			broken = test.broken
			if n := work(t, s); n != 0 {
				t.Errorf("%d attempts", n)
			}
			if j := find(t, d, s, id); j.State != test.want {
				t.Errorf("job %+v, want it %s", j, test.want)
			}
		}
		if j := find(t, d, s, id); j.Error == "" || effects(t, d, "failed") != 1 {
			t.Errorf("job %+v, told %d times", j, effects(t, d, "failed"))
		}
	})
}

// A worker that comes back after another one has taken its job can do nothing.
func TestALostLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		begun, back := make(chan bool), make(chan bool)
		var refused []error
		stalled := service(d, c, kind("test.do", func(ctx context.Context, r *job.Run) error {
			begun <- true
			<-back
			refused = []error{r.Write(ctx, effect("effect")), r.Complete(ctx, effect("effect"))}
			return errors.New("and it failed")
		}))
		stalled.Heartbeat = time.Hour
		id := enqueue(t, d, stalled, job.New{Kind: "test.do"})
		ended := make(chan int)
		go func() {
			n, err := stalled.Work(ctx)
			if err != nil {
				t.Error(err)
			}
			ended <- n
		}()
		<-begun
		c.advance(stalled.Lease + time.Microsecond)
		if n := work(t, stalled); n != 0 { // it knows that it has the job itself
			t.Errorf("%d attempts by the process that has it", n)
		}
		other := service(d, c, kind("test.do", func(ctx context.Context, r *job.Run) error { return r.Complete(ctx, effect("effect")) }))
		if n := work(t, other); n != 1 {
			t.Errorf("%d attempts by the other, want 1", n)
		}
		close(back)
		<-ended
		for _, err := range refused {
			if !errors.Is(err, job.ErrLost) {
				t.Errorf("want it to be told that the lease is lost, got %v", err)
			}
		}
		if j := find(t, d, other, id); len(refused) != 2 || j.State != job.Done || j.Attempt != 2 || effects(t, d, "effect") != 1 {
			t.Errorf("job %+v, %d effects", j, effects(t, d, "effect"))
		}
	})
}

// The heartbeat keeps a lease, and tells a handler that it was lost all the same.
func TestTheHeartbeat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		begun := make(chan bool, 2)
		causes := make(chan error, 2)
		s := service(d, c, kind("test.do", func(ctx context.Context, _ *job.Run) error {
			begun <- true
			<-ctx.Done()
			causes <- context.Cause(ctx)
			return ctx.Err()
		}))
		stop := start(t, s)
		id := enqueue(t, d, s, job.New{Kind: "test.do"})
		<-begun
		other := service(d, c, kind("test.do", nothing))
		for range 5 {
			c.advance(10 * time.Second)
			whole := db.Micros(c.Now().Add(s.Lease))
			until(t, "the lease is extended", func() bool { return number(t, d, "SELECT lease_until FROM job WHERE id = $1", id) == whole })
			if n := work(t, other); n != 0 {
				t.Fatalf("%d attempts by another", n)
			}
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE job SET owner = 'run_other' WHERE id = $1", id)
			return err
		})
		if cause := <-causes; !errors.Is(cause, job.ErrLost) {
			t.Errorf("its context ended for %v", cause)
		}
		stop()
		if j := find(t, d, s, id); j.State != job.Running || number(t, d, "SELECT COUNT(*) FROM job WHERE owner = 'run_other'") != 1 {
			t.Errorf("the other's job was touched: %+v", j)
		}
	})
}

func number(t *testing.T, d *db.DB, query string, args ...any) (n int64) {
	t.Helper()
	if err := d.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What a program has in hand when it is told to stop is queued again at once, and that was no attempt.
func TestStoppingGivesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		begun := make(chan bool)
		stopping := service(d, c, kind("test.do", func(ctx context.Context, _ *job.Run) error {
			begun <- true
			<-ctx.Done()
			return ctx.Err()
		}), kind("test.finish", func(ctx context.Context, r *job.Run) error {
			begun <- true
			<-ctx.Done()
			return r.Complete(context.WithoutCancel(ctx), effect("finished")) // it is nearly done
		}))
		id, finishing := enqueue(t, d, stopping, job.New{Kind: "test.do"}), enqueue(t, d, stopping, job.New{Kind: "test.finish"})
		stop := start(t, stopping)
		<-begun
		<-begun
		stop()
		if j := find(t, d, stopping, id); j.State != job.Queued || j.Attempt != 0 || j.Error != "" || j.RunAt.After(c.Now()) {
			t.Errorf("job %+v", j)
		}
		if j := find(t, d, stopping, finishing); j.State != job.Done || effects(t, d, "finished") != 1 {
			t.Errorf("job %+v", j)
		}
		var attempt atomic.Int64
		next := service(d, c, kind("test.do", func(_ context.Context, r *job.Run) error {
			attempt.Store(int64(r.Attempt))
			return nil
		}))
		if n := work(t, next); n != 1 || attempt.Load() != 1 {
			t.Errorf("%d attempts, the last is number %d", n, attempt.Load())
		}
	})
}
