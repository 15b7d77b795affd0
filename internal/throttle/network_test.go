package throttle_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/throttle"
)

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::9": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "nonsense": "nonsense",
	} {
		if got := throttle.Network(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
