package member_test

import (
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
)

// Nobody stands above the platform organization, so nobody is sent there.
func TestWayOutForLastAdmin(t *testing.T) {
	for organizationID, above := range map[string]bool{id.PlatformOrganization: false, "org_other": true} {
		if message := member.LastAdmin(organizationID).Error(); strings.Contains(message, "higher level") != above || !strings.Contains(message, "another active member") {
			t.Errorf("%s: %q", organizationID, message)
		}
	}
}
