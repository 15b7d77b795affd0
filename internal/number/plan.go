package number

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/phone"
)

// plan is how a list is read. There are four ways, each of which touches few rows more than it shows:
//
//   - from the few numbers that something in the filter finds;
//   - all of them, in the order of an index;
//   - by number, in one or a few places of the hierarchy: each has its numbers in their order (number_scope for an
//     organization with everything below it), and the pages are merged;
//   - any other order in some places: sorted or, where they have many numbers, all in the order of an index,
//     leaving out what is elsewhere.
type plan struct {
	db     *db.DB
	within access.Reach
	order  listing.Order
	tests  []test
	few    *test // the test that finds the fewest numbers, where these are few
	large  bool  // the reach has too many numbers to sort
}

// test is one thing that a filter asks.
type test struct {
	// sql is the predicate about what is called number in the query, or about the row n.
	sql   func(args *listing.Args, number string) string
	ofRow bool
	// sources are queries that together find all that pass; nil where there is no use in looking them up.
	sources func(args *listing.Args) []string
	found   int // how many they find, up to one more than sparse
}

// mostPlaces is how many lists of single places are merged. Above that the organizations are read one by one.
const mostPlaces = 16

// mostSorted is up to how many numbers a reach is sorted for an order other than by number.
const mostSorted = 20000

func (s *Service) plan(ctx context.Context, q db.Querier, within access.Reach, f Filter, order listing.Order) (*plan, error) {
	p := &plan{db: s.db, within: within, order: order}
	if err := p.read(ctx, q, f, s.country); err != nil {
		return nil, err
	}
	for i := range p.tests {
		t := &p.tests[i]
		if t.sources == nil {
			continue
		}
		args := &listing.Args{}
		var err error
		if t.found, err = atMost(ctx, q, "SELECT 1 FROM ("+strings.Join(t.sources(args), " UNION ALL ")+") found", sparse, args.Values...); err != nil {
			return nil, err
		}
		if t.found <= sparse && (p.few == nil || t.found < p.few.found) {
			p.few = t
		}
	}
	if p.few == nil && !within.All() && order.Name != "number" && p.merges() {
		n, err := p.reached(ctx, q)
		p.large = n > mostSorted
		return p, err
	}
	return p, nil
}

// read makes tests of a filter.
func (p *plan) read(ctx context.Context, q db.Querier, f Filter, country string) error {
	if asked := strings.TrimSpace(f.Q); asked != "" {
		if err := p.search(ctx, q, asked, country); err != nil {
			return err
		}
	}
	if len(f.IDs) > 0 {
		p.known("n.id", f.IDs)
	}
	if asked := strings.TrimSpace(f.Number); asked != "" {
		d, err := newDigitSearch(ctx, p.db, q, phone.Digits(asked, country))
		if err != nil {
			return err
		}
		p.digits(d)
	}
	if asked := strings.TrimSpace(f.BillingNumber); asked != "" {
		d := &digitSearch{db: p.db, patterns: phone.Digits(asked, country)}
		p.tests = append(p.tests, test{ofRow: true, sql: func(args *listing.Args, _ string) string {
			if len(d.patterns) == 0 {
				return "FALSE"
			}
			return d.test(args, "n.billing_number")
		}})
	}
	if asked := strings.TrimSpace(f.Lettering); asked != "" {
		l, err := newLetteringSearch(ctx, p.db, q, asked)
		if err != nil {
			return err
		}
		p.tests = append(p.tests, test{sql: l.test, ofRow: true, sources: l.sources})
	}
	if f.InUse != nil {
		p.inUse(*f.InUse)
	}
	p.created(f)
	return nil
}

// search is a text that may be the digits of a number, a lettering, or an ID.
func (p *plan) search(ctx context.Context, q db.Querier, asked, country string) error {
	if id.Valid(id.Number, asked) {
		p.known("n.id", []string{asked})
		return nil
	}
	l, err := newLetteringSearch(ctx, p.db, q, asked)
	if err != nil {
		return err
	}
	patterns := phone.Digits(asked, country)
	if len(patterns) == 0 {
		p.tests = append(p.tests, test{sql: l.test, ofRow: true, sources: l.sources})
		return nil
	}
	d, err := newDigitSearch(ctx, p.db, q, patterns)
	if err != nil {
		return err
	}
	either := test{ofRow: true, sql: func(args *listing.Args, number string) string {
		return "(" + d.test(args, number) + " OR " + l.test(args, number) + ")"
	}}
	if !d.dense() {
		either.sources = func(args *listing.Args) []string { return append(l.sources(args), d.sources(args)...) }
	}
	p.tests = append(p.tests, either)
	return nil
}

func (p *plan) digits(d *digitSearch) {
	t := test{sql: d.test}
	switch {
	case len(d.patterns) == 0: // no part of a telephone number
		t.sql = func(*listing.Args, string) string { return "FALSE" }
		t.sources = func(*listing.Args) []string { return []string{"SELECT n.number FROM outgoing_number n WHERE FALSE"} }
	case !d.dense():
		t.sources = d.sources
	}
	p.tests = append(p.tests, t)
}

// known is that the number is one of few, by a column with an index.
func (p *plan) known(column string, values []string) {
	is := func(args *listing.Args, _ string) string { return column + args.In(values) }
	p.tests = append(p.tests, test{sql: is, ofRow: true, sources: func(args *listing.Args) []string {
		return []string{"SELECT n.number FROM outgoing_number n WHERE " + is(args, "")}
	}})
}

func (p *plan) inUse(used bool) {
	const exists = "EXISTS (SELECT 1 FROM usage_number u WHERE u.number_id = n.id)"
	if !used {
		p.tests = append(p.tests, test{ofRow: true, sql: func(*listing.Args, string) string { return "NOT " + exists }})
		return
	}
	p.tests = append(p.tests, test{
		ofRow: true, sql: func(*listing.Args, string) string { return exists },
		sources: func(*listing.Args) []string {
			return []string{"SELECT n.number FROM (SELECT DISTINCT number_id FROM usage_number) u CROSS JOIN outgoing_number n WHERE n.id = u.number_id"}
		},
	})
}

func (p *plan) created(f Filter) {
	if f.CreatedFrom == nil && f.CreatedTo == nil {
		return
	}
	is := func(args *listing.Args, _ string) string {
		var where []string
		if f.CreatedFrom != nil {
			where = append(where, "n.created_at >= "+args.Add(db.Micros(*f.CreatedFrom)))
		}
		if f.CreatedTo != nil {
			where = append(where, "n.created_at < "+args.Add(db.Micros(*f.CreatedTo)))
		}
		return strings.Join(where, " AND ")
	}
	p.tests = append(p.tests, test{sql: is, ofRow: true, sources: func(args *listing.Args) []string {
		return []string{"SELECT n.number FROM outgoing_number n WHERE " + is(args, "")}
	}})
}

// merges reports whether the reach is a few places.
func (p *plan) merges() bool { return len(p.within.Trees()) <= mostPlaces }

// part is where some of the rows come from.
type part struct {
	from   string
	where  []string
	number string // what the number is called
	row    bool   // whether the row n is there
}

// parts are where the rows come from, each row from one of them.
func (p *plan) parts(args *listing.Args) []part {
	switch {
	case p.few != nil:
		found := part{from: "(" + strings.Join(p.few.sources(args), " UNION ") + ") c", number: "c.number"}
		return []part{p.kept(args, found)}
	case p.within.All(), p.large:
		return []part{p.kept(args, part{from: "outgoing_number n", number: "n.number", row: true})}
	case !p.merges():
		return []part{{
			from: "organization o CROSS JOIN outgoing_number n", number: "n.number", row: true,
			where: []string{p.within.SQL("o", args.Add), "n.organization_id = o.id"},
		}}
	}
	var all []part
	for _, place := range p.within.Trees() {
		if place.Alone {
			all = append(all, part{from: "outgoing_number n", number: "n.number", row: true, where: []string{"n.organization_id = " + args.Add(place.OrganizationID)}})
		} else {
			all = append(all, part{from: "number_scope s", number: "s.number", where: []string{"s.organization_id = " + args.Add(place.OrganizationID)}})
		}
	}
	return all
}

// kept narrows rows from anywhere to the reach.
func (p *plan) kept(args *listing.Args, from part) part {
	if p.within.All() {
		return from
	}
	if !p.merges() {
		from = from.withRow()
		from.from += " CROSS JOIN organization o"
		from.where = append(from.where, "o.id = n.organization_id", p.within.SQL("o", args.Add))
		return from
	}
	in := []string{"FALSE"}
	for _, place := range p.within.Trees() {
		if place.Alone {
			from = from.withRow()
			in = append(in, "n.organization_id = "+args.Add(place.OrganizationID))
		} else {
			in = append(in, "EXISTS (SELECT 1 FROM number_scope s WHERE s.organization_id = "+args.Add(place.OrganizationID)+" AND s.number = "+from.number+")")
		}
	}
	from.where = append(from.where, "("+strings.Join(in, " OR ")+")")
	return from
}

func (f part) withRow() part {
	if !f.row {
		f.row = true
		f.from += " CROSS JOIN outgoing_number n"
		f.where = append([]string{"n.number = " + f.number}, f.where...)
	}
	return f
}

// numbers are queries of the numbers that the list shows, with their sort key as key.
func (p *plan) numbers(args *listing.Args, page func(key, number string) (where, order string)) []string {
	var all []string
	for _, from := range p.parts(args) {
		if p.order.Name != "number" || slices.ContainsFunc(p.tests, func(t test) bool { return t.ofRow }) {
			from = from.withRow()
		}
		key := from.number
		if p.order.Name != "number" {
			key = "n." + p.order.Name
		}
		for _, t := range p.tests {
			from.where = append(from.where, t.sql(args, from.number))
		}
		where, order := page(key, from.number)
		if where != "" {
			from.where = append(from.where, where)
		}
		text := "SELECT " + from.number + " AS number"
		if key != from.number {
			text += ", " + key + " AS sorted"
		}
		text += " FROM " + from.from
		if len(from.where) > 0 {
			text += " WHERE " + strings.Join(from.where, " AND ")
		}
		all = append(all, text+order)
	}
	if len(all) == 0 { // nothing is within reach
		all = []string{"SELECT number FROM outgoing_number WHERE FALSE"}
		if p.order.Name != "number" {
			all = []string{"SELECT number, " + p.order.Name + " AS sorted FROM outgoing_number WHERE FALSE"}
		}
	}
	return all
}

// page returns the query of the rows after last, at most limit.
func (p *plan) page(last []string, limit int) (string, []any, error) {
	var key any
	if last != nil {
		var err error
		if key, err = p.order.Decode(last[0]); err != nil {
			return "", nil, err
		}
	}
	args := &listing.Args{}
	parts := p.numbers(args, func(column, number string) (where, order string) {
		if last != nil {
			where = p.order.After(args, column, number, key, last[1])
		}
		return where, p.order.By(column, number) + " LIMIT " + args.Add(limit)
	})
	first, sorted := parts[0], "sorted"
	if p.order.Name == "number" {
		sorted = "number"
	}
	if len(parts) > 1 {
		first = "SELECT * FROM (" + listing.Union(parts) + ") parts" + p.order.By(sorted, "number") + " LIMIT " + args.Add(limit)
	}
	return "SELECT " + columns + ", first." + sorted + " FROM (" + first + ") first CROSS JOIN outgoing_number n CROSS JOIN organization o" +
		" WHERE n.number = first.number AND o.id = n.organization_id" + p.order.By("first."+sorted, "first.number"), args.Values, nil
}

// all is the query of every number that the list shows.
func (p *plan) all() (string, *listing.Args) {
	args := &listing.Args{}
	return listing.Union(p.numbers(args, func(string, string) (string, string) { return "", "" })), args
}

// count returns how many numbers the list shows: exactly up to listing.MaxCounted, or all of them.
func (p *plan) count(ctx context.Context, q db.Querier, all bool) (n int64, exact bool, err error) {
	if len(p.tests) == 0 {
		if kept, n, err := p.total(ctx, q); kept || err != nil {
			return n, true, err
		}
	}
	args := &listing.Args{}
	parts := p.numbers(args, func(string, string) (string, string) { return "", "" })
	return listing.Count(ctx, q, "SELECT 1 FROM ("+listing.Union(parts)+") parts", args.Values, all)
}

// total returns the total that is kept, where the reach is of whole trees.
func (p *plan) total(ctx context.Context, q db.Querier) (kept bool, n int64, err error) {
	if p.within.All() {
		n, err := db.Tally(ctx, q, Lists.Total(""))
		return true, n, err
	}
	for _, place := range p.within.Trees() {
		if place.Alone {
			return false, 0, nil
		}
		below, err := db.Tally(ctx, q, Lists.Total(place.OrganizationID))
		if err != nil {
			return false, 0, err
		}
		n += below
	}
	return true, n, nil
}

// reached is about how many numbers are within reach: those below a place are counted.
func (p *plan) reached(ctx context.Context, q db.Querier) (n int64, err error) {
	for _, place := range p.within.Trees() {
		below, err := db.Tally(ctx, q, Lists.Total(place.OrganizationID))
		if err != nil {
			return 0, err
		}
		n += below
	}
	return n, nil
}
