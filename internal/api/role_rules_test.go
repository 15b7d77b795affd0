package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// declareProducts declares voice, and whatsapp without member permissions.
func (w *world) declareProducts() {
	w.Helper()
	put := func(key string, member bool, permissions ...string) {
		w.operator().do("PUT", "/v1/products/"+key, encode(w, declaration(key, member, permissions...)), "application/json").is(200)
	}
	put("voice", true, "campaigns.read", "campaigns.start")
	put("whatsapp", false, "messages.send")
}

func TestRoleRules(t *testing.T) {
	each(t, func(w *world) {
		w.declareProducts()
		place := w.spare("기관")
		admin := w.admin("admin@example.com", place)
		path := "/v1/organizations/" + place + "/roles"
		full := object{"name": "Operators", "description": "전화", "permissions": []string{"voice.campaigns.start", "console.members.read"}, "reach": "own"}
		a := admin.post(path, full).is(201)
		roleID := a.text("id")
		w.equal("Location", a.header.Get("Location"), "/v1/roles/"+roleID)
		w.equal("the role", string(admin.get("/v1/roles/"+roleID).is(200).body), string(a.body))
		w.equal("fields", []any{a.text("name"), a.text("description"), a.at("permissions"), a.text("reach"), a.at("fixed"), a.number("memberCount")},
			"[Operators 전화 [console.members.read voice.campaigns.start] own false 0]")
		second := admin.post(path, object{"name": "다음", "permissions": []string{}}).is(201)
		w.equal("reach where nothing is said", second.text("reach"), "subtree")
		w.equal("the list", admin.get(path).is(200).column("name"), "[Admin Operators 다음]")
		w.admin("elsewhere@example.com", w.spare("다른 기관")).get("/v1/roles/"+roleID).is(404, "not_found")

		drafts := []struct {
			what           string
			change         object
			status         int
			code, location string
		}{
			{"a name in another case", object{"name": "oPERATORS"}, 409, "role_name_taken", "body.name"},
			{"the name of Admin", object{"name": "ADMIN"}, 409, "role_name_taken", "body.name"},
			{"a name with spaces around it", object{"name": " operators "}, 409, "role_name_taken", "body.name"},
			{"no name", object{"name": ""}, 422, "required", "body.name"},
			{"31 characters", object{"name": strings.Repeat("가", 31)}, 422, "too_long", "body.name"},
			{"tab", object{"name": "a\tb"}, 422, "control_characters", "body.name"},
			{"bidi override", object{"name": "a\u202eb"}, 422, "control_characters", "body.name"},
			{"NUL in the description", object{"description": "a\x00"}, 422, "control_characters", "body.description"},
			{"long description", object{"description": strings.Repeat("가", 201)}, 422, "too_long", "body.description"},
			{"unknown reach", object{"reach": "everywhere"}, 422, "invalid_value", "body.reach"},
			{"empty reach", object{"reach": ""}, 422, "", "body.reach"},
			{"unknown permission", object{"permissions": []string{"console.members.read", "voice.campaigns.fly"}}, 422, "unknown_permission", "body.permissions[1]"},
			{"a permission of an unknown product", object{"permissions": []string{"fax.pages.send"}}, 422, "unknown_permission", "body.permissions[0]"},
			{"a product as a permission", object{"permissions": []string{"voice"}}, 422, "unknown_permission", "body.permissions[0]"},
			{"everything", object{"permissions": []string{"console.*"}}, 422, "unknown_permission", "body.permissions[0]"},
			{"a permission in another case", object{"permissions": []string{"Console.Members.Read"}}, 422, "unknown_permission", "body.permissions[0]"},
			{"an empty permission", object{"permissions": []string{""}}, 422, "unknown_permission", "body.permissions[0]"},
			{"a permission with NUL", object{"permissions": []string{"console.members.read\x00"}}, 422, "unknown_permission", "body.permissions[0]"},
			{"the same permission twice", object{"permissions": []string{"console.members.read", "voice.campaigns.read", "console.members.read"}}, 422, "duplicate", "body.permissions[2]"},
			{"a permission that members cannot have yet", object{"permissions": []string{"whatsapp.messages.send"}}, 422, "member_permissions_not_supported", "body.permissions[0]"},
			{"a permission of the platform", object{"permissions": []string{"console.groups.manage"}}, 422, "platform_only", "body.permissions[0]"},
			{"permissions, not a list", object{"permissions": "console.members.read"}, 422, "wrong_type", "body.permissions"},
			{"a number among them", object{"permissions": []any{7}}, 422, "wrong_type", "body.permissions[0]"},
			{"more", object{"fixed": true}, 422, "unknown_field", "body.fixed"},
		}
		var cases []bad
		for _, d := range drafts {
			whole := object{"name": "새 역할", "permissions": []string{}}
			for key, value := range d.change {
				whole = whole.with(key, value)
			}
			create := bad{"create: " + d.what, func() *answer { return admin.post(path, whole) }, d.status, d.code, d.location}
			update := bad{"update: " + d.what, func() *answer { return admin.patch("/v1/roles/"+second.text("id"), d.change) }, d.status, d.code, d.location}
			for _, c := range []*bad{&create, &update} {
				if d.code == "" { // the form or the rule, whichever sees it first
					c.location = ""
					c.code = c.send().text("code")
					w.equal(c.what, c.send().text("errors.0.location"), d.location)
				}
			}
			cases = append(cases, create, update)
		}
		fixed := "/v1/roles/" + w.adminRole(place)
		stale := admin.with("If-Match", `"9"`)
		w.refuses(append(cases,
			bad{"create without permissions", func() *answer { return admin.post(path, object{"name": "새 역할"}) }, 422, "required", "body.permissions"},
			bad{"create with 2,001", func() *answer {
				return admin.post(path, object{"name": "새 역할", "permissions": make([]string, 2001)})
			}, 422, "invalid_length", "body.permissions"},
			bad{"update to 2,001", func() *answer { return admin.patch("/v1/roles/"+roleID, object{"permissions": make([]string, 2001)}) }, 422, "too_many", "body.permissions"},
			bad{"rename Admin", func() *answer { return admin.patch(fixed, object{"name": "대표"}) }, 409, "role_is_fixed", ""},
			bad{"narrow Admin", func() *answer { return admin.patch(fixed, object{"reach": "own"}) }, 409, "role_is_fixed", ""},
			bad{"take from Admin", func() *answer { return admin.patch(fixed, object{"permissions": []string{}}) }, 409, "role_is_fixed", ""},
			bad{"delete Admin", func() *answer { return admin.delete(fixed) }, 409, "role_is_fixed", ""},
			bad{"stale change", func() *answer { return stale.patch("/v1/roles/"+roleID, object{"name": "늦음"}) }, 412, "stale", ""},
			bad{"stale delete", func() *answer { return stale.delete("/v1/roles/" + roleID) }, 412, "stale", ""},
			bad{"a role that is none", func() *answer { return admin.patch("/v1/roles/rol_1", object{"name": "없음"}) }, 404, "not_found", ""},
			bad{"a role that was not", func() *answer { return admin.delete("/v1/roles/rol_01JZZZZZZZZZZZZZZZZZZZZZZZ") }, 404, "not_found", ""},
			bad{"an unknown member of a role", func() *answer { return admin.delete("/v1/roles/" + roleID + "/members/mem_1") }, 404, "not_found", ""},
			bad{"a member without the role", func() *answer {
				return admin.delete("/v1/roles/" + roleID + "/members/" + w.memberOf(admin.accountID))
			}, 404, "not_found", ""},
		))
		w.unchanged("the same again", func() {
			admin.patch("/v1/roles/"+roleID, object{"name": "Operators", "permissions": []string{"voice.campaigns.start", "console.members.read"}}).is(200)
		})
		changed := admin.with("If-Match", a.header.Get("ETag")).patch("/v1/roles/"+roleID, object{"name": "OPERATORS", "description": nil, "permissions": []string{}}).is(200)
		w.equal("changed", []any{changed.text("name"), changed.at("description"), changed.at("permissions"), changed.text("reach")}, "[OPERATORS <nil> [] own]")
		other := w.spare("또 다른 기관") // names are unique in one organization only
		w.admin("other@example.com", other).post("/v1/organizations/"+other+"/roles", full).is(201)
		w.operator().post("/v1/organizations/"+id.PlatformOrganization+"/roles", object{"name": "모임", "permissions": []string{"console.groups.manage"}}).is(201)
		admin.delete("/v1/roles/" + roleID).is(204)
		admin.get("/v1/roles/"+roleID).is(404, "not_found")
	})
}

// Nobody gives what they do not hold there themselves with at least that reach, and nobody touches what does.
func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	each(t, func(w *world) {
		upper, place := w.spare("위"), w.spare("기관")
		w.tree("모임", upper, place)
		path := "/v1/organizations/" + place + "/roles"
		holds := []access.Permission{access.RolesManage, access.RolesRead, access.MembersRead, access.MembersUpdate, access.MembersDisable, access.MembersDelete}
		narrow := w.holder("narrow@example.com", place, own, holds...)
		wide := w.holder("wide@example.com", place, subtree, holds...)
		// A role above that reaches its own organization gives nothing here.
		w.join(narrow.accountID, upper, w.role(upper, "위만", own, access.AuditRead))
		strong := w.role(place, "강함", own, access.AuditRead, access.MembersRead)
		far := w.role(place, "멀리", subtree, access.MembersRead)
		weak := w.role(place, "약함", own, access.MembersRead)
		holder := w.person("holder@example.com")
		member := w.join(holder.accountID, place, strong)
		plain := w.join(w.account("plain@example.com", ""), place)
		admin := w.admin("admin@example.com", place)
		wideMember := w.memberOf(wide.accountID)

		exceeds := func(what string, send func() *answer, permissions ...access.Permission) bad {
			return bad{what, func() *answer {
				a := send()
				w.equal(what+": what is exceeded", fmt.Sprint(a.at("permissions")), fmt.Sprint(permissions))
				return a
			}, 403, "exceeds_own_permissions", ""}
		}
		create := func(c *client, reach string, permissions ...access.Permission) func() *answer {
			return func() *answer {
				return c.post(path, object{"name": "새 역할", "permissions": permissions, "reach": reach})
			}
		}
		update := func(c *client, roleID string, body object) func() *answer {
			return func() *answer { return c.patch("/v1/roles/"+roleID, body) }
		}
		assign := func(c *client, memberID string, roleIDs ...string) func() *answer {
			return func() *answer { return c.patch("/v1/members/"+memberID, object{"roleIds": roleIDs}) }
		}
		lacking := []access.Permission{}
		for _, p := range access.OfAdmin(false) {
			if !slices.Contains(holds, p) {
				lacking = append(lacking, p)
			}
		}
		w.refuses([]bad{
			exceeds("create a role with more", create(wide, own, access.MembersRead, access.AuditRead, access.NumbersAdd), access.NumbersAdd, access.AuditRead),
			exceeds("create a role that reaches further", create(narrow, subtree, access.MembersRead), access.MembersRead),
			exceeds("give a role more", update(wide, weak, object{"permissions": []access.Permission{access.AuditRead}}), access.AuditRead),
			exceeds("let a role reach further", update(narrow, weak, object{"reach": "subtree"}), access.MembersRead),
			exceeds("take from a role that holds more", update(wide, strong, object{"permissions": []access.Permission{}}), access.AuditRead),
			exceeds("rename a role that holds more", update(wide, strong, object{"name": "다른 이름"}), access.AuditRead),
			exceeds("shorten a role that reaches further", update(narrow, far, object{"reach": "own"}), access.MembersRead),
			exceeds("delete a role that holds more", func() *answer { return wide.delete("/v1/roles/" + strong) }, access.AuditRead),
			exceeds("delete a role that reaches further", func() *answer { return narrow.delete("/v1/roles/" + far) }, access.MembersRead),
			exceeds("assign a role with more", assign(wide, plain, strong), access.AuditRead),
			exceeds("assign it to oneself", assign(wide, wideMember, strong), access.AuditRead),
			exceeds("assign a role that reaches further", assign(narrow, plain, far), access.MembersRead),
			exceeds("assign Admin", assign(wide, plain, w.adminRole(place)), lacking...),
			exceeds("take a role from who holds more", assign(wide, member), access.AuditRead),
			exceeds("give a task to who holds more", func() *answer { return wide.patch("/v1/members/"+member, object{"task": "일"}) }, access.AuditRead),
			exceeds("remove a role from who holds more", func() *answer { return wide.delete("/v1/roles/" + strong + "/members/" + member) }, access.AuditRead),
			exceeds("disable who holds more", func() *answer { return wide.do("POST", "/v1/members/"+member+"/disable", http.NoBody, "") }, access.AuditRead),
			exceeds("delete who holds more", func() *answer { return wide.delete("/v1/members/" + member) }, access.AuditRead),
			exceeds("delete an Admin", func() *answer { return wide.delete("/v1/members/" + w.memberOf(admin.accountID)) }, lacking...),
			exceeds("disable who reaches further", func() *answer {
				return narrow.do("POST", "/v1/members/"+wideMember+"/disable", http.NoBody, "")
			}, holds[2], holds[3], holds[4], holds[5], holds[1], holds[0]),
		})
		create(narrow, own, access.MembersRead)().is(201)
		wide.patch("/v1/members/"+plain, object{"roleIds": []string{far, weak}}).is(200)
		// From above, what reaches down counts as if it were held here.
		above := w.holder("above@example.com", upper, subtree, access.RolesManage, access.AuditRead, access.MembersRead)
		above.patch("/v1/roles/"+strong, object{"name": "더 강함", "reach": "subtree"}).is(200)
	})
}
