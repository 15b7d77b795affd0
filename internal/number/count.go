package number

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// count returns how many numbers the list shows: exactly up to limits.counted, or all of them.
func (p *plan) count(ctx context.Context, q db.Querier, all bool) (n int64, exact bool, err error) {
	most := p.limits.counted
	if all {
		most = 0
	}
	switch {
	case p.few >= 0:
		return int64(len(p.found)), true, nil
	case len(p.tests) == 0 && p.whole():
		return p.size, true, nil
	case p.order.Name != "number" && p.size > p.limits.sorted: // how many there are is the same in any order
		other := *p
		other.order = listing.Order{Column: sortColumns["number"]}
		if err := other.part(ctx, q); err != nil {
			return 0, false, err
		}
		return other.count(ctx, q, all)
	}
	if groups, ok := p.groups(most); ok {
		return p.grouped(ctx, q, most, groups)
	}
	if !all {
		many, err := p.exceeds(ctx, q)
		if many || err != nil {
			return int64(p.limits.counted), false, err
		}
	}
	if p.many >= 0 && !p.within.All() && p.merges() {
		if known, n, exact, err := p.probe(ctx, q, most); known || err != nil {
			return n, exact, err
		}
	}
	if p.apart == nil {
		text, args := p.everything()
		return listing.CountTo(ctx, q, text, args.Values, most)
	}
	args := &listing.Args{}
	var text string
	more := int64(len(p.apart.few))
	if p.apart.blocks && p.within.All() {
		text, _, _ = p.query(args, origin{tables: "(" + strings.Join(p.apart.search.blocks(args, region{}), " UNION ALL ") + ") c", number: "c.number"}, p.apart.others)
	} else {
		text = p.testing(args, append(slices.Clone(p.apart.others), p.apart.digits()))
		for _, f := range p.apart.few { // but not those that the digits find
			if slices.ContainsFunc(p.apart.search.patterns, func(pattern string) bool { return strings.Contains(f.number, pattern) }) {
				more--
			}
		}
	}
	n, exact, err = listing.CountTo(ctx, q, text, args.Values, most)
	if !exact || err != nil {
		return n, exact, err
	}
	if n += more; n > int64(p.limits.counted) && !all {
		return int64(p.limits.counted), false, nil
	}
	return n, true, nil
}

// whole reports whether the size of the reach is exact.
func (p *plan) whole() bool {
	if p.within.All() {
		return true
	}
	for _, place := range p.within.Trees() {
		if place.Alone {
			return false
		}
	}
	return p.merges()
}

// probe counts what one of the tests finds, within reach, where that is not too many to look up each.
func (p *plan) probe(ctx context.Context, q db.Querier, counted int) (known bool, n int64, exact bool, err error) {
	args := &listing.Args{}
	sources := p.tests[p.many].sources(args)
	most := int(min(int64(p.limits.probed), p.size)) // above that, walking what is within reach is less work
	there, err := atMost(ctx, q, "SELECT 1 FROM ("+strings.Join(sources, " UNION ALL ")+") found", most, args.Values...)
	if err != nil || there > most {
		return false, 0, false, err
	}
	args = &listing.Args{}
	text, _, _ := p.query(args, p.of(args, p.tests[p.many].sources(args), there), p.but(p.many))
	n, exact, err = listing.CountTo(ctx, q, text, args.Values, counted)
	return true, n, exact, err
}

// exceeds reports whether the list shows more numbers than are counted, where there is a quick way to know: some of
// those that it certainly shows are more.
func (p *plan) exceeds(ctx context.Context, q db.Querier) (bool, error) {
	if len(p.tests) != 1 || p.tests[0].search == nil && p.many < 0 || p.size <= int64(p.limits.counted) || !p.within.All() && !p.merges() {
		return false, nil
	}
	args := &listing.Args{}
	var text string
	switch s := p.tests[0].search; {
	case p.many >= 0 && p.within.All():
		return true, nil
	case s == nil || len(s.patterns) == 0:
		return false, nil
	case !s.short():
		text = p.blocksBelow(args, s)
	case p.within.All():
		text = s.commonEnds(args)
	case p.apart == nil: // the lettering, too, is found in many; without it each number is tested where it stands
		text = p.testing(args, []test{(&apart{search: s}).digits()})
	}
	if text == "" {
		return false, nil
	}
	n, err := atMost(ctx, q, text, p.limits.counted, args.Values...)
	return n > p.limits.counted, err
}

// blocksBelow is the query of the numbers below the places of the reach that are found by their block: they stand
// together in the list of the place, so that each block is looked up once. "" where there is no such place.
func (p *plan) blocksBelow(args *listing.Args, s *search) string {
	var parts []string
	for _, place := range p.within.Trees() {
		if !place.Alone {
			parts = append(parts, s.blocksIn(args, place.OrganizationID)...)
		}
	}
	return strings.Join(parts, " UNION ALL ")
}

// manyByLettering reports whether a search finds more within reach than are counted, by its lettering alone and by so
// many letterings that it is worth to know that at once.
func (p *plan) manyByLettering(ctx context.Context, q db.Querier, s *search) (bool, error) {
	if len(p.tests) != 1 || s == nil || len(s.patterns) > 0 || p.within.All() || !p.merges() || p.size <= int64(p.limits.counted) {
		return false, nil
	}
	groups := p.groupsFor(p.limits.counted)
	if max(groups, int64(p.limits.counted)) >= walkedFor*p.size {
		return false, nil
	}
	args := &listing.Args{}
	letterings, err := atMost(ctx, q, "SELECT 1 FROM lettering_token t WHERE "+s.letterings(args), p.limits.letterings, args.Values...)
	if err != nil || letterings <= p.limits.letterings {
		return false, err
	}
	p.added = true
	return p.addUp(ctx, q, s, p.limits.counted, groups)
}

// groupsFor is in how many groups so many numbers within reach are expected: where what is found is everywhere alike.
// There is one number in each, at least.
func (p *plan) groupsFor(counted int) int64 { return int64(counted) * p.all / p.size }

// addUp reports whether the numbers within reach of that many groups are more than counted, adding them up until they are.
func (p *plan) addUp(ctx context.Context, q db.Querier, s *search, counted int, groups int64) (bool, error) {
	args := &listing.Args{}
	sums := "SELECT SUM(g.numbers) OVER (ROWS UNBOUNDED PRECEDING) AS sum FROM (" + s.groups(args) + " LIMIT " + args.Add(groups) + ") g WHERE " +
		p.inPlaces(args, "g.number", "g.organization_id")
	more, err := atMost(ctx, q, "SELECT 1 FROM ("+sums+") sums WHERE sum > "+args.Add(counted), 0, args.Values...)
	return more > 0, err
}

// groups returns how many groups of numbers are gone through to see whether the list shows more than are counted, 0 for
// all: where it is what a search finds by its lettering alone, in so many numbers that it is less work to go through
// these, by organization, than through what is within reach.
func (p *plan) groups(counted int) (most int64, ok bool) {
	if len(p.tests) != 1 || p.many < 0 || p.within.All() || !p.merges() || p.size == 0 {
		return 0, false
	}
	if s := p.tests[0].search; s == nil || len(s.patterns) > 0 {
		return 0, false
	}
	most = p.groupsFor(counted)
	return most, max(most, int64(p.limits.counted)) < walkedFor*p.size && (counted > 0 || p.all < walkedFor*p.size)
}

// walkedFor is how many numbers are gone through in the index of letterings in the time in which the lettering of one
// number is looked up.
const walkedFor = 5

// grouped counts what a search finds by its lettering within reach. The numbers of one organization are all within
// reach or all not, so that one of them is looked up for those that say the same.
func (p *plan) grouped(ctx context.Context, q db.Querier, counted int, most int64) (n int64, exact bool, err error) {
	s := p.tests[0].search
	if counted > 0 {
		enough := p.enough
		if !p.added {
			if enough, err = p.addUp(ctx, q, s, counted, most); err != nil {
				return 0, false, err
			}
		}
		if enough {
			return int64(counted), false, nil
		}
	}
	args := &listing.Args{}
	text := "SELECT CAST(COALESCE(SUM(g.numbers), 0) AS BIGINT) FROM (" + s.groups(args) + ") g WHERE " + p.inPlaces(args, "g.number", "g.organization_id")
	if err := q.QueryRow(ctx, text, args.Values...).Scan(&n); err != nil {
		return 0, false, err
	}
	if counted > 0 && n > int64(counted) {
		return int64(counted), false, nil
	}
	return n, true, nil
}
