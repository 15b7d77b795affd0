package organization_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/phone"
)

func faultIs(err error, code string) bool { return fault.Is(err, code) }

func TestRules(t *testing.T) {
	type draft = organization.Draft
	type registration = organization.Registration
	plain := func(change func(*draft)) draft {
		d := draft{Name: "종로구", TimeZone: "Asia/Seoul"}
		change(&d)
		return d
	}
	with := func(base draft, change func(*registration)) draft {
		change(base.Registration)
		return base
	}
	c, e := func() draft { return contracting("종로구") }, func() draft { return executing("사직동", "org_x") }
	const thai = "เชียงใหม่กู้" // 12 code points
	for _, test := range []struct {
		name  string
		draft draft
		want  []string // field:code
	}{
		{"created", plain(func(*draft) {}), nil},
		{"contracting", c(), nil},
		{"executing", e(), nil},

		{"no name", plain(func(d *draft) { d.Name = "" }), []string{"name:required"}},
		{"blank name", plain(func(d *draft) { d.Name = " \u3000" }), []string{"name:required"}},
		{"name of 30", plain(func(d *draft) { d.Name = strings.Repeat("가", 30) }), nil},
		{"name of 30, decomposed", plain(func(d *draft) { d.Name = strings.Repeat("\u1100\u1161", 30) }), nil},
		{"name of 30 and spaces around", plain(func(d *draft) { d.Name = "  " + strings.Repeat("가", 30) + " " }), nil},
		{"name of 31", plain(func(d *draft) { d.Name = strings.Repeat("가", 31) }), []string{"name:too_long"}},
		{"Thai marks count", plain(func(d *draft) { d.Name = strings.Repeat("กู้", 10) + "ก" }), []string{"name:too_long"}},
		{"NUL", plain(func(d *draft) { d.Name = "a\x00" }), []string{"name:control_characters"}},
		{"override", plain(func(d *draft) { d.Name = "a\u202eb" }), []string{"name:control_characters"}},
		{"not UTF-8", plain(func(d *draft) { d.Name = "\xff" }), []string{"name:invalid_encoding"}},

		{"website", plain(func(d *draft) { d.Website = "https://example.com" }), nil},
		{"bad website", plain(func(d *draft) { d.Website = "javascript:x" }), []string{"website:invalid_url"}},
		{"no time zone", plain(func(d *draft) { d.TimeZone = "" }), []string{"timeZone:required"}},
		{"local time zone", plain(func(d *draft) { d.TimeZone = "Local" }), []string{"timeZone:invalid_time_zone"}},
		{"invented time zone", plain(func(d *draft) { d.TimeZone = "Asia/Pyeongchang" }), []string{"timeZone:invalid_time_zone"}},
		{"path as time zone", plain(func(d *draft) { d.TimeZone = "../../etc/passwd" }), []string{"timeZone:invalid_time_zone"}},
		{"UTC", plain(func(d *draft) { d.TimeZone = "UTC" }), nil},
		{"status", plain(func(d *draft) { d.Status = "deleted" }), []string{"status:invalid_value"}},
		{"suspended", plain(func(d *draft) { d.Status = organization.Suspended }), nil},
		{"key of 100", plain(func(d *draft) { d.ExternalKey = strings.Repeat("k", 100) }), nil},
		{"key of 101", plain(func(d *draft) { d.ExternalKey = strings.Repeat("k", 101) }), []string{"externalKey:too_long"}},

		{"empty registration", draft{Name: "n", TimeZone: "UTC", Registration: &registration{}}, []string{"registration.classification:required", "registration.type:required", "registration.address.base:required"}},
		{"classification", with(e(), func(r *registration) { r.Classification = "friend" }), []string{"registration.classification:invalid_value"}},
		{"type", with(e(), func(r *registration) { r.Type = "other" }), []string{"registration.type:invalid_value"}},
		{"client without its classification", with(c(), func(r *registration) { r.ClientClassification = "" }), []string{"registration.clientClassification:required"}},
		{"client of an unknown classification", with(c(), func(r *registration) { r.ClientClassification = "school" }), []string{"registration.clientClassification:invalid_value"}},
		{"partner with one", with(e(), func(r *registration) { r.ClientClassification = "company" }), []string{"registration.clientClassification:not_applicable"}},
		{"contracting partner", with(c(), func(r *registration) { r.Classification, r.ClientClassification = organization.Partner, "" }), nil},
		{"no address", with(e(), func(r *registration) { r.Address.Base = " " }), []string{"registration.address.base:required"}},
		{"long address", with(e(), func(r *registration) { r.Address.Base = strings.Repeat("가", 201) }), []string{"registration.address.base:too_long"}},
		{"long detail", with(e(), func(r *registration) { r.Address.Detail = strings.Repeat("가", 201) }), []string{"registration.address.detail:too_long"}},
		{"long postal code", with(e(), func(r *registration) { r.Address.PostalCode = strings.Repeat("0", 21) }), []string{"registration.address.postalCode:too_long"}},

		{"contracting without a representative", with(c(), func(r *registration) { r.RepresentativeName = "" }), []string{"registration.representativeName:required"}},
		{"representative of 20", with(c(), func(r *registration) { r.RepresentativeName = thai + "12345678" }), nil},
		{"representative of 21", with(c(), func(r *registration) { r.RepresentativeName = thai + "123456789" }), []string{"registration.representativeName:too_long"}},
		{"contracting without a number", with(c(), func(r *registration) { r.BusinessRegistrationNumber = "" }), []string{"registration.businessRegistrationNumber:required"}},
		{"wrong check digit", with(c(), func(r *registration) { r.BusinessRegistrationNumber = "116-82-00273" }), []string{"registration.businessRegistrationNumber:invalid_check_digit"}},
		{"short number", with(c(), func(r *registration) { r.BusinessRegistrationNumber = "116-82-0027" }), []string{"registration.businessRegistrationNumber:invalid_business_registration_number"}},
		{"digits of another script", with(c(), func(r *registration) { r.BusinessRegistrationNumber = "１１６８２００２７６" }), []string{"registration.businessRegistrationNumber:invalid_business_registration_number"}},
		{"contracting without a phone", with(c(), func(r *registration) { r.MainPhone = "" }), nil},
		{"bad phone", with(c(), func(r *registration) { r.MainPhone = "12" }), []string{"registration.mainPhone:"}},
		{"contracting under another", with(c(), func(r *registration) { r.RegisteredOrganizationID = "org_x" }), []string{"registration.registeredOrganizationId:not_applicable"}},

		{"executing under nothing", with(e(), func(r *registration) { r.RegisteredOrganizationID = "" }), []string{"registration.registeredOrganizationId:required"}},
		{"executing, integrated", with(e(), func(r *registration) { r.ControlIntegrated = to(true) }), []string{"registration.controlOrganizationIntegrated:not_applicable"}},
		{"executing, not integrated", with(e(), func(r *registration) { r.ControlIntegrated = to(false) }), []string{"registration.controlOrganizationIntegrated:not_applicable"}},
		{"executing with a representative", with(e(), func(r *registration) { r.RepresentativeName = "x" }), []string{"registration.representativeName:not_applicable"}},
		{"executing with a phone", with(e(), func(r *registration) { r.MainPhone = "02-891-1009" }), []string{"registration.mainPhone:not_applicable"}},
		{"executing with a number", with(e(), func(r *registration) { r.BusinessRegistrationNumber = "1168200276" }), []string{"registration.businessRegistrationNumber:not_applicable"}},
		{
			"everything at once",
			draft{Website: "x", TimeZone: "x", Status: "x", Registration: &registration{Classification: "client", Type: "executing", MainPhone: "1"}},
			[]string{
				"name:required", "website:invalid_url", "timeZone:invalid_time_zone", "status:invalid_value", "registration.clientClassification:required",
				"registration.address.base:required", "registration.registeredOrganizationId:required", "registration.mainPhone:not_applicable",
			},
		},
	} {
		fields, _ := rules.Check(&test.draft, organization.Options{})
		var got []string
		for _, f := range fields {
			if f.Message == "" {
				t.Errorf("%s: %s has no message", test.name, f.Location)
			}
			got = append(got, strings.TrimPrefix(f.Location, "body.")+":"+f.Code)
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.EqualFunc(got, test.want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestCheckNormalises(t *testing.T) {
	d := contracting("  \u1112\u1161\u11ab  ")
	d.Registration.ControlIntegrated = nil
	if fields, _ := rules.Check(&d, organization.Options{}); len(fields) > 0 {
		t.Fatal(fields)
	}
	r := d.Registration
	got := []string{d.Name, d.Status, r.BusinessRegistrationNumber, string(r.MainPhone), fmt.Sprint(*r.ControlIntegrated)}
	want := []string{"한", organization.Active, "1168200276", "+8228911009", "false"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	again := d
	if fields, _ := rules.Check(&again, organization.Options{}); len(fields) > 0 || again.Name != d.Name {
		t.Errorf("what was checked is refused: %v", fields)
	}
}

func TestPhoneIsRepairedOnlyWhereAsked(t *testing.T) {
	for _, repair := range []bool{false, true} {
		d := contracting("n")
		d.Registration.MainPhone = phone.Number("28911009") // a spreadsheet took the zero
		fields, warnings := rules.Check(&d, organization.Options{Repair: repair})
		if repair && (len(fields) > 0 || len(warnings) != 1 || warnings[0].Location != "body.registration.mainPhone" || d.Registration.MainPhone != "+8228911009") {
			t.Errorf("repaired: %v, %v, %s", fields, warnings, d.Registration.MainPhone)
		}
		if !repair && (len(fields) != 1 || len(warnings) > 0) {
			t.Errorf("not repaired: %v, %v", fields, warnings)
		}
	}
}

func TestBusinessRegistrationNumber(t *testing.T) {
	for in, want := range map[string]string{
		"116-82-00276": "1168200276", "1348672683": "1348672683", " 116 82 00276 ": "1168200276", "0000000000": "0000000000",
		"116-82-00273": "", "": "", "11682002760": "", "116-82-0027a": "", "+116820027": "", "116\x0082-00276": "",
	} {
		if got, problem := organization.BusinessRegistrationNumber(in); got != want || (problem == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", in, got, problem, want)
		}
	}
	if got := organization.ShowBusinessRegistrationNumber("1168200276"); got != "116-82-00276" {
		t.Errorf("shown as %q", got)
	}
}

func TestExactlyOneCheckDigitFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := fmt.Sprintf("%09d", rapid.IntRange(0, 999_999_999).Draw(t, "first nine"))
		var fits []int
		for digit := range 10 {
			if got, problem := organization.BusinessRegistrationNumber(fmt.Sprint(first, digit)); problem == nil {
				if got != fmt.Sprint(first, digit) {
					t.Fatalf("%s%d came back as %s", first, digit, got)
				}
				fits = append(fits, digit)
			} else if problem.Code != "invalid_check_digit" {
				t.Fatalf("%s%d: %s", first, digit, problem.Code)
			}
		}
		if len(fits) != 1 {
			t.Fatalf("after %s the digits %v fit", first, fits)
		}
	})
}

func TestValidTimeZone(t *testing.T) {
	for zone, want := range map[string]bool{
		"Asia/Seoul": true, "UTC": true, "America/Argentina/Buenos_Aires": true, "Etc/GMT+9": true,
		"": false, "Local": false, "KST": false, "Asia": false, "asia/seoul": false, "/etc/localtime": false, "Asia/Seoul ": false, "+09:00": false, "Asia/Seoul\x00": false,
	} {
		if got := organization.ValidTimeZone(zone); got != want {
			t.Errorf("%q: %t, want %t", zone, got, want)
		}
	}
}
