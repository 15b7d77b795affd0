package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

func TestMembersOfARole(t *testing.T) {
	each(t, func(w *world) {
		upper, place := w.spare("위"), w.spare("기관")
		w.tree("모임", upper, place)
		admin := w.admin("admin@example.com", place)
		roleID, other := w.role(place, "역할", own, access.AuditRead), w.role(place, "다른 역할", own)
		ids := map[string]string{}
		for _, name := range []string{"김하나", "이둘", "Kim Three", "박넷"} {
			ids[name] = w.join(w.named(w.address("person"), name, ""), place, roleID, other)
		}
		w.join(w.named("without@example.com", "김없음", ""), place, other)
		path := "/v1/roles/" + roleID
		w.equal("how many", admin.get(path).is(200).number("memberCount"), 4)
		w.equal("who", admin.get(path+"/members").is(200).column("name"), "[Kim Three 김하나 박넷 이둘]")
		w.equal("by pages", values(walk(admin, path+"/members", 3), "name"), "[Kim Three 김하나 박넷 이둘]")
		for q, want := range map[string]string{"김": "[김하나]", "kim": "[Kim Three]", "person": "[Kim Three 김하나 박넷 이둘]", "김없음": "[]", ids["이둘"]: "[이둘]"} {
			a := admin.get(path + "/members?q=" + q).is(200)
			w.equal(q, a.column("name"), want)
			w.equal(q+": total", a.number("total.value"), a.length("items"))
		}
		admin.delete(path + "/members/" + ids["이둘"]).is(204)
		w.equal("what is left to it", admin.get("/v1/members/"+ids["이둘"]).is(200).text("roles.0.name"), "다른 역할")
		w.equal("how many", admin.get(path).is(200).number("memberCount"), 3)
		admin.delete(path+"/members/"+ids["이둘"]).is(404, "not_found")
		w.equal("Admin's members", admin.get("/v1/roles/"+w.adminRole(place)+"/members").is(200).column("email"), "[admin@example.com]")
		// From above, those of a role below are seen; from below, none above.
		above := w.holder("above@example.com", upper, subtree, access.MembersRead)
		w.equal("from above", above.get(path+"/members").is(200).length("items"), 3)
		admin.get("/v1/roles/"+w.adminRole(upper)+"/members").is(404, "not_found")

		admin.delete(path).is(204)
		for name, memberID := range ids {
			w.equal(name+" keeps the other", admin.get("/v1/members/"+memberID).is(200).length("roles"), 1)
		}
		w.equal("events", w.events(roleID), "[role.created role.deleted]")
	})
}

// Staff are added like others, to the platform organization, by who holds what they are given.
func TestStaffAreAddedByTheAPI(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		path := "/v1/organizations/" + id.PlatformOrganization + "/members"
		registrar := staff.post("/v1/organizations/"+id.PlatformOrganization+"/roles",
			object{"name": "등록", "permissions": []access.Permission{access.OrganizationsRegister, access.MembersAdd}}).is(201).text("id")
		added := staff.post(path, somebody("new@example.com").with("roleIds", []string{registrar})).is(201)
		c := w.visitor()
		c.replace("new@example.com", w.letters("new@example.com")[0].indented(), password).is(200)
		w.equal("the platform", c.get("/v1/session").at("memberships.0.organization.platform"), true)
		place := c.register("기관", contracting())
		c.get("/v1/organizations/" + place).is(200)
		c.delete("/v1/organizations/"+place).is(403, "permission_required")
		w.refuses([]bad{
			{"give oneself more", func() *answer {
				return c.patch("/v1/members/"+added.text("id"), object{"roleIds": []string{w.adminRole(id.PlatformOrganization)}})
			}, 403, "permission_required", ""},
			{"add an Admin of the platform", func() *answer {
				return c.post(path, somebody("x@example.com").with("roleIds", []string{w.adminRole(id.PlatformOrganization)}))
			}, 403, "exceeds_own_permissions", ""},
			{"add an Admin", func() *answer {
				return c.post("/v1/organizations/"+place+"/members", somebody("x@example.com").with("roleIds", []string{w.adminRole(place)}))
			}, 403, "exceeds_own_permissions", ""},
		})
		c.post("/v1/organizations/"+place+"/members", somebody("x@example.com")).is(201)
		// The platform's people and roles are nobody else's to see.
		admin := w.admin("admin@example.com", place)
		w.refuses([]bad{
			{"a member of staff", func() *answer { return admin.get("/v1/members/" + added.text("id")) }, 404, "not_found", ""},
			{"a role of the platform", func() *answer { return admin.get("/v1/roles/" + registrar) }, 404, "not_found", ""},
			{"the platform's roles", func() *answer { return admin.get("/v1/organizations/" + id.PlatformOrganization + "/roles") }, 403, "permission_required", ""},
			{"the platform", func() *answer { return admin.get("/v1/organizations/" + id.PlatformOrganization) }, 404, "not_found", ""},
			{"what the platform's people are", func() *answer { return admin.get("/v1/members?organizationId=" + id.PlatformOrganization) }, 422, "not_found", ""},
		})
		w.equal("staff among members", admin.get("/v1/members?q=new@example.com").is(200).length("items"), 0)
	})
}
