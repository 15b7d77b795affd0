package imports

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// CountOf counts the imports of an account or an API key.
func CountOf(ctx context.Context, q db.Querier, ownerID string) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM import WHERE account_id = $1", ownerID).Scan(&n)
	return n, err
}

// Forget removes the imports of an account that goes, with their files and what checks found. What is being checked or
// applied is cancelled; what was applied stays where it was added.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, ownerID string) error {
	all, err := imports(ctx, tx, "SELECT "+importColumns+" FROM import WHERE account_id = $1 ORDER BY id"+tx.ForUpdate(), ownerID)
	if err != nil {
		return err
	}
	for _, im := range all {
		if im.Status == Checking || im.Status == Applying {
			if _, err := s.Jobs.Cancel(ctx, tx, im.jobID); err != nil {
				return err
			}
		}
		if err := s.forget(ctx, tx, im); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "DELETE FROM import WHERE account_id = $1", ownerID)
	return err
}
