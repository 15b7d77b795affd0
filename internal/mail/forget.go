package mail

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// Forget takes back what waits for an address that is nobody's any more, or could not be delivered to it. What is
// queued after it in the same transaction is delivered.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, address string) error {
	address, err := recipient(address)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, "SELECT job_id FROM mail WHERE recipient = $1 AND job_id <> '' AND batch = '' ORDER BY id", address)
	if err != nil {
		return err
	}
	jobs, err := db.Collect(rows, func(jobID *string) []any { return []any{jobID} })
	if err != nil {
		return err
	}
	for _, jobID := range jobs {
		if _, err := s.jobs.Cancel(ctx, tx, jobID); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "DELETE FROM mail WHERE recipient = $1", address)
	return err
}

// Configured refuses with mail_not_configured where no mail can be sent: for what must not tell by its answer whether
// there is anybody to write to.
func (s *Service) Configured() error {
	if s.transport == nil {
		return notConfigured()
	}
	return nil
}
