package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// Whoever lacks a permission is told who can give it, and nobody is sent to somebody who cannot.
func TestRefusalsSayWhoCanGiveThePermission(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		path := "/v1/organizations/" + organizationID
		admin := w.admin("admin@example.com", organizationID)
		reader := w.holder("reader@example.com", organizationID, access.ReachOwn, access.MembersRead)
		clerk := w.holder("clerk@example.com", id.PlatformOrganization, access.ReachSubtree, access.MembersRead)
		for what, test := range map[string]struct {
			refused *answer
			want    string
		}{
			"of an organization": {
				reader.get(path + "/roles"),
				"This needs the permission console.roles.read. An Admin of the organization can give it to you.",
			},
			"of the platform, to an Admin": {
				admin.patch(path, object{"status": "suspended"}),
				"This needs the permission console.organizations.suspend, which only the platform's staff can hold. Ask them to do it.",
			},
			"of the platform, in the platform organization": {
				admin.get("/v1/groups"),
				"This needs the permission console.groups.manage, which only the platform's staff can hold. Ask them to do it.",
			},
			"of the platform, to staff": {
				clerk.get("/v1/groups"),
				"This needs the permission console.groups.manage. An Admin of the platform organization can give it to you.",
			},
		} {
			w.equal(what, test.refused.is(403, "permission_required").text("detail"), test.want)
		}
	})
}
