package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/signup"
	"github.com/tenantry/tenantry/internal/verification"
)

// What is done now and then for all nodes together. The next time comes soon, so there are few attempts.
const (
	sweepJob  = "upkeep.sweep"
	retainJob = "upkeep.jobs"
)

func (a *App) handleUpkeep() {
	a.Jobs.Handle(job.Kind{Name: sweepJob, MaxAttempts: 3, Run: func(ctx context.Context, _ *job.Run) error { return a.Sweep(ctx) }})
	a.Jobs.Handle(job.Kind{Name: retainJob, MaxAttempts: 3, Run: func(ctx context.Context, _ *job.Run) error { return a.Jobs.Sweep(ctx) }})
	a.handleTidy()
}

// Sweep deletes what has expired and folds the totals.
func (a *App) Sweep(ctx context.Context) error {
	err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := a.now()
		return errors.Join(a.sessions.Sweep(ctx, tx), verification.Sweep(ctx, tx, now), emailchange.Sweep(ctx, tx, now), signup.Sweep(ctx, tx, now),
			api.SweepKeys(ctx, tx, now), access.Sweep(ctx, tx, now), invitation.Sweep(ctx, tx, now), event.Sweep(ctx, tx, now),
			a.Imports.Sweep(ctx, tx), a.mail.Sweep(ctx, tx))
	})
	return errors.Join(err, a.DB.FoldTallies(ctx, a.now()))
}

// background is what runs beside the requests.
type background struct {
	stop context.CancelFunc
	done chan struct{} // closed when it has ended
}

func (a *App) startBackground(ctx context.Context) background {
	a.Jobs.Every(sweepJob, 10*time.Minute)
	a.Jobs.Every(retainJob, time.Hour)
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	b := background{stop: stop, done: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() { a.upkeep(ctx) })
	running.Go(func() { a.Sealer.Run(ctx) })
	running.Go(func() {
		if err := a.Jobs.Run(ctx); err != nil {
			slog.Error("background work has ended", "error", err)
		}
	})
	go func() {
		running.Wait()
		close(b.done)
	}()
	return b
}

// wait waits until the background has ended, or ctx has.
func (b background) wait(ctx context.Context) {
	select {
	case <-b.done:
	case <-ctx.Done():
		slog.Error("some background work does not stop; it is taken up again when the program is back")
	}
}

// upkeep does now and then what every process does for itself.
func (a *App) upkeep(ctx context.Context) {
	flush, tidy := time.NewTicker(5*time.Second), time.NewTicker(time.Hour)
	defer flush.Stop()
	defer tidy.Stop()
	err := a.mail.Tidy()
	for {
		if err != nil && ctx.Err() == nil {
			slog.Error("upkeep", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-flush.C:
			err = a.Flush(ctx)
		case <-tidy.C:
			err = a.mail.Tidy()
		}
	}
}
