package session

import (
	"time"

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
