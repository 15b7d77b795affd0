package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/number"
)

// numbered registers an organization with numbers and returns their IDs.
func (w *world) numbered(name string, numbers ...object) (organizationID string, numberIDs []string) {
	w.Helper()
	organizationID = w.operator().register(name, contracting())
	a := w.operator().post("/v1/organizations/"+organizationID+"/numbers", object{"billingNumber": "02-312-4567", "numbers": numbers}).is(201)
	return organizationID, a.column("id")
}

func TestNumbersOverTheAPI(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		organizationID, ids := w.numbered("서울", object{"number": "1588-1234", "lettering": "고객센터"}, object{"number": "02-891-1009"}, object{"number": "+1 650-253-0000"})
		other, _ := w.numbered("부산", object{"number": "1588-9999"})
		list := staff.get("/v1/numbers").is(200)
		w.equal("numbers", list.column("number"), []string{"+16502530000", "+8215881234", "+8215889999", "+8228911009"})
		w.equal("displays", list.column("display"), []string{"+1 650-253-0000", "1588-1234", "1588-9999", "02-891-1009"})
		w.equal("total", []any{list.number("total.value"), list.text("total.relation")}, []any{4, "eq"})
		for query, want := range map[string][]string{
			"q=02-891":                            {"+8228911009"},
			"q=객센":                                {"+8215881234"},
			"q=" + ids[1]:                         {"+8228911009"},
			"number=8215&sort=-number":            {"+8215889999", "+8215881234"},
			"lettering=고객":                        {"+8215881234"},
			"billingNumber=023124&q=16":           {"+16502530000"},
			"inUse=true":                          {},
			"inUse=false&organizationId=" + other: {"+8215889999"},
			"organizationId=" + other + "&reach=subtree":      {"+8215889999"},
			"id=" + ids[0] + "&id=" + ids[2]:                  {"+16502530000", "+8215881234"},
			"createdTo=2026-01-01T00:00:00Z":                  {},
			"createdFrom=2026-01-01T00:00:00Z&q=650&limit=1":  {"+16502530000"},
			"number=letters":                                  {},
			"sort=lettering&organizationId=" + organizationID: {"+16502530000", "+8228911009", "+8215881234"},
		} {
			w.equal(query, staff.get("/v1/numbers?"+query).is(200).column("number"), want)
		}
		page := staff.get("/v1/numbers?limit=2&sort=createdAt").is(200)
		next := page.text("nextCursor")
		w.equal("the next page", staff.get("/v1/numbers?limit=2&sort=createdAt&cursor="+next).is(200).length("items"), 2)
		staff.get("/v1/numbers?limit=2&sort=number&cursor="+next).is(422, "cursor_mismatch")
		staff.get("/v1/numbers?sort=createdAt&q=1&cursor="+next).is(422, "cursor_mismatch")

		one := "/v1/numbers/" + ids[0]
		a := staff.get(one).is(200)
		w.equal("one", []any{a.text("billingNumber"), a.text("billingDisplay"), a.text("organizationName"), a.at("inUse")}, []any{"+8223124567", "02-312-4567", "서울", false})
		tag := a.header.Get("ETag")
		staff.with("If-Match", `"7"`).patch(one, object{"lettering": "x"}).is(412)
		a = staff.with("If-Match", tag).patch(one, object{"lettering": nil, "billingNumber": "031-200-3000"}).is(200)
		w.equal("changed", []any{a.text("lettering"), a.text("billingNumber")}, []any{"", "+82312003000"})
		staff.patch(one, object{"number": "1588-9999"}).is(409, "number_taken").names("body.number", "number_taken")
		history := staff.get(one + "/history").is(200)
		w.equal("history", []any{history.length("items"), history.text("items.0.organizationName"), history.at("items.0.to")}, []any{1, "서울", nil})
		w.equal("moved", staff.post("/v1/numbers/batch-move", object{"ids": ids[:2], "organizationId": other}).is(200).number("count"), 2)
		w.equal("deleted", staff.post("/v1/numbers/batch-delete", object{"filter": object{"organizationId": other, "number": "02891"}, "expectedCount": 1}).is(200).number("count"), 1)
		staff.delete(one).is(204)
		staff.delete(one).is(404)
		w.equal("what stands in the way", staff.get("/v1/organizations/"+organizationID+"/references").is(200).text("blockers.0.examples.0.name"), "+1 650-253-0000")
	})
}

// A file of numbers is what an import of it takes.
func TestExportOfNumbers(t *testing.T) {
	each(t, func(w *world) {
		organizationID, _ := w.numbered("서울", object{"number": "1588-1234", "lettering": "고객센터"}, object{"number": "02-891-1009"}, object{"number": "+1 650-253-0000"})
		w.numbered("부산", object{"number": "070-8123-4567"})
		staff := w.staff("staff@example.com")
		want := [][]string{
			number.ColumnNames(),
			{"+1 650-253-0000", "", "02-312-4567", organizationID},
			{"1588-1234", "고객센터", "02-312-4567", organizationID},
			{"02-891-1009", "", "02-312-4567", organizationID},
		}
		for _, format := range []string{"csv", "xlsx"} {
			a := staff.get("/v1/numbers/export?format=" + format + "&organizationId=" + organizationID).is(200)
			w.equal(format, w.table("numbers."+format, a.body), want)
		}
		w.equal("template", strings.TrimSpace(strings.TrimPrefix(string(staff.get("/v1/numbers/template?format=csv").is(200).body), "\ufeff")), strings.Join(number.ColumnNames(), ","))
		staff.get("/v1/numbers/template?format=xlsx").is(200)
		w.equal("with a search", len(w.table("n.csv", staff.get("/v1/numbers/export?format=csv&q=070&sort=-lettering").is(200).body)), 2)
		kim := w.holder("kim@example.com", organizationID, subtree, access.NumbersRead)
		w.equal("what a reader sees", w.table("n.csv", kim.get("/v1/numbers/export?format=csv").is(200).body), want)
	})
}

func TestParametersOfNumbers(t *testing.T) {
	each(t, func(w *world) {
		organizationID, _ := w.numbered("서울", object{"number": "1588-1234"})
		hiddenID, hidden := w.numbered("부산", object{"number": "1588-9999"})
		kim := w.holder("kim@example.com", organizationID, subtree, access.NumbersRead)
		for query, want := range map[string]string{
			"limit=0": "limit out_of_range", "limit=201": "limit out_of_range", "limit=": "limit empty", "sort=name": "sort invalid_value", "sort=": "sort empty",
			"sort=-": "sort invalid_value", "number=": "number empty", "lettering=%20": "lettering empty", "billingNumber=": "billingNumber empty", "inUse=yes": "inUse invalid_value",
			"inUse=": "inUse empty", "createdFrom=today": "createdFrom wrong_type", "id=": "id empty", "id=x": "id not_found", "id=" + hidden[0]: "id not_found",
			"organizationId=" + hiddenID: "organizationId not_found", "organizationId=x": "organizationId not_found", "reach=own": "reach not_applicable",
			"organizationId=" + organizationID + "&reach=all": "reach invalid_value", "cursor=x": "cursor cursor_invalid", "q=%ff": "q invalid_encoding", "q=a%00": "q invalid_encoding",
			"x=1": "x unknown_parameter", "number=1&number=2": "number repeated", "count=all": "count invalid_value",
		} {
			location, code, _ := strings.Cut(want, " ")
			kim.get("/v1/numbers?"+query).is(422).names("query."+location, code)
			if name, _, _ := strings.Cut(query, "="); !slices.Contains([]string{"limit", "cursor", "count"}, name) {
				kim.get("/v1/numbers/export?format=csv&"+query).is(422).names("query."+location, code)
			}
		}
		for _, q := range []string{"%25", "%27", "\\", "_", "%22", "-", "()", "%2B", strings.Repeat("1", 400), strings.Repeat("가", 400), "0", "00", "000000", "+82"} {
			kim.get("/v1/numbers?q=" + q).is(200)
			kim.get("/v1/numbers?number=" + q).is(200)
			kim.get("/v1/numbers?lettering=" + q + "&billingNumber=" + q).is(200)
		}
	})
}

func TestBadInputOfNumbers(t *testing.T) {
	each(t, func(w *world) {
		organizationID, ids := w.numbered("서울", object{"number": "1588-1234"})
		_, hidden := w.numbered("부산", object{"number": "1588-9999"})
		c := w.holder("kim@example.com", organizationID, subtree, access.NumbersRead, access.NumbersUpdate, access.NumbersDelete, access.NumbersMove)
		refuse(w, []broken{
			{"no number", object{"number": ""}, "body.number", "empty"},
			{"null", object{"number": nil}, "body.number", "empty"},
			{"letters", object{"number": "abc"}, "body.number", "not_digits"},
			{"NUL", object{"number": "02\x00"}, "body.number", "not_digits"},
			{"short", object{"number": "12"}, "body.number", "too_short"},
			{"a special number", object{"number": "112"}, "body.number", "special_number"},
			{"no billing number", object{"billingNumber": nil}, "body.billingNumber", "required"},
			{"a long lettering", object{"lettering": strings.Repeat("가", 21)}, "body.lettering", "too_long"},
			{"a line break", object{"lettering": "a\nb"}, "body.lettering", "control_characters"},
			{"the organization", object{"organizationId": organizationID}, "body.organizationId", "unknown_field"},
			{"a number as a number", object{"number": 15881234}, "body.number", "wrong_type"},
		}, func(body any) *answer { return c.patch("/v1/numbers/"+ids[0], body) })
		many := make([]string, number.MaxIDs+1)
		for i := range many {
			many[i] = fmt.Sprint("num_", i)
		}
		for _, path := range []string{"/v1/numbers/batch-delete", "/v1/numbers/batch-move"} {
			send := func(body any) *answer {
				if b, ok := body.(object); ok && strings.Contains(path, "move") {
					body = b.with("organizationId", organizationID)
				}
				return c.post(path, body)
			}
			refuse(w, []broken{
				{"neither", object{}, "body", "exactly_one"},
				{"both", object{"ids": ids, "filter": object{}, "expectedCount": 1}, "body", "exactly_one"},
				{"none", object{"ids": []string{}}, "body.ids", "required"},
				{"too many", object{"ids": many}, "body.ids", "too_many"},
				{"one that is not there", object{"ids": []string{ids[0], "num_01JZZZZZZZZZZZZZZZZZZZZZZZ"}}, "body.ids[1]", "not_found"},
				{"one that is not seen", object{"ids": []string{hidden[0]}}, "body.ids[0]", "not_found"},
				{"NUL", object{"ids": []string{"num_\x00"}}, "body.ids[0]", "not_found"},
				{"ids with a count", object{"ids": ids, "expectedCount": 1}, "body.expectedCount", "not_applicable"},
				{"a filter without a count", object{"filter": object{}}, "body.expectedCount", "required"},
				{"a count below zero", object{"filter": object{}, "expectedCount": -1}, "body.expectedCount", "out_of_range"},
				{"an empty filter field", object{"filter": object{"number": ""}, "expectedCount": 1}, "body.filter.number", "empty"},
				{"NUL in a filter", object{"filter": object{"q": "\x00"}, "expectedCount": 1}, "body.filter.q", "invalid_encoding"},
				{"a filter of what is not there", object{"filter": object{"name": "x"}, "expectedCount": 1}, "body.filter.name", "unknown_field"},
				{"an organization that is not there", object{"filter": object{"organizationId": "x"}, "expectedCount": 1}, "body.filter.organizationId", "not_found"},
				{"a reach of none", object{"filter": object{"reach": "own"}, "expectedCount": 1}, "body.filter.reach", "not_applicable"},
				{"a reach of all", object{"filter": object{"organizationId": organizationID, "reach": "all"}, "expectedCount": 1}, "body.filter.reach", "invalid_value"},
				{"used, perhaps", object{"filter": object{"inUse": "yes"}, "expectedCount": 1}, "body.filter.inUse", "wrong_type"},
				{"some time", object{"filter": object{"createdTo": "today"}, "expectedCount": 1}, "body.filter.createdTo", "wrong_type"},
			}, send)
			w.unchanged("another count", func() {
				a := send(object{"filter": object{"q": "1588"}, "expectedCount": 5}).is(409, "count_changed")
				w.equal("count", a.number("count"), 1)
			})
		}
		refuse(w, []broken{{"to nowhere", object{"ids": ids, "organizationId": "x"}, "body.organizationId", "not_found"}, {"to null", object{"ids": ids}, "body.organizationId", "required"}},
			func(body any) *answer { return c.post("/v1/numbers/batch-move", body) })
		for _, id := range []string{"x", "num_", "num_01JZZZZZZZZZZZZZZZZZZZZZZZ", hidden[0], "%00"} {
			c.get("/v1/numbers/" + id).is(404)
			c.patch("/v1/numbers/"+id, object{}).is(404)
			c.delete("/v1/numbers/" + id).is(404)
			c.get("/v1/numbers/" + id + "/history").is(404)
		}
	})
}
