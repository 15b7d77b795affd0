package api_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// together sends requests at the same moment and returns their answers, none of which may be the program's fault.
func (w *world) together(requests ...func() *answer) []*answer {
	w.Helper()
	answers := make([]*answer, len(requests))
	var wait sync.WaitGroup
	for i, send := range requests {
		wait.Go(func() { answers[i] = send() })
	}
	wait.Wait()
	for _, a := range answers {
		if a.status >= 500 {
			w.Errorf("%s: %d %s", a.what, a.status, a.body)
		}
	}
	return answers
}

// outcomes are the statuses and codes of answers, sorted.
func outcomes(answers []*answer) string {
	var found []string
	for _, a := range answers {
		code := ""
		if a.status >= 300 {
			code = " " + a.text("code")
		}
		found = append(found, fmt.Sprint(a.status, code))
	}
	slices.Sort(found)
	return fmt.Sprint(found)
}

func TestTheSameThingAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		for range 4 {
			place, other := w.spare("기관"), w.spare("다른 기관")
			members := func(organizationID string, body object) func() *answer {
				return func() *answer { return staff.post("/v1/organizations/"+organizationID+"/members", body) }
			}
			// Somebody new, twice in one organization.
			body := somebody(w.address("new"))
			w.equal("one member", outcomes(w.together(members(place, body), members(place, body))), "[201 409 already_member]")
			w.equal("one message", len(w.letters(body["email"].(string))), 1)
			// Somebody new, in two organizations: one account, and the other question is its owner's.
			body = somebody(w.address("new"))
			answers := w.together(members(place, body), members(other, body))
			w.equal("two members", outcomes(answers), "[201 201]")
			w.equal("of one account", answers[0].text("accountId"), answers[1].text("accountId"))
			awaits := []string{answers[0].text("awaits"), answers[1].text("awaits")}
			slices.Sort(awaits)
			w.equal("what they wait for", awaits, "[owner password]")
			// A role of one name.
			role := func() *answer {
				return staff.post("/v1/organizations/"+place+"/roles", object{"name": "역할", "permissions": []string{}})
			}
			w.equal("one role", outcomes(w.together(role, role, role)), "[201 409 role_name_taken 409 role_name_taken]")
			// A place in two groups.
			save := func() *answer {
				return staff.post("/v1/groups", object{"name": "모임", "organizations": []object{top(place)}})
			}
			w.equal("one group", outcomes(w.together(save, save)), "[201 409 already_in_group]")
			groups := []string{w.tree("하나", w.spare("위")), w.tree("둘", w.spare("위"))}
			heads := []string{staff.get("/v1/groups/" + groups[0]).text("highestLevel.id"), staff.get("/v1/groups/" + groups[1]).text("highestLevel.id")}
			add := func(i int) func() *answer {
				return func() *answer { return staff.post("/v1/groups/"+groups[i]+"/organizations", below(other, heads[i])) }
			}
			w.equal("one place", outcomes(w.together(add(0), add(1))), "[201 409 already_in_group]")
		}
	})
}

// What is deleted while something comes to refer to it is either there with that, or gone without.
func TestDeletedAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		for range 6 {
			place := w.spare("기관")
			answers := w.together(
				func() *answer { return staff.delete("/v1/organizations/" + place) },
				func() *answer { return staff.post("/v1/organizations/"+place+"/members", somebody(w.address("new"))) },
			)
			if got := outcomes(answers); got != "[201 409 organization_in_use]" && got != "[204 404 not_found]" {
				w.Errorf("an organization and its member: %s", got)
			}
			place = w.spare("기관")
			group := w.tree("모임", w.spare("위"))
			highest := staff.get("/v1/groups/" + group).text("highestLevel.id")
			answers = w.together(
				func() *answer { return staff.delete("/v1/organizations/" + place) },
				func() *answer { return staff.post("/v1/groups/"+group+"/organizations", below(place, highest)) },
			)
			if got := outcomes(answers); got != "[201 409 organization_in_use]" && got != "[204 422 not_found]" {
				w.Errorf("an organization and its place: %s", got)
			}
			place = w.spare("기관")
			answers = w.together(
				func() *answer { return staff.delete("/v1/groups/" + group) },
				func() *answer { return staff.post("/v1/groups/"+group+"/organizations", below(place, highest)) },
			)
			if got := outcomes(answers); got != "[201 204]" && got != "[204 404 not_found]" {
				w.Errorf("a group and a place in it: %s", got)
			}
			w.equal("in a group that is gone", w.rows("SELECT COUNT(*) FROM organization WHERE group_id = $1", group), "[[0]]")
			role, member := w.role(place, w.address("role"), own, access.MembersRead), w.join(w.account(w.address("member"), ""), place)
			answers = w.together(
				func() *answer { return staff.delete("/v1/roles/" + role) },
				func() *answer { return staff.patch("/v1/members/"+member, object{"roleIds": []string{role}}) },
			)
			if got := outcomes(answers); got != "[200 204]" && got != "[204 422 not_found]" {
				w.Errorf("a role and its member: %s", got)
			}
			w.equal("roles of the member", staff.get("/v1/members/"+member).is(200).length("roles"), 0)
		}
	})
}

// What is withdrawn while it is given is given to nobody afterwards.
func TestPermissionsWithdrawnAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place := w.spare("기관")
		role := w.role(place, "역할", own)
		for round := range 10 {
			key := fmt.Sprint("p", round)
			staff.put("/v1/products/"+key, declaration(key, true)).is(200)
			permission := staff.get("/v1/products").is(200).text(fmt.Sprintf("items.%d.permissions.0.key", round+1))
			give := object{"name": w.address("x")[:8], "permissions": []string{permission}}
			w.together(
				func() *answer { return staff.delete("/v1/products/" + key) },
				func() *answer { return staff.post("/v1/organizations/"+place+"/roles", give) },
				func() *answer { return staff.post("/v1/organizations/"+place+"/api-keys", give) },
				func() *answer { return staff.patch("/v1/roles/"+role, object{"permissions": []string{permission}}) },
			)
			for _, table := range []string{"role_permission", "api_key_permission"} {
				w.equal("of "+permission+" in "+table, w.rows("SELECT COUNT(*) FROM "+table+" WHERE permission = $1", permission), "[[0]]")
			}
			staff.put("/v1/products/"+key, declaration(key, true)).is(200) // so that the next is at the end
		}
	})
}
