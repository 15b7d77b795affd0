package member

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
)

// plan is how a list is read. There are four ways, each of which touches few rows more than it shows:
//
//   - everybody, in the order of an index;
//   - by name, in one or a few places of the hierarchy: each has its members in the order of names (member_scope
//     for an organization with everything below it), and the pages are merged;
//   - from what the filter has few of: the accounts that a search text may mean, the members with a role, those
//     who are not active;
//   - any other order in some places: from the organizations, sorted.
type plan struct {
	db     *db.DB
	within access.Reach
	order  listing.Order
	filter Filter
	search *search // nil without a search text
}

// mostPlaces is how many lists of single places are merged. Above that the organizations are read one by one.
const mostPlaces = 16

func (s *Service) plan(ctx context.Context, q db.Querier, within access.Reach, f Filter, ord listing.Order) (*plan, error) {
	p := &plan{db: s.db, within: within, order: ord, filter: f}
	if f.Q = strings.TrimSpace(f.Q); f.Q != "" && !id.Valid(id.Account, f.Q) && !id.Valid(id.Member, f.Q) {
		var err error
		if p.search, err = newSearch(ctx, q, f.Q); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// filters are the predicates about m, and about a where the search looks at each account.
func (p *plan) filters(args *listing.Args) (where []string, account bool) {
	f := p.filter
	switch asked := strings.TrimSpace(f.Q); {
	case asked == "":
	case id.Valid(id.Account, asked):
		where = append(where, "m.account_id = "+args.Add(asked))
	case id.Valid(id.Member, asked):
		where = append(where, "m.id = "+args.Add(asked))
	case p.search.few:
	default:
		where = append(where, p.search.predicate(p.db, args.Add))
		account = true
	}
	if len(f.IDs) > 0 {
		where = append(where, "m.id"+args.In(db.Filled(f.IDs)))
	}
	if len(f.Status) > 0 {
		where = append(where, "m.status"+args.In(f.Status))
	}
	if p.within.Hides() {
		where = append(where, p.within.ShownSQL("m.organization_id", args.Add))
	}
	return where, account
}

// plain reports whether nothing but the reach narrows the list.
func (p *plan) plain() bool {
	return strings.TrimSpace(p.filter.Q) == "" && len(p.filter.IDs)+len(p.filter.Status)+len(p.filter.RoleIDs) == 0
}

// few is where the rows come from if the filter has few of them, and the predicate that ties them to m; "" if not.
func (p *plan) few(args *listing.Args) (source, tie string) {
	f := p.filter
	asked := strings.TrimSpace(f.Q)
	switch {
	case id.Valid(id.Account, asked), id.Valid(id.Member, asked), len(f.IDs) > 0:
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a", "TRUE"
	case p.search != nil && p.search.few:
		return " FROM (" + p.search.accounts(args.Add) + ") found CROSS JOIN account a CROSS JOIN member m CROSS JOIN organization o",
			"a.id = found.account_id AND " + p.search.predicate(p.db, args.Add)
	case len(f.RoleIDs) > 0:
		return " FROM (SELECT DISTINCT member_id FROM member_role WHERE role_id" + args.In(f.RoleIDs) + ") held CROSS JOIN member m CROSS JOIN organization o CROSS JOIN account a",
			"m.id = held.member_id"
	case len(f.Status) > 0 && !slices.Contains(f.Status, Active):
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a", "m.status <> 'active'" // has an index of its own
	}
	return "", ""
}

// merged reports whether the list is read place by place and merged.
func (p *plan) merged() bool {
	source, _ := p.few(&listing.Args{})
	return source == "" && !p.within.All() && p.order.Name == "m.name_key" && len(p.within.Trees()) <= mostPlaces
}

// page returns the query of the rows after last, at most limit.
func (p *plan) page(last []string, limit int) (string, []any, error) {
	args := &listing.Args{}
	var key any
	if last != nil {
		var err error
		if key, err = p.order.Decode(last[0]); err != nil {
			return "", nil, err
		}
	}
	if p.merged() {
		return p.mergedPage(args, key, last, limit), args.Values, nil
	}
	where, _ := p.filters(args)
	if last != nil {
		where = append(where, p.order.After(args, p.order.Name, "m.id", key, last[1]))
	}
	text := "SELECT " + columns + ", " + p.order.Name + p.source(args, &where) + " WHERE " + strings.Join(where, " AND ") +
		p.order.By(p.order.Name, "m.id") + " LIMIT " + args.Add(limit)
	return text, args.Values, nil
}

// source is where rows come from when they are not merged. CROSS JOIN keeps SQLite to the order it is written in.
func (p *plan) source(args *listing.Args, where *[]string) string {
	*where = append(*where, "o.id = m.organization_id", "a.id = m.account_id")
	if !p.within.All() {
		*where = append(*where, p.within.SQL("o", args.Add))
	}
	if source, tie := p.few(args); source != "" {
		*where = append(*where, tie)
		if len(p.filter.RoleIDs) > 0 && !strings.Contains(tie, "held.") {
			*where = append(*where, "EXISTS (SELECT 1 FROM member_role mr WHERE mr.member_id = m.id AND mr.role_id"+args.In(p.filter.RoleIDs)+")")
		}
		return source
	}
	switch {
	case !p.within.All():
		return " FROM organization o CROSS JOIN member m CROSS JOIN account a"
	case strings.HasPrefix(p.order.Name, "a."):
		return " FROM account a CROSS JOIN member m CROSS JOIN organization o"
	default:
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a"
	}
}

// mergedPage reads at most limit members of each place, in the order of names, and the first of all of them.
func (p *plan) mergedPage(args *listing.Args, key any, last []string, limit int) string {
	var parts []string
	for _, place := range p.within.Trees() {
		parts = append(parts, p.place(args, place, key, last, limit))
	}
	if len(parts) == 0 {
		parts = []string{"SELECT name_key, id AS member_id FROM member WHERE FALSE"}
	}
	return "SELECT " + columns + ", m.name_key FROM (SELECT name_key, member_id FROM (" + listing.Union(parts) +
		") parts" + p.order.By("name_key", "member_id") + " LIMIT " + args.Add(limit) +
		") first CROSS JOIN member m CROSS JOIN organization o CROSS JOIN account a" +
		" WHERE m.id = first.member_id AND o.id = m.organization_id AND a.id = m.account_id" +
		p.order.By("first.name_key", "first.member_id")
}

// place is the members of one place in the order of names.
func (p *plan) place(args *listing.Args, place access.Tree, key any, last []string, limit int) string {
	where, account := p.filters(args)
	source, name, memberID := "member m", "m.name_key", "m.id"
	if place.Alone {
		where = append(where, "m.organization_id = "+args.Add(place.OrganizationID))
	} else {
		source, name, memberID = "member_scope s", "s.name_key", "s.member_id"
		if len(where) > 0 {
			source += " CROSS JOIN member m"
			where = append(where, "m.id = s.member_id")
		}
		where = append(where, "s.organization_id = "+args.Add(place.OrganizationID))
	}
	if account {
		source += " CROSS JOIN account a"
		where = append(where, "a.id = m.account_id")
	}
	if last != nil {
		where = append(where, p.order.After(args, name, memberID, key, last[1]))
	}
	text := "SELECT " + name + " AS name_key, " + memberID + " AS member_id FROM " + source + " WHERE " + strings.Join(where, " AND ")
	if limit > 0 {
		text += p.order.By(name, memberID) + " LIMIT " + args.Add(limit)
	}
	return text
}

// count returns how many members the list shows: exactly up to listing.MaxCounted, or all of them.
func (p *plan) count(ctx context.Context, q db.Querier, all bool) (n int64, exact bool, err error) {
	if kept, n, err := p.kept(ctx, q); kept || err != nil {
		return n, true, err
	}
	args := &listing.Args{}
	var text string
	if p.merged() {
		var parts []string
		for _, place := range p.within.Trees() {
			parts = append(parts, p.place(args, place, nil, nil, 0))
		}
		if len(parts) == 0 {
			return 0, true, nil
		}
		text = "SELECT 1 FROM (" + listing.Union(parts) + ") parts"
	} else {
		where, _ := p.filters(args)
		source := p.source(args, &where)
		text = "SELECT 1" + source + " WHERE " + strings.Join(where, " AND ")
	}
	return listing.Count(ctx, q, text, args.Values, all)
}

// kept returns the total that is kept, where the list is of whole trees and nothing narrows it.
func (p *plan) kept(ctx context.Context, q db.Querier) (bool, int64, error) {
	if !p.plain() || p.within.Hides() {
		return false, 0, nil
	}
	if p.within.All() {
		n, err := db.Tally(ctx, q, Lists.Total(""))
		return true, n, err
	}
	var total int64
	for _, place := range p.within.Trees() {
		if place.Alone {
			return false, 0, nil
		}
		n, err := db.Tally(ctx, q, Lists.Total(place.OrganizationID))
		if err != nil {
			return false, 0, err
		}
		total += n
	}
	return true, total, nil
}
