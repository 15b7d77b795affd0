package population

import "math/rand/v2"

// What a curve varies.
const (
	Roles    = "roles"
	Members  = "members"
	Siblings = "organizations beside each other"
)

// few is how many there are of what a curve does not vary.
const few = 1_000

// Curve makes up a population with n of one thing and few of the others. Every role holds three permissions.
func Curve(what string, n int) *Population {
	g := &generator{&Population{}, rand.New(rand.NewPCG(4, 4))}
	organizations, custom, members := few, few, 10*few
	switch what {
	case Roles:
		custom = n
	case Members:
		members = n
	case Siblings:
		organizations = n
	}
	for range kinds {
		kind := Kind{}
		for kind.Permissions.Count() < 3 {
			kind.Permissions |= 1 << g.random.IntN(len(Permissions))
		}
		g.Kinds = append(g.Kinds, kind)
	}
	head := g.group()
	for len(g.Organizations) < organizations {
		g.below(head)
	}
	g.link()
	for i := range organizations {
		g.Roles = append(g.Roles, Role{int32(i), Admin})
	}
	for i := range custom {
		g.Roles = append(g.Roles, Role{int32(i % organizations), int8(g.random.IntN(kinds))})
	}
	for len(g.Members) < members {
		account, organization := int32(g.Accounts), int32(g.random.IntN(organizations))
		if g.random.IntN(50) == 0 {
			organization = head
		}
		roles := [2]int32{organization, -1}
		if rounds := custom / organizations; rounds > 0 && g.random.IntN(4) > 0 {
			roles[0] = int32(organizations + int(organization) + organizations*g.random.IntN(rounds))
		}
		g.first = append(g.first, int32(len(g.Members)))
		g.Members = append(g.Members, Member{Account: account, Organization: organization, Roles: roles})
		g.Accounts++
	}
	g.first = append(g.first, int32(len(g.Members)))
	return g.Population
}
