package organization_test

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// The list is compared with the plainest thing that does the same: a slice that is filtered and sorted.

// few texts, so that searches find something and sort keys are the same.
var (
	pieces   = []string{"종로", "종", "로", "서울", "Ä", "a", "B", "b", "ß", "1", "10", "2", "%", "_", "'", " ", "น้ำ", "が", "カ", "e\u0301", "\\", "😀"}
	websites = []string{"", "https://a.example", "https://b.example/%41"}
	phones   = []string{"", "02-891-1009", "02-559-6845", "010-2000-3000"}
	zones    = []string{"Asia/Seoul", "Asia/Tokyo", "UTC"}
	numbers  = []string{"116-82-00276", "134-86-72683", "560-88-37268"}
)

func drawText(t *rapid.T, label string, most int) string {
	s := strings.TrimSpace(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, most).Draw(t, label), ""))
	if s == "" {
		return "x"
	}
	return s
}

// world is a database and the slice that stands for it.
type world struct {
	d      *db.DB
	s      *organization.Service
	all    []organization.Organization
	member map[string]bool // own reach: by ID, whether as an Admin
}

func (w *world) draw(t *rapid.T, i int) {
	var o organization.Draft
	name := drawText(t, "name", 4)
	var heads []string
	for _, x := range w.all {
		if x.Registration != nil && x.Registration.Type == organization.Contracting {
			heads = append(heads, x.ID)
		}
	}
	switch kind := rapid.IntRange(0, 2).Draw(t, "kind"); {
	case kind == 0:
		o = organization.Draft{Name: name, ExternalKey: fmt.Sprint("key ", i)}
	case kind == 1 || len(heads) == 0:
		o = contracting(name)
		r := o.Registration
		r.MainPhone = phone.Number(rapid.SampledFrom(phones).Draw(t, "phone"))
		r.BusinessRegistrationNumber = rapid.SampledFrom(numbers).Draw(t, "number")
		r.RepresentativeName = drawText(t, "representative", 2)
		r.ControlIntegrated = to(rapid.Bool().Draw(t, "integrated"))
		r.ClientClassification = rapid.SampledFrom(rules.ClientClassifications).Draw(t, "client classification")
	default:
		o = executing(name, rapid.SampledFrom(heads).Draw(t, "under"))
	}
	o.Website = rapid.SampledFrom(websites).Draw(t, "website")
	o.TimeZone = rapid.SampledFrom(zones).Draw(t, "zone")
	o.Status = rapid.SampledFrom([]string{organization.Active, organization.Suspended}).Draw(t, "status")
	if o.Registration != nil {
		o.Registration.Address = organization.Address{Base: drawText(t, "address", 3), Detail: rapid.SampledFrom([]string{"", "3층"}).Draw(t, "detail")}
	}
	made, _, err := w.s.Create(ctx, access.Operator(), o)
	if err != nil {
		t.Fatalf("create %+v: %v", o, err)
	}
	w.all = append(w.all, made)
}

// change renames some organizations and deletes others.
func (w *world) change(t *rapid.T) {
	for range rapid.IntRange(0, 5).Draw(t, "changes") {
		if len(w.all) == 0 {
			return
		}
		i := rapid.IntRange(0, len(w.all)-1).Draw(t, "which")
		o := w.all[i]
		if rapid.Bool().Draw(t, "delete") {
			err := w.s.Delete(ctx, access.Operator(), o.ID, nil)
			referred := slices.ContainsFunc(w.all, func(x organization.Organization) bool {
				return x.Registration != nil && x.Registration.RegisteredOrganizationID == o.ID
			})
			if referred != faultIs(err, "organization_in_use") || !referred && err != nil {
				t.Fatalf("delete %s, which is referred to: %t: %v", o.ID, referred, err)
			}
			if err == nil {
				w.all = slices.Delete(w.all, i, i+1)
			}
			continue
		}
		after, _, err := w.s.Update(ctx, access.Operator(), o.ID, organization.Patch{Name: to(drawText(t, "new name", 4))}, nil)
		if err != nil {
			t.Fatalf("rename %s: %v", o.ID, err)
		}
		w.all[i] = after
	}
}

func drawFilter(t *rapid.T, w *world) organization.Filter {
	var f organization.Filter
	some := func(label string) bool { return rapid.IntRange(0, 6).Draw(t, label+"?") == 0 }
	fill := func(label string, field *string, values ...string) {
		if some(label) {
			*field = rapid.SampledFrom(values).Draw(t, label)
		}
	}
	several := func(label string, field *[]string, values ...string) {
		if some(label) {
			*field = rapid.SliceOfN(rapid.SampledFrom(values), 1, 3).Draw(t, label)
		}
	}
	if rapid.Bool().Draw(t, "q?") {
		f.Q = drawText(t, "q", 3)
	}
	if some("name") {
		f.Name = drawText(t, "name", 3)
	}
	fill("website", &f.Website, "HTTPS", "a.ex", "%", "b")
	fill("zone", &f.TimeZone, "asia", "TOKYO", "utc", "_")
	fill("address", &f.Address, "종로", "3층", "ä", "%", "SS")
	fill("representative", &f.RepresentativeName, "종", "B", "'")
	fill("phone", &f.MainPhone, "891", "02-559", "+822", "0102")
	fill("number", &f.BusinessRegistrationNumber, "116-82", "68", "27")
	several("external key", &f.ExternalKeys, "key 0", "key 1", "key 7", "KEY 0")
	several("status", &f.Status, organization.Active, organization.Suspended)
	several("classification", &f.Classification, organization.Client, organization.Partner)
	several("type", &f.Type, organization.Contracting, organization.Executing)
	several("client classification", &f.ClientClassification, rules.ClientClassifications...)
	if some("integrated") {
		f.ControlIntegrated = to(rapid.Bool().Draw(t, "integrated"))
	}
	if len(w.all) > 0 {
		ids := []string{id.PlatformOrganization, id.New(id.Organization, start)}
		for _, o := range w.all {
			ids = append(ids, o.ID)
		}
		several("ids", &f.IDs, ids...)
		fill("under", &f.RegisteredOrganizationID, ids...)
		fill("whole ID", &f.Q, ids...)
		at := func(label string) *time.Time {
			return to(rapid.SampledFrom(w.all).Draw(t, label).CreatedAt)
		}
		if some("from") {
			f.CreatedFrom = at("from")
		}
		if some("to") {
			f.CreatedTo = at("to")
		}
	}
	return f
}

// matches is what the list's SQL must do.
func matches(o organization.Organization, f organization.Filter) bool {
	r := organization.Registration{}
	control := ""
	if o.Registration != nil {
		r = *o.Registration
		if r.ControlIntegrated != nil {
			control = fmt.Sprint(*r.ControlIntegrated)
		}
	}
	contains := func(value, part string) bool {
		return part == "" || strings.Contains(text.Fold(value), text.Fold(part))
	}
	oneOf := func(value string, values []string) bool { return len(values) == 0 || slices.Contains(values, value) }
	name := contains(o.Name, f.Q)
	if id.Valid(id.Organization, f.Q) {
		name = o.ID == f.Q
	}
	telephone := f.MainPhone == "" || slices.ContainsFunc(phone.Digits(f.MainPhone, "KR"), func(d string) bool {
		return strings.Contains(string(r.MainPhone), d)
	})
	return name && contains(o.Name, f.Name) && oneOf(o.ID, f.IDs) && contains(o.Website, f.Website) && contains(o.TimeZone, f.TimeZone) &&
		contains(strings.TrimSpace(r.Address.Base+" "+r.Address.Detail+" "+r.Address.PostalCode), f.Address) && contains(r.RepresentativeName, f.RepresentativeName) &&
		oneOf(o.Status, f.Status) && oneOf(o.ExternalKey, f.ExternalKeys) && oneOf(r.Classification, f.Classification) && oneOf(r.Type, f.Type) && oneOf(r.ClientClassification, f.ClientClassification) &&
		(f.ControlIntegrated == nil || control == fmt.Sprint(*f.ControlIntegrated)) &&
		(f.RegisteredOrganizationID == "" || r.RegisteredOrganizationID == f.RegisteredOrganizationID) && telephone &&
		strings.Contains(r.BusinessRegistrationNumber, strings.ReplaceAll(f.BusinessRegistrationNumber, "-", "")) &&
		(f.CreatedFrom == nil || !o.CreatedAt.Before(*f.CreatedFrom)) && (f.CreatedTo == nil || o.CreatedAt.Before(*f.CreatedTo))
}

// key is what an organization sorts by.
func key(o organization.Organization, sort string) [][]byte {
	r := organization.Registration{}
	if o.Registration != nil {
		r = *o.Registration
	}
	name := text.SortKey(o.Name)
	control := ""
	if r.ControlIntegrated != nil {
		control = fmt.Sprint(*r.ControlIntegrated)
	}
	at := func(t time.Time) [][]byte { return [][]byte{fmt.Appendf(nil, "%020d", t.UnixMicro())} }
	both := func(value string) [][]byte { return [][]byte{[]byte(value), name} }
	alone := func(value string) [][]byte { return [][]byte{[]byte(value)} }
	return map[string]func() [][]byte{
		"name":                          func() [][]byte { return [][]byte{name} },
		"createdAt":                     func() [][]byte { return at(o.CreatedAt) },
		"updatedAt":                     func() [][]byte { return at(o.UpdatedAt) },
		"externalKey":                   func() [][]byte { return alone(o.ExternalKey) },
		"website":                       func() [][]byte { return both(text.Fold(o.Website)) },
		"timeZone":                      func() [][]byte { return both(o.TimeZone) },
		"status":                        func() [][]byte { return both(o.Status) },
		"classification":                func() [][]byte { return both(r.Classification) },
		"type":                          func() [][]byte { return both(r.Type) },
		"clientClassification":          func() [][]byte { return both(r.ClientClassification) },
		"controlOrganizationIntegrated": func() [][]byte { return both(control) },
		"address": func() [][]byte {
			return alone(text.Fold(strings.TrimSpace(r.Address.Base + " " + r.Address.Detail + " " + r.Address.PostalCode)))
		},
		"representativeName":         func() [][]byte { return alone(text.Fold(r.RepresentativeName)) },
		"mainPhone":                  func() [][]byte { return alone(string(r.MainPhone)) },
		"businessRegistrationNumber": func() [][]byte { return alone(r.BusinessRegistrationNumber) },
	}[sort]()
}

// ofRegistration are the sorts that tell something of a registration.
var ofRegistration = []string{
	"classification", "type", "clientClassification", "controlOrganizationIntegrated", "address", "representativeName", "mainPhone", "businessRegistrationNumber",
}

// expect is the list as the model has it.
func (w *world) expect(f organization.Filter, sort string, own bool) []string {
	field, descending := strings.CutPrefix(sort, "-")
	plain := f
	plain.Q, plain.Name, plain.IDs, plain.Website, plain.TimeZone, plain.Status, plain.CreatedFrom, plain.CreatedTo = "", "", nil, "", "", nil, nil, nil
	tells := fmt.Sprint(plain) != fmt.Sprint(organization.Filter{}) || slices.Contains(ofRegistration, field)
	var found []organization.Organization
	for _, o := range w.all {
		admin, member := w.member[o.ID]
		sees := !own || member && (!tells || admin && o.Status == organization.Active) && len(f.ExternalKeys) == 0
		if sees && matches(o, f) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b organization.Organization) int {
		order := cmp.Or(slices.CompareFunc(key(a, field), key(b, field), bytes.Compare), strings.Compare(a.ID, b.ID))
		if descending {
			return -order
		}
		return order
	})
	ids := []string{}
	for _, o := range found {
		ids = append(ids, o.ID)
	}
	return ids
}

// pages reads the whole list page by page.
func (w *world) pages(t *rapid.T, caller access.Caller, q organization.Query) []string {
	ids := []string{}
	for range len(w.all) + 2 {
		page, err := w.s.List(ctx, caller, q)
		if err != nil {
			t.Fatalf("list %+v: %v", q, err)
		}
		if len(page.Items) > q.Limit {
			t.Fatalf("%d rows on a page of %d", len(page.Items), q.Limit)
		}
		for _, o := range page.Items {
			ids = append(ids, o.ID)
		}
		if page.NextCursor == "" {
			if int(page.Total.Value) != len(ids) || !page.Total.Exact {
				t.Fatalf("total %+v of %d rows", page.Total, len(ids))
			}
			return ids
		}
		q.Cursor = page.NextCursor
	}
	t.Fatalf("list %+v does not end", q)
	return nil
}

func TestListIsWhatAPlainModelSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		accountID := account(t, d, "reader").AccountID
		rapid.Check(t, func(rt *rapid.T) {
			for _, table := range []string{"member_role", "member", "role", "organization_token", "tally"} {
				exec(t, d, "DELETE FROM "+table)
			}
			exec(t, d, "DELETE FROM organization WHERE registered_organization_id IS NOT NULL")
			exec(t, d, "DELETE FROM organization WHERE id <> $1", id.PlatformOrganization)
			w := &world{d: d, s: service(d), member: map[string]bool{}}
			for i := range rapid.IntRange(0, 10).Draw(rt, "organizations") {
				w.draw(rt, i)
			}
			w.change(rt)
			for _, o := range w.all {
				switch rapid.IntRange(0, 3).Draw(rt, "membership") {
				case 0:
					enroll(t, d, accountID, o.ID, "active", true)
					w.member[o.ID] = true
				case 1:
					enroll(t, d, accountID, o.ID, "active", false)
					w.member[o.ID] = false
				case 2:
					enroll(t, d, accountID, o.ID, "disabled", true)
				}
			}
			for range 4 {
				own := rapid.Bool().Draw(rt, "own")
				caller := access.Operator()
				if own {
					caller = load(t, d, accountID)
				}
				sorts := organization.SortFields()
				if own {
					sorts = slices.DeleteFunc(sorts, func(s string) bool { return s == "externalKey" })
				}
				sort := rapid.SampledFrom([]string{"", "-"}).Draw(rt, "direction") + rapid.SampledFrom(sorts).Draw(rt, "sort")
				f := drawFilter(rt, w)
				want := w.expect(f, sort, own)
				got := w.pages(rt, caller, organization.Query{Filter: f, Sort: sort, Limit: rapid.IntRange(1, 12).Draw(rt, "limit"), ExactCount: rapid.Bool().Draw(rt, "exact")})
				if !slices.Equal(got, want) {
					rt.Fatalf("own %t, sort %q, filter %+v:\ngot  %q\nwant %q", own, sort, f, got, want)
				}
				exported := []string{}
				if err := w.s.Export(ctx, caller, f, sort, func(e organization.Exported) error {
					exported = append(exported, e.ID)
					return nil
				}); err != nil || !slices.Equal(exported, want) {
					rt.Fatalf("exported %q (%v), want %q", exported, err, want)
				}
			}
		})
	})
}
