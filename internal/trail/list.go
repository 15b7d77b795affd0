package trail

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// Page is what a list answers.
type Page = listing.Page[Event]

// sortColumns are the columns behind each sort: IDs are in the order of time.
var sortColumns = map[string]listing.Column{"at": {Name: "e.id", Kind: listing.Text}}

// newest is the sort of a list of which none is said.
const newest = "-at"

// portion is how many events a file is made of at a time.
const portion = 400

// List returns one page of the trails that the caller may read. Errors: cursor_invalid, cursor_mismatch, and
// invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	r, order, err := prepare(caller, &query.Sort)
	if err != nil {
		return Page{}, err
	}
	d := direction{ascending: !order.Descending, limit: query.Limit + 1}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	cursors := fmt.Sprint("audit ", order, r.trails, string(filters))
	if query.Cursor != "" {
		last, err := s.cursors.Decode(cursors, query.Cursor, 1)
		if err != nil {
			return Page{}, err
		}
		d.after = last[0]
	}
	q := s.db.Querier(ctx)
	p, err := s.plan(ctx, q, r, query.Filter)
	if err != nil {
		return Page{}, err
	}
	var page Page
	most := listing.MaxCounted
	if query.ExactCount {
		most = 0
	}
	if page.Total, page.Exact, err = p.count(ctx, q, most); err != nil {
		return Page{}, err
	}
	found, err := p.ids(ctx, q, d)
	if err != nil {
		return Page{}, err
	}
	if len(found) > query.Limit {
		found = found[:query.Limit]
		if page.NextCursor, err = s.cursors.Encode(cursors, found[query.Limit-1]); err != nil {
			return Page{}, err
		}
	}
	page.Items, err = s.read(ctx, q, r, found)
	return page, err
}

func prepare(caller access.Caller, sort *string) (reader, listing.Order, error) {
	if *sort == "" {
		*sort = newest
	}
	order, err := listing.Parse(*sort, "", sortColumns)
	return readerOf(caller), order, err
}

// Count returns how many events a file would have, up to most.
func (s *Service) Count(ctx context.Context, caller access.Caller, f Filter, most int) (int64, error) {
	q := s.db.Querier(ctx)
	p, err := s.plan(ctx, q, readerOf(caller), f)
	if err != nil {
		return 0, err
	}
	n, _, err := p.count(ctx, q, most)
	return n, err
}

// Export hands on every event that a list shows, in its order, however many. It holds one portion of them in memory,
// and the database not at all meanwhile.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Event) error) error {
	r, order, err := prepare(caller, &sort)
	if err != nil {
		return err
	}
	q := s.db.Querier(ctx)
	p, err := s.plan(ctx, q, r, f)
	if err != nil {
		return err
	}
	for d := (direction{ascending: !order.Descending, limit: portion}); ; {
		found, err := p.ids(ctx, q, d)
		if err != nil {
			return err
		}
		events, err := s.read(ctx, q, r, found)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := each(e); err != nil {
				return err
			}
		}
		if len(found) < portion {
			return nil
		}
		d.after = found[portion-1]
	}
}

// row is an event as it is stored.
type row struct {
	Event
	at           int64
	actor, about string
	detail       string
}

func (r *row) dest() []any {
	return []any{&r.ID, &r.at, &r.OrganizationID, &r.OrganizationName, &r.actor, &r.Action, &r.about, &r.Address, &r.RequestID, &r.detail}
}

// read returns the events with these IDs, in their order.
func (s *Service) read(ctx context.Context, q db.Querier, r reader, eventIDs []string) ([]Event, error) {
	events := make([]Event, 0, len(eventIDs))
	if len(eventIDs) == 0 {
		return events, nil
	}
	in := db.In(`SELECT e.id, e.at, e.organization_id, COALESCE(o.name, ''), e.actor, e.action, e.target, e.address, e.request_id, COALESCE(d.body, '')
		FROM audit_event e LEFT JOIN organization o ON o.id = e.organization_id LEFT JOIN audit_detail d ON d.event_id = e.id
		WHERE e.id IN (...)`, portion, eventIDs)
	stored := make(map[string]row, len(eventIDs))
	all := make([]row, 0, len(eventIDs))
	if err := db.EachIn(ctx, q, in, (*row).dest, func(x row) error {
		stored[x.ID] = x
		all = append(all, x)
		return nil
	}); err != nil {
		return nil, err
	}
	names, err := s.names(ctx, q, r, all)
	if err != nil {
		return nil, err
	}
	for _, eventID := range eventIDs {
		x, there := stored[eventID]
		if !there {
			continue // deleted at this moment, with its organization
		}
		x.At = db.Time(x.at)
		x.Actor = names.actor(x)
		x.Target = names.target(x)
		if x.Actor.ID == "" && x.actor != "" {
			x.Address = ""
		}
		x.Detail = names.detail(x)
		events = append(events, x.Event)
	}
	return events, nil
}
