package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// What the tests reach for inside.
var (
	Matches = matches
	Network = network
)

// Limits of the throttle.
const (
	PerAccount = perAccount
	PerAddress = perAddress
	Window     = throttleWindow
)

// Reserve counts one attempt in the buckets of these keys and limits.
func Reserve(ctx context.Context, tx *db.Tx, now time.Time, limits map[string]int) error {
	var buckets []bucket
	for key, limit := range limits {
		buckets = append(buckets, bucket{key, limit})
	}
	return reserve(ctx, tx, now, buckets)
}

// Release takes an attempt in the buckets of these keys back.
func Release(ctx context.Context, tx *db.Tx, keys ...string) error {
	var buckets []bucket
	for _, key := range keys {
		buckets = append(buckets, bucket{key: key})
	}
	return release(ctx, tx, buckets)
}
