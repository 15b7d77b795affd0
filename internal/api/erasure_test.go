package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/id"
)

// An Admin erases an organization: name and code, and it is as if it had never been.
func TestErasure(t *testing.T) {
	each(t, func(w *world) {
		organizationID, numberIDs := w.numbered("없어질 곳", object{"number": "02-711-1000"}, object{"number": "02-711-1001"})
		path := "/v1/organizations/" + organizationID + "/erasure"
		admin := w.admin("admin@example.com", organizationID)
		member := w.holder("member@example.com", organizationID, own, "console.members.read")

		preview := admin.get(path).is(200)
		w.equal("members", preview.number("counts.members"), 2)
		w.equal("numbers", preview.number("counts.numbers"), 2)
		w.equal("roles", preview.number("counts.roles"), 2)
		w.equal("what stands in the way", preview.length("blockers"), 0)
		w.operator().get(path).is(403, "own_role_required")
		member.get(path).is(403, "permission_required")
		w.operator().get("/v1/organizations/"+id.PlatformOrganization+"/erasure").is(409, "platform_organization")
		admin.post(path, nil).is(403, "reauthentication_required")
		admin.proven()
		admin.post(path, nil).is(202)
		code := w.mailed("admin@example.com")

		confirm := path + "/confirm"
		admin.post(confirm, object{"name": "없어질", "code": code}).is(422, "does_not_match").names("body.name", "does_not_match")
		admin.post(confirm, object{"name": "없어질 곳", "code": wrong(code)}).is(422, "wrong_code").names("body.code", "wrong_code")
		admin.post(confirm, object{"name": "없어질 곳"}).is(422)
		admin.post(confirm, object{"name": "없어질 곳", "code": code}).is(202)

		for who, c := range map[string]*client{"the Admin": admin, "a member": member, "staff": w.operator()} {
			c.get("/v1/organizations/"+organizationID).is(404, "not_found")
			c.get("/v1/numbers/"+numberIDs[0]).is(404, "not_found")
			w.equal("organizations that "+who+" is shown", c.get("/v1/organizations?q="+organizationID).is(200).length("items"), 0)
		}
		w.equal("memberships", admin.get("/v1/session").is(200).length("memberships"), 0)
		admin.post(confirm, object{"name": "없어질 곳", "code": code}).is(404)
		letters := w.letters("admin@example.com")
		w.equal("letters", len(letters), 2)
		w.equal("rows that are left", w.rows("SELECT COUNT(*) FROM outgoing_number WHERE organization_id = $1", organizationID)[0], "[0]")
		w.equal("the platform's trail", w.rows("SELECT COUNT(*) FROM audit_event WHERE action = 'organization.erased' AND target = $1", organizationID)[0], "[1]")
	})
}

// Staff change what an account says of its owner, and where somebody is a member; another address counts once its
// owner has entered the code.
func TestAccountOfAMember(t *testing.T) {
	each(t, func(w *world) {
		organizationID, other := w.operator().create("여기"), w.operator().create("저기")
		owner := w.person("kim@example.com").proven()
		memberID := w.join(owner.accountID, organizationID, w.adminRole(organizationID))
		path := "/v1/members/" + memberID
		w.admin("admin@example.com", organizationID).get(path+"/account").is(403, "permission_required")

		read := w.operator().get(path + "/account").is(200)
		w.equal("the address", read.text("email"), "kim@example.com")
		changed := w.operator().with("If-Match", read.header.Get("ETag")).patch(path+"/account", object{"name": "김하나", "mobilePhone": "010-2345-6789", "lastName": "김"}).is(200)
		w.equal("the telephone number", changed.text("mobilePhone"), "+821023456789")
		w.operator().with("If-Match", read.header.Get("ETag")).patch(path+"/account", object{"name": "다시"}).is(412, "stale")
		w.operator().patch(path+"/account", object{"name": ""}).is(422).names("body.name", "required")
		for _, none := range []any{"nobody", "", nil} {
			w.operator().patch(path+"/account", object{"email": none}).is(422)
		}
		w.equal("the name", owner.get("/v1/session").is(200).text("account.name"), "김하나")
		w.equal("found by it", w.operator().get("/v1/members?q=김하나").is(200).length("items"), 1)

		asked := w.operator().patch(path+"/account", object{"email": "new@example.com"}).is(200)
		w.equal("still the address", asked.text("email"), "kim@example.com")
		w.equal("the address that waits", asked.text("pendingEmail"), "new@example.com")
		w.equal("the step", owner.post("/v1/account/email/confirm", object{"code": w.mailed("new@example.com")}).is(200).text("step"), "done")
		w.equal("the address", w.operator().get(path+"/account").is(200).text("email"), "new@example.com")

		move := path + "/move"
		w.operator().post(move, object{"organizationId": organizationID, "roleIds": []string{}}).is(422).names("body.organizationId", "same_organization")
		w.operator().post(move, object{"organizationId": "org_x", "roleIds": []string{}}).is(422).names("body.organizationId", "not_found")
		w.operator().post(move, object{"organizationId": other, "roleIds": []string{w.adminRole(organizationID)}}).is(422).names("body.roleIds[0]", "not_found")
		tag := w.operator().get(path).is(200).header.Get("ETag")
		w.operator().patch(path, object{"task": "상담"}).is(200)
		w.operator().with("If-Match", tag).post(move, object{"organizationId": other, "roleIds": []string{w.adminRole(other)}}).is(412, "stale")
		moved := w.operator().with("If-Match", w.operator().get(path).is(200).header.Get("ETag")).post(move, object{"organizationId": other, "roleIds": []string{w.adminRole(other)}}).is(200)
		w.equal("where", moved.text("organizationId"), other)
		w.operator().get(path).is(404)
		owner.get("/v1/organizations/" + organizationID).is(404)
		owner.get("/v1/organizations/" + other + "/roles").is(200)
	})
}
