package api_test

import (
	"fmt"
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
