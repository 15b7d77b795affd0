package member

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
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
	order  order
	filter Filter
	search *search // nil without a search text
}

// mostPlaces is how many lists of single places are merged. Above that the organizations are read one by one.
const mostPlaces = 16

func (s *Service) plan(ctx context.Context, q db.Querier, within access.Reach, f Filter, ord order) (*plan, error) {
	p := &plan{db: s.db, within: within, order: ord, filter: f}
	if f.Q = strings.TrimSpace(f.Q); f.Q != "" && !id.Valid(id.Account, f.Q) && !id.Valid(id.Member, f.Q) {
		var err error
		if p.search, err = newSearch(ctx, q, f.Q); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// query builds one SQL text.
type query struct {
	args []any
}

func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return fmt.Sprintf("$%d", len(q.args))
}

func (q *query) in(values []string) string {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = q.arg(v)
	}
	return " IN (" + strings.Join(places, ", ") + ")"
}

// filters are the predicates about m, and about a where the search looks at each account.
func (p *plan) filters(q *query) (where []string, account bool) {
	f := p.filter
	switch asked := strings.TrimSpace(f.Q); {
	case asked == "":
	case id.Valid(id.Account, asked):
		where = append(where, "m.account_id = "+q.arg(asked))
	case id.Valid(id.Member, asked):
		where = append(where, "m.id = "+q.arg(asked))
	case p.search.few:
	default:
		where = append(where, p.search.predicate(p.db, q.arg))
		account = true
	}
	if len(f.Status) > 0 {
		where = append(where, "m.status"+q.in(f.Status))
	}
	return where, account
}

// plain reports whether nothing but the reach narrows the list.
func (p *plan) plain() bool {
	return strings.TrimSpace(p.filter.Q) == "" && len(p.filter.Status)+len(p.filter.RoleIDs) == 0
}

// few is where the rows come from if the filter has few of them, and the predicate that ties them to m; "" if not.
func (p *plan) few(q *query) (source, tie string) {
	f := p.filter
	asked := strings.TrimSpace(f.Q)
	switch {
	case id.Valid(id.Account, asked), id.Valid(id.Member, asked):
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a", "TRUE"
	case p.search != nil && p.search.few:
		return " FROM (" + p.search.accounts(q.arg) + ") found CROSS JOIN account a CROSS JOIN member m CROSS JOIN organization o",
			"a.id = found.account_id AND " + p.search.predicate(p.db, q.arg)
	case len(f.RoleIDs) > 0:
		return " FROM (SELECT DISTINCT member_id FROM member_role WHERE role_id" + q.in(f.RoleIDs) + ") held CROSS JOIN member m CROSS JOIN organization o CROSS JOIN account a",
			"m.id = held.member_id"
	case len(f.Status) > 0 && !slices.Contains(f.Status, Active):
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a", "m.status <> 'active'" // has an index of its own
	}
	return "", ""
}

// merged reports whether the list is read place by place and merged.
func (p *plan) merged() bool {
	source, _ := p.few(&query{})
	return source == "" && !p.within.All() && p.order.column == "m.name_key" && len(p.within.Trees()) <= mostPlaces
}

// page returns the query of the rows after last, at most limit.
func (p *plan) page(last []string, limit int) (string, []any, error) {
	q := &query{}
	var key any
	if last != nil {
		var err error
		if key, err = p.order.decode(last[0]); err != nil {
			return "", nil, err
		}
	}
	if p.merged() {
		return p.mergedPage(q, key, last, limit), q.args, nil
	}
	where, _ := p.filters(q)
	if last != nil {
		where = append(where, p.order.after(p.order.column, "m.id", q.arg(key), q.arg(last[1])))
	}
	text := "SELECT " + columns + ", " + p.order.column + p.source(q, &where) + " WHERE " + strings.Join(where, " AND ") +
		p.order.sql(p.order.column, "m.id") + " LIMIT " + q.arg(limit)
	return text, q.args, nil
}

// source is where rows come from when they are not merged. CROSS JOIN keeps SQLite to the order it is written in.
func (p *plan) source(q *query, where *[]string) string {
	*where = append(*where, "o.id = m.organization_id", "a.id = m.account_id")
	if !p.within.All() {
		*where = append(*where, p.within.SQL("o", q.arg))
	}
	if source, tie := p.few(q); source != "" {
		*where = append(*where, tie)
		if len(p.filter.RoleIDs) > 0 && !strings.Contains(tie, "held.") {
			*where = append(*where, "EXISTS (SELECT 1 FROM member_role mr WHERE mr.member_id = m.id AND mr.role_id"+q.in(p.filter.RoleIDs)+")")
		}
		return source
	}
	switch {
	case !p.within.All():
		return " FROM organization o CROSS JOIN member m CROSS JOIN account a"
	case strings.HasPrefix(p.order.column, "a."):
		return " FROM account a CROSS JOIN member m CROSS JOIN organization o"
	default:
		return " FROM member m CROSS JOIN organization o CROSS JOIN account a"
	}
}

// mergedPage reads at most limit members of each place, in the order of names, and the first of all of them.
func (p *plan) mergedPage(q *query, key any, last []string, limit int) string {
	var parts []string
	for _, place := range p.within.Trees() {
		parts = append(parts, p.place(q, place, key, last, limit))
	}
	if len(parts) == 0 {
		parts = []string{"SELECT name_key, id AS member_id FROM member WHERE FALSE"}
	}
	for i, part := range parts {
		parts[i] = "SELECT * FROM (" + part + ") part" + fmt.Sprint(i)
	}
	direction := ""
	if p.order.descending {
		direction = " DESC"
	}
	return "SELECT " + columns + ", m.name_key FROM (SELECT name_key, member_id FROM (" + strings.Join(parts, " UNION ALL ") +
		") parts ORDER BY name_key" + direction + ", member_id" + direction + " LIMIT " + q.arg(limit) +
		") first CROSS JOIN member m CROSS JOIN organization o CROSS JOIN account a" +
		" WHERE m.id = first.member_id AND o.id = m.organization_id AND a.id = m.account_id" +
		p.order.sql("first.name_key", "first.member_id")
}

// place is the members of one place in the order of names.
func (p *plan) place(q *query, place access.Tree, key any, last []string, limit int) string {
	where, account := p.filters(q)
	source, name, memberID := "member m", "m.name_key", "m.id"
	if place.Alone {
		where = append(where, "m.organization_id = "+q.arg(place.OrganizationID))
	} else {
		source, name, memberID = "member_scope s", "s.name_key", "s.member_id"
		if len(where) > 0 {
			source += " CROSS JOIN member m"
			where = append(where, "m.id = s.member_id")
		}
		where = append(where, "s.organization_id = "+q.arg(place.OrganizationID))
	}
	if account {
		source += " CROSS JOIN account a"
		where = append(where, "a.id = m.account_id")
	}
	if last != nil {
		where = append(where, p.order.after(name, memberID, q.arg(key), q.arg(last[1])))
	}
	text := "SELECT " + name + " AS name_key, " + memberID + " AS member_id FROM " + source + " WHERE " + strings.Join(where, " AND ")
	if limit > 0 {
		text += p.order.sql(name, memberID) + " LIMIT " + q.arg(limit)
	}
	return text
}

// count returns how many members the list shows: exactly up to MaxCounted, or all of them.
func (p *plan) count(ctx context.Context, q db.Querier, all bool) (n int64, exact bool, err error) {
	if kept, n, err := p.kept(ctx, q); kept || err != nil {
		return n, true, err
	}
	b := &query{}
	limit := ""
	if !all {
		limit = fmt.Sprintf(" LIMIT %d", MaxCounted+1)
	}
	var text string
	if p.merged() {
		var parts []string
		for i, place := range p.within.Trees() {
			parts = append(parts, fmt.Sprintf("SELECT * FROM (%s) part%d", p.place(b, place, nil, nil, 0), i))
		}
		if len(parts) == 0 {
			return 0, true, nil
		}
		text = "SELECT 1 FROM (" + strings.Join(parts, " UNION ALL ") + ") parts"
	} else {
		where, _ := p.filters(b)
		source := p.source(b, &where)
		text = "SELECT 1" + source + " WHERE " + strings.Join(where, " AND ")
	}
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM ("+text+limit+") t", b.args...).Scan(&n); err != nil {
		return 0, false, err
	}
	if n > MaxCounted && !all {
		return MaxCounted, false, nil
	}
	return n, true, nil
}

// kept returns the total that is kept, where the list is of whole trees and nothing narrows it.
func (p *plan) kept(ctx context.Context, q db.Querier) (bool, int64, error) {
	if !p.plain() {
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
