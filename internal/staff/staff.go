// Package staff is the workflow by which somebody becomes platform staff: an account, its membership of
// the platform organization with the role Admin, and its first password or the one-time link to choose
// one. It spans accounts, members, verification and sessions.
package staff

import (
	"context"
	"errors"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/verification"
)

// Service runs the workflow.
type Service struct {
	db       *db.DB
	now      func() time.Time
	accounts *account.Service
	sessions *session.Service
}

// NewService returns the service.
func NewService(d *db.DB, now func() time.Time, accounts *account.Service, sessions *session.Service) *Service {
	return &Service{db: d, now: now, accounts: accounts, sessions: sessions}
}

// Added is what Add did.
type Added struct {
	AccountID string
	Token     string // of the set-up link; "" where the account has a password
}

// Add makes a member of staff. Without a password it returns the token of a link to choose one; an
// account that exists keeps its password. Errors: already_staff, account_exists (a password was given
// for an account that has its own), and the rules of the fields.
func (s *Service) Add(ctx context.Context, actor audit.Actor, email, name, password string) (Added, error) {
	hash := ""
	if password != "" {
		var err error
		if hash, err = session.HashPassword(ctx, password, "body.password", email, name); err != nil {
			return Added{}, err
		}
	}
	var added Added
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		added = Added{}
		a, err := s.accounts.ByEmail(ctx, email)
		exists := err == nil
		switch {
		case fault.Is(err, "not_found"):
			if a, err = s.accounts.Create(ctx, tx, account.Draft{Email: email, Name: name}, hash); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			staff, err := member.Exists(ctx, tx, id.PlatformOrganization, a.ID)
			if err != nil {
				return err
			}
			if staff {
				return fault.New(fault.Conflict, "already_staff", "This account is a member of the platform organization already.")
			}
			if password != "" {
				return fault.New(fault.Conflict, "account_exists", "This account has a password of its own. Add it without a password.")
			}
		}
		added.AccountID = a.ID
		if err := s.join(ctx, tx, actor, a.ID); err != nil {
			return err
		}
		if !exists && password == "" {
			added.Token, err = verification.Create(ctx, tx, s.now(), verification.SetUp, a.ID, verification.SetUpLife)
		}
		return err
	})
	return added, err
}

func (s *Service) join(ctx context.Context, tx *db.Tx, actor audit.Actor, accountID string) error {
	memberID, err := member.Add(ctx, tx, s.now(), member.Draft{
		OrganizationID: id.PlatformOrganization, AccountID: accountID, RoleIDs: []string{id.PlatformAdminRole},
	})
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, s.now(), actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "member.added", TargetID: memberID,
		Detail: map[string]any{"accountId": accountID, "roleId": id.PlatformAdminRole},
	})
}

// FirstLink returns the token of a fresh link for the deployment's first member of staff, or "" when
// there is staff. Links from earlier starts stay good until one of them is used.
func (s *Service) FirstLink(ctx context.Context) (string, error) {
	any, err := member.Any(ctx, s.db.Querier(ctx), id.PlatformOrganization)
	if err != nil || any {
		return "", err
	}
	var token string
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		token, err = verification.Create(ctx, tx, s.now(), verification.FirstStaff, "", verification.SetUpLife)
		return err
	})
	return token, err
}

// Pending is what a set-up link is for.
type Pending struct {
	Purpose verification.Purpose
	Email   string // of the account; "" for the first member of staff
	Name    string
}

// Lookup tells what a set-up link is for, without consuming it. Errors: link_spent.
func (s *Service) Lookup(ctx context.Context, token string) (Pending, error) {
	link, err := s.find(ctx, s.db.Querier(ctx), token)
	if err != nil || link.Purpose == verification.FirstStaff {
		return Pending{Purpose: link.Purpose}, err
	}
	a, err := s.accounts.Get(ctx, link.AccountID)
	return Pending{Purpose: link.Purpose, Email: a.Email, Name: a.Name}, err
}

func (s *Service) find(ctx context.Context, q db.Querier, token string) (verification.Link, error) {
	link, err := verification.Lookup(ctx, q, s.now(), token, verification.FirstStaff, verification.SetUp)
	if err != nil || link.Purpose != verification.FirstStaff {
		return link, err
	}
	// Another first link was used in the meantime: this one is spent with it.
	any, err := member.Any(ctx, q, id.PlatformOrganization)
	if err == nil && any {
		return link, fault.New(fault.Gone, "link_spent", "The first member of staff is set up already. Sign in, or ask them to add you.")
	}
	return link, err
}

// SetUp uses a set-up link: it gives the account its password (making the account first, for the first
// member of staff) and signs in. Errors: link_spent and the rules of the fields.
func (s *Service) SetUp(ctx context.Context, v session.Visitor, token, email, name, password string) (session.SignedIn, error) {
	own, err := s.Lookup(ctx, token) // before the costly hash
	if err != nil {
		return session.SignedIn{}, err
	}
	hash, err := session.HashPassword(ctx, password, "body.password", email, name, own.Email, own.Name)
	if err != nil {
		return session.SignedIn{}, err
	}
	var in session.SignedIn
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "first staff"); err != nil {
			return err
		}
		link, err := s.find(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := verification.Consume(ctx, tx, link); err != nil {
			return err
		}
		accountID := link.AccountID
		if link.Purpose == verification.FirstStaff {
			a, err := s.accounts.Create(ctx, tx, account.Draft{Email: email, Name: name}, hash)
			if err != nil {
				return err
			}
			accountID = a.ID
			actor := v.Actor
			actor.AccountID = accountID
			if err := s.join(ctx, tx, actor, accountID); err != nil {
				return err
			}
		} else if err := errors.Join(session.SetPassword(ctx, tx, s.now(), accountID, hash), member.TakeUp(ctx, tx, s.now(), accountID)); err != nil {
			return err
		}
		in, err = s.sessions.Start(ctx, tx, v, accountID, session.BySetUpLink)
		return err
	})
	return in, err
}
