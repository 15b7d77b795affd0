package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/role"
)

// order is one thing that somebody does while others do others: what, and with which of those there are.
type order struct {
	Kind       string
	A, B, C, D int
	Yes        bool
}

var orders = []string{
	"move", "roles of a member", "change role", "move", "remove", "add", "disable", "enable", "add member", "delete member",
	"new role", "delete role", "suspend", "new group", "delete group", "delete organization", "product", "check", "fold",
}

// things are what the orders choose from: what is there when they begin.
type things struct{ organizations, groups, roles, members, accounts []string }

func at(from []string, i int) string {
	if len(from) == 0 {
		return ""
	}
	return from[i%len(from)]
}

// refusals are what an order may be refused with. Nothing else may come back: no error of a database, no waiting
// in vain.
var refusals = []string{
	"not_found", "permission_required", "organization_suspended", "exceeds_own_permissions", "last_admin", "role_is_fixed", "role_name_taken",
	"already_member", "already_in_group", "cycle", "too_deep", "has_lower_levels", "highest_level_exists", "highest_level_must_be_contracting",
	"organization_in_use", "unknown_permission", "one_highest_level", "member_permissions_not_supported",
}

// obey does what an order says, on the node, as the operator or as one of the accounts.
func obey(w *apptest.World, node *apptest.World, all things, o order) error {
	caller := access.Operator()
	if o.D%3 == 0 {
		var err error
		if caller, err = node.Access.Now(ctx, audit.Actor{AccountID: at(all.accounts, o.D)}); err != nil {
			return err
		}
	} else if err := node.Access.Warm(ctx); err != nil {
		return err
	}
	operator := access.Operator()
	org, parent, groupID := at(all.organizations, o.A), at(all.organizations, o.B), at(all.groups, o.C)
	roleID, memberID, accountID := at(all.roles, o.A), at(all.members, o.A), at(all.accounts, o.C)
	switch o.Kind {
	case "move":
		_, _, err := node.Groups.Move(ctx, operator, groupID, org, parent, o.D%5 == 0)
		return err
	case "remove":
		_, err := node.Groups.Remove(ctx, operator, groupID, org, o.Yes, o.D%5 == 0)
		return err
	case "add":
		_, _, err := node.Groups.Add(ctx, operator, groupID, group.Placement{OrganizationID: org, ParentID: parent}, o.D%5 == 0)
		return err
	case "new group":
		_, _, err := node.Groups.Create(ctx, operator, group.Draft{Name: "x", Organizations: []group.Placement{{OrganizationID: org}, {OrganizationID: parent, ParentID: org}}}, false)
		if apptest.Code(err) == "invalid" || apptest.Code(err) == "duplicate" {
			return nil // twice the same organization
		}
		return err
	case "delete group":
		_, err := node.Groups.Delete(ctx, operator, groupID, nil, false)
		return err
	case "delete organization":
		return node.Organizations.Delete(ctx, operator, org, nil)
	case "suspend":
		status := map[bool]string{true: organization.Suspended, false: organization.Active}[o.Yes]
		_, _, err := node.Organizations.Update(ctx, operator, org, organization.Patch{Status: &status}, nil)
		return err
	case "new role":
		_, err := node.Roles().Create(ctx, caller, org, role.Draft{Name: fmt.Sprint(o.B), Permissions: permissions([]string{asked[o.C%4]}), Reach: reach(o.Yes)})
		return err
	case "change role":
		held, text := permissions([]string{asked[o.B%4], given[o.C%3]}), reach(o.Yes)
		if held[0] == held[1] {
			held = held[:1]
		}
		_, err := node.Roles().Update(ctx, caller, roleID, role.Patch{Permissions: &held, Reach: &text}, nil)
		return err
	case "delete role":
		return node.Roles().Delete(ctx, caller, roleID, nil)
	case "roles of a member":
		held := slices.Compact(slices.Sorted(slices.Values([]string{at(all.roles, o.B), at(all.roles, o.C)})))
		_, err := node.Members().Update(ctx, caller, memberID, member.Patch{RoleIDs: &held}, nil)
		if apptest.Code(err) == "invalid" {
			return nil // both roles are another organization's, or gone
		}
		return err
	case "disable":
		_, err := node.Members().Disable(ctx, caller, memberID)
		return err
	case "enable":
		_, err := node.Members().Enable(ctx, caller, memberID)
		return err
	case "delete member":
		return node.Members().Delete(ctx, caller, memberID, nil)
	case "add member":
		return node.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := member.Add(ctx, tx, w.Clock.Now(), member.Draft{OrganizationID: org, AccountID: accountID})
			return err
		})
	case "product":
		p := namedProduct("voice", o.Yes, "voice.calls.place", "voice.calls.end")
		p.Permissions = p.Permissions[:o.A%3]
		_, err := node.Products.Put(ctx, operator, p)
		return err
	case "check":
		_, _, err := node.Access.Check(ctx, accountID, access.Permission(asked[o.B%len(asked)]), org)
		return err
	default:
		return node.DB.FoldTallies(ctx, w.Clock.Now())
	}
}

// read makes a model of what the plain tables say.
func (r *run) read() {
	r.Helper()
	m := newModel()
	m.accounts, m.factor = r.m.accounts, r.m.factor
	each := func(query string, f func(cells []string)) {
		for _, line := range r.lines(query) {
			f(strings.Split(line, "|"))
		}
	}
	each(`SELECT id || '|' || name || '|' || COALESCE(parent_id, '') || '|' || COALESCE(group_id, '') || '|' || type || '|' ||
		COALESCE(registered_organization_id, '') || '|' || status FROM organization`, func(c []string) {
		m.organizations[c[0]] = &mOrganization{id: c[0], name: c[1], parent: c[2], group: c[3], kind: c[4], under: c[5], suspended: c[6] == "suspended"}
	})
	each("SELECT id || '|' || name FROM organization_group", func(c []string) { m.groups[c[0]] = c[1] })
	each("SELECT id || '|' || organization_id || '|' || name || '|' || CASE WHEN fixed THEN 'fixed' ELSE '' END || '|' || reach FROM role", func(c []string) {
		m.roles[c[0]] = &mRole{id: c[0], organization: c[1], name: c[2], fixed: c[3] == "fixed", own: c[4] == "own"}
	})
	each("SELECT role_id || '|' || permission FROM role_permission", func(c []string) { m.roles[c[0]].holds = append(m.roles[c[0]].holds, c[1]) })
	each("SELECT id || '|' || organization_id || '|' || account_id || '|' || status || '|' || awaits FROM member", func(c []string) {
		m.members[c[0]] = &mMember{id: c[0], organization: c[1], account: c[2], status: c[3], awaits: c[4]}
	})
	each("SELECT member_id || '|' || role_id FROM member_role", func(c []string) { m.members[c[0]].roles = append(m.members[c[0]].roles, c[1]) })
	each("SELECT key || '|' || CASE WHEN member_permissions THEN 'yes' ELSE '' END FROM product", func(c []string) { m.products[c[0]] = &mProduct{supported: c[1] == "yes"} })
	each("SELECT product_key || '|' || key FROM permission", func(c []string) {
		m.products[c[0]].permissions = append(m.products[c[0]].permissions, c[1])
	})
	r.m = m
}

// sound checks what must be true of every hierarchy, whatever happened at once, and of the roles of members.
func (r *run) sound() {
	r.Helper()
	roots := map[string]int{}
	for _, o := range r.m.organizations {
		chain := r.m.chain(o.id)
		if len(chain) > mostLevels+1 {
			r.Fatalf("%s stands below itself, or %d deep", o.id, len(chain)-1)
		}
		if o.parent == "" && o.group != "" {
			if roots[o.group]++; roots[o.group] > 1 || o.kind != "contracting" {
				r.Fatalf("%s is the highest level number %d of %s, %q", o.id, roots[o.group], o.group, o.kind)
			}
		}
		if o.parent != "" && (o.group == "" || r.m.organizations[o.parent].group != o.group) {
			r.Fatalf("%s in %q stands below %s in %q", o.id, o.group, o.parent, r.m.organizations[o.parent].group)
		}
	}
	for _, x := range r.m.members {
		for _, roleID := range x.roles {
			if r.m.roles[roleID].organization != x.organization {
				r.Fatalf("%s of %s has the role %s of %s", x.id, x.organization, roleID, r.m.roles[roleID].organization)
			}
		}
	}
}

// Several people at once, on two nodes: afterwards both answer what the plain tables mean, and every hierarchy is
// one.
func TestAnswersAfterChangesAtOnce(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				r := begin(t, rt, engine)
				defer r.w.Close()
				for _, first := range []func(){r.newGroup, r.newGroup, r.newRole, r.newRole, r.addMember, r.addMember, r.addMember, r.addMember, r.addMember} {
					first()
				}
				all := things{organizations: r.organizations(), groups: sorted(r.m.groups), roles: sorted(r.m.roles), members: sorted(r.m.members)}
				for _, a := range r.m.accounts {
					all.accounts = append(all.accounts, a.id)
				}
				other := r.w.Again(t)
				defer other.Close()
				r.second = other.Access
				number := rapid.IntRange(0, 50)
				scripts := make([][]order, 4)
				for i := range scripts {
					for range pick(rt, "orders", []int{8, 4, 16}) {
						scripts[i] = append(scripts[i], order{
							pick(rt, "order", orders), number.Draw(rt, "a"), number.Draw(rt, "b"), number.Draw(rt, "c"), number.Draw(rt, "d"), rapid.Bool().Draw(rt, "yes"),
						})
					}
				}
				nodes := []*apptest.World{r.w, other}
				errs := dbtest.Together(len(scripts), func(i int) error {
					for _, o := range scripts[i] {
						if err := apptest.Unexpected(obey(r.w, nodes[i%2], all, o), refusals...); err != nil {
							return fmt.Errorf("%+v: %w", o, err)
						}
					}
					return nil
				})
				if err := errors.Join(errs...); err != nil {
					rt.Fatal(err)
				}
				r.read()
				r.sound()
				r.compare()
			})
		})
	}
}
