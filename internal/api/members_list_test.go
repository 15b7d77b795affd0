package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/tenantry/tenantry/internal/access"
	memberships "github.com/tenantry/tenantry/internal/member"
)

// town is organizations with members that differ in everything a list can be filtered and sorted by.
type town struct {
	w     *world
	place map[string]string   // the IDs of 위, 가운데, 아래, 옆 (below 위) and 따로
	under map[string][]string // what stands below each, with itself
	roles map[string]string   // of 가운데
	all   []map[string]any    // every member, as staff see them
}

func (w *world) town() *town {
	w.Helper()
	t := &town{w: w, place: map[string]string{}, roles: map[string]string{}, under: map[string][]string{
		"위": {"위", "가운데", "아래", "옆"}, "가운데": {"가운데", "아래"}, "아래": {"아래"}, "옆": {"옆"}, "따로": {"따로"},
	}}
	order := []string{"위", "가운데", "아래", "옆", "따로"}
	for _, name := range order {
		t.place[name] = w.spare(name)
	}
	p := t.place
	w.group("모임", top(p["위"]), below(p["가운데"], p["위"]), below(p["아래"], p["가운데"]), below(p["옆"], p["위"]))
	for _, name := range []string{"발신", "감사"} {
		t.roles[name] = w.role(p["가운데"], name, own, access.AuditRead)
	}
	names := []string{"김민수", "kim minsu", "이둘", "Kim Ha-na", "ที่ว่าการ", "山田 太郎", "O'Neil", "100% 사람", "사람_1", "사람 10"}
	domains := []string{"city.go.kr", "example.com", "kim.example.org"}
	for i := range 40 {
		address := fmt.Sprintf("%s%d@%s", []string{"kim.minsu", "minsu.kim+x", "hana-kim", "lee_2", "yamada"}[i%5], i, domains[i%3])
		accountID := w.named(address, names[i%len(names)], "")
		d := memberships.Draft{OrganizationID: p[order[i%len(order)]], AccountID: accountID, Task: []string{"", "담당"}[i%2]}
		if i%7 == 0 {
			d.Awaits = memberships.AwaitsOwner
		}
		if d.OrganizationID == p["가운데"] {
			d.RoleIDs = [][]string{{}, {t.roles["발신"]}, {t.roles["감사"]}, {t.roles["발신"], t.roles["감사"]}}[i/5%4]
		}
		id := w.enter(d)
		if i%6 == 0 {
			w.disable(id)
		}
		if i%8 == 1 { // the same person elsewhere too
			w.join(accountID, p[order[(i+2)%len(order)]])
		}
		if i%4 == 0 {
			w.signedIn(accountID)
		}
	}
	w.exec("UPDATE account SET second_factor = TRUE WHERE email LIKE 'lee%'")
	t.all = walk(w.operator(), "/v1/members", 200)
	return t
}

// wants reports whether the search text means the member: contained in the name, the beginning of a word of the
// address, or a whole ID.
func wants(m map[string]any, q string) bool {
	q = strings.ToLower(strings.TrimSpace(q))
	email := strings.ToLower(value(m, "email"))
	if name := strings.ToLower(value(m, "name")); name != email && strings.Contains(name, q) { // the name of who has not accepted is the address
		return true
	}
	before := ' '
	for i, r := range email {
		word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
		if word(r) && !word(before) && strings.HasPrefix(email[i:], q) {
			return true
		}
		before = r
	}
	return slices.Contains([]string{strings.ToLower(value(m, "id")), strings.ToLower(value(m, "accountId"))}, q)
}

// shown are the members that a query is to show to somebody who may read in these places, in no order.
func (t *town) shown(places []string, query url.Values) []string {
	want := []string{}
	for _, m := range t.all {
		at := value(m, "organizationId")
		in := slices.ContainsFunc(places, func(name string) bool { return t.place[name] == at })
		if places == nil {
			in = true // staff
		}
		if asked := query.Get("organizationId"); asked != "" {
			below := slices.ContainsFunc(t.under[t.named(asked)], func(name string) bool { return t.place[name] == at })
			in = in && (at == asked || query.Get("reach") == "subtree" && below)
		}
		if ids := query["id"]; len(ids) > 0 {
			in = in && slices.Contains(ids, value(m, "id"))
		}
		if status := query["status"]; len(status) > 0 {
			in = in && slices.Contains(status, value(m, "status"))
		}
		if roles := query["roleId"]; len(roles) > 0 {
			list, _ := m["roles"].([]any)
			in = in && slices.ContainsFunc(list, func(r any) bool { return slices.Contains(roles, value(r.(map[string]any), "id")) })
		}
		if in && (query.Get("q") == "" || wants(m, query.Get("q"))) {
			want = append(want, value(m, "id"))
		}
	}
	slices.Sort(want)
	return want
}

// of are some members of each of these places.
func (t *town) of(places ...string) []string {
	ids := []string{}
	for n, m := range t.all {
		if n%3 > 0 && slices.ContainsFunc(places, func(name string) bool { return t.place[name] == value(m, "organizationId") }) {
			ids = append(ids, value(m, "id"))
		}
	}
	return ids
}

// home is the organization of a member.
func (t *town) home(memberID string) string {
	at := slices.IndexFunc(t.all, func(m map[string]any) bool { return value(m, "id") == memberID })
	return value(t.all[at], "organizationId")
}

func (t *town) named(organizationID string) string {
	for name, id := range t.place {
		if id == organizationID {
			return name
		}
	}
	return ""
}

var memberSorts = []string{"name", "email", "createdAt", "lastVisitAt"}

// Every list is what a plain model says, in every order, whole and by pages, and so is the file of it.
func TestMembersList(t *testing.T) {
	each(t, func(w *world) {
		town := w.town()
		p := town.place
		w.equal("members", len(town.all) > 45, true)
		several := w.holder("several@example.com", p["가운데"], subtree, access.MembersRead)
		w.join(several.accountID, p["위"], w.role(p["위"], "위만", own, access.MembersRead))
		w.join(several.accountID, p["따로"], w.role(p["따로"], "없음", own, access.RolesRead))
		readers := []struct {
			what   string
			c      *client
			places []string
		}{
			{"staff", w.operator(), nil},
			{"the top", w.holder("top@example.com", p["위"], subtree, access.MembersRead), town.under["위"]},
			{"one place", w.holder("one@example.com", p["아래"], own, access.MembersRead), []string{"아래"}},
			{"several", several, []string{"위", "가운데", "아래"}},
			{"who may not", w.holder("none@example.com", p["위"], subtree, access.RolesRead), []string{}},
		}
		town.all = walk(w.operator(), "/v1/members", 200) // with the readers
		queries := []url.Values{
			{},
			{"q": {"김"}},
			{"q": {"민수"}},
			{"q": {"KIM"}},
			{"q": {"minsu"}},
			{"q": {"city.go"}},
			{"q": {"insu"}},
			{"q": {"kim.minsu5@city.go.kr"}},
			{"q": {"%"}},
			{"q": {"_"}},
			{"q": {"사람 1"}},
			{"q": {"ที่"}},
			{"q": {"o'neil"}},
			{"q": {"없는 사람"}},
			{"q": {"kim"}, "status": {"active"}},
			{"q": {value(town.all[3], "id")}},
			{"q": {value(town.all[3], "accountId")}},
			{"q": {value(town.all[3], "accountId")[:20]}},
			{"id": town.of("아래")},
			{"id": town.of("위", "가운데", "아래")},
			{"id": town.of("가운데", "아래"), "organizationId": {p["가운데"]}, "reach": {"subtree"}, "status": {"active"}},
			{"id": town.of("가운데"), "organizationId": {p["가운데"]}, "roleId": {town.roles["감사"]}, "q": {"kim"}},
			{"status": {"pending"}},
			{"status": {"disabled", "active"}},
			{"organizationId": {p["가운데"]}, "roleId": {town.roles["발신"]}},
			{"organizationId": {p["가운데"]}, "roleId": {town.roles["발신"], town.roles["감사"]}},
			{"organizationId": {p["위"]}},
			{"organizationId": {p["위"]}, "reach": {"own"}},
			{"organizationId": {p["위"]}, "reach": {"subtree"}},
			{"organizationId": {p["가운데"]}, "reach": {"subtree"}, "q": {"kim"}, "status": {"active", "pending"}},
		}
		for _, r := range readers {
			for n, query := range queries {
				if asked := query.Get("organizationId"); asked != "" && r.c.get("/v1/organizations/"+asked).status == 404 {
					r.c.get("/v1/members?"+query.Encode()).is(422).names("query.organizationId", "not_found")
					continue
				}
				if slices.ContainsFunc(query["id"], func(id string) bool { return r.c.get("/v1/organizations/"+town.home(id)).status == 404 }) {
					for _, path := range []string{"/v1/members?", "/v1/members/export?format=csv&"} {
						r.c.get(path+query.Encode()).is(422).names("query.id", "not_found")
					}
					continue
				}
				town.compare(r.what, r.c, r.places, query, memberSorts[n%len(memberSorts)])
			}
			for _, sort := range memberSorts {
				town.compare(r.what, r.c, r.places, url.Values{}, sort)
				town.compare(r.what, r.c, r.places, url.Values{"q": {"kim"}}, sort)
			}
		}
	})
}

// compare compares one list with the model, whole, by pages, backwards and as a file.
func (t *town) compare(who string, c *client, places []string, query url.Values, sort string) {
	t.w.Helper()
	what := fmt.Sprint(who, " asks for ", query, " by ", sort)
	path := "/v1/members?" + query.Encode() + "&sort=" + sort
	whole := walk(c, path, 200)
	ids := values(whole, "id")
	t.w.equal(what, slices.Sorted(slices.Values(ids)), t.shown(places, query))
	keys := []string{}
	for _, m := range whole {
		key := strings.ToLower(value(m, sort))
		if sort == "name" {
			key = "" // the order of names is package text's to test
		} else if at, err := time.Parse(time.RFC3339Nano, value(m, sort)); err == nil {
			key = at.Format("2006-01-02T15:04:05.000000")
		}
		keys = append(keys, key)
	}
	t.w.equal(what+": in order", slices.IsSorted(keys), true)
	t.w.equal(what+" by pages", values(walk(c, path, 7), "id"), ids)
	backwards := values(walk(c, strings.Replace(path, "&sort=", "&sort=-", 1), 11), "id")
	slices.Reverse(backwards)
	t.w.equal(what+" backwards", backwards, ids)
	for _, exact := range []string{"", "&count=exact"} {
		a := c.get(path + "&limit=1" + exact).is(200)
		t.w.equal(what+": total", fmt.Sprint(a.number("total.value"), a.text("total.relation")), fmt.Sprint(len(ids), "eq"))
	}
	t.file(what, c, query, sort, whole)
}

// file compares the file of a list with the list.
func (t *town) file(what string, c *client, query url.Values, sort string, whole []map[string]any) {
	t.w.Helper()
	format := "csv"
	if sort == "name" {
		format = "xlsx"
	}
	a := c.get("/v1/members/export?format=" + format + "&" + query.Encode() + "&sort=" + sort)
	t.w.equal(what+" as a file", a.status, 200)
	if len(whole) == 0 {
		if format == "csv" {
			t.w.equal(what+": an empty file", strings.Count(strings.TrimSpace(string(a.body)), "\n"), 0)
		}
		return
	}
	table := t.w.table("x."+format, a.body)
	zone := time.UTC
	if query.Get("organizationId") != "" {
		zone = time.FixedZone("", 9*60*60) // they are all in Seoul
	}
	for name, field := range map[string]string{"created_at": "createdAt", "last_visit_at": "lastVisitAt"} {
		column := slices.Index(table[0], name)
		for i, row := range table[1:] {
			want := ""
			if at, err := time.Parse(time.RFC3339, value(whole[i], field)); err == nil {
				want = at.In(zone).Format(time.RFC3339)
			}
			t.w.equal(what+" as a file: "+name, row[column], want)
		}
	}
	for name, field := range map[string]string{
		"member_id": "id", "account_id": "accountId", "name": "name", "email": "email", "task": "task", "status": "status",
		"organization_id": "organizationId", "organization": "organizationName", "second_factor": "secondFactor",
	} {
		at := slices.Index(table[0], name)
		column := []string{}
		for _, row := range table[1:] {
			column = append(column, row[at])
		}
		t.w.equal(what+" as a file: "+name, column, values(whole, field))
	}
}
