package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/organization"
)

// drawn is a tree as text: each organization with its depth, those that do not match in brackets.
func drawn(a *answer) string {
	a.w.Helper()
	var out []string
	for i := range a.length("items") {
		at := fmt.Sprintf("items.%d.", i)
		item := fmt.Sprint(a.number(at+"depth"), a.text(at+"name"))
		if a.at(at+"match") == false {
			item = "(" + item + ")"
		}
		out = append(out, item)
	}
	return strings.Join(out, " ")
}

func named(a *answer, list string) string {
	a.w.Helper()
	var out []string
	for i := range a.length(list) {
		out = append(out, a.text(fmt.Sprintf("%s.%d.name", list, i)))
	}
	return strings.Join(out, " ")
}

func TestTreesAndWhatIsSeenOfThem(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		place := map[string]string{}
		for _, name := range []string{"서울", "종로", "강남", "종로 2동", "종로 10동", "삼성", "부산", "홀로"} {
			place[name] = w.spare(name)
		}
		group := w.group("서울 모임", below(place["종로 10동"], place["종로"]), below(place["종로"], place["서울"]), top(place["서울"]),
			below(place["강남"], place["서울"]), below(place["종로 2동"], place["종로"]), below(place["삼성"], place["강남"]))
		w.tree("부산 모임", place["부산"])
		const whole = "1서울 2강남 3삼성 2종로 3종로 2동 3종로 10동"
		tree := staff.get("/v1/groups/" + group + "/organizations").is(200)
		w.equal("the tree", drawn(tree), whole)
		w.equal("places", []any{tree.at("items.0.parentId"), tree.text("items.1.parentId") == place["서울"], tree.text("items.0.type"), tree.text("items.0.status")},
			"[<nil> true contracting active]")
		g := staff.get("/v1/groups/" + group).is(200)
		w.equal("the group", []any{g.number("organizationCount"), g.number("depth"), g.text("highestLevel.id") == place["서울"]}, "[6 3 true]")

		lower := func(c *client, name, q string) *answer {
			w.Helper()
			return c.get("/v1/organizations/" + place[name] + "/lower-levels?q=" + url.QueryEscape(q)).is(200)
		}
		w.equal("from the top", drawn(lower(staff, "서울", "")), whole)
		w.equal("from the middle", drawn(lower(staff, "종로", "")), "1종로 2종로 2동 2종로 10동")
		w.equal("above it", named(lower(staff, "종로 2동", ""), "higherLevels"), "서울 종로")
		w.equal("alone", drawn(lower(staff, "홀로", ""))+named(lower(staff, "홀로", ""), "higherLevels"), "1홀로")
		w.equal("searched", drawn(lower(staff, "서울", "10동")), "(1서울) (2종로) 3종로 10동")
		w.equal("searched for what has others below", drawn(lower(staff, "서울", "종로")), "(1서울) 2종로 3종로 2동 3종로 10동")
		w.equal("searched in vain", drawn(lower(staff, "서울", "부산")), "")
		w.equal("searched by a sign", drawn(lower(staff, "서울", "%")), "")

		reader := w.holder("reader@example.com", place["종로"], subtree, access.RolesRead)
		narrow := w.holder("narrow@example.com", place["종로"], own, access.RolesRead)
		plain := w.person("plain@example.com")
		w.join(plain.accountID, place["종로"])
		leaf := w.admin("leaf@example.com", place["종로 2동"])
		for _, c := range []struct {
			what          string
			c             *client
			tree, above   string
			organizations string
			lower         int
		}{
			{"a reader", reader, "1종로 2종로 2동 2종로 10동", "", "종로 종로 2동 종로 10동", 2},
			{"one whose role reaches its own", narrow, "1종로", "", "종로", 0},
			{"a member without roles", plain, "1종로", "", "종로", 0},
		} {
			a := lower(c.c, "종로", "")
			w.equal(c.what+": below", drawn(a), c.tree)
			w.equal(c.what+": above", named(a, "higherLevels"), c.above)
			w.equal(c.what+": parent of the first", a.at("items.0.parentId"), nil)
			list := c.c.get("/v1/organizations").is(200)
			w.equal(c.what+": organizations", strings.Join(list.column("name"), " "), c.organizations)
			o := c.c.get("/v1/organizations/" + place["종로"]).is(200)
			w.equal(c.what+": the organization", []any{o.at("groupId"), o.at("parentId"), o.number("lowerLevels")}, []any{nil, nil, c.lower})
			w.equal(c.what+": the session", c.c.get("/v1/session").is(200).number("memberships.0.organization.lowerLevels"), c.lower)
			for _, unseen := range []string{"서울", "강남", "부산"} {
				c.c.get("/v1/organizations/"+place[unseen]+"/lower-levels").is(404, "not_found")
				c.c.get("/v1/organizations/"+place[unseen]).is(404, "not_found")
			}
			c.c.get("/v1/organizations?groupId="+group).is(422).names("query.groupId", "not_found")
			c.c.get("/v1/organizations?groupId=none").is(422).names("query.groupId", "not_found")
			c.c.get("/v1/organizations/export?format=csv&groupId="+group).is(422).names("query.groupId", "not_found")
		}
		o := reader.get("/v1/organizations/" + place["종로 2동"]).is(200)
		w.equal("seen from above", []any{o.text("parentId") == place["종로"], o.at("groupId")}, "[true <nil>]")
		w.equal("a leaf", []any{drawn(lower(leaf, "종로 2동", "")), leaf.get("/v1/organizations/" + place["종로 2동"]).at("parentId")}, "[1종로 2동 <nil>]")
		w.equal("a leaf's higher levels", named(lower(leaf, "종로 2동", ""), "higherLevels"), "")
		w.equal("a reader's", named(lower(reader, "종로 2동", ""), "higherLevels"), "종로")

		for query, want := range map[string]string{
			"groupId=" + group: "강남 삼성 서울 종로 종로 2동 종로 10동", "groupId=none": "홀로", "groupId=" + group + "&q=" + url.QueryEscape("종로"): "종로 종로 2동 종로 10동",
		} {
			a := staff.get("/v1/organizations?" + query).is(200)
			w.equal(query, strings.Join(a.column("name"), " "), want)
			w.equal(query+": total", a.number("total.value"), a.length("items"))
			file := w.table("x.csv", staff.get("/v1/organizations/export?format=csv&"+query).body)
			w.equal(query+": file", len(file)-1, a.length("items"))
		}
		w.equal("to staff", staff.get("/v1/organizations/"+place["강남"]).text("groupId"), group)
		staff.get("/v1/organizations?groupId=grp_01JZZZZZZZZZZZZZZZZZZZZZZZ").is(422).names("query.groupId", "not_found")
		staff.get("/v1/organizations?groupId=x").is(422).names("query.groupId", "not_found")

		// A move takes what is below along, and everybody sees it on the next request.
		staff.patch("/v1/groups/"+group+"/organizations/"+place["종로"], object{"parentId": place["삼성"]}).is(200)
		w.equal("after the move", drawn(staff.get("/v1/groups/"+group+"/organizations")), "1서울 2강남 3삼성 4종로 5종로 2동 5종로 10동")
		w.equal("depth", staff.get("/v1/groups/"+group).number("depth"), 5)
		over := w.admin("over@example.com", place["강남"])
		w.equal("seen from its new place", drawn(lower(over, "종로", "")), "1종로 2종로 2동 2종로 10동")
		staff.delete("/v1/groups/" + group + "/organizations/" + place["삼성"] + "?subtree=true").is(204)
		over.get("/v1/organizations/"+place["종로"]).is(404, "not_found")
		reader.get("/v1/organizations/"+place["종로 2동"]).is(404, "not_found")
		w.equal("what is left", drawn(staff.get("/v1/groups/"+group+"/organizations")), "1서울 2강남")
		staff.delete("/v1/groups/" + group).is(204)
		for name := range place {
			staff.get("/v1/organizations/" + place[name]).is(200) // organizations stay
		}
		w.equal("in no group", staff.get("/v1/organizations?groupId=none").is(200).length("items"), 7)
	})
}

// A member of a suspended organization in the middle keeps those above and below untouched.
func TestSuspendedLevels(t *testing.T) {
	each(t, func(w *world) {
		upper, middle, lower := w.spare("위"), w.spare("가운데"), w.spare("아래")
		w.tree("모임", upper, middle, lower)
		admins := map[string]*client{
			upper: w.admin("upper@example.com", upper), middle: w.admin("middle@example.com", middle), lower: w.admin("lower@example.com", lower),
		}
		name := func(c *client, organizationID string) *answer {
			return c.patch("/v1/organizations/"+organizationID, object{"website": "https://example.com/" + w.address("x")})
		}
		w.operator().patch("/v1/organizations/"+middle, object{"status": organization.Suspended}).is(200)
		name(admins[upper], upper).is(200)
		name(admins[upper], middle).is(200) // higher levels keep acting in it
		name(admins[upper], lower).is(200)
		name(admins[middle], middle).is(403, "organization_suspended")
		name(admins[middle], lower).is(404, "not_found") // its roles grant nothing anywhere
		name(admins[lower], lower).is(200)               // lower levels are untouched
		w.equal("what the middle sees below", drawn(admins[middle].get("/v1/organizations/"+middle+"/lower-levels").is(200)), "1가운데")
		admins[middle].patch("/v1/organizations/"+middle, object{"status": "active"}).is(403)
		w.operator().patch("/v1/organizations/"+middle, object{"status": "active"}).is(200)
		name(admins[middle], lower).is(200)
	})
}
