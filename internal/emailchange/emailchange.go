// Package emailchange is the workflow by which an account gets another e-mail address. It spans accounts, codes, links,
// sessions and mail.
//
// The owner asks for it: a code to the address the account has, then one to the new address. Or an administrator
// enters the new address: a code to that one, which the owner enters. Either way nothing changes before the new
// mailbox has proved that it is read by whoever is signed in; and only then is it said that the address is another
// account's, so that nobody learns by asking who has an account. The earlier address is told.
package emailchange

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/verification"
)

// How long an address waits for its code, of which a new one can be asked for meanwhile.
const (
	Life              = time.Hour          // where the owner entered it, from the last step
	AdministratorLife = 7 * 24 * time.Hour // where an administrator did
)

// Step says whose code comes next.
type Step string

// The steps.
const (
	Current Step = "current" // that of the address the account has
	New     Step = "new"     // that of the new one
	Done    Step = "done"    // none: it is the account's address
)

// Pending is the address that an account is about to have.
type Pending struct {
	Email           string
	Step            Step
	ByAdministrator bool

	key string
}

// code is the code that comes next.
func (p Pending) code(accountID string) verification.Code {
	action := verification.EmailNew
	switch {
	case p.Step == Current:
		action = verification.EmailCurrent
	case p.ByAdministrator:
		action = verification.MemberEmail
	}
	return verification.Code{Subject: accountID, Action: action, Target: p.key}
}

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
}

// NewService returns the service.
func NewService(c Config) *Service { return &Service{c} }

// Pending returns the address that an account is about to have; nil for none.
func (s *Service) Pending(ctx context.Context, accountID string) (*Pending, error) {
	return find(ctx, s.DB.Querier(ctx), accountID, s.Now(), "")
}

// Ask has the actor's account get another address, in the place of any that was asked for before, and mails the code
// that comes next. Asking again for one that has passed the first step mails another code to it. Errors: the rules
// of the address, same_address, too_many_codes.
func (s *Service) Ask(ctx context.Context, actor audit.Actor, email string) (Step, error) {
	var fields fault.Fields
	address, key := account.CheckEmail(&fields, email)
	if err := fields.Err(); err != nil {
		return "", err
	}
	var step Step
	err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := account.Hold(ctx, tx, actor.AccountID)
		if err != nil {
			return err
		}
		if a.Email == address {
			return fault.InvalidFields(fault.Field{Location: "body.email", Code: "same_address", Message: "This is the account's address already."})
		}
		now := s.Now()
		p, err := find(ctx, tx, a.ID, now, "")
		if err != nil {
			return err
		}
		if p == nil || p.Step != New || p.Email != address {
			p = &Pending{Email: address, Step: Current, key: key}
			if err := put(ctx, tx, a.ID, *p, now, now.Add(Life)); err != nil {
				return err
			}
			if err := s.record(ctx, tx, actor, "account.email_change_asked", a.ID, map[string]any{"before": entered{a.Email}, "after": entered{address}}); err != nil {
				return err
			}
		}
		step = p.Step
		return s.send(ctx, tx, a, *p, now, "")
	})
	return step, err
}

// AskFor has an account get the address that an administrator of an organization has entered, once the account's owner
// has entered the code that is mailed to it; inside the transaction of whoever may. Errors: the rules of the address,
// same_address, too_many_codes.
func (s *Service) AskFor(ctx context.Context, tx *db.Tx, a account.Account, email, organization string) error {
	var fields fault.Fields
	address, key := account.CheckEmail(&fields, email)
	if a.Email == address {
		fields.Add("body.email", "same_address", "This is the account's address already.")
	}
	if err := fields.Err(); err != nil {
		return err
	}
	now := s.Now()
	p := Pending{Email: address, Step: New, ByAdministrator: true, key: key}
	if err := put(ctx, tx, a.ID, p, now, now.Add(AdministratorLife)); err != nil {
		return err
	}
	return s.send(ctx, tx, a, p, now, organization)
}

// send mails the code that comes next.
func (s *Service) send(ctx context.Context, tx *db.Tx, a account.Account, p Pending, now time.Time, organization string) error {
	of := p.code(a.ID)
	code, err := s.Codes.Issue(ctx, tx, now, of)
	if err != nil {
		return err
	}
	m := mail.Code{ // a mailbox that has proved nothing is not told the name, which anybody could have chosen
		To: p.Email, Language: a.Language, Code: code, Action: string(of.Action), Detail: p.Email, ExpiresAt: now.Add(verification.CodeLife).In(s.Zone),
	}
	switch of.Action {
	case verification.EmailCurrent:
		m.To, m.Name = a.Email, a.Name
	case verification.MemberEmail:
		m.Detail = organization
		if organization == "" { // the owner asked for another code
			m.Action, m.Detail = mail.ActionEmailNew, p.Email
		}
	}
	return s.Mail.Queue(ctx, tx, m)
}

// Confirm takes the code that comes next, of an account that is signed in by a session, and says what comes then. With
// the last one the account gets the address; its other sessions end, and links and codes that went to the earlier
// address. Errors: wrong_code, code_spent, too_many_codes, email_taken (the address is another account's: the change
// is over).
func (s *Service) Confirm(ctx context.Context, v session.Visitor, sessionID, code string) (Step, error) {
	now := s.Now()
	p, err := find(ctx, s.DB.Querier(ctx), v.AccountID, now, "")
	if err != nil {
		return "", err
	}
	if p == nil {
		return "", verification.CodeSpent()
	}
	var step Step
	var refused error // an answer of its own, whose trace is kept
	err = s.Codes.Use(ctx, s.DB, now, p.code(v.AccountID), code, func(ctx context.Context, tx *db.Tx) error {
		refused = nil
		a, err := account.Hold(ctx, tx, v.AccountID)
		if err != nil {
			return err
		}
		is, err := find(ctx, tx, a.ID, now, tx.ForUpdate())
		if err != nil {
			return err
		}
		if is == nil || *is != *p {
			return verification.CodeSpent() // another address was asked for at this moment
		}
		if p.Step == Current {
			is.Step, step = New, New
			if err := put(ctx, tx, a.ID, *is, now, now.Add(Life)); err != nil {
				return err
			}
			return s.send(ctx, tx, a, *is, now, "")
		}
		step = Done
		refused, err = s.change(ctx, tx, v, sessionID, *is, now)
		return err
	})
	switch {
	case verification.Refused(err):
		return "", verification.RecordRefusal(ctx, s.DB, now, v.Actor, p.code(v.AccountID), err)
	case err != nil:
		return "", err
	}
	return step, refused
}

// change gives the account its address. An address that is taken ends the change as well.
func (s *Service) change(ctx context.Context, tx *db.Tx, v session.Visitor, sessionID string, p Pending, now time.Time) (refused, err error) {
	if err := remove(ctx, tx, now, v.AccountID); err != nil {
		return nil, err
	}
	before, after, err := s.Accounts.SetEmail(ctx, tx, v.AccountID, p.Email)
	if fault.Is(err, "email_taken") {
		return err, nil
	}
	if err != nil {
		return nil, err
	}
	if err := session.EndAll(ctx, tx, after.ID, sessionID); err != nil {
		return nil, err
	}
	if err := verification.End(ctx, tx, after.ID); err != nil {
		return nil, err
	}
	if err := s.record(ctx, tx, v.Actor, "account.email_changed", after.ID, map[string]any{
		"before": entered{before.Email}, "after": entered{after.Email}, "byAdministrator": p.ByAdministrator,
	}); err != nil {
		return nil, err
	}
	return nil, s.Mail.Queue(ctx, tx, mail.Notice{
		To: before.Email, Name: after.Name, Language: after.Language, Kind: mail.NoticeEmailChanged, Detail: after.Email, At: now.In(s.Zone),
		Device: session.DeviceOf(v.UserAgent).String(), Address: v.Address,
	})
}

// GiveUp forgets the address that the actor's account is about to have, if there is one.
func (s *Service) GiveUp(ctx context.Context, actor audit.Actor) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := account.Hold(ctx, tx, actor.AccountID); err != nil {
			return err
		}
		now := s.Now()
		p, err := find(ctx, tx, actor.AccountID, now, tx.ForUpdate())
		if err != nil || p == nil {
			return err
		}
		if err := remove(ctx, tx, now, actor.AccountID); err != nil {
			return err
		}
		if err := s.Codes.Drop(ctx, tx, p.code(actor.AccountID)); err != nil {
			return err
		}
		return s.record(ctx, tx, actor, "account.email_change_given_up", actor.AccountID, map[string]any{"before": entered{p.Email}})
	})
}

// entered is an address as audit events tell it.
type entered struct {
	Email string `json:"email"`
}

func (s *Service) record(ctx context.Context, tx *db.Tx, actor audit.Actor, action, accountID string, detail any) error {
	return audit.Record(ctx, tx, s.Now(), actor, audit.Event{OrganizationID: id.PlatformOrganization, Action: action, TargetID: accountID, Detail: detail})
}
