// Package leaving is the workflow by which the owner of an account deletes it. It spans accounts, members, codes,
// sessions, mail and whatever else is kept of a person (see Config).
//
// What would be gone is shown beforehand. A code that goes to the account's address confirms it. It is refused while the
// account is some organization's last active Admin. Then everything goes in one transaction, so that a program that
// is killed in the middle leaves all of it or nothing. Products are told.
//
// What stays belongs to organizations: what the account has brought into them, API keys it created, and the audit
// trail, without personal values.
package leaving

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/verification"
)

// Service runs the workflow.
type Service struct{ Config }

// Config is what a Service is made of.
type Config struct {
	DB       *db.DB
	Now      func() time.Time
	Accounts *account.Service
	Codes    *verification.Codes
	Mail     *mail.Service
	Zone     *time.Location // in which mail tells times
	// EndWork ends what is done in the background for an account, and forgets it. It comes before organizations are
	// held, which that work holds as well.
	EndWork func(ctx context.Context, tx *db.Tx, accountID string) error
	// Kept are the kinds of things that are kept of an account beside its memberships.
	Kept []Kept
}

// Kept is one kind of thing that is kept of an account.
type Kept struct {
	// Name is that of the count in a Preview; "" for what is not shown.
	Name string
	// Count says how many there are; nil where there is no name.
	Count func(ctx context.Context, q db.Querier, accountID string) (int, error)
	// Forget removes them, or what they tell of the account; nil where the row of the account takes them along.
	Forget func(ctx context.Context, tx *db.Tx, a account.Account) error
}

// NewService returns the service.
func NewService(c Config) *Service { return &Service{c} }

// Preview is what would be gone, and what stands in the way.
type Preview struct {
	Memberships []member.Belonging // those that the owner sees
	Disabled    int                // memberships that are disabled, which go as well
	Counts      map[string]int     // by the names of Config.Kept
}

// Preview says what would be gone with an account.
func (s *Service) Preview(ctx context.Context, accountID string) (Preview, error) {
	p := Preview{Memberships: []member.Belonging{}, Counts: map[string]int{}}
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := member.Belongings(ctx, tx, accountID)
		if err != nil {
			return err
		}
		for _, b := range all {
			switch {
			case b.Visible():
				p.Memberships = append(p.Memberships, b)
			case b.Status == member.Disabled:
				p.Disabled++
			}
		}
		for _, k := range s.Kept {
			if k.Name == "" {
				continue
			}
			if p.Counts[k.Name], err = k.Count(ctx, tx, accountID); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

func code(accountID string) verification.Code {
	return verification.Code{Subject: accountID, Action: verification.AccountDeletion}
}

// Ask mails the code that confirms the deletion of the actor's account. Errors: too_many_codes.
func (s *Service) Ask(ctx context.Context, actor audit.Actor) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, actor.AccountID)
		if err != nil {
			return err
		}
		now := s.Now()
		of := code(a.ID)
		digits, err := s.Codes.Issue(ctx, tx, now, of)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{OrganizationID: id.PlatformOrganization, Action: "account.deletion_asked", TargetID: a.ID}); err != nil {
			return err
		}
		return s.Mail.Queue(ctx, tx, mail.Code{
			To: a.Email, Name: a.Name, Language: a.Language, Code: digits, Action: string(of.Action), ExpiresAt: now.Add(verification.CodeLife).In(s.Zone),
		})
	})
}

// Confirm deletes the visitor's account. Errors: wrong_code, code_spent, last_admin (with organizations; the code stays
// good).
func (s *Service) Confirm(ctx context.Context, v session.Visitor, digits string) error {
	now := s.Now()
	of := code(v.AccountID)
	err := s.Codes.Use(ctx, s.DB, now, of, digits, func(ctx context.Context, tx *db.Tx) error { return s.remove(ctx, tx, v, now) })
	if verification.Refused(err) {
		return verification.RecordRefusal(ctx, s.DB, now, v.Actor, of, err)
	}
	return err
}

// remove takes everything of an account away.
func (s *Service) remove(ctx context.Context, tx *db.Tx, v session.Visitor, now time.Time) error {
	if err := s.EndWork(ctx, tx, v.AccountID); err != nil {
		return err
	}
	held, err := member.HoldBelongings(ctx, tx, v.AccountID)
	if err != nil {
		return err
	}
	a, err := account.Hold(ctx, tx, v.AccountID)
	if err != nil {
		return err
	}
	if err := member.SameBelongings(ctx, tx, a.ID, held); err != nil {
		return err
	}
	if err := s.EndWork(ctx, tx, a.ID); err != nil { // what was begun before the account was held
		return err
	}
	if err := lastAdmin(held); err != nil {
		return err
	}
	if err := s.record(ctx, tx, v.Actor, a, held, now); err != nil {
		return err
	}
	// Personal values in the trail are found by rows that are about to go.
	if err := audit.ForgetPerson(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := member.RemoveBelongings(ctx, tx, now, a.ID, held); err != nil {
		return err
	}
	for _, k := range s.Kept {
		if k.Forget == nil {
			continue
		}
		if err := k.Forget(ctx, tx, a); err != nil {
			return err
		}
	}
	if err := session.EndAll(ctx, tx, a.ID, ""); err != nil {
		return err
	}
	if err := verification.End(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := account.Delete(ctx, tx, a); err != nil {
		return err
	}
	return s.Mail.Queue(ctx, tx, mail.Notice{
		To: a.Email, Name: a.Name, Language: a.Language, Kind: mail.NoticeAccountDeleted, At: now.In(s.Zone),
		Device: session.DeviceOf(v.UserAgent).String(), Address: v.Address,
	})
}

// lastAdmin refuses to take an organization's last active Admin away, with the organizations.
func lastAdmin(held []member.Belonging) error {
	type named struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	last := []named{}
	for _, b := range held {
		if b.LastAdmin {
			last = append(last, named{b.OrganizationID, b.Organization})
		}
	}
	if len(last) == 0 {
		return nil
	}
	where := "an organization"
	if len(last) > 1 {
		where = fmt.Sprintf("%d organizations", len(last))
	}
	return fault.New(fault.Conflict, "last_admin", "You are the last active Admin of "+where+
		". Give the role Admin to another active member there, or erase the organization, and then delete the account.").With("organizations", last)
}

// record tells products and the trail. Of what the trail says here nothing is personal.
func (s *Service) record(ctx context.Context, tx *db.Tx, actor audit.Actor, a account.Account, held []member.Belonging, now time.Time) error {
	var told []event.Event
	var kept []audit.Event
	gone := event.Event{Type: event.AccountDeleted, Subject: event.Subject{Kind: "account", ID: a.ID}}
	for _, b := range held {
		gone.Also = append(gone.Also, b.OrganizationID)
		told = append(told, event.Event{
			Type: event.MemberRemoved, OrganizationID: b.OrganizationID,
			Subject: event.Subject{Kind: "member", ID: b.ID, Facts: map[string]any{"accountId": a.ID}},
		})
		kept = append(kept, audit.Event{OrganizationID: b.OrganizationID, Action: "member.left", TargetID: b.ID})
	}
	if err := event.Record(ctx, tx, now, append(told, gone)...); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, append(kept, audit.Event{OrganizationID: id.PlatformOrganization, Action: "account.deleted", TargetID: a.ID})...)
}
