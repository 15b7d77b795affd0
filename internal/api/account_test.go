package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// proven makes the sessions of the caller's account sessions that have just proved who they are.
func (c *client) proven() *client {
	c.w.Helper()
	c.w.exec("UPDATE session SET proved_at = $1 WHERE account_id = $2", c.w.clock.Now().UnixMicro(), c.accountID)
	return c
}

// mailed is what the last message to an address sets apart: a code or a link.
func (w *world) mailed(to string) string {
	w.Helper()
	letters := w.letters(to)
	if len(letters) == 0 {
		w.Fatalf("nothing was mailed to %s", to)
	}
	return letters[len(letters)-1].indented()
}

// wrong is a code of the right form that is not this one.
func wrong(code string) string { return string('0'+(code[0]-'0'+1)%10) + code[1:] }

func TestAccount(t *testing.T) {
	each(t, func(w *world) {
		c := w.person("kim@example.com")
		a := c.get("/v1/account").is(200)
		w.equal("a new account", string(a.body[strings.Index(string(a.body), `"email"`):strings.Index(string(a.body), `,"createdAt"`)]),
			`"email":"kim@example.com","name":"Person","firstName":"","lastName":"","mobilePhone":null,"mobilePhoneDisplay":"","language":null,"secondFactor":false`)
		w.equal("no change of the address", a.at("pendingEmail"), nil)
		w.equal("ETag", a.header.Get("ETag"), `"1"`)

		full := object{"name": "김민수", "firstName": "민수", "lastName": "김", "mobilePhone": "010-2000-3000", "language": "ko"}
		a = c.with("If-Match", `"1"`).patch("/v1/account", full).is(200)
		for field, want := range map[string]string{
			"name": "김민수", "firstName": "민수", "lastName": "김", "mobilePhone": "+821020003000", "mobilePhoneDisplay": "010-2000-3000", "language": "ko",
		} {
			w.equal(field, a.text(field), want)
		}
		w.equal("ETag", a.header.Get("ETag"), `"2"`)
		w.equal("read again", string(c.get("/v1/account").is(200).body), string(a.body))
		w.equal("in the session", c.get("/v1/session").is(200).text("account.lastName"), "김")

		w.unchanged("what is refused", func() {
			c.with("If-Match", `"1"`).patch("/v1/account", object{"name": "x"}).is(412, "stale")
			for _, test := range []struct {
				body           object
				location, code string
			}{
				{object{"name": " "}, "body.name", "required"},
				{object{"name": nil}, "body.name", "required"},
				{object{"name": strings.Repeat("가", 21)}, "body.name", "too_long"},
				{object{"firstName": strings.Repeat("가", 21)}, "body.firstName", "too_long"},
				{object{"lastName": "a\u202eb"}, "body.lastName", "control_characters"},
				{object{"mobilePhone": "call me"}, "body.mobilePhone", "not_digits"},
				{object{"language": "de"}, "body.language", "invalid_value"},
				{object{"language": ""}, "body.language", "empty"},
				{object{"email": "lee@example.com"}, "body.email", "unknown_field"},
				{object{"secondFactor": true}, "body.secondFactor", "unknown_field"},
			} {
				c.patch("/v1/account", test.body).is(422).names(test.location, test.code)
			}
		})
		w.unchanged("what changes nothing", func() { c.patch("/v1/account", full).is(200) })
		a = c.patch("/v1/account", object{"mobilePhone": nil, "language": nil, "firstName": ""}).is(200)
		w.equal("taken away", fmt.Sprint(a.at("mobilePhone"), a.at("language"), a.text("firstName"), a.text("lastName")), "<nil> <nil>김")
	})
}

// A name is in lists of members: in their order, and in what searches look up, also of what stands above.
func TestNameInLists(t *testing.T) {
	each(t, func(w *world) {
		top, below := w.operator().register("위", contracting()), w.operator().register("아래", contracting())
		w.tree("모임", top, below)
		people := map[string]*client{}
		for _, name := range []string{"Ahn", "Kim", "Park"} {
			accountID := w.named(w.address("m"), name, "")
			w.join(accountID, below)
			people[name] = w.signedIn(accountID)
		}
		names := func(query string) string {
			w.Helper()
			return strings.Join(w.operator().get("/v1/members?"+query).is(200).column("name"), " ")
		}
		in := "organizationId=" + top + "&reach=subtree"
		w.equal("before", names(in+"&sort=name"), "Ahn Kim Park")
		people["Kim"].patch("/v1/account", object{"name": "Zoe 최"}).is(200)
		w.equal("in order", names(in+"&sort=name"), "Ahn Park Zoe 최")
		w.equal("the other way around", names(in+"&sort=-name"), "Zoe 최 Park Ahn")
		w.equal("of the organization alone", names("organizationId="+below+"&sort=name"), "Ahn Park Zoe 최")
		w.equal("by the new name", names(in+"&q=최"), "Zoe 최")
		w.equal("by the old name", names(in+"&q=kim"), "")
		w.equal("the count", w.operator().get("/v1/members?"+in).is(200).number("total.value"), 3)

		// A membership that ends after that leaves nothing behind, and one that moves takes its place along.
		w.operator().delete("/v1/members/" + w.memberOf(people["Kim"].accountID)).is(204)
		w.equal("after it ended", names(in+"&sort=name"), "Ahn Park")
		w.equal("rows of lists", len(w.rows("SELECT 1 FROM member_scope s JOIN member m ON m.id = s.member_id WHERE s.name_key <> m.name_key")), 0)
		w.equal("rows of members that are gone", len(w.rows("SELECT 1 FROM member_scope WHERE member_id NOT IN (SELECT id FROM member)")), 0)
	})
}

// People are renamed while they are added, moved with their organization and removed.
func TestNamesAtTheSameMoment(t *testing.T) {
	each(t, func(w *world) {
		top, below, third := w.operator().register("위", contracting()), w.operator().register("아래", contracting()), w.operator().register("옆", contracting())
		group := w.tree("모임", top, below)
		c := w.person("kim@example.com")
		memberID := w.join(c.accountID, below)
		staff := w.operator()
		for i := range 6 {
			rename := func(name string) func() *answer {
				return func() *answer { return c.patch("/v1/account", object{"name": name}) }
			}
			requests := []func() *answer{rename(fmt.Sprint("Ahn", i)), rename(fmt.Sprint("Zoe", i)), rename(fmt.Sprint("Lee", i))}
			switch i % 3 {
			case 0:
				requests = append(requests, func() *answer { return staff.post("/v1/organizations/"+third+"/members", somebody("kim@example.com")) })
			case 1:
				requests = append(requests, func() *answer { return staff.delete("/v1/groups/" + group + "/organizations/" + below) })
			case 2:
				requests = append(requests, func() *answer {
					return staff.post("/v1/groups/"+group+"/organizations", object{"organizationId": below, "parentId": top})
				})
			}
			requests = append(requests, func() *answer { return staff.post("/v1/members/"+memberID+"/disable", object{}) })
			for _, a := range w.together(requests...) {
				if a.status >= 400 && a.text("code") != "already_member" {
					w.Errorf("%s: %d %s", a.what, a.status, a.body)
				}
			}
		}
		w.equal("keys of names that differ", len(w.rows("SELECT 1 FROM member m JOIN account a ON a.id = m.account_id WHERE a.name_key <> m.name_key AND m.awaits <> 'owner'")), 0)
		w.equal("places in lists that differ", len(w.rows("SELECT 1 FROM member_scope s JOIN member m ON m.id = s.member_id WHERE s.name_key <> m.name_key")), 0)
	})
}
