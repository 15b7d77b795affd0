package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

func (c *client) put(target string, body any) *answer {
	c.w.Helper()
	return c.do("PUT", target, encode(c.w, body), "application/json")
}

func TestProducts(t *testing.T) {
	each(t, func(w *world) {
		staff, person := w.operator(), w.person("person@example.com")
		place := w.spare("기관")
		admin := w.admin("admin@example.com", place)
		w.equal("at first", person.get("/v1/products").is(200).column("key"), "[console]")
		console := staff.get("/v1/products").is(200)
		w.equal("the console's own", []any{console.at("items.0.fixed"), console.length("items.0.permissions")}, []any{true, len(access.OfAdmin(true))})
		w.equal("the platform's are staff's to see", person.get("/v1/products").length("items.0.permissions"), len(access.OfAdmin(false)))
		if containsText(admin.get("/v1/products"), "console.groups.manage") {
			w.Error("an Admin sees what can be held in the platform organization only")
		}
		for i := range console.length("items.0.permissions") {
			for _, language := range []string{"en", "ko", "ja", "th"} {
				if at := fmt.Sprintf("items.0.permissions.%d.name.%s", i, language); console.text(at) == "" {
					w.Errorf("no %s", at)
				}
			}
		}
		declared := declaration("voice", true, "calls.read", "calls.start")
		a := staff.put("/v1/products/voice", declared).is(200)
		w.equal("the product", []any{a.text("key"), a.at("memberPermissions"), a.at("fixed"), a.length("permissions"), a.text("name.ko")}, "[voice true false 2 voice]")
		w.declareProducts() // voice has other permissions now, and whatsapp comes
		w.equal("in the order they came", staff.get("/v1/products").column("key"), "[console voice whatsapp]")

		// Taken from a product, a permission is taken from the roles that hold it.
		holds := []access.Permission{access.MembersRead, "voice.campaigns.read", "voice.campaigns.start"}
		holder := w.holder("holder@example.com", place, own, holds...)
		roleID := holder.get("/v1/session").text("memberships.0.roles.0.id")
		w.equal("what Admin holds", strings.Contains(fmt.Sprint(admin.get("/v1/roles/"+w.adminRole(place)).at("permissions")), "voice.campaigns.start"), true)
		w.equal("and not", strings.Contains(fmt.Sprint(admin.get("/v1/roles/"+w.adminRole(place)).at("permissions")), "whatsapp"), false)
		mine := func() string {
			w.Helper()
			return fmt.Sprint(holder.get("/v1/organizations/" + place + "/permissions").is(200).at("permissions"))
		}
		role := func() string {
			w.Helper()
			return fmt.Sprint(admin.get("/v1/roles/" + roleID).is(200).at("permissions"))
		}
		w.equal("before", []any{mine(), role()}, []any{holds, holds})
		staff.put("/v1/products/voice", declaration("voice", true, "campaigns.read", "campaigns.stop")).is(200)
		w.equal("after", []any{mine(), role()}, []any{holds[:2], holds[:2]})
		staff.put("/v1/products/voice", declaration("voice", true, "campaigns.read", "campaigns.start")).is(200)
		w.equal("it does not come back", []any{mine(), role()}, []any{holds[:2], holds[:2]})
		staff.put("/v1/products/voice", declaration("voice", false, "campaigns.read", "campaigns.start")).is(200)
		w.equal("while members cannot have it", mine(), holds[:1])
		staff.put("/v1/products/voice", declaration("voice", true, "campaigns.read", "campaigns.start")).is(200)
		w.equal("once they can", mine(), holds[:2])
		staff.delete("/v1/products/voice").is(204)
		w.equal("withdrawn", []any{mine(), role(), staff.get("/v1/products").column("key")}, []any{holds[:1], holds[:1], "[console whatsapp]"})
		staff.post("/v1/access/check", question(holder.accountID, "voice.campaigns.read", place)).is(422, "unknown_permission")
	})
}

func TestProductRules(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		w.declareProducts()
		put := func(key string, body any) func() *answer {
			return func() *answer { return staff.put("/v1/products/"+key, body) }
		}
		good := declaration("fax", true, "pages.send")
		names := good["name"].(object)
		permission := func(key string) object { return good.with("permissions", []object{{"key": key, "name": names}}) }
		many := make([]string, 201)
		for i := range many {
			many[i] = fmt.Sprintf("pages.send%d", i)
		}
		weak := w.holder("weak@example.com", id.PlatformOrganization, subtree, access.GroupsManage)
		w.refuses([]bad{
			{"the console", put("console", declaration("console", true, "x.y")), 409, "product_is_fixed", ""},
			{"delete the console", func() *answer { return staff.delete("/v1/products/console") }, 409, "product_is_fixed", ""},
			{"delete what is not there", func() *answer { return staff.delete("/v1/products/fax") }, 404, "not_found", ""},
			{"an upper-case key", put("Fax", good), 422, "invalid_key", "path.key"},
			{"a key with a dot", put("fax.x", good), 422, "invalid_key", "path.key"},
			{"a long key", put(strings.Repeat("f", 33), good), 422, "invalid_key", "path.key"},
			{"a permission of two parts", put("fax", permission("fax.send")), 422, "invalid_key", "body.permissions[0].key"},
			{"a permission of four parts", put("fax", permission("fax.a.b.c")), 422, "invalid_key", "body.permissions[0].key"},
			{"a permission of another product", put("fax", permission("voice.campaigns.start")), 422, "invalid_key", "body.permissions[0].key"},
			{"a permission of the console", put("fax", permission("console.members.read")), 422, "invalid_key", "body.permissions[0].key"},
			{"a permission with NUL", put("fax", permission("fax.a.b\x00")), 422, "invalid_key", "body.permissions[0].key"},
			{"the same permission twice", put("fax", declaration("fax", true, "pages.send", "pages.send")), 422, "duplicate", "body.permissions[1].key"},
			{"too many", put("fax", declaration("fax", true, many...)), 422, "invalid_length", "body.permissions"},
			{"no Thai name", put("fax", good.with("name", names.without("th"))), 422, "required", "body.name.th"},
			{"an empty Korean name", put("fax", good.with("name", names.with("ko", " "))), 422, "required", "body.name.ko"},
			{"a French name", put("fax", good.with("name", names.with("fr", "Fax"))), 422, "unknown_field", "body.name.fr"},
			{"bidi override", put("fax", good.with("name", names.with("en", "a\u202eb"))), 422, "control_characters", "body.name.en"},
			{"nothing about members", put("fax", good.without("memberPermissions")), 422, "required", "body.memberPermissions"},
			{"more", put("fax", good.with("platformOnly", true)), 422, "unknown_field", "body.platformOnly"},
			{"by staff who may not", func() *answer { return weak.put("/v1/products/fax", good) }, 403, "permission_required", ""},
		})
		w.unchanged("reading", func() { staff.get("/v1/products").is(200) })
	})
}
