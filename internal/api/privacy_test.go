package api_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

func TestWhatOthersSee(t *testing.T) {
	each(t, func(w *world) {
		staff, mine := w.staff("staff@example.com"), w.person("person@example.com")
		own := mine.create("우리 하나")
		theirs := w.load(5, func(i int) organization.Draft {
			d := metaDraft(fmt.Sprintf("우리 아님 %d", i))
			d.ExternalKey = fmt.Sprintf("비밀 열쇠 %d", i)
			return d
		})
		staff.patch("/v1/organizations/"+own, object{"externalKey": "비밀 열쇠"}).is(200)
		staff.patch("/v1/organizations/"+own, object{"registration": executing(theirs[0])}).is(200)
		second := mine.create("우리 둘")
		staff.patch("/v1/organizations/"+second, object{"externalKey": "비밀 열쇠 둘"}).is(200)
		w.must(w.app.Sweep(context.Background()))

		secret := func(a *answer) {
			w.Helper()
			for _, word := range []string{"아님", "비밀", "열쇠"} {
				if strings.Contains(string(a.body), word) {
					w.Errorf("%s: shows %s: %s", a.what, word, a.body)
				}
			}
		}
		for query, want := range map[string]string{
			"": "우리 둘 우리 하나", "q=우": "우리 둘 우리 하나", "q=우리": "우리 둘 우리 하나", "q=아님": "", "q=하나": "우리 하나", "q=" + theirs[0]: "", "q=" + own: "우리 하나",
			"name=아님": "", "timeZone=Seoul": "", "website=example": "", "status=active": "우리 둘 우리 하나", "id=" + own: "우리 하나", "count=exact": "우리 둘 우리 하나",
			"representativeName=우리": "", "q=비밀": "", "businessRegistrationNumber=116": "", "sort=-createdAt": "우리 둘 우리 하나",
		} {
			a := mine.get("/v1/organizations?" + query).is(200)
			secret(a)
			w.equal(query, strings.Join(a.column("name"), " "), want)
			w.equal(query+": total", fmt.Sprint(a.number("total.value"), a.text("total.relation")), fmt.Sprint(len(strings.Fields(want))/2, "eq"))
			if query == "count=exact" {
				continue
			}
			file := mine.get("/v1/organizations/export?format=csv&" + query)
			w.equal("export", file.status, 200)
			secret(file)
			for _, name := range []string{"우리 하나", "우리 둘"} {
				w.equal(query+": exported "+name, strings.Contains(string(file.body), name), strings.Contains(want, name))
			}
		}
		first := mine.get("/v1/organizations/" + own).is(200)
		secret(first)
		for _, field := range []string{"externalKey", "registration.registeredOrganizationName"} {
			w.equal(field, first.at(field), nil)
		}
		secret(mine.patch("/v1/organizations/"+own, object{"name": "우리 하나!"}).is(200))
		for _, query := range []string{"id=" + theirs[0], "id=" + own + "&id=" + theirs[1], "registeredOrganizationId=" + theirs[0], "id=" + id.PlatformOrganization} {
			a := mine.get("/v1/organizations?"+query).is(422, "not_found")
			none := mine.get("/v1/organizations?id=org_01JZZZZZZZZZZZZZZZZZZZZZZZ").is(422, "not_found")
			w.equal("the words for what is there and what is not", a.text("detail"), none.text("detail"))
		}
		if words := mine.get("/v1/organizations?sort=externalKey").is(422, "invalid_value").text("detail"); strings.Contains(words, "externalKey") {
			w.Errorf("a sort is refused and offered: %s", words)
		}
		mine.get("/v1/organizations/export?format=csv&sort=-externalKey").is(422, "invalid_value")
		for _, key := range []string{"비밀 열쇠", "비밀 열쇠 둘", "x"} {
			w.equal("found by the key "+key, mine.get("/v1/organizations?externalKey="+url.QueryEscape(key)).is(200).length("items"), 0)
		}
		for _, unseen := range []string{theirs[0], id.PlatformOrganization, "org_01JZZZZZZZZZZZZZZZZZZZZZZZ", "x"} {
			path := "/v1/organizations/" + unseen
			answers := []string{}
			for _, a := range []*answer{mine.get(path), mine.patch(path, object{"name": "내 것"}), mine.patch(path, object{"status": "suspended"})} {
				answers = append(answers, a.is(404, "not_found").text("detail"))
			}
			w.equal("the words", answers, []string{"There is no such organization.", "There is no such organization.", "There is no such organization."})
		}
		// Whether a key is taken is not told to who may not know of keys.
		mine.patch("/v1/organizations/"+own, object{"externalKey": "비밀 열쇠 1"}).is(403, "permission_required")
		mine.post("/v1/organizations", object{"name": "셋", "timeZone": "Asia/Seoul", "externalKey": "비밀 열쇠 1"}).is(403, "permission_required")

		// Registrations are their organizations' Admins'.
		member := w.person("member@example.com")
		w.join(member.accountID, own)
		seen := member.get("/v1/organizations/" + own).is(200)
		w.equal("to a member without roles", fmt.Sprintln(seen.text("name"), seen.at("registration")), "우리 하나! <nil>\n")
		w.equal("listed", fmt.Sprintln(member.get("/v1/organizations").is(200).at("items.0.registration")), "<nil>\n")
		for query, found := range map[string]int{"type=executing": 0, "address=서울": 0, "clientClassification=local_government": 0, "name=우리": 1} {
			w.equal(query, member.get("/v1/organizations?"+query).is(200).length("items"), found)
			w.equal(query+" by an Admin", mine.get("/v1/organizations?q=하나&"+query).is(200).length("items"), 1)
		}
		if file := member.get("/v1/organizations/export?format=csv"); strings.Contains(string(file.body), "서울특별시") || !strings.Contains(string(file.body), "우리 하나!") {
			w.Errorf("exported to a member without roles: %s", file.body)
		}

		// A member that leaves is out on the next request.
		w.disable(mine.get("/v1/members?organizationId=" + own + "&q=" + mine.accountID).is(200).text("items.0.id"))
		mine.get("/v1/organizations/"+own).is(404, "not_found")
		w.equal("what is left", mine.get("/v1/organizations").is(200).column("name"), "[우리 둘]")
	})
}
