package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestDelete(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		blockers := func(a *answer) string {
			var out []string
			for i := range a.length("blockers") {
				at := fmt.Sprintf("blockers.%d.", i)
				var names []string
				for j := range a.length(at + "examples") {
					names = append(names, a.text(fmt.Sprintf("%sexamples.%d.name", at, j)))
				}
				out = append(out, fmt.Sprintf("%s %d %s", a.text(at+"kind"), a.number(at+"count"), strings.Join(names, "+")))
			}
			return strings.Join(out, "; ")
		}
		refused := func(id, want string) {
			w.Helper()
			w.unchanged("a refused delete", func() {
				w.equal("blockers", blockers(staff.delete("/v1/organizations/"+id).is(409, "organization_in_use")), want)
			})
			w.equal("references", blockers(staff.get("/v1/organizations/"+id+"/references").is(200)), want)
		}

		above := staff.register("위", contracting())
		below := []string{staff.register("아래 2", executing(above)), staff.register("아래 10", executing(above))}
		refused(above, "executing_organizations 2 아래 2+아래 10")
		w.equal("no references", blockers(staff.get("/v1/organizations/"+below[0]+"/references").is(200)), "")
		for _, id := range below {
			staff.delete("/v1/organizations/" + id).is(204)
			staff.get("/v1/organizations/"+id).is(404, "not_found")
			staff.delete("/v1/organizations/"+id).is(404, "not_found")
			staff.get("/v1/organizations/"+id+"/references").is(404, "not_found")
			staff.patch("/v1/organizations/"+id, object{"name": "되살림"}).is(404, "not_found")
		}
		w.equal("found after its delete", staff.get("/v1/organizations?q=아래").is(200).length("items"), 0)
		staff.delete("/v1/organizations/" + above).is(204)
		w.equal("total", staff.get("/v1/organizations").is(200).number("total.value"), 0)

		own := w.person("person@example.com").create("내 것")
		refused(own, "members 1 Person")

		id := staff.upload("tree.csv", "key,parent_key,name,classification,type,client_classification,address,representative_name,business_registration_number\n"+
			"a,,하나,client,contracting,company,서울,김,116-82-00276\nb,a,둘,client,contracting,company,서울,김,134-86-72683\n").is(202).text("id")
		staff.apply(id).is(202)
		top := staff.get("/v1/organizations?q=하나").is(200).text("items.0.id")
		second := staff.get("/v1/organizations?q=둘").is(200).text("items.0.id")
		for _, id := range []string{top, second} { // wherever in the tree it stands: the group itself is what to go to
			refused(id, "group 1 하나")
		}
		group := staff.get("/v1/organizations/" + second + "/references").text("blockers.0.examples.0.id")
		staff.delete("/v1/groups/" + group).is(204)
		for _, id := range []string{top, second} {
			staff.delete("/v1/organizations/" + id).is(204)
		}
	})
}

func TestAuditTrail(t *testing.T) {
	each(t, func(w *world) {
		staff, person := w.staff("staff@example.com"), w.person("person@example.com")
		id := staff.register("서울", contracting())
		path := "/v1/organizations/" + id
		w.equal("registered", w.events(id), "[organization.created]")
		staff.patch(path, object{"name": "한양"}).is(200)
		staff.patch(path, object{"status": "suspended"}).is(200)
		w.equal("changed twice", w.events(id), "[organization.created organization.updated organization.updated]")

		events := func() string {
			return fmt.Sprint(w.rows("SELECT COUNT(*) FROM audit_event"), w.rows("SELECT COUNT(*) FROM audit_detail"))
		}
		before := events()
		staff.patch(path, object{"name": "한양"}).is(200) // changes nothing
		staff.patch(path, object{"name": ""}).is(422)
		staff.with("If-Match", `"1"`).patch(path, object{"name": "늦음"}).is(412)
		person.patch(path, object{"name": "남의 것"}).is(404)
		staff.post("/v1/organizations", object{"name": "", "registration": contracting()}).is(422)
		staff.post("/v1/organizations/"+id+"/references", object{}).is(405)
		w.equal("events after refusals", events(), before)

		a := staff.delete(path).is(204)
		w.equal("deleted", w.events(id), "[organization.created organization.updated organization.updated organization.deleted]")
		row := w.rows("SELECT organization_id, actor, address, request_id FROM audit_event WHERE action = 'organization.deleted'")
		w.equal("event", row, fmt.Sprintf("[[%s %s %s %s]]", id, staff.accountID, staff.address, a.header.Get("X-Request-Id")))
		// What an event says in names is beside it, not in it.
		detail := w.rows("SELECT body FROM audit_detail d JOIN audit_event e ON e.id = d.event_id WHERE e.action = 'organization.updated' ORDER BY e.id")
		if len(detail) != 2 || !strings.Contains(strings.Join(detail, ""), `"name":"한양"`) {
			w.Errorf("details: %v", detail)
		}
		for _, row := range w.rows("SELECT * FROM audit_event") {
			if strings.Contains(row, "한양") || strings.Contains(row, "서울") {
				w.Errorf("a name in an event: %s", row)
			}
		}

		own := person.create("내 것")
		if got := w.rows("SELECT action FROM audit_event WHERE organization_id = $1", own); fmt.Sprint(got) != "[[member.added] [organization.created]]" {
			w.Errorf("events of an organization of one's own: %v", got)
		}
	})
}

func TestOrganizationsOfOnesOwn(t *testing.T) {
	t.Run("open", func(t *testing.T) {
		each(t, func(w *world) {
			person := w.person("person@example.com")
			first, second := person.create("첫째"), person.create("둘째")
			a := person.get("/v1/session").is(200)
			w.equal("memberships", a.length("memberships"), 2)
			w.equal("role", a.text("memberships.0.roles.0.name"), "Admin")
			w.equal("organization", a.text("memberships.0.organization.name")+" "+a.text("memberships.1.organization.name"), "둘째 첫째")
			got := person.get("/v1/organizations/" + first).is(200)
			w.equal("registration and key", fmt.Sprintln(got.at("registration"), got.at("externalKey"), got.text("timeZone")), "<nil> <nil> Asia/Tokyo\n")
			person.patch("/v1/organizations/"+first, object{"name": "하나", "website": "https://example.com"}).is(200)
			w.unchanged("what is not an Admin's to do", func() {
				for field, permission := range map[string]string{
					"status": "console.organizations.suspend", "externalKey": "console.organizations.register", "registration": "console.organizations.register",
				} {
					body := object{field: "suspended"}
					if field == "registration" {
						body = object{field: contracting()}
					}
					refusal := person.patch("/v1/organizations/"+first, body).is(403, "permission_required")
					w.equal("permission", refusal.text("permission"), permission)
				}
				refusal := person.post("/v1/organizations", object{"name": "셋째", "timeZone": "Asia/Tokyo", "externalKey": "k"}).is(403, "permission_required")
				w.equal("permission", refusal.text("permission"), "console.organizations.register")
				person.post("/v1/organizations", object{"name": "셋째", "registration": contracting()}).is(403, "permission_required")
				person.delete("/v1/organizations/"+second).is(403, "permission_required")
			})
		})
	})
	t.Run("closed", func(t *testing.T) {
		each(t, func(w *world) {
			person, staff := w.person("person@example.com"), w.staff("staff@example.com")
			w.equal("deployment", person.get("/v1/deployment").is(200).text("signUp"), "closed")
			w.unchanged("a closed sign-up", func() {
				person.post("/v1/organizations", object{"name": "셋째", "timeZone": "Asia/Tokyo"}).is(403, "sign_up_closed")
				staff.post("/v1/organizations", object{"name": "셋째", "timeZone": "Asia/Tokyo"}).is(403, "sign_up_closed")
			})
			staff.register("서울", contracting())
		}, "SIGN_UP=closed")
	})
}

func TestSuspension(t *testing.T) {
	each(t, func(w *world) {
		staff, person := w.staff("staff@example.com"), w.person("person@example.com")
		path := "/v1/organizations/" + person.create("내 것")
		w.equal("status", staff.patch(path, object{"status": "suspended"}).is(200).text("status"), "suspended")
		person.get(path).is(200)
		w.unchanged("a suspended organization", func() { person.patch(path, object{"name": "새 이름"}).is(403, "organization_suspended") })
		w.equal("permissions", person.get("/v1/session").is(200).length("memberships.0.permissions"), 0)
		w.equal("what the session says", person.get("/v1/session").text("memberships.0.organization.status"), "suspended")
		staff.patch(path, object{"name": "다시", "status": "active"}).is(200)
		person.patch(path, object{"name": "새 이름"}).is(200)
	})
}

// What somebody was about to add to an organization goes with it: nothing is left that could only be refused.
func TestImportsOfADeletedOrganizationAreCancelled(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		organizationID, other := w.spare("서울"), w.spare("부산")
		file := func(organizationID string) string {
			a := staff.upload("x.csv", "number\n02-312-4567\n", "kind=numbers", "organizationId="+organizationID, "billingNumber=02-312-4567").is(202)
			w.equal("before", a.text("status"), "ready")
			return a.text("id")
		}
		gone, kept := file(organizationID), file(other)
		staff.delete("/v1/organizations/" + organizationID).is(204)
		w.equal("the import into it", staff.get("/v1/imports/"+gone).is(200).text("status"), "cancelled")
		staff.apply(gone).is(409, "import_not_ready")
		w.equal("its file", len(w.rows("SELECT 1 FROM import_file WHERE import_id = $1", gone)), 0)
		w.equal("the other import", staff.get("/v1/imports/"+kept).is(200).text("status"), "ready")
		w.equal("the file of that", len(w.rows("SELECT 1 FROM import_file WHERE import_id = $1 AND start = 0", kept)), 1)
	})
}
