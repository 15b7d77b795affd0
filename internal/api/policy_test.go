package api_test

import "testing"

// An organization requires a second factor: who has none is shut out on the next request, sees why, and is back as soon
// as it is set up. Higher levels and machines go on.
func TestPolicy(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("깐깐한 곳", contracting())
		above := w.operator().register("위", contracting())
		w.tree("모임", above, organizationID)
		policy, members := "/v1/organizations/"+organizationID+"/policy", "/v1/members?organizationId="+organizationID
		boss := w.admin("boss@example.com", above)
		owner := w.person("owner@example.com").proven()
		w.join(owner.accountID, organizationID, w.adminRole(organizationID))
		secret, _ := w.key(organizationID, own, "console.members.read")
		machine := w.machine(secret)

		first := owner.get(policy).is(200)
		w.equal("required at first", first.at("requireSecondFactor"), false)
		w.equal("without one", first.number("membersWithout"), 1)
		owner.patch(policy, object{"requireSecondFactor": "yes"}).is(422)
		owner.with("If-Match", `"99"`).patch(policy, object{"requireSecondFactor": true}).is(412, "stale")
		set := owner.with("If-Match", first.header.Get("ETag")).patch(policy, object{"requireSecondFactor": true}).is(200)
		w.equal("required", set.at("requireSecondFactor"), true)
		w.equal("the trail", w.events(organizationID)[len(w.events(organizationID))-1], "policy.updated")

		owner.get(policy).is(403, "second_factor_setup_required")
		owner.get("/v1/organizations/"+organizationID+"/roles").is(403, "second_factor_setup_required")
		w.equal("members that are shown", owner.get(members).is(200).length("items"), 0)
		session := owner.get("/v1/session").is(200)
		w.equal("the session says so", session.at("memberships.0.secondFactorRequired"), true)
		w.equal("permissions", session.length("memberships.0.permissions"), 0)
		w.equal("the organization is seen", owner.get("/v1/organizations/"+organizationID).is(200).text("name"), "깐깐한 곳")
		boss.get(policy).is(200)
		w.equal("members that a machine is shown", machine.get(members).is(200).length("items"), 1)
		explained := boss.post("/v1/access/explain", object{"accountId": owner.accountID, "permission": "console.members.read", "organizationId": organizationID}).is(200)
		w.equal("allowed", explained.at("allowed"), false)
		w.equal("what is missing", explained.text("missing.0.code"), "second_factor_required")

		owner.setUpTOTP()
		w.equal("back at once", owner.get(members).is(200).length("items"), 1)
		w.equal("without one", owner.get(policy).is(200).number("membersWithout"), 0)
		w.equal("the session says so", owner.get("/v1/session").is(200).at("memberships.0.secondFactorRequired"), false)
		owner.proven()
		owner.delete("/v1/account/second-factor/totp").is(204)
		owner.get(policy).is(403, "second_factor_setup_required")
		boss.patch(policy, object{"requireSecondFactor": false}).is(200)
		owner.get(policy).is(200)
	})
}
