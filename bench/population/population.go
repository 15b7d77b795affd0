// Package population makes up who belongs where and who holds what, the same every time: organizations in
// trees, accounts, memberships, roles. It is data only, so that every program that is compared is fed
// the same, and it knows the right answer to every question, by the plainest means.
package population

import (
	"math/bits"

	"github.com/oklog/ulid/v2"
)

// Platform is the number of the platform organization, which stands above every other.
const Platform = -1

// Status is that of a membership.
type Status uint8

// A membership grants something only while it is Active.
const (
	Active Status = iota
	Pending
	Disabled
)

func (s Status) String() string { return [...]string{"active", "pending", "disabled"}[s] }

// Organization is one of them; its number is its place in Population.Organizations.
type Organization struct {
	Parent    int32 // Platform if none is above it in a group
	Group     int32 // -1 if it is in none
	Depth     int8  // 1 for the highest level and for those in no group
	Suspended bool
}

// Group is a tree of organizations.
type Group struct {
	Head  int32
	Count int
	Depth int8
}

// Admin is the kind of the fixed role that every organization has.
const Admin = -1

// Role belongs to one organization. The first roles are the Admins, in the order of the organizations.
type Role struct {
	Organization int32
	Kind         int8 // Admin, or the place in Kinds of what it holds
}

// Kind is what a custom role holds; many organizations have a role of one kind.
type Kind struct {
	Permissions Set
	Own         bool // its reach is its own organization
}

// Member is an account in an organization, with up to two roles (-1: none).
type Member struct {
	Account, Organization int32
	Roles                 [2]int32
	Status                Status
}

// Population is everything that is made up.
type Population struct {
	Organizations []Organization
	Groups        []Group
	Kinds         []Kind
	Roles         []Role
	Members       []Member // in the order of the accounts
	Accounts      int

	// Three heads of subtrees with few, some and many organizations, for lists, and a subtree that can be
	// moved below another organization of its group.
	Few, Some, Many  int32
	Moving, MoveTo   int32
	first            []int32 // of an account: its first member
	in               []int32 // of an organization: how many members
	children, offset []int32
}

// Set is a set of permissions, one bit each, in the order of Permissions.
type Set uint64

// Has reports whether the permission is in the set.
func (s Set) Has(permission int) bool { return s>>permission&1 == 1 }

// Count is how many permissions are in the set.
func (s Set) Count() int { return bits.OnesCount64(uint64(s)) }

// Nth is the n-th permission of the set.
func (s Set) Nth(n int) int {
	for ; n > 0; n-- {
		s &= s - 1
	}
	return bits.TrailingZeros64(uint64(s))
}

// Holds is what the role holds, and whether only in its own organization.
func (p *Population) Holds(role int32) Kind {
	if k := p.Roles[role].Kind; k != Admin {
		return p.Kinds[k]
	}
	return Kind{Permissions: All}
}

// MembersOf are the memberships of an account.
func (p *Population) MembersOf(account int32) []Member {
	return p.Members[p.first[account]:p.first[account+1]]
}

// MembersIn is how many members an organization has, of whatever status.
func (p *Population) MembersIn(organization int32) int { return int(p.in[organization]) }

// Children are the organizations right below one.
func (p *Population) Children(organization int32) []int32 {
	return p.children[p.offset[organization]:p.offset[organization+1]]
}

// Above reports whether an organization is the other or stands above it.
func (p *Population) Above(higher, lower int32) bool {
	for lower != higher && lower != Platform {
		lower = p.Organizations[lower].Parent
	}
	return lower == higher
}

// Subtree is an organization and all below it, from the top down.
func (p *Population) Subtree(head int32) []int32 {
	all := []int32{head}
	for i := 0; i < len(all); i++ {
		all = append(all, p.Children(all[i])...)
	}
	return all
}

// Allowed is the right answer.
func (p *Population) Allowed(q Question) bool {
	for _, m := range p.MembersOf(q.Account) {
		if m.Status != Active || m.Organization != Platform && p.Organizations[m.Organization].Suspended || !p.Above(m.Organization, q.Organization) {
			continue
		}
		for _, r := range m.Roles {
			if r < 0 {
				continue
			}
			if k := p.Holds(r); k.Permissions.Has(q.Permission) && (m.Organization == q.Organization || !k.Own) {
				return true
			}
		}
	}
	return false
}

// OrganizationID is the identifier of an organization; so are those below.
func OrganizationID(n int32) string {
	if n == Platform {
		return "org_00000000000000000000000000"
	}
	return "org_" + identify(1, int(n))
}

// AccountID is the identifier of an account.
func AccountID(n int32) string { return "acc_" + identify(2, int(n)) }

// RoleID is the identifier of a role.
func RoleID(n int32) string { return "rol_" + identify(3, int(n)) }

// MemberID is the identifier of a membership, by its place in Members.
func MemberID(n int) string { return "mem_" + identify(4, n) }

// GroupID is the identifier of a group.
func GroupID(n int32) string { return "grp_" + identify(5, int(n)) }

// identify spreads what is made one after the other, as identifiers are spread that are made over months.
func identify(concept byte, n int) string {
	const start = 1_735_689_600_000 // 1 January 2025, milliseconds
	var u ulid.ULID
	_ = u.SetTime(start + uint64(n)*20_000) // far from the end of time
	x := uint64(n)*0x9e3779b97f4a7c15 + uint64(concept)
	for i := 6; i < len(u); i++ {
		x ^= x >> 29
		x *= 0xbf58476d1ce4e5b9
		u[i] = byte(x >> 32)
	}
	u[6] = concept
	return u.String()
}

// Lone is an account that is an active Admin of one organization, of its own number, and nothing else.
func (p *Population) Lone() int32 {
	for account := int32(len(p.Organizations) - 1); ; account-- {
		if of := p.MembersOf(account); len(of) == 1 && of[0].Status == Active && !p.Organizations[account].Suspended {
			return account
		}
	}
}

// Leave disables the only membership of an account.
func (p *Population) Leave(account int32) { p.Members[p.first[account]].Status = Disabled }
