package member

import (
	"context"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
)

// hold locks the organization of a member and then the member, so that of two changes of an organization's
// members one sees what the other did, and returns the member as it is now.
func hold(ctx context.Context, tx *db.Tx, memberID string) (Member, error) {
	var organizationID string
	err := tx.QueryRow(ctx, "SELECT organization_id FROM member WHERE id = $1", memberID).Scan(&organizationID)
	if db.NotFound(err) {
		return Member{}, fault.Missing("member")
	}
	if err != nil {
		return Member{}, err
	}
	var one int
	err = tx.QueryRow(ctx, "SELECT 1 FROM organization WHERE id = $1"+tx.ForUpdate(), organizationID).Scan(&one)
	if db.NotFound(err) { // both went at this moment
		return Member{}, fault.Missing("member")
	}
	if err != nil {
		return Member{}, err
	}
	return get(ctx, tx, memberID)
}

// mayChange refuses a caller that may not do p to the member: not seen, permission_required, or
// exceeds_own_permissions where the member holds more than the caller.
func (s *Service) mayChange(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, m Member) error {
	if err := require(caller, p, m.OrganizationID); err != nil {
		return err
	}
	return s.mayGive(ctx, tx, caller, m.OrganizationID, roleIDs(m))
}

// mayGive refuses roles that hold more than the caller does there.
func (s *Service) mayGive(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, roleIDs []string) error {
	grants, err := s.roles(ctx, tx, organizationID, roleIDs)
	if err != nil {
		return err
	}
	return caller.Exceeds(organizationID, grants...)
}

func roleIDs(m Member) []string {
	ids := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		ids[i] = r.ID
	}
	return ids
}

func isAdmin(m Member) bool {
	return m.Status == Active && slices.ContainsFunc(m.Roles, func(r Role) bool { return r.Fixed })
}

// keepsAdmin refuses to take the last active Admin from an organization, unless the caller acts from above. The
// platform organization's last always stays. m is held; it is about to be no active Admin any more.
func keepsAdmin(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, m Member) error {
	last, err := lastAdmins(ctx, tx, caller, p, []Member{m})
	if err != nil || len(last) == 0 {
		return err
	}
	return LastAdmin(m.OrganizationID)
}

// lastAdmins returns those of some members, who go together, with whom their organizations would lose the last active
// Admin, as keepsAdmin says.
func lastAdmins(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, all []Member) ([]Member, error) {
	var last []Member
	going := scope.ByOrganization(slices.DeleteFunc(slices.Clone(all), func(m Member) bool { return !isAdmin(m) }))
	for _, organizationID := range slices.Sorted(maps.Keys(going)) {
		if organizationID != id.PlatformOrganization && caller.HoldsFromAbove(p, organizationID) {
			continue
		}
		none, err := lastOf(ctx, tx, organizationID, going[organizationID])
		if err != nil {
			return nil, err
		}
		if none {
			last = append(last, going[organizationID]...)
		}
	}
	return last, nil
}

// LastAdmin is the refusal to take an organization's last active Admin away.
func LastAdmin(organizationID string) *fault.Error {
	return stays(organizationID, "This is the organization's last active Admin. Give the role Admin to another active member first",
		", or have somebody of a higher level or the platform do this")
}

// stays refuses to take a last Admin away; elsewhere is the way out that the platform organization does not have.
func stays(organizationID, why, elsewhere string) *fault.Error {
	if organizationID == id.PlatformOrganization {
		elsewhere = ""
	}
	return fault.New(fault.Conflict, "last_admin", why+elsewhere+".")
}
