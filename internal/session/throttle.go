package session

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// The throttle on wrong passwords. The count of a key starts anew once nothing was counted for a whole
// window, so no window of that length ever holds more than the limit.
const (
	throttleWindow = 15 * time.Minute
	perAccount     = 20  // wrong passwords for one account from one address, or from one known browser
	perAddress     = 300 // wrong passwords from one address for any accounts
)

// bucket is one thing that attempts are counted by.
type bucket struct {
	key   string
	limit int
}

// reserve counts one attempt in every bucket before the password is looked at, in one transaction, so
// that attempts in parallel cannot slip past the limit. A full bucket refuses with Throttled and counts
// nothing, so a guesser does not keep it full for ever.
func reserve(ctx context.Context, tx *db.Tx, now time.Time, buckets []bucket) error {
	for _, b := range buckets {
		var count int
		var last int64
		err := tx.QueryRow(ctx, `
			INSERT INTO throttle (key, count, last_at) VALUES ($1, 1, $2)
			ON CONFLICT (key) DO UPDATE SET
				count = CASE WHEN throttle.last_at <= $3 THEN 1 ELSE throttle.count + 1 END,
				last_at = CASE WHEN throttle.last_at > $3 AND throttle.count >= $4 THEN throttle.last_at ELSE $2 END
			RETURNING count, last_at`,
			b.key, db.Micros(now), db.Micros(now.Add(-throttleWindow)), b.limit).Scan(&count, &last)
		if err != nil {
			return err
		}
		if count > b.limit {
			f := fault.New(fault.Throttled, "too_many_attempts", "Too many wrong passwords. Wait until the time in Retry-After has passed, then try again.")
			f.RetryAfter = db.Time(last).Add(throttleWindow).Sub(now)
			return f
		}
	}
	return nil
}

// release takes back what reserve counted in the same buckets, when the password was right: the account's
// own, which is the first, starts anew; the others lose this attempt.
func release(ctx context.Context, tx *db.Tx, buckets []bucket) error {
	if _, err := tx.Exec(ctx, "DELETE FROM throttle WHERE key = $1", buckets[0].key); err != nil {
		return err
	}
	for _, b := range buckets[1:] {
		if _, err := tx.Exec(ctx, "UPDATE throttle SET count = count - 1 WHERE key = $1 AND count > 0", b.key); err != nil {
			return err
		}
	}
	return nil
}

// throttleKey names a bucket without saying whom it is about.
func throttleKey(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// network is what one subscriber is known by: an IPv4 address, or the /64 of an IPv6 address.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap()
	if ip.Is6() {
		if prefix, err := ip.WithZone("").Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return ip.String()
}
