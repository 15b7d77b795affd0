package organization

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Service does what can be done with organizations, each thing in one transaction.
type Service struct {
	db         *db.DB
	now        func() time.Time
	cursors    *db.Cursors
	rules      Rules
	signUp     bool
	hooks      Hooks
	references []Reference
}

// Hooks are what other concepts do when organizations come and go, in the same transaction.
type Hooks struct {
	// Created gives new organizations what each starts with. founder is the account that created
	// them for itself, or "".
	Created func(ctx context.Context, tx *db.Tx, actor audit.Actor, organizationIDs []string, founder string) error
	// Deleting removes what belongs to an organization and stands in nobody's way.
	Deleting func(ctx context.Context, tx *db.Tx, organizationID string) error
}

// Config is what a Service is made of.
type Config struct {
	DB         *db.DB
	Now        func() time.Time
	Cursors    *db.Cursors
	Rules      Rules
	SignUp     bool // whether accounts may create organizations of their own
	Hooks      Hooks
	References []Reference // of the other concepts
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{
		db: c.DB, now: c.Now, cursors: c.Cursors, rules: c.Rules, signUp: c.SignUp, hooks: c.Hooks,
		references: append(own(), c.References...),
	}
}

// Rules returns the deployment's rules.
func (s *Service) Rules() Rules { return s.rules }

// show hides from an organization what the caller does not see in it: the registration and the switches for
// numbers are for its Admins and for staff; the external key and the names of other organizations are for staff.
func show(caller access.Caller, o *Organization) {
	if o.ParentID != "" && !caller.Sees(o.ParentID) {
		o.ParentID = ""
	}
	if !caller.Holds(access.GroupsManage, id.PlatformOrganization) {
		o.GroupID = ""
	}
	if !caller.Staff() {
		o.ExternalKey, o.RegisteredOrganizationName = "", ""
		if !caller.Holds(access.OrganizationUpdate, o.ID) {
			o.Registration, o.NumberRules = nil, nil
		}
	}
}

// Get returns an organization that the caller sees, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, organizationID string) (Organization, error) {
	if err := caller.See(organizationID); err != nil {
		return Organization{}, err
	}
	o, err := get(ctx, s.db.Querier(ctx), organizationID, "")
	show(caller, &o)
	return o, err
}

// AllSeen reports whether every one of these organizations exists as far as the caller may know.
func (s *Service) AllSeen(ctx context.Context, caller access.Caller, organizationIDs []string) (bool, error) {
	sel := &selection{db: s.db}
	sel.within(caller.Reach())
	unique := slices.Compact(slices.Sorted(slices.Values(organizationIDs)))
	sel.ids(unique)
	var n int
	err := s.db.Querier(ctx).QueryRow(ctx, "SELECT COUNT(*) FROM organization o"+sel.sql(), sel.args...).Scan(&n)
	return n == len(unique), err
}

// Create registers an organization (with a registration: by staff) or creates one of the caller's own.
// Errors: permission_required, sign_up_closed, account_required (an API key founds no organization),
// external_key_taken and the rules of the fields.
func (s *Service) Create(ctx context.Context, caller access.Caller, d Draft) (Organization, []Warning, error) {
	founder := ""
	switch {
	case d.Registration != nil || d.ExternalKey != "":
		if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
			return Organization{}, nil, err
		}
	case !s.signUp:
		return Organization{}, nil, fault.New(fault.Forbidden, "sign_up_closed",
			"Creating organizations of one's own is closed here. Platform staff can register one, with a registration.")
	}
	if d.Registration == nil {
		if founder = caller.AccountID; caller.KeyID != "" {
			return Organization{}, nil, access.AccountRequired() // an Admin is somebody
		}
	}
	fields, warnings := s.rules.Check(&d, Options{})
	var o Organization
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.now()
		o = Organization{ID: id.New(id.Organization, now), Version: 1, Draft: d, CreatedAt: now, UpdatedAt: now}
		found, err := s.checkStored(ctx, tx, o)
		if err != nil {
			return err
		}
		if err := append(fields, found...).Err(); err != nil {
			return err
		}
		if err := s.CreateAll(ctx, tx, caller.Actor, founder, []Organization{o}); err != nil {
			return err
		}
		o, err = get(ctx, tx, o.ID, "")
		return err
	})
	if err != nil {
		return Organization{}, nil, err
	}
	warnings, err = s.warn(ctx, caller, o, warnings)
	return o, warnings, err
}

// CreateAll writes organizations that were checked, with what each starts with and an event for each, in
// the caller's transaction. They may refer to each other.
func (s *Service) CreateAll(ctx context.Context, tx *db.Tx, actor audit.Actor, founder string, organizations []Organization) error {
	if err := insertAll(ctx, tx, organizations, s.now()); err != nil {
		return err
	}
	ids := make([]string, len(organizations))
	events := make([]audit.Event, len(organizations))
	for i, o := range organizations {
		ids[i] = o.ID
		events[i] = audit.Event{OrganizationID: o.ID, Action: "organization.created", TargetID: o.ID, Detail: map[string]any{"after": o.Draft}}
	}
	if err := s.hooks.Created(ctx, tx, actor, ids, founder); err != nil {
		return err
	}
	access.Changed(tx, s.now(), access.Change{Organizations: ids})
	return audit.Record(ctx, tx, s.now(), actor, events...)
}

// checkStored looks at what the rules of a draft ask of other organizations, and keeps those as they are
// until the transaction ends.
func (s *Service) checkStored(ctx context.Context, tx *db.Tx, o Organization) (fault.Fields, error) {
	var fields fault.Fields
	r := o.Registration
	if r == nil || r.Type != Executing || r.RegisteredOrganizationID == "" {
		return nil, nil
	}
	const field = "body.registration.registeredOrganizationId"
	if !id.Valid(id.Organization, r.RegisteredOrganizationID) {
		fields.Add(field, "not_found", "There is no such organization.")
		return fields, nil
	}
	kind, exists, err := typeOf(ctx, tx, r.RegisteredOrganizationID)
	switch {
	case err != nil:
		return nil, err
	case !exists || r.RegisteredOrganizationID == id.PlatformOrganization:
		fields.Add(field, "not_found", "There is no such organization.")
	case kind != Contracting || r.RegisteredOrganizationID == o.ID:
		fields.Add(field, "not_contracting", "Must be a contracting organization.")
	}
	return fields, nil
}

// warn adds what is worth knowing once the change is made. What other organizations have is told to staff
// alone.
func (s *Service) warn(ctx context.Context, caller access.Caller, o Organization, warnings []Warning) ([]Warning, error) {
	if !caller.Staff() || o.Registration == nil || o.Registration.BusinessRegistrationNumber == "" {
		return warnings, nil
	}
	shared, err := sharesNumber(ctx, s.db.Querier(ctx), o.Registration.BusinessRegistrationNumber, o.ID)
	if shared {
		warnings = append(warnings, NumberInUse)
	}
	return warnings, err
}

// Update changes some fields. current says whether the version the caller read is still the one there;
// nil does not ask. Errors: NotFound, permission_required, stale, platform_organization, type_in_use,
// external_key_taken and the rules of the fields. A patch that changes nothing leaves no trace.
func (s *Service) Update(ctx context.Context, caller access.Caller, organizationID string, patch Patch, current func(version int64) bool) (Organization, []Warning, error) {
	if err := caller.See(organizationID); err != nil {
		return Organization{}, nil, err
	}
	var after Organization
	var warnings []Warning
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := get(ctx, tx, organizationID, tx.ForUpdate())
		if err != nil {
			return err
		}
		for _, p := range patch.needs() {
			if err := caller.Require(p, organizationID); err != nil {
				return err
			}
		}
		if organizationID == id.PlatformOrganization && (patch.Status != nil || patch.ExternalKey != nil || patch.registers() || patch.Website != nil || patch.NumberRules != nil) {
			return fault.New(fault.Conflict, "platform_organization", "The platform organization can be renamed, nothing else.")
		}
		if current != nil && !current(before.Version) {
			return fault.New(fault.Stale, "stale", "Somebody else changed this organization since you read it. Read it again and repeat your change.")
		}
		after = before
		fields := patch.apply(&after)
		broken, found := s.rules.Check(&after.Draft, Options{})
		warnings = found
		stored, err := s.checkStored(ctx, tx, after)
		if err != nil {
			return err
		}
		if err := append(append(fields, broken...), stored...).Err(); err != nil {
			return err
		}
		if reflect.DeepEqual(before.Draft, after.Draft) && before.numberRules() == after.numberRules() {
			return nil
		}
		if isContracting(before) && !isContracting(after) {
			found, err := s.blockers(ctx, tx, before, true)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return typeInUse(found)
			}
		}
		after.Version++
		after.UpdatedAt = s.now()
		if err := update(ctx, tx, before, after); err != nil {
			return err
		}
		if before.Status != after.Status {
			access.Changed(tx, s.now(), access.Change{Organizations: []string{organizationID}})
			what := event.OrganizationActivated
			if after.Status == Suspended {
				what = event.OrganizationSuspended
			}
			if err := tell(ctx, tx, s.now(), what, organizationID); err != nil {
				return err
			}
		}
		if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "organization.updated", TargetID: organizationID,
			Detail: map[string]any{"before": audited(before), "after": audited(after)},
		}); err != nil {
			return err
		}
		after, err = get(ctx, tx, organizationID, "")
		return err
	})
	if err != nil {
		return Organization{}, nil, err
	}
	show(caller, &after)
	warnings, err = s.warn(ctx, caller, after, warnings)
	return after, warnings, err
}

// tell tells products what became of an organization.
func tell(ctx context.Context, tx *db.Tx, now time.Time, what event.Type, organizationID string) error {
	return event.Record(ctx, tx, now, event.Event{Type: what, OrganizationID: organizationID, Subject: event.Subject{Kind: "organization", ID: organizationID}})
}

// audited is what an event says of an organization before and after a change.
func audited(o Organization) any {
	return struct {
		Draft
		NumberRules NumberRules `json:"numberRules"`
	}{o.Draft, o.numberRules()}
}

func isContracting(o Organization) bool {
	return o.Registration != nil && o.Registration.Type == Contracting
}

// References returns what stands in the way of deleting an organization.
func (s *Service) References(ctx context.Context, caller access.Caller, organizationID string) ([]Blocker, error) {
	if err := caller.Require(access.OrganizationsDelete, organizationID); err != nil {
		return nil, err
	}
	var found []Blocker
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := get(ctx, tx, organizationID, "")
		if err != nil {
			return err
		}
		found, err = s.blockers(ctx, tx, o, false)
		return err
	})
	return found, err
}

// Delete removes an organization that nothing refers to. Errors: NotFound, permission_required,
// platform_organization, organization_in_use with what stands in the way.
func (s *Service) Delete(ctx context.Context, caller access.Caller, organizationID string, current func(version int64) bool) error {
	if err := caller.Require(access.OrganizationsDelete, organizationID); err != nil {
		return err
	}
	err := s.delete(ctx, caller, organizationID, current)
	if db.IsForeignKey(err) {
		// Something began to refer to it at this very moment; what that was can be told now.
		err = s.delete(ctx, caller, organizationID, current)
	}
	return err
}

func (s *Service) delete(ctx context.Context, caller access.Caller, organizationID string, current func(version int64) bool) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := get(ctx, tx, organizationID, tx.ForUpdate())
		if err != nil {
			return err
		}
		if organizationID == id.PlatformOrganization {
			return fault.New(fault.Conflict, "platform_organization", "The platform organization cannot be deleted.")
		}
		if current != nil && !current(o.Version) {
			return fault.New(fault.Stale, "stale", "Somebody else changed this organization since you read it. Read it again before you delete it.")
		}
		found, err := s.blockers(ctx, tx, o, false)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return inUse(found)
		}
		if err := tell(ctx, tx, s.now(), event.OrganizationDeleted, organizationID); err != nil {
			return err
		}
		if err := s.hooks.Deleting(ctx, tx, organizationID); err != nil {
			return err
		}
		if err := remove(ctx, tx, o, s.now()); err != nil {
			return err
		}
		access.Changed(tx, s.now(), access.Change{Organizations: []string{organizationID}})
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "organization.deleted", TargetID: organizationID,
			Detail: map[string]any{"before": o.Draft},
		})
	})
}
