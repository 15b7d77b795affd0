package session

import (
	"net/netip"
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
		{Key: throttle.Key("account", emailKey, network(v.Address)), Limit: perAccount, Window: window},
		{Key: throttle.Key("address", network(v.Address)), Limit: perAddress, Window: window},
	}
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
