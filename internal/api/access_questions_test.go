package api_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// question is one about access.
func question(accountID string, p access.Permission, organizationID string) object {
	return object{"accountId": accountID, "permission": p, "organizationId": organizationID}
}

func TestQuestionsThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		staff, place := w.operator(), w.spare("기관")
		admin := w.admin("admin@example.com", place)
		me := admin.accountID
		stranger := w.admin("stranger@example.com", w.spare("딴 곳")).accountID
		const nobody = "acc_01JZZZZZZZZZZZZZZZZZZZZZZZ"
		good := question(me, access.MembersRead, place)
		for _, path := range []string{"/v1/access/check", "/v1/access/explain"} {
			ask := func(c *client, body any) func() *answer { return func() *answer { return c.post(path, body) } }
			w.refuses([]bad{
				// Each its own code for the platform,
				{"unknown account", ask(staff, good.with("accountId", nobody)), 422, "unknown_account", "body.accountId"},
				{"no account ID", ask(staff, good.with("accountId", "acc_1")), 422, "unknown_account", "body.accountId"},
				{"NUL in the account", ask(staff, good.with("accountId", "acc_\x00")), 422, "unknown_account", "body.accountId"},
				{"unknown address", ask(staff, good.without("accountId").with("email", "nobody@example.com")), 422, "unknown_account", "body.email"},
				{"no address", ask(staff, good.without("accountId").with("email", "nobody")), 422, "unknown_account", "body.email"},
				{"unknown permission", ask(staff, good.with("permission", "voice.campaigns.fly")), 422, "unknown_permission", "body.permission"},
				{"no permission", ask(staff, good.with("permission", "")), 422, "unknown_permission", "body.permission"},
				{"unknown organization", ask(staff, good.with("organizationId", noID)), 422, "unknown_organization", "body.organizationId"},
				{"NUL in the organization", ask(staff, good.with("organizationId", "org_\x00")), 422, "unknown_organization", "body.organizationId"},
				{"unknown permission and organization", ask(staff, good.with("permission", "a.b.c").with("organizationId", noID)), 422, "unknown_permission", "body.permission"},
				// the same one for all others.
				{"unknown account, for others", ask(admin, good.with("accountId", nobody)), 422, "not_found", "body"},
				{"unknown address, for others", ask(admin, good.without("accountId").with("email", "nobody@example.com")), 422, "not_found", "body"},
				{"an account of elsewhere", ask(admin, good.with("accountId", stranger)), 422, "not_found", "body"},
				{"its address", ask(admin, good.without("accountId").with("email", "stranger@example.com")), 422, "not_found", "body"},
				{"unknown permission, for others", ask(admin, good.with("permission", "voice.campaigns.fly")), 422, "not_found", "body"},
				{"unknown organization, for others", ask(admin, good.with("organizationId", noID)), 422, "not_found", "body"},
				{"unknown permission about oneself", ask(admin, good.with("accountId", me).with("permission", "a.b.c")), 422, "not_found", "body"},
				// The form.
				{"no account", ask(staff, good.without("accountId")), 422, "required", "body.accountId"},
				{"two accounts", ask(staff, good.with("email", "admin@example.com")), 422, "not_applicable", "body.email"},
				{"no organization", ask(staff, good.without("organizationId")), 422, "required", "body.organizationId"},
				{"a permission that is none", ask(staff, good.with("permission", 7)), 422, "wrong_type", "body.permission"},
				{"more", ask(staff, good.with("reach", "own")), 422, "unknown_field", "body.reach"},
			})
		}
		words := map[string]bool{}
		for _, body := range []object{good.with("accountId", nobody), good.with("permission", "a.b.c"), good.with("organizationId", noID), good.with("organizationId", w.spare("남의 것"))} {
			words[admin.post("/v1/access/check", body).is(422, "not_found").text("detail")] = true
		}
		w.equal("the words for all of them", len(words), 1)

		batch := func(c *client, checks ...object) func() *answer {
			return func() *answer {
				return c.post("/v1/access/check-batch", object{"checks": append([]object{}, checks...)})
			}
		}
		many := make([]object, 1001)
		for i := range many {
			many[i] = good
		}
		w.refuses([]bad{
			{"none", batch(staff), 422, "invalid_length", "body.checks"},
			{"too many", batch(staff, many...), 422, "invalid_length", "body.checks"},
			{"the second account", batch(staff, good, good.with("accountId", nobody)), 422, "unknown_account", "body.checks[1].accountId"},
			{"the third address", batch(staff, good, good, good.without("accountId").with("email", "x@example.com")), 422, "unknown_account", "body.checks[2].email"},
			{"the second permission", batch(staff, good, good.with("permission", "a.b.c")), 422, "unknown_permission", "body.checks[1].permission"},
			{"the second organization", batch(staff, good, good.with("organizationId", "x")), 422, "unknown_organization", "body.checks[1].organizationId"},
			{"one of them without account", batch(staff, good, good.without("accountId")), 422, "required", "body.checks[1].accountId"},
			{"one of them, for others", batch(admin, good, good.with("accountId", nobody)), 422, "not_found", "body.checks[1]"},
		})
		a := batch(staff, good.with("accountId", nobody), good.with("permission", "a.b.c"))().is(422, "invalid")
		a.names("body.checks[0].accountId", "unknown_account").names("body.checks[1].permission", "unknown_permission")
		w.equal("the most", batch(staff, many[:1000]...)().is(200).length("results"), 1000)

		get := func(c *client, path string) func() *answer {
			return func() *answer { return c.get("/v1/access/" + path) }
		}
		about := "&organizationId=" + place
		w.refuses([]bad{
			{"permissions of nobody", get(staff, "permissions?accountId="+nobody+about), 422, "unknown_account", "query.accountId"},
			{"permissions nowhere", get(staff, "permissions?accountId="+me+"&organizationId="+noID), 422, "unknown_organization", "query.organizationId"},
			{"permissions without an account", get(staff, "permissions?"+about[1:]), 422, "required", "query.accountId"},
			{"permissions of nobody, for others", get(admin, "permissions?accountId="+nobody+about), 422, "not_found", "query"},
			{"where nobody may", get(staff, "organizations?permission=console.members.read&accountId="+nobody), 422, "unknown_account", "query.accountId"},
			{"where an unknown address may", get(staff, "organizations?permission=console.members.read&email=x@example.com"), 422, "unknown_account", "query.email"},
			{"where one may what", get(staff, "organizations?permission=a.b.c"), 422, "unknown_permission", "query.permission"},
			{"where two may", get(staff, "organizations?permission=console.members.read&email=admin@example.com&accountId="+me), 422, "not_applicable", "query.email"},
			{"where one may nothing", get(staff, "organizations"), 422, "required", "query.permission"},
			{"where nobody may, for others", get(admin, "organizations?permission=console.members.read&accountId="+nobody), 422, "not_found", "query"},
			{"where one may what, for others", get(admin, "organizations?permission=a.b.c"), 422, "not_found", "query"},
		})
	})
}

func TestAccessAnswers(t *testing.T) {
	each(t, func(w *world) {
		w.declareProducts()
		upper, middle, lower := w.spare("위"), w.spare("가운데"), w.spare("아래")
		group := w.tree("모임", upper, middle, lower)
		staff := w.operator()
		const start = access.Permission("voice.campaigns.start")
		roleID := w.role(upper, "발신", subtree, start)
		person := w.person("person@example.com")
		memberID := w.join(person.accountID, upper, roleID)
		ask := func(c *client, p access.Permission, organizationID string) *answer {
			return c.post("/v1/access/explain", question(person.accountID, p, organizationID)).is(200)
		}
		checked := func(p access.Permission, organizationID string, want bool) {
			w.Helper()
			a := staff.post("/v1/access/check", question(person.accountID, p, organizationID)).is(200)
			w.equal(fmt.Sprint(p, " in ", organizationID), a.at("allowed"), want)
			b := staff.post("/v1/access/check", object{"email": "PERSON@example.com", "permission": p, "organizationId": organizationID}).is(200)
			w.equal("by address", string(b.body), string(a.body))
			w.equal("explained", ask(staff, p, organizationID).at("allowed"), want)
			if oneself := person.post("/v1/access/check", question(person.accountID, p, organizationID)); want || organizationID == upper {
				w.equal("about oneself", oneself.is(200).at("allowed"), want)
			} else if oneself.status != 200 { // what one sees no more, one cannot ask about
				oneself.is(422, "not_found")
			}
		}
		path := func(a *answer) string {
			return fmt.Sprint(a.length("paths"), a.at("paths.0.memberId"), a.at("paths.0.roleId"), a.at("paths.0.roleName"), a.at("paths.0.organizationId"),
				a.at("paths.0.organizationName"), a.number("paths.0.levelsAbove"), a.at("paths.0.platform"))
		}
		missing := func(a *answer) string {
			return fmt.Sprint(a.length("missing"), a.at("missing.0.code"), a.at("missing.0.roleName"), a.at("missing.0.organizationName"), a.number("missing.0.levelsAbove"))
		}
		for above, organizationID := range []string{upper, middle, lower} {
			checked(start, organizationID, true)
			w.equal("the path", path(ask(staff, start, organizationID)), fmt.Sprint(1, memberID, roleID, "발신", upper, "위", above, false))
		}
		checked(access.MembersRead, lower, false)
		w.equal("what is missing", missing(ask(staff, access.MembersRead, lower)), fmt.Sprint(1, "role_lacks_permission", nil, "위", 2))
		w.equal("what nobody can have yet", missing(ask(staff, "whatsapp.messages.send", lower)), fmt.Sprint(1, "permission_not_supported", nil, nil, 0))

		// Whoever does not see the organization above learns how far above it is, and nothing else.
		low := w.admin("low@example.com", lower)
		hiddenPath := ask(low, start, lower)
		w.equal("to who does not see it", path(hiddenPath), fmt.Sprint(1, nil, nil, nil, nil, nil, 2, false))
		w.equal("what is missing, to who does not see it", missing(ask(low, access.MembersRead, lower)), fmt.Sprint(1, "role_lacks_permission", nil, nil, 2))
		all := low.get("/v1/access/permissions?organizationId=" + lower + "&accountId=" + person.accountID).is(200)
		w.equal("permissions that can be held there", all.length("items"), len(access.OfAdmin(false))+3)
		for _, a := range []*answer{hiddenPath, all} {
			for _, secret := range []string{upper, roleID, memberID, "발신", "위\""} {
				if containsText(a, secret) {
					w.Errorf("%s shows %s: %s", a.what, secret, a.body)
				}
			}
		}
		w.equal("about oneself, one sees it", path(ask(person, start, lower)), fmt.Sprint(1, memberID, roleID, "발신", upper, "위", 2, false))
		platformPath := low.post("/v1/access/explain", question(staff.accountID, access.MembersRead, lower)).is(200)
		w.equal("staff, to others", path(platformPath), fmt.Sprint(1, nil, nil, nil, nil, nil, 3, true))

		change := func(what string, do func()) {
			w.Helper()
			before := staff.post("/v1/access/check", question(person.accountID, start, lower)).is(200).number("revision")
			do()
			if after := staff.post("/v1/access/check", question(person.accountID, start, lower)).is(200).number("revision"); after <= before {
				w.Errorf("%s: the revision was %d and is %d", what, before, after)
			}
		}
		change("own reach", func() { staff.patch("/v1/roles/"+roleID, object{"reach": "own"}).is(200) })
		checked(start, upper, true)
		checked(start, lower, false)
		w.equal("what is missing", missing(ask(staff, start, lower)), fmt.Sprint(1, "reach_own", "발신", "위", 2))
		change("the subtree again", func() { staff.patch("/v1/roles/"+roleID, object{"reach": "subtree"}).is(200) })
		change("suspension", func() { staff.patch("/v1/organizations/"+upper, object{"status": "suspended"}).is(200) })
		checked(start, upper, false)
		w.equal("what is missing", missing(ask(staff, start, middle)), fmt.Sprint(1, "organization_suspended", "발신", "위", 1))
		change("its end", func() { staff.patch("/v1/organizations/"+upper, object{"status": "active"}).is(200) })
		change("disabling", func() { staff.post("/v1/members/"+memberID+"/disable", object{}).is(200) })
		w.equal("what is missing", missing(ask(staff, start, lower)), fmt.Sprint(1, "member_disabled", nil, "위", 2))
		change("enabling", func() { staff.post("/v1/members/"+memberID+"/enable", object{}).is(200) })
		change("taking the role", func() { staff.delete("/v1/roles/" + roleID + "/members/" + memberID).is(204) })
		w.equal("what is missing", missing(ask(staff, start, upper)), fmt.Sprint(1, "no_roles", nil, "위", 0))
		change("giving it back", func() { staff.patch("/v1/members/"+memberID, object{"roleIds": []string{roleID}}).is(200) })
		checked(start, lower, true)
		change("a move out of the tree", func() { staff.delete("/v1/groups/" + group + "/organizations/" + lower).is(204) })
		w.equal("what is missing", missing(staff.post("/v1/access/explain", question(person.accountID, start, lower)).is(200)), fmt.Sprint(1, "not_a_member", nil, nil, 0))
		change("a move into it", func() { staff.post("/v1/groups/"+group+"/organizations", below(lower, upper)).is(201) })
		w.equal("the path", path(ask(staff, start, lower)), fmt.Sprint(1, memberID, roleID, "발신", upper, "위", 1, false))
		change("a move within it", func() { staff.patch("/v1/groups/"+group+"/organizations/"+lower, object{"parentId": middle}).is(200) })
		change("a product", func() {
			staff.do("PUT", "/v1/products/voice", encode(w, declaration("voice", false, "campaigns.read", "campaigns.start")), "application/json").is(200)
		})
		w.equal("what is missing", missing(ask(staff, start, lower)), fmt.Sprint(1, "permission_not_supported", nil, nil, 0))
		change("a role that goes", func() { staff.delete("/v1/roles/" + roleID).is(204) })
		change("a member that goes", func() { staff.delete("/v1/members/" + memberID).is(204) })
		change("an organization", func() { w.operator().register("새 것", contracting()) })

		// What cannot alter an answer does not raise it.
		before := staff.get("/v1/organizations/" + lower + "/permissions").is(200).number("revision")
		staff.patch("/v1/organizations/"+lower, object{"name": "새 이름"}).is(200)
		staff.patch("/v1/groups/"+group, object{"name": "새 이름"}).is(200)
		staff.patch("/v1/account", object{"language": "ko"}).is(200)
		staff.upload("x.csv", "name\n하나\n").is(202)
		staff.delete("/v1/groups/" + group + "?dryRun=true").is(200)
		staff.patch("/v1/groups/"+group+"/organizations/"+lower+"?dryRun=true", object{"parentId": upper}).is(200)
		staff.get("/v1/members").is(200)
		w.equal("the revision", staff.get("/v1/organizations/"+lower+"/permissions").is(200).number("revision"), before)
	})
}

func TestWhereAnAccountMay(t *testing.T) {
	each(t, func(w *world) {
		upper, apart := w.spare("위"), w.spare("따로")
		lower := w.spares(5, "아래")
		tree := []object{top(upper)}
		for _, organizationID := range lower {
			tree = append(tree, below(organizationID, upper))
		}
		w.group("모임", tree...)
		person := w.holder("person@example.com", upper, subtree, access.MembersRead)
		w.join(person.accountID, apart, w.role(apart, "역할", own, access.MembersRead, access.AuditRead))
		names := func(c *client, query string) string {
			w.Helper()
			path := "/v1/access/organizations?permission=" + query
			whole := walk(c, path, 200)
			w.equal(query+" by pages", values(walk(c, path, 2), "organizationId"), values(whole, "organizationId"))
			a := c.get(path).is(200)
			w.equal(query+": total", a.number("total.value"), len(whole))
			return fmt.Sprint(values(whole, "name"))
		}
		w.equal("oneself", names(person, "console.members.read"), "[따로 아래 아래 아래 아래 아래 위]")
		w.equal("oneself by name", names(person, "console.members.read&q="+url.QueryEscape("아래")), "[아래 아래 아래 아래 아래]")
		w.equal("something else", names(person, "console.audit.read"), "[따로]")
		w.equal("nothing", names(person, "console.roles.read"), "[]")
		w.equal("for staff", names(w.operator(), "console.members.read&email=Person@example.com"), "[따로 아래 아래 아래 아래 아래 위]")
		w.equal("staff themselves", names(w.operator(), "console.groups.manage"), "[따로 아래 아래 아래 아래 아래 위]")
		low := w.admin("low@example.com", lower[0])
		w.equal("for who may ask in one of them", names(low, "console.members.read&accountId="+person.accountID), "[아래]")
		w.operator().patch("/v1/organizations/"+upper, object{"status": "suspended"}).is(200)
		w.equal("while it is suspended", names(person, "console.members.read"), "[따로]")
		w.equal("revision", person.get("/v1/access/organizations?permission=console.members.read").number("revision") > 1, true)
	})
}
