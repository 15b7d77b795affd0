package group

import (
	"context"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
)

// Leave takes an organization that is erased, below which nothing stands, out of its group, where it is in one. Its
// row is held.
func (s *Service) Leave(ctx context.Context, tx *db.Tx, actor audit.Actor, organizationID string) error {
	ref, grouped, err := Found(ctx, tx, organizationID)
	if err != nil || !grouped {
		return err
	}
	g, err := get(ctx, tx, ref.ID, tx.ForUpdate())
	if err != nil {
		return err
	}
	if _, err := s.takeOut(ctx, tx, organizationID, tx.ForUpdate(), false); err != nil {
		return err
	}
	return s.placed(ctx, tx, actor, g.ID, "group.organization_removed", organizationID, map[string]any{"organizationId": organizationID, "erased": true})
}
