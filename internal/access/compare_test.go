package access_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
)

// lines are what a query yields, a line a row, in order.
func (r *run) lines(query string, args ...any) []string {
	r.Helper()
	rows, err := r.w.DB.Query(ctx, query, args...)
	if err != nil {
		r.Fatal(err)
	}
	found, err := db.Collect(rows, db.Column[string])
	if err != nil {
		r.Fatal(err)
	}
	slices.Sort(found)
	return found
}

func (r *run) equal(what string, got, want []string) {
	r.Helper()
	if len(got)+len(want) > 0 && !slices.Equal(got, want) {
		r.Fatalf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

func sortedLines(all []string) []string {
	slices.Sort(all)
	return all
}

// path is an organization's place as it is to be stored.
func (m *model) path(organization string) string {
	path := ""
	for _, o := range m.chain(organization) {
		if o != platform || organization == platform {
			path = strings.TrimPrefix(o, "org_") + "/" + path
		}
	}
	return path
}

// stored compares what is stored of the hierarchy, the roles and the members.
func (r *run) stored() {
	r.Helper()
	var organizations, groups, roles, members []string
	for _, o := range r.m.organizations {
		organizations = append(organizations, fmt.Sprintf("%s in %s below %s at %s, suspended %t", o.id, o.group, o.parent, r.m.path(o.id), o.suspended))
	}
	for groupID := range r.m.groups {
		count, depth := 0, 0
		for _, o := range r.m.organizations {
			if o.group == groupID {
				count, depth = count+1, max(depth, strings.Count(r.m.path(o.id), "/"))
			}
		}
		groups = append(groups, fmt.Sprintf("%s has %d, deep %d", groupID, count, depth))
	}
	for _, x := range r.m.roles {
		roles = append(roles, fmt.Sprintf("%s of %s reaches %s", x.id, x.organization, reach(x.own)))
		for _, p := range x.holds {
			roles = append(roles, x.id+" holds "+p)
		}
	}
	for _, x := range r.m.members {
		members = append(members, fmt.Sprintf("%s is %s in %s, %s %s", x.id, x.account, x.organization, x.status, x.awaits))
		for _, roleID := range x.roles {
			members = append(members, x.id+" has "+roleID)
		}
	}
	r.equal("organizations", r.lines(`SELECT id || ' in ' || COALESCE(group_id, '') || ' below ' || COALESCE(parent_id, '') || ' at ' || path ||
		', suspended ' || CASE WHEN status = 'suspended' THEN 'true' ELSE 'false' END FROM organization`), sortedLines(organizations))
	r.equal("groups", r.lines("SELECT id || ' has ' || organization_count || ', deep ' || depth FROM organization_group"), sortedLines(groups))
	r.equal("roles", r.lines(`SELECT id || ' of ' || organization_id || ' reaches ' || reach FROM role
		UNION ALL SELECT role_id || ' holds ' || permission FROM role_permission`), sortedLines(roles))
	r.equal("members", r.lines(`SELECT id || ' is ' || account_id || ' in ' || organization_id || ', ' || status || ' ' || awaits FROM member
		UNION ALL SELECT member_id || ' has ' || role_id FROM member_role`), sortedLines(members))
	r.kept()
}

// kept compares what is kept so that lists are quick: the members of everything below an organization, and the
// totals.
func (r *run) kept() {
	r.Helper()
	var scope []string
	totals := map[string]int{"organization": len(r.m.organizations) - 1, "members/": len(r.m.members)}
	for _, x := range r.m.members {
		for _, o := range r.m.chain(x.organization) {
			if o != platform || x.organization == platform {
				scope = append(scope, x.id+" below "+o)
				totals["members/"+o]++
			}
		}
	}
	r.equal("scope", r.lines("SELECT member_id || ' below ' || organization_id FROM member_scope"), sortedLines(scope))
	r.equal("keys of names", r.lines(`SELECT m.id FROM member m JOIN account a ON a.id = m.account_id LEFT JOIN member_scope s ON s.member_id = m.id
		WHERE (m.name_key <> a.name_key) <> (m.awaits = 'owner') OR s.name_key IS NULL OR s.name_key <> m.name_key`), nil)
	var want []string
	for name, n := range totals {
		if n != 0 {
			want = append(want, fmt.Sprint(name, " ", n))
		}
	}
	r.equal("totals", r.lines("SELECT name || ' ' || SUM(delta) FROM tally GROUP BY name HAVING SUM(delta) <> 0"), sortedLines(want))
}

// answers compares every answer there is, of both nodes: asked one by one, and many at once.
func (r *run) answers() {
	r.Helper()
	nodes := []*access.Service{r.w.Access, r.second}
	single := rapid.IntRange(0, 1).Draw(r.T, "asked one by one")
	var questions []access.Question
	var want []bool
	for _, a := range r.m.accounts {
		for _, p := range asked {
			for _, o := range sorted(r.m.organizations) {
				answer := r.m.check(a.id, p, o)
				got, _, err := nodes[single].Check(ctx, a.id, access.Permission(p), o)
				if err != nil || got != answer {
					r.Fatalf("%s %s in %s: %t (%v), want %t", a.name, p, o, got, err, answer)
				}
				if known, _, _ := r.m.declared(p); known {
					questions = append(questions, access.Question{AccountID: a.id, Permission: access.Permission(p), OrganizationID: o})
					want = append(want, answer)
				}
			}
		}
	}
	for i := 0; i < len(questions); i += access.MaxQuestions {
		end := min(len(questions), i+access.MaxQuestions)
		if err := nodes[1-single].Warm(ctx); err != nil {
			r.Fatal(err)
		}
		got, _, err := nodes[1-single].Ask(ctx, access.Operator(), questions[i:end], func(int) string { return "body" })
		if err != nil || !slices.Equal(got, want[i:end]) {
			r.Fatalf("many at once: %v (%v), want %v", got, err, want[i:end])
		}
	}
}

// sight compares what a caller sees and may do with what the account does in a model.
func (r *run) sight(m *model, c access.Caller, a mAccount) {
	r.Helper()
	if c.Staff() != m.anythingBelow(a.id, platform) {
		r.Fatalf("%s is staff: %t", a.name, c.Staff())
	}
	for _, o := range sorted(m.organizations) {
		if got, want := c.Sees(o), m.sees(a.id, o); got != want {
			r.Fatalf("%s sees %s: %t, want %t", a.name, o, got, want)
		}
		below := 0
		if m.anythingBelow(a.id, o) {
			below = m.below(o)
		}
		if got := c.Below(o); got != below {
			r.Fatalf("%s sees %d below %s, want %d", a.name, got, o, below)
		}
		var want []string
		for _, p := range m.permissions() {
			if m.check(a.id, p, o) {
				want = append(want, p)
			}
		}
		var got []string
		for _, p := range c.Permissions(o) {
			got = append(got, string(p))
		}
		slices.Sort(got)
		r.equal(a.name+"'s permissions in "+o, got, sortedLines(want))
	}
	r.organizationList(c, "organizations that "+a.name+" sees", nil, func(o string) bool { return m.sees(a.id, o) })
}

// organizationList compares a list of organizations with those that the model has.
func (r *run) organizationList(c access.Caller, what string, within *access.Reach, in func(o string) bool) {
	r.Helper()
	want := []string{}
	for _, o := range r.organizations() {
		if in(o) {
			want = append(want, o)
		}
	}
	slices.SortFunc(want, func(a, b string) int {
		return strings.Compare(r.m.organizations[a].name+" "+a, r.m.organizations[b].name+" "+b)
	})
	query := organization.Query{Within: within, Limit: rapid.IntRange(1, 6).Draw(r.T, "limit")}
	if rapid.Bool().Draw(r.T, "descending") {
		query.Sort = "-name"
		slices.Reverse(want)
	}
	got := []string{}
	for {
		page, err := r.w.Organizations.List(ctx, c, query)
		if err != nil {
			r.Fatal(err)
		}
		for _, o := range page.Items {
			got = append(got, o.ID)
		}
		if int(page.Total.Value) != len(want) || !page.Total.Exact {
			r.Fatalf("%s: total %+v, want %d", what, page.Total, len(want))
		}
		if query.Cursor = page.NextCursor; query.Cursor == "" || len(got) > len(want) {
			break
		}
	}
	r.equal(what, got, want)
}

// memberSorts are what a list of members can be sorted by, with what the model sorts by. Nobody has ever been
// here, so by the last visit all are equal.
var memberSorts = map[string]func(m *model, x *mMember) string{
	"":            func(m *model, x *mMember) string { return m.called(x) },
	"name":        func(m *model, x *mMember) string { return m.called(x) },
	"email":       func(m *model, x *mMember) string { return m.accountOf(x).email },
	"createdAt":   func(*model, *mMember) string { return "" }, // IDs are in that order
	"lastVisitAt": func(*model, *mMember) string { return "" },
}

// called is what a member is called: until its owner has accepted, by the address.
func (m *model) called(x *mMember) string {
	if x.awaits == member.AwaitsOwner {
		return m.accountOf(x).email
	}
	return m.accountOf(x).name
}

func (m *model) accountOf(x *mMember) mAccount {
	return m.accounts[slices.IndexFunc(m.accounts, func(a mAccount) bool { return a.id == x.account })]
}

// memberList compares a list of members, with random filters, with what the model has.
func (r *run) memberList(a mAccount) {
	r.Helper()
	var f member.Filter
	if rapid.Bool().Draw(r.T, "of an organization") {
		f.OrganizationID, f.Below = pick(r.T, "organization", sorted(r.m.organizations)), rapid.Bool().Draw(r.T, "below")
	}
	if odds(r.T, "status", 3) {
		f.Status = some(r.T, "status", []string{"active", "pending", "disabled"})
	}
	if odds(r.T, "role", 4) {
		f.RoleIDs = some(r.T, "role", sorted(r.m.roles))
	}
	switch rapid.IntRange(0, 5).Draw(r.T, "search") {
	case 0:
		f.Q = pick(r.T, "part of a name", []string{"a", "an", "ann", "nn", "annex", "z", "oe", "BA", "q", "kim"})
	case 1:
		f.Q = pick(r.T, "address", []string{"one", "example", "two@", "two@example.com", "xample", "ONE", "com"})
	case 2:
		f.Q = pick(r.T, "account", r.m.accounts).id
	case 3:
		if len(r.m.members) > 0 {
			f.Q = pick(r.T, "member", sorted(r.m.members))
		}
	}
	sort := pick(r.T, "sort", sorted(memberSorts))
	want := []string{}
	for _, x := range r.m.members {
		if r.m.check(a.id, "console.members.read", x.organization) && r.m.matches(x, f) {
			want = append(want, x.id)
		}
	}
	key := func(id string) string { return memberSorts[sort](r.m, r.m.members[id]) + " " + id }
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	query := member.Query{Filter: f, Sort: sort, Limit: rapid.IntRange(1, 6).Draw(r.T, "limit"), ExactCount: rapid.Bool().Draw(r.T, "exact")}
	if sort != "" && rapid.Bool().Draw(r.T, "descending") {
		query.Sort = "-" + sort
		slices.Reverse(want)
	}
	what := fmt.Sprintf("members that %s sees by %+v, sort %q", a.name, f, query.Sort)
	c := r.w.Caller(a.id)
	got := []string{}
	for {
		page, err := r.w.Members().List(ctx, c, query)
		if err != nil {
			r.Fatalf("%s: %v", what, err)
		}
		if int(page.Total) != len(want) || !page.Exact {
			r.Fatalf("%s: total %d, want %d", what, page.Total, len(want))
		}
		for _, x := range page.Items {
			got = append(got, x.ID)
		}
		if query.Cursor = page.NextCursor; query.Cursor == "" || len(got) > len(want) {
			break
		}
	}
	r.equal(what, got, want)
	exported := []string{}
	if err := r.w.Members().Export(ctx, c, f, query.Sort, func(x member.Member) error {
		exported = append(exported, x.ID)
		return nil
	}); err != nil {
		r.Fatal(err)
	}
	r.equal("exported "+what, exported, want)
}

// matches is whether a filter shows the member.
func (m *model) matches(x *mMember, f member.Filter) bool {
	a := m.accountOf(x)
	q := strings.ToLower(f.Q)
	word := strings.HasPrefix(a.email, q) || strings.Contains(a.email, "@"+q) || strings.Contains(a.email, "."+q)
	found := x.awaits != member.AwaitsOwner && strings.Contains(a.name, q) || word || a.id == f.Q || x.id == f.Q
	place := f.OrganizationID == "" || x.organization == f.OrganizationID ||
		f.Below && f.OrganizationID != platform && slices.Contains(m.chain(x.organization), f.OrganizationID)
	role := len(f.RoleIDs) == 0 || slices.ContainsFunc(x.roles, func(r string) bool { return slices.Contains(f.RoleIDs, r) })
	return found && place && role && (len(f.Status) == 0 || slices.Contains(f.Status, x.status))
}
