package invitation

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// organizationsOf returns the organizations of invitations, by the invitations' IDs. Those that are not there are not
// among them.
func organizationsOf(ctx context.Context, q db.Querier, invitationIDs []string) (map[string]string, error) {
	valid := slices.DeleteFunc(slices.Clone(invitationIDs), func(invitationID string) bool { return !id.Valid(id.Invitation, invitationID) })
	of := make(map[string]string, len(valid))
	return of, eachPair(ctx, q, "SELECT id, organization_id FROM invitation WHERE id IN (", ")", valid, func(invitationID, organizationID string) {
		of[invitationID] = organizationID
	})
}

// rolesOfMany is rolesOf for several, by their IDs.
func rolesOfMany(ctx context.Context, q db.Querier, invitationIDs []string) (map[string][]string, error) {
	roles := make(map[string][]string, len(invitationIDs))
	return roles, eachPair(ctx, q, "SELECT invitation_id, role_id FROM invitation_role WHERE invitation_id IN (", ") ORDER BY invitation_id, role_id", invitationIDs,
		func(invitationID, roleID string) { roles[invitationID] = append(roles[invitationID], roleID) })
}

// eachPair hands on the rows of a query that is asked for some IDs at a time.
func eachPair(ctx context.Context, q db.Querier, before, after string, ids []string, f func(a, b string)) error {
	type pair struct{ a, b string }
	for chunk := range slices.Chunk(ids, lookup) {
		filled := db.Filled(chunk)
		rows, err := q.Query(ctx, before+db.Placeholders(1, len(filled))+after, db.Anys(filled)...)
		if err != nil {
			return err
		}
		if err := db.Each(rows, func(p *pair) []any { return []any{&p.a, &p.b} }, func(p pair) error {
			f(p.a, p.b)
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// holdAll keeps invitations as they are until the transaction ends, and returns those that are there, without their
// roles. The IDs are in order.
func (s *Service) holdAll(ctx context.Context, tx *db.Tx, invitationIDs []string) ([]Invitation, error) {
	for chunk := range slices.Chunk(invitationIDs, lookup) {
		filled := db.Filled(chunk)
		rows, err := tx.Query(ctx, "SELECT id FROM invitation WHERE id IN ("+db.Placeholders(1, len(filled))+") ORDER BY id"+tx.ForUpdate(), db.Anys(filled)...)
		if err != nil {
			return nil, err
		}
		if _, err := db.Collect(rows, func(s *string) []any { return []any{s} }); err != nil {
			return nil, err
		}
	}
	now := s.now()
	var all []Invitation
	for chunk := range slices.Chunk(invitationIDs, lookup) {
		filled := db.Filled(chunk)
		rows, err := tx.Query(ctx, "SELECT "+columns+tables+" WHERE i.id IN ("+db.Placeholders(1, len(filled))+") ORDER BY i.id", db.Anys(filled)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, (*row).dest, func(x row) error {
			all = append(all, x.invitation(now))
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}
