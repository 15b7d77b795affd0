package throttle_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/throttle"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

const (
	limit  = 20
	window = 15 * time.Minute
)

// Of any number of attempts at once no more than the limit pass, on both engines.
func TestThrottleUnderParallelism(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		attempt := func(at time.Time) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return throttle.Reserve(ctx, tx, at, throttle.Bucket{Key: "account", Limit: limit, Window: window})
			})
		}
		run := func(at time.Time, want int64) {
			t.Helper()
			var passed atomic.Int64
			errs := dbtest.Together(60, func(int) error {
				err := attempt(at)
				if err == nil {
					passed.Add(1)
				}
				if f, ok := fault.As(err); ok && f.Kind == fault.Throttled && f.RetryAfter > 0 && f.RetryAfter <= window {
					return nil
				}
				return err
			})
			if err := errors.Join(errs...); err != nil || passed.Load() != want {
				t.Errorf("at %v %d passed, want %d (%v)", at.Sub(now), passed.Load(), want, err)
			}
		}
		run(now, limit)
		run(now.Add(window-time.Microsecond), 0)
		run(now.Add(window), limit) // what was refused did not prolong the wait
	})
}

// A full bucket counts nothing in the others.
func TestRefusedAttemptIsNotCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		narrow, wide := throttle.Bucket{Key: "narrow", Limit: 2, Window: window}, throttle.Bucket{Key: "wide", Limit: 4, Window: window}
		for i := range 5 {
			err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				return throttle.Reserve(ctx, tx, now, narrow, wide)
			})
			if (err == nil) != (i < 2) {
				t.Errorf("attempt %d: %v", i+1, err)
			}
		}
		var n int
		if err := d.QueryRow(ctx, "SELECT count FROM throttle WHERE key = 'wide'").Scan(&n); err != nil || n != 2 {
			t.Errorf("the wide bucket counts %d (%v), want 2", n, err)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return throttle.Release(ctx, tx, narrow, wide) }); err != nil {
			t.Fatal(err)
		}
		if err := d.QueryRow(ctx, "SELECT count FROM throttle WHERE key = 'wide'").Scan(&n); err != nil || n != 1 {
			t.Errorf("after a release the wide bucket counts %d (%v), want 1", n, err)
		}
	})
}

// Where the refusal is committed, because something else is to be kept, the buckets before the full one count nothing
// either: whoever is held up by others does not fill their own.
func TestRefusedAttemptIsNotCountedWhereItIsCommitted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		own, shared := throttle.Bucket{Key: "own", Limit: 3, Window: window}, throttle.Bucket{Key: "shared", Limit: 1, Window: window}
		for i := range 6 {
			var refused error
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				refused = throttle.Reserve(ctx, tx, now, own, shared)
				return nil
			}); err != nil || (refused == nil) != (i == 0) {
				t.Fatalf("attempt %d: %v, %v", i+1, refused, err)
			}
		}
		var n int
		if err := d.QueryRow(ctx, "SELECT count FROM throttle WHERE key = 'own'").Scan(&n); err != nil || n != 1 {
			t.Errorf("the bucket before the full one counts %d (%v), want 1", n, err)
		}
	})
}

// Check refuses what Reserve would, for as long, and counts nothing.
func TestCheckAnswersAsReserveWould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		narrow, wide := throttle.Bucket{Key: "narrow", Limit: 2, Window: window}, throttle.Bucket{Key: "wide", Limit: 3, Window: 2 * window}
		other := throttle.Bucket{Key: "other", Limit: 2, Window: window}
		check := func(at time.Time, want time.Duration, buckets ...throttle.Bucket) {
			t.Helper()
			checked := throttle.Check(ctx, d, at, buckets...)
			reserved := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return throttle.Reserve(ctx, tx, at, buckets...) })
			for what, err := range map[string]error{"Check": checked, "Reserve": reserved} {
				if f, ok := fault.As(err); want == 0 && err != nil || want > 0 && (!ok || f.Kind != fault.Throttled || f.RetryAfter != want) {
					t.Errorf("after %v, %s: %v, want to wait %v", at.Sub(now), what, err, want)
				}
			}
		}
		check(now, 0, narrow, wide)
		check(now, 0, narrow, wide)
		check(now.Add(time.Minute), window-time.Minute, narrow, wide)
		check(now.Add(time.Minute), 0, other, wide)
		check(now.Add(2*time.Minute), 2*window-time.Minute, other, wide)
		check(now.Add(window), 2*window-window+time.Minute, narrow, wide) // the narrow one is free again
	})
}
