package trail

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/text"
)

// Tests lower them.
var (
	// mostParts is how many ranges of an index one query merges.
	mostParts = 128
	// mostMerged is how many organizations a list merges the ranges of. Above, it walks everybody's.
	mostMerged = 48
	// mostWalked is how many events of everybody's such a walk looks at before it gives up.
	mostWalked = 4000
)

// plan is how a list is walked. Each part is a range of an index in the order of the IDs; where says what else holds.
type plan struct {
	listing.Args
	parts  []string
	where  []string
	within access.Reach
	test   bool // of each event, whether it is within; otherwise the parts are
	// many says that the reach has so many organizations that none is a part, and so few events, perhaps, that a
	// walk finds none of them.
	many    bool
	shared  int      // how many arguments there are besides those of the parts; with many only
	actions []string // nil for all
}

// none is a plan that finds nothing.
var none = plan{parts: []string{"FALSE"}}

// plan chooses how a list is walked.
func (s *Service) plan(ctx context.Context, q db.Querier, r reader, f Filter) (*plan, error) {
	p := &plan{within: r.trails, test: !r.trails.All()}
	if f.OrganizationID != "" {
		p.within, p.test = r.Within(r.trails, f.OrganizationID, f.Below), true
		if r.trails.All() && !r.Sees(f.OrganizationID) {
			p.within, p.test = r.trails, false // of an organization that is gone
			p.where = append(p.where, "e.organization_id = "+p.Add(f.OrganizationID))
		}
	}
	for _, asked := range []struct {
		thing string
		told  func(as) bool
	}{{f.ActorID, func(a as) bool { return a.actor }}, {f.TargetID, func(a as) bool { return a.target }}} {
		if told, err := s.told(ctx, q, r, asked.thing); err != nil || !asked.told(told) {
			return &none, err
		}
	}
	found, err := s.act(ctx, q, r, p, f)
	if err != nil || !found {
		return &none, err
	}
	p.time(f)
	if f.ActorID != "" {
		p.where = append(p.where, "e.actor = "+p.Add(f.ActorID))
	}
	if f.TargetID != "" {
		p.where = append(p.where, "e.target = "+p.Add(f.TargetID))
	}
	if f.ActorID != "" || f.TargetID != "" || len(p.parts) > 0 { // the engine knows the narrower index
		if len(p.parts) == 0 {
			p.parts = []string{"TRUE"}
		}
		p.filterActions()
		if !p.test {
			return p, nil
		}
		few, err := p.organizations(ctx, q)
		if err == nil && len(few) > 0 && len(few) <= mostMerged { // cheaper than looking each one's organization up
			p.where, p.test = append(p.where, "e.organization_id"+p.In(few)), false
		}
		return p, err
	}
	return p, s.spread(ctx, q, p)
}

// organizations returns those of the reach, or the first of them where they are more than are merged.
func (p *plan) organizations(ctx context.Context, q db.Querier) ([]string, error) {
	in := &listing.Args{}
	return ids(ctx, q, "SELECT o.id FROM organization o WHERE "+p.within.SQL("o", in.Add)+fmt.Sprintf(" LIMIT %d", mostMerged+1), in.Values)
}

// act reads which actions are meant, and whole IDs in the search, which are parts. It reports false where nothing can
// be found.
func (s *Service) act(ctx context.Context, q db.Querier, r reader, p *plan, f Filter) (bool, error) {
	search := strings.TrimSpace(f.Q)
	switch {
	case id.Valid(id.Event, search):
		p.parts = []string{"e.id = " + p.Add(search)}
		search = ""
	case isID(search):
		told, err := s.told(ctx, q, r, search)
		if err != nil || !told.actor && !told.target {
			return false, err
		}
		place := p.Add(search)
		switch {
		case !told.target:
			p.parts = []string{"e.actor = " + place}
		case !told.actor:
			p.parts = []string{"e.target = " + place}
		default:
			p.parts = []string{"e.actor = " + place, "e.target = " + place + " AND e.actor <> " + place}
		}
		search = ""
	case isRequest(search):
		p.parts = []string{"e.request_id = " + p.Add(search)}
		search = ""
	}
	if search == "" && len(f.Actions) == 0 {
		return true, nil
	}
	all, err := actions(ctx, q)
	if err != nil {
		return false, err
	}
	folded := text.Fold(search)
	p.actions = slices.DeleteFunc(all, func(action string) bool {
		meant := len(f.Actions) == 0
		for _, a := range f.Actions {
			meant = meant || means(a, action)
		}
		return !meant || !strings.Contains(action, folded)
	})
	return len(p.actions) > 0, nil
}

// as is what events tell the caller of an ID as.
type as struct{ actor, target bool }

// told says whether the caller may ask for events by an ID: not for an actor or a target that events do not tell of,
// whose ID it could try.
func (s *Service) told(ctx context.Context, q db.Querier, r reader, thing string) (as, error) {
	if !isID(thing) {
		return as{true, true}, nil
	}
	x := row{actor: thing, about: thing}
	n, err := s.names(ctx, q, r, []row{x})
	if err != nil {
		return as{}, err
	}
	prefix, _, _ := strings.Cut(thing, "_")
	return as{prefix != id.Account && prefix != id.Key || n.actor(x).ID != "", n.target(x).ID != ""}, nil
}

// isID reports whether a text has the form of an ID of whatever kind.
func isID(s string) bool {
	prefix, _, found := strings.Cut(s, "_")
	return found && id.Valid(prefix, s)
}

func isRequest(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// actions are those that the trail has: few, so they are found by leaps.
func actions(ctx context.Context, q db.Querier) ([]string, error) {
	rows, err := q.Query(ctx, `WITH RECURSIVE leap (action) AS (
			SELECT MIN(action) FROM audit_event
			UNION ALL SELECT (SELECT MIN(e.action) FROM audit_event e WHERE e.action > leap.action) FROM leap WHERE leap.action IS NOT NULL
		) SELECT action FROM leap WHERE action IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, db.Column[string])
}

// time narrows a plan to a time: by the IDs, whose first part is a time in milliseconds, and exactly.
func (p *plan) time(f Filter) {
	if !f.From.IsZero() {
		p.where = append(p.where, "e.id >= "+p.Add(idAt(f.From)), "e.at >= "+p.Add(db.Micros(f.From)))
	}
	if !f.To.IsZero() {
		p.where = append(p.where, "e.id < "+p.Add(idAt(f.To.Add(time.Millisecond))), "e.at < "+p.Add(db.Micros(f.To)))
	}
}

// idAt is less than the IDs of what happens at a time, and greater than those of a millisecond before.
func idAt(at time.Time) string {
	ms := min(max(at.UnixMilli(), 0), int64(ulid.MaxTime())) //nolint:gosec // 48 bits
	var u ulid.ULID
	_ = u.SetTime(uint64(ms)) //nolint:gosec // not negative; no more than the greatest
	return id.Event + "_" + u.String()
}

func (p *plan) filterActions() {
	if p.actions != nil {
		p.where = append(p.where, "e.action"+p.In(p.actions))
	}
}

// spread makes parts of a plan that has none yet: of the organizations, where they are few, and of the actions.
func (s *Service) spread(ctx context.Context, q db.Querier, p *plan) error {
	p.shared = len(p.Values)
	if p.test {
		organizations, err := p.organizations(ctx, q)
		if err != nil {
			return err
		}
		if len(organizations) == 0 {
			*p = none
			return nil
		}
		if p.many = len(organizations) > mostMerged; !p.many {
			p.merge(organizations)
			return nil
		}
	}
	switch {
	case p.actions == nil:
		p.parts = []string{"TRUE"}
	case len(p.actions) > mostParts:
		p.parts = []string{"e.action" + p.In(p.actions)}
	default:
		for _, action := range p.actions {
			p.parts = append(p.parts, "e.action = "+p.Add(action))
		}
	}
	return nil
}

// merge makes the organizations parts, with each action where they are few.
func (p *plan) merge(organizations []string) {
	byAction := p.actions != nil && len(organizations)*len(p.actions) <= mostParts
	for _, organizationID := range organizations {
		of := "e.organization_id = " + p.Add(organizationID)
		if !byAction {
			p.parts = append(p.parts, of)
			continue
		}
		for _, action := range p.actions {
			p.parts = append(p.parts, of+" AND e.action = "+p.Add(action))
		}
	}
	p.test = false
	if !byAction {
		p.filterActions()
	}
}

// direction is how a list is walked: from where, which way, how far.
type direction struct {
	after     string // the ID of the event before; "" from the beginning
	ascending bool
	limit     int
}

func (d direction) order(column string) string {
	if d.ascending {
		return " ORDER BY " + column
	}
	return " ORDER BY " + column + " DESC"
}

// conditions are what holds of the events of every part, in the direction.
func (p *plan) conditions(args *listing.Args, d direction) []string {
	where := slices.Clone(p.where)
	switch {
	case d.after == "":
	case d.ascending:
		where = append(where, "e.id > "+args.Add(d.after))
	default:
		where = append(where, "e.id < "+args.Add(d.after))
	}
	return where
}

func (p *plan) args() *listing.Args { return &listing.Args{Values: slices.Clone(p.Values)} }

// sharedArgs are the arguments without those of the parts.
func (p *plan) sharedArgs() *listing.Args {
	return &listing.Args{Values: slices.Clone(p.Values[:p.shared])}
}

// union is a query of the events of all parts: of what, with an end of each part.
func (p *plan) union(what string, args *listing.Args, where []string, end string) string {
	from := " FROM audit_event e"
	if p.test {
		from += " CROSS JOIN organization o"
		where = append(slices.Clone(where), "o.id = e.organization_id", p.within.SQL("o", args.Add))
	}
	queries := make([]string, len(p.parts))
	for i, part := range p.parts {
		queries[i] = "SELECT " + what + from + " WHERE " + strings.Join(append([]string{part}, where...), " AND ") + end
	}
	if len(queries) == 1 {
		return queries[0]
	}
	return listing.Union(queries)
}

// ids returns the IDs of the next events, in their order.
func (p *plan) ids(ctx context.Context, q db.Querier, d direction) ([]string, error) {
	if !p.many {
		return p.merged(ctx, q, d)
	}
	found, err := p.walked(ctx, q, d)
	if err != nil || len(found) == d.limit {
		return found, err
	}
	return p.leapt(ctx, q, d)
}

// merged merges the parts.
func (p *plan) merged(ctx context.Context, q db.Querier, d direction) ([]string, error) {
	args := p.args()
	limit := fmt.Sprintf(" LIMIT %d", d.limit)
	text := p.union("e.id AS id", args, p.conditions(args, d), d.order("e.id")+limit)
	return ids(ctx, q, "SELECT id FROM ("+text+") t"+d.order("id")+limit, args.Values)
}

// walked looks for what is within the reach among the next events of everybody.
func (p *plan) walked(ctx context.Context, q db.Querier, d direction) ([]string, error) {
	args := p.args()
	all := *p
	all.test = false
	limit := fmt.Sprintf(" LIMIT %d", mostWalked)
	text := all.union("e.id AS id, e.organization_id AS organization_id", args, p.conditions(args, d), d.order("e.id")+limit)
	return ids(ctx, q, "SELECT w.id FROM (SELECT id, organization_id FROM ("+text+") t"+d.order("id")+limit+
		") w CROSS JOIN organization o WHERE o.id = w.organization_id AND "+p.within.SQL("o", args.Add)+d.order("w.id")+fmt.Sprintf(" LIMIT %d", d.limit), args.Values)
}

// leapt looks up the next event of each organization of the reach. The next of all are events of those whose own are
// next, so at most as many organizations as there are events wanted.
func (p *plan) leapt(ctx context.Context, q db.Querier, d direction) ([]string, error) {
	args := p.sharedArgs()
	next := "MAX"
	if d.ascending {
		next = "MIN"
	}
	where := p.conditions(args, d)
	if p.actions != nil {
		where = append(where, "e.action"+args.In(p.actions))
	}
	organizations, err := ids(ctx, q, "SELECT id FROM (SELECT o.id AS id, (SELECT "+next+"(e.id) FROM audit_event e WHERE "+
		strings.Join(append([]string{"e.organization_id = o.id"}, where...), " AND ")+") AS next FROM organization o WHERE "+p.within.SQL("o", args.Add)+
		") t WHERE next IS NOT NULL"+d.order("next")+fmt.Sprintf(" LIMIT %d", d.limit), args.Values)
	if err != nil {
		return nil, err
	}
	var all []string
	for chunk := range slices.Chunk(organizations, mostParts) {
		of := &plan{Args: *p.sharedArgs(), where: slices.Clone(p.where), actions: p.actions}
		of.merge(chunk)
		found, err := of.merged(ctx, q, d)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.Sort(all)
	if !d.ascending {
		slices.Reverse(all)
	}
	return all[:min(len(all), d.limit)], nil
}

// count counts what the plan finds: up to most, or all of them where most is 0.
func (p *plan) count(ctx context.Context, q db.Querier, most int) (int64, bool, error) {
	if !p.many {
		args := p.args()
		return listing.CountTo(ctx, q, p.union("1 AS one", args, p.where, ""), args.Values, most)
	}
	args := p.sharedArgs()
	where := append([]string{"e.organization_id = o.id"}, p.where...)
	if p.actions != nil {
		where = append(where, "e.action"+args.In(p.actions))
	}
	return listing.CountTo(ctx, q, "SELECT 1 FROM organization o CROSS JOIN audit_event e WHERE "+strings.Join(where, " AND ")+" AND "+p.within.SQL("o", args.Add), args.Values, most)
}

func ids(ctx context.Context, q db.Querier, query string, args []any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, db.Column[string])
}
