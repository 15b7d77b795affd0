package access_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/product"
)

var ctx = context.Background()

// run is the program and the model of it, changed side by side. Every step asks the model first what the program
// must answer.
type run struct {
	*rapid.T
	w      *apptest.World
	m      *model
	second *access.Service // another node, which learns of nothing but by the revision
}

// names are few, so that names are the same and searches find several.
var names = []string{"ann", "annex", "bar", "baz", "zoe"}

// asked are the permissions that are asked about, and those that roles are made of.
var (
	asked = []string{
		"console.members.read", "console.members.update", "console.roles.manage", "console.access.check", "console.groups.manage",
		"voice.calls.place", "whatsapp.messages.send",
	}
	given = append([]string{"console.members.disable", "console.members.delete", "console.organization.update", "voice.calls.end"}, asked...)
)

func pick[T any](t *rapid.T, label string, from []T) T { return rapid.SampledFrom(from).Draw(t, label) }

// odds is true once in n times.
func odds(t *rapid.T, label string, n int) bool { return rapid.IntRange(1, n).Draw(t, label) == n }

// some is a part of a slice, in its order.
func some[T any](t *rapid.T, label string, from []T) []T {
	part := []T{}
	for _, x := range from {
		if rapid.Bool().Draw(t, label) {
			part = append(part, x)
		}
	}
	return part
}

// same fails unless the program answered what the model says, and reports whether it did what was asked.
func (r *run) same(what string, err error, want string) bool {
	r.Helper()
	if got := apptest.Code(err); got != want {
		r.Fatalf("%s: got %q, want %q (%v)", what, got, want, err)
	}
	return want == ""
}

// caller is an account that acts in an organization, mostly one that belongs to it or to one above, or the operator: "".
func (r *run) caller(organizationID string) string {
	if odds(r.T, "operator", 3) {
		return ""
	}
	if !odds(r.T, "any caller", 3) {
		var near []string
		for _, memberID := range sorted(r.m.members) {
			if x := r.m.members[memberID]; x.status == "active" && len(x.roles) > 0 && slices.Contains(r.m.chain(organizationID), x.organization) {
				near = append(near, x.account)
			}
		}
		if len(near) > 0 {
			return pick(r.T, "caller", near)
		}
	}
	return pick(r.T, "caller", r.m.accounts).id
}

// namesake makes an account with a name that others may have.
func (r *run) namesake(email string) {
	name := pick(r.T, "account name", names)
	var accountID string
	r.w.Write(func(ctx context.Context, tx *db.Tx) error {
		a, err := r.w.Handler.Accounts.Create(ctx, tx, account.Draft{Email: email, Name: name}, "")
		accountID = a.ID
		return err
	})
	r.m.accounts = append(r.m.accounts, mAccount{accountID, name, email})
}

// organizations are those that are not the platform's.
func (r *run) organizations() []string {
	return slices.DeleteFunc(sorted(r.m.organizations), func(o string) bool { return o == platform })
}

const mostOrganizations = 14

func (r *run) newOrganization() {
	if len(r.m.organizations) > mostOrganizations {
		return
	}
	o := &mOrganization{name: pick(r.T, "organization name", names), kind: "contracting", suspended: odds(r.T, "suspended", 6)}
	var heads []string
	for _, x := range r.organizations() {
		if r.m.organizations[x].kind == "contracting" {
			heads = append(heads, x)
		}
	}
	d := apptest.ContractingDraft(o.name)
	if len(heads) > 0 && odds(r.T, "executing", 5) {
		o.kind, o.under = "executing", pick(r.T, "under", heads)
		d = apptest.ExecutingDraft(o.name, o.under)
	} else if odds(r.T, "unregistered", 10) {
		o.kind = ""
		d.Registration = nil
		d.ExternalKey = ""
	}
	d.Status = map[bool]string{true: "suspended", false: "active"}[o.suspended]
	o.id = r.w.Organization(d)
	r.m.organizations[o.id] = o
	admin := r.w.Admin(o.id)
	r.m.roles[admin] = &mRole{id: admin, organization: o.id, name: "Admin", fixed: true}
}

func (r *run) deleteOrganization() {
	if len(r.organizations()) < 4 {
		return
	}
	o := r.m.organizations[pick(r.T, "organization", r.organizations())]
	want := ""
	for _, x := range r.m.members {
		if x.organization == o.id {
			want = "organization_in_use"
		}
	}
	for _, x := range r.m.organizations {
		if x.under == o.id {
			want = "organization_in_use"
		}
	}
	if o.group != "" {
		want = "organization_in_use"
	}
	if r.same("delete organization", r.w.Organizations.Delete(ctx, r.w.Caller(""), o.id, nil), want) {
		delete(r.m.organizations, o.id)
		for _, roleID := range sorted(r.m.roles) {
			if r.m.roles[roleID].organization == o.id {
				delete(r.m.roles, roleID)
			}
		}
	}
}

func (r *run) suspend() {
	if len(r.organizations()) == 0 {
		return
	}
	o := r.m.organizations[pick(r.T, "organization", r.organizations())]
	o.suspended = rapid.Bool().Draw(r.T, "suspended")
	status := map[bool]string{true: organization.Suspended, false: organization.Active}[o.suspended]
	_, _, err := r.w.Organizations.Update(ctx, r.w.Caller(""), o.id, organization.Patch{Status: &status}, nil)
	r.same("suspend", err, "")
}

func (r *run) demand() {
	if len(r.organizations()) == 0 {
		return
	}
	o := r.m.organizations[pick(r.T, "organization", append(r.organizations(), platform))]
	o.demanding = rapid.Bool().Draw(r.T, "demanding")
	_, err := r.w.Organizations.SetPolicy(ctx, r.w.Caller(""), o.id, o.demanding, nil)
	r.same("require a second factor", err, "")
}

// secure gives an account a second factor or takes it, as package session does.
func (r *run) secure() {
	a := pick(r.T, "account", r.m.accounts)
	has := rapid.Bool().Draw(r.T, "has a second factor")
	r.m.factor[a.id] = has
	r.w.Write(func(ctx context.Context, tx *db.Tx) error {
		access.Changed(tx, r.w.Clock.Now(), access.Change{Accounts: []string{a.id}})
		_, err := tx.Exec(ctx, "UPDATE account SET second_factor = $1 WHERE id = $2", has, a.id)
		return err
	})
}

func (r *run) putProduct() {
	key := pick(r.T, "product", []string{"voice", "whatsapp"})
	all := map[string][]string{"voice": {"voice.calls.place", "voice.calls.end"}, "whatsapp": {"whatsapp.messages.send"}}[key]
	p := &mProduct{supported: !odds(r.T, "unsupported", 3), permissions: some(r.T, "permission", all)}
	r.declare(key, p)
}

func (r *run) declare(key string, p *mProduct) {
	_, err := r.w.Products.Put(ctx, r.w.Caller(""), namedProduct(key, p.supported, p.permissions...))
	r.same("put product", err, "")
	r.m.products[key] = p
	r.dropUndeclared(key)
}

// namedProduct is a product with a name for everything.
func namedProduct(key string, supported bool, permissions ...string) product.Product {
	named := product.Names{"en": "x", "ko": "x", "ja": "x", "th": "x"}
	d := product.Product{Key: key, Name: named, MemberPermissions: supported}
	for _, permission := range permissions {
		d.Permissions = append(d.Permissions, product.Permission{Key: permission, Name: named})
	}
	return d
}

// dropUndeclared takes from the roles what a product no longer declares.
func (r *run) dropUndeclared(key string) {
	for _, x := range r.m.roles {
		x.holds = slices.DeleteFunc(slices.Clone(x.holds), func(p string) bool {
			known, _, _ := r.m.declared(p)
			return strings.HasPrefix(p, key+".") && !known
		})
	}
}

func (r *run) deleteProduct() {
	key := pick(r.T, "product", []string{"voice", "whatsapp"})
	want := ""
	if r.m.products[key] == nil {
		want = "not_found"
	}
	if r.same("delete product", r.w.Products.Delete(ctx, r.w.Caller(""), key), want) {
		delete(r.m.products, key)
		r.dropUndeclared(key)
	}
}

// rolesOf are the roles of an organization.
func (r *run) rolesOf(organizationID string) []string {
	return slices.DeleteFunc(sorted(r.m.roles), func(x string) bool { return r.m.roles[x].organization != organizationID })
}

func (r *run) addMember() {
	x := &mMember{
		organization: r.somewhere(), account: pick(r.T, "account", r.m.accounts).id,
		awaits: pick(r.T, "awaits", []string{"", "", "", "", member.AwaitsOwner, member.AwaitsPassword}), status: "active",
	}
	if x.awaits != "" {
		x.status = "pending"
	}
	x.roles = some(r.T, "roles", r.rolesOf(x.organization))
	want := ""
	for _, other := range r.m.members {
		if other.organization == x.organization && other.account == x.account {
			want = "already_member"
		}
	}
	err := r.w.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		x.id, err = member.Add(ctx, tx, r.w.Clock.Now(), member.Draft{OrganizationID: x.organization, AccountID: x.account, Awaits: x.awaits, RoleIDs: x.roles})
		return err
	})
	if r.same("add member", err, want) {
		r.m.members[x.id] = x
	}
}

// member is a member to act on, or nil while there is none: mostly one that is meant.
func (r *run) member(meant func(x *mMember) bool) *mMember {
	all := sorted(r.m.members)
	if len(all) == 0 {
		return nil
	}
	likely := slices.DeleteFunc(slices.Clone(all), func(x string) bool { return !meant(r.m.members[x]) })
	if len(likely) > 0 && !odds(r.T, "any member", 4) {
		all = likely
	}
	return r.m.members[pick(r.T, "member", all)]
}

func anyone(*mMember) bool { return true }

// somewhere is an organization, the platform's more often than its share.
func (r *run) somewhere() string {
	if odds(r.T, "the platform", 6) {
		return platform
	}
	return pick(r.T, "organization", sorted(r.m.organizations))
}

// mayChange is why the account may not change the member that way.
func (r *run) mayChange(by, p string, x *mMember) string {
	if want := r.m.refusal(by, p, x.organization); want != "" {
		return want
	}
	if r.m.exceeds(by, x.organization, r.m.grantsOf(x.roles)...) {
		return "exceeds_own_permissions"
	}
	return ""
}

func (r *run) sweep() {
	r.w.Clock.Advance(2 * time.Hour)
	if err := r.w.Sweep(ctx); err != nil {
		r.Fatal(err)
	}
}
