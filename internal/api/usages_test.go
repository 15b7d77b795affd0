package api_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/id"
)

// usages is a world with a product and an organization that has numbers, and returns their IDs.
func (w *world) usages(numbers ...string) (organizationID string, numberIDs []string) {
	w.Helper()
	organizationID = w.operator().register("우리", contracting())
	w.operator().put("/v1/products/dialer", declaration("dialer", true)).is(200)
	for _, number := range numbers {
		made := w.operator().post("/v1/organizations/"+organizationID+"/numbers", object{
			"billingNumber": "02-555-0000", "numbers": []object{{"number": number, "lettering": "서울"}},
		}).is(201)
		numberIDs = append(numberIDs, made.text("items.0.id"))
	}
	return organizationID, numberIDs
}

func TestUsageOverHTTP(t *testing.T) {
	each(t, func(w *world) {
		organizationID, numberIDs := w.usages("02-555-1001", "1588-1234")
		staff := w.operator()
		body := object{"organizationId": organizationID, "name": "봄", "numbers": []string{"02-555-1001", "1588-1234"}, "url": "https://dialer.example.com/1"}
		made := staff.put("/v1/usages/dialer/campaign/1", body).is(201)
		usageID := made.text("id")
		w.equal("location", made.header.Get("Location"), "/v1/usages/"+usageID)
		for field, want := range map[string]any{
			"organizationId": organizationID, "organizationName": "우리", "product": "dialer", "kind": "campaign", "externalId": "1", "name": "봄",
			"url": "https://dialer.example.com/1", "numberCount": 2.0,
		} {
			w.equal(field, made.at(field), want)
		}
		again := staff.put("/v1/usages/dialer/campaign/1", body).is(200)
		w.equal("again", string(again.body), string(made.body))
		w.equal("no location", again.header.Get("Location"), "")
		w.equal("read", string(staff.get("/v1/usages/"+usageID).is(200).body), string(made.body))
		numbers := staff.get("/v1/usages/" + usageID + "/numbers?limit=1").is(200)
		w.equal("first", numbers.at("items.0"), any(map[string]any{"id": numberIDs[1], "number": "+8215881234", "display": "1588-1234", "lettering": "서울"}))
		w.equal("total", numbers.number("total.value"), 2)
		numbers = staff.get("/v1/usages/" + usageID + "/numbers?limit=1&cursor=" + numbers.text("nextCursor")).is(200)
		w.equal("second", numbers.text("items.0.display"), "02-555-1001")
		w.equal("no further page", numbers.text("nextCursor"), "")

		staff.put("/v1/usages/dialer/campaign/1", object{"organizationId": organizationID, "name": "봄", "numbers": []string{}, "url": nil}).is(200)
		w.equal("without a URL", staff.get("/v1/usages/"+usageID).at("url"), nil)
		w.equal("one is listed", staff.get("/v1/usages").is(200).number("total.value"), 1)
		staff.delete("/v1/organizations/"+organizationID).is(409, "organization_in_use")
		w.equal("blocker", staff.get("/v1/organizations/"+organizationID+"/references").text("blockers.1.kind"), "usages")
		w.equal("product", staff.delete("/v1/products/dialer").is(409, "product_in_use").number("count"), 1)

		for range 2 {
			staff.delete("/v1/usages/dialer/campaign/1?organizationId=" + organizationID).is(204)
		}
		staff.get("/v1/usages/"+usageID).is(404, "not_found")
		second := staff.put("/v1/usages/dialer/schedule/1", body).is(201).text("id")
		staff.delete("/v1/usages/" + second).is(204)
		staff.delete("/v1/usages/"+second).is(404, "not_found")
		staff.delete("/v1/products/dialer").is(204)
	})
}

// An external ID is any text, percent-encoded.
func TestExternalIDsInPaths(t *testing.T) {
	each(t, func(w *world) {
		organizationID, _ := w.usages()
		body := object{"organizationId": organizationID, "name": "x", "numbers": []string{}}
		for _, externalID := range []string{"a/b", "a%2Fb", "..", ".", "%2E", "...", "//", "a b+c", "?x=1#y", "캠페인/1", "👩‍💻", "usages", `"\`, strings.Repeat("가", 100)} {
			path := "/v1/usages/dialer/campaign/" + url.PathEscape(externalID)
			if externalID == "%2E" { // as it is written
				path, externalID = "/v1/usages/dialer/campaign/%2E", "."
			}
			w.equal(externalID, w.operator().put(path, body).is(201).text("externalId"), externalID)
			w.operator().put(path, body).is(200)
			w.equal(externalID, w.operator().get("/v1/usages?q="+url.QueryEscape(externalID)).is(200).text("items.0.externalId"), externalID)
			w.operator().delete(path + "?organizationId=" + organizationID).is(204)
		}
		w.equal("left", len(w.rows("SELECT id FROM product_usage")), 0)
		for path, want := range map[string]string{
			"/v1/usages/dialer/campaign/" + strings.Repeat("a", 101): "path.externalId too_long",
			"/v1/usages/dialer/campaign/a%0Ab":                       "path.externalId control_characters",
			"/v1/usages/dialer/campaign/%20":                         "path.externalId required",
			"/v1/usages/dialer/Campaign/1":                           "path.kind invalid_value",
			"/v1/usages/dialer/campaign/a%00b":                       "404",
			"/v1/usages/dialer/campaign/%FF":                         "404",
			"/v1/usages/sms/campaign/1":                              "404",
			"/v1/usages/console/campaign/1":                          "404",
			"/v1/usages/dialer/campaign/":                            "404",
			"/v1/usages/dialer/campaign/a/b":                         "404",
			"/v1/usages/dialer//campaign/1":                          "404",
			"/v1/usages/dialer/campaign//":                           "404",
			"/v1/usages/dialer/../campaign/1":                        "404",
			"/v1/usages/./campaign/1":                                "404",
			"/v1/usages/dialer/campaign/%2F":                         "path single_slash",
			"/v1/usages/dialer/campaign/%2f":                         "path single_slash",
		} {
			if want == "404" {
				w.operator().put(path, body).is(404, "not_found")
				continue
			}
			location, code, _ := strings.Cut(want, " ")
			w.operator().put(path, body).is(422).names(location, code)
			w.operator().delete(path+"?organizationId="+organizationID).is(422).names(location, code)
		}
		w.equal("left", len(w.rows("SELECT id FROM product_usage")), 0)
	})
}

func TestBadUsages(t *testing.T) {
	each(t, func(w *world) {
		organizationID, numberIDs := w.usages("02-555-1001")
		const path = "/v1/usages/dialer/campaign/1"
		body := func(field string, value any) object {
			return object{"organizationId": organizationID, "name": "x", "numbers": []string{}}.with(field, value)
		}
		for _, test := range []struct {
			body           any
			location, code string
		}{
			{body("organizationId", "org_x"), "body.organizationId", "not_found"},
			{body("organizationId", ""), "body.organizationId", "not_found"},
			{body("name", ""), "body.name", "required"},
			{body("name", 1), "body.name", "wrong_type"},
			{body("name", "a\u0000b"), "body.name", "control_characters"},
			{body("name", strings.Repeat("가", 101)), "body.name", "too_long"},
			{body("url", "ftp://example.com"), "body.url", "invalid_url"},
			{body("numbers", nil), "body.numbers", "wrong_type"},
			{body("numbers", []any{"025551001", 112}), "body.numbers[1]", "wrong_type"},
			{body("numbers", []string{"025551001", "02-555-1002"}), "body.numbers[1]", "not_found"},
			{body("numbers", []string{"+8225551001", "<script>"}), "body.numbers[1]", "not_digits"},
			{body("numbers", slices.Repeat([]string{"+8225551001"}, 10001)), "body.numbers", "too_many"},
			{body("more", 1), "body.more", "unknown_field"},
			{object{"organizationId": organizationID, "name": "x"}, "body.numbers", "required"},
		} {
			w.operator().put(path, test.body).is(422).names(test.location, test.code)
		}
		w.operator().put(path, `{"organizationId":`).is(400, "malformed")
		w.operator().put(path, `{"name":"`+strings.Repeat("x", 1<<20)+`"}`).is(413, "too_large")
		w.equal("usages", len(w.rows("SELECT id FROM product_usage")), 0)
		// 10,000 in a form that takes some room.
		w.operator().put(path, body("numbers", slices.Repeat([]string{"+82 (0)2-555-1002"}, 10000))).is(422).names("body.numbers[0]", "not_found")
		w.operator().put(path, body("numbers", slices.Repeat([]string{"+82 (0)2 - 555 - 1001"}, 10000))).is(201)

		for query, want := range map[string]string{
			"organizationId=org_x":                         "query.organizationId not_found",
			"organizationId=":                              "query.organizationId empty",
			"reach=subtree":                                "query.reach not_applicable",
			"organizationId=$&reach=all":                   "query.reach invalid_value",
			"numberId=num_x":                               "query.numberId not_found",
			"numberId=" + id.New(id.Number, w.clock.Now()): "query.numberId not_found",
			"product=sms":                                  "query.product not_found",
			"product=dialer&product=unknown":               "query.product not_found",
			"kind=campaigns":                               "query.kind[0] invalid_value",
			"sort=externalId":                              "query.sort invalid_value",
			"limit=201":                                    "query.limit out_of_range",
			"cursor=x":                                     "query.cursor cursor_invalid",
			"count=all":                                    "query.count invalid_value",
			"name=x":                                       "query.name unknown_parameter",
			"organizationId=$&organizationId=$":            "query.organizationId repeated",
			"numberId=" + numberIDs[0] + "&kind=":          "query.kind empty",
		} {
			location, code, _ := strings.Cut(want, " ")
			w.operator().get("/v1/usages?"+strings.ReplaceAll(query, "$", organizationID)).is(422).names(location, code)
		}
		w.equal("by number", w.operator().get("/v1/usages?numberId="+numberIDs[0]+"&kind=campaign&kind=schedule&product=dialer").is(200).length("items"), 1)
		w.equal("of the console", w.operator().get("/v1/usages?product=console").is(200).length("items"), 0)
		w.operator().get("/v1/usages/usg_x").is(404, "not_found")
		w.operator().delete(path).is(422).names("query.organizationId", "required")
		w.operator().delete(path+"?organizationId=org_x").is(422).names("query.organizationId", "not_found")
	})
}

// Where a key ends a usage, its own organization is meant unless another is named.
func TestUsagesByKey(t *testing.T) {
	each(t, func(w *world) {
		organizationID, _ := w.usages("02-555-1001")
		other := w.operator().register("남", contracting())
		secret, keyID := w.key(organizationID, own, access.UsagesManage)
		machine := w.machine(secret)
		body := object{"organizationId": organizationID, "name": "x", "numbers": []string{"02-555-1001"}}
		machine.put("/v1/usages/dialer/campaign/1", body).is(201)
		machine.put("/v1/usages/dialer/campaign/1", body.with("organizationId", other)).is(422).names("body.organizationId", "not_found")
		machine.get("/v1/usages").is(200)
		w.operator().put("/v1/usages/dialer/campaign/1", object{"organizationId": other, "name": "x", "numbers": []string{}}).is(201)
		machine.delete("/v1/usages/dialer/campaign/1?organizationId="+other).is(422).names("query.organizationId", "not_found")
		machine.delete("/v1/usages/dialer/campaign/1").is(204)
		machine.delete("/v1/usages/dialer/campaign/1").is(204)
		left := w.operator().get("/v1/usages").is(200)
		w.equal("left", left.length("items"), 1)
		w.equal("whose", left.text("items.0.organizationId"), other)
		var told int
		w.must(w.app.DB.QueryRow(t.Context(), "SELECT COUNT(*) FROM audit_event WHERE actor = $1 AND action IN ('usage.started', 'usage.ended')", keyID).Scan(&told))
		w.equal("events of the key", told, 2)
	})
}
