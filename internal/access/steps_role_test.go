package access_test

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/role"
)

// role is a role to act on, mostly one that is not fixed.
func (r *run) role() *mRole {
	all := sorted(r.m.roles)
	free := slices.DeleteFunc(slices.Clone(all), func(x string) bool { return r.m.roles[x].fixed })
	if len(free) > 0 && !odds(r.T, "any role", 8) {
		all = free
	}
	return r.m.roles[pick(r.T, "role", all)]
}

// wrong is what the rules of permissions say of a role of the organization, "" where nothing.
func (r *run) wrong(organizationID string, holds []string) string {
	var codes []string
	for _, p := range holds {
		known, supported, platformOnly := r.m.declared(p)
		switch {
		case !known:
			codes = append(codes, "unknown_permission")
		case !supported:
			codes = append(codes, "member_permissions_not_supported")
		case platformOnly && organizationID != platform:
			codes = append(codes, "platform_only")
		}
	}
	switch len(codes) {
	case 0:
		return ""
	case 1:
		return codes[0]
	default:
		return "invalid"
	}
}

func permissions(holds []string) []access.Permission {
	all := make([]access.Permission, len(holds))
	for i, p := range holds {
		all[i] = access.Permission(p)
	}
	return all
}

func reach(own bool) string {
	return map[bool]string{true: access.ReachOwn, false: access.ReachSubtree}[own]
}

// draft is a role as somebody enters it. Mostly the permissions are such as can be given.
func (r *run) draft(organizationID string) *mRole {
	x := &mRole{organization: organizationID, name: pick(r.T, "role name", names), own: odds(r.T, "own", 3), holds: some(r.T, "holds", given)}
	slices.Sort(x.holds)
	if !odds(r.T, "any permission", 8) {
		x.holds = slices.DeleteFunc(x.holds, func(p string) bool { return !r.m.can(organizationID, p) })
	}
	return x
}

func (r *run) newRole() {
	if len(r.m.roles) > 40 {
		return
	}
	x := r.draft(r.somewhere())
	by := r.caller(x.organization)
	want := r.m.refusal(by, "console.roles.manage", x.organization)
	if want == "not_found" && x.organization == platform {
		want = "permission_required" // that the platform exists is no secret
	}
	if want == "" {
		want = r.wrong(x.organization, x.holds)
	}
	if want == "" && r.m.exceeds(by, x.organization, x.grant()) {
		want = "exceeds_own_permissions"
	}
	for _, other := range r.m.roles {
		if want == "" && other.organization == x.organization && other.name == x.name {
			want = "role_name_taken"
		}
	}
	made, err := r.w.Roles().Create(ctx, r.w.Caller(by), x.organization, role.Draft{Name: x.name, Permissions: permissions(x.holds), Reach: reach(x.own)})
	if r.same("create role", err, want) {
		x.id = made.ID
		r.m.roles[x.id] = x
	}
}

func (r *run) changeRole() {
	x := r.role()
	by := r.caller(x.organization)
	d := r.draft(x.organization)
	patch := role.Patch{}
	after := *x
	if rapid.Bool().Draw(r.T, "change reach") {
		after.own = d.own
		text := reach(d.own)
		patch.Reach = &text
	}
	changed := rapid.Bool().Draw(r.T, "change permissions")
	if changed {
		after.holds = d.holds
		all := permissions(d.holds)
		patch.Permissions = &all
	}
	want := r.m.refusal(by, "console.roles.manage", x.organization)
	if want == "" && x.fixed {
		want = "role_is_fixed"
	}
	if want == "" && changed {
		want = r.wrong(x.organization, after.holds)
	}
	if want == "" && (after.own != x.own || !slices.Equal(after.holds, x.holds)) && r.m.exceeds(by, x.organization, x.grant(), after.grant()) {
		want = "exceeds_own_permissions"
	}
	_, err := r.w.Roles().Update(ctx, r.w.Caller(by), x.id, patch, nil)
	if r.same("change role", err, want) {
		*x = after
	}
}

func (r *run) deleteRole() {
	x := r.role()
	by := r.caller(x.organization)
	want := r.m.refusal(by, "console.roles.manage", x.organization)
	if want == "" && x.fixed {
		want = "role_is_fixed"
	}
	if want == "" && r.m.exceeds(by, x.organization, x.grant()) {
		want = "exceeds_own_permissions"
	}
	if r.same("delete role", r.w.Roles().Delete(ctx, r.w.Caller(by), x.id, nil), want) {
		delete(r.m.roles, x.id)
		for _, other := range r.m.members {
			other.roles = without(other.roles, x.id)
		}
	}
}

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == one })
}
