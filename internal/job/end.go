package job

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// outcome is how an attempt ended.
type outcome string

const (
	done      = outcome(Done)
	failed    = outcome(Failed)
	cancelled = outcome(Cancelled)
	again     = outcome("again")    // it is queued once more, for later
	returned  = outcome("returned") // the program stops; the attempt does not count
	lost      = outcome("lost")     // it is another worker's, or will be when the lease is over
)

// Between attempts: twice as long each time, from the first to the longest.
const (
	firstWait   = 2 * time.Second
	longestWait = 5 * time.Minute
)

// backOff is how long to wait after an attempt, give or take an eighth, so that what failed together is not tried
// again together.
func backOff(attempt int) time.Duration {
	wait := longestWait
	if attempt < 16 {
		wait = min(longestWait, firstWait<<(attempt-1))
	}
	return wait - wait/8 + rand.N(wait/4) //nolint:gosec // nothing secret
}

// endWait is how long the database may take to store how an attempt ended.
const endWait = time.Minute

// end ends an attempt whose handler returned err. ctx is that of the workers.
func (s *Service) end(ctx context.Context, r *Run, err error) outcome {
	stopping := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	defer cancel()
	log := slog.With("kind", r.Kind, "job", r.ID, "attempt", r.Attempt)
	if r.completed.Load() {
		if err != nil {
			log.Warn("a job is done, and its handler failed afterwards", "error", err)
		}
		return done
	}
	if err == nil {
		err = r.Complete(ctx, nil)
		if err == nil {
			return done
		}
	}
	o, stored := s.store(ctx, r, err, stopping)
	if refusal(stored) && !refusal(err) { // it was cancelled or lost in the meantime
		err = stored
		o, stored = s.store(ctx, r, err, stopping)
	}
	switch {
	case errors.Is(stored, errDone):
		return done
	case stored != nil && !errors.Is(stored, ErrLost):
		log.Error("how a job ended could not be stored; it is tried again when its lease is over", "outcome", o, "cause", err, "error", stored)
		return lost
	case stored != nil || o == lost:
		log.Warn("a job was lost to another worker")
		return lost
	case o == failed:
		log.Error("a job failed for good", "error", err)
	case o == again:
		log.Warn("a job failed and is tried again", "error", err)
	case o == cancelled:
		log.Info("a job was cancelled")
	}
	return o
}

// store stores how an attempt ended that did not complete the job.
func (s *Service) store(ctx context.Context, r *Run, cause error, stopping bool) (outcome, error) {
	var never permanent
	now := s.now()
	at := db.Micros(now)
	switch {
	case errors.Is(cause, errDone):
		return done, nil
	case errors.Is(cause, ErrLost):
		return lost, nil
	case errors.Is(cause, ErrCancelled):
		return cancelled, s.cancelled(ctx, r, nil)
	case errors.As(cause, &never):
		return failed, s.failed(ctx, r, cause, nil)
	case stopping:
		return returned, s.change(ctx, r, toGiveBack, []any{at})
	case r.Attempt >= r.max:
		return failed, s.failed(ctx, r, cause, nil)
	default:
		return again, s.change(ctx, r, toQueued, []any{db.Micros(now.Add(backOff(r.Attempt))), short(cause)})
	}
}

// step is a part of a transaction.
type step func(ctx context.Context, tx *db.Tx) error

// change changes a job that this run holds, after steps, of which any may be nil. They come first so that rows are
// locked in the order in which effects lock them.
func (s *Service) change(ctx context.Context, r *Run, to string, args []any, first ...step) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, f := range first {
			if f == nil {
				continue
			}
			if err := f(ctx, tx); err != nil {
				return err
			}
		}
		return change(ctx, tx, r, 0, to, args...)
	})
}

// failed and cancelled end a job for good, after only, which may be nil, and the hook of its kind.

func (s *Service) failed(ctx context.Context, r *Run, cause error, only step) error {
	var hook step
	if f := s.kinds[r.Kind].Failed; f != nil {
		hook = func(ctx context.Context, tx *db.Tx) error { return f(ctx, tx, r, cause) }
	}
	return s.change(ctx, r, toFailed, []any{db.Micros(s.now()), short(cause)}, only, hook)
}

func (s *Service) cancelled(ctx context.Context, r *Run, only step) error {
	var hook step
	if f := s.kinds[r.Kind].Cancelled; f != nil {
		hook = func(ctx context.Context, tx *db.Tx) error { return f(ctx, tx, r) }
	}
	return s.change(ctx, r, toCancelled, []any{db.Micros(s.now())}, only, hook)
}

// errLeft is why an attempt failed whose worker is gone.
var errLeft = errors.New("the worker went away in the middle: the program was killed, or its database could not be reached")

// adopt takes care of the jobs whose leases were over before a moment and that nobody in this process has: they are
// due again, or end here.
func (s *Service) adopt(ctx context.Context, before int64) error {
	if len(s.names) == 0 {
		return nil
	}
	found, err := orphans(ctx, s.db, s.names, s.owners(), before)
	if err != nil {
		return err
	}
	var all error
	for _, r := range found {
		r.service = s
		if err := s.adoptOne(ctx, r, before); err != nil && !refusal(err) {
			all = errors.Join(all, err)
		}
	}
	return all
}

func (s *Service) adoptOne(ctx context.Context, r *Run, before int64) error {
	only := func(ctx context.Context, tx *db.Tx) error { return stillOver(ctx, tx, r, before) }
	log := slog.With("kind", r.Kind, "job", r.ID, "attempt", r.Attempt)
	var o outcome
	var err error
	switch {
	case r.asked:
		o, err = cancelled, s.cancelled(ctx, r, only)
	case r.Attempt >= r.max:
		o, err = failed, s.failed(ctx, r, errLeft, only)
	default:
		wake := func(_ context.Context, tx *db.Tx) error {
			s.wakeAfter(tx)
			return nil
		}
		err := s.change(ctx, r, toQueued, []any{db.Micros(s.now()), short(errLeft)}, only, wake)
		if err == nil {
			log.Warn("a job was left behind and is taken up again")
		}
		return err
	}
	if err == nil {
		s.metrics.ends.WithLabelValues(r.Kind, string(o)).Inc()
		level := slog.LevelError
		if o == cancelled { // as somebody has asked for
			level = slog.LevelWarn
		}
		log.Log(ctx, level, "a job that was left behind is over", "outcome", o)
		return nil
	}
	if refusal(err) || ctx.Err() != nil {
		return err
	}
	// A hook failed. It is asked again when another lease is over.
	log.Error("how a job ended could not be stored; that is tried again", "outcome", o, "error", err)
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return postpone(ctx, tx, r, s.now().Add(s.Lease))
	})
}
