package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/job"
)

// tidyJob removes what searches look up of numbers that nobody has any more.
const tidyJob = "upkeep.numbers"

// handleTidy has one that fails, or does not come to the end, followed by another within an hour.
func (a *App) handleTidy() {
	again := func(ctx context.Context, tx *db.Tx) error { return a.tidyAt(ctx, tx, next(a.now(), time.Hour)) }
	a.Jobs.Handle(job.Kind{
		Name: tidyJob, MaxAttempts: 3, Long: true, AtOnce: 1,
		Run: func(ctx context.Context, r *job.Run) error {
			finished, err := a.Numbers.Tidy(ctx)
			if err != nil || finished {
				return err
			}
			slog.Info("what searches look up of numbers that are gone is not all removed: a large import waits, or others add numbers at every moment; it is tried again within an hour",
				"kind", r.Kind, "job", r.ID)
			return r.Complete(ctx, again)
		},
		Failed: func(ctx context.Context, tx *db.Tx, _ *job.Run, _ error) error { return again(ctx, tx) },
	})
}

// tidySoon has it done within ten minutes, once for all organizations that are erased until then.
func (a *App) tidySoon(ctx context.Context, tx *db.Tx) error {
	return a.tidyAt(ctx, tx, next(a.now(), 10*time.Minute))
}

// tidyTonight has it done at the next three in the morning of the deployment's time zone, once for all numbers that are
// deleted or changed until then.
func (a *App) tidyTonight(ctx context.Context, tx *db.Tx) error {
	zone, err := time.LoadLocation(a.Config.TimeZone)
	if err != nil {
		return err
	}
	soonest := a.now().In(zone).Add(early)
	at := time.Date(soonest.Year(), soonest.Month(), soonest.Day(), 3, 0, 0, 0, zone)
	if !at.After(soonest) {
		at = at.AddDate(0, 0, 1)
	}
	return a.tidyAt(ctx, tx, at)
}

// tidyAt has it done at a time, however many ask for that.
func (a *App) tidyAt(ctx context.Context, tx *db.Tx, at time.Time) error {
	at = at.UTC()
	_, err := a.Jobs.Enqueue(ctx, tx, job.New{Kind: tidyJob, UniqueKey: tidyJob + "/" + at.Format(time.RFC3339), RunAt: at})
	return err
}

// early is how long before it begins nobody relies on a job any more that is there already: what asks for it must be
// committed by then.
const early = time.Minute

// next is when the next period begins, or the one after it.
func next(now time.Time, period time.Duration) time.Time {
	return now.Add(early).Truncate(period).Add(period)
}
