package number

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// plan is how a list is read. Each way touches few rows more than it shows:
//
//   - from the few numbers that something in the filter finds, which are read at once;
//   - all of them, in the order of an index;
//   - by number, in one or a few places of the hierarchy: each has its numbers in their order (number_scope for an
//     organization with everything below it), and the pages are merged;
//   - any other order in some places: sorted or, where they have many numbers, all in the order of an index,
//     leaving out what is elsewhere;
//   - by number, where a search finds many: those that it finds here and there, which are few and read at once,
//     merged with those that stand together (found.go).
type plan struct {
	db     *db.DB
	limits limits
	within access.Reach
	order  listing.Order
	tests  []test
	few    int     // which test finds the fewest numbers, where these are few; -1 for none
	found  []found // what that finds, and passes the other tests, in the order of the list
	apart  *apart  // a search that finds many
	many   int     // a test that finds more than are counted; -1 for none
	sum    sum     // whether that finds more than are counted within reach, too
	size   int64   // about how many numbers are within reach
	all    int64   // how many there are
}

// limits are where one way of reading a list becomes better than another, in numbers. Tests lower them.
type limits struct {
	counted    int   // how many are counted, and how many a search may find for a page to be built from them
	sorted     int64 // up to how many within reach are sorted, or walked for a page of few
	lookedUp   int64 // from how many within reach on it is worth to look up what a filter finds
	probed     int   // how many are looked up at most to count those of them within reach
	blocks     int   // the numbers of how many blocks are read first
	letterings int   // from how many letterings on it is less work to add up what they have within reach than to count it everywhere first
	places     int   // how many lists of single places are merged; above that the organizations are read one by one
}

var usual = limits{counted: listing.MaxCounted, sorted: 20000, lookedUp: 500, probed: 50000, blocks: 64, letterings: 500, places: 16}

func (s *Service) plan(ctx context.Context, q db.Querier, within access.Reach, f Filter, order listing.Order) (*plan, error) {
	p := &plan{db: s.db, limits: s.limits, within: within, order: order, few: -1, many: -1}
	if err := p.measure(ctx, q); err != nil {
		return nil, err
	}
	if err := p.read(ctx, q, f, s.country); err != nil {
		return nil, err
	}
	if p.size < p.limits.lookedUp {
		return p, nil
	}
	for i := range p.tests {
		t := &p.tests[i]
		if t.sources == nil {
			continue
		}
		if err := p.sumLetterings(ctx, q); err != nil {
			return nil, err
		}
		args := &listing.Args{}
		var err error
		if p.sum == sumMany {
			t.count = p.limits.counted + 1
		} else if t.count, err = atMost(ctx, q, "SELECT 1 FROM ("+strings.Join(t.sources(args), " UNION ALL ")+") found", p.limits.counted, args.Values...); err != nil {
			return nil, err
		}
		if t.count > p.limits.counted {
			p.many = i
		} else if p.few < 0 || t.count < p.tests[p.few].count {
			p.few = i
		}
	}
	switch {
	case p.few >= 0 && int64(p.tests[p.few].count) > p.size:
		p.few = -1 // walking what is within reach is less work
	case p.few >= 0:
		var err error
		p.found, err = p.load(ctx, q, p.few, p.tests[p.few].sources, p.tests[p.few].count)
		return p, err
	case order.Name == "number" && p.size > p.limits.sorted:
		return p, p.part(ctx, q)
	}
	return p, nil
}

// measure finds out how many numbers are within reach.
func (p *plan) measure(ctx context.Context, q db.Querier) (err error) {
	if p.all, err = db.Tally(ctx, q, Lists.Total("")); err != nil {
		return err
	}
	if p.size = p.all; p.within.All() || !p.merges() {
		return nil
	}
	p.size = 0
	for _, place := range p.within.Trees() {
		below, err := db.Tally(ctx, q, Lists.Total(place.OrganizationID)) // more than it has alone
		if err != nil {
			return err
		}
		p.size += below
	}
	return nil
}

// merges reports whether the reach is a few places.
func (p *plan) merges() bool { return len(p.within.Trees()) <= p.limits.places }

// origin is where some of the rows come from.
type origin struct {
	tables string
	where  []string
	number string // what the number is called
	row    bool   // whether the row n is there
}

// of is what some queries find, within reach. They find n numbers; the limit tells PostgreSQL so.
func (p *plan) of(args *listing.Args, sources []string, n int) origin {
	return p.kept(args, origin{tables: "(SELECT * FROM (" + strings.Join(sources, " UNION ALL ") + ") every LIMIT " + args.Add(n+1) + ") c", number: "c.number"})
}

// but is the tests but one.
func (p *plan) but(at int) []test { return slices.Delete(slices.Clone(p.tests), at, at+1) }

// walked are where the rows come from if each is tested, each row from one of them.
func (p *plan) walked(args *listing.Args) []origin {
	switch {
	case p.within.All(), p.order.Name != "number" && p.merges() && p.size > p.limits.sorted:
		return []origin{p.kept(args, origin{tables: "outgoing_number n", number: "n.number", row: true})}
	case !p.merges():
		return []origin{{
			tables: "organization o CROSS JOIN outgoing_number n", number: "n.number", row: true,
			where: []string{p.within.SQL("o", args.Add), "n.organization_id = o.id"},
		}}
	}
	var all []origin
	for _, place := range p.within.Trees() {
		if place.Alone {
			all = append(all, origin{tables: "outgoing_number n", number: "n.number", row: true, where: []string{"n.organization_id = " + args.Add(place.OrganizationID)}})
		} else {
			all = append(all, origin{tables: "number_scope s", number: "s.number", where: []string{"s.organization_id = " + args.Add(place.OrganizationID)}})
		}
	}
	return all
}

// kept narrows rows from anywhere to the reach.
func (p *plan) kept(args *listing.Args, f origin) origin {
	if p.within.All() {
		return f
	}
	if !p.merges() {
		f = f.withRow()
		f.tables += " CROSS JOIN organization o"
		f.where = append(f.where, "o.id = n.organization_id", p.within.SQL("o", args.Add))
		return f
	}
	if slices.ContainsFunc(p.within.Trees(), func(place access.Tree) bool { return place.Alone }) {
		f = f.withRow()
	}
	f.where = append(f.where, p.inPlaces(args, f.number, "n.organization_id"))
	return f
}

// inPlaces is the predicate that a number of an organization is in one of the few places of the reach.
func (p *plan) inPlaces(args *listing.Args, number, organization string) string {
	in := []string{"FALSE"}
	for _, place := range p.within.Trees() {
		if place.Alone {
			in = append(in, organization+" = "+args.Add(place.OrganizationID))
		} else {
			// EXISTS would have PostgreSQL read the whole list first.
			in = append(in, "(SELECT 1 FROM number_scope s WHERE s.organization_id = "+args.Add(place.OrganizationID)+" AND s.number = "+number+") = 1")
		}
	}
	return "(" + strings.Join(in, " OR ") + ")"
}

func (f origin) withRow() origin {
	if !f.row {
		f.row = true
		f.tables += " CROSS JOIN outgoing_number n"
		f.where = append([]string{"n.number = " + f.number}, f.where...)
	}
	return f
}

// query is the numbers among some rows that pass the tests, with their sort key as sorted where that is another.
func (p *plan) query(args *listing.Args, f origin, tests []test) (text, key, number string) {
	if p.order.Name != "number" || slices.ContainsFunc(tests, func(t test) bool { return t.ofRow }) {
		f = f.withRow()
	}
	where := slices.Clone(f.where)
	for _, t := range tests {
		where = append(where, t.sql(args, f))
	}
	if len(where) == 0 {
		where = []string{"TRUE"}
	}
	text, key = "SELECT "+f.number+" AS number", f.number
	if p.order.Name != "number" {
		key = "n." + p.order.Name
		text += ", " + key + " AS sorted"
	}
	return text + " FROM " + f.tables + " WHERE " + strings.Join(where, " AND "), key, f.number
}

// everything is the query of every number that the list shows.
func (p *plan) everything() (string, *listing.Args) {
	args := &listing.Args{}
	if p.few >= 0 {
		t := p.tests[p.few]
		text, _, _ := p.query(args, p.of(args, t.sources(args), t.count), p.but(p.few))
		return text, args
	}
	return p.testing(args, p.tests), args
}

// export is the query of some columns of every number that the list shows, in its order.
func (p *plan) export(columns string) (string, *listing.Args) {
	order := p.order.By("n."+p.order.Name, "n.number")
	args := &listing.Args{}
	if all := p.walked(args); p.few < 0 && len(all) == 1 { // in the order of an index, as a rule
		f := all[0].withRow()
		where := append([]string{"TRUE"}, f.where...)
		for _, t := range p.tests {
			where = append(where, t.sql(args, f))
		}
		return "SELECT " + columns + " FROM " + f.tables + " WHERE " + strings.Join(where, " AND ") + order, args
	}
	text, args := p.everything()
	return "SELECT " + columns + " FROM (" + text + ") shown CROSS JOIN outgoing_number n WHERE n.number = shown.number" + order, args
}

// testing is the query of every number within reach that passes some tests.
func (p *plan) testing(args *listing.Args, tests []test) string {
	var parts []string
	for _, f := range p.walked(args) {
		text, _, _ := p.query(args, f, tests)
		parts = append(parts, text)
	}
	if len(parts) == 0 { // nothing is within reach
		return "SELECT number FROM outgoing_number WHERE FALSE"
	}
	return listing.Union(parts)
}

// page is the query of the rows after last, at most limit, if each number is tested.
func (p *plan) page(last []string, limit int) (string, []any, error) {
	var after any
	if last != nil {
		var err error
		if after, err = p.order.Decode(last[0]); err != nil {
			return "", nil, err
		}
	}
	args := &listing.Args{}
	var parts []string
	for _, f := range p.walked(args) {
		text, key, number := p.query(args, f, p.tests)
		if last != nil {
			text += " AND " + p.order.After(args, key, number, after, last[1])
		}
		parts = append(parts, text+p.order.By(key, number)+" LIMIT "+args.Add(limit))
	}
	sorted := "sorted"
	if p.order.Name == "number" {
		sorted = "number"
	}
	var first string
	switch len(parts) {
	case 0:
		first = "SELECT number, " + p.order.Name + " AS sorted FROM outgoing_number WHERE FALSE"
	case 1:
		first = parts[0]
	default:
		first = "SELECT * FROM (" + listing.Union(parts) + ") parts" + p.order.By(sorted, "number") + " LIMIT " + args.Add(limit)
	}
	return "SELECT " + columns + ", first." + sorted + " FROM (" + first + ") first CROSS JOIN outgoing_number n CROSS JOIN organization o" +
		" WHERE n.number = first.number AND o.id = n.organization_id" + p.order.By("first."+sorted, "first.number"), args.Values, nil
}
