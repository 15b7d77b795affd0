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
	if s := p.onlyLettering(); s != nil && p.many >= 0 {
		if groups, worth := p.groupsFor(most); worth {
			return p.grouped(ctx, q, s, most, groups)
		}
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
	return p.countApart(ctx, q, most)
}

// countApart counts what a search finds that was taken apart, up to counted, or all of it for 0.
func (p *plan) countApart(ctx context.Context, q db.Querier, counted int) (n int64, exact bool, err error) {
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
	n, exact, err = listing.CountTo(ctx, q, text, args.Values, counted)
	if !exact || err != nil {
		return n, exact, err
	}
	if n += more; counted > 0 && n > int64(counted) {
		return int64(counted), false, nil
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

// onlyLettering is the search where the list shows what it finds in a few places, by its lettering alone, and nothing else
// is asked; nil otherwise. The numbers of one organization that say the same are one group then: they are all within reach
// or all not.
func (p *plan) onlyLettering() *search {
	if len(p.tests) != 1 || p.within.All() || !p.merges() || p.size == 0 {
		return nil
	}
	s := p.tests[0].search
	if s == nil || len(s.patterns) > 0 {
		return nil
	}
	return s
}

// walkedFor is how many numbers are gone through in the index of letterings in the time in which the lettering of one
// number is looked up.
const walkedFor = 5

// groupsFor is in how many groups so many numbers within reach are expected, 0 for all: where what is found is everywhere
// alike. There is one number in each, at least. worth says that it is less work to go through these than through what is
// within reach.
func (p *plan) groupsFor(counted int) (groups int64, worth bool) {
	groups = int64(counted) * p.all / p.size
	worth = max(groups, int64(p.limits.counted)) < walkedFor*p.size
	if counted == 0 {
		worth = worth && p.all < walkedFor*p.size
	}
	return groups, worth
}

// sum is whether what is found within reach was added up, and to more than are counted.
type sum int

const (
	sumUnknown sum = iota
	sumFew         // not more than are counted, as far as it was added up
	sumMany
)

// sumLetterings adds up what onlyLettering finds where it does so by so many letterings that this is worth to know before
// anything else.
func (p *plan) sumLetterings(ctx context.Context, q db.Querier) error {
	s := p.onlyLettering()
	if s == nil || p.size <= int64(p.limits.counted) {
		return nil
	}
	groups, worth := p.groupsFor(p.limits.counted)
	if !worth {
		return nil
	}
	args := &listing.Args{}
	letterings, err := atMost(ctx, q, "SELECT 1 FROM lettering_token t WHERE "+s.letterings(args), p.limits.letterings, args.Values...)
	if err != nil || letterings <= p.limits.letterings {
		return err
	}
	return p.addUp(ctx, q, s, groups)
}

// addUp adds up the numbers within reach of that many groups, until they are more than are counted.
func (p *plan) addUp(ctx context.Context, q db.Querier, s *search, groups int64) error {
	args := &listing.Args{}
	sums := "SELECT SUM(g.numbers) OVER (ROWS UNBOUNDED PRECEDING) AS sum FROM (" + s.groups(args) + " LIMIT " + args.Add(groups) + ") g WHERE " +
		p.inPlaces(args, "g.number", "g.organization_id")
	n, err := atMost(ctx, q, "SELECT 1 FROM ("+sums+") sums WHERE sum > "+args.Add(p.limits.counted), 0, args.Values...)
	if p.sum = sumFew; n > 0 {
		p.sum = sumMany
	}
	return err
}

// grouped counts what onlyLettering finds, up to counted, or all of it for 0. One number of each group is looked up.
func (p *plan) grouped(ctx context.Context, q db.Querier, s *search, counted int, groups int64) (n int64, exact bool, err error) {
	if counted > 0 {
		if p.sum == sumUnknown {
			if err := p.addUp(ctx, q, s, groups); err != nil {
				return 0, false, err
			}
		}
		if p.sum == sumMany {
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
