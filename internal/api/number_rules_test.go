package api_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// The switches for Korean numbers: staff set them, as a merge patch, and who sees the registration sees them.
func TestNumberRules(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		made := staff.post("/v1/organizations", object{"name": "종로구", "registration": contracting()}).is(201)
		path := "/v1/organizations/" + made.text("id")
		shown := func(a *answer) string {
			w.Helper()
			return fmt.Sprint(a.at("numberRules"))
		}
		const initial, special, neither, both = "map[personal050:true special:false]", "map[personal050:true special:true]",
			"map[personal050:false special:false]", "map[personal050:false special:true]"
		w.equal("of a new organization", shown(made), initial)
		w.unchanged("what changes nothing", func() {
			for _, rules := range []any{object{}, object{"personal050": true}, object{"special": nil}, object{"personal050": nil, "special": false}, nil} {
				w.equal("patched", shown(staff.patch(path, object{"numberRules": rules}).is(200)), initial)
			}
		})
		for _, c := range []struct {
			rules any
			want  string
		}{
			{object{"special": true}, special},
			{object{"personal050": false}, both},
			{object{"special": nil}, neither},
			{object{"personal050": nil, "special": true}, special},
			{nil, initial},
			{object{"personal050": false, "special": true}, both},
		} {
			before := staff.get(path).header.Get("ETag")
			changed := staff.with("If-Match", before).patch(path, object{"numberRules": c.rules}).is(200)
			w.equal(fmt.Sprint(c.rules), shown(changed), c.want)
			read := staff.get(path).is(200)
			w.equal(fmt.Sprint("read after ", c.rules), shown(read), c.want)
			if changed.header.Get("ETag") == before || read.header.Get("ETag") != changed.header.Get("ETag") {
				w.Errorf("ETag %s, then %s, then %s", before, changed.header.Get("ETag"), read.header.Get("ETag"))
			}
		}
		w.equal("after another change", shown(staff.patch(path, object{"name": "종로"}).is(200)), both)
		w.equal("without a registration", shown(staff.patch(path, object{"registration": nil}).is(200)), both)
		detail := w.rows("SELECT body FROM audit_detail d JOIN audit_event e ON e.id = d.event_id WHERE e.action = 'organization.updated' ORDER BY e.id")
		w.equal("events", len(detail), 8)
		told := slices.ContainsFunc(detail, func(event string) bool {
			return containsAll(event, `"before":{"name":"종로구"`, `"numberRules":{"personal050":true,"special":false}`, `"numberRules":{"personal050":true,"special":true}`)
		})
		if !told {
			w.Errorf("no event tells of the first change: %s", detail)
		}

		w.unchanged("what is refused", func() {
			for _, rules := range []any{object{"personal050": "yes"}, object{"special": 1}, object{"specials": true}, true} {
				staff.patch(path, object{"numberRules": rules}).is(422)
			}
			staff.patch("/v1/organizations/"+id.PlatformOrganization, object{"numberRules": object{"special": true}}).is(409, "platform_organization")
		})

		mine := w.admin("admin@example.com", made.text("id"))
		member := w.person("member@example.com")
		w.join(member.accountID, made.text("id"))
		register := w.holder("register@example.com", id.PlatformOrganization, "subtree", access.OrganizationsRegister)
		w.equal("to the Admin", shown(mine.get(path).is(200)), both)
		w.equal("listed to the Admin", fmt.Sprint(mine.get("/v1/organizations").is(200).at("items.0.numberRules")), both)
		w.equal("to a member without roles", shown(member.get(path).is(200)), "<nil>")
		w.equal("listed to that member", fmt.Sprint(member.get("/v1/organizations").is(200).at("items.0.numberRules")), "<nil>")
		w.unchanged("what only staff may", func() {
			for _, c := range []*client{mine, member} {
				refused := c.patch(path, object{"numberRules": object{"special": true}}).is(403, "permission_required")
				w.equal("the permission", refused.text("permission"), string(access.OrganizationsRegister))
				c.patch(path, object{"numberRules": nil}).is(403, "permission_required")
			}
		})
		w.equal("by who registers organizations", shown(register.patch(path, object{"numberRules": nil}).is(200)), initial)
	})
}
