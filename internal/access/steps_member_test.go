package access_test

import (
	"context"
	"slices"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/member"
)

func (r *run) changeMember() {
	x := r.member(anyone)
	if x == nil {
		return
	}
	by := r.caller(x.organization)
	after := *x
	after.roles = some(r.T, "roles", r.rolesOf(x.organization))
	want := r.mayChange(by, "console.members.update", x)
	added := slices.DeleteFunc(slices.Clone(after.roles), func(roleID string) bool { return slices.Contains(x.roles, roleID) })
	if want == "" && r.m.exceeds(by, x.organization, r.m.grantsOf(added)...) {
		want = "exceeds_own_permissions"
	}
	if want == "" && !slices.ContainsFunc(after.roles, func(roleID string) bool { return r.m.roles[roleID].fixed }) {
		want = r.m.keeps(by, "console.members.update", x)
	}
	_, err := r.w.Members().Update(ctx, r.w.Caller(by), x.id, member.Patch{RoleIDs: &after.roles}, nil)
	if r.same("change member", err, want) {
		*x = after
	}
}

func (r *run) disableMember() {
	x := r.member(anyone)
	if x == nil {
		return
	}
	by := r.caller(x.organization)
	want := r.mayChange(by, "console.members.disable", x)
	if want == "" {
		want = r.m.keeps(by, "console.members.disable", x)
	}
	_, err := r.w.Members().Disable(ctx, r.w.Caller(by), x.id)
	if r.same("disable member", err, want) {
		x.status = "disabled"
	}
}

func (r *run) enableMember() {
	x := r.member(func(x *mMember) bool { return x.status == "disabled" })
	if x == nil {
		return
	}
	by := r.caller(x.organization)
	_, err := r.w.Members().Enable(ctx, r.w.Caller(by), x.id)
	if r.same("enable member", err, r.mayChange(by, "console.members.disable", x)) && x.status == "disabled" {
		x.status = map[bool]string{true: "active", false: "pending"}[x.awaits == ""]
	}
}

func (r *run) deleteMember() {
	x := r.member(anyone)
	if x == nil {
		return
	}
	by := r.caller(x.organization)
	want := r.mayChange(by, "console.members.delete", x)
	if want == "" {
		want = r.m.keeps(by, "console.members.delete", x)
	}
	if r.same("delete member", r.w.Members().Delete(ctx, r.w.Caller(by), x.id, nil), want) {
		delete(r.m.members, x.id)
	}
}

// answer is the answer of an account's owner to having been added.
func (r *run) answer() {
	x := r.member(func(x *mMember) bool { return x.awaits == member.AwaitsOwner })
	if x == nil {
		return
	}
	by, want := x.account, ""
	if odds(r.T, "somebody else", 4) {
		by = pick(r.T, "caller", r.m.accounts).id
	}
	switch {
	case by != x.account:
		want = "not_found"
	case x.status != "pending" || x.awaits != member.AwaitsOwner:
		want = "nothing_to_answer"
	}
	accept := rapid.Bool().Draw(r.T, "accept")
	switch {
	case !r.same("answer", r.w.Members().Answer(ctx, r.w.Caller(by), x.id, accept), want):
	case accept:
		x.status, x.awaits = "active", ""
	default:
		delete(r.m.members, x.id)
	}
}

// takeUp replaces an account's temporary password.
func (r *run) takeUp() {
	accountID := pick(r.T, "account", r.m.accounts).id
	r.w.Write(func(ctx context.Context, tx *db.Tx) error { return member.TakeUp(ctx, tx, r.w.Clock.Now(), accountID) })
	for _, x := range r.m.members {
		if x.account == accountID && x.awaits == member.AwaitsPassword {
			x.awaits = ""
			if x.status == "pending" {
				x.status = "active"
			}
		}
	}
}

// tree makes a change of a hierarchy: what it would do is shown first, then it is done.
func (r *run) tree(what, want string, after *model, do func(dryRun bool) (group.Impact, error)) {
	r.Helper()
	r.w.Caller("")
	impact, err := do(true)
	if r.same(what+", shown", err, want) {
		gains, loses := difference(r.m, after), difference(after, r.m)
		if impact.Gains.Count != len(gains) || impact.Loses.Count != len(loses) || impact.Organizations != elsewhere(r.m, after) {
			r.Fatalf("%s: shows %+v; want gains %v, loses %v, organizations %d", what, impact, gains, loses, elsewhere(r.m, after))
		}
		for _, p := range impact.Gains.Examples {
			if !slices.Contains(gains, p.AccountID) {
				r.Fatalf("%s: %s gains nothing", what, p.Name)
			}
		}
		for _, p := range impact.Loses.Examples {
			if !slices.Contains(loses, p.AccountID) {
				r.Fatalf("%s: %s loses nothing", what, p.Name)
			}
		}
	}
	if _, err := do(false); r.same(what, err, want) {
		r.m = after
	}
}

const mostLevels = 10

func (r *run) newGroup() {
	deep := rapid.Bool().Draw(r.T, "deep")
	all := r.organizations()
	if !deep || odds(r.T, "a part", 3) {
		all = some(r.T, "in the group", all)
	}
	if !odds(r.T, "also grouped ones", 6) {
		all = slices.DeleteFunc(all, func(o string) bool { return r.m.organizations[o].group != "" })
	}
	if len(all) > 0 && !odds(r.T, "any highest level", 6) { // a contracting one first
		i := slices.IndexFunc(all, func(o string) bool { return r.m.organizations[o].kind == "contracting" })
		if i < 0 {
			return
		}
		all[0], all[i] = all[i], all[0]
	}
	tree := make([]group.Placement, len(all))
	for i, o := range all {
		tree[i].OrganizationID = o
		switch {
		case i == 0:
		case deep:
			tree[i].ParentID = all[i-1]
		default:
			tree[i].ParentID = pick(r.T, "parent", all[:i])
		}
	}
	if len(all) > 2 && odds(r.T, "cycle", 10) {
		tree[1].ParentID = all[len(all)-1]
	}
	if len(all) > 2 && odds(r.T, "two roots", 15) {
		tree[len(all)-1].ParentID = ""
	}
	var groupID string
	after := r.m.clone()
	for _, at := range tree {
		after.organizations[at.OrganizationID].parent = at.ParentID
	}
	want := r.wrongTree(tree, after)
	name := pick(r.T, "group name", names)
	r.tree("create group", want, after, func(dryRun bool) (group.Impact, error) {
		g, impact, err := r.w.Groups.Create(ctx, r.w.Caller(""), group.Draft{Name: name, Organizations: tree}, dryRun)
		if groupID = g.ID; err == nil && !dryRun {
			after.groups[groupID] = name
			for _, at := range tree {
				after.organizations[at.OrganizationID].group = groupID
			}
		}
		return impact, err
	})
}

// wrongTree is why the tree cannot be a group's, "" where it can.
func (r *run) wrongTree(tree []group.Placement, after *model) string {
	roots, reached := 0, 0
	for _, at := range tree {
		if at.ParentID == "" {
			roots++
		}
	}
	if roots > 1 {
		return "one_highest_level"
	}
	for _, at := range tree {
		depth, up := 1, at.ParentID
		for ; up != "" && depth <= len(tree)+1; depth++ {
			up = after.organizations[up].parent
		}
		if up == "" && depth > mostLevels {
			return "too_deep"
		}
		if up == "" {
			reached++
		}
	}
	if reached < len(tree) {
		return "cycle"
	}
	for _, at := range tree {
		if r.m.organizations[at.OrganizationID].group != "" {
			return "already_in_group"
		}
	}
	if len(tree) > 0 && after.organizations[tree[0].OrganizationID].kind != "contracting" {
		return "highest_level_must_be_contracting"
	}
	return ""
}

// place draws a group, an organization and a place for it: mostly such as go together.
func (r *run) place() (groupID, organizationID, parentID string, ok bool) {
	if len(r.m.groups) == 0 || len(r.organizations()) < 2 {
		return "", "", "", false
	}
	all := sorted(r.m.groups)
	peopled := slices.DeleteFunc(slices.Clone(all), func(g string) bool { return r.m.highest(g) == "" })
	if len(peopled) > 0 && !odds(r.T, "any group", 6) {
		all = peopled
	}
	groupID = pick(r.T, "group", all)
	inside := slices.DeleteFunc(r.organizations(), func(o string) bool { return r.m.organizations[o].group != groupID })
	organizationID, parentID = pick(r.T, "organization", r.organizations()), pick(r.T, "parent", r.organizations())
	if len(inside) > 0 && !odds(r.T, "any parent", 6) {
		parentID = pick(r.T, "parent inside", inside)
	}
	return groupID, organizationID, parentID, true
}

func (r *run) add() {
	groupID, organizationID, parentID, ok := r.place()
	if !ok {
		return
	}
	if odds(r.T, "as the highest level", 6) {
		parentID = ""
	}
	alone := slices.DeleteFunc(r.organizations(), func(o string) bool { return r.m.organizations[o].group != "" })
	if len(alone) > 0 && !odds(r.T, "any organization", 6) {
		organizationID = pick(r.T, "organization alone", alone)
	}
	o, want := r.m.organizations[organizationID], ""
	switch {
	case o.group != "":
		want = "already_in_group"
	case parentID == "" && r.m.highest(groupID) != "":
		want = "highest_level_exists"
	case parentID == "" && o.kind != "contracting":
		want = "highest_level_must_be_contracting"
	case parentID != "" && r.m.organizations[parentID].group != groupID:
		want = "not_found"
	case parentID != "" && len(r.m.chain(parentID))-1 >= mostLevels: // without the platform
		want = "too_deep"
	}
	after := r.m.clone()
	after.organizations[organizationID].parent, after.organizations[organizationID].group = parentID, groupID
	if want != "" {
		after = r.m
	}
	r.tree("add", want, after, func(dryRun bool) (group.Impact, error) {
		_, impact, err := r.w.Groups.Add(ctx, r.w.Caller(""), groupID, group.Placement{OrganizationID: organizationID, ParentID: parentID}, dryRun)
		return impact, err
	})
}

func (r *run) move() {
	groupID, organizationID, parentID, ok := r.place()
	if !ok {
		return
	}
	inside := slices.DeleteFunc(r.organizations(), func(o string) bool { return r.m.organizations[o].group != groupID })
	if len(inside) > 0 && !odds(r.T, "any organization", 6) {
		organizationID = pick(r.T, "organization inside", inside)
	}
	levels := 0
	for _, n := range r.m.tree(organizationID) {
		levels = max(levels, n.depth)
	}
	want := ""
	switch {
	case r.m.organizations[organizationID].group != groupID, r.m.organizations[parentID].group != groupID:
		want = "not_found"
	case slices.Contains(r.m.chain(parentID), organizationID):
		want = "cycle"
	case len(r.m.chain(parentID))-1+levels > mostLevels:
		want = "too_deep"
	}
	after := r.m
	if want == "" {
		after = r.m.clone()
		after.organizations[organizationID].parent = parentID
	}
	r.tree("move", want, after, func(dryRun bool) (group.Impact, error) {
		_, impact, err := r.w.Groups.Move(ctx, r.w.Caller(""), groupID, organizationID, parentID, dryRun)
		return impact, err
	})
}

func (r *run) remove() {
	groupID, _, organizationID, ok := r.place()
	if !ok {
		return
	}
	subtree := rapid.Bool().Draw(r.T, "subtree")
	want := ""
	switch {
	case r.m.organizations[organizationID].group != groupID:
		want = "not_found"
	case !subtree && r.m.below(organizationID) > 0:
		want = "has_lower_levels"
	}
	after := r.m.clone()
	for _, n := range r.m.tree(organizationID) {
		after.organizations[n.id].parent, after.organizations[n.id].group = "", ""
	}
	r.tree("remove", want, after, func(dryRun bool) (group.Impact, error) {
		return r.w.Groups.Remove(ctx, r.w.Caller(""), groupID, organizationID, subtree, dryRun)
	})
}

func (r *run) deleteGroup() {
	if len(r.m.groups) == 0 {
		return
	}
	groupID := pick(r.T, "group", sorted(r.m.groups))
	after := r.m.clone()
	delete(after.groups, groupID)
	for _, o := range after.organizations {
		if o.group == groupID {
			o.parent, o.group = "", ""
		}
	}
	r.tree("delete group", "", after, func(dryRun bool) (group.Impact, error) {
		return r.w.Groups.Delete(ctx, r.w.Caller(""), groupID, nil, dryRun)
	})
}
