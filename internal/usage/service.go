package usage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
)

// Service does what can be done with usages, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	country string
}

// NewService returns the service; now is the clock, and country that of numbers written without a country code.
func NewService(d *db.DB, now func() time.Time, cursors *db.Cursors, country string) *Service {
	return &Service{db: d, now: now, cursors: cursors, country: country}
}

// require is Require for the usages of an organization that a body or a query names: one that the caller does not
// see is not_found there.
func require(caller access.Caller, organizationID, location string) error {
	if !caller.Sees(organizationID) {
		return fault.InvalidFields(fault.Field{Location: location, Code: "not_found", Message: "There is no such organization."})
	}
	return caller.Require(access.UsagesManage, organizationID)
}

// requireOf is Require for a usage: who does not see its organization does not see it.
func requireOf(caller access.Caller, p access.Permission, u Usage) error {
	if !caller.Sees(u.OrganizationID) {
		return fault.Missing("usage")
	}
	return caller.Require(p, u.OrganizationID)
}

// Put makes a usage, changes it to this or, where it is this already, does nothing, and reports whether it made it.
// Errors: permission_required, organization_suspended, NotFound for a product that is not declared, and the rules of
// the fields, with locations from path and body; a number that is not of exactly the organization is not_found,
// whoever has it.
func (s *Service) Put(ctx context.Context, caller access.Caller, k Key, d Draft) (u Usage, made bool, err error) {
	if err := require(caller, k.OrganizationID, "body.organizationId"); err != nil {
		return Usage{}, false, err
	}
	var fields fault.Fields
	k.check(&fields)
	d.check(&fields)
	if err := fields.Err(); err != nil {
		return Usage{}, false, err
	}
	numbers, err := s.parse(d.Numbers)
	if err != nil {
		return Usage{}, false, err
	}
	put := func() error {
		return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			u, made, err = s.put(ctx, tx, caller, k, d, numbers)
			return err
		})
	}
	if err = put(); db.IsForeignKey(err) {
		err = put() // the product was withdrawn at this very moment; now it can be told
	}
	return u, made, err
}

// wanted is a number that a product names: its canonical form and where it stands in the list.
type wanted struct {
	number   string
	location string
}

// maxTold is how many broken numbers of a list are told.
const maxTold = 100

// parse reads the numbers of a draft: each once, where it comes first.
func (s *Service) parse(numbers []string) ([]wanted, error) {
	var fields fault.Fields
	all := make([]wanted, 0, len(numbers))
	seen := make(map[phone.Number]bool, len(numbers))
	for i, text := range numbers {
		at := fmt.Sprintf("body.numbers[%d]", i)
		// Which numbers an organization may have was decided when it got them.
		number, _, err := phone.Parse(text, s.country, phone.Options{AllowSpecial: true})
		if broken := (*phone.Error)(nil); errors.As(err, &broken) {
			if fields.Add(at, broken.Code, broken.Message); len(fields) == maxTold {
				break
			}
			continue
		}
		if !seen[number] {
			seen[number] = true
			all = append(all, wanted{number: string(number), location: at})
		}
	}
	return all, fields.Err()
}

func (s *Service) put(ctx context.Context, tx *db.Tx, caller access.Caller, k Key, d Draft, numbers []wanted) (u Usage, made bool, err error) {
	exists, suspended, err := holdOrganization(ctx, tx, k.OrganizationID)
	switch {
	case err != nil:
		return Usage{}, false, err
	case !exists: // since the caller was asked about it
		return Usage{}, false, fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	if known, err := declared(ctx, tx, k.Product); err != nil {
		return Usage{}, false, err
	} else if !known {
		return Usage{}, false, fault.Missing("product")
	}
	if suspended {
		return Usage{}, false, fault.New(fault.Forbidden, "organization_suspended",
			"This organization is suspended: usages in it can end, but not start or change, until the platform's staff make it active again.")
	}
	if u, made, err = s.begin(ctx, tx, k, d); err != nil {
		return Usage{}, false, err
	}
	ids, err := chosen(ctx, tx, k.OrganizationID, numbers)
	if err != nil {
		return Usage{}, false, err
	}
	had := []string{}
	if !made {
		if had, err = numberIDs(ctx, tx, u.ID); err != nil {
			return Usage{}, false, err
		}
	}
	added, removed, err := replace(ctx, tx, u.ID, had, ids)
	if err != nil {
		return Usage{}, false, err
	}
	before := u.said()
	u.Name, u.URL, u.Numbers = d.Name, d.URL, len(ids)
	entry := audit.Event{OrganizationID: u.OrganizationID, TargetID: u.ID}
	switch {
	case made:
		entry.Action, entry.Detail = "usage.started", map[string]any{"after": u.said()}
	case added+removed == 0 && before == u.said():
		return u, false, nil
	default:
		u.UpdatedAt = s.now()
		if err := update(ctx, tx, u); err != nil {
			return Usage{}, false, err
		}
		entry.Action = "usage.changed"
		entry.Detail = map[string]any{"before": before, "after": u.said(), "added": added, "removed": removed}
	}
	if err := audit.Record(ctx, tx, s.now(), caller.Actor, entry); err != nil {
		return Usage{}, false, err
	}
	u, err = get(ctx, tx, u.ID)
	return u, made, err
}

// begin returns the usage as it was before and holds it, or makes it without numbers. Somebody else may make it, or
// end it, at the same moment.
func (s *Service) begin(ctx context.Context, tx *db.Tx, k Key, d Draft) (Usage, bool, error) {
	for {
		u, err := hold(ctx, tx, k)
		if !fault.Is(err, "not_found") {
			return u, false, err
		}
		now := s.now()
		u = Usage{
			ID: id.New(id.Usage, now), OrganizationID: k.OrganizationID, Product: k.Product, Kind: k.Kind, ExternalID: k.ExternalID,
			Name: d.Name, URL: d.URL, CreatedAt: now, UpdatedAt: now,
		}
		if made, err := insert(ctx, tx, u); made || err != nil {
			return u, made, err
		}
	}
}

// chosen holds the numbers and returns their IDs, sorted, or refuses those that are not the organization's.
func chosen(ctx context.Context, tx *db.Tx, organizationID string, numbers []wanted) ([]string, error) {
	canonical := make([]string, len(numbers))
	for i, n := range numbers {
		canonical[i] = n.number
	}
	found, err := holdNumbers(ctx, tx, organizationID, canonical)
	if err != nil {
		return nil, err
	}
	var fields fault.Fields
	ids := make([]string, 0, len(numbers))
	for _, n := range numbers {
		numberID, there := found[n.number]
		if there {
			ids = append(ids, numberID)
			continue
		}
		fields.Add(n.location, "not_found", "This organization has no such number. Add it to the organization first, or leave it out.")
		if len(fields) == maxTold {
			break
		}
	}
	slices.Sort(ids)
	return ids, fields.Err()
}

// End ends the usage that a product knows by this key; one that is not there has ended already. Errors:
// permission_required and the rules of the fields, with locations from path and query.
func (s *Service) End(ctx context.Context, caller access.Caller, k Key) error {
	if err := require(caller, k.OrganizationID, "query.organizationId"); err != nil {
		return err
	}
	var fields fault.Fields
	if k.check(&fields); fields.Err() != nil {
		return fields.Err()
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		u, err := hold(ctx, tx, k)
		if fault.Is(err, "not_found") {
			return nil
		}
		if err != nil {
			return err
		}
		return s.end(ctx, tx, caller, u)
	})
}

// Delete ends a usage that a product left behind. Errors: NotFound, permission_required.
func (s *Service) Delete(ctx context.Context, caller access.Caller, usageID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		u, err := get(ctx, tx, usageID)
		if err != nil {
			return err
		}
		if err := requireOf(caller, access.UsagesManage, u); err != nil {
			return err
		}
		// As it is once nobody else changes it.
		if u, err = hold(ctx, tx, Key{OrganizationID: u.OrganizationID, Product: u.Product, Kind: u.Kind, ExternalID: u.ExternalID}); err != nil {
			return err
		}
		if u.ID != usageID { // ended and started anew in between
			return fault.Missing("usage")
		}
		if err := event.Record(ctx, tx, s.now(), event.Event{
			Type: event.UsageEnded, OrganizationID: u.OrganizationID, Subject: event.Subject{
				Kind: "usage", ID: u.ID, Facts: map[string]any{"product": u.Product, "usageKind": u.Kind, "externalId": u.ExternalID},
			},
		}); err != nil {
			return err
		}
		return s.end(ctx, tx, caller, u)
	})
}

// end removes a usage that is held.
func (s *Service) end(ctx context.Context, tx *db.Tx, caller access.Caller, u Usage) error {
	if err := remove(ctx, tx, u.ID); err != nil {
		return err
	}
	return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
		OrganizationID: u.OrganizationID, Action: "usage.ended", TargetID: u.ID, Detail: map[string]any{"before": u.said()},
	})
}

// Get returns a usage. Errors: NotFound, permission_required.
func (s *Service) Get(ctx context.Context, caller access.Caller, usageID string) (Usage, error) {
	u, err := get(ctx, s.db.Querier(ctx), usageID)
	if err != nil {
		return Usage{}, err
	}
	if err := requireOf(caller, access.UsagesRead, u); err != nil {
		return Usage{}, err
	}
	return u, nil
}

// OrganizationOfNumber returns the organization of a number, or NotFound.
func (s *Service) OrganizationOfNumber(ctx context.Context, numberID string) (organizationID string, err error) {
	err = s.db.Querier(ctx).QueryRow(ctx, "SELECT organization_id FROM outgoing_number WHERE id = $1", numberID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", fault.Missing("number")
	}
	return organizationID, err
}

// Undeclared reports whether one of these products is not declared.
func (s *Service) Undeclared(ctx context.Context, products []string) (bool, error) {
	for _, p := range products {
		if known, err := declared(ctx, s.db.Querier(ctx), p); err != nil || !known {
			return !known, err
		}
	}
	return false, nil
}

// OrganizationOf returns the organization of a usage, or NotFound.
func (s *Service) OrganizationOf(ctx context.Context, usageID string) (organizationID string, err error) {
	err = s.db.Querier(ctx).QueryRow(ctx, "SELECT organization_id FROM product_usage WHERE id = $1", usageID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", fault.Missing("usage")
	}
	return organizationID, err
}
