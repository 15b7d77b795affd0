package imports

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// Count returns how many imports into an organization are kept.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int64, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM import WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// EndAll ends the imports into an organization that is being erased, whoever brought them in: none of them has any
// effect from now on. Their files go later, with DeleteSome.
func (s *Service) EndAll(ctx context.Context, tx *db.Tx, organizationID string) error {
	return s.endAll(ctx, tx, organizationID, update)
}

// CancelAll ends the imports into an organization that is being deleted, and forgets their files.
func (s *Service) CancelAll(ctx context.Context, tx *db.Tx, organizationID string) error {
	return s.endAll(ctx, tx, organizationID, s.end)
}

func (s *Service) endAll(ctx context.Context, tx *db.Tx, organizationID string, end func(context.Context, *db.Tx, Import) error) error {
	running, err := imports(ctx, tx, "SELECT "+importColumns+" FROM import WHERE organization_id = $1 AND status IN ('checking', 'ready', 'applying') ORDER BY id"+tx.ForUpdate(), organizationID)
	if err != nil {
		return err
	}
	for _, im := range running {
		if im.jobID != "" && im.Status != Ready {
			if _, err := s.Jobs.Cancel(ctx, tx, im.jobID); err != nil {
				return err
			}
		}
		im.Status = Cancelled
		if err := end(ctx, tx, im); err != nil {
			return err
		}
	}
	return nil
}

// DeleteSome removes at most so many rows of the imports into an organization, with their files, and returns how many
// there were.
func DeleteSome(ctx context.Context, tx *db.Tx, organizationID string, most int) (int64, error) {
	var first string
	err := tx.QueryRow(ctx, "SELECT COALESCE(MIN(id), '') FROM import WHERE organization_id = $1", organizationID).Scan(&first)
	if err != nil || first == "" {
		return 0, err
	}
	var n int64
	for _, part := range []struct{ table, key string }{{"number_staged", "line"}, {"number_staged_place", "above"}, {"import_row", "line"}, {"import_file", "start"}} {
		gone, err := tx.Exec(ctx, "DELETE FROM "+part.table+" WHERE import_id = $1 AND "+part.key+" IN (SELECT "+part.key+" FROM "+part.table+
			" WHERE import_id = $1 ORDER BY "+part.key+" LIMIT $2)", first, most)
		if n += gone; err != nil || n >= int64(most) {
			return n, err
		}
	}
	gone, err := tx.Exec(ctx, "DELETE FROM import WHERE id = $1", first)
	return n + gone, err
}
