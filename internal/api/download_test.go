package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/organization"
)

func TestExportIsWhatTheFiltersShow(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		all := w.village(staff)
		for _, query := range []string{
			"", "sort=-name", "q=종로", "status=suspended&sort=createdAt", "timeZone=Tokyo&type=contracting", "address=로비&sort=-mainPhone",
			"id=" + value(all[3], "id") + "&id=" + value(all[0], "id"), "q=없는", "registeredOrganizationId=" + underAnother(all),
		} {
			want := walk(staff, "/v1/organizations?"+query, 200)
			for _, format := range []string{"csv", "xlsx"} {
				a := staff.get("/v1/organizations/export?format=" + format + "&" + query)
				w.equal(query, a.status, 200)
				w.equal("Content-Disposition", a.header.Get("Content-Disposition"), `attachment; filename="organizations.`+format+`"`)
				if len(want) == 0 {
					w.equal("a file without rows", staff.upload("x."+format, string(a.body)).is(422).text("code"), "empty_file")
					continue
				}
				table := w.table("x."+format, a.body)
				column := func(name string) []string {
					at := slices.Index(table[0], name)
					out := []string{}
					for _, row := range table[1:] {
						out = append(out, row[at])
					}
					return out
				}
				w.equal(query+": names", column("name"), values(want, "name"))
				for name, path := range map[string]string{
					"website": "website", "time_zone": "timeZone", "status": "status", "classification": "registration.classification",
					"type": "registration.type", "client_classification": "registration.clientClassification", "address": "registration.address.base",
					"address_detail": "registration.address.detail", "postal_code": "registration.address.postalCode",
					"control_organization_integrated": "registration.controlOrganizationIntegrated",
					"representative_name":             "registration.representativeName", "main_phone": "registration.mainPhoneDisplay",
				} {
					w.equal(query+": "+name, column(name), values(want, path))
				}
				for i, key := range column("key") {
					if key != value(want[i], "externalKey") && key != value(want[i], "id") {
						w.Errorf("%s: key %q of %v", query, key, want[i])
					}
					number := column("business_registration_number")[i]
					w.equal("number", strings.ReplaceAll(number, "-", ""), value(want[i], "registration.businessRegistrationNumber"))
					if number != "" && (len(number) != 12 || number[3] != '-' || number[6] != '-') {
						w.Errorf("number %q", number)
					}
				}
			}
		}
		if got := staff.get("/v1/organizations/export?format=csv").header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
			w.Errorf("Content-Type %q", got)
		}
		for _, format := range []string{"csv", "xlsx"} {
			template := staff.get("/v1/organizations/template?format=" + format)
			w.equal("Content-Disposition", template.header.Get("Content-Disposition"), `attachment; filename="organizations-template.`+format+`"`)
			w.equal("template", string(template.body), string(staff.get("/v1/organizations/export?q=없는&format="+format).body))
			file := staff.get("/v1/organizations/export?format=" + format)
			w.equal("its own export", counts(staff.upload("own."+format, string(file.body)).is(202)), fmt.Sprintf("add 0, skip %d, invalid 0", len(all)))
		}
	})
}

func underAnother(all []map[string]any) string {
	for _, item := range all {
		if id := value(item, "registration.registeredOrganizationId"); id != "" {
			return id
		}
	}
	return ""
}

// Texts that a spreadsheet could take for formulas, numbers or dates come back as they were.
func TestTextsSurviveSpreadsheets(t *testing.T) {
	texts := []string{
		"=1+1", "+82", "-x", "@x", "'", "'=1+1", "''x", "=HYPERLINK(\"a\")", "00123", "1e5", "1.0", "2026-01-31", "TRUE", "a\"b", "a,b", "a;b", "|x",
		"=cmd|' /C calc'!A0", "１２３", "#N/A", "<x>&amp;", "\u200dx", "_x0041_", "=", "-", "+", "@",
	}
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		ids := w.load(len(texts), func(i int) organization.Draft {
			d := metaDraft(texts[i])
			d.Registration.Address = organization.Address{Base: texts[i], Detail: texts[i]}
			if len([]rune(texts[i])) <= organization.MaxPostalCode {
				d.Registration.Address.PostalCode = texts[i]
			}
			return d
		})
		for _, format := range []string{"csv", "xlsx"} {
			file := staff.get("/v1/organizations/export?sort=createdAt&format=" + format)
			table := w.table("x."+format, file.body)
			for i, text := range texts {
				for _, name := range []string{"key", "name", "address", "address_detail", "representative_name"} {
					w.equal(format+" "+name, table[i+1][slices.Index(table[0], name)], text)
				}
			}
			if format == "csv" {
				for line := range strings.SplitSeq(strings.TrimPrefix(string(file.body), "\ufeff"), "\r\n") {
					for cell := range strings.SplitSeq(line, ",") {
						if cell = strings.TrimPrefix(cell, `"`); cell != "" && strings.ContainsRune("=+-@\t", rune(cell[0])) {
							w.Errorf("a spreadsheet would run %q", cell)
						}
					}
				}
			}
			w.equal("its own export as "+format, counts(staff.upload("own."+format, string(file.body)).is(202)), fmt.Sprintf("add 0, skip %d, invalid 0", len(texts)))
		}
		// And as new organizations elsewhere.
		file := staff.get("/v1/organizations/export?sort=createdAt&format=xlsx")
		for _, id := range ids {
			staff.delete("/v1/organizations/" + id).is(204)
		}
		id := staff.upload("own.xlsx", string(file.body)).is(202).text("id")
		staff.apply(id).is(202)
		names := values(walk(staff, "/v1/organizations?sort=createdAt", 200), "name")
		slices.Sort(names)
		want := slices.Sorted(slices.Values(texts))
		w.equal("names", names, want)
	})
}
