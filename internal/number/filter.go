package number

import (
	"context"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/phone"
)

// test is one thing that a filter asks.
type test struct {
	// sql is the predicate about the number or, where it is ofRow, about the row n.
	sql   func(args *listing.Args, f origin) string
	ofRow bool
	// sources are queries that together find all that pass, each once; nil where there is no use in looking them up.
	sources func(args *listing.Args) []string
	search  *search // whose test it is
	count   int     // how many they find, up to one more than limits.counted
}

// read makes tests of a filter.
func (p *plan) read(ctx context.Context, q db.Querier, f Filter, country string) error {
	if p.within.Hides() {
		p.tests = append(p.tests, test{ofRow: true, sql: func(args *listing.Args, _ origin) string { return p.within.ShownSQL("n.organization_id", args.Add) }})
	}
	asked := strings.TrimSpace(f.Q)
	switch {
	case asked == "":
	case id.Valid(id.Number, asked):
		p.known([]string{asked})
	default:
		s := &search{db: p.db}
		if err := s.searchLettering(ctx, q, asked); err != nil {
			return err
		}
		if err := s.searchDigits(ctx, q, phone.Digits(asked, country)); err != nil {
			return err
		}
		p.searched(s)
	}
	if len(f.IDs) > 0 {
		p.known(f.IDs)
	}
	if asked := strings.TrimSpace(f.Number); asked != "" {
		s := &search{db: p.db}
		if err := s.searchDigits(ctx, q, phone.Digits(asked, country)); err != nil {
			return err
		}
		p.searched(s)
	}
	if asked := strings.TrimSpace(f.Lettering); asked != "" {
		s := &search{db: p.db}
		if err := s.searchLettering(ctx, q, asked); err != nil {
			return err
		}
		p.searched(s)
	}
	if asked := strings.TrimSpace(f.BillingNumber); asked != "" {
		s := &search{db: p.db, patterns: phone.Digits(asked, country)}
		p.tests = append(p.tests, test{
			ofRow: true, sql: func(args *listing.Args, _ origin) string { return s.digits(args, "n.billing_number") },
			sources: func(args *listing.Args) []string {
				return []string{"SELECT n.number FROM billing_number b CROSS JOIN outgoing_number n WHERE " + s.digits(args, "b.number") + " AND n.billing_number = b.number"}
			},
		})
	}
	if f.InUse != nil {
		p.inUse(*f.InUse)
	}
	p.created(f)
	return nil
}

// searched is that a search finds the number.
func (p *plan) searched(s *search) {
	// In a large reach PostgreSQL had better join.
	t := test{sql: s.test, ofRow: s.folded != "" && p.size > p.limits.sorted, search: s}
	switch {
	case len(s.patterns) == 0 && s.folded == "": // no part of a telephone number
		t.sources = func(*listing.Args) []string { return []string{"SELECT number FROM outgoing_number WHERE FALSE"} }
	case !s.short():
		t.sources = s.sources
	}
	p.tests = append(p.tests, t)
}

// known is that the number has one of these IDs.
func (p *plan) known(ids []string) {
	is := func(args *listing.Args, _ origin) string { return "n.id" + args.In(ids) }
	p.tests = append(p.tests, test{sql: is, ofRow: true, sources: func(args *listing.Args) []string {
		return []string{"SELECT n.number FROM outgoing_number n WHERE " + is(args, origin{})}
	}})
}

func (p *plan) inUse(used bool) {
	const exists = "EXISTS (SELECT 1 FROM usage_number u WHERE u.number_id = n.id)"
	if !used {
		p.tests = append(p.tests, test{ofRow: true, sql: func(*listing.Args, origin) string { return "NOT " + exists }})
		return
	}
	p.tests = append(p.tests, test{
		ofRow: true, sql: func(*listing.Args, origin) string { return exists },
		sources: func(*listing.Args) []string {
			return []string{"SELECT n.number FROM (SELECT DISTINCT number_id FROM usage_number) u CROSS JOIN outgoing_number n WHERE n.id = u.number_id"}
		},
	})
}

func (p *plan) created(f Filter) {
	if f.CreatedFrom == nil && f.CreatedTo == nil {
		return
	}
	is := func(args *listing.Args, _ origin) string {
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
		return []string{"SELECT n.number FROM outgoing_number n WHERE " + is(args, origin{})}
	}})
}
