package throttle

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// Longest is the longest window that a bucket may have: counts are forgotten after it.
const Longest = 24 * time.Hour

// Bucket is one thing that attempts are counted by. Its count starts anew once nothing was counted for a whole
// window, so no window of that length ever holds more than the limit.
type Bucket struct {
	Key    string // of Key
	Limit  int
	Window time.Duration // at most Longest
	// Code and Message are what a full bucket refuses with; too_many_attempts where they are empty.
	Code, Message string
}

// Key names a bucket without saying whom it is about.
func Key(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Reserve counts one attempt in every bucket, in the order given. A full bucket refuses with Throttled and
// counts nothing, so a guesser does not keep it full for ever; nor do the others then, whether tx is undone or not.
func Reserve(ctx context.Context, tx *db.Tx, now time.Time, buckets ...Bucket) error {
	for i, b := range buckets {
		var count int
		var last int64
		err := tx.QueryRow(ctx, `
			INSERT INTO throttle (key, count, last_at) VALUES ($1, 1, $2)
			ON CONFLICT (key) DO UPDATE SET
				count = CASE WHEN throttle.last_at <= $3 THEN 1 ELSE throttle.count + 1 END,
				last_at = CASE WHEN throttle.last_at > $3 AND throttle.count >= $4 THEN throttle.last_at ELSE $2 END
			RETURNING count, last_at`,
			b.Key, db.Micros(now), db.Micros(now.Add(-b.Window)), b.Limit).Scan(&count, &last)
		if err != nil {
			return err
		}
		if count > b.Limit {
			if err := takeBack(ctx, tx, buckets[:i]); err != nil {
				return err
			}
			return b.full(db.Time(last).Add(b.Window).Sub(now))
		}
	}
	return nil
}

// Check refuses what Reserve would refuse, and counts nothing. What it lets through still has to be counted: others may
// fill the bucket in between.
func Check(ctx context.Context, q db.Querier, now time.Time, buckets ...Bucket) error {
	var full []string
	args := make([]any, 0, 3*len(buckets))
	for _, b := range buckets {
		n := len(args)
		full = append(full, fmt.Sprintf("key = $%d AND last_at > $%d AND count >= $%d", n+1, n+2, n+3))
		args = append(args, b.Key, db.Micros(now.Add(-b.Window)), b.Limit)
	}
	rows, err := q.Query(ctx, "SELECT key, last_at FROM throttle WHERE "+strings.Join(full, " OR "), args...)
	if err != nil {
		return err
	}
	type last struct {
		key string
		at  int64
	}
	found, err := db.Collect(rows, func(l *last) []any { return []any{&l.key, &l.at} })
	if err != nil {
		return err
	}
	for _, b := range buckets {
		for _, l := range found {
			if l.key == b.Key {
				return b.full(db.Time(l.at).Add(b.Window).Sub(now))
			}
		}
	}
	return nil
}

func (b Bucket) full(wait time.Duration) error {
	f := fault.New(fault.Throttled, "too_many_attempts", "Too many wrong passwords. Wait until the time in Retry-After has passed, then try again.")
	if b.Code != "" {
		f = fault.New(fault.Throttled, b.Code, b.Message)
	}
	f.RetryAfter = wait
	return f
}

// Release takes back what Reserve counted in the same buckets, when the attempt was right: the first, which is
// the narrowest, starts anew; the others lose this attempt.
func Release(ctx context.Context, tx *db.Tx, buckets ...Bucket) error {
	if err := tx.Later(ctx, "DELETE FROM throttle WHERE key = $1", buckets[0].Key); err != nil {
		return err
	}
	return takeBack(ctx, tx, buckets[1:])
}

// takeBack meets the buckets in the order in which Reserve does, so that neither waits for the other.
func takeBack(ctx context.Context, tx *db.Tx, buckets []Bucket) error {
	for _, b := range buckets {
		if err := tx.Later(ctx, "UPDATE throttle SET count = count - 1 WHERE key = $1 AND count > 0", b.Key); err != nil {
			return err
		}
	}
	return nil
}

// Sweep deletes the counts that no longer matter.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, "DELETE FROM throttle WHERE last_at <= $1", db.Micros(now.Add(-Longest)))
	return err
}
