package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/member"
)

// Until the owner of an account has accepted to become a member, the organization knows the address that was added,
// and nothing of the account: not by a list, a page, a search, an order, a file, a refusal or the trail.
func TestNothingIsToldOfAnAccountBeforeItsOwnerAccepts(t *testing.T) {
	each(t, func(w *world) {
		top, place := w.spare("위"), w.spare("아래")
		w.tree("모임", top, place)
		owner := w.signedIn(w.named("abc@example.com", "히든", cheap(password)))
		w.exec("UPDATE account SET mobile_phone = '+821020003000', second_factor = TRUE, last_visit_at = 1 WHERE id = '" + owner.accountID + "'")
		w.join(owner.accountID, top, w.adminRole(top))

		// It has acted in the organization from above, where that is nobody's whom the organization knows.
		key := owner.post("/v1/organizations/"+place+"/api-keys", object{"name": "열쇠", "permissions": []string{string(access.AccessCheck)}}).is(201).text("id")
		owner.post("/v1/organizations/"+place+"/invitations", object{"invitations": []object{{"name": "손님", "email": "guest@example.com", "roleIds": []string{}}}}).is(200)

		admin := w.admin("mmm@example.com", place)
		less := w.holder("nnn@example.com", place, own, access.MembersRead, access.MembersDisable)
		id := w.operator().post("/v1/organizations/"+place+"/members", somebody("abc@example.com").with("name", "적은 이름").with("task", "담당").
			with("roleIds", []string{w.adminRole(place)})).is(201).text("id")

		secrets := []string{"히든", "020003000", "2000-3000"}
		reads := []string{
			"/v1/members/" + id, "/v1/members", "/v1/members?organizationId=" + place, "/v1/members?q=abc", "/v1/members?status=pending", "/v1/members?sort=-lastVisitAt",
			"/v1/members/export?format=csv", "/v1/roles/" + w.adminRole(place) + "/members", "/v1/audit", "/v1/audit?targetId=" + id, "/v1/audit/export?format=csv",
			"/v1/organizations/" + place + "/api-keys", "/v1/api-keys/" + key, "/v1/organizations/" + place + "/invitations",
		}
		known := func() (found []string) {
			w.Helper()
			for _, path := range reads {
				a := admin.get(path)
				w.equal(path, a.status, 200)
				for _, secret := range secrets {
					if containsText(a, secret) {
						found = append(found, path+" tells "+secret)
					}
				}
			}
			// Who holds less than the member may not disable it, and is told so with the members that stand in the way.
			a := less.post("/v1/members/batch-disable", object{"ids": []string{id}}).is(403, "exceeds_own_permissions")
			w.equal("the member in the way", a.text("blockers.0.id"), id)
			if containsText(a, "히든") {
				found = append(found, a.what+" tells the name")
			}
			for _, q := range []string{"히든", "히", "든"} {
				for _, path := range []string{"/v1/members?", "/v1/members?status=pending&", "/v1/members?organizationId=" + place + "&", "/v1/roles/" + w.adminRole(place) + "/members?"} {
					if admin.get(path+"q="+url.QueryEscape(q)).is(200).length("items") > 0 {
						found = append(found, path+"q="+q+" finds it")
					}
				}
			}
			if admin.get("/v1/audit?actorId="+owner.accountID).is(200).length("items") > 0 {
				found = append(found, "the trail by actor finds it")
			}
			return found
		}
		if found := known(); found != nil {
			w.Errorf("before the owner has accepted:\n%s", strings.Join(found, "\n"))
		}
		page := admin.get("/v1/members/" + id).is(200)
		w.equal("what is told", []any{page.text("name"), page.text("email"), page.text("task"), page.text("status")}, "[abc@example.com abc@example.com 담당 pending]")
		order := []string{"abc@example.com", "mmm@example.com", "nnn@example.com"} // the others are all called Person
		byName := func() []string { return admin.get("/v1/members?sort=name").is(200).column("email") }
		w.equal("in the order of names", byName(), order)
		w.equal("found by its address", admin.get("/v1/members?q=abc%40example").is(200).column("id"), []string{id})

		// Its owner gets another name, and still nothing is told.
		owner.patch("/v1/account", object{"name": "히든 둘"}).is(200)
		w.equal("renamed", fmt.Sprint(known(), byName()), fmt.Sprint([]string(nil), order))

		// Accepted, it is a member like the others.
		owner.act("/v1/members/" + id + "/accept").is(204)
		page = admin.get("/v1/members/" + id).is(200)
		w.equal("accepted", []any{page.text("name"), page.text("mobilePhone"), page.at("secondFactor")}, "[히든 둘 +821020003000 true]")
		w.equal("in the order of names then", slices.Index(byName(), "abc@example.com"), 2)
		w.equal("found by name", admin.get("/v1/members?q="+url.QueryEscape("히든")).is(200).column("id"), []string{id})
		owner.patch("/v1/account", object{"name": "AAA"}).is(200)
		w.equal("renamed then", slices.Index(byName(), "abc@example.com"), 0)
		admin.delete("/v1/members/" + id).is(204)
		w.equal("left the lists", byName(), order[1:])
	})
}

// Whoever accepts while they get another name, or while the hierarchy changes, stands in the lists by the name they have.
func TestAcceptedAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		top := w.spare("위")
		group := w.tree("모임", top)
		for i := range 8 {
			place := w.spare("아래")
			owner := w.person(w.address("owner"))
			id := w.enter(member.Draft{OrganizationID: place, AccountID: owner.accountID, Awaits: member.AwaitsOwner})
			answers := w.together(
				func() *answer { return owner.patch("/v1/account", object{"name": fmt.Sprint("Neu ", i)}) },
				func() *answer { return owner.act("/v1/members/" + id + "/" + []string{"accept", "decline"}[i/4]) },
				func() *answer { return staff.post("/v1/groups/"+group+"/organizations", below(place, top)) },
			)
			answers[0].is(200)
			answers[1].is(204)
			answers[2].is(201)
		}
		w.equal("by another name", w.rows("SELECT m.id FROM member m JOIN account a ON a.id = m.account_id WHERE m.name_key <> a.name_key"), [][]string{})
		w.equal("lists", w.rows("SELECT COUNT(*) FROM member_scope s JOIN member m ON m.id = s.member_id AND m.name_key = s.name_key"), w.rows("SELECT COUNT(*) FROM member_scope"))
		w.equal("below", staff.get("/v1/members?reach=subtree&sort=name&organizationId="+top).is(200).column("name"), "[Neu 0 Neu 1 Neu 2 Neu 3]")
	})
}
