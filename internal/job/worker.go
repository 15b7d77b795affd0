package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// storeProgress is how often progress is stored at most.
const storeProgress = 500 * time.Millisecond

// tellAgain is how often the log says that the queue cannot be worked on.
const tellAgain = time.Minute

// Run works on jobs until ctx ends. Then the contexts of the handlers end, and it returns when the last of
// them has: what they had goes back into the queue.
func (s *Service) Run(ctx context.Context) error {
	if s.db.OneProcess() {
		// Whoever had jobs is not there any more. Should it be, it is refused what it does with them.
		s.report(ctx, s.adopt(ctx, math.MaxInt64))
	}
	var workers sync.WaitGroup
	for range s.Workers {
		workers.Go(func() { s.work(ctx) })
	}
	ticks := time.NewTicker(s.Tick)
	defer ticks.Stop()
	for {
		s.report(ctx, errors.Join(s.schedule(ctx), s.adopt(ctx, db.Micros(s.now()))))
		s.notify()
		select {
		case <-ctx.Done():
			workers.Wait()
			return nil
		case <-ticks.C:
		}
	}
}

// Work runs what is due, one job after the other, until nothing is, and returns how many attempts that were.
// Jobs that other workers have at the time are theirs.
func (s *Service) Work(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		if err := s.adopt(ctx, db.Micros(s.now())); err != nil {
			return n, err
		}
		r, err := s.take(ctx)
		if err != nil || r == nil {
			return n, err
		}
		s.execute(ctx, r)
	}
}

func (s *Service) work(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := s.take(ctx)
		s.report(ctx, err)
		if r != nil {
			s.notify() // there may be more
			s.execute(ctx, r)
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		}
	}
}

// report logs that the queue could not be worked on, once a minute.
func (s *Service) report(ctx context.Context, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.told) >= tellAgain {
		s.told = time.Now()
		slog.Error("background work is held up: the queue of jobs does not answer", "error", err)
	}
}

// schedule queues the jobs of this period that nobody has queued yet.
func (s *Service) schedule(ctx context.Context) error {
	for i := range s.every {
		e := &s.every[i]
		key := e.kind + "/" + s.now().UTC().Truncate(e.period).Format(time.RFC3339)
		if key == e.last {
			continue
		}
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := s.Enqueue(ctx, tx, New{Kind: e.kind, UniqueKey: key})
			return err
		})
		if err != nil {
			return err
		}
		e.last = key
	}
	return nil
}

// take takes the next job that is due; nil where there is none for this process at this time.
func (s *Service) take(ctx context.Context) (*Run, error) {
	s.taking.Lock()
	defer s.taking.Unlock()
	kinds := s.open()
	if len(kinds) == 0 {
		return nil, nil //nolint:nilnil // none, as said above
	}
	// Looking first costs the other writers nothing.
	if found, err := due(ctx, s.db, kinds, s.now()); err != nil || !found {
		return nil, err
	}
	var r *Run
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		now := s.now()
		r, err = take(ctx, tx, id.New(id.Run, now), kinds, now, now.Add(s.Lease))
		return err
	})
	if err != nil || r == nil {
		return nil, err
	}
	r.service = s
	r.ctx, r.stop = context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running[r.owner] = r
	return r, nil
}

// open are the kinds of which another job may be begun in this process.
func (s *Service) open() (kinds []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	count, long := map[string]int{}, 0
	for _, r := range s.running {
		count[r.Kind]++
		if s.kinds[r.Kind].Long {
			long++
		}
	}
	for _, name := range s.names {
		k := s.kinds[name]
		if (!k.Long || long < max(1, s.Workers/2)) && (k.AtOnce == 0 || count[name] < k.AtOnce) {
			kinds = append(kinds, name)
		}
	}
	return kinds
}

// execute runs the handler of a job that was taken, and ends the attempt.
func (s *Service) execute(ctx context.Context, r *Run) {
	started := time.Now()
	defer r.stop(nil)
	beating, beaten := context.WithCancel(r.ctx)
	var heart sync.WaitGroup
	heart.Go(func() { s.heartbeat(beating, r) })

	err := s.handle(r.ctx, r)
	beaten()
	heart.Wait()
	if cause := context.Cause(r.ctx); err != nil && !refusal(err) && refusal(cause) {
		err = cause // the handler has only seen its context end
	}
	o := s.end(ctx, r, err)
	s.metrics.observe(r.Kind, o, time.Since(started))

	s.mu.Lock()
	delete(s.running, r.owner)
	s.mu.Unlock()
	if k := s.kinds[r.Kind]; k.Long || k.AtOnce > 0 {
		s.notify() // another of them may have its turn now
	}
}

// handle runs the handler. A panic is an error.
func (s *Service) handle(ctx context.Context, r *Run) (err error) {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			slog.Error("a job panicked", "kind", r.Kind, "job", r.ID, "attempt", r.Attempt, "error", err, "stack", string(debug.Stack()))
		}
	}()
	return s.kinds[r.Kind].Run(ctx, r)
}

// heartbeat extends the lease of a run and stores its progress until ctx ends. It ends the run's context when the
// job is to stop or somebody else's.
func (s *Service) heartbeat(ctx context.Context, r *Run) {
	looks := time.NewTicker(min(storeProgress, s.Heartbeat))
	defer looks.Stop()
	last := time.Now()
	storedDone, storedTotal := r.progress()
	for {
		select {
		case <-ctx.Done():
			return
		case <-looks.C:
		}
		done, total := r.progress()
		if done == storedDone && total == storedTotal && time.Since(last) < s.Heartbeat {
			continue
		}
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return beat(ctx, tx, r, done, total, s.now().Add(s.Lease))
		})
		switch {
		case refusal(err):
			r.stop(err)
			return
		case err != nil:
			s.report(ctx, err) // the next beat is soon
		default:
			last, storedDone, storedTotal = time.Now(), done, total
		}
	}
}

// owners are the leases that runs of this process hold.
func (s *Service) owners() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	owners := make([]string, 0, len(s.running))
	for owner := range s.running {
		owners = append(owners, owner)
	}
	slices.Sort(owners)
	return owners
}
