package erasure

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/verification"
)

// Part is one kind of what belongs to an organization.
type Part struct {
	Name string // in the counts: members, numbers…
	// Count counts all there are; nil where it is counted with another.
	Count func(ctx context.Context, q db.Querier, organizationID string) (int64, error)
	// DeleteSome removes at most so many rows and returns how many there were; 0 once none is left.
	DeleteSome func(ctx context.Context, tx *db.Tx, now time.Time, organizationID string, most int) (int64, error)
}

// Config is what a Service is made of.
type Config struct {
	DB            *db.DB
	Now           func() time.Time
	Jobs          *job.Service
	Codes         *verification.Codes
	Mail          *mail.Service
	Accounts      *account.Service
	Organizations *organization.Service
	// Leave takes an organization out of its group.
	Leave func(ctx context.Context, tx *db.Tx, actor audit.Actor, organizationID string) error
	// End ends at once what must not go on meanwhile, such as imports.
	End func(ctx context.Context, tx *db.Tx, organizationID string) error
	// Parts are what the job removes, in an order in which nothing refers to what goes.
	Parts []Part
	// Erased queues what is to be done once nothing of an organization is left.
	Erased func(ctx context.Context, tx *db.Tx) error
}

// Service runs the workflow.
type Service struct {
	Config
	portion int // how many rows one transaction removes
}

// NewService returns the service and has its jobs done.
func NewService(c Config) *Service {
	s := &Service{c, portion}
	s.Jobs.Handle(job.Kind{Name: eraseJob, Run: s.erase, MaxAttempts: attempts, Long: true})
	return s
}

// Preview is what will be gone.
type Preview struct {
	Counts   map[string]int64       // by the names of the parts
	Blockers []organization.Blocker // what has to be moved first
}

// Preview says what erasing an organization would remove. Errors: those of Ask but organization_in_use, whose blockers it
// tells, and too_many_codes.
func (s *Service) Preview(ctx context.Context, caller access.Caller, organizationID string) (Preview, error) {
	p := Preview{Counts: map[string]int64{}}
	if err := may(caller, organizationID); err != nil {
		return p, err
	}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p.Blockers, err = organization.EraseBlockers(ctx, tx, caller, organizationID); err != nil {
			return err
		}
		p.Counts, err = s.counts(ctx, tx, organizationID)
		return err
	})
	return p, err
}

func (s *Service) counts(ctx context.Context, q db.Querier, organizationID string) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, part := range s.Parts {
		if part.Count == nil {
			continue
		}
		n, err := part.Count(ctx, q, organizationID)
		if err != nil {
			return nil, err
		}
		counts[part.Name] = n
	}
	return counts, nil
}

// may refuses who may not erase the organization: it is a matter of its own Admins, not of those above it.
func may(caller access.Caller, organizationID string) error {
	if err := caller.Require(access.OrganizationErase, organizationID); err != nil {
		return err
	}
	if organizationID == id.PlatformOrganization {
		return fault.New(fault.Conflict, "platform_organization", "The platform organization cannot be erased.")
	}
	if !caller.HoldsHere(access.OrganizationErase, organizationID) {
		return fault.New(fault.Forbidden, "own_role_required",
			"Only somebody who has this permission by a role of the organization itself can erase it. Staff can delete it once nothing refers to it.").
			With("permission", string(access.OrganizationErase))
	}
	return nil
}

func code(caller access.Caller, organizationID string) verification.Code {
	return verification.Code{Subject: caller.AccountID, Action: verification.OrganizationErasure, Target: organizationID}
}

// Ask mails the caller the code that confirms the erasure. Errors: NotFound, permission_required, own_role_required,
// platform_organization, organization_in_use, too_many_codes.
func (s *Service) Ask(ctx context.Context, caller access.Caller, organizationID string) error {
	if err := may(caller, organizationID); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.Organizations.HoldToErase(ctx, tx, caller, organizationID)
		if err != nil {
			return err
		}
		a, err := s.Accounts.Get(ctx, caller.AccountID)
		if err != nil {
			return err
		}
		now := s.Now()
		digits, err := s.Codes.Issue(ctx, tx, now, code(caller, organizationID))
		if err != nil {
			return err
		}
		if err := s.Mail.Queue(ctx, tx, mail.Code{
			To: a.Email, Name: a.Name, Language: a.Language, Code: digits, Action: string(verification.OrganizationErasure), Detail: o.Name,
			ExpiresAt: now.Add(verification.CodeLife),
		}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "organization.erasure_asked", TargetID: organizationID,
		})
	})
}

// Confirm erases the organization: when it returns, nobody reaches it any more. Errors: those of Ask, wrong_code and
// code_spent, does_not_match on body.name.
func (s *Service) Confirm(ctx context.Context, caller access.Caller, organizationID, name, digits string) error {
	if err := may(caller, organizationID); err != nil {
		return err
	}
	o, err := s.Organizations.Get(ctx, caller, organizationID)
	if err != nil {
		return err
	}
	if err := named(o, name); err != nil { // before the code is looked at: it stays good
		return err
	}
	now, of := s.Now(), code(caller, organizationID)
	err = s.Codes.Use(ctx, s.DB, now, of, digits, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.Organizations.HoldToErase(ctx, tx, caller, organizationID)
		if err != nil {
			return err
		}
		if err := named(o, name); err != nil {
			return err
		}
		return s.begin(ctx, tx, caller, o)
	})
	if verification.Refused(err) {
		return verification.RecordRefusal(ctx, s.DB, now, caller.Actor, of, err)
	}
	return err
}

func named(o organization.Organization, name string) error {
	if clean, problem := text.Line(name, organization.MaxName, true); problem == nil && clean == o.Name {
		return nil
	}
	return fault.InvalidFields(fault.Field{Location: "body.name", Code: "does_not_match", Message: "This is not the organization's name. Type it as it is shown."})
}

// begin takes an organization, which is held, out of everybody's reach and leaves the rest to the job.
func (s *Service) begin(ctx context.Context, tx *db.Tx, caller access.Caller, o organization.Organization) error {
	now := s.Now()
	counts, err := s.counts(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if err := event.Record(ctx, tx, now, event.Event{
		Type: event.OrganizationErased, OrganizationID: o.ID, Subject: event.Subject{Kind: "organization", ID: o.ID},
	}); err != nil {
		return err
	}
	if err := s.Leave(ctx, tx, caller.Actor, o.ID); err != nil {
		return err
	}
	if err := s.End(ctx, tx, o.ID); err != nil {
		return err
	}
	if err := organization.Bury(ctx, tx, o, now); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, now, caller.Actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "organization.erased", TargetID: o.ID,
		Detail: map[string]any{"name": o.Name, "counts": counts},
	}); err != nil {
		return err
	}
	_, err = s.Jobs.Enqueue(ctx, tx, job.New{Kind: eraseJob, Args: task{o.ID, caller.AccountID, o.Name}})
	return err
}
