package api_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// Whatever can alter an answer raises the revision that comes with every answer, and nothing else does.
func TestRevision(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		upper, lower := w.spare("위"), w.spare("아래")
		group := w.tree("모임", upper)
		owner := w.signedIn(w.account("owner@example.com", cheap(password)))
		revision := func() int {
			w.Helper()
			q := question(owner.accountID, access.MembersRead, upper)
			one := staff.post("/v1/access/explain", q).is(200).number("revision")
			for _, a := range []*answer{
				staff.post("/v1/access/check", q), staff.post("/v1/access/check-batch", object{"checks": []object{q, q}}),
				staff.get("/v1/access/permissions?organizationId=" + upper + "&accountId=" + owner.accountID),
				staff.get("/v1/access/organizations?permission=console.members.read"), staff.get("/v1/organizations/" + upper + "/permissions"),
			} {
				w.equal(a.what, a.is(200).number("revision"), one)
			}
			return one
		}
		var role, member, pending, second string
		made := func(into *string, a *answer) *answer {
			*into = a.text("id")
			return a
		}
		for _, step := range []struct {
			what string
			do   func() *answer
			by   int
		}{
			{"a role that is made", func() *answer {
				return made(&role, staff.post("/v1/organizations/"+upper+"/roles", object{"name": "역할", "permissions": []string{}}))
			}, 1},
			{"its permissions", func() *answer {
				return staff.patch("/v1/roles/"+role, object{"permissions": []string{"console.members.read"}})
			}, 1},
			{"the same permissions", func() *answer {
				return staff.patch("/v1/roles/"+role, object{"permissions": []string{"console.members.read"}})
			}, 0},
			{"a refused change", func() *answer { return staff.patch("/v1/roles/"+role, object{"name": ""}) }, 0},
			{"somebody new", func() *answer {
				return made(&member, staff.post("/v1/organizations/"+upper+"/members", somebody("new@example.com")))
			}, 1},
			{"a role given", func() *answer { return staff.patch("/v1/members/"+member, object{"roleIds": []string{role}}) }, 1},
			{"the same role", func() *answer { return staff.patch("/v1/members/"+member, object{"roleIds": []string{role}}) }, 0},
			{"a temporary password replaced", func() *answer {
				return w.visitor().replace("new@example.com", w.letters("new@example.com")[0].indented(), password)
			}, 1},
			{"a sign-in", func() *answer { return w.visitor().signIn("new@example.com", password) }, 0},
			{"a question", func() *answer {
				return made(&pending, staff.post("/v1/organizations/"+upper+"/members", somebody("owner@example.com")))
			}, 1},
			{"its answer", func() *answer { return owner.act("/v1/members/" + pending + "/accept") }, 1},
			{"a new password", func() *answer { return staff.act("/v1/members/" + member + "/reset-password") }, 0},
			{"disabled", func() *answer { return staff.act("/v1/members/" + member + "/disable") }, 1},
			{"disabled again", func() *answer { return staff.act("/v1/members/" + member + "/disable") }, 0},
			{"a member that goes", func() *answer { return staff.delete("/v1/members/" + member) }, 1},
			{"tried first", func() *answer {
				return staff.post("/v1/groups/"+group+"/organizations?dryRun=true", below(lower, upper))
			}, 0},
			{"placed", func() *answer { return staff.post("/v1/groups/"+group+"/organizations", below(lower, upper)) }, 1},
			{"moved to where it is", func() *answer {
				return staff.patch("/v1/groups/"+group+"/organizations/"+lower, object{"parentId": upper})
			}, 0},
			{"a group's name", func() *answer { return staff.patch("/v1/groups/"+group, object{"name": "다른 이름"}) }, 0},
			{"a group without organizations", func() *answer { return made(&second, staff.post("/v1/groups", object{"name": "빈 것"})) }, 0},
			{"a group that goes", func() *answer { return staff.delete("/v1/groups/" + group) }, 1},
			{"suspended", func() *answer { return staff.patch("/v1/organizations/"+lower, object{"status": "suspended"}) }, 1},
			{"an organization's website", func() *answer {
				return staff.patch("/v1/organizations/"+lower, object{"website": "https://example.com"})
			}, 0},
			{"an organization that goes", func() *answer { return staff.delete("/v1/organizations/" + lower) }, 1},
			{"an organization that comes", func() *answer {
				return staff.post("/v1/organizations", object{"name": "새 것", "registration": contracting()})
			}, 1},
			{"a role that goes", func() *answer { return staff.delete("/v1/roles/" + role) }, 1},
			{"a product", func() *answer { return staff.put("/v1/products/voice", declaration("voice", true, "calls.start")) }, 1},
			{"a product that goes", func() *answer { return staff.delete("/v1/products/voice") }, 1},
			{"a language", func() *answer { return staff.patch("/v1/account", object{"language": "ko"}) }, 0},
		} {
			before := revision()
			a := step.do()
			if a.status >= 300 && a.status != 422 {
				w.Fatalf("%s: %d %s", step.what, a.status, a.body)
			}
			if grew := revision() - before; grew != step.by {
				w.Errorf("%s: the revision grew by %d, want %d", step.what, grew, step.by)
			}
		}
	})
}
