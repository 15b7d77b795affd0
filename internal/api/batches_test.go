package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
)

func TestManyMembersOverTheAPI(t *testing.T) {
	each(t, func(w *world) {
		place, other := w.spare("기관"), w.spare("다른 기관")
		kim := w.person(w.address("kim"))
		admin := w.join(kim.accountID, place, w.adminRole(place))
		var ids []string
		for range 3 {
			ids = append(ids, w.join(w.account(w.address("member"), ""), place))
		}
		hidden := w.join(w.account(w.address("hidden"), ""), other)
		long := make([]string, 1001)
		for i := range long {
			long[i] = fmt.Sprint("mem_", i)
		}
		for _, path := range []string{"/v1/members/batch-disable", "/v1/members/batch-enable", "/v1/members/batch-delete"} {
			refuse(w, []broken{
				{"nothing", object{}, "body.ids", "required"},
				{"none", object{"ids": []string{}}, "body.ids", "invalid_length"},
				{"null", object{"ids": nil}, "body.ids", "wrong_type"},
				{"too many", object{"ids": long}, "body.ids", "invalid_length"},
				{"a number", object{"ids": []any{7}}, "body.ids[0]", "wrong_type"},
				{"one that is not seen", object{"ids": []string{ids[0], hidden}}, "body.ids[1]", "not_found"},
				{"one that is none", object{"ids": []string{"x"}}, "body.ids[0]", "not_found"},
				{"NUL", object{"ids": []string{"mem_\x00"}}, "body.ids[0]", "not_found"},
				{"a filter", object{"ids": ids, "filter": object{}}, "body.filter", "unknown_field"},
			}, func(body any) *answer { return kim.post(path, body) })
		}
		for _, path := range []string{"/v1/members/batch-disable", "/v1/members/batch-delete"} {
			w.unchanged("the last Admin", func() {
				a := kim.post(path, object{"ids": append(ids[:2:2], admin)}).is(409, "last_admin")
				w.equal("who stands in the way", []any{a.number("count"), a.length("blockers"), a.text("blockers.0.id") == admin, a.text("blockers.0.name") != "", a.text("blockers.0.code")}, []any{1, 1, true, true, "last_admin"})
			})
		}
		lee := w.person(w.address("lee"))
		w.join(lee.accountID, place, w.role(place, "약함", own, access.MembersDisable))
		a := lee.post("/v1/members/batch-disable", object{"ids": append(ids[:2:2], admin)}).is(403, "exceeds_own_permissions")
		w.equal("who holds more", []any{a.number("count"), a.text("blockers.0.id") == admin, a.at("blockers.0.name")}, []any{1, true, nil})
		w.equal("noted", len(w.rows("SELECT 1 FROM audit_event WHERE action = 'access.refused' AND actor = $1 AND organization_id = $2", lee.accountID, place)), 1)

		keyed := kim.with("Idempotency-Key", "once")
		first := keyed.post("/v1/members/batch-disable", object{"ids": append(ids[:2:2], ids[0])}).is(200)
		w.equal("disabled", []any{first.number("count"), first.length("ids")}, []any{2, 2})
		w.unchanged("the same again", func() {
			w.equal("the same answer", string(keyed.post("/v1/members/batch-disable", object{"ids": append(ids[:2:2], ids[0])}).is(200).body), string(first.body))
			keyed.post("/v1/members/batch-disable", object{"ids": ids}).is(422, "idempotency_key_reused")
		})
		w.equal("who are disabled", kim.get("/v1/members?status=disabled").is(200).number("total.value"), 2)
		w.equal("one more", kim.post("/v1/members/batch-disable", object{"ids": ids}).is(200).at("ids"), []any{ids[2]})
		w.equal("enabled", kim.post("/v1/members/batch-enable", object{"ids": first.at("ids")}).is(200).number("count"), 2)
		w.equal("nothing to do", string(kim.post("/v1/members/batch-enable", object{"ids": first.at("ids")}).is(200).body), `{"count":0,"ids":[]}`+"\n")
		w.equal("removed", kim.post("/v1/members/batch-delete", object{"ids": ids}).is(200).number("count"), 3)
		refuse(w, []broken{{"what is gone", object{"ids": ids[:1]}, "body.ids[0]", "not_found"}}, func(body any) *answer { return kim.post("/v1/members/batch-delete", body) })
	})
}

// sent are the invitations that an answer made.
func (a *answer) sent() []string {
	a.w.Helper()
	ids := make([]string, a.length("results"))
	for i := range ids {
		ids[i] = a.text(fmt.Sprintf("results.%d.id", i))
	}
	return ids
}

func TestManyInvitationsOverTheAPI(t *testing.T) {
	each(t, func(w *world) {
		place, other := w.spare("기관"), w.spare("다른 기관")
		kim := w.person(w.address("kim"))
		w.join(kim.accountID, place, w.adminRole(place))
		invite := func(organizationID string, n int) []string {
			var people []object
			for i := range n {
				people = append(people, object{"name": fmt.Sprint("손님 ", i), "email": w.address("guest")})
			}
			return w.operator().post("/v1/organizations/"+organizationID+"/invitations", object{"invitations": people}).is(200).sent()
		}
		ids, hidden := invite(place, 3), invite(other, 1)
		for _, path := range []string{"/v1/invitations/batch-resend", "/v1/invitations/batch-revoke"} {
			refuse(w, []broken{
				{"none", object{"ids": []string{}}, "body.ids", "invalid_length"},
				{"one that is not seen", object{"ids": []string{ids[0], hidden[0]}}, "body.ids[1]", "not_found"},
				{"NUL", object{"ids": []string{"inv_\x00"}}, "body.ids[0]", "not_found"},
			}, func(body any) *answer { return kim.post(path, body) })
		}
		first := kim.with("Idempotency-Key", "once").post("/v1/invitations/batch-resend", object{"ids": ids}).is(200)
		w.equal("sent", []any{first.number("count"), first.length("ids")}, []any{3, 3})
		w.unchanged("the same again", func() {
			again := kim.with("Idempotency-Key", "once").post("/v1/invitations/batch-resend", object{"ids": ids}).is(200)
			w.equal("the same answer", string(again.body), string(first.body))
		})
		w.equal("who sent it", kim.get("/v1/invitations/"+ids[0]).is(200).text("invitedBy.id"), kim.accountID)
		w.equal("revoked", kim.post("/v1/invitations/batch-revoke", object{"ids": ids[:1]}).is(200).number("count"), 1)
		for _, path := range []string{"/v1/invitations/batch-resend", "/v1/invitations/batch-revoke"} {
			w.unchanged("one is over", func() {
				a := kim.post(path, object{"ids": ids}).is(409, "invitation_over")
				w.equal("which", []any{a.number("count"), a.length("blockers"), a.text("blockers.0.id") == ids[0], a.text("blockers.0.name") != ""}, []any{1, 1, true, true})
			})
		}

		file := "/v1/invitations/export?format=csv&sort=createdAt&organizationId="
		lines := strings.Split(strings.TrimSpace(string(kim.get(file+place).is(200).body)), "\r\n")
		w.equal("rows", len(lines), 4)
		w.equal("columns", strings.TrimPrefix(lines[0], "\ufeff"), "name,email,roles,status,invited_by,created_at,sent_at,expires_at,accepted_at,organization_id,organization,invitation_id")
		for _, line := range lines[1:] {
			if strings.Count(line, "+09:00,") != 3 || strings.Contains(line, "Z,") { // the organization is in Seoul
				w.Errorf("not in the organization's time: %s", line)
			}
			if status := map[bool]string{true: "revoked", false: "pending"}[strings.HasSuffix(line, ","+ids[0])]; !strings.Contains(line, ","+status+",") {
				w.Errorf("not %s: %s", status, line)
			}
		}
		w.equal("pending ones", strings.Count(string(kim.get(file+place+"&status=pending").is(200).body), "inv_"), 2)
		w.equal("one by its name", strings.Count(string(kim.get("/v1/invitations/export?format=csv&q=%EC%86%90%EB%8B%98+1&organizationId="+place).is(200).body), "inv_"), 1)
		w.equal("two of them", strings.Count(string(kim.get(file+place+"&id="+ids[0]+"&id="+ids[2]).is(200).body), "inv_"), 2)
		w.equal("those of two that wait", strings.Count(string(kim.get(file+place+"&status=pending&id="+ids[0]+"&id="+ids[2]).is(200).body), "inv_"), 1)
		for _, id := range []string{hidden[0], "x", ids[0] + "x"} {
			kim.get(file+place+"&id="+ids[0]+"&id="+id).is(422).names("query.id", "not_found")
		}
		w.equal("of another organization", strings.Count(string(w.operator().get(file+place+"&id="+hidden[0]).is(200).body), "inv_"), 0)
		w.equal("a workbook", string(kim.get("/v1/invitations/export?format=xlsx&organizationId=" + place).is(200).body[:2]), "PK")
		kim.get(file+other).is(422).names("query.organizationId", "not_found")
		kim.get("/v1/invitations/export?format=csv").is(422).names("query.organizationId", "required")
		kim.get("/v1/invitations/export?organizationId="+place).is(422).names("query.format", "required")
		kim.get("/v1/invitations/export?format=csv&sort=x&organizationId=" + place).is(422)
		lee := w.person(w.address("lee"))
		w.join(lee.accountID, place)
		lee.get(file+place).is(403, "permission_required")
	})
}

// A file is read in parts; nobody is in it twice, or left out.
func TestManyInvitationsInAFile(t *testing.T) {
	each(t, func(w *world) {
		place := w.spare("기관")
		people := make([]object, 450)
		for i := range people {
			people[i] = object{"name": fmt.Sprint("손님 ", i%7), "email": w.address("guest")}
		}
		ids := w.operator().post("/v1/organizations/"+place+"/invitations", object{"invitations": people}).is(200).sent()
		for _, sort := range []string{"name", "-email", "-createdAt", "expiresAt"} {
			body := string(w.staff(w.address("staff")).get("/v1/invitations/export?format=csv&sort=" + sort + "&organizationId=" + place).is(200).body)
			w.equal("rows by "+sort, strings.Count(body, "inv_"), len(ids))
			for _, id := range ids {
				if strings.Count(body, id) != 1 {
					w.Errorf("by %s: %s is there %d times", sort, id, strings.Count(body, id))
				}
			}
		}
	})
}
