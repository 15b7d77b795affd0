package member

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/scope"
)

// Move gives an account a membership of another organization in the place of this one, with roles chosen anew; task
// and status stay. Errors: NotFound, permission_required (in both organizations), stale, last_admin,
// exceeds_own_permissions, already_member, same_organization, and not_found on body.organizationId or body.roleIds.
func (s *Service) Move(ctx context.Context, caller access.Caller, memberID, organizationID string, roles []string, current func(version int64) bool) (Member, error) {
	var moved string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.held(ctx, tx, caller, access.MembersEditAccount, memberID, current)
		if err != nil {
			return err
		}
		if !caller.Sees(organizationID) {
			return noOrganization()
		}
		if err := caller.Require(access.MembersEditAccount, organizationID); err != nil {
			return err
		}
		if organizationID == m.OrganizationID {
			return fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "same_organization", Message: "This is where the member is. Choose another organization."})
		}
		if _, err := scope.Hold(ctx, tx, organizationID); fault.Is(err, "not_found") {
			return noOrganization()
		} else if err != nil {
			return err
		}
		var fields fault.Fields
		CheckRoles(&fields, roles)
		if err := fields.Err(); err != nil {
			return err
		}
		if err := s.mayGive(ctx, tx, caller, organizationID, roles); err != nil {
			return err
		}
		if err := keepsAdmin(ctx, tx, caller, access.MembersEditAccount, m); err != nil {
			return err
		}
		if err := s.end(ctx, tx, caller, m, "member.moved_away"); err != nil {
			return err
		}
		if moved, err = Add(ctx, tx, s.now(), Draft{OrganizationID: organizationID, AccountID: m.AccountID, Task: m.Task, Awaits: m.Awaits, RoleIDs: roles}); err != nil {
			return err
		}
		after, err := get(ctx, tx, moved)
		if err != nil {
			return err
		}
		if after.Status != m.Status { // it was disabled
			after.Status = m.Status
			if err := update(ctx, tx, after); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "member.moved_here", TargetID: moved,
			Detail: map[string]any{"accountId": m.AccountID, "after": after.entered()},
		})
	})
	if err != nil {
		return Member{}, err
	}
	return s.Read(ctx, moved)
}

func noOrganization() error {
	return fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
}
