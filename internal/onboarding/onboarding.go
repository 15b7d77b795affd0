// Package onboarding is the workflow by which platform staff add somebody to an organization, by which somebody takes
// an invitation, and by which an administrator gives somebody a new temporary password. It spans accounts, members,
// roles, invitations, sessions and mail.
//
// A new address gets an account with a temporary password, which goes to that address alone and is spent by the
// sign-in that replaces it (package session); until then the member is pending. An address with an account is
// never added silently: the member is pending until the account's owner accepts.
package onboarding

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/session"
)

// Service runs the workflow.
type Service struct {
	db            *db.DB
	now           func() time.Time
	accounts      *account.Service
	members       *member.Service
	organizations *organization.Service
	mail          *mail.Service
	roles         member.Roles
	sessions      *session.Service
	invitations   *invitation.Service
	emails        *emailchange.Service
}

// Config is what a Service is made of.
type Config struct {
	DB            *db.DB
	Now           func() time.Time
	Accounts      *account.Service
	Members       *member.Service
	Organizations *organization.Service
	Mail          *mail.Service
	Roles         member.Roles
	Sessions      *session.Service
	Invitations   *invitation.Service
	Emails        *emailchange.Service
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{
		db: c.DB, now: c.Now, accounts: c.Accounts, members: c.Members, organizations: c.Organizations, mail: c.Mail, roles: c.Roles,
		sessions: c.Sessions, invitations: c.Invitations, emails: c.Emails,
	}
}

// Draft is somebody to be added.
type Draft struct {
	account.Draft
	Task    string
	RoleIDs []string
}

// Add makes somebody a member of an organization: with an account and a temporary password where the address is
// new, else with a question to the account's owner, whose name and telephone number stay as they are. Errors:
// permission_required, already_member, exceeds_own_permissions and the rules of the fields.
func (s *Service) Add(ctx context.Context, caller access.Caller, organizationID string, d Draft) (member.Member, error) {
	if err := caller.Require(access.MembersAdd, organizationID); err != nil {
		return member.Member{}, err
	}
	key, fields := s.accounts.Check(&d.Draft)
	if d.MobilePhone == "" && !has(fields, "body.mobilePhone") {
		fields.Add("body.mobilePhone", "required", "This is required.")
	}
	d.Task = member.CheckTask(&fields, d.Task)
	member.CheckRoles(&fields, d.RoleIDs)
	if err := fields.Err(); err != nil {
		return member.Member{}, err
	}
	password, hash, err := temporary(ctx)
	if err != nil {
		return member.Member{}, err
	}
	var memberID string
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := member.HoldOrganization(ctx, tx, organizationID); err != nil {
			return err
		}
		o, err := s.organizations.Get(ctx, caller, organizationID)
		if err != nil {
			return err
		}
		grants, err := s.roles(ctx, tx, organizationID, d.RoleIDs)
		if err != nil {
			return err
		}
		if err := caller.Exceeds(organizationID, grants...); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "account "+key); err != nil { // of two who add one new address, one makes the account
			return err
		}
		a, awaits, err := s.account(ctx, tx, d.Draft, hash)
		if err != nil {
			return err
		}
		memberID, err = member.Add(ctx, tx, s.now(), member.Draft{
			OrganizationID: organizationID, AccountID: a.ID, Task: d.Task, Awaits: awaits, RoleIDs: d.RoleIDs,
		})
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "member.added", TargetID: memberID,
			Detail: map[string]any{"accountId": a.ID, "email": a.Email, "task": d.Task, "roleIds": d.RoleIDs, "awaits": awaits},
		}); err != nil {
			return err
		}
		if awaits == member.AwaitsOwner {
			return s.mail.Queue(ctx, tx, mail.Question{To: a.Email, Name: a.Name, Language: a.Language, Organization: o.Name})
		}
		return s.send(ctx, tx, a, password, o, false)
	})
	if err != nil {
		return member.Member{}, err
	}
	return s.members.Read(ctx, memberID)
}

func has(fields fault.Fields, location string) bool {
	for _, f := range fields {
		if f.Location == location {
			return true
		}
	}
	return false
}

// account returns the account of an address and what its membership waits for. One that nobody has taken up
// and that belongs nowhere any more begins anew.
func (s *Service) account(ctx context.Context, tx *db.Tx, d account.Draft, hash string) (account.Account, string, error) {
	a, err := s.accounts.ByEmail(ctx, d.Email)
	if fault.Is(err, "not_found") {
		a, err = s.accounts.Create(ctx, tx, d, "")
		if err != nil {
			return a, "", err
		}
		return a, member.AwaitsPassword, session.SetTemporary(ctx, tx, s.now(), a.ID, hash)
	}
	if err != nil {
		return a, "", err
	}
	taken, err := session.TakenUp(ctx, tx, a.ID)
	if err != nil || taken {
		return a, member.AwaitsOwner, err
	}
	others, err := member.OfAccountHeld(ctx, tx, a.ID)
	if err != nil || len(others) > 0 {
		return a, member.AwaitsOwner, err
	}
	return a, member.AwaitsPassword, session.SetTemporary(ctx, tx, s.now(), a.ID, hash)
}

// send mails a temporary password to the account's own address. Its end is told in the organization's time zone.
func (s *Service) send(ctx context.Context, tx *db.Tx, a account.Account, password string, o organization.Organization, reset bool) error {
	expires := s.now().Add(session.TemporaryLife)
	if zone, err := time.LoadLocation(o.TimeZone); err == nil {
		expires = expires.In(zone)
	}
	return s.mail.Queue(ctx, tx, mail.TemporaryPassword{
		To: a.Email, Name: a.Name, Language: a.Language, Password: password, Organization: o.Name, ExpiresAt: expires, Reset: reset,
	})
}

// ResetPassword gives the account of a member a temporary password, by mail, and ends its sessions. The password
// may be reset only of accounts whose every membership is within the caller's reach, and who hold nothing
// anywhere that the caller does not. Errors: NotFound, permission_required, account_beyond_reach,
// exceeds_own_permissions.
func (s *Service) ResetPassword(ctx context.Context, caller access.Caller, memberID string) error {
	password, hash, err := temporary(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.wholly(ctx, tx, caller, access.MembersResetPassword, memberID)
		if err != nil {
			return err
		}
		o, err := s.organizations.Get(ctx, caller, m.OrganizationID)
		if err != nil {
			return err
		}
		a, err := s.accounts.Get(ctx, m.AccountID)
		if err != nil {
			return err
		}
		if err := session.SetTemporary(ctx, tx, s.now(), a.ID, hash); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: m.OrganizationID, Action: "member.password_reset", TargetID: memberID, Detail: map[string]any{"accountId": a.ID},
		}); err != nil {
			return err
		}
		return s.send(ctx, tx, a, password, o, true)
	})
}

// ResetSecondFactor takes the second factor of a member's account away, for an owner who has lost it and the recovery
// codes, ends its sessions and tells the owner by mail. The accounts are those whose password may be reset. Errors:
// NotFound, permission_required, account_beyond_reach, exceeds_own_permissions, no_second_factor.
func (s *Service) ResetSecondFactor(ctx context.Context, caller access.Caller, memberID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.wholly(ctx, tx, caller, access.MembersResetPassword, memberID)
		if err != nil {
			return err
		}
		if err := s.sessions.TakeSecondFactor(ctx, tx, m.AccountID); err != nil {
			return err
		}
		a, err := s.accounts.Get(ctx, m.AccountID)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: m.OrganizationID, Action: "member.second_factor_reset", TargetID: memberID, Detail: map[string]any{"accountId": a.ID},
		}); err != nil {
			return err
		}
		return s.mail.Queue(ctx, tx, mail.Notice{To: a.Email, Name: a.Name, Language: a.Language, Kind: mail.NoticeSecondFactorReset, At: s.now()})
	})
}

// letters are those of a temporary password: none that is taken for another when it is typed off.
const letters = "abcdefghijkmnpqrstuvwxyz23456789"

// temporary makes a password that nobody can guess (80 bits) and its hash.
func temporary(ctx context.Context) (password, hash string, err error) {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails: the runtime ends the program first
	text := make([]byte, 0, len(random)+3)
	for i, b := range random {
		if i > 0 && i%4 == 0 {
			text = append(text, '-')
		}
		text = append(text, letters[int(b)%len(letters)])
	}
	hash, err = session.HashPassword(ctx, string(text), "body.password")
	return string(text), hash, err
}
