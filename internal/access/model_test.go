package access_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/id"
)

// The model is what Tenantry must answer, said as plainly as it can be: maps and loops, written from the
// description of the product. It shares no code with the program.

type model struct {
	organizations map[string]*mOrganization // the platform's too
	groups        map[string]string         // names by ID
	roles         map[string]*mRole
	members       map[string]*mMember
	accounts      []mAccount
	products      map[string]*mProduct // besides the console
	factor        map[string]bool      // by account: it has a second one
}

type mOrganization struct {
	id, name, parent, group, kind, under string
	suspended                            bool
	demanding                            bool // a second factor of its members
}

type mRole struct {
	id, organization, name string
	fixed, own             bool // own: it counts in its own organization alone
	holds                  []string
}

type mMember struct {
	id, organization, account, status, awaits string
	roles                                     []string
}

type mAccount struct{ id, name, email string }

type mProduct struct {
	supported   bool
	permissions []string
}

const platform = id.PlatformOrganization

// everywhere and atThePlatform are the console's own permissions, as the product's description lists them.
var (
	everywhere = strings.Fields(`organization.update organization.erase policy.manage
		members.read members.invite members.update members.disable members.delete members.reset_password roles.read roles.manage
		numbers.read numbers.add numbers.update numbers.move numbers.delete usages.read usages.manage
		api_keys.read api_keys.manage access.check audit.read`)
	atThePlatform = strings.Fields(`organizations.register organizations.suspend organizations.delete groups.manage
		members.add members.edit_account products.manage mail.read`)
)

func newModel() *model {
	m := &model{
		organizations: map[string]*mOrganization{platform: {id: platform, name: "Platform"}}, groups: map[string]string{},
		roles: map[string]*mRole{}, members: map[string]*mMember{}, products: map[string]*mProduct{}, factor: map[string]bool{},
	}
	m.roles[id.PlatformAdminRole] = &mRole{id: id.PlatformAdminRole, organization: platform, name: "Admin", fixed: true}
	return m
}

// clone is the model as it is, to be changed apart.
func (m *model) clone() *model {
	c := &model{
		organizations: map[string]*mOrganization{}, groups: maps.Clone(m.groups), roles: map[string]*mRole{},
		members: map[string]*mMember{}, accounts: slices.Clone(m.accounts), products: map[string]*mProduct{}, factor: maps.Clone(m.factor),
	}
	for k, v := range m.organizations {
		x := *v
		c.organizations[k] = &x
	}
	for k, v := range m.roles {
		x := *v
		c.roles[k] = &x
	}
	for k, v := range m.members {
		x := *v
		c.members[k] = &x
	}
	for k, v := range m.products {
		x := *v
		c.products[k] = &x
	}
	return c
}

// sorted are the keys of a map in order, so that a random choice among them can be repeated.
func sorted[T any](all map[string]T) []string { return slices.Sorted(maps.Keys(all)) }

// permissions are all that are declared.
func (m *model) permissions() []string {
	var all []string
	for _, p := range slices.Concat(everywhere, atThePlatform) {
		all = append(all, "console."+p)
	}
	for _, key := range sorted(m.products) {
		all = append(all, m.products[key].permissions...)
	}
	return all
}

// declared says whether there is such a permission, whether members can be given it, and whether in the
// platform organization only.
func (m *model) declared(p string) (known, supported, platformOnly bool) {
	product, rest, _ := strings.Cut(p, ".")
	if product == "console" {
		known = slices.Contains(everywhere, rest) || slices.Contains(atThePlatform, rest)
		return known, known, slices.Contains(atThePlatform, rest)
	}
	d := m.products[product]
	known = d != nil && slices.Contains(d.permissions, p)
	return known, known && d.supported, false
}

// can reports whether a role of the organization can give the permission.
func (m *model) can(organization, p string) bool {
	known, supported, platformOnly := m.declared(p)
	return known && supported && (!platformOnly || organization == platform)
}

func (m *model) gives(r *mRole, p string) bool {
	return m.can(r.organization, p) && (r.fixed || slices.Contains(r.holds, p))
}

// chain is the organization and those above it, from the bottom up; the platform above all of them.
func (m *model) chain(organization string) []string {
	var all []string
	for at := organization; at != "" && len(all) < 100; at = m.organizations[at].parent {
		all = append(all, at)
	}
	if organization != platform {
		all = append(all, platform)
	}
	return all
}

// counts reports whether the role counts in the organization, and how many levels above that it is.
func (m *model) counts(r *mRole, organization string) (bool, int) {
	above := slices.Index(m.chain(organization), r.organization)
	return above == 0 || above > 0 && !r.own, above
}

// held are the roles of the account's active memberships.
func (m *model) held(account string) []*mRole {
	var all []*mRole
	for _, memberID := range sorted(m.members) {
		if x := m.members[memberID]; x.account == account && x.status == "active" {
			for _, roleID := range x.roles {
				all = append(all, m.roles[roleID])
			}
		}
	}
	return all
}

// open reports whether the organization's roles give the account anything.
func (m *model) open(account, organization string) bool {
	o := m.organizations[organization]
	return !o.suspended && (!o.demanding || m.factor[account])
}

// check is the answer: may the account do that there?
func (m *model) check(account, p, organization string) bool {
	for _, r := range m.held(account) {
		counts, _ := m.counts(r, organization)
		if counts && m.gives(r, p) && m.open(account, r.organization) {
			return true
		}
	}
	return false
}

// checkBelow is whether the account may do that there and in everything below.
func (m *model) checkBelow(account, p, organization string) bool {
	for _, r := range m.held(account) {
		counts, _ := m.counts(r, organization)
		if counts && !r.own && m.gives(r, p) && m.open(account, r.organization) {
			return true
		}
	}
	return false
}

// fromAbove is whether the account may do that there by a role of an organization above.
func (m *model) fromAbove(account, p, organization string) bool {
	for _, r := range m.held(account) {
		counts, above := m.counts(r, organization)
		if counts && above > 0 && m.gives(r, p) && m.open(account, r.organization) {
			return true
		}
	}
	return false
}

// anythingBelow is whether the account may do anything in the organization and in everything below.
func (m *model) anythingBelow(account, organization string) bool {
	return slices.ContainsFunc(m.permissions(), func(p string) bool { return m.checkBelow(account, p, organization) })
}

// sees is whether the organization is there as far as the account may know: it is a member, or may do something
// there by a role that reaches down.
func (m *model) sees(account, organization string) bool {
	for _, x := range m.members {
		if x.account == account && x.organization == organization && x.status == "active" {
			return true
		}
	}
	return m.anythingBelow(account, organization)
}

// below is how many organizations stand below this one.
func (m *model) below(organization string) int {
	n := 0
	for other, o := range m.organizations {
		if other != organization && o.id != platform && slices.Contains(m.chain(other), organization) && organization != platform {
			n++
		}
	}
	return n
}

// mGrant is what a role gives, or would.
type mGrant struct {
	fixed, own bool
	holds      []string
}

func (r *mRole) grant() mGrant { return mGrant{r.fixed, r.own, r.holds} }

// exceeds is whether the grants hold something that the account does not hold there with at least that reach.
// Nothing exceeds the operator, who is "".
func (m *model) exceeds(account, organization string, grants ...mGrant) bool {
	if account == "" {
		return false
	}
	for _, g := range grants {
		for _, p := range m.permissions() {
			if !m.can(organization, p) || !g.fixed && !slices.Contains(g.holds, p) {
				continue
			}
			if g.own && !m.check(account, p, organization) || !g.own && !m.checkBelow(account, p, organization) {
				return true
			}
		}
	}
	return false
}

// refusal is why the account may not do that to something of the organization; "" where it may.
func (m *model) refusal(account, p, organization string) string {
	switch {
	case account == "" || m.check(account, p, organization):
		return ""
	case !m.sees(account, organization):
		return "not_found"
	case m.withheld(account, p, organization) && m.organizations[organization].suspended:
		return "organization_suspended"
	case m.withheld(account, p, organization):
		return "second_factor_setup_required"
	default:
		return "permission_required"
	}
}

// withheld is whether the organization's own roles would give it, were they not shut.
func (m *model) withheld(account, p, organization string) bool {
	if m.open(account, organization) {
		return false
	}
	return slices.ContainsFunc(m.held(account), func(r *mRole) bool { return r.organization == organization && m.gives(r, p) })
}

// lastAdmin is whether nobody but this member is an active Admin of its organization.
func (m *model) lastAdmin(x *mMember) bool {
	admin := func(x *mMember) bool {
		return x.status == "active" && slices.ContainsFunc(x.roles, func(r string) bool { return m.roles[r].fixed })
	}
	if !admin(x) {
		return false
	}
	for _, other := range m.members {
		if other.id != x.id && other.organization == x.organization && admin(other) {
			return false
		}
	}
	return true
}

// keeps is the refusal to take the last active Admin away, "" where it may be done.
func (m *model) keeps(account, p string, x *mMember) string {
	above := account == "" || m.fromAbove(account, p, x.organization)
	if m.lastAdmin(x) && (x.organization == platform || !above) {
		return "last_admin"
	}
	return ""
}

// grantsOf are what a member's roles give.
func (m *model) grantsOf(roleIDs []string) []mGrant {
	var all []mGrant
	for _, roleID := range roleIDs {
		all = append(all, m.roles[roleID].grant())
	}
	return all
}

// difference is who may do something in after that they may not in before.
func difference(before, after *model) []string {
	var found []string
	for _, a := range before.accounts {
		gains := false
		for _, o := range sorted(before.organizations) {
			for _, p := range before.permissions() {
				gains = gains || after.check(a.id, p, o) && !before.check(a.id, p, o)
			}
		}
		if gains {
			found = append(found, a.id)
		}
	}
	return found
}

// elsewhere is how many organizations have others above them in after than in before.
func elsewhere(before, after *model) int {
	n := 0
	for o := range before.organizations {
		if !slices.Equal(before.chain(o), after.chain(o)) {
			n++
		}
	}
	return n
}

// node is one line of a tree.
type node struct {
	id, parent string
	depth      int
}

// tree is an organization and what is below it: each before what is below it, siblings by name and ID.
func (m *model) tree(organization string) []node {
	var all []node
	var visit func(at, parent string, depth int)
	visit = func(at, parent string, depth int) {
		all = append(all, node{at, parent, depth})
		var children []string
		for other, o := range m.organizations {
			if o.parent == at {
				children = append(children, other)
			}
		}
		slices.SortFunc(children, func(a, b string) int {
			return strings.Compare(m.organizations[a].name+" "+a, m.organizations[b].name+" "+b)
		})
		for _, c := range children {
			visit(c, at, depth+1)
		}
	}
	visit(organization, "", 1)
	return all
}

// highest is the highest level of a group, "" while it has none.
func (m *model) highest(group string) string {
	for _, o := range sorted(m.organizations) {
		if m.organizations[o].group == group && m.organizations[o].parent == "" {
			return o
		}
	}
	return ""
}
