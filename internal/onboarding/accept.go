package onboarding

import (
	"context"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/text"
)

// How the address of an invitation and whoever has its link go together.
const (
	AccountNew     = "new"     // the address has no account, and nobody is signed in
	AccountExists  = "exists"  // it has one, and nobody is signed in
	AccountCurrent = "current" // its account is signed in
	AccountOther   = "other"   // another account is signed in
)

// Offer is an invitation as the holder of its link sees it.
type Offer struct {
	invitation.Invitation
	Account string // AccountNew and so on
}

// Offer tells what a link invites to, without using it up. Only its holder learns whether the address has an account.
// Errors: those of invitation.Find.
func (s *Service) Offer(ctx context.Context, visitor audit.Actor, token string) (Offer, error) {
	i, err := s.invitations.Find(ctx, visitor, token)
	if err != nil {
		return Offer{}, err
	}
	_, how, err := s.holder(ctx, visitor, i)
	return Offer{i, how}, err
}

// holder returns the account of an invitation's address, and how the visitor and it go together.
func (s *Service) holder(ctx context.Context, visitor audit.Actor, i invitation.Invitation) (account.Account, string, error) {
	a, err := s.accounts.ByEmail(ctx, i.Email)
	exists := err == nil
	if fault.Is(err, "not_found") {
		err = nil
	}
	switch {
	case visitor.AccountID == "" && exists:
		return a, AccountExists, err
	case visitor.AccountID == "":
		return a, AccountNew, err
	case exists && a.ID == visitor.AccountID:
		return a, AccountCurrent, err
	default:
		return a, AccountOther, err
	}
}

// Acceptance is what the holder of a link sends. Password and Name are for a new account.
type Acceptance struct {
	Token    string
	Password string
	Name     string // "" for the one in the invitation
}

// Accept makes the invitee a member with the roles that were offered: with a new account, which is signed in then, or
// with the account of the address, which has to be. Of several at once with one link, one succeeds. Errors: those of
// invitation.Find, sign_in_required, other_account, organization_suspended, invitation_no_longer_valid,
// member_disabled and the rules of the fields.
func (s *Service) Accept(ctx context.Context, v session.Visitor, d Acceptance) (session.SignedIn, error) {
	i, err := s.invitations.Find(ctx, v.Actor, d.Token)
	if err != nil {
		return session.SignedIn{}, err
	}
	_, how, err := s.holder(ctx, v.Actor, i)
	if err != nil {
		return session.SignedIn{}, err
	}
	draft, hash, err := s.introduce(ctx, how, i, d)
	if how == AccountExists { // perhaps because the link has just been used
		if _, used := s.invitations.Find(ctx, v.Actor, d.Token); used != nil {
			return session.SignedIn{}, used
		}
	}
	if err != nil {
		return session.SignedIn{}, err
	}
	inviter, err := s.invitations.Inviter(ctx, i)
	if err != nil {
		return session.SignedIn{}, err
	}
	var in session.SignedIn
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		in = session.SignedIn{}
		i, err := s.invitations.Hold(ctx, tx, d.Token)
		if err != nil {
			return err
		}
		roleIDs, err := s.invitations.StillGiven(ctx, tx, inviter, i)
		if err != nil {
			return err
		}
		a, err := s.invited(ctx, tx, v.Actor, how, i, draft, hash)
		if err != nil {
			return err
		}
		actor := v.Actor
		actor.AccountID = a.ID
		memberID, joined, err := member.Join(ctx, tx, s.now(), i.OrganizationID, a.ID, roleIDs)
		if err != nil {
			return err
		}
		if joined != member.JoinedBefore {
			if err := audit.Record(ctx, tx, s.now(), actor, audit.Event{
				OrganizationID: i.OrganizationID, Action: string(joined), TargetID: memberID,
				Detail: map[string]any{"accountId": a.ID, "roleIds": roleIDs, "invitationId": i.ID},
			}); err != nil {
				return err
			}
		}
		if err := s.invitations.Accepted(ctx, tx, actor, i, memberID); err != nil {
			return err
		}
		if how == AccountNew {
			in, err = s.sessions.Start(ctx, tx, v, a.ID, session.ByInvitation)
		}
		return err
	})
	return in, err
}

// introduce checks what a new account is made of, and refuses who has to sign in first.
func (s *Service) introduce(ctx context.Context, how string, i invitation.Invitation, d Acceptance) (account.Draft, string, error) {
	switch how {
	case AccountExists:
		return account.Draft{}, "", signInRequired()
	case AccountOther:
		return account.Draft{}, "", fault.New(fault.Forbidden, "other_account",
			"You are signed in with another account than the one that was invited. Sign out, and open the link again.")
	case AccountCurrent:
		var fields fault.Fields
		for location, value := range map[string]string{"body.password": d.Password, "body.name": d.Name} {
			if value != "" {
				fields.Add(location, "not_applicable", "This is for a new account. Leave it out: yours stays as it is.")
			}
		}
		return account.Draft{}, "", fields.Err()
	}
	draft := account.Draft{Email: i.Email, Name: d.Name}
	if text.Blank(d.Name) {
		draft.Name = i.Name
	}
	_, fields := s.accounts.Check(&draft)
	if d.Password == "" {
		fields.Add("body.password", "required", "This is required.")
	}
	if err := fields.Err(); err != nil {
		return draft, "", err
	}
	hash, err := session.HashPassword(ctx, d.Password, "body.password", draft.Name, draft.Email)
	return draft, hash, err
}

func signInRequired() error {
	return fault.New(fault.Unauthenticated, "sign_in_required", "There is an account with this address. Sign in with it, and open the link again.")
}

// invited returns the account that becomes a member. A new one is made under a lock of its address: of two at once,
// the second finds that there is an account.
func (s *Service) invited(ctx context.Context, tx *db.Tx, visitor audit.Actor, how string, i invitation.Invitation, d account.Draft, hash string) (account.Account, error) {
	if err := tx.Lock(ctx, "account "+i.EmailKey()); err != nil {
		return account.Account{}, err
	}
	a, now, err := s.holder(ctx, visitor, i)
	switch {
	case err != nil:
		return account.Account{}, err
	case now == AccountExists:
		return account.Account{}, signInRequired()
	case now != how: // the account took another address at this moment
		return account.Account{}, fault.New(fault.Forbidden, "other_account",
			"The address of your account changed at this moment, and is not the one that was invited any more.")
	case how == AccountCurrent:
		return a, nil
	default:
		return s.accounts.Create(ctx, tx, d, hash)
	}
}
