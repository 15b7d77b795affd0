package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

func TestAuditOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		organizationID := staff.register("우리", contracting())
		staff.patch("/v1/organizations/"+organizationID, object{"name": "너희"}).is(200)
		page := staff.get("/v1/audit?organizationId=" + organizationID).is(200)
		w.equal("total", page.number("total.value"), 2)
		w.equal("the newest first", fmt.Sprint(page.column("action")), "[organization.updated organization.created]")
		for field, want := range map[string]any{
			"organizationId": organizationID, "organizationName": "너희", "actor.id": staff.accountID, "actor.kind": "account", "target.id": organizationID,
			"target.kind": "organization", "target.name": "너희", "address": "192.0.2.1", "detail.before.name": "우리", "detail.after.name": "너희",
		} {
			w.equal(field, page.at("items.0."+field), want)
		}
		one := staff.get("/v1/audit/" + page.text("items.0.id")).is(200)
		w.equal("the same alone", one.at("detail.after.name"), "너희")
		w.equal("by request", staff.get("/v1/audit?q="+page.text("items.0.requestId")).is(200).text("items.0.id"), page.text("items.0.id"))
		w.equal("sorted", fmt.Sprint(staff.get("/v1/audit?sort=at&organizationId="+organizationID).is(200).column("action")), "[organization.created organization.updated]")
		w.equal("sign-in", staff.get("/v1/audit?action=session.").is(200).text("items.0.action"), "session.started")
		next := staff.get("/v1/audit?limit=1&organizationId=" + organizationID).is(200)
		w.equal("next", staff.get("/v1/audit?limit=1&organizationId="+organizationID+"&cursor="+next.text("nextCursor")).is(200).text("items.0.action"), "organization.created")

		lines := strings.Split(strings.TrimSpace(string(staff.get("/v1/audit/export?format=csv&organizationId="+organizationID).is(200).body)), "\n")
		w.equal("lines", len(lines), 3)
		w.equal("header", strings.Contains(lines[0], "at,organization_id,organization,actor_kind"), true)
		w.equal("detail", strings.Contains(lines[1], `""name"":""너희""`), true)
		for query, ending := range map[string]string{"organizationId=" + organizationID: "+09:00", "sort=at": "Z", "organizationId=" + id.PlatformOrganization: "+09:00"} {
			for _, row := range w.table("x.csv", staff.get("/v1/audit/export?format=csv&"+query).is(200).body)[1:] {
				if at, err := time.Parse(time.RFC3339Nano, row[0]); err != nil || !strings.HasSuffix(row[0], ending) || at.After(w.clock.Now()) {
					w.Errorf("with %s the time is %s", query, row[0])
				}
			}
		}
		file := staff.get("/v1/audit/export?format=json&sort=at&organizationId=" + organizationID).is(200)
		w.equal("name", file.header.Get("Content-Disposition"), `attachment; filename="audit.json"`)
		var events []map[string]any
		w.must(json.Unmarshal(file.body, &events))
		w.equal("events", fmt.Sprint(len(events), " ", events[0]["action"], " ", events[1]["detail"].(map[string]any)["after"].(map[string]any)["name"]), "2 organization.created 너희")
		w.equal("none", string(staff.get("/v1/audit/export?format=json&q=nothing.there").is(200).body), "[]\n")
		w.equal("a workbook", string(staff.get("/v1/audit/export?format=xlsx").is(200).body[:2]), "PK")

		// A trail that outlives its organization.
		staff.delete("/v1/organizations/" + organizationID).is(204)
		gone := staff.get("/v1/audit?organizationId=" + organizationID).is(200)
		w.equal("after its end", fmt.Sprint(gone.column("action")[0], " ", gone.at("items.0.organizationName")), "organization.deleted <nil>")
		staff.get("/v1/audit/" + page.text("items.0.id")).is(200)
	})
}

func TestBadAuditFilters(t *testing.T) {
	each(t, func(w *world) {
		for query, want := range map[string]string{
			"organizationId=org_x":                          "query.organizationId not_found",
			"organizationId=org_01J0000000000000000000G0NE": "query.organizationId not_found",
			"reach=own":                       "query.reach not_applicable",
			"action=member":                   "query.action invalid_value",
			"action=member.Added":             "query.action invalid_value",
			"action=.added":                   "query.action invalid_value",
			"action=member.added&action=%25.": "query.action invalid_value",
			"action=member.vanished":          "query.action invalid_value",
			"action=session.&action=nothing.": "query.action invalid_value",
			"from=yesterday":                  "query.from wrong_type",
			"from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z": "query.to before_from",
			"sort=action": "query.sort invalid_value",
			"limit=201":   "query.limit out_of_range",
			"cursor=x":    "query.cursor cursor_invalid",
			"actor=x":     "query.actor unknown_parameter",
		} {
			location, code, _ := strings.Cut(want, " ")
			w.operator().get("/v1/audit?"+query).is(422).names(location, code)
		}
		refused := w.operator().get("/v1/audit/export?format=csv&action=policy.broken").is(422).names("query.action", "invalid_value")
		w.equal("the way out", refused.text("errors.0.message"), `There is no action "policy.broken". Must be one of policy.updated, or policy. for all of them.`)
		w.operator().get("/v1/audit/export?format=pdf").is(422).names("query.format", "invalid_value")
		w.operator().get("/v1/audit/export").is(422).names("query.format", "required")
		for _, eventID := range []string{"evt_x", "x", "evt_01J00000000000000000000000"} {
			w.operator().get("/v1/audit/"+eventID).is(404, "not_found")
		}
		for _, query := range []string{"q=%F0%9F%98%80", "q=%27%3B--", "q=evt_", "actorId=x", "targetId=%27", "action=policy.&action=sign_up.asked", "from=0001-01-01T00:00:00Z", "to=9999-12-31T23:59:59Z", "from=9999-12-31T23:59:59Z", "to=0001-01-01T00:00:01Z", "q=" + strings.Repeat("a", 2000)} {
			w.operator().get("/v1/audit?" + query).is(200)
		}
	})
}

// A refusal of what changes something is in the trail of the organization, once a minute.
func TestRefusalsAreRecorded(t *testing.T) {
	each(t, func(w *world) {
		organizationID := w.operator().register("우리", contracting())
		c := w.holder("reader@example.com", organizationID, subtree, access.MembersRead)
		refused := func() []string {
			return w.rows("SELECT e.actor, e.target, e.address, d.body FROM audit_event e JOIN audit_detail d ON d.event_id = e.id WHERE e.action = 'access.refused' AND e.organization_id = $1", organizationID)
		}
		c.get("/v1/organizations/"+organizationID+"/api-keys").is(403, "permission_required")
		w.equal("reading", len(refused()), 0)
		for range 3 {
			c.post("/v1/organizations/"+organizationID+"/roles", object{"name": "x", "permissions": []string{}}).is(403, "permission_required")
		}
		w.equal("once", fmt.Sprint(refused()), "[["+c.accountID+" "+organizationID+` 192.0.2.1 {"code":"permission_required","operation":"create-role","permission":"console.roles.manage"}]]`)
		c.patch("/v1/organizations/"+organizationID, object{"name": "x"}).is(403, "permission_required")
		w.equal("another operation", len(refused()), 2)
		w.clock.advance(time.Minute)
		c.patch("/v1/organizations/"+organizationID, object{"name": "x"}).is(403, "permission_required")
		w.equal("a minute later", len(refused()), 3)
		w.equal("listed", w.operator().get("/v1/audit?action=access.refused&organizationId="+organizationID).is(200).number("total.value"), 3)
	})
}

func TestEventsOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		staff := w.operator()
		first := staff.get("/v1/events").is(200)
		w.equal("none", first.length("items"), 0)
		organizationID, numberIDs := w.usages("02-555-1001", "02-555-1002", "02-555-1003")
		otherID := staff.register("남", contracting())
		token := staff.post("/v1/organizations/"+organizationID+"/api-keys", object{"name": "k", "permissions": []string{"console.access.check"}}).is(201).text("key")
		key := w.visitor().with("Authorization", "Bearer "+token)
		after := staff.get("/v1/events").is(200).text("next")

		usageID := staff.put("/v1/usages/dialer/campaign/1", object{"organizationId": organizationID, "name": "봄", "numbers": []string{}}).is(201).text("id")
		staff.delete("/v1/usages/" + usageID).is(204)
		staff.delete("/v1/numbers/" + numberIDs[0]).is(204)
		staff.post("/v1/numbers/batch-move", object{"ids": numberIDs[1:2], "organizationId": otherID}).is(200)
		staff.post("/v1/numbers/batch-delete", object{"ids": numberIDs[1:]}).is(200)
		staff.patch("/v1/organizations/"+otherID, object{"status": "suspended"}).is(200)
		staff.patch("/v1/organizations/"+otherID, object{"status": "active"}).is(200)
		staff.delete("/v1/organizations/" + otherID).is(204)

		all := staff.get("/v1/events?after=" + after).is(200)
		w.equal("all", fmt.Sprint(all.column("type")), "[usage.ended number.deleted number.moved number.moved number.deleted number.deleted organization.suspended organization.activated organization.deleted]")
		w.equal("usage", fmt.Sprint(all.at("items.0.subject")), "map[externalId:1 id:"+usageID+" kind:usage product:dialer usageKind:campaign]")
		w.equal("number", fmt.Sprint(all.at("items.2.subject")), "map[id:"+numberIDs[1]+" kind:number movement:left number:+8225551002]")
		w.equal("where", fmt.Sprint(all.at("items.2.organizationId"), all.at("items.3.organizationId"), all.at("items.3.subject.movement")), organizationID+otherID+"arrived")
		mine := key.get("/v1/events?limit=2&after=" + after).is(200)
		w.equal("two", fmt.Sprint(mine.column("type")), "[usage.ended number.deleted]")
		rest := key.get("/v1/events?after=" + mine.text("next")).is(200)
		w.equal("what is of the key", fmt.Sprint(rest.column("type"), rest.column("organizationId")), "[number.moved number.deleted] ["+organizationID+" "+organizationID+"]")
		w.equal("the end", key.get("/v1/events?after="+rest.text("next")).is(200).text("next"), rest.text("next"))
		w.equal("for nobody", w.holder("reader@example.com", organizationID, subtree, access.MembersRead).get("/v1/events").is(200).length("items"), 0)
		for _, query := range []string{"after=x", "after=-1", "after=999999", "limit=0", "limit=1001"} {
			staff.get("/v1/events?" + query).is(422)
		}
	})
}
