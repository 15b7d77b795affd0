package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/throttle"
)

// How often somebody may be wrong within window.
const (
	window     = 15 * time.Minute
	perAccount = 20  // wrong passwords for one account from one address, or from one known browser
	perAddress = 300 // wrong passwords from one address for any accounts, and challenges to passkeys
	perKnown   = 30  // wrong second factors for one account from all known browsers
	perFactor  = 10  // wrong second factors for one account, or from one known browser; wrong tries to prove again who it is
)

// passwords are what a password for an address, or a known browser of its account, is counted by.
func (s *Service) passwords(v Visitor, emailKey string) []throttle.Bucket {
	if s.knows(v.Device, emailKey) { // a known browser is not held up by strangers behind its address
		return []throttle.Bucket{{Key: throttle.Key("device", v.Device), Limit: perAccount, Window: window}}
	}
	return []throttle.Bucket{
		{Key: throttle.Key("account", emailKey, throttle.Network(v.Address)), Limit: perAccount, Window: window},
		{Key: throttle.Key("address", throttle.Network(v.Address)), Limit: perAddress, Window: window},
	}
}

// compare compares a password with a stored hash, as one of the attempts that the buckets count: where one is full, the
// answer is its refusal whatever the password is. The count is written while the hash runs, and costs no time.
func (s *Service) compare(ctx context.Context, buckets []throttle.Bucket, password, stored string) (bool, error) {
	if err := throttle.Check(ctx, s.db.Querier(ctx), s.now(), buckets...); err != nil {
		return false, err // and costs no hash
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop() // where the attempt is refused, the hash gives up its turn
	type compared struct {
		ok  bool
		err error
	}
	done := make(chan compared, 1)
	go func() {
		ok, err := matches(ctx, password, stored)
		done <- compared{ok, err}
	}()
	if err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return throttle.Reserve(ctx, tx, s.now(), buckets...) }); err != nil {
		return false, err
	}
	c := <-done
	return c.ok, c.err
}
