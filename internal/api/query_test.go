package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/organization"
)

func TestParameters(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		staff.register("서울", contracting())
		for query, want := range map[string]string{
			"limit=0": "limit out_of_range", "limit=-1": "limit out_of_range", "limit=100000": "limit out_of_range", "limit=201": "limit out_of_range",
			"limit=abc": "limit wrong_type", "limit=1.5": "limit wrong_type", "limit=": "limit empty", "limit=5&limit=5": "limit repeated",
			"limit=99999999999999999999": "limit wrong_type",
			"sort=":                      "sort empty", "sort=nome": "sort invalid_value", "sort=name,createdAt": "sort invalid_value", "sort=--name": "sort invalid_value",
			"sort=id": "sort invalid_value", "sort=name;DROP": "", "sort=name%20DESC": "sort invalid_value", "sort=name&sort=-name": "sort repeated",
			"cursor=": "cursor empty", "cursor=x": "cursor cursor_invalid", "count=": "count empty", "count=all": "count invalid_value",
			"page=2": "page unknown_parameter", "Name=a": "Name unknown_parameter", "name": "name empty", "name=": "name empty", "name=%20": "name empty",
			"name=a&name=b": "name repeated", "q=a&q=b": "q repeated", "q=%00": "q invalid_encoding", "name=a%00": "name invalid_encoding",
			"name=%ff": "name invalid_encoding", "website=": "website empty", "address=%09": "address empty", "id=": "id empty",
			"id=x": "id not_found", "id=%25": "id not_found", "id=org_01JZZZZZZZZZZZZZZZZZZZZZZZ": "id not_found",
			"registeredOrganizationId=x": "registeredOrganizationId not_found", "registeredOrganizationId=": "registeredOrganizationId empty",
			"status=": "status empty", "status=asleep": "status[0] invalid_value", "status=active&status=asleep": "status[1] invalid_value",
			"status=active,suspended": "status[0] invalid_value", "status=ACTIVE": "status[0] invalid_value",
			"classification=x": "classification[0] invalid_value", "type=x": "type[0] invalid_value",
			"clientClassification=empire":        "clientClassification invalid_value",
			"controlOrganizationIntegrated=yes":  "controlOrganizationIntegrated invalid_value",
			"createdFrom=yesterday":              "createdFrom wrong_type",
			"createdFrom=2026-01-31":             "createdFrom wrong_type",
			"createdTo=2026-13-31T00:00:00Z":     "createdTo wrong_type",
			"createdTo=2026-01-31T00:00:00+0900": "createdTo wrong_type",
		} {
			for _, path := range []string{"/v1/organizations?", "/v1/organizations/export?format=csv&"} {
				a := staff.get(path + query)
				if want == "" { // a semicolon separates nothing
					a.is(400, "malformed")
					continue
				}
				location, code, _ := strings.Cut(want, " ")
				name, _, _ := strings.Cut(query, "=")
				if strings.Contains(path, "export") && (name == "limit" || name == "cursor" || name == "count") {
					code = "unknown_parameter"
					if strings.HasSuffix(query, "=") || strings.Contains(query, "&") {
						continue
					}
				}
				if a.status != 422 {
					w.Errorf("%s%s: got %d %s", path, query, a.status, shorten(string(a.body)))
					continue
				}
				a.names("query."+location, code)
			}
		}
		for _, query := range []string{"name=%zz", "%", "name=%e"} {
			staff.get("/v1/organizations?"+query).is(400, "malformed")
		}
		for query, location := range map[string]string{"": "query.format", "?format=": "query.format", "?format=pdf": "query.format", "?format=CSV": "query.format", "?format=csv&format=xlsx": "query.format"} {
			a := staff.get("/v1/organizations/export" + query).is(422)
			w.equal("export"+query, a.text("errors.0.location"), location)
		}
		staff.get("/v1/organizations/template?format=csv&x=1").is(422, "unknown_parameter")
		staff.get("/v1/session?x=1").is(422, "unknown_parameter")
		staff.post("/v1/organizations?dryRun=true", object{"name": "부산", "registration": contracting()}).is(422, "unknown_parameter")
		w.equal("organizations", staff.get("/v1/organizations").number("total.value"), 1)
	})
}

func TestCursors(t *testing.T) {
	each(t, func(w *world) {
		staff, person := w.staff("staff@example.com"), w.person("person@example.com")
		for i := range 5 {
			person.create(fmt.Sprintf("내 것 %d", i))
		}
		w.load(5, func(i int) organization.Draft {
			return organization.Draft{Name: fmt.Sprintf("남의 것 %d", i), TimeZone: "Asia/Seoul"}
		})
		cursor := func(c *client, query string) string {
			w.Helper()
			next := c.get("/v1/organizations?limit=2&" + query).is(200).text("nextCursor")
			if next == "" {
				w.Fatalf("%s has one page", query)
			}
			return next
		}
		good := cursor(staff, "sort=name")
		staff.get("/v1/organizations?sort=name&limit=5&cursor=" + good).is(200) // another limit is all right
		staff.get("/v1/organizations?cursor=" + good).is(200)                   // by name is the default
		for _, query := range []string{"sort=-name", "sort=createdAt", "q=것", "name=것", "status=active", "timeZone=Asia", "sort=website"} {
			staff.get("/v1/organizations?"+query+"&cursor="+good).is(422, "cursor_mismatch").names("query.cursor", "cursor_mismatch")
		}
		staff.get("/v1/organizations?q=남의&cursor="+cursor(staff, "q=내")).is(422, "cursor_mismatch")
		person.get("/v1/organizations?sort=name&cursor="+good).is(422, "cursor_mismatch")
		staff.get("/v1/organizations?sort=name&cursor="+cursor(person, "sort=name")).is(422, "cursor_mismatch")
		w.person("other@example.com").get("/v1/organizations?cursor="+cursor(person, "sort=name")).is(422, "cursor_mismatch")

		for range 3 {
			staff.upload("a.csv", "name\n가\n나\n다\n").is(202)
		}
		imports := staff.get("/v1/imports?limit=2").is(200)
		list, imp := imports.text("nextCursor"), imports.text("items.0.id")
		rows := staff.get("/v1/imports/" + imp + "/rows?limit=2").is(200).text("nextCursor")
		staff.get("/v1/imports?limit=2&cursor=" + list).is(200)
		w.equal("rows on the last page", staff.get("/v1/imports/"+imp+"/rows?limit=2&cursor="+rows).is(200).text("items.0.cells.name"), "다")
		for path, foreign := range map[string]string{
			"/v1/organizations?cursor=":                                           list,
			"/v1/imports?cursor=":                                                 good,
			"/v1/imports/" + imp + "/rows?cursor=":                                list,
			"/v1/imports/" + imp + "/rows?status=add&cursor=":                     rows,
			"/v1/imports/" + imports.text("items.1.id") + "/rows?cursor=":         rows,
			"/v1/imports/" + imports.text("items.1.id") + "/rows?limit=1&cursor=": rows,
		} {
			staff.get(path+foreign).is(422, "cursor_mismatch")
		}
		w.staff("second@example.com").get("/v1/imports?cursor="+list).is(422, "cursor_mismatch")

		forged := []byte(good)
		for _, at := range []int{0, 10, len(forged) / 2, len(forged) - 2} {
			broken := append([]byte{}, forged...)
			broken[at] ^= 1
			staff.get("/v1/organizations?cursor="+url.QueryEscape(string(broken))).is(422, "cursor_invalid")
		}
		for _, cursor := range []string{good[:len(good)-4], good + "AAAA", good + "=", "AAAA", strings.Repeat("A", 4000), "'; DROP TABLE organization", "eyJzIjoieCIsImwiOltdfQ"} {
			staff.get("/v1/organizations?cursor="+url.QueryEscape(cursor)).is(422, "cursor_invalid").names("query.cursor", "cursor_invalid")
		}
	})
}

// What stands in a text is found by that text and by nothing that only a pattern would match.
func TestMetacharactersAreLiteral(t *testing.T) {
	signs := []string{`%`, `_`, `\`, `'`, `"`, `;--`, `[a]`, `*`, `?`, `<b>&amp;`, "${x}", `\%`, `%_`, `' OR 1=1 --`, "$1", `\\`, "ß", "İ", "💡"}
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		plain := w.load(1, func(int) organization.Draft { return metaDraft("ab cd 12") })[0]
		ids := map[string]string{}
		for _, sign := range signs {
			a := staff.post("/v1/organizations", object{
				"name": "이름 " + sign + " 끝", "externalKey": "키 " + sign, "website": "https://example.com/" + url.QueryEscape(sign) + "?" + strings.NewReplacer(`"`, "", "<", "", ">", "", " ", "", "%", "%25").Replace(sign),
				"registration": contracting().with("representativeName", "대표 "+sign).
					with("address", object{"base": "주소 " + sign, "detail": "상세 " + sign, "postalCode": "우 " + sign}),
			}).is(201)
			ids[sign] = a.text("id")
			for path, want := range map[string]string{
				"name": "이름 " + sign + " 끝", "externalKey": "키 " + sign, "registration.representativeName": "대표 " + sign,
				"registration.address.base": "주소 " + sign, "registration.address.detail": "상세 " + sign, "registration.address.postalCode": "우 " + sign,
			} {
				w.equal(path, a.text(path), want)
			}
		}
		for _, sign := range signs {
			want := []string{}
			for _, other := range signs {
				if strings.Contains(other, sign) {
					want = append(want, ids[other])
				}
			}
			for _, parameter := range []string{"q", "name", "representativeName", "address"} {
				got := values(walk(staff, "/v1/organizations?sort=createdAt&"+parameter+"="+url.QueryEscape(sign), 200), "id")
				w.equal(parameter+"="+sign, got, want)
			}
			for _, exact := range []string{"q=" + url.QueryEscape("이름 "+sign+" 끝"), "address=" + url.QueryEscape("주소 "+sign+" 상세 "+sign+" 우 "+sign)} {
				w.equal(exact, values(walk(staff, "/v1/organizations?"+exact, 200), "id"), []string{ids[sign]})
			}
		}
		for _, query := range []string{
			"website=_xample", "website=ex%25ple", "website=" + url.QueryEscape(`e\xample`), "timeZone=%25", "timeZone=A_ia", "mainPhone=%25", "mainPhone=_",
			"businessRegistrationNumber=%25", "businessRegistrationNumber=_", "businessRegistrationNumber=116%25", "q=a_", "q=a%25", "q=ab%25d", "name=%25d", "representativeName=a_",
		} {
			if got := staff.get("/v1/organizations?" + query).is(200); strings.Contains(string(got.body), plain) {
				w.Errorf("%s is taken as a pattern", query)
			}
		}
		w.equal("website", values(walk(staff, "/v1/organizations?website="+url.QueryEscape("?%25_"), 200), "id"), []string{ids[`%_`]})
		w.equal("organizations", staff.get("/v1/organizations").number("total.value"), len(signs)+1)
	})
}

func metaDraft(text string) organization.Draft {
	return organization.Draft{
		Name: text, Website: "https://example.org/", TimeZone: "Asia/Seoul", ExternalKey: text,
		Registration: &organization.Registration{
			Classification: "partner", Type: "contracting", RepresentativeName: text, BusinessRegistrationNumber: numbers[0],
			Address: organization.Address{Base: text}, MainPhone: "02-891-1009",
		},
	}
}

// However common a text becomes meanwhile, and so however it is looked for, the next page is there.
func TestPagesGoOnWhileTheListGrows(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		ids := w.load(1000, func(i int) organization.Draft {
			return organization.Draft{Name: fmt.Sprintf("꽃%x", i), TimeZone: "Asia/Seoul"}
		})
		first := staff.get("/v1/organizations?q=꽃&sort=createdAt&limit=200").is(200)
		w.equal("first page", first.column("id"), ids[:200])
		staff.register("꽃 하나 더", contracting())
		second := staff.get("/v1/organizations?q=꽃&sort=createdAt&limit=200&cursor=" + first.text("nextCursor")).is(200)
		w.equal("second page", second.column("id"), ids[200:400])
		w.equal("total", second.number("total.value"), 1001)
	})
}
