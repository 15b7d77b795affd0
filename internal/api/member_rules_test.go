package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

// somebody is who platform staff add.
func somebody(email string) object {
	return object{"name": "김민수", "email": email, "mobilePhone": "010-2345-6789"}
}

func TestMemberRules(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place, other := w.spare("기관"), w.spare("다른 기관")
		path := "/v1/organizations/" + place + "/members"
		weak, foreign := w.role(place, "약함", own), w.role(other, "남의 것", own)
		a := staff.post(path, somebody("Kim.Minsu@City.go.kr").with("task", " 담당 ").with("roleIds", []string{weak})).is(201)
		id := a.text("id")
		w.equal("Location", a.header.Get("Location"), "/v1/members/"+id)
		w.equal("the member", string(staff.get("/v1/members/"+id).is(200).body), string(a.body))
		w.equal("fields", []any{
			a.text("name"), a.text("email"), a.text("mobilePhone"), a.text("mobilePhoneDisplay"), a.text("task"), a.text("status"), a.text("awaits"),
			a.text("organizationId") == place, a.text("organizationName"), a.text("roles.0.name"), a.at("lastVisitAt"),
		}, "[김민수 Kim.Minsu@City.go.kr +821023456789 010-2345-6789 담당 pending password true 기관 약함 <nil>]")

		many := make([]string, 10000)
		for i := range many {
			many[i] = fmt.Sprintf("rol_%026d", i)
		}
		var cases []bad
		for _, c := range []struct {
			what           string
			change         object
			code, location string
		}{
			{"no name", object{"name": ""}, "required", "body.name"},
			{"21 characters", object{"name": strings.Repeat("김", 21)}, "too_long", "body.name"},
			{"bidi override", object{"name": "a\u202eb"}, "control_characters", "body.name"},
			{"bidi isolate", object{"name": "a\u2066b"}, "control_characters", "body.name"},
			{"NUL", object{"name": "a\x00b"}, "control_characters", "body.name"},
			{"tab", object{"name": "a\tb"}, "control_characters", "body.name"},
			{"Cyrillic look-alike", object{"email": "k\u0456m@city.go.kr"}, "invalid_email", "body.email"},
			{"full-width letters", object{"email": "\uff4b\uff49\uff4d@city.go.kr"}, "invalid_email", "body.email"},
			{"Korean local part", object{"email": "한글@example.com"}, "invalid_email", "body.email"},
			{"bidi override in the address", object{"email": "kim\u202e@example.com"}, "control_characters", "body.email"},
			{"line break in the address", object{"email": "kim@example.com\nBcc: x@example.com"}, "control_characters", "body.email"},
			{"no address", object{"email": "kim"}, "invalid_email", "body.email"},
			{"two addresses", object{"email": "a@example.com,b@example.com"}, "invalid_email", "body.email"},
			{"an address with a name", object{"email": "Kim <kim@example.com>"}, "invalid_email", "body.email"},
			{"no telephone number", object{"mobilePhone": ""}, "required", "body.mobilePhone"},
			{"letters", object{"mobilePhone": "010-ABCD-5678"}, "", "body.mobilePhone"},
			{"too few digits", object{"mobilePhone": "010-12"}, "", "body.mobilePhone"},
			{"long task", object{"task": strings.Repeat("일", 21)}, "too_long", "body.task"},
			{"NUL in the task", object{"task": "a\x00"}, "control_characters", "body.task"},
			{"10,000 roles", object{"roleIds": many}, "too_many", "body.roleIds"},
			{"the same role twice", object{"roleIds": []string{weak, weak}}, "duplicate", "body.roleIds[1]"},
			{"a role of another organization", object{"roleIds": []string{weak, foreign}}, "not_found", "body.roleIds[1]"},
			{"a role that is none", object{"roleIds": []string{"Admin"}}, "not_found", "body.roleIds[0]"},
			{"a role with NUL", object{"roleIds": []string{"rol_\x00"}}, "not_found", "body.roleIds[0]"},
			{"an empty role", object{"roleIds": []string{""}}, "not_found", "body.roleIds[0]"},
			{"roles, not a list", object{"roleIds": weak}, "wrong_type", "body.roleIds"},
			{"more", object{"status": "active"}, "unknown_field", "body.status"},
		} {
			whole := somebody("new@example.com")
			for key, value := range c.change {
				whole = whole.with(key, value)
			}
			add := bad{"add: " + c.what, func() *answer { return staff.post(path, whole) }, 422, c.code, c.location}
			if c.code == "" {
				add.code = staff.post(path, whole).text("errors.0.code")
			}
			cases = append(cases, add)
			if strings.HasPrefix(c.location, "body.roleIds") || c.location == "body.task" {
				cases = append(cases, bad{"update: " + c.what, func() *answer { return staff.patch("/v1/members/"+id, c.change) }, 422, c.code, c.location})
			}
		}
		stale := staff.with("If-Match", `"9"`)
		for _, form := range []string{"Kim.Minsu@City.go.kr", " KIM.MINSU@CITY.GO.KR ", "kim.minsu@\uff23ity.go.kr"} {
			cases = append(cases, bad{"again as " + form, func() *answer { return staff.post(path, somebody(form)) }, 409, "already_member", "body.email"})
		}
		w.refuses(append(cases,
			bad{"without an address", func() *answer { return staff.post(path, somebody("x").without("email")) }, 422, "required", "body.email"},
			bad{"without a telephone number", func() *answer { return staff.post(path, somebody("a@example.com").without("mobilePhone")) }, 422, "required", "body.mobilePhone"},
			bad{"another status", func() *answer { return staff.patch("/v1/members/"+id, object{"status": "active"}) }, 422, "unknown_field", "body.status"},
			bad{"another name", func() *answer { return staff.patch("/v1/members/"+id, object{"name": "이둘"}) }, 422, "unknown_field", "body.name"},
			bad{"a stale change", func() *answer { return stale.patch("/v1/members/"+id, object{"task": "늦음"}) }, 412, "stale", ""},
			bad{"a stale delete", func() *answer { return stale.delete("/v1/members/" + id) }, 412, "stale", ""},
			bad{"a member that is none", func() *answer { return staff.patch("/v1/members/mem_1", object{"task": "a"}) }, 404, "not_found", ""},
			bad{"a member that was not", func() *answer { return staff.delete("/v1/members/mem_01JZZZZZZZZZZZZZZZZZZZZZZZ") }, 404, "not_found", ""},
			bad{"an organization that is none", func() *answer { return staff.post("/v1/organizations/"+noID+"/members", somebody("a@example.com")) }, 404, "not_found", ""},
			bad{"an answer to nothing", func() *answer { return staff.do("POST", "/v1/members/"+id+"/accept", http.NoBody, "") }, 404, "not_found", ""},
		))
		w.unchanged("the same again", func() { staff.patch("/v1/members/"+id, object{"task": "담당", "roleIds": []string{weak}}).is(200) })
		changed := staff.with("If-Match", a.header.Get("ETag")).patch("/v1/members/"+id, object{"task": nil, "roleIds": []string{}}).is(200)
		w.equal("changed", []any{changed.at("task"), changed.length("roles")}, "[<nil> 0]")
		w.refuses([]bad{{"the tag from before", func() *answer {
			return staff.with("If-Match", a.header.Get("ETag")).patch("/v1/members/"+id, object{"task": "늦음"})
		}, 412, "stale", ""}})

		// Dots count: this is somebody else.
		dots := staff.post(path, somebody("kimminsu@city.go.kr")).is(201)
		if dots.text("accountId") == a.text("accountId") || dots.text("awaits") != "password" {
			w.Errorf("an address with other dots: %s", dots.body)
		}
		// The same address elsewhere is the same account, whose name stays.
		again := staff.post("/v1/organizations/"+other+"/members", somebody("KIM.minsu@city.go.kr").with("name", "다른 이름")).is(201)
		w.equal("the same account", []any{again.text("accountId") == a.text("accountId"), again.text("name"), again.text("awaits")}, "[true Kim.Minsu@City.go.kr owner]")
	})
}

// A member is added once, and told once, however often the request is sent.
func TestKeysOfWhatIsMade(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place, spare := w.spare("기관"), w.spare("홀로")
		for path, body := range map[string]object{
			"/v1/groups":                              {"name": "모임", "organizations": []object{top(spare)}},
			"/v1/organizations/" + place + "/roles":   {"name": "역할", "permissions": []access.Permission{access.MembersRead}},
			"/v1/organizations/" + place + "/members": somebody("once@example.com"),
		} {
			keyed := staff.with("Idempotency-Key", "key")
			tried := staff.with("Idempotency-Key", "try")
			if path == "/v1/groups" { // a dry run has a key of its own kind
				first := tried.post(path+"?dryRun=true", body).is(200)
				w.equal("a dry run again", string(tried.post(path+"?dryRun=true", body).is(200).body), string(first.body))
				tried.post(path, body).is(422, "idempotency_key_reused")
			}
			first := keyed.post(path, body).is(201)
			w.unchanged("a repeat of "+path, func() {
				again := keyed.post(path, body).is(201)
				w.equal("the same answer", string(again.body), string(first.body))
				for _, name := range []string{"Location", "ETag"} {
					w.equal(name, again.header.Get(name), first.header.Get(name))
				}
				keyed.post(path, body.with("name", "다른 이름")).is(422, "idempotency_key_reused")
			})
		}
		w.equal("groups", staff.get("/v1/groups").is(200).number("total.value"), 1)
		w.equal("roles", staff.get("/v1/organizations/"+place+"/roles").is(200).length("items"), 2)
		w.equal("members", staff.get("/v1/members?organizationId="+place).is(200).number("total.value"), 1)
		w.equal("messages", len(w.letters("once@example.com")), 1)
	})
}

func TestMembersListParameters(t *testing.T) {
	each(t, func(w *world) {
		staff, place := w.operator(), w.spare("기관")
		for range 3 {
			w.join(w.account(w.address("member"), ""), place)
		}
		mine := w.holder("reader@example.com", place, own, access.MembersRead)
		unseen := w.spare("남의 것")
		foreign := w.role(unseen, "남의 역할", own)
		first := staff.get("/v1/members?limit=1&organizationId=" + place).is(200).text("nextCursor")
		ask := func(query string) func() *answer { return func() *answer { return staff.get("/v1/members?" + query) } }
		asked := func(query string) func() *answer { return func() *answer { return mine.get("/v1/members?" + query) } }
		roles := strings.Repeat("&roleId="+foreign, 101)
		w.refuses([]bad{
			{"an unknown status", ask("status=asleep"), 422, "invalid_value", "query.status[0]"},
			{"an empty status", ask("status="), 422, "empty", "query.status"},
			{"an unknown sort", ask("sort=task"), 422, "invalid_value", "query.sort"},
			{"a sign alone", ask("sort=-"), 422, "invalid_value", "query.sort"},
			{"an unknown reach", ask("reach=all&organizationId=" + place), 422, "invalid_value", "query.reach"},
			{"a reach of nothing", ask("reach=subtree"), 422, "not_applicable", "query.reach"},
			{"an unknown parameter", ask("name=kim"), 422, "unknown_parameter", "query.name"},
			{"an organization that is none", ask("organizationId=x"), 422, "not_found", "query.organizationId"},
			{"an organization that was not", ask("organizationId=" + noID), 422, "not_found", "query.organizationId"},
			{"an empty organization", ask("organizationId="), 422, "empty", "query.organizationId"},
			{"a role that is none", ask("roleId=Admin"), 422, "not_found", "query.roleId"},
			{"101 roles", ask(roles[1:]), 422, "invalid_length", "query.roleId"},
			{"NUL", ask("q=%00"), 422, "invalid_encoding", "query.q"},
			{"not UTF-8", ask("q=%ff"), 422, "invalid_encoding", "query.q"},
			{"too many", ask("limit=201"), 422, "out_of_range", "query.limit"},
			{"a cursor of another sort", ask("limit=1&sort=email&organizationId=" + place + "&cursor=" + first), 422, "cursor_mismatch", "query.cursor"},
			{"a cursor of another filter", ask("limit=1&cursor=" + first), 422, "cursor_mismatch", "query.cursor"},
			{"somebody else's cursor", asked("limit=1&cursor=" + first), 422, "cursor_mismatch", "query.cursor"},
			{"no cursor", ask("cursor=x"), 422, "cursor_invalid", "query.cursor"},
			{"an unseen organization", asked("organizationId=" + unseen), 422, "not_found", "query.organizationId"},
			{"the platform", asked("organizationId=org_00000000000000000000000000"), 422, "not_found", "query.organizationId"},
			{"a role of an unseen organization", asked("roleId=" + foreign), 422, "not_found", "query.roleId"},
			{"a file of an unseen organization", func() *answer { return mine.get("/v1/members/export?format=csv&organizationId=" + unseen) }, 422, "not_found", "query.organizationId"},
			{"a file of no form", func() *answer { return mine.get("/v1/members/export?format=pdf") }, 422, "invalid_value", "query.format"},
		})
		there, none := mine.get("/v1/members?organizationId="+unseen), mine.get("/v1/members?organizationId="+noID)
		w.equal("the words for what is there and what is not", there.text("detail"), none.text("detail"))
	})
}
