package access_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/group"
)

func treeLines(tree []group.Node) []string {
	var lines []string
	for _, n := range tree {
		lines = append(lines, fmt.Sprintf("%d %s below %s", n.Depth, n.OrganizationID, n.ParentID))
	}
	return lines
}

func nodeLines(tree []node) []string {
	var lines []string
	for _, n := range tree {
		lines = append(lines, fmt.Sprintf("%d %s below %s", n.depth, n.id, n.parent))
	}
	return lines
}

// seen is an organization, mostly one that the account sees.
func (r *run) seen(a mAccount) string {
	all := sorted(r.m.organizations)
	near := slices.DeleteFunc(slices.Clone(all), func(o string) bool { return !r.m.sees(a.id, o) })
	if len(near) > 0 && !odds(r.T, "any organization", 4) {
		all = near
	}
	return pick(r.T, "organization", all)
}

// trees compares the trees of the groups, and what one account sees below and above an organization.
func (r *run) trees(a mAccount) {
	r.Helper()
	for _, groupID := range sorted(r.m.groups) {
		tree, err := r.w.Groups.Tree(ctx, access.Operator(), groupID)
		if err != nil {
			r.Fatal(err)
		}
		var want []string
		if top := r.m.highest(groupID); top != "" {
			want = nodeLines(r.m.tree(top))
		}
		r.equal("tree", treeLines(tree), want)
	}
	o := r.seen(a)
	tree, above, err := r.w.Groups.Below(ctx, r.w.Caller(a.id), o, "")
	if !r.m.sees(a.id, o) {
		r.same("lower levels", err, "not_found")
		return
	}
	if err != nil {
		r.Fatal(err)
	}
	want := []node{{id: o, depth: 1}}
	if r.m.anythingBelow(a.id, o) {
		want = r.m.tree(o)
	}
	r.equal("lower levels", treeLines(tree), nodeLines(want))
	var higher, seen []string
	for _, x := range above {
		higher = append(higher, x.ID)
	}
	for _, x := range slices.Backward(r.m.chain(o)) {
		if x != o && x != platform && r.m.sees(a.id, x) {
			seen = append(seen, x)
		}
	}
	r.equal("higher levels", higher, seen)

	q := pick(r.T, "search", []string{"ann", "BA", "z", "nothing"})
	tree, _, err = r.w.Groups.Below(ctx, r.w.Caller(a.id), o, q)
	if err != nil {
		r.Fatal(err)
	}
	matches := func(x string) bool {
		return strings.Contains(r.m.organizations[x].name, strings.ToLower(q))
	}
	var kept, got []string
	for _, n := range want {
		leads := slices.ContainsFunc(want, func(x node) bool { return matches(x.id) && slices.Contains(r.m.chain(x.id), n.id) })
		if leads {
			kept = append(kept, fmt.Sprint(n.id, " ", matches(n.id)))
		}
	}
	for _, n := range tree {
		got = append(got, fmt.Sprint(n.OrganizationID, " ", n.Match))
	}
	r.equal("lower levels with "+q, got, kept)
}

// explained compares the reason of one answer, and which organizations an account may do something in.
func (r *run) explained(reader, a mAccount) {
	r.Helper()
	p, o := pick(r.T, "permission", asked), r.seen(reader)
	if known, _, _ := r.m.declared(p); !known {
		_, _, err := r.w.Access.Explain(ctx, r.w.Caller(""), access.Question{AccountID: a.id, Permission: access.Permission(p), OrganizationID: o}, "body")
		r.same("explain", err, "unknown_permission")
		return
	}
	question := access.Question{AccountID: a.id, Permission: access.Permission(p), OrganizationID: o}
	e, _, err := r.w.Access.Explain(ctx, r.w.Caller(""), question, "body")
	if err != nil {
		r.Fatal(err)
	}
	r.explanation(e, a, p, o)
	all, _, err := r.w.Access.ExplainAll(ctx, r.w.Caller(""), question, "body")
	if err != nil {
		r.Fatal(err)
	}
	var got, want []string
	for _, e := range all {
		got = append(got, string(e.Permission))
		r.explanation(e, a, string(e.Permission), o)
	}
	for _, x := range r.m.permissions() {
		if _, _, platformOnly := r.m.declared(x); !platformOnly || o == platform {
			want = append(want, x)
		}
	}
	r.equal("all that is explained", sortedLines(got), sortedLines(want))
	r.hidden(reader, a, question)

	reach, _, err := r.w.Access.Where(ctx, r.w.Caller(""), question, "body")
	if err != nil {
		r.Fatal(err)
	}
	r.organizationList(r.w.Caller(""), "organizations where "+a.name+" may "+p, &reach, func(o string) bool { return r.m.check(a.id, p, o) })
}

// explanation compares one explanation.
func (r *run) explanation(e access.Explanation, a mAccount, p, o string) {
	r.Helper()
	what := fmt.Sprintf("%s %s in %s", a.name, p, o)
	if e.Allowed != r.m.check(a.id, p, o) {
		r.Fatalf("explained %s: %t", what, e.Allowed)
	}
	var got, want, missing, lack []string
	for _, path := range e.Paths {
		got = append(got, fmt.Sprint(path.MemberID, path.RoleID, path.RoleName, path.OrganizationID, path.OrganizationName, path.LevelsAbove, path.Platform))
	}
	for _, x := range e.Missing {
		missing = append(missing, fmt.Sprint(x.Code, " ", x.MemberID, " ", x.OrganizationID, x.OrganizationName, x.LevelsAbove))
	}
	for level, up := range r.m.chain(o) {
		for _, memberID := range sorted(r.m.members) {
			x := r.m.members[memberID]
			if x.account != a.id || x.organization != up {
				continue
			}
			name := r.m.organizations[up].name
			lack = append(lack, fmt.Sprint(r.m.lack(x, p, o), " ", x.id, " ", up, name, level))
			for _, roleID := range x.roles {
				role := r.m.roles[roleID]
				counts, _ := r.m.counts(role, o)
				if x.status == "active" && counts && r.m.gives(role, p) && r.m.open(a.id, up) {
					want = append(want, fmt.Sprint(x.id, roleID, role.name, up, name, level, up == platform))
				}
			}
		}
	}
	switch _, supported, _ := r.m.declared(p); {
	case len(want) > 0:
		lack = nil
	case !supported:
		lack = []string{fmt.Sprint("permission_not_supported", " ", "", " ", "", "", 0)}
	case len(lack) == 0:
		lack = []string{fmt.Sprint("not_a_member", " ", "", " ", "", "", 0)}
	}
	r.equal("paths of "+what, sortedLines(got), sortedLines(want))
	if len(missing) != len(lack) {
		r.Fatalf("missing for %s: %q, want %q", what, missing, lack)
	}
	for i := range missing { // where several roles lack different things, one of them is named
		code, rest, _ := strings.Cut(missing[i], " ")
		codes, wanted, _ := strings.Cut(lack[i], " ")
		if rest != wanted || !slices.Contains(strings.Split(codes, "|"), code) {
			r.Fatalf("missing for %s: %q, want %q", what, missing, lack)
		}
	}
}

// lack is what the membership lacks for its account to be allowed by it: several codes with | where its roles lack
// different things.
func (m *model) lack(x *mMember, p, o string) string {
	switch {
	case x.status == "pending":
		return "member_pending"
	case x.status == "disabled":
		return "member_disabled"
	case len(x.roles) == 0:
		return "no_roles"
	}
	var codes []string
	for _, roleID := range x.roles {
		role := m.roles[roleID]
		counts, _ := m.counts(role, o)
		switch {
		case !m.gives(role, p):
		case !counts:
			codes = append(codes, "reach_own")
		case m.organizations[x.organization].suspended:
			codes = append(codes, "organization_suspended")
		case !m.open(x.account, x.organization):
			codes = append(codes, "second_factor_required")
		}
	}
	if len(codes) == 0 {
		return "role_lacks_permission"
	}
	return strings.Join(codes, "|")
}

// hidden compares who may ask, and that an explanation names nothing that the reader does not see.
func (r *run) hidden(reader, a mAccount, q access.Question) {
	r.Helper()
	e, _, err := r.w.Access.Explain(ctx, r.w.Caller(reader.id), q, "body")
	everywhere := r.m.checkBelow(reader.id, "console.access.check", platform)
	switch {
	case !everywhere && !r.m.sees(reader.id, q.OrganizationID):
		r.same("explain what is not seen", err, "not_found")
		return
	case reader.id != a.id && !r.m.check(reader.id, "console.access.check", q.OrganizationID) && !everywhere:
		want := r.m.refusal(reader.id, "console.access.check", q.OrganizationID)
		r.same("explain without the permission", err, want)
		return
	case err != nil: // the account may be nobody to the reader
		r.same("explain somebody unknown", err, "not_found")
		if everywhere || reader.id == a.id || r.m.related(a, q.OrganizationID) {
			r.Fatalf("%s may not ask about %s: %v", reader.name, a.name, err)
		}
		return
	}
	if e.Allowed != r.m.check(a.id, string(q.Permission), q.OrganizationID) {
		r.Fatalf("explained to %s: %t", reader.name, e.Allowed)
	}
	for _, path := range e.Paths {
		if path.OrganizationID != "" && reader.id != a.id && !r.m.sees(reader.id, path.OrganizationID) ||
			path.OrganizationID == "" && path.OrganizationName+path.MemberID+path.RoleID+path.RoleName != "" {
			r.Fatalf("%s does not see %+v", reader.name, path)
		}
	}
	for _, x := range e.Missing {
		if x.OrganizationID != "" && reader.id != a.id && !r.m.sees(reader.id, x.OrganizationID) ||
			x.OrganizationID == "" && x.OrganizationName+x.MemberID+x.RoleID+x.RoleName != "" {
			r.Fatalf("%s does not see %+v", reader.name, x)
		}
	}
}

// related is whether the account belongs, in whatever status, to the organization or to one above it.
func (m *model) related(a mAccount, o string) bool {
	for _, x := range m.members {
		if x.account == a.id && slices.Contains(m.chain(o), x.organization) {
			return true
		}
	}
	return false
}

// compare compares all of it, the lists and explanations for some of the accounts.
func (r *run) compare() {
	r.Helper()
	r.stored()
	r.answers()
	reader := pick(r.T, "reader", r.m.accounts)
	r.sight(r.m, r.w.Caller(reader.id), reader)
	r.keySight()
	r.trees(reader)
	for range 3 {
		r.memberList(reader)
	}
	r.explained(reader, pick(r.T, "explained", r.m.accounts))
}
