package invitation

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/throttle"
	"github.com/tenantry/tenantry/internal/verification"
)

// Find returns the invitation of a link that is good, without using it up. Errors, all Gone: invitation_expired,
// invitation_revoked, invitation_declined, invitation_used (accepted), invitation_replaced (a later link took its
// place), and link_spent for what is no link or was one long ago. Who tries too many of those gets too_many_attempts.
func (s *Service) Find(ctx context.Context, visitor audit.Actor, token string) (Invitation, error) {
	i, err := s.find(ctx, s.db.Querier(ctx), token)
	if err != nil {
		return Invitation{}, s.counted(ctx, visitor, err)
	}
	return i, s.good(i)
}

// How many links that do not exist a network may try within window. They cannot be guessed: it is for the work they
// make. A link that exists is never held up by it.
const (
	unknownLinks = 100
	window       = 15 * time.Minute
)

// counted counts a link that there is not.
func (s *Service) counted(ctx context.Context, visitor audit.Actor, err error) error {
	if !fault.Is(err, "link_spent") {
		return err
	}
	if full := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return throttle.Reserve(ctx, tx, s.now(), throttle.Bucket{
			Key: throttle.Key("invitation", throttle.Network(visitor.Address)), Limit: unknownLinks, Window: window,
			Code: "too_many_attempts", Message: "Too many links that do not exist. Wait until the time in Retry-After has passed, then try again.",
		})
	}); full != nil {
		return full
	}
	return err
}

// find returns the invitation of a link, in whatever status. Errors: invitation_replaced, link_spent.
func (s *Service) find(ctx context.Context, q db.Querier, token string) (Invitation, error) {
	hash := verification.Hash(token)
	i, err := s.get(ctx, q, "i.token_hash = $1", hash)
	if !fault.Is(err, "not_found") {
		return i, err
	}
	switch was, err := wasReplaced(ctx, q, hash); {
	case err != nil:
		return Invitation{}, err
	case was:
		return Invitation{}, gone(replaced)
	default:
		return Invitation{}, fault.New(fault.Gone, "link_spent",
			"There is no such invitation, or it was long ago. Ask whoever invited you to invite you again.")
	}
}

// good refuses an invitation that cannot be taken any more.
func (s *Service) good(i Invitation) error {
	if i.stored == Pending && s.now().Before(i.ExpiresAt) {
		return nil
	}
	if i.stored == Pending {
		return gone(Expired)
	}
	return gone(i.stored)
}

func gone(status string) error {
	switch status {
	case Expired:
		return fault.New(fault.Gone, "invitation_expired", "This invitation has expired. You can ask whoever invited you for a new one.")
	case Revoked:
		return fault.New(fault.Gone, "invitation_revoked", "This invitation was withdrawn. Ask whoever invited you if that is a mistake.")
	case Declined:
		return fault.New(fault.Gone, "invitation_declined", "This invitation was declined. Ask whoever invited you for another if you want to accept after all.")
	case replaced:
		return fault.New(fault.Gone, "invitation_replaced", "A later invitation took the place of this one. Use the link in the last message that you got.")
	default:
		return fault.New(fault.Gone, "invitation_used", "This invitation was accepted already. Sign in if it was you who accepted it.")
	}
}

// Hold returns the invitation of a link that is good, and keeps it and its organization as they are until the
// transaction ends. Errors: those of Find, organization_suspended.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, token string) (Invitation, error) {
	i, err := s.find(ctx, tx, token)
	if err != nil {
		return Invitation{}, err
	}
	if _, err := scope.Hold(ctx, tx, i.OrganizationID); err != nil {
		return Invitation{}, err
	}
	if _, err := hold(ctx, tx, i.ID); err != nil {
		return Invitation{}, err
	}
	if i, err = s.find(ctx, tx, token); err != nil { // it may have got another link before it was held
		return Invitation{}, err
	}
	if err := s.good(i); err != nil {
		return Invitation{}, err
	}
	return i, active(ctx, tx, i.OrganizationID)
}

// active refuses an organization that is suspended.
func active(ctx context.Context, q db.Querier, organizationID string) error {
	is, err := isActive(ctx, q, organizationID)
	if err == nil && !is {
		err = fault.New(fault.Forbidden, "organization_suspended",
			"The organization is suspended: nobody can become a member until the platform's staff make it active again. The invitation stays as it is.")
	}
	return err
}

// Inviter returns who sent an invitation, with what the account or the API key holds by now: nothing, where it is gone.
func (s *Service) Inviter(ctx context.Context, i Invitation) (access.Caller, error) {
	actor := audit.Actor{AccountID: i.InvitedBy.ID}
	switch {
	case i.InvitedBy.ID == "":
		return access.Caller{}, nil
	case id.Valid(id.Key, i.InvitedBy.ID):
		actor = audit.Actor{KeyID: i.InvitedBy.ID}
	}
	caller, err := s.hooks.Caller(ctx, actor)
	if f, ok := fault.As(err); ok && f.Kind == fault.Unauthenticated { // a key that was revoked, or has expired
		return access.Caller{}, nil
	}
	return caller, err
}

// StillGiven refuses an invitation whose inviter may not invite any more, or not give what it offers; or of which a
// role is gone: invitation_no_longer_valid. The roles stay as they are until the transaction ends.
func (s *Service) StillGiven(ctx context.Context, tx *db.Tx, inviter access.Caller, i Invitation) (roleIDs []string, err error) {
	grants, err := s.offered(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	if !inviter.Holds(access.MembersInvite, i.OrganizationID) || len(inviter.Exceeded(i.OrganizationID, grants...)) > 0 {
		return nil, fault.New(fault.Conflict, "invitation_no_longer_valid",
			"Whoever invited you may not give away any more what this invitation offers. Ask the organization to invite you again.")
	}
	return rolesOf(ctx, tx, i.ID)
}

// Accepted ends an invitation that was held, because the account has become the member.
func (s *Service) Accepted(ctx context.Context, tx *db.Tx, actor audit.Actor, i Invitation, memberID string) error {
	if err := end(ctx, tx, i.ID, Accepted, s.now()); err != nil {
		return err
	}
	return audit.Record(ctx, tx, s.now(), actor, audit.Event{
		OrganizationID: i.OrganizationID, Action: "invitation.accepted", TargetID: i.ID,
		Detail: map[string]any{"memberId": memberID, "accountId": actor.AccountID, "invitedBy": i.InvitedBy.ID},
	})
}

// Decline ends an invitation that its invitee does not want. Errors: those of Find.
func (s *Service) Decline(ctx context.Context, visitor audit.Actor, token string) error {
	if _, err := s.Find(ctx, visitor, token); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := s.Hold(ctx, tx, token)
		if err != nil && !fault.Is(err, "organization_suspended") { // whoever declines needs nobody
			return err
		}
		if err := end(ctx, tx, i.ID, Declined, s.now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), visitor, audit.Event{OrganizationID: i.OrganizationID, Action: "invitation.declined", TargetID: i.ID})
	})
}

// Renew asks for a new link in the place of one that has expired: the inviter is told, at most once a day and while
// they may still invite. What it answers does not depend on any of that. Errors: invitation_not_expired,
// organization_suspended, and those of Find but invitation_expired.
func (s *Service) Renew(ctx context.Context, visitor audit.Actor, token string) error {
	i, err := s.find(ctx, s.db.Querier(ctx), token)
	if err != nil {
		return s.counted(ctx, visitor, err)
	}
	if err := s.expired(i); err != nil {
		return err
	}
	inviter, err := s.Inviter(ctx, i)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := hold(ctx, tx, i.ID); err != nil {
			return err
		}
		i, err := s.find(ctx, tx, token)
		if err != nil {
			return err
		}
		if err := s.expired(i); err != nil {
			return err
		}
		if err := active(ctx, tx, i.OrganizationID); err != nil {
			return err
		}
		now := s.now()
		if !i.AskedAgainAt.IsZero() && now.Before(i.AskedAgainAt.Add(askEvery)) {
			return nil
		}
		if err := asked(ctx, tx, i.ID, now); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, visitor, audit.Event{OrganizationID: i.OrganizationID, Action: "invitation.asked_again", TargetID: i.ID}); err != nil {
			return err
		}
		if inviter.AccountID == "" || !inviter.Holds(access.MembersInvite, i.OrganizationID) {
			return nil
		}
		p, err := personOf(ctx, tx, inviter.AccountID)
		if err != nil || p.email == "" {
			return err
		}
		return s.hooks.Ask(ctx, tx, Asked{To: p.email, Name: p.name, Language: p.language, Invitee: i.Name, Organization: i.Organization})
	})
}

// expired refuses an invitation that has not expired, or that something else has ended.
func (s *Service) expired(i Invitation) error {
	err := s.good(i)
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "invitation_not_expired", "This invitation has not expired. Use it.")
	case fault.Is(err, "invitation_expired"):
		return nil
	default:
		return err
	}
}
