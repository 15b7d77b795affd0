package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// numbers are business registration numbers whose check digits are right.
var numbers = []string{"1168200276", "1348672683", "5608837268", "3408971655"}

// village loads organizations that differ in every column, and returns them as the whole list shows them.
func (w *world) village(staff *client) []map[string]any {
	w.Helper()
	zones := []string{"Asia/Seoul", "Asia/Tokyo", "Europe/Paris"}
	above := w.load(24, func(i int) organization.Draft {
		d := organization.Draft{
			Name: fmt.Sprintf("%s %d", []string{"종로", "강남", "abc", "ABC", "ที่ว่าการ", "東京"}[i%6], i), TimeZone: zones[i%3], ExternalKey: fmt.Sprintf("Key-%d", i),
			Registration: &organization.Registration{
				Classification: "client", Type: "contracting", ClientClassification: []string{"company", "other", "local_government"}[i%3],
				Address:            organization.Address{Base: fmt.Sprintf("서울 %d길", i%5), Detail: []string{"", "1층 로비"}[i%2], PostalCode: []string{"", "03190", "06000"}[i%3]},
				RepresentativeName: []string{"김하나", "Kim", "이둘"}[i%3], BusinessRegistrationNumber: numbers[i%4],
			},
		}
		yes := i%2 == 0
		d.Registration.ControlIntegrated = &yes
		if i%4 == 0 {
			d.Registration.MainPhone = phone.Number(fmt.Sprintf("02-891-10%02d", i))
		}
		if i%5 == 0 {
			d.Website = fmt.Sprintf("https://Example%d.com/Path", i%3)
		}
		if i%7 == 0 {
			d.Status = organization.Suspended
		}
		if i%6 == 5 {
			d.Registration.Classification, d.Registration.ClientClassification = "partner", ""
		}
		return d
	})
	w.load(9, func(i int) organization.Draft {
		return organization.Draft{Name: fmt.Sprintf("종로 동%d", i), TimeZone: "Asia/Seoul", Registration: &organization.Registration{
			Classification: "client", Type: "executing", ClientClassification: "company",
			Address: organization.Address{Base: "부산"}, RegisteredOrganizationID: above[i%2],
		}}
	})
	w.load(8, func(i int) organization.Draft {
		return organization.Draft{Name: fmt.Sprintf("자체 %d", i/2), TimeZone: "Asia/Tokyo"}
	})
	for i := range 5 { // so that updates have an order of their own
		staff.patch("/v1/organizations/"+above[20-i], object{"name": fmt.Sprintf("바뀐 %d", i)}).is(200)
	}
	return items(staff.get("/v1/organizations?limit=200").is(200))
}

func items(a *answer) []map[string]any {
	a.w.Helper()
	out := []map[string]any{}
	list, ok := a.at("items").([]any)
	if !ok {
		a.w.Fatalf("%s: no items in %s", a.what, a.body)
	}
	for _, item := range list {
		out = append(out, item.(map[string]any))
	}
	return out
}

// value is a text of an item at a dotted path, "" for null.
func value(item map[string]any, path string) string {
	var v any = item
	for part := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[part]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func values(list []map[string]any, path string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = value(item, path)
	}
	return out
}

// walk pages through a list and returns all of it.
func walk(c *client, path string, limit int) []map[string]any {
	c.w.Helper()
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	path += fmt.Sprintf("%slimit=%d", sign, limit)
	var all []map[string]any
	for cursor := ""; ; {
		a := c.get(path + cursor).is(200)
		page := items(a)
		all = append(all, page...)
		next := a.text("nextCursor")
		if next == "" {
			if strings.Contains(string(a.body), "nextCursor") {
				c.w.Fatalf("%s: nextCursor on the last page: %s", path, a.body)
			}
			return all
		}
		if len(page) != limit {
			c.w.Fatalf("%s: a page of %d that is not the last", path, len(page))
		}
		cursor = "&cursor=" + url.QueryEscape(next)
	}
}

// sortKeys says what each sort compares, before the ID.
var sortKeys = map[string]func(item map[string]any) []string{
	"name":      func(i map[string]any) []string { return []string{nameKey(i)} },
	"createdAt": func(i map[string]any) []string { return []string{moment(i, "createdAt")} },
	"updatedAt": func(i map[string]any) []string { return []string{moment(i, "updatedAt")} },
	"externalKey": func(i map[string]any) []string {
		return []string{value(i, "externalKey")}
	},
	"website":                       func(i map[string]any) []string { return []string{text.Fold(value(i, "website")), nameKey(i)} },
	"timeZone":                      func(i map[string]any) []string { return []string{value(i, "timeZone"), nameKey(i)} },
	"status":                        func(i map[string]any) []string { return []string{value(i, "status"), nameKey(i)} },
	"classification":                byRegistration("classification", nameKey),
	"type":                          byRegistration("type", nameKey),
	"clientClassification":          byRegistration("clientClassification", nameKey),
	"controlOrganizationIntegrated": byRegistration("controlOrganizationIntegrated", nameKey),
	"representativeName":            byRegistration("representativeName", nil),
	"mainPhone":                     byRegistration("mainPhone", nil),
	"businessRegistrationNumber":    byRegistration("businessRegistrationNumber", nil),
	"address": func(i map[string]any) []string {
		const at = "registration.address."
		return []string{text.Fold(strings.TrimSpace(value(i, at+"base") + " " + value(i, at+"detail") + " " + value(i, at+"postalCode")))}
	},
}

func nameKey(item map[string]any) string { return string(text.SortKey(value(item, "name"))) }

func moment(item map[string]any, field string) string {
	t, err := time.Parse(time.RFC3339Nano, value(item, field))
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(t.UnixMicro())
}

func byRegistration(field string, then func(map[string]any) string) func(map[string]any) []string {
	return func(i map[string]any) []string {
		key := []string{text.Fold(value(i, "registration."+field))}
		if then != nil {
			key = append(key, then(i))
		}
		return key
	}
}

func TestEverySortPagesThroughEverything(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		all := w.village(staff)
		w.equal("organizations", len(all), 41)
		for _, field := range organization.SortFields() {
			key := sortKeys[field]
			if key == nil {
				w.Fatalf("no order is known for the sort %s", field)
			}
			want := slices.Clone(all)
			slices.SortFunc(want, func(a, b map[string]any) int {
				return slices.Compare(append(key(a), value(a, "id")), append(key(b), value(b, "id")))
			})
			w.equal(field, values(walk(staff, "/v1/organizations?sort="+field, 7), "id"), values(want, "id"))
			slices.Reverse(want)
			w.equal("-"+field, values(walk(staff, "/v1/organizations?sort=-"+field, 7), "id"), values(want, "id"))
		}
		w.equal("the default order", values(all, "id"), values(walk(staff, "/v1/organizations?sort=name", 200), "id"))
		w.equal("a page of all", len(walk(staff, "/v1/organizations", 41)), 41)
		w.equal("the default limit", len(items(staff.get("/v1/organizations"))), 41)
		w.equal("numbers in names", strings.Join(values(walk(staff, "/v1/organizations?q=자체&sort=name", 3), "name"), " "),
			"자체 0 자체 0 자체 1 자체 1 자체 2 자체 2 자체 3 자체 3")
	})
}

func TestFilters(t *testing.T) {
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		all := w.village(staff)
		first := all[slices.IndexFunc(all, func(i map[string]any) bool { return value(i, "externalKey") == "Key-0" })]
		folded := func(path, part string) func(map[string]any) bool {
			return func(i map[string]any) bool { return strings.Contains(text.Fold(value(i, path)), text.Fold(part)) }
		}
		is := func(path string, oneOf ...string) func(map[string]any) bool {
			return func(i map[string]any) bool { return slices.Contains(oneOf, value(i, path)) }
		}
		both := func(a, b func(map[string]any) bool) func(map[string]any) bool {
			return func(i map[string]any) bool { return a(i) && b(i) }
		}
		from, to := value(all[3], "createdAt"), value(all[20], "createdAt")
		if from > to {
			from, to = to, from
		}
		none := func(map[string]any) bool { return false }
		const r = "registration."
		for query, want := range map[string]func(map[string]any) bool{
			"q=종":                          folded("name", "종"),
			"q=종로":                         folded("name", "종로"),
			"q=종로+동":                       folded("name", "종로 동"),
			"q=  종로  ":                     folded("name", "종로"),
			"q=ABc":                        folded("name", "abc"),
			"q=ว่าการ":                     folded("name", "ว่าการ"),
			"q=京":                          folded("name", "京"),
			"q=로종":                         none,
			"q=없는 이름":                      none,
			"q=1":                          folded("name", "1"),
			"q=":                           func(map[string]any) bool { return true },
			"q=" + value(first, "id"):      is("id", value(first, "id")),
			"q=" + value(first, "id")[:20]: none,
			"q=Key-0":                      none, // the key is not searched
			"name=강남":                      folded("name", "강남"),
			"name=강남&q=1":                  both(folded("name", "강남"), folded("name", "1")),
			"website=EXAMPLE1":             folded("website", "example1"),
			"website=/path":                folded("website", "/path"),
			"externalKey=Key-0":            is("externalKey", "Key-0"),
			"externalKey= Key-0 ":          is("externalKey", "Key-0"),
			"externalKey=Key-0&externalKey=Key-1&externalKey=Key": is("externalKey", "Key-0", "Key-1"),
			"externalKey=key-0":               none,
			"externalKey=Key":                 none,
			"timeZone=asia":                   folded("timeZone", "asia"),
			"timeZone=Europe/Paris":           is("timeZone", "Europe/Paris"),
			"status=suspended":                is("status", "suspended"),
			"status=suspended&status=active":  is("status", "suspended", "active"),
			"classification=partner":          is(r+"classification", "partner"),
			"type=executing":                  is(r+"type", "executing"),
			"type=executing&type=contracting": is(r+"type", "executing", "contracting"),
			"clientClassification=company":    is(r+"clientClassification", "company"),
			"clientClassification=company&clientClassification=other&status=active": both(is(r+"clientClassification", "company", "other"), is("status", "active")),
			"address=5길":                                              none,
			"address=4길":                                              folded(r+"address.base", "4길"),
			"address=로비":                                              folded(r+"address.detail", "로비"),
			"address=06000":                                           is(r+"address.postalCode", "06000"),
			"controlOrganizationIntegrated=true":                      is(r+"controlOrganizationIntegrated", "true"),
			"controlOrganizationIntegrated=false":                     is(r+"controlOrganizationIntegrated", "false"),
			"registeredOrganizationId=" + value(first, "id"):          is(r+"registeredOrganizationId", value(first, "id")),
			"representativeName=kIM":                                  folded(r+"representativeName", "kim"),
			"representativeName=하나":                                   folded(r+"representativeName", "하나"),
			"mainPhone=028911004":                                     is(r+"mainPhone", "+8228911004"),
			"mainPhone=02-891-1004":                                   is(r+"mainPhone", "+8228911004"),
			"mainPhone=%2B8228911004":                                 is(r+"mainPhone", "+8228911004"),
			"mainPhone=891":                                           folded(r+"mainPhone", "+82"),
			"mainPhone=abc":                                           none,
			"businessRegistrationNumber=116-82":                       is(r+"businessRegistrationNumber", "1168200276"),
			"businessRegistrationNumber=8200276":                      is(r+"businessRegistrationNumber", "1168200276"),
			"businessRegistrationNumber=-":                            none,
			"businessRegistrationNumber=x":                            none,
			"id=" + value(first, "id") + "&id=" + value(all[9], "id"): is("id", value(first, "id"), value(all[9], "id")),
			"id=" + value(first, "id") + "&status=active":             none,
			"createdFrom=" + from:                                     func(i map[string]any) bool { return moment(i, "createdAt") >= moment(map[string]any{"t": from}, "t") },
			"createdFrom=" + from + "&createdTo=" + to: func(i map[string]any) bool {
				at := moment(i, "createdAt")
				return at >= moment(map[string]any{"t": from}, "t") && at < moment(map[string]any{"t": to}, "t")
			},
			"createdTo=2000-01-01T00:00:00Z":        none,
			"createdTo=2126-01-31T18:00:00%2B09:00": func(map[string]any) bool { return true },
		} {
			query = strings.ReplaceAll(query, " ", "%20")
			expected := []string{}
			for _, item := range all {
				if want(item) {
					expected = append(expected, value(item, "id"))
				}
			}
			a := staff.get("/v1/organizations?limit=200&" + query)
			if a.status != 200 {
				w.Errorf("%s: got %d %s", query, a.status, a.body)
				continue
			}
			w.equal(query, values(items(a), "id"), expected)
			w.equal(query+": total", fmt.Sprint(a.number("total.value"), a.text("total.relation")), fmt.Sprint(len(expected), "eq"))
			if len(expected) > 3 {
				w.equal(query+", by pages", values(walk(staff, "/v1/organizations?"+query, 3), "id"), expected)
			}
		}
		// A whole ID beside a name: both hold.
		a := staff.get("/v1/organizations?name=강남&q=" + value(first, "id")).is(200)
		w.equal("an ID of another name", a.length("items"), 0)
	})
}

func TestManyHits(t *testing.T) {
	const many = 10_050
	each(t, func(w *world) {
		staff := w.staff("staff@example.com")
		few := w.load(3, func(i int) organization.Draft {
			return organization.Draft{Name: fmt.Sprintf("섬 %d 말", i+1), TimeZone: "Asia/Seoul"}
		})
		ids := w.load(many, func(i int) organization.Draft {
			name := fmt.Sprintf("말%04x", i)
			if i%9 == 0 {
				name += "꽃"
			}
			return organization.Draft{Name: name, TimeZone: "Asia/Seoul"}
		})
		total := func(query string) string {
			w.Helper()
			a := staff.get("/v1/organizations?limit=1&" + query).is(200)
			return fmt.Sprint(a.number("total.value"), " ", a.text("total.relation"))
		}
		w.equal("everything", total("q="), "10053 eq")
		w.equal("many", total("q=말"), "10000 gte")
		w.equal("many, exactly", total("q=말&count=exact"), "10053 eq")
		w.equal("many by another filter", total("timeZone=seoul"), "10000 gte")
		w.equal("few among many", total("q=섬+1+말"), "1 eq")
		w.equal("some among many", total("q=말01"), "256 eq")
		w.equal("thousands among many", total("q=말1"), "4096 eq")
		w.equal("none among many", total("q=말ffff"), "0 eq")
		w.equal("few", values(walk(staff, "/v1/organizations?q=섬", 2), "id"), few)
		// The list is walked in its own order where the text is common.
		flowers := []string{}
		for i := 0; i < many; i += 9 {
			flowers = append(flowers, ids[i])
		}
		slices.Reverse(flowers)
		w.equal("flowers", len(flowers), 1117)
		w.equal("all of many, newest first", values(walk(staff, "/v1/organizations?q=꽃&sort=-createdAt", 200), "id"), flowers)
		w.equal("the last of many", values(walk(staff, "/v1/organizations?q=말272&sort=createdAt", 7), "id"), ids[0x2720:0x2730])
		staff.delete("/v1/organizations/" + few[0]).is(204)
		w.must(w.app.Sweep(w.Context()))
		w.equal("everything but one, folded", total("q="), "10052 eq")
	})
}
