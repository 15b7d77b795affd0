package job

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"github.com/tenantry/tenantry/internal/db"
)

// Run is one attempt at a job, in the hands of its handler.
type Run struct {
	ID      string // the job's
	Kind    string
	Attempt int // 1 the first time

	service *Service
	args    string
	max     int
	owner   string // of the lease; made for this attempt
	asked   bool   // it was asked to stop before this attempt

	storedDone, storedTotal int64 // as the attempt before left them
	done, total             atomic.Int64
	told                    atomic.Bool // Progress was called
	completed               atomic.Bool
	ctx                     context.Context // the handler's
	stop                    context.CancelCauseFunc
}

// Args reads what the job was queued with into v.
func (r *Run) Args(v any) error {
	if err := json.Unmarshal([]byte(r.args), v); err != nil {
		return fmt.Errorf("read the arguments of a job of the kind %s: %w", r.Kind, err)
	}
	return nil
}

// Progress notes how far the work is. It costs nothing: it is stored at most twice a second.
func (r *Run) Progress(done, total int64) {
	r.total.Store(total)
	r.done.Store(done)
	r.told.Store(true)
}

func (r *Run) progress() (done, total int64) {
	if !r.told.Load() {
		return r.storedDone, r.storedTotal
	}
	return r.done.Load(), r.total.Load()
}

// Write runs f in one transaction, which is undone where this run does not hold the job any more. Errors:
// ErrLost, ErrCancelled, those of f.
func (r *Run) Write(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	return r.service.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := f(ctx, tx); err != nil {
			return err
		}
		return change(ctx, tx, r, db.Micros(r.service.now().Add(r.service.Lease)), toKeep)
	})
}

// Complete runs f, which may be nil, and marks the job as done, in one transaction. It is undone where this run
// does not hold the job any more: f has its effect exactly once. Errors: ErrLost, ErrCancelled, those of f.
func (r *Run) Complete(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	err := r.service.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if f != nil {
			if err := f(ctx, tx); err != nil {
				return err
			}
		}
		return change(ctx, tx, r, 0, toDone, db.Micros(r.service.now()))
	})
	if err == nil {
		r.completed.Store(true)
	}
	return err
}
