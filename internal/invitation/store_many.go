package invitation

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// rolesOfMany is rolesOf for several, by their IDs.
func rolesOfMany(ctx context.Context, q db.Querier, invitationIDs []string) (map[string][]string, error) {
	type offered struct{ invitationID, roleID string }
	roles := make(map[string][]string, len(invitationIDs))
	in := db.In("SELECT invitation_id, role_id FROM invitation_role WHERE invitation_id IN (...) ORDER BY invitation_id, role_id", lookup, invitationIDs)
	return roles, db.EachIn(ctx, q, in, func(o *offered) []any { return []any{&o.invitationID, &o.roleID} }, func(o offered) error {
		roles[o.invitationID] = append(roles[o.invitationID], o.roleID)
		return nil
	})
}

// holdAll keeps invitations as they are until the transaction ends, and returns those that are there, without their
// roles. The IDs are in order.
func (s *Service) holdAll(ctx context.Context, tx *db.Tx, invitationIDs []string) ([]Invitation, error) {
	if _, err := db.CollectIn(ctx, tx, db.In("SELECT id FROM invitation WHERE id IN (...) ORDER BY id"+tx.ForUpdate(), lookup, invitationIDs), db.Column[string]); err != nil {
		return nil, err
	}
	now := s.now()
	all := make([]Invitation, 0, len(invitationIDs))
	err := db.EachIn(ctx, tx, db.In("SELECT "+columns+tables+" WHERE i.id IN (...) ORDER BY i.id", lookup, invitationIDs), (*row).dest, func(x row) error {
		all = append(all, x.invitation(now))
		return nil
	})
	return all, err
}
