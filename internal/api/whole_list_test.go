package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// The roles and the API keys of an organization are few, and their lists answer as every list does all the same.
func TestListsOfOneOrganization(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		w.spares(1, "부산")
		c := w.operator()
		for _, list := range []struct {
			path, defaultSort string
			sorts             []string
			make              func(name string) object
		}{
			{"/v1/organizations/" + organizationID + "/roles", "name", []string{"name", "createdAt", "updatedAt", "memberCount", "permissions"}, func(name string) object {
				return object{"name": name, "permissions": []string{}}
			}},
			{"/v1/organizations/" + organizationID + "/api-keys", "-createdAt", []string{"name", "createdAt", "expiresAt", "lastUsedAt", "permissions"}, func(name string) object {
				return object{"name": name, "permissions": []string{"console.members.read"}}
			}},
		} {
			for _, name := range []string{"발신 2", "ops", "발신 10", "Zebra", "감사", "ÅNGSTRÖM", "100%"} {
				w.clock.advance(time.Second)
				c.post(list.path, list.make(name)).is(201)
			}
			all := items(c.get(list.path).is(200))
			first := c.get(list.path).is(200)
			w.equal(list.path+": total", fmt.Sprint(first.number("total.value"), first.text("total.relation")), fmt.Sprint(len(all), "eq"))
			w.equal(list.path+": whole", first.text("nextCursor"), "")
			w.equal(list.path+": the default", values(all, "id"), values(items(c.get(list.path+"?sort="+list.defaultSort).is(200)), "id"))
			for _, sort := range list.sorts {
				whole := values(items(c.get(list.path+"?sort="+sort).is(200)), "id")
				w.equal(sort+" by pages", values(walk(c, list.path+"?sort="+sort, 2), "id"), whole)
				slices.Reverse(whole)
				w.equal("-"+sort+" by pages", values(walk(c, list.path+"?sort=-"+sort, 3), "id"), whole)
			}
			names := values(items(c.get(list.path+"?sort=name").is(200)), "name")
			names = slices.DeleteFunc(names, func(n string) bool { return n == "Admin" })
			w.equal("by name", strings.Join(names, " "), "100% ÅNGSTRÖM ops Zebra 감사 발신 2 발신 10")
			for q, want := range map[string]string{"발신": "발신 2 발신 10", "å": "ÅNGSTRÖM", "%": "100%", "_": "", " OPS ": "ops", all[1]["id"].(string): value(all[1], "name")} {
				a := c.get(list.path + "?count=exact&sort=name&q=" + url.QueryEscape(q)).is(200)
				w.equal("q="+q, strings.Join(a.column("name"), " "), want)
				w.equal("q="+q+": total", a.number("total.value"), a.length("items"))
			}
			cursor := c.get(list.path + "?limit=2").is(200).text("nextCursor")
			c.get(list.path+"?limit=2&sort=-name&cursor="+cursor).is(422, "cursor_mismatch")
			c.get(list.path+"?limit=2&q=a&cursor="+cursor).is(422, "cursor_mismatch")
			c.get("/v1/organizations/"+w.spare("대구")+strings.TrimPrefix(list.path, "/v1/organizations/"+organizationID)+"?limit=2&cursor="+cursor).is(422, "cursor_mismatch")
			c.get(list.path+"?cursor=x").is(422, "cursor_invalid")
			c.get(list.path+"?sort=reach").is(422, "invalid_value").names("query.sort", "invalid_value")
			c.get(list.path+"?limit=0").is(422, "out_of_range")
			c.get(list.path+"?limit=201").is(422, "out_of_range")
			c.get(list.path+"?limit=").is(422, "empty")
			// What goes while somebody turns the pages takes nothing else out of them.
			page := c.get(list.path + "?limit=2&sort=createdAt").is(200)
			c.delete(map[bool]string{true: "/v1/roles/", false: "/v1/api-keys/"}[strings.HasSuffix(list.path, "roles")] + page.column("id")[1]).is(204)
			rest := c.get(list.path + "?sort=createdAt&limit=2&cursor=" + page.text("nextCursor")).is(200)
			w.equal("the next page", rest.column("id"), values(items(c.get(list.path+"?sort=createdAt").is(200)), "id")[1:3])
		}
	})
}
