package api_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// machine is a client that sends an API key.
func (w *world) machine(secret string) *client {
	c := w.visitor()
	c.header.Set("Authorization", "Bearer "+secret)
	return c
}

// key creates an API key and returns its text and its ID.
func (w *world) key(organizationID, reach string, permissions ...access.Permission) (secret, keyID string) {
	w.Helper()
	a := w.operator().post("/v1/organizations/"+organizationID+"/api-keys", object{"name": "열쇠", "permissions": permissions, "reach": reach}).is(201)
	return a.text("key"), a.text("id")
}

func TestLifeOfAKey(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		boss := w.person("boss@example.com")
		w.join(boss.accountID, organizationID, w.adminRole(organizationID))
		keys := "/v1/organizations/" + organizationID + "/api-keys"
		w.equal("none", boss.get(keys).is(200).length("items"), 0)

		expires := w.clock.Now().Add(24 * time.Hour).Truncate(time.Second)
		made := boss.post(keys, object{
			"name": " 다이얼러 ", "permissions": []string{"console.organization.update", "console.api_keys.read"}, "expiresAt": expires,
		}).is(201)
		keyID, secret := made.text("id"), made.text("key")
		if !id.Valid(id.Key, keyID) || !strings.HasPrefix(secret, "tnk_") || len(secret) != 47 {
			w.Fatalf("the key %s is %q", keyID, secret)
		}
		w.equal("where it is", made.header.Get("Location"), "/v1/api-keys/"+keyID)
		listed := func() *answer { return boss.get(keys).is(200) }
		read := boss.get(made.header.Get("Location")).is(200)
		for field, want := range map[string]any{
			"id": keyID, "organizationId": organizationID, "name": "다이얼러", "permissions": "[console.api_keys.read console.organization.update]", "reach": "subtree",
			"hint": "tnk_…" + secret[43:], "createdBy.id": boss.accountID, "createdBy.name": listed().text("items.0.createdBy.name"), "expiresAt": expires.Format(time.RFC3339),
			"expired": false, "lastUsedAt": nil, "createdAt": listed().text("items.0.createdAt"),
		} {
			w.equal(field, made.at(field), want)
			w.equal("listed "+field, listed().at("items.0."+field), want)
			w.equal("read "+field, read.at(field), want)
		}
		w.equal("the key where it is", read.at("key"), nil)
		w.equal("the key in the list", listed().at("items.0.key"), nil)
		second := boss.post(keys, object{"name": "다이얼러", "permissions": []string{"console.members.read"}, "reach": "own"}).is(201).text("id")
		w.equal("the newest first", listed().column("id"), []string{second, keyID})
		w.equal("never", listed().at("items.0.expiresAt"), nil)

		// Nothing stored holds it.
		if strings.Contains(w.dump(), secret) || strings.Contains(w.dump(), secret[4:]) {
			w.Error("the key is stored")
		}

		// It acts with its permissions, under its own name.
		machine := w.machine(secret)
		machine.get(keys).is(200)
		machine.patch("/v1/organizations/"+organizationID, object{"website": "https://example.com"}).is(200)
		machine.get("/v1/organizations/"+organizationID+"/roles").is(403, "permission_required")
		w.equal("the actor", w.rows("SELECT actor, address FROM audit_event WHERE action = 'organization.updated'"), "[["+keyID+" 192.0.2.1]]")
		w.equal("its permissions", machine.get("/v1/organizations/"+organizationID+"/permissions").is(200).at("permissions"), "[console.organization.update console.api_keys.read]")
		w.equal("what is told of it", w.events(keyID), []string{"api_key.created"})

		// The last use is stored beside the requests, at most once a minute.
		w.equal("not yet", listed().at("items.1.lastUsedAt"), nil)
		w.must(w.app.Flush(t.Context()))
		used := listed().text("items.1.lastUsedAt")
		if used == "" {
			w.Error("no last use")
		}
		w.clock.advance(time.Minute / 2)
		machine.get(keys).is(200)
		w.must(w.app.Flush(t.Context()))
		w.equal("within a minute", listed().text("items.1.lastUsedAt"), used)
		w.clock.advance(time.Minute / 2)
		machine.get(keys).is(200)
		w.must(w.app.Flush(t.Context()))
		if later := listed().text("items.1.lastUsedAt"); later <= used {
			w.Errorf("used again, and last used at %s", later)
		}

		// Its end.
		w.clock.advance(24 * time.Hour)
		boss = w.signedIn(boss.accountID)
		machine.get(keys).is(401, "api_key_expired")
		w.equal("expired", listed().at("items.1.expired"), true)
		boss.delete("/v1/api-keys/" + keyID).is(204)
		machine.get(keys).is(401, "unauthenticated")
		boss.delete("/v1/api-keys/"+keyID).is(404, "not_found")
		boss.get("/v1/api-keys/"+keyID).is(404, "not_found")
		w.equal("what is told of it", w.events(keyID), []string{"api_key.created", "api_key.revoked"})
		w.equal("left", listed().column("id"), []string{second})
		w.equal("permissions left", w.rows("SELECT permission FROM api_key_permission"), "[[console.members.read]]")
	})
}

func TestRulesOfAKey(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		w.operator().put("/v1/products/fax", declaration("fax", false, "pages.send")).is(200)
		keys := "/v1/organizations/" + organizationID + "/api-keys"
		good := object{"name": "열쇠", "permissions": []string{"console.members.read"}}
		w.unchanged("what is refused", func() {
			for _, test := range []struct {
				body           any
				location, code string
			}{
				{good.with("name", " "), "body.name", "required"},
				{good.with("name", strings.Repeat("가", 31)), "body.name", "too_long"},
				{good.with("name", "\u202ea"), "body.name", "control_characters"},
				{good.without("name"), "body.name", "required"},
				{good.without("permissions"), "body.permissions", "required"},
				{good.with("permissions", []string{}), "body.permissions", "invalid_length"},
				{good.with("permissions", nil), "body.permissions", "wrong_type"},
				{good.with("permissions", []string{"console.members.read", "a.b.c"}), "body.permissions[1]", "unknown_permission"},
				{good.with("permissions", []string{"console.members.read", "console.members.read"}), "body.permissions[1]", "duplicate"},
				{good.with("permissions", []string{"fax.pages.send"}), "body.permissions[0]", "member_permissions_not_supported"},
				{good.with("permissions", []string{"console.groups.manage"}), "body.permissions[0]", "platform_only"},
				{good.with("reach", "all"), "body.reach", "invalid_value"},
				{good.with("expiresAt", w.clock.Now().Add(-time.Second)), "body.expiresAt", "in_the_past"},
				{good.with("expiresAt", "0001-01-01T00:00:00Z"), "body.expiresAt", "in_the_past"},
				{good.with("expiresAt", "1970-01-01T00:00:00Z"), "body.expiresAt", "in_the_past"},
				{good.with("expiresAt", ""), "body.expiresAt", "wrong_type"},
				{good.with("expiresAt", "tomorrow"), "body.expiresAt", "wrong_type"},
				{good.with("expiresAt", 1), "body.expiresAt", "wrong_type"},
				{good.with("key", "tnk_x"), "body.key", "unknown_field"},
			} {
				w.operator().post(keys, test.body).is(422).names(test.location, test.code)
			}
			w.operator().post("/v1/organizations/org_x/api-keys", good).is(404, "not_found")
			w.operator().delete("/v1/api-keys/key_x").is(404, "not_found")
			w.operator().delete("/v1/api-keys/"+id.New(id.Key, w.clock.Now())).is(404, "not_found")
		})
		for body, want := range map[string]any{`"2100-01-01T00:00:00.123456789+09:00"`: "2099-12-31T15:00:00.123456Z", "null": nil} {
			a := w.operator().post(keys, `{"name": "x", "permissions": ["console.members.read"], "expiresAt": `+body+`}`).is(201)
			w.equal("expires", a.at("expiresAt"), want)
		}
	})
}

// Nobody creates a key that may do more than they may, a key neither.
func TestNobodyGivesAKeyBeyondTheirOwn(t *testing.T) {
	each(t, func(w *world) {
		upper, lower := w.spare("위"), w.spare("아래")
		w.tree("모임", upper, lower)
		give := func(c *client, organizationID, reach string, permissions ...access.Permission) *answer {
			w.Helper()
			return c.post("/v1/organizations/"+organizationID+"/api-keys", object{"name": "x", "reach": reach, "permissions": permissions})
		}
		const manage, read, update = access.APIKeysManage, access.MembersRead, access.MembersUpdate
		clerk := w.person("clerk@example.com")
		w.join(clerk.accountID, upper, w.role(upper, "아래로", subtree, manage, read), w.role(upper, "제 것만", own, update))
		fromRole := func() *client { return clerk }
		secret, _ := w.key(upper, subtree, manage, read)
		fromKey := func() *client { return w.machine(secret) }
		for name, by := range map[string]func() *client{"a member": fromRole, "a key": fromKey} {
			give(by(), upper, subtree, manage, read).is(201)
			give(by(), lower, subtree, read).is(201)
			beyond := give(by(), upper, subtree, read, update).is(403, "exceeds_own_permissions")
			w.equal(name+": beyond", beyond.at("permissions"), "[console.members.update]")
			give(by(), lower, own, update).is(403, "exceeds_own_permissions")
			give(by(), upper, subtree, access.RolesManage).is(403, "exceeds_own_permissions")
		}
		give(clerk, upper, own, update).is(201)
		give(fromKey(), upper, own, update).is(403, "exceeds_own_permissions")
		narrow, _ := w.key(upper, own, manage, read)
		give(w.machine(narrow), upper, own, read).is(201)
		give(w.machine(narrow), upper, subtree, read).is(403, "exceeds_own_permissions")
		give(w.machine(narrow), lower, own, read).is(404, "not_found")

		// Who it was, as far as the reader may know.
		w.equal("a key's", give(fromKey(), lower, own, read).is(201).text("createdBy.name"), "열쇠")
		boss := w.person("boss@example.com")
		w.join(boss.accountID, lower, w.adminRole(lower))
		give(boss, lower, own, read).is(201)
		w.key(lower, own, read)
		seen := boss.get("/v1/organizations/" + lower + "/api-keys").is(200)
		w.equal("who created it, for the Admin below", seen.at("items.0.createdBy"), nil) // staff
		w.equal("the Admin's own", seen.text("items.1.createdBy.id"), boss.accountID)
		w.equal("a key from above", seen.at("items.2.createdBy"), nil)
		clerk.get("/v1/organizations/"+lower+"/api-keys").is(403, "permission_required")
		seen = w.operator().get("/v1/organizations/" + lower + "/api-keys").is(200)
		w.equal("for staff", seen.text("items.0.createdBy.id"), w.operator().accountID)
		w.equal("a key from above, for staff", strings.HasPrefix(seen.text("items.2.createdBy.id"), "key_"), true)
	})
}

// What comes as an Authorization header, and what comes with it.
func TestAuthorizationHeaders(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		secret, _ := w.key(organizationID, subtree, access.OrganizationUpdate)
		path := "/v1/organizations/" + organizationID
		for _, header := range []string{"Bearer " + secret, "bearer " + secret, "BEARER  " + secret, " Bearer " + secret + " "} {
			w.visitor().with("Authorization", header).get(path).is(200)
		}
		w.unchanged("what is refused", func() {
			for _, header := range []string{
				"", " ", "Bearer", "Bearer ", "Bearer tnk_", "Bearer x", secret, "Basic " + secret, "Bearer Bearer " + secret, "Bearer" + secret, "Token " + secret,
				"Bearer " + secret[:46], "Bearer " + secret + "x", "Bearer " + secret + "," + secret, "Bearer " + strings.ToUpper(secret), "Bearer " + secret[4:],
				"Bearer tnk_" + strings.Repeat("a", 60000), "Bearer tnk_\xff\xfe", "Bearer tnk_\x00", "Bearer tnk_'--", "\x00", "Bearer\t" + secret,
			} {
				w.visitor().with("Authorization", header).get(path).is(401, "unauthenticated")
			}
			twice := w.machine(secret)
			twice.header.Add("Authorization", "Bearer "+secret)
			twice.get(path).is(400, "two_credentials")
			for _, header := range []string{"Bearer " + secret, "Bearer x", "Basic x", ""} {
				w.operator().with("Authorization", header).get(path).is(400, "two_credentials")
			}
			// A page of another origin may do nothing, with a key neither; what is no page says no origin.
			w.machine(secret).with("Origin", "https://elsewhere.example").patch(path, object{"website": nil}).is(403, "cross_origin")
			w.machine(secret).with("Sec-Fetch-Site", "cross-site").patch(path, object{"website": nil}).is(403, "cross_origin")
			ask := w.visitor().with("Origin", "https://elsewhere.example").with("Access-Control-Request-Headers", "authorization")
			for name := range ask.with("Access-Control-Request-Method", "GET").do(http.MethodOptions, path, http.NoBody, "").header {
				if strings.HasPrefix(name, "Access-Control-") {
					w.Errorf("the answer to a page of another origin has %s", name)
				}
			}
		})
		w.machine(secret).patch(path, object{"website": "https://example.com"}).is(200)
	})
}

// A key has no account: what is about one's own is refused, whatever the key holds.
func TestAKeyIsNobodysAccount(t *testing.T) {
	each(t, func(w *world) {
		secret, keyID := w.key(id.PlatformOrganization, subtree, access.OfAdmin(true)...)
		machine := w.machine(secret)
		waiting := w.person("waiting@example.com")
		memberID := w.operator().post("/v1/organizations/"+w.spare("서울")+"/members", object{
			"name": "기다림", "email": "waiting@example.com", "mobilePhone": "010-2345-6789",
		}).is(201).text("id")
		w.unchanged("what is refused", func() {
			machine.get("/v1/session").is(403, "account_required")
			machine.delete("/v1/session").is(403, "account_required")
			machine.get("/v1/account").is(403, "account_required")
			machine.patch("/v1/account", object{"language": "ko"}).is(403, "account_required")
			machine.act("/v1/members/"+memberID+"/accept").is(403, "account_required")
			machine.act("/v1/members/"+memberID+"/decline").is(403, "account_required")
			machine.get("/v1/access/organizations?permission=console.members.read").is(403, "account_required")
			machine.post("/v1/organizations", object{"name": "제 것", "timeZone": "Asia/Seoul"}).is(403, "account_required")
			machine.post("/v1/organizations", object{"name": "제 것", "timeZone": "Asia/Seoul", "externalKey": "k"}).is(403, "account_required")
		})
		made := machine.post("/v1/organizations", object{"name": "등록", "registration": contracting()}).is(201)
		w.equal("the actor", w.rows("SELECT actor FROM audit_event WHERE target = $1", made.text("id")), "[["+keyID+"]]")
		w.equal("nobody is its Admin", w.rows("SELECT COUNT(*) FROM member WHERE organization_id = $1", made.text("id")), "[[0]]")

		// It may ask about others.
		about := object{"accountId": waiting.accountID, "permission": "console.members.read", "organizationId": made.text("id")}
		w.equal("allowed", machine.post("/v1/access/check", about).is(200).at("allowed"), false)
		w.equal("missing", machine.post("/v1/access/explain", about).is(200).text("missing.0.code"), "not_a_member")
		machine.get("/v1/access/organizations?permission=console.members.read&accountId=" + waiting.accountID).is(200)
	})
}

// The answer with the key is not stored, and so not given again.
func TestTheAnswerWithAKeyIsGivenOnce(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.spare("서울")
		path := "/v1/organizations/" + organizationID + "/api-keys"
		body := object{"name": "열쇠", "permissions": []string{"console.api_keys.manage"}}
		keyed := w.operator().with("Idempotency-Key", "key 1")
		made := keyed.post(path, body).is(201)
		w.unchanged("a repeat", func() {
			again := keyed.post(path, body).is(409, "answered_once")
			if containsText(again, made.text("key")) {
				w.Error("the repeat tells the key")
			}
			keyed.post(path, body.with("name", "다른 것")).is(422, "idempotency_key_reused")
		})
		if strings.Contains(w.dump(), made.text("key")) {
			w.Error("the key is stored")
		}
		// An API key is a caller of its own.
		machine := w.machine(made.text("key")).with("Idempotency-Key", "key 1")
		other, _ := w.key(organizationID, subtree, access.APIKeysManage)
		machine.post(path, body).is(201)
		machine.post(path, body).is(409, "answered_once")
		w.machine(other).with("Idempotency-Key", "key 1").post(path, body).is(201)
		w.unchanged("a first attempt that fails", func() { machine.with("Idempotency-Key", "key 2").post(path, body.with("name", "")).is(422) })
		machine.with("Idempotency-Key", "key 2").post(path, body).is(201)
	})
}

// A change that one node made to a key counts on the very next request of every other.
func TestEveryNodeKnowsAtOnceOfKeys(t *testing.T) {
	each(t, func(w *world) {
		second := w.node()
		staff := w.operator()
		upper, lower := w.spare("위"), w.spare("아래")
		group := w.tree("모임", upper, lower)
		staff.put("/v1/products/voice", declaration("voice", true, "calls.start", "calls.end")).is(200)
		secret, keyID := w.key(upper, subtree, access.OrganizationUpdate, "voice.calls.start")
		may := func(what string, status int, codes ...string) {
			w.Helper()
			for _, c := range []*client{w.machine(secret), w.machine(secret).on(second)} {
				a := c.patch("/v1/organizations/"+lower, object{"website": "https://example.com/" + w.address("x")})
				if a.status != status || len(codes) > 0 && a.text("code") != codes[0] {
					w.Errorf("%s: %d %s, want %d %v", what, a.status, shorten(string(a.body)), status, codes)
				}
			}
		}
		held := func() any {
			w.Helper()
			return w.machine(secret).on(second).get("/v1/organizations/" + upper + "/permissions").is(200).at("permissions")
		}
		may("at first", 200)
		w.equal("held", held(), "[console.organization.update voice.calls.start]")
		staff.put("/v1/products/voice", declaration("voice", true, "calls.end")).is(200)
		w.equal("held without what is withdrawn", held(), "[console.organization.update]")
		staff.put("/v1/products/voice", declaration("voice", true, "calls.end", "calls.start")).is(200)
		w.equal("held when it is back", held(), "[console.organization.update]")
		staff.patch("/v1/organizations/"+upper, object{"status": "suspended"}).is(200)
		may("suspended", 404)
		w.machine(secret).on(second).patch("/v1/organizations/"+upper, object{"website": nil}).is(403, "organization_suspended")
		staff.on(second).patch("/v1/organizations/"+upper, object{"status": "active"}).is(200)
		may("active", 200)
		staff.delete("/v1/groups/" + group + "/organizations/" + lower).is(204)
		may("out of the tree", 404)
		staff.post("/v1/groups/"+group+"/organizations", below(lower, upper)).is(201)
		may("into the tree", 200)
		staff.on(second).delete("/v1/api-keys/" + keyID).is(204)
		may("revoked", 401, "unauthenticated")

		// With the organization its keys go.
		gone := w.spare("새 것")
		secret, _ = w.key(gone, subtree, access.OrganizationUpdate)
		staff.on(second).delete("/v1/organizations/" + gone).is(204)
		w.machine(secret).get("/v1/organizations").is(401, "unauthenticated")
		w.equal("keys left", w.rows("SELECT COUNT(*) FROM api_key"), "[[0]]")
	})
}

// Lists show a key what is within its reach.
func TestWhatAKeySees(t *testing.T) {
	each(t, func(w *world) {
		upper, lower, other := w.spare("위"), w.spare("아래"), w.spare("남")
		w.tree("모임", upper, lower)
		for _, test := range []struct {
			at, reach string
			sees      []string
		}{
			{upper, subtree, []string{upper, lower}},
			{upper, own, []string{upper}},
			{lower, subtree, []string{lower}},
			{other, subtree, []string{other}},
			{id.PlatformOrganization, subtree, []string{upper, lower, other}},
			{id.PlatformOrganization, own, nil},
		} {
			secret, _ := w.key(test.at, test.reach, access.NumbersRead)
			list := w.machine(secret).get("/v1/organizations").is(200)
			w.equal("seen", sorted(list.column("id")), sorted(test.sees))
			w.equal("total", list.number("total.value"), len(test.sees))
			for _, organizationID := range []string{upper, lower, other} {
				status := 404
				if slices.Contains(test.sees, organizationID) {
					status = 200
				}
				w.machine(secret).get("/v1/organizations/" + organizationID).is(status)
			}
			w.machine(secret).get("/v1/groups").is(403, "permission_required")
		}
	})
}

// Every operation that keys can use says so in the contract.
func TestContractNamesKeys(t *testing.T) {
	each(t, func(w *world) {
		contract := w.visitor().get("/openapi.json").is(200)
		w.equal("the scheme", contract.text("components.securitySchemes.apiKey.scheme"), "bearer")
		w.equal("an operation's", contract.at("paths./v1/organizations.get.security"), "[map[session:[]] map[apiKey:[]]]")
		w.equal("an account's", contract.at("paths./v1/account.get.security"), "[map[session:[]]]")
		names := maps.Keys(contract.at("components.schemas.APIKey.properties").(map[string]any))
		w.equal("of a key", slices.Contains(slices.Collect(names), "key"), false)
	})
}
