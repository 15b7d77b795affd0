package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/id"
)

func TestRegister(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		full := contracting().with("mainPhone", "02-891-1009").with("controlOrganizationIntegrated", true).
			with("address", object{"base": " 서울 ", "detail": "1층", "postalCode": "03190"})
		a := staff.post("/v1/organizations", object{
			"name": "서울특별시", "website": "https://seoul.go.kr", "externalKey": "서울", "registration": full,
		}).is(201)
		path := "/v1/organizations/" + a.text("id")
		w.equal("Location", a.header.Get("Location"), path)
		w.equal("ETag", a.header.Get("ETag"), staff.get(path).header.Get("ETag"))
		w.equal("warnings", a.at("warnings"), nil)
		got := staff.get(path).is(200)
		for field, want := range map[string]any{
			"name": "서울특별시", "website": "https://seoul.go.kr", "externalKey": "서울", "status": "active", "timeZone": "Asia/Bangkok",
			"registration.classification": "client", "registration.type": "contracting", "registration.clientClassification": "local_government",
			"registration.address.base": "서울", "registration.address.detail": "1층", "registration.address.postalCode": "03190",
			"registration.controlOrganizationIntegrated": true, "registration.representativeName": "정지호",
			"registration.mainPhone": "+8228911009", "registration.mainPhoneDisplay": "02-891-1009",
			"registration.businessRegistrationNumber": "1168200276",
			"registration.registeredOrganizationId":   nil, "registration.registeredOrganizationName": nil,
		} {
			w.equal(field, got.at(field), want)
			w.equal(field+" in the answer to the change", a.at(field), want)
		}
		w.equal("createdAt and updatedAt", got.text("createdAt"), got.text("updatedAt"))

		below := staff.post("/v1/organizations", object{
			"name": "종로구", "timeZone": "Asia/Tokyo", "registration": executing(a.text("id")),
		}).is(201)
		for field, want := range map[string]any{
			"timeZone": "Asia/Tokyo", "website": nil, "externalKey": nil, "registration.registeredOrganizationId": a.text("id"),
			"registration.registeredOrganizationName": "서울특별시", "registration.controlOrganizationIntegrated": nil,
			"registration.representativeName": nil, "registration.mainPhone": nil, "registration.mainPhoneDisplay": nil,
			"registration.businessRegistrationNumber": nil, "registration.address.detail": nil,
		} {
			w.equal(field, below.at(field), want)
		}
		// Where nothing is said, a contracting organization is not integrated.
		plain := staff.post("/v1/organizations", object{"name": "부산", "website": nil, "registration": contracting().with("businessRegistrationNumber", "134-86-72683")})
		w.equal("integrated", plain.is(201).at("registration.controlOrganizationIntegrated"), false)
		// Executing ones are registered under contracting ones alone.
		staff.post("/v1/organizations", object{"name": "동", "registration": executing(below.text("id"))}).
			is(422, "not_contracting").names("body.registration.registeredOrganizationId", "not_contracting")
		w.unchanged("a taken external key", func() {
			staff.post("/v1/organizations", object{"name": "둘째", "externalKey": " 서울 ", "registration": contracting()}).
				is(409, "external_key_taken").names("body.externalKey", "external_key_taken")
			staff.patch("/v1/organizations/"+below.text("id"), object{"externalKey": "서울"}).is(409, "external_key_taken")
		})
		staff.post("/v1/organizations", object{"name": "셋째", "externalKey": "서울2", "registration": contracting()}).is(201)
	}, "TIME_ZONE=Asia/Bangkok")
}

func TestSharedBusinessRegistrationNumberWarns(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		const code, location = "business_registration_number_in_use", "body.registration.businessRegistrationNumber"
		first := staff.register("첫째", contracting())
		second := staff.post("/v1/organizations", object{"name": "둘째", "registration": contracting()}).is(201)
		w.equal("warning", second.text("warnings.0.code")+" "+second.text("warnings.0.location"), code+" "+location)
		renamed := staff.patch("/v1/organizations/"+first, object{"name": "하나"}).is(200)
		w.equal("warning", renamed.text("warnings.0.code"), code)
		other := staff.patch("/v1/organizations/"+first, object{"registration": object{"businessRegistrationNumber": "134-86-72683"}}).is(200)
		w.equal("warnings", other.at("warnings"), nil)

		// It is no business of an Admin of the organization that somebody else has the number.
		staff.patch("/v1/organizations/"+first, object{"registration": object{"businessRegistrationNumber": "116-82-00276"}}).is(200)
		mine := w.admin("admin@example.com", first).patch("/v1/organizations/"+first, object{"name": "우리"}).is(200)
		w.equal("warnings to an Admin", mine.at("warnings"), nil)
	})
}

func TestMergePatch(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		above := staff.register("위", contracting())
		a := staff.post("/v1/organizations", object{
			"name": "서울", "website": "https://seoul.go.kr", "externalKey": "k", "registration": contracting().with("mainPhone", "02-891-1009").
				with("address", object{"base": "서울", "detail": "1층", "postalCode": "03190"}),
		}).is(201)
		path := "/v1/organizations/" + a.text("id")
		patch := func(body any) *answer { w.Helper(); return staff.patch(path, body) }

		w.unchanged("a patch of nothing", func() {
			patch(object{}).is(200)
			patch(object{"registration": object{}}).is(200)
			patch(object{"name": "서울", "website": "https://seoul.go.kr", "registration": object{"businessRegistrationNumber": "116-82-00276"}}).is(200)
		})
		w.equal("name alone", patch(object{"name": "한양"}).is(200).text("registration.address.detail"), "1층")
		removed := patch(object{"website": nil, "externalKey": nil, "registration": object{"mainPhone": nil, "address": object{"detail": nil}}}).is(200)
		for field, want := range map[string]any{
			"website": nil, "externalKey": nil, "registration.mainPhone": nil, "registration.mainPhoneDisplay": nil,
			"registration.address.detail": nil, "registration.address.postalCode": "03190", "registration.address.base": "서울",
		} {
			w.equal(field, removed.at(field), want)
		}
		w.equal("integrated, removed", patch(object{"registration": object{"controlOrganizationIntegrated": nil}}).is(200).at("registration.controlOrganizationIntegrated"), false)

		// What stops applying is refused by name, unless the same patch removes it.
		refuse(w, []broken{
			{"partner", object{"classification": "partner"}, "body.registration.clientClassification", "not_applicable"},
			{"executing", object{"type": "executing", "registeredOrganizationId": above}, "body.registration.representativeName", "not_applicable"},
			{"executing", object{"type": "executing", "registeredOrganizationId": above}, "body.registration.businessRegistrationNumber", "not_applicable"},
			{"executing", object{"type": "executing", "registeredOrganizationId": above}, "body.registration.controlOrganizationIntegrated", "not_applicable"},
			{"executing under nothing", object{"type": "executing"}, "body.registration.registeredOrganizationId", "required"},
			{"required, removed", object{"representativeName": nil}, "body.registration.representativeName", "required"},
			{"required, removed", object{"address": object{"base": nil}}, "body.registration.address.base", "required"},
			{"required, removed", object{"classification": nil}, "body.registration.classification", "required"},
			{"under itself", object{
				"type": "executing", "registeredOrganizationId": a.text("id"), "representativeName": nil, "businessRegistrationNumber": nil,
				"controlOrganizationIntegrated": nil,
			}, "body.registration.registeredOrganizationId", "not_contracting"},
		}, func(registration any) *answer { return patch(object{"registration": registration}) })
		patch(object{"registration": object{"classification": "partner", "clientClassification": nil}}).is(200)
		turned := patch(object{"registration": object{
			"type": "executing", "registeredOrganizationId": above, "representativeName": nil, "businessRegistrationNumber": nil,
			"controlOrganizationIntegrated": nil,
		}}).is(200)
		w.equal("under", turned.text("registration.registeredOrganizationName"), "위")
		gone := patch(object{"registration": nil}).is(200)
		if raw := string(gone.body); !strings.Contains(raw, `"registration":null`) {
			w.Errorf("without a registration: %s", raw)
		}
		// A first registration is whole.
		patch(object{"registration": object{"representativeName": "김"}}).is(422).names("body.registration.classification", "required")
		w.equal("registered again", patch(object{"registration": contracting()}).is(200).text("registration.type"), "contracting")
	})
}

func TestETags(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		path := "/v1/organizations/" + staff.register("서울", contracting())
		first := staff.get(path).header.Get("ETag")
		changed := staff.with("If-Match", first).patch(path, object{"name": "한양"}).is(200)
		second := changed.header.Get("ETag")
		if first == "" || first == second || second != staff.get(path).header.Get("ETag") {
			w.Fatalf("ETags %q, then %q", first, second)
		}
		w.unchanged("a stale If-Match", func() {
			for _, tag := range []string{first, "nonsense", `"0"`, `"999"`, "W/" + second, strings.Trim(second, `"`), first + ", W/" + second} {
				staff.with("If-Match", tag).patch(path, object{"name": "경성"}).is(412, "stale")
				staff.with("If-Match", tag).delete(path).is(412, "stale")
			}
		})
		w.equal("a change of nothing", staff.with("If-Match", second).patch(path, object{"name": "한양"}).is(200).header.Get("ETag"), second)
		staff.with("If-Match", first+" , "+second).patch(path, object{"name": "서울"}).is(200)
		staff.with("If-Match", "*").patch(path, object{"name": "한성"}).is(200)
		staff.with("If-Match", "*").delete(path).is(204)
		staff.with("If-Match", "*").delete(path).is(404)
	})
}

func TestTypeInUse(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		above, other := staff.register("위", contracting()), staff.register("옆", contracting())
		for i := range 7 {
			staff.register(fmt.Sprintf("아래 %d", i), executing(above))
		}
		path := "/v1/organizations/" + above
		executing := object{
			"type": "executing", "registeredOrganizationId": other, "representativeName": nil, "businessRegistrationNumber": nil,
			"controlOrganizationIntegrated": nil,
		}
		w.unchanged("a type in use", func() {
			for _, registration := range []any{executing, nil} {
				a := staff.patch(path, object{"registration": registration}).is(409, "type_in_use").names("body.registration.type", "type_in_use")
				w.equal("blocker", fmt.Sprintln(a.text("blockers.0.kind"), a.number("blockers.0.count"), a.length("blockers.0.examples"), a.length("blockers")),
					"executing_organizations 7 5 1\n")
				w.equal("example", a.text("blockers.0.examples.0.name"), "아래 0")
			}
		})
		staff.patch("/v1/organizations/"+other, object{"registration": executing.with("registeredOrganizationId", above)}).is(200)
	})
}

func TestPlatformOrganization(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		path := "/v1/organizations/" + id.PlatformOrganization
		w.unchanged("what the platform organization refuses", func() {
			for _, body := range []object{
				{"status": "suspended"},
				{"status": "active"},
				{"externalKey": "k"},
				{"website": "https://example.com"},
				{"registration": contracting()},
				{"registration": nil},
				{"name": "다른", "status": "suspended"},
			} {
				staff.patch(path, body).is(409, "platform_organization")
			}
			staff.delete(path).is(409, "platform_organization")
		})
		w.equal("name", staff.patch(path, object{"name": "본부"}).is(200).text("name"), "본부")
		w.equal("time zone", staff.get(path).text("timeZone"), "Asia/Seoul")
		for _, query := range []string{"", "?q=본부", "?q=" + id.PlatformOrganization, "?name=본", "?q=본", "?status=active"} {
			a := staff.get("/v1/organizations" + query).is(200)
			w.equal("listed with "+query, fmt.Sprint(a.length("items"), a.number("total.value")), "0 0")
		}
		staff.get("/v1/organizations?id="+id.PlatformOrganization).is(422).names("query.id", "not_found")
		if file := staff.get("/v1/organizations/export?format=csv"); strings.Contains(string(file.body), "본부") {
			w.Errorf("the platform organization is in the export: %s", file.body)
		}
	})
}
