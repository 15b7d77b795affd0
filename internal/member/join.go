package member

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// Joined is how an account became a member that was invited.
type Joined string

// The ways.
const (
	JoinedAnew   Joined = "member.added"    // it was none
	JoinedAsked  Joined = "member.accepted" // it had been added and not answered yet
	JoinedBefore Joined = ""                // it was one already, which stays as it is
)

// Join makes an account an active member because its owner accepts to be one: with these roles, besides those that it
// was added with. The organization is held by the caller, who has seen to the roles. Errors: member_disabled.
func Join(ctx context.Context, tx *db.Tx, now time.Time, organizationID, accountID string, offered []string) (memberID string, how Joined, err error) {
	err = tx.QueryRow(ctx, "SELECT id FROM member WHERE organization_id = $1 AND account_id = $2"+tx.ForUpdate(), organizationID, accountID).Scan(&memberID)
	if db.NotFound(err) {
		memberID, err = Add(ctx, tx, now, Draft{OrganizationID: organizationID, AccountID: accountID, RoleIDs: offered})
		return memberID, JoinedAnew, err
	}
	if err != nil {
		return "", "", err
	}
	m, err := get(ctx, tx, memberID)
	if err != nil {
		return "", "", err
	}
	switch m.Status {
	case Active:
		return m.ID, JoinedBefore, nil
	case Disabled:
		return "", "", fault.New(fault.Forbidden, "member_disabled",
			"You are a member of this organization already, and disabled. An administrator of the organization can enable you.")
	}
	had := roleIDs(m)
	if err := insertRoles(ctx, tx, m.ID, slices.DeleteFunc(slices.Clone(offered), func(roleID string) bool { return slices.Contains(had, roleID) })); err != nil {
		return "", "", err
	}
	return m.ID, JoinedAsked, accepted(ctx, tx, now, m)
}
