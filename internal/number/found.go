package number

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// found is a number that a search found, with its sort key.
type found struct {
	number string
	key    any
}

// apart is a search that finds many numbers, taken apart: those that it finds here and there are few, and the rest is
// either tested in the order of the list, where it is spread evenly, or stands together, by its blocks.
type apart struct {
	search *search
	few    []found
	blocks bool   // the rest stands together
	others []test // what else the filter asks
}

// digits is the test of the digits alone.
func (a *apart) digits() test {
	return test{sql: func(args *listing.Args, f origin) string { return a.search.digits(args, f.number) }}
}

// compare is the order of the list.
func (p *plan) compare(a, b found) int {
	c := 0
	switch key := a.key.(type) {
	case string:
		c = strings.Compare(key, b.key.(string))
	case int64:
		c = cmp.Compare(key, b.key.(int64))
	}
	if c = cmp.Or(c, strings.Compare(a.number, b.number)); p.order.Descending {
		return -c
	}
	return c
}

// load reads what the queries of one test find, n numbers, within reach, that passes the other tests, in the order of
// the list.
func (p *plan) load(ctx context.Context, q db.Querier, at int, sources func(args *listing.Args) []string, n int) ([]found, error) {
	args := &listing.Args{}
	text, _, _ := p.query(args, p.of(args, sources(args), n), p.but(at))
	return p.keyed(ctx, q, text, args.Values)
}

// keyed reads numbers with their sort keys, and sorts them.
func (p *plan) keyed(ctx context.Context, q db.Querier, text string, args []any) (all []found, err error) {
	switch p.order.Kind {
	case listing.Integer:
		err = readKeyed[int64](ctx, q, text, args, &all)
	default:
		if p.order.Name != "number" {
			err = readKeyed[string](ctx, q, text, args, &all)
			break
		}
		var numbers []string
		numbers, err = texts(ctx, q, text, args...)
		for _, n := range numbers {
			all = append(all, found{n, nil})
		}
	}
	slices.SortFunc(all, p.compare)
	return all, err
}

func readKeyed[K any](ctx context.Context, q db.Querier, text string, args []any, all *[]found) error {
	type row struct {
		number string
		key    K
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	return db.Each(rows, func(r *row) []any { return []any{&r.number, &r.key} }, func(r row) error {
		*all = append(*all, found{r.number, r.key})
		return nil
	})
}

// part takes a search that finds many apart, where what it finds here and there is few.
func (p *plan) part(ctx context.Context, q db.Querier) error {
	at := slices.IndexFunc(p.tests, func(t test) bool { return t.search != nil && len(t.search.patterns) > 0 })
	if at < 0 {
		return nil
	}
	s := p.tests[at].search
	blocks := !s.short()
	scattered := s.scattered
	if !blocks { // in so many numbers that the rest is even; what remains is the lettering
		if s.folded == "" {
			return nil
		}
		scattered = s.lettered
	}
	args := &listing.Args{}
	n, err := atMost(ctx, q, "SELECT 1 FROM ("+strings.Join(scattered(args), " UNION ALL ")+") found", p.limits.counted, args.Values...)
	if err != nil || n > p.limits.counted {
		return err
	}
	few, err := p.load(ctx, q, at, scattered, n)
	p.apart = &apart{search: s, few: few, blocks: blocks, others: p.but(at)}
	return err
}

// rows reads the rows of the list after last, at most limit, and the sort key and the number of the last of them
// as a cursor carries them. more says whether there are any behind them.
func (p *plan) rows(ctx context.Context, q db.Querier, last []string, limit int) (items []Number, end []string, more bool, err error) {
	var next []found
	switch {
	case p.few >= 0:
		if next, err = p.after(p.found, last, limit+1); err != nil {
			return nil, nil, false, err
		}
	case p.apart != nil:
		if next, err = p.merged(ctx, q, last, limit+1); err != nil {
			return nil, nil, false, err
		}
	default:
		text, args, err := p.page(last, limit+1)
		if err != nil {
			return nil, nil, false, err
		}
		items, key, more, err := listing.Take(ctx, q, text, args, p.order, limit, (*row).dest, row.number)
		if err != nil || len(items) == 0 {
			return items, nil, more, err
		}
		return items, []string{key, string(items[len(items)-1].Number)}, more, nil
	}
	if more = len(next) > limit; more {
		next = next[:limit]
	}
	if len(next) > 0 { // of what was found: what goes at this moment leaves no hole
		found := next[len(next)-1]
		if end = []string{found.number, found.number}; found.key != nil {
			end[0] = p.order.Encode(found.key)
		}
	}
	numbers := make([]string, len(next))
	for i, f := range next {
		numbers[i] = f.number
	}
	items, err = named(ctx, q, p.within, numbers)
	return items, end, more, err
}

// after returns what comes after last of some that were found, at most limit.
func (p *plan) after(all []found, last []string, limit int) ([]found, error) {
	at := 0
	if last != nil {
		f := found{number: last[1]}
		if p.order.Name != "number" {
			var err error
			if f.key, err = p.order.Decode(last[0]); err != nil {
				return nil, err
			}
		}
		var there bool
		if at, there = slices.BinarySearchFunc(all, f, p.compare); there {
			at++
		}
	}
	return all[at:min(len(all), at+limit)], nil
}

// merged returns what comes after last of what a search finds that was taken apart, at most limit.
func (p *plan) merged(ctx context.Context, q db.Querier, last []string, limit int) ([]found, error) {
	few, err := p.after(p.apart.few, last, limit)
	if err != nil {
		return nil, err
	}
	var rest []string
	if p.apart.blocks {
		rest, few, err = p.together(ctx, q, few, last, limit)
	} else {
		rest, err = p.even(ctx, q, last, limit)
	}
	if err != nil {
		return nil, err
	}
	next := slices.Clone(few)
	for _, n := range rest {
		next = append(next, found{number: n})
	}
	slices.SortFunc(next, p.compare)
	next = slices.CompactFunc(next, func(a, b found) bool { return a.number == b.number })
	return next[:min(len(next), limit)], nil
}

// even tests one number after the other, in the order of the list.
func (p *plan) even(ctx context.Context, q db.Querier, last []string, limit int) ([]string, error) {
	args := &listing.Args{}
	tests := append(slices.Clone(p.apart.others), p.apart.digits())
	var parts []string
	for _, f := range p.walked(args) {
		text, key, number := p.query(args, f, tests)
		if last != nil {
			text += " AND " + p.order.After(args, key, number, nil, last[1])
		}
		parts = append(parts, text+p.order.By(key, number)+" LIMIT "+args.Add(limit))
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return texts(ctx, q, "SELECT number FROM ("+listing.Union(parts)+") parts"+p.order.By("number", "number")+" LIMIT "+args.Add(limit), args.Values...)
}

// together finds numbers by their blocks, one region of the order after the other, until there are enough with those
// of the few that come before. It returns the few that do.
func (p *plan) together(ctx context.Context, q db.Querier, few []found, last []string, limit int) (rest []string, before []found, err error) {
	down := p.order.Descending
	var r region
	if last != nil {
		if r.from = last[1] + "0"; down { // what comes next in the order of numbers, at least
			r = region{to: last[1]}
		}
	}
	for n := p.limits.blocks; ; n *= 4 {
		edge, err := p.apart.search.edge(ctx, q, r, n, down)
		if err != nil {
			return nil, nil, err
		}
		part := r
		if down {
			part.from, r.to = edge, edge
		} else {
			part.to, r.from = edge, edge
		}
		args := &listing.Args{}
		f := p.kept(args, origin{tables: "(" + strings.Join(p.apart.search.blocks(args, part), " UNION ALL ") + ") c", number: "c.number"})
		text, key, number := p.query(args, f, p.apart.others)
		numbers, err := texts(ctx, q, text+p.order.By(key, number)+" LIMIT "+args.Add(limit), args.Values...)
		if err != nil {
			return nil, nil, err
		}
		if rest = append(rest, numbers...); edge == "" {
			return rest, few, nil
		}
		before = few
		if at := slices.IndexFunc(few, func(f found) bool { return (f.number < edge) == down }); at >= 0 {
			before = few[:at]
		}
		if len(rest)+len(before) >= limit {
			return rest, before, nil
		}
	}
}
