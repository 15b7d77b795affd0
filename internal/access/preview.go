package access

import (
	"context"
	"iter"
	"slices"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Impact is what a change of the hierarchy does to who may do what.
type Impact struct {
	Gains, Loses  Affected
	Organizations int // how many have other organizations above them than before
}

// Affected is whom something happens to.
type Affected struct {
	Count    int
	Examples []Person // the first by name
}

// Person is an account as others see it.
type Person struct{ AccountID, Name, Email string }

// examples is how many people are named.
const examples = 5

// Preview says who would gain and who would lose any permission in any organization if these organizations,
// each with what is below it, stood under others: parents has the new parent of each, "" for none.
func (s *Service) Preview(ctx context.Context, q db.Querier, parents map[string]string) (Impact, error) {
	s.mu.RLock()
	p := s.world.plan(parents)
	impact := Impact{Organizations: p.changed()}
	s.mu.RUnlock()

	accounts, err := accountsWithRoles(ctx, q, p.ids)
	if err != nil {
		return impact, err
	}
	var gains, loses []string
	for chunk := range slices.Chunk(accounts, lookup) {
		holders := make(map[string]*holder, len(chunk))
		for _, accountID := range chunk {
			holders[accountID] = &holder{}
		}
		if _, err := loadChunk(ctx, q, chunk, holders); err != nil {
			return impact, err
		}
		s.mu.RLock()
		if p.of != s.world || p.revision != s.world.revision { // its places may be other organizations' by now
			p = s.world.plan(parents)
		}
		for _, accountID := range chunk {
			gain, lose := p.compare(s.world, holders[accountID])
			if gain {
				gains = append(gains, accountID)
			}
			if lose {
				loses = append(loses, accountID)
			}
		}
		s.mu.RUnlock()
	}
	if impact.Gains, err = people(ctx, q, gains); err != nil {
		return impact, err
	}
	impact.Loses, err = people(ctx, q, loses)
	return impact, err
}

// plan is a change of the hierarchy that is thought through and not made. It holds for one revision of one world.
type plan struct {
	of       *world
	revision int64

	before, after shape
	moved         []int32
	// under lists, for each organization that is or would be above a moved one, the moved ones.
	under map[int32][]int32
	ids   []string // of under
}

// shape is a hierarchy: the world's, with other parents for some.
type shape struct {
	parent   map[int32]int32 // where it is not the world's
	children [][]int32       // only filled for what stands in the plan's groups
}

func (w *world) plan(parents map[string]string) *plan {
	p := &plan{of: w, revision: w.revision, before: shape{}, after: shape{parent: map[int32]int32{}}, under: map[int32][]int32{}}
	for organizationID, parentID := range parents {
		n, known := w.at(organizationID)
		if !known {
			continue
		}
		parent := none
		if at, ok := w.at(parentID); ok {
			parent = at
		}
		if parent != w.nodes[n].parent {
			p.moved = append(p.moved, n)
			p.after.parent[n] = parent
		}
	}
	slices.Sort(p.moved)
	for _, sh := range []*shape{&p.before, &p.after} {
		sh.children = make([][]int32, len(w.nodes))
		for n := range w.nodes {
			n := int32(n) //nolint:gosec // there are not two billion organizations
			if up := sh.up(w, n); up != none {
				sh.children[up] = append(sh.children[up], n)
			}
		}
		for _, m := range p.moved {
			for up := range sh.above(w, m) {
				if list := p.under[up]; len(list) == 0 || list[len(list)-1] != m {
					p.under[up] = append(p.under[up], m)
				}
			}
		}
	}
	for n := range p.under {
		p.ids = append(p.ids, w.nodes[n].id)
	}
	slices.Sort(p.ids)
	return p
}

func (sh *shape) up(w *world, n int32) int32 {
	if parent, other := sh.parent[n]; other {
		return parent
	}
	return w.nodes[n].parent
}

// above are the organizations above another, the nearest first. They are no more than there can be: the new places of a
// plan may go round, because nobody holds them and others move organizations, too.
func (sh *shape) above(w *world, n int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		up := sh.up(w, n)
		for levels := 1; up != none && levels < MaxDepth && yield(up); levels++ {
			up = sh.up(w, up)
		}
	}
}

// changed counts the moved organizations with everything below them.
func (p *plan) changed() int {
	seen := map[int32]bool{}
	var visit func(n int32)
	visit = func(n int32) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, c := range p.before.children[n] {
			visit(c)
		}
		for _, c := range p.after.children[n] {
			visit(c)
		}
	}
	for _, m := range p.moved {
		visit(m)
	}
	return len(seen)
}

// compare says whether an account would gain and whether it would lose anything anywhere.
func (p *plan) compare(w *world, h *holder) (gain, lose bool) {
	visited := map[int32]bool{}
	for _, g := range h.grants {
		n, known := w.at(g.organizationID)
		if !known {
			continue
		}
		for _, m := range p.under[n] {
			if !visited[m] && (!gain || !lose) {
				visited[m] = true
				p.visit(w, h, m, p.before.inherited(w, h, m), p.after.inherited(w, h, m), &gain, &lose)
			}
		}
	}
	return gain, lose
}

// inherited is what counts in an organization because of those above it.
func (sh *shape) inherited(w *world, h *holder, n int32) set {
	all := make(set, len(w.catalog.platform))
	take := func(at int32) {
		w.eachAt(h, at, 1, func(at int32, _ int, r role) bool {
			if r.subtree && w.gives(h, at) {
				all.union(w.holds(r))
			}
			return true
		})
	}
	for up := range sh.above(w, n) {
		take(up)
	}
	if p, ok := w.index[id.PlatformOrganization]; ok {
		take(p)
	}
	return all
}

// visit compares what the account may do in an organization and below it, where that comes from above.
func (p *plan) visit(w *world, h *holder, n int32, before, after set, gain, lose *bool) {
	if before.within(after) && after.within(before) || *gain && *lose {
		return
	}
	here, below := slices.Clone(before), slices.Clone(before)
	hereAfter, belowAfter := slices.Clone(after), slices.Clone(after)
	w.eachAt(h, n, 0, func(at int32, _ int, r role) bool {
		if !w.gives(h, at) {
			return true
		}
		here.union(w.holds(r))
		hereAfter.union(w.holds(r))
		if r.subtree {
			below.union(w.holds(r))
			belowAfter.union(w.holds(r))
		}
		return true
	})
	*gain = *gain || !hereAfter.within(here)
	*lose = *lose || !here.within(hereAfter)
	for _, c := range p.before.children[n] {
		if _, moved := p.after.parent[c]; !moved { // those that move are visited for themselves
			p.visit(w, h, c, below, belowAfter, gain, lose)
		}
	}
}

// accountsWithRoles returns the accounts that have a role in one of these organizations.
func accountsWithRoles(ctx context.Context, q db.Querier, organizationIDs []string) ([]string, error) {
	seen := map[string]bool{}
	var accounts []string
	with := db.In(`SELECT DISTINCT m.account_id FROM member m JOIN member_role mr ON mr.member_id = m.id
		WHERE m.status = 'active' AND m.organization_id IN (...)`, lookup, organizationIDs)
	err := db.EachIn(ctx, q, with, db.Column, func(a string) error {
		if !seen[a] {
			seen[a] = true
			accounts = append(accounts, a)
		}
		return nil
	})
	return accounts, err
}

// people names the first of some accounts.
func people(ctx context.Context, q db.Querier, accountIDs []string) (Affected, error) {
	found := Affected{Count: len(accountIDs), Examples: []Person{}}
	if len(accountIDs) == 0 {
		return found, nil
	}
	first := accountIDs[:min(len(accountIDs), lookup)]
	rows, err := q.Query(ctx, "SELECT id, name, email FROM account WHERE id IN ("+db.Placeholders(1, len(first))+
		") ORDER BY name_key, id LIMIT "+db.Placeholders(len(first)+1, 1), append(db.Anys(first), examples)...)
	if err != nil {
		return found, err
	}
	found.Examples, err = db.Collect(rows, func(p *Person) []any { return []any{&p.AccountID, &p.Name, &p.Email} })
	return found, err
}
