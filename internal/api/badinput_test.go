package api_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tenantry/tenantry/internal/id"
)

// broken is a body that breaks one rule.
type broken struct {
	what           string
	body           any
	location, code string
}

// refuse sends each body and expects 422 with the location and the code, and nothing stored.
func refuse(w *world, cases []broken, send func(body any) *answer) {
	w.Helper()
	w.unchanged("bad input", func() {
		for _, c := range cases {
			a := send(c.body)
			if a.status != http.StatusUnprocessableEntity {
				w.Errorf("%s: got %d %s", c.what, a.status, a.body)
				continue
			}
			a.is(422).names(c.location, c.code)
		}
	})
}

func TestNames(t *testing.T) {
	decomposed := strings.Repeat("\u1112\u1161\u11ab", 30) // 한, three code points that NFC makes one
	thai := strings.Repeat("ที่", 10)                      // three code points each: NFC leaves Thai marks alone
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		register := func(name any) *answer {
			return staff.post("/v1/organizations", object{"name": name, "registration": contracting()})
		}
		for given, kept := range map[string]string{
			decomposed:              strings.Repeat("한", 30),
			thai:                    thai,
			"  둘레 공백 \u3000":        "둘레 공백",
			"가족 👩\u200d👩\u200d👧":    "가족 👩\u200d👩\u200d👧",
			strings.Repeat("A", 30): strings.Repeat("A", 30),
		} {
			id := register(given).is(201).text("id")
			w.equal("name", staff.get("/v1/organizations/"+id).is(200).text("name"), kept)
		}
		id := staff.register("그대로", contracting())
		cases := []broken{
			{"31 characters", strings.Repeat("가", 31), "body.name", "too_long"},
			{"31 characters, decomposed", decomposed + "\u1112\u1161\u11ab", "body.name", "too_long"},
			{"31 with Thai marks", thai + "ก", "body.name", "too_long"},
			{"empty", "", "body.name", "required"},
			{"blank", " \u3000 ", "body.name", "required"},
			{"NUL", "a\x00b", "body.name", "control_characters"},
			{"tab", "a\tb", "body.name", "control_characters"},
			{"line break", "a\nb", "body.name", "control_characters"},
			{"delete", "a\x7fb", "body.name", "control_characters"},
			{"C1", "a\u0085b", "body.name", "control_characters"},
			{"bidi override", "a\u202eb", "body.name", "control_characters"},
			{"bidi isolate", "a\u2066b", "body.name", "control_characters"},
			{"number", 7, "body.name", "wrong_type"},
		}
		refuse(w, cases, register)
		refuse(w, cases, func(name any) *answer { return staff.patch("/v1/organizations/"+id, object{"name": name}) })
		refuse(w, []broken{{"null", nil, "body.name", "required"}}, func(name any) *answer {
			return staff.patch("/v1/organizations/"+id, object{"name": name})
		})
		refuse(w, []broken{{"none", nil, "body.name", "required"}}, func(any) *answer {
			return staff.post("/v1/organizations", object{"registration": contracting()})
		})
	})
}

func TestTextThatIsNotUnicode(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		id := staff.register("그대로", contracting())
		w.unchanged("text that is not Unicode", func() {
			for _, name := range []string{"a\xffb", "\xc0\xaf", "\xed\xa0\x80", `\ud800`, `a\udc00\ud800b`} {
				body := `{"name":"` + name + `"}`
				staff.patch("/v1/organizations/"+id, body).is(400, "malformed")
				staff.post("/v1/organizations", strings.TrimSuffix(body, "}")+`,"timeZone":"Asia/Seoul"}`).is(400, "malformed")
				w.visitor().post("/v1/set-up/lookup", `{"token":"`+name+`"}`).is(400, "malformed")
			}
		})
		// A pair of surrogates and an escaped backslash are both all right.
		staff.patch("/v1/organizations/"+id, `{"name":"\ud83d\ude00 \\ud800"}`).is(200)
		w.equal("name", staff.get("/v1/organizations/"+id).text("name"), `😀 \ud800`)
	})
}

func TestFieldsThatDoNotApply(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		above := staff.register("위", contracting())
		partner := contracting().with("classification", "partner").without("clientClassification")
		address := object{"base": "서울"}
		at := func(field string) string { return "body.registration." + field }
		refuse(w, []broken{
			{"partner with client classification", partner.with("clientClassification", "company"), at("clientClassification"), "not_applicable"},
			{"client without client classification", contracting().without("clientClassification"), at("clientClassification"), "required"},
			{"unknown client classification", contracting().with("clientClassification", "empire"), at("clientClassification"), "invalid_value"},
			{"contracting under another", contracting().with("registeredOrganizationId", above), at("registeredOrganizationId"), "not_applicable"},
			{"executing, integrated", executing(above).with("controlOrganizationIntegrated", false), at("controlOrganizationIntegrated"), "not_applicable"},
			{"executing, representative", executing(above).with("representativeName", "김"), at("representativeName"), "not_applicable"},
			{"executing, phone", executing(above).with("mainPhone", "02-123-4567"), at("mainPhone"), "not_applicable"},
			{"executing, number", executing(above).with("businessRegistrationNumber", "116-82-00276"), at("businessRegistrationNumber"), "not_applicable"},
			{"executing under nothing", executing(above).without("registeredOrganizationId"), at("registeredOrganizationId"), "required"},
			{"executing under nobody", executing("org_01JZZZZZZZZZZZZZZZZZZZZZZZ"), at("registeredOrganizationId"), "not_found"},
			{"executing under no ID", executing("위"), at("registeredOrganizationId"), "not_found"},
			{"executing under NUL", executing("org_\x00"), at("registeredOrganizationId"), "not_found"},
			{"executing under the platform", executing("org_00000000000000000000000000"), at("registeredOrganizationId"), "not_found"},
			{"no classification", contracting().without("classification"), at("classification"), "required"},
			{"unknown classification", contracting().with("classification", "friend"), at("classification"), "invalid_value"},
			{"no type", contracting().without("type"), at("type"), "required"},
			{"unknown type", contracting().with("type", "both"), at("type"), "invalid_value"},
			{"no address", contracting().without("address"), at("address.base"), "required"},
			{"empty address", contracting().with("address", object{"base": " "}), at("address.base"), "required"},
			{"long address", contracting().with("address", object{"base": strings.Repeat("가", 201)}), at("address.base"), "too_long"},
			{"long detail", contracting().with("address", object{"base": "a", "detail": strings.Repeat("가", 201)}), at("address.detail"), "too_long"},
			{"long postal code", contracting().with("address", object{"base": "a", "postalCode": strings.Repeat("1", 21)}), at("address.postalCode"), "too_long"},
			{"no representative", contracting().without("representativeName"), at("representativeName"), "required"},
			{"long representative", contracting().with("representativeName", strings.Repeat("김", 21)), at("representativeName"), "too_long"},
			{"no number", contracting().without("businessRegistrationNumber"), at("businessRegistrationNumber"), "required"},
			{"wrong check digit", contracting().with("businessRegistrationNumber", "116-82-00273"), at("businessRegistrationNumber"), "invalid_check_digit"},
			{"nine digits", contracting().with("businessRegistrationNumber", "116-82-0027"), at("businessRegistrationNumber"), "invalid_business_registration_number"},
			{"letters", contracting().with("businessRegistrationNumber", "116-82-0027O"), at("businessRegistrationNumber"), "invalid_business_registration_number"},
			{"full-width digits", contracting().with("businessRegistrationNumber", "116-82-0027６"), at("businessRegistrationNumber"), "invalid_business_registration_number"},
			{"integrated, not a boolean", contracting().with("controlOrganizationIntegrated", "yes"), at("controlOrganizationIntegrated"), "wrong_type"},
			{"address, not an object", contracting().with("address", "서울"), at("address"), "wrong_type"},
			{"unknown field", contracting().with("representative", "김"), at("representative"), "unknown_field"},
			{"unknown field of the address", contracting().with("address", address.with("city", "서울")), at("address.city"), "unknown_field"},
			{"read-only field", contracting().with("mainPhoneDisplay", "02-123-4567"), at("mainPhoneDisplay"), "unknown_field"},
		}, func(registration any) *answer {
			return staff.post("/v1/organizations", object{"name": "새", "registration": registration})
		})
		phone := staff.post("/v1/organizations", object{"name": "새", "registration": contracting().with("mainPhone", "12")}).is(422)
		w.equal("location of a wrong phone", phone.text("errors.0.location"), at("mainPhone"))
		for _, number := range []string{"116-82-00276", "134-86-72683", "1348672683"} {
			staff.register("맞는 번호", contracting().with("businessRegistrationNumber", number))
		}
		staff.register("파트너", partner)
	})
}

func TestTimeZonesAndWebsites(t *testing.T) {
	each(t, func(w *world) {
		staff, person := w.staff("staff@example.com"), w.person("person@example.com")
		zones := []broken{
			{"no such zone", "Nowhere/None", "body.timeZone", "invalid_time_zone"},
			{"Local", "Local", "body.timeZone", "invalid_time_zone"},
			{"empty", "", "body.timeZone", "required"},
			{"a path", "../../etc/passwd", "body.timeZone", "invalid_time_zone"},
			{"an offset", "+09:00", "body.timeZone", "invalid_time_zone"},
			{"a file beside the zones", "localtime", "body.timeZone", "invalid_time_zone"},
			{"another file beside them", "posixrules", "body.timeZone", "invalid_time_zone"},
			{"zones with leap seconds", "right/Asia/Seoul", "body.timeZone", "invalid_time_zone"},
			{"zones without", "posix/Asia/Seoul", "body.timeZone", "invalid_time_zone"},
			{"NUL", "Asia/Seoul\x00", "body.timeZone", "invalid_time_zone"},
		}
		refuse(w, zones, func(zone any) *answer {
			return staff.post("/v1/organizations", object{"name": "새", "timeZone": zone, "registration": contracting()})
		})
		refuse(w, zones, func(zone any) *answer {
			return person.post("/v1/organizations", object{"name": "새", "timeZone": zone})
		})
		refuse(w, []broken{{"none", nil, "body.timeZone", "required"}}, func(any) *answer {
			return person.post("/v1/organizations", object{"name": "새"})
		})
		id := staff.register("서울", contracting())
		path := "/v1/organizations/" + id
		refuse(w, []broken{
			{"another zone", "Asia/Tokyo", "body.timeZone", "immutable"},
			{"no zone", nil, "body.timeZone", "immutable"},
			{"empty", "", "body.timeZone", "immutable"},
		}, func(zone any) *answer { return staff.patch(path, object{"timeZone": zone}) })
		w.unchanged("the same time zone", func() { staff.patch(path, object{"timeZone": "Asia/Seoul"}).is(200) })
		refuse(w, []broken{
			{"another scheme", "javascript:alert(1)", "body.website", "invalid_url"},
			{"no scheme", "example.com", "body.website", "invalid_url"},
			{"no host", "https://", "body.website", "invalid_url"},
			{"ftp", "ftp://example.com", "body.website", "invalid_url"},
			{"password", "https://a:b@example.com", "body.website", "invalid_url"},
			{"space", "https://exa mple.com", "body.website", "invalid_url"},
			{"NUL", "https://example.com/\x00", "body.website", "control_characters"},
		}, func(website any) *answer { return staff.patch(path, object{"website": website}) })
		staff.patch(path, object{"website": "https://예시.한국/길?a=1#b"}).is(200)
		refuse(w, []broken{
			{"too long", strings.Repeat("k", 101), "body.externalKey", "too_long"},
			{"NUL", "k\x00", "body.externalKey", "control_characters"},
		}, func(key any) *answer { return staff.patch(path, object{"externalKey": key}) })
		refuse(w, []broken{
			{"unknown", "asleep", "body.status", "invalid_value"},
			{"none", nil, "body.status", "required"},
		}, func(status any) *answer { return staff.patch(path, object{"status": status}) })
	})
}

func TestBodies(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		path := "/v1/organizations/" + staff.register("서울", contracting())
		w.unchanged("bad bodies", func() {
			for _, body := range []string{"", "{", `{"name":"a"} x`, `{"name":"a",}`, `{"name":'a'}`, "\xef\xbb\xbf{}", strings.Repeat("[", 20000)} {
				staff.post("/v1/organizations", body).is(400, "malformed")
				staff.patch(path, body).is(400, "malformed")
			}
			for _, body := range []string{"null", "[]", `"name"`, "7"} {
				staff.post("/v1/organizations", body).is(422, "wrong_type")
				staff.patch(path, body).is(422, "wrong_type")
			}
			for field, body := range map[string]string{
				"Name": `{"Name":"b"}`, "NAME": `{"name":"a","NAME":"b"}`, "id": `{"id":"org_1"}`, "createdAt": `{"createdAt":null}`,
				"": `{"":1}`, "__proto__": `{"__proto__":{}}`,
			} {
				staff.patch(path, body).is(422).names("body."+field, "unknown_field")
			}
			for _, contentType := range []string{"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x", "nonsense"} {
				staff.do("POST", "/v1/organizations", strings.NewReader(`{"name":"a","timeZone":"Asia/Seoul"}`), contentType).is(415, "unsupported_media_type")
				staff.do("PATCH", path, strings.NewReader(`{"name":"a"}`), contentType).is(415, "unsupported_media_type")
			}
			staff.do("POST", "/v1/imports", strings.NewReader(`{"kind":"organizations"}`), "application/json").is(415, "unsupported_media_type")
			staff.patch(path, `{"registration":{"address":null}}`).is(422).names("body.registration.address.base", "required")
		})
		for _, contentType := range []string{"application/json", "application/json; charset=utf-8", "application/merge-patch+json"} {
			staff.do("PATCH", path, strings.NewReader(`{"name":"부산"}`), contentType).is(200)
		}
	})
}

// TestBodiesThatBreakOff is about clients that go away in the middle, and chunks that are none: no failure of ours.
func TestBodiesThatBreakOff(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		for _, broken := range []error{io.ErrUnexpectedEOF, errors.New("invalid byte in chunk length")} {
			w.unchanged("a body that breaks off", func() {
				for path, contentType := range map[string]string{
					"/v1/session": "application/json", "/v1/organizations": "application/json", "/v1/imports": "multipart/form-data; boundary=x",
				} {
					body := io.MultiReader(strings.NewReader(`{"name":`), iotest.ErrReader(broken))
					staff.do("POST", path, body, contentType).is(400, "malformed")
				}
			})
		}
	})
}

// endless is a body of many bytes that takes no memory; read counts those that were taken.
type endless struct{ left, read int64 }

func (e *endless) Read(b []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(b)), e.left)
	for i := range b[:n] {
		b[i] = 'x'
	}
	e.left -= n
	e.read += n
	return int(n), nil
}

func TestHugeBodies(t *testing.T) {
	const huge = 200 << 20
	const prelude = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\n"
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		send := func(method, path string, length, most int64) {
			body := &endless{left: huge}
			r := httptest.NewRequest(method, path, body)
			r.ContentLength = length
			r.Header.Set("Content-Type", "application/json")
			if path == "/v1/imports" {
				r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
				r.Body = io.NopCloser(io.MultiReader(strings.NewReader(prelude), body))
			}
			r.AddCookie(&http.Cookie{Name: "tenantry_session", Value: staff.cookies["tenantry_session"]})
			rec := httptest.NewRecorder()
			w.app.Handler.ServeHTTP(rec, r)
			a := &answer{w: w, what: method + " " + path, status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
			a.is(413, "too_large")
			if path == "/v1/imports" && !strings.Contains(a.text("detail"), "128 MB") {
				w.Errorf("%s does not say how large a file may be: %s", a.what, a.body)
			}
			if body.read > most {
				w.Errorf("%s with length %d: %d bytes were taken", a.what, length, body.read)
			}
		}
		w.unchanged("a huge body", func() {
			for target, most := range map[string]int64{
				"POST /v1/organizations": 2 << 20, "PATCH /v1/organizations/" + id.PlatformOrganization: 2 << 20, "POST /v1/session": 2 << 20,
				"POST /v1/groups": 9 << 20, "POST /v1/imports": 129 << 20,
			} {
				method, path, _ := strings.Cut(target, " ")
				send(method, path, huge, 0)  // declared: refused unread
				send(method, path, -1, most) // chunked: cut off
			}
		})
	})
}

func TestIDsThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		for _, id := range []string{"org_1", "x", "%00", "org_%00", "%ff", "%2e%2e", "%20", "null", "org_00000000000000000000000000%00", "'%20OR%201=1--", strings.Repeat("x", 5000), "위"} {
			if id == "위" {
				id = url.PathEscape(id)
			}
			w.unchanged("an ID that is none", func() {
				staff.get("/v1/organizations/"+id).is(404, "not_found")
				staff.patch("/v1/organizations/"+id, object{"name": "a"}).is(404, "not_found")
				staff.delete("/v1/organizations/"+id).is(404, "not_found")
				staff.get("/v1/organizations/"+id+"/references").is(404, "not_found")
				staff.get("/v1/imports/"+id).is(404, "not_found")
				staff.patch("/v1/imports/"+id, object{"mode": "valid"}).is(404, "not_found")
				staff.delete("/v1/imports/"+id).is(404, "not_found")
				staff.get("/v1/imports/"+id+"/rows").is(404, "not_found")
				staff.get("/v1/imports/"+id+"/errors?format=csv").is(404, "not_found")
				staff.do("POST", "/v1/imports/"+id+"/apply", http.NoBody, "").is(404, "not_found")
			})
		}
		w.equal("lower case", staff.get("/v1/organizations/"+strings.ToLower(staff.register("서울", contracting()))).status, 404)
	})
}
