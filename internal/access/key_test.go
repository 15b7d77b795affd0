package access_test

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
)

// keySight compares what an API key sees and may do, on either node, with what the model says of an account with
// nothing but a role like it.
func (r *run) keySight() {
	r.Helper()
	like := r.m.roles[pick(r.T, "key", sorted(r.m.roles))]
	const key = "key"
	m := r.m.clone()
	m.factor[key] = true // a machine needs none
	m.members[key] = &mMember{id: key, organization: like.organization, account: key, status: "active", roles: []string{like.id}}
	grant := access.KeyGrant{OrganizationID: like.organization, Permissions: permissions(like.holds), Reach: reach(like.own)}
	if like.fixed {
		grant.Permissions = permissions(m.permissions()) // also what cannot be held there: it gives nothing
	}
	node := []*access.Service{r.w.Access, r.second}[rapid.IntRange(0, 1).Draw(r.T, "key's node")]
	c, err := node.KeyCaller(ctx, audit.Actor{KeyID: key}, grant, int64(r.w.Number("SELECT revision FROM access_revision")))
	if err != nil {
		r.Fatal(err)
	}
	r.sight(m, c, mAccount{id: key, name: "a key like " + like.id})
	for _, o := range sorted(m.organizations) {
		for _, p := range asked {
			if got, want := c.HoldsFromAbove(access.Permission(p), o), m.fromAbove(key, p, o); got != want {
				r.Fatalf("a key like %s holds %s in %s from above: %t, want %t", like.id, p, o, got, want)
			}
		}
		g := mGrant{own: rapid.Bool().Draw(r.T, "given own"), holds: some(r.T, "given", given)}
		beyond := c.Exceeded(o, access.Grant{Permissions: permissions(g.holds), Reach: reach(g.own)})
		for _, p := range given {
			one := mGrant{own: g.own, holds: []string{p}}
			want := slices.Contains(g.holds, p) && m.exceeds(key, o, one)
			if got := slices.Contains(beyond, access.Permission(p)); got != want {
				r.Fatalf("a key like %s gives %s in %s, own %t: exceeds %t, want %t", like.id, p, o, g.own, got, want)
			}
		}
	}
}
