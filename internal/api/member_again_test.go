package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/id"
)

// An account that nobody has taken up begins anew once it belongs nowhere; while it waits somewhere, every further
// organization is a question to its owner.
func TestAddedAgainBeforeItWasTakenUp(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place, second, third := w.spare("기관"), w.spare("둘째"), w.spare("셋째")
		const email = "kim@example.com"
		add := func(organizationID string) *answer {
			w.Helper()
			return staff.post("/v1/organizations/"+organizationID+"/members", somebody(email)).is(201)
		}
		first := add(place)
		question := add(second)
		w.equal("what they wait for", []any{first.text("awaits"), question.text("awaits")}, "[password owner]")
		staff.delete("/v1/members/" + first.text("id")).is(204)
		staff.delete("/v1/members/" + question.text("id")).is(204)
		again := add(place)
		w.equal("begun anew", []any{again.text("awaits"), again.text("accountId") == first.text("accountId")}, "[password true]")
		letters := w.letters(email)
		w.equal("messages", len(letters), 3)
		w.visitor().signIn(email, letters[0].indented()).is(401, "invalid_credentials") // the older one is worth nothing
		question = add(third)

		c := w.visitor()
		in := c.replace(email, letters[2].indented(), password).is(200)
		w.equal("one membership, one question", []any{in.length("memberships"), in.length("questions"), in.text("questions.0.memberId") == question.text("id")}, "[1 1 true]")
		c.get("/v1/organizations/"+third).is(404, "not_found")
		c.act("/v1/members/" + question.text("id") + "/accept").is(204)
		c.get("/v1/organizations/" + third).is(200)
	})
}

// Somebody who was disabled before taking it up is out until enabled, and pending then.
func TestDisabledBeforeItWasTakenUp(t *testing.T) {
	each(t, func(w *world) {
		staff, place := w.operator(), w.spare("기관")
		const email = "kim@example.com"
		path := "/v1/members/" + staff.post("/v1/organizations/"+place+"/members", somebody(email)).is(201).text("id")
		temporary := w.letters(email)[0].indented()
		w.equal("disabled", staff.act(path+"/disable").is(200).text("status"), "disabled")
		w.visitor().signIn(email, temporary).is(403, "account_disabled")
		w.visitor().replace(email, temporary, password).is(403, "account_disabled")
		w.equal("enabled", staff.act(path+"/enable").is(200).text("status"), "pending")
		w.visitor().replace(email, temporary, password).is(200)
		w.equal("taken up", staff.get(path).is(200).text("status"), "active")
	})
}

// Who has an account becomes staff by accepting.
func TestAccountsBecomeStaffByAccepting(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		const email = "kim@example.com"
		owner := w.person(email)
		added := staff.post("/v1/organizations/"+id.PlatformOrganization+"/members", somebody(email).with("roleIds", []string{w.adminRole(id.PlatformOrganization)})).is(201)
		owner.get("/v1/groups").is(403, "permission_required")
		w.equal("the question", owner.get("/v1/session").is(200).text("questions.0.organization.id"), id.PlatformOrganization)
		owner.act("/v1/members/" + added.text("id") + "/accept").is(204)
		owner.get("/v1/groups").is(200)
		owner.delete("/v1/members/" + added.text("id")).is(204) // and may leave, as the operator stays
		owner.get("/v1/groups").is(403, "permission_required")
	})
}

// A page goes on with what it was a page of.
func TestPagesOfOtherQuestions(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		group := w.tree("모임", w.spares(3, "기관")...)
		w.spares(3, "홀로")
		cursor := func(path string) string { return staff.get(path).is(200).text("nextCursor") }
		inGroup := cursor("/v1/organizations?limit=1&groupId=" + group)
		where := cursor("/v1/access/organizations?limit=1&permission=console.members.read")
		other := w.holder("other@example.com", w.spare("다른 곳"), own)
		w.refuses([]bad{
			{"another group", func() *answer { return staff.get("/v1/organizations?limit=1&groupId=none&cursor=" + inGroup) }, 422, "cursor_mismatch", "query.cursor"},
			{"no group", func() *answer { return staff.get("/v1/organizations?limit=1&cursor=" + inGroup) }, 422, "cursor_mismatch", "query.cursor"},
			{"somebody else", func() *answer {
				return staff.get("/v1/access/organizations?limit=1&permission=console.members.read&accountId=" + other.accountID + "&cursor=" + where)
			}, 422, "cursor_mismatch", "query.cursor"},
			{"another search", func() *answer {
				return staff.get("/v1/access/organizations?limit=1&permission=console.members.read&q=a&cursor=" + where)
			}, 422, "cursor_mismatch", "query.cursor"},
		})
		staff.get("/v1/organizations?limit=1&groupId=" + group + "&cursor=" + inGroup).is(200)
		staff.get("/v1/access/organizations?limit=1&permission=console.members.read&cursor=" + where).is(200)
	})
}
