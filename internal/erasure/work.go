package erasure

import (
	"context"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/organization"
)

// eraseJob removes what is left of an organization.
const eraseJob = "organization.erase"

// attempts is how often that is tried: for days, whatever goes on with the database.
const attempts = 900

// portion is how many rows one transaction removes: few enough for others to write in between.
const portion = 500

// task is what a job is queued with.
type task struct {
	OrganizationID string `json:"organizationId"`
	AccountID      string `json:"accountId"` // of who asked for it
	Name           string `json:"name"`      // of the organization, which has none any more
}

// erase removes an organization's rows, a portion in each transaction, and at last its own. An attempt that is cut off
// is taken up where it ended.
func (s *Service) erase(ctx context.Context, r *job.Run) error {
	var t task
	if err := r.Args(&t); err != nil {
		return job.Permanent(err)
	}
	for _, part := range s.Parts {
		for left := int64(1); left > 0; {
			if err := r.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				left, err = part.DeleteSome(ctx, tx, s.Now(), t.OrganizationID, s.portion)
				return err
			}); err != nil {
				return err
			}
		}
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.Now()
		if err := organization.Unearth(ctx, tx, t.OrganizationID, now); err != nil {
			return err // with something that came at the last moment: the next attempt removes that, too
		}
		if err := s.Erased(ctx, tx); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, audit.Actor{}, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "organization.erasure_finished", TargetID: t.OrganizationID,
		}); err != nil {
			return err
		}
		a, err := s.Accounts.Get(ctx, t.AccountID)
		if fault.Is(err, "not_found") { // who asked for it is gone, too
			return nil
		}
		if err != nil {
			return err
		}
		return s.Mail.Queue(ctx, tx, mail.Notice{
			To: a.Email, Name: a.Name, Language: a.Language, Kind: mail.NoticeOrganizationErased, Detail: t.Name, At: now,
		})
	})
}
