package population

import "math/rand/v2"

// Question is "may the account do that there?".
type Question struct {
	Account, Organization int32
	Permission            int
}

// Questions makes up n of them, a quarter each: what a member may do at home; what a member may not; what
// a member of a higher level may do below; and what a member asks of an organization beside or above its own.
func (p *Population) Questions(n int, seed uint64) []Question {
	random := rand.New(rand.NewPCG(seed, 7))
	all := make([]Question, 0, n)
	for len(all) < n {
		m := p.Members[random.IntN(len(p.Members))]
		if m.Organization == Platform {
			continue
		}
		q := Question{Account: m.Account, Organization: m.Organization, Permission: p.heldBy(m, random)}
		switch len(all) % 4 {
		case 0:
			if !p.Allowed(q) {
				continue
			}
		case 1:
			if q.Permission = random.IntN(len(Permissions)); p.Allowed(q) {
				continue
			}
		case 2:
			children := p.Children(m.Organization)
			if len(children) == 0 || m.Status != Active {
				continue
			}
			for len(children) > 0 && (q.Organization == m.Organization || random.IntN(4) > 0) {
				q.Organization = children[random.IntN(len(children))]
				children = p.Children(q.Organization)
			}
		default:
			parent := p.Organizations[m.Organization].Parent
			switch {
			case parent != Platform && random.IntN(3) == 0:
				q.Organization = parent
			case parent != Platform && random.IntN(2) == 0:
				beside := p.Children(parent)
				q.Organization = beside[random.IntN(len(beside))]
			default:
				q.Organization = int32(random.IntN(len(p.Organizations)))
			}
		}
		all = append(all, q)
	}
	return all
}

// heldBy is a permission of one of the member's roles; any, where it has none.
func (p *Population) heldBy(m Member, random *rand.Rand) int {
	var held Set
	for _, r := range m.Roles {
		if r >= 0 {
			held |= p.Holds(r).Permissions
		}
	}
	if held == 0 {
		held = All
	}
	return held.Nth(random.IntN(held.Count()))
}
