package onboarding

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
)

// Edit changes the account of a member, where every membership of the account is within the caller's reach and it holds
// nothing that the caller does not. Another e-mail address counts once the account's owner has entered the code that
// is mailed to it. The owner is told. Errors: NotFound, permission_required, account_beyond_reach,
// exceeds_own_permissions, stale, and the rules of the fields.
func (s *Service) Edit(ctx context.Context, caller access.Caller, memberID string, p account.Patch, email *string, current func(version int64) bool) (account.Account, error) {
	var a account.Account
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.wholly(ctx, tx, caller, access.MembersEditAccount, memberID)
		if err != nil {
			return err
		}
		before, after, err := s.accounts.Change(ctx, tx, m.AccountID, p, current)
		if err != nil {
			return err
		}
		a = after
		if email != nil {
			if err := s.emails.AskFor(ctx, tx, after, *email, m.Organization); err != nil {
				return err
			}
			if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
				OrganizationID: m.OrganizationID, Action: "account.email_change_asked", TargetID: a.ID,
				Detail: map[string]any{"before": map[string]string{"email": a.Email}, "after": map[string]string{"email": *email}},
			}); err != nil {
				return err
			}
		}
		if before.Version == after.Version {
			return nil
		}
		if err := audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: m.OrganizationID, Action: "account.updated", TargetID: a.ID, Detail: account.Difference(before, after),
		}); err != nil {
			return err
		}
		return s.mail.Queue(ctx, tx, mail.Notice{To: a.Email, Name: a.Name, Language: a.Language, Kind: mail.NoticeDetailsChanged, At: s.now()})
	})
	return a, err
}

// wholly returns a member whose account is altogether within the caller's reach, held until the transaction ends: in
// every organization that it is a member of the caller may do p, and it holds nothing there that the caller does not.
func (s *Service) wholly(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, memberID string) (member.Member, error) {
	m, err := s.members.Hold(ctx, tx, caller, p, memberID)
	if err != nil {
		return m, err
	}
	if m.Awaits == member.AwaitsOwner && !caller.ReachWith(p).All() {
		return m, fault.New(fault.Forbidden, "account_beyond_reach",
			"The owner of this account has not accepted to become a member yet. Until then the account is none of this organization's.")
	}
	memberships, err := member.OfAccountHeld(ctx, tx, m.AccountID)
	if err != nil {
		return m, err
	}
	for _, other := range memberships {
		if !caller.Holds(p, other.OrganizationID) {
			return m, fault.New(fault.Forbidden, "account_beyond_reach",
				"This account is also a member of organizations in which you may not do this. Its owner, or somebody of a higher level, can.")
		}
		grants, err := s.roles(ctx, tx, other.OrganizationID, other.RoleIDs)
		if err != nil {
			return m, err
		}
		if err := caller.Exceeds(other.OrganizationID, grants...); err != nil {
			return m, err
		}
	}
	return m, nil
}

// Account returns the account of a member as whoever edits it sees it, and the address that waits for its owner's
// code; nil for none. Errors: NotFound, permission_required.
func (s *Service) Account(ctx context.Context, caller access.Caller, memberID string) (account.Account, *emailchange.Pending, error) {
	m, err := s.members.Read(ctx, memberID)
	if err != nil {
		return account.Account{}, nil, err
	}
	if err := caller.Require(access.MembersEditAccount, m.OrganizationID); err != nil {
		return account.Account{}, nil, err
	}
	a, err := s.accounts.Get(ctx, m.AccountID)
	if err != nil {
		return a, nil, err
	}
	pending, err := s.emails.Pending(ctx, a.ID)
	return a, pending, err
}
