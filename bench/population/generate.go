package population

import (
	"math/rand/v2"
	"slices"
)

const (
	deepest = 6
	kinds   = 20
	staff   = 20
	// Accounts of integrators and of staff of service firms, which belong to hundreds of organizations.
	busy, busyIn = 200, 300
)

// generator holds what is needed while a population grows.
type generator struct {
	*Population
	random *rand.Rand
}

// New makes up a population of that many organizations and memberships. A third of the organizations is in one
// group, most of the others are in groups of the size of a province or of a city, some are in none.
func New(organizations, memberships int) *Population {
	g := &generator{&Population{}, rand.New(rand.NewPCG(3, uint64(organizations)))}
	g.makeKinds()
	g.bigGroup(organizations * 34 / 100)
	for left := organizations - len(g.Organizations); left > 0; left = organizations - len(g.Organizations) {
		size := 2 + g.random.IntN(300)
		if len(g.Groups)%10 == 1 {
			size = 2 + organizations/100 + g.random.IntN(organizations/20+1)
		}
		if g.random.IntN(5) == 0 || left < 3 {
			g.add(Platform, -1, 1)
			continue
		}
		g.group()
		g.grow(g.Groups[len(g.Groups)-1].Head, min(size, left)-1)
	}
	g.link()
	g.roles()
	g.members(memberships)
	return g.Population
}

func (g *generator) makeKinds() {
	for k := range kinds {
		kind := Kind{Own: k%3 == 2}
		for range 3 + g.random.IntN(18) {
			kind.Permissions |= 1 << g.random.IntN(len(Permissions))
		}
		g.Kinds = append(g.Kinds, kind)
	}
	// The role of those whose lists are measured.
	g.Kinds[0].Permissions |= 1<<Permission("console.members.read") | 1<<Permission("console.access.check")
}

func (g *generator) add(parent, group int32, depth int8) int32 {
	g.Organizations = append(g.Organizations, Organization{Parent: parent, Group: group, Depth: depth})
	if group >= 0 {
		of := &g.Groups[group]
		of.Count++
		of.Depth = max(of.Depth, depth)
	}
	return int32(len(g.Organizations) - 1)
}

// group starts one with its highest level.
func (g *generator) group() int32 {
	g.Groups = append(g.Groups, Group{})
	of := int32(len(g.Groups) - 1)
	g.Groups[of].Head = g.add(Platform, of, 1)
	return g.Groups[of].Head
}

func (g *generator) below(parent int32) int32 {
	of := g.Organizations[parent]
	return g.add(parent, of.Group, of.Depth+1)
}

// grow puts n more organizations below a head, each below one that is there already.
func (g *generator) grow(head int32, n int) {
	in := []int32{head}
	for range n {
		parent := in[g.random.IntN(len(in))]
		for g.Organizations[parent].Depth == deepest {
			parent = in[g.random.IntN(len(in))]
		}
		in = append(in, g.below(parent))
	}
}

// bigGroup is the group in which lists and moves are measured.
func (g *generator) bigGroup(n int) {
	g.Many = g.group()
	g.Some = g.below(g.Many)
	g.grow(g.Some, min(500, n/8)-1)
	g.Few = g.below(g.below(g.below(g.Many)))
	g.grow(g.Few, 4)
	g.Moving = g.below(g.below(g.Many))
	g.grow(g.Moving, min(1000, n/4)-1)
	g.MoveTo = g.below(g.Many)
	g.grow(g.Many, n-len(g.Organizations))
}

// link notes who is right below whom, and suspends one in a hundred.
func (g *generator) link() {
	n := len(g.Organizations)
	g.offset = make([]int32, n+1)
	for _, o := range g.Organizations {
		if o.Parent != Platform {
			g.offset[o.Parent+1]++
		}
	}
	for i := range n {
		g.offset[i+1] += g.offset[i]
	}
	g.children = make([]int32, g.offset[n])
	next := slices.Clone(g.offset)
	measured := []int32{g.Few, g.Some, g.Many, g.Moving}
	for i := range g.Organizations {
		o := &g.Organizations[i]
		if o.Parent != Platform {
			g.children[next[o.Parent]] = int32(i)
			next[o.Parent]++
		}
		o.Suspended = g.random.IntN(100) == 0 && !slices.Contains(measured, int32(i))
	}
}

// roles gives every organization its Admin and one custom role.
func (g *generator) roles() {
	n := len(g.Organizations)
	for i := range n {
		g.Roles = append(g.Roles, Role{int32(i), Admin})
	}
	for i := range n {
		kind := int8(g.random.IntN(kinds))
		if o := int32(i); o == g.Few || o == g.Some || o == g.Many {
			kind = 0
		}
		g.Roles = append(g.Roles, Role{int32(i), kind})
	}
	g.Roles = append(g.Roles, Role{Platform, Admin})
}

// members gives every organization an active Admin, and the accounts one to eight memberships or hundreds.
func (g *generator) members(n int) {
	organizations := len(g.Organizations)
	for account := int32(0); len(g.Members) < n; account++ {
		g.first = append(g.first, int32(len(g.Members)))
		g.Accounts++
		many := min(g.howMany(account), n-len(g.Members), organizations)
		in := make([]int32, 0, many)
		if int(account) < organizations {
			in = append(in, account)
			g.Members = append(g.Members, Member{Account: account, Organization: account, Roles: [2]int32{account, -1}})
		}
		for len(in) < many {
			o := int32(g.random.IntN(organizations))
			if slices.Contains(in, o) {
				continue
			}
			in = append(in, o)
			g.Members = append(g.Members, Member{Account: account, Organization: o, Roles: g.someRoles(o), Status: g.someStatus()})
		}
	}
	for range staff {
		g.first = append(g.first, int32(len(g.Members)))
		g.Members = append(g.Members, Member{Account: int32(g.Accounts), Organization: Platform, Roles: [2]int32{int32(len(g.Roles) - 1), -1}})
		g.Accounts++
	}
	g.first = append(g.first, int32(len(g.Members)))
	g.in = make([]int32, organizations)
	for _, m := range g.Members {
		if m.Organization != Platform {
			g.in[m.Organization]++
		}
	}
}

func (g *generator) howMany(account int32) int {
	switch {
	case account == g.Few || account == g.Some || account == g.Many: // who sees one subtree and nothing else
		return 1
	case int(account) >= len(g.Organizations) && int(account) < len(g.Organizations)+busy:
		return min(busyIn, len(g.Organizations)/10)
	}
	x := g.random.IntN(100)
	for many, share := range []int{35, 20, 15, 10, 8, 5, 4, 3} {
		if x -= share; x < 0 {
			return many + 1
		}
	}
	return 1
}

func (g *generator) someRoles(organization int32) [2]int32 {
	admin, custom := organization, organization+int32(len(g.Organizations))
	switch x := g.random.IntN(20); {
	case x < 2:
		return [2]int32{admin, -1}
	case x < 3:
		return [2]int32{admin, custom}
	case x < 16:
		return [2]int32{custom, -1}
	default:
		return [2]int32{-1, -1}
	}
}

func (g *generator) someStatus() Status {
	switch x := g.random.IntN(100); {
	case x < 4:
		return Pending
	case x < 10:
		return Disabled
	default:
		return Active
	}
}
