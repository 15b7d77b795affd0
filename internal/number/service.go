package number

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/scope"
)

// Usages returns the campaigns and schedules that use numbers, by the numbers' IDs. Package usage knows.
type Usages func(ctx context.Context, q db.Querier, numberIDs []string) (map[string][]Usage, error)

// Unsaid hears, in the transaction of a change and as its last step, that numbers may have been the last that said
// something: Tidy has something to do, once that is committed.
type Unsaid func(ctx context.Context, tx *db.Tx) error

// Config is what a Service is made of.
type Config struct {
	DB      *db.DB
	Now     func() time.Time
	Cursors *db.Cursors
	Country string // ISO 3166 code of numbers without a country code of their own
	Usages  Usages
	Unsaid  Unsaid
}

// Service does what can be done with outgoing numbers, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	country string
	usages  Usages
	unsaid  Unsaid
	limits  limits
	patient int // how often Tidy asks for the lock of texts
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{db: c.DB, now: c.Now, cursors: c.Cursors, country: c.Country, usages: c.Usages, unsaid: c.Unsaid, limits: usual, patient: patient}
}

// Show is a number as its country writes it.
func (s *Service) Show(n phone.Number) string { return s.rules().Show(n) }

// Querier is the database's, for a Check.
func (s *Service) Querier(ctx context.Context) db.Querier { return s.db.Querier(ctx) }

// Portable is a number as a file has it: as its country writes it where that reads back as the same, else canonical.
func (s *Service) Portable(n phone.Number) string {
	shown := s.Show(n)
	if again, _, err := phone.Parse(shown, s.country, phone.Options{AllowSpecial: true}); err != nil || again != n {
		return string(n)
	}
	return shown
}

// require is Require for a number of the organization: who does not see that does not see the number.
func require(caller access.Caller, p access.Permission, organizationID string) error {
	if !caller.Sees(organizationID) {
		return fault.Missing("number")
	}
	return caller.Require(p, organizationID)
}

// OrganizationOf returns the organization of a number, or NotFound.
func (s *Service) OrganizationOf(ctx context.Context, numberID string) (organizationID string, err error) {
	return organizationOf(ctx, s.db.Querier(ctx), numberID)
}

// AllSeen reports whether the caller sees the organizations of all these numbers.
func (s *Service) AllSeen(ctx context.Context, caller access.Caller, numberIDs []string) (bool, error) {
	return scope.AllSeen(ctx, s.db.Querier(ctx), caller, "outgoing_number", id.Number, numberIDs)
}

// Get returns a number. Errors: NotFound, permission_required.
func (s *Service) Get(ctx context.Context, caller access.Caller, numberID string) (Number, error) {
	n, err := get(ctx, s.db.Querier(ctx), numberID)
	if err != nil {
		return Number{}, err
	}
	return n, require(caller, access.NumbersRead, n.OrganizationID)
}

// Named returns the numbers with these canonical numbers, in their order, as far as they are where the caller may add
// numbers: those that it has just added.
func (s *Service) Named(ctx context.Context, caller access.Caller, numbers []string) ([]Number, error) {
	return named(ctx, s.db.Querier(ctx), caller.ReachWith(access.NumbersAdd), numbers)
}

// History returns who had the number and when, the present one first. Errors: NotFound, permission_required.
func (s *Service) History(ctx context.Context, caller access.Caller, numberID string) (all []Tenure, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := get(ctx, tx, numberID)
		if err != nil {
			return err
		}
		if err := require(caller, access.NumbersRead, n.OrganizationID); err != nil {
			return err
		}
		earlier, err := tenures(ctx, tx, caller.Reach(), n.Number)
		all = append([]Tenure{{OrganizationID: n.OrganizationID, Organization: n.Organization, From: n.OwnedSince}}, earlier...)
		return err
	})
	return all, err
}

// hold returns a number that the caller may do p to, held until the transaction ends, and the path of its
// organization, held before it.
func hold(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, numberID string, current func(version int64) bool) (n Number, path string, err error) {
	for {
		organizationID, err := organizationOf(ctx, tx, numberID)
		if err != nil {
			return Number{}, "", err
		}
		if err := require(caller, p, organizationID); err != nil {
			return Number{}, "", err
		}
		if path, err = scope.Hold(ctx, tx, organizationID); err != nil {
			return Number{}, "", err
		}
		if n, err = lock(ctx, tx, numberID); err != nil {
			return Number{}, "", err
		}
		if n.OrganizationID != organizationID {
			continue // it was moved meanwhile
		}
		if current != nil && !current(n.Version) {
			return Number{}, "", fault.New(fault.Stale, "stale", "Somebody else changed this number since you read it. Read it again and repeat your change.")
		}
		return n, path, nil
	}
}

// unused refuses a number that something uses, naming that. The number is held.
func (s *Service) unused(ctx context.Context, q db.Querier, numberID string) error {
	used, err := s.usages(ctx, q, []string{numberID})
	if err != nil || len(used[numberID]) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "number_in_use", "A campaign or schedule uses this number. End it first, or take the number out of it.").
		With("usages", used[numberID])
}

// entered is what a change of a number can change, as audit events say it.
type entered struct {
	Number        phone.Number `json:"number"`
	BillingNumber phone.Number `json:"billingNumber"`
	Lettering     string       `json:"lettering,omitzero"`
}

func (n *Number) entered() entered { return entered{n.Number, n.BillingNumber, n.Lettering} }

// Update changes a number. Errors: NotFound, permission_required, stale, number_in_use (for another number only),
// number_taken, and the rules of the fields.
func (s *Service) Update(ctx context.Context, caller access.Caller, numberID string, p Patch, current func(version int64) bool) (n Number, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		var path string
		if n, path, err = hold(ctx, tx, caller, access.NumbersUpdate, numberID, current); err != nil {
			return err
		}
		before := n
		if err := s.patch(ctx, tx, &n, p); err != nil {
			return err
		}
		if n.entered() == before.entered() {
			return nil
		}
		now := s.now()
		if n.Number != before.Number {
			if err := s.unused(ctx, tx, n.ID); err != nil {
				return err
			}
			n.OwnedSince = now
		}
		n.Version++
		n.UpdatedAt = now
		if err := update(ctx, tx, n); err != nil {
			return err
		}
		if n.Number != before.Number {
			if err := renumbered(ctx, tx, now, path, before, n); err != nil {
				return err
			}
		}
		if err := audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: n.OrganizationID, Action: "number.updated", TargetID: n.ID,
			Detail: map[string]any{"before": before.entered(), "after": n.entered()},
		}); err != nil {
			return err
		}
		return s.unsaid(ctx, tx)
	})
	return n, err
}

// patch changes the fields of a number that is held. What stays as it is need not keep rules that came later.
func (s *Service) patch(ctx context.Context, tx *db.Tx, n *Number, p Patch) error {
	switches, err := switchesOf(ctx, tx, n.OrganizationID)
	if err != nil {
		return err
	}
	var fields fault.Fields
	for _, f := range []struct {
		name    string
		written *string
		stored  *phone.Number
	}{{FieldNumber, p.Number, &n.Number}, {FieldBilling, p.BillingNumber, &n.BillingNumber}} {
		if f.written == nil {
			continue
		}
		if same, _, err := phone.Parse(*f.written, s.country, phone.Options{AllowSpecial: true}); err == nil && same == *f.stored {
			continue
		}
		parsed, _, wrong := s.rules().parse(f.name, *f.written, switches[n.OrganizationID], false)
		if wrong != nil {
			fields.Add("body."+f.name, wrong.Code, wrong.Message)
			continue
		}
		*f.stored = parsed
	}
	if p.Lettering != nil {
		clean, wrong := s.rules().lettering(*p.Lettering)
		if wrong != nil {
			fields.Add("body.lettering", wrong.Code, wrong.Message)
		}
		n.Lettering = clean
	}
	return fields.Err()
}

// renumbered keeps what goes by the number right, when one that is held has become another.
func renumbered(ctx context.Context, tx *db.Tx, now time.Time, path string, before, after Number) error {
	if err := ended(ctx, tx, now, before); err != nil {
		return err
	}
	if err := Lists.Leave(ctx, tx, now, path, string(before.Number)); err != nil {
		return err
	}
	return Lists.Enter(ctx, tx, now, path, string(after.Number))
}

// Delete removes a number. Errors: NotFound, permission_required, stale, number_in_use.
func (s *Service) Delete(ctx context.Context, caller access.Caller, numberID string, current func(version int64) bool) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, path, err := hold(ctx, tx, caller, access.NumbersDelete, numberID, current)
		if err != nil {
			return err
		}
		if err := s.unused(ctx, tx, n.ID); err != nil {
			return err
		}
		now := s.now()
		if err := ended(ctx, tx, now, n); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM outgoing_number WHERE id = $1", n.ID); err != nil {
			return err
		}
		if err := Lists.Leave(ctx, tx, now, path, string(n.Number)); err != nil {
			return err
		}
		if err := event.Record(ctx, tx, now, event.Event{
			Type: event.NumberDeleted, OrganizationID: n.OrganizationID,
			Subject: event.Subject{Kind: "number", ID: n.ID, Facts: map[string]any{"number": string(n.Number)}},
		}); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: n.OrganizationID, Action: "number.deleted", TargetID: n.ID, Detail: map[string]any{"before": n.entered()},
		}); err != nil {
			return err
		}
		return s.unsaid(ctx, tx)
	})
	if db.IsForeignKey(err) { // a usage came in between: say which
		if used := s.unused(ctx, s.db.Querier(ctx), numberID); used != nil {
			return used
		}
	}
	return err
}
