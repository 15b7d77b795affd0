package role

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/text"
)

// Service does what can be done with roles, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	access  *access.Service
}

// NewService returns the service; now is the clock.
func NewService(d *db.DB, now func() time.Time, cursors *db.Cursors, a *access.Service) *Service {
	return &Service{db: d, now: now, cursors: cursors, access: a}
}

// whole is how the list of an organization's roles is searched and sorted: by name, Admin comes first.
var whole = listing.Whole[Role]{
	Name: func(r Role) string { return r.Name }, ID: func(r Role) string { return r.ID }, First: "name",
	Sorts: map[string]func(Role) string{
		"name":        func(r Role) string { return strconv.FormatBool(!r.Fixed) + string(text.SortKey(r.Name)) },
		"createdAt":   func(r Role) string { return listing.TimeKey(r.CreatedAt) },
		"updatedAt":   func(r Role) string { return listing.TimeKey(r.UpdatedAt) },
		"memberCount": func(r Role) string { return listing.NumberKey(int64(r.MemberCount)) },
		"permissions": func(r Role) string { return strconv.FormatBool(r.Fixed) + listing.NumberKey(int64(len(r.Permissions))) }, // Admin has most
	},
}

// List returns one page of the roles of an organization. Errors: NotFound, permission_required, cursor_invalid,
// cursor_mismatch, and invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, organizationID string, ask listing.Ask) (listing.Page[Role], error) {
	if err := caller.Require(access.RolesRead, organizationID); err != nil {
		return listing.Page[Role]{}, err
	}
	roles, err := load(ctx, s.db.Querier(ctx), "r.organization_id = $1", organizationID)
	if err == nil && len(roles) == 0 { // every organization has Admin
		err = fault.Missing("organization")
	}
	if err != nil {
		return listing.Page[Role]{}, err
	}
	return whole.Page(s.cursors, "roles "+organizationID, ask, roles)
}

// OrganizationOf returns the organization that owns a role, or NotFound.
func (s *Service) OrganizationOf(ctx context.Context, roleID string) (string, error) {
	var organizationID string
	err := s.db.Querier(ctx).QueryRow(ctx, "SELECT organization_id FROM role WHERE id = $1", roleID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", fault.Missing("role")
	}
	return organizationID, err
}

// Get returns a role, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, roleID string) (Role, error) {
	r, err := get(ctx, s.db.Querier(ctx), roleID, "")
	if err != nil {
		return Role{}, err
	}
	return r, require(caller, access.RolesRead, r.OrganizationID)
}

// require is Require for a role of the organization: who does not see that does not see the role.
func require(caller access.Caller, p access.Permission, organizationID string) error {
	if !caller.Sees(organizationID) {
		return fault.Missing("role")
	}
	return caller.Require(p, organizationID)
}

// Create makes a role. Errors: permission_required, role_name_taken, exceeds_own_permissions and the rules of
// the fields.
func (s *Service) Create(ctx context.Context, caller access.Caller, organizationID string, d Draft) (Role, error) {
	if err := caller.Require(access.RolesManage, organizationID); err != nil {
		return Role{}, err
	}
	if err := s.check(&d, organizationID).Err(); err != nil {
		return Role{}, err
	}
	now := s.now()
	r := Role{
		ID: id.New(id.Role, now), Version: 1, OrganizationID: organizationID, Name: d.Name, Description: d.Description,
		Reach: d.Reach, Permissions: d.Permissions, CreatedAt: now, UpdatedAt: now,
	}
	return r, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := scope.Hold(ctx, tx, organizationID); err != nil {
			return err
		}
		if err := caller.Exceeds(organizationID, r.Grant()); err != nil {
			return err
		}
		if err := access.HoldPermissions(ctx, tx, "body.permissions", r.Permissions); err != nil {
			return err
		}
		if err := insert(ctx, tx, r); err != nil {
			return err
		}
		access.Changed(tx, now, access.Change{Roles: []string{r.ID}})
		return audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "role.created", TargetID: r.ID, Detail: map[string]any{"after": d},
		})
	})
}

// check normalises a draft in place and returns the rules it breaks.
func (s *Service) check(d *Draft, organizationID string) fault.Fields {
	var fields fault.Fields
	for _, f := range []struct {
		location string
		value    *string
		longest  int
		required bool
	}{{"body.name", &d.Name, MaxName, true}, {"body.description", &d.Description, MaxDescription, false}} {
		clean, problem := text.Line(*f.value, f.longest, f.required)
		if problem != nil {
			fields.Add(f.location, problem.Code, problem.Message)
		}
		*f.value = clean
	}
	if d.Reach == "" {
		d.Reach = access.ReachSubtree
	}
	if d.Reach != access.ReachOwn && d.Reach != access.ReachSubtree {
		fields.Add("body.reach", "invalid_value", "Must be own or subtree.")
	}
	fields = append(fields, s.access.CheckPermissions(organizationID, "body.permissions", d.Permissions)...)
	slices.Sort(d.Permissions)
	return fields
}

// Update changes some fields. current says whether the version that the caller read is still the one there;
// nil does not ask. Errors: NotFound, permission_required, role_is_fixed, stale, role_name_taken,
// exceeds_own_permissions (by what the role holds now or would hold) and the rules of the fields.
func (s *Service) Update(ctx context.Context, caller access.Caller, roleID string, p Patch, current func(version int64) bool) (Role, error) {
	var after Role
	err := s.change(ctx, caller, roleID, current, func(ctx context.Context, tx *db.Tx, before Role) error {
		d := Draft{Name: before.Name, Description: before.Description, Permissions: slices.Clone(before.Permissions), Reach: before.Reach}
		old := d
		set(&d.Name, p.Name)
		set(&d.Description, p.Description)
		set(&d.Reach, p.Reach)
		if p.Permissions != nil {
			d.Permissions = slices.Clone(*p.Permissions)
		}
		var fields fault.Fields
		if p.Reach != nil && *p.Reach == "" {
			fields.Add("body.reach", "required", "A reach is required: own or subtree.")
		}
		fields = append(fields, s.check(&d, before.OrganizationID)...)
		if p.Permissions == nil { // what the role holds since before its products changed is no mistake of this patch
			fields = slices.DeleteFunc(fields, func(f fault.Field) bool { return strings.HasPrefix(f.Location, "body.permissions") })
		}
		if err := fields.Err(); err != nil {
			return err
		}
		after = before
		after.Name, after.Description, after.Permissions, after.Reach = d.Name, d.Description, d.Permissions, d.Reach
		if d.Name == old.Name && d.Description == old.Description && d.Reach == old.Reach && slices.Equal(d.Permissions, old.Permissions) {
			return nil
		}
		if err := caller.Exceeds(before.OrganizationID, before.Grant(), after.Grant()); err != nil {
			return err
		}
		if p.Permissions != nil {
			if err := access.HoldPermissions(ctx, tx, "body.permissions", d.Permissions); err != nil {
				return err
			}
		}
		after.Version++
		after.UpdatedAt = s.now()
		if err := update(ctx, tx, after); err != nil {
			return err
		}
		access.Changed(tx, s.now(), access.Change{Roles: []string{roleID}})
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: before.OrganizationID, Action: "role.updated", TargetID: roleID, Detail: map[string]any{"before": old, "after": d},
		})
	})
	return after, err
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// Delete removes a role and takes it from its members. Errors: NotFound, permission_required, role_is_fixed,
// stale, exceeds_own_permissions.
func (s *Service) Delete(ctx context.Context, caller access.Caller, roleID string, current func(version int64) bool) error {
	return s.change(ctx, caller, roleID, current, func(ctx context.Context, tx *db.Tx, before Role) error {
		if err := caller.Exceeds(before.OrganizationID, before.Grant()); err != nil {
			return err
		}
		accounts, err := remove(ctx, tx, before)
		if err != nil {
			return err
		}
		access.Changed(tx, s.now(), access.Change{Roles: []string{roleID}, Accounts: accounts})
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: before.OrganizationID, Action: "role.deleted", TargetID: roleID,
			Detail: map[string]any{"before": Draft{before.Name, before.Description, before.Permissions, before.Reach}, "accountIds": accounts},
		})
	})
}

// change runs f on a role that the caller may change, in one transaction.
func (s *Service) change(ctx context.Context, caller access.Caller, roleID string, current func(version int64) bool,
	f func(ctx context.Context, tx *db.Tx, before Role) error,
) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := get(ctx, tx, roleID, tx.ForUpdate())
		if err != nil {
			return err
		}
		if err := require(caller, access.RolesManage, before.OrganizationID); err != nil {
			return err
		}
		if before.Fixed {
			return fault.New(fault.Conflict, "role_is_fixed", "The role Admin holds everything that can be held, and cannot be changed or deleted. Create a role of your own.")
		}
		if current != nil && !current(before.Version) {
			return fault.New(fault.Stale, "stale", "Somebody else changed this role since you read it. Read it again and repeat your change.")
		}
		return f(ctx, tx, before)
	})
}
