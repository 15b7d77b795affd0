package trail

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
)

// What an actor can be.
const (
	Account  = "account"
	APIKey   = "api_key"
	Operator = "operator" // the command line, or the program itself
	Visitor  = "visitor"  // somebody who is nobody yet
)

// Actor is who did it. ID, Name and Email are "" where the caller may not know them, or nobody is known.
type Actor struct{ ID, Kind, Name, Email string }

// Target is what it was done to. Name is "" where it has none, is gone, or is not the caller's to know.
type Target struct{ ID, Kind, Name string }

// Event is an entry of the trail as it is read.
type Event struct {
	ID               string
	At               time.Time
	OrganizationID   string
	OrganizationName string // "" where the organization is gone
	Actor            Actor
	Action           string
	Target           Target
	Address          string // "" for none, and where the actor is not the caller's to know
	RequestID        string
	Detail           json.RawMessage // nil for none, and where it was erased
}

// Filter says which events a list shows; the zero value shows all within reach. Actions are alternatives; different
// fields all hold.
type Filter struct {
	OrganizationID string
	Below          bool     // with OrganizationID: and everything below it
	Actions        []string // whole, or the beginning up to and with the dot
	ActorID        string
	TargetID       string
	Q              string    // contained in the action, or a whole ID: of the event, the actor, the target, the request
	From, To       time.Time // From is included, To is not; zero for none
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort       string // at or -at; "" is the newest first
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Service reads the trail.
type Service struct {
	db      *db.DB
	cursors *db.Cursors
	number  func(phone.Number) string // as its country writes it
}

// NewService returns the service. number shows a number as its country writes it.
func NewService(d *db.DB, cursors *db.Cursors, number func(phone.Number) string) *Service {
	return &Service{db: d, cursors: cursors, number: number}
}

// reader is who reads, and how far.
type reader struct {
	access.Caller
	trails access.Reach // whose trail
	sees   access.Reach // what exists
	groups bool         // groups, too
}

func readerOf(caller access.Caller) reader {
	return reader{
		Caller: caller, trails: caller.ReachWith(access.AuditRead), sees: caller.Reach(),
		groups: caller.Holds(access.GroupsManage, id.PlatformOrganization),
	}
}

// Get returns an event. NotFound where it is not there, or in a trail that the caller may not read.
func (s *Service) Get(ctx context.Context, caller access.Caller, eventID string) (Event, error) {
	r := readerOf(caller)
	if !id.Valid(id.Event, eventID) {
		return Event{}, fault.Missing("event")
	}
	p := &plan{within: r.trails, test: !r.trails.All()}
	p.parts = []string{"e.id = " + p.Add(eventID)}
	q := s.db.Querier(ctx)
	found, err := p.merged(ctx, q, direction{limit: 1})
	if err != nil {
		return Event{}, err
	}
	events, err := s.read(ctx, q, r, found)
	if err != nil {
		return Event{}, err
	}
	if len(events) == 0 {
		return Event{}, fault.Missing("event")
	}
	return events[0], nil
}

// PlaceOf returns the organization whose trail an event is in, or NotFound. The trail of an organization that is gone is
// the platform's.
func (s *Service) PlaceOf(ctx context.Context, eventID string) (organizationID string, err error) {
	if !id.Valid(id.Event, eventID) {
		return "", fault.Missing("event")
	}
	err = s.db.Querier(ctx).QueryRow(ctx, "SELECT COALESCE(o.id, $2) FROM audit_event e LEFT JOIN organization o ON o.id = e.organization_id WHERE e.id = $1", eventID, id.PlatformOrganization).
		Scan(&organizationID)
	if db.NotFound(err) {
		return "", fault.Missing("event")
	}
	return organizationID, err
}

// Known reports whether the organization is one whose trail a list can be of: one that the caller sees or, for who
// reads every trail, one that left its trail behind.
func (s *Service) Known(ctx context.Context, caller access.Caller, organizationID string) (bool, error) {
	if caller.Sees(organizationID) {
		return true, nil
	}
	if !caller.ReachWith(access.AuditRead).All() || !id.Valid(id.Organization, organizationID) {
		return false, nil
	}
	var known bool
	err := s.db.Querier(ctx).QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM audit_event WHERE organization_id = $1)", organizationID).Scan(&known)
	return known, err
}
