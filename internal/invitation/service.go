package invitation

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/scope"
)

// Hooks are what other concepts know and do.
type Hooks struct {
	// Roles returns what those of these roles give that are the organization's, and keeps them as they are until the
	// transaction ends.
	Roles func(ctx context.Context, tx *db.Tx, organizationID string, roleIDs []string) (map[string]access.Grant, error)
	// Caller returns who invited, with what the account or the API key holds by now.
	Caller func(ctx context.Context, actor audit.Actor) (access.Caller, error)
	// Send mails links to those who are invited.
	Send func(ctx context.Context, tx *db.Tx, letters []Letter) error
	// Ask tells the inviter that the invitee asks for a new link.
	Ask func(ctx context.Context, tx *db.Tx, a Asked) error
}

// Letter gives somebody the link of their invitation.
type Letter struct {
	To, Name, Language string
	Organization       string // its name
	Inviter            string // the person's name; "" for an API key
	Token              string
	ExpiresAt          time.Time // in the organization's time zone
}

// Asked tells an inviter that the invitee asks for a new link.
type Asked struct {
	To, Name, Language string // of the inviter
	Invitee            string
	Organization       string
}

// Config is what a Service is made of.
type Config struct {
	DB      *db.DB
	Now     func() time.Time
	Cursors *db.Cursors
	Hooks   Hooks
	// Limit is how many messages an organization that the platform's staff have not registered may have sent in a day.
	Limit int
}

// Service does what can be done with invitations, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	hooks   Hooks
	limit   int
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{db: c.DB, now: c.Now, cursors: c.Cursors, hooks: c.Hooks, limit: c.Limit}
}

// OrganizationOf returns the organization that an invitation is to, or NotFound.
func (s *Service) OrganizationOf(ctx context.Context, invitationID string) (string, error) {
	return organizationOf(ctx, s.db.Querier(ctx), invitationID)
}

// require is Require for an invitation to the organization: who does not see that does not see the invitation.
func require(caller access.Caller, p access.Permission, organizationID string) error {
	if !caller.Sees(organizationID) {
		return missing()
	}
	return caller.Require(p, organizationID)
}

func missing() error { return fault.Missing("invitation") }

// Get returns an invitation, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, invitationID string) (Invitation, error) {
	i, err := s.get(ctx, s.db.Querier(ctx), "i.id = $1", invitationID)
	if err != nil {
		return Invitation{}, err
	}
	if err := require(caller, access.MembersRead, i.OrganizationID); err != nil {
		return Invitation{}, err
	}
	one := []Invitation{i}
	err = nameInviters(ctx, s.db.Querier(ctx), caller, one)
	return one[0], err
}

// RolesByName returns the roles of an organization by their folded names (text.Fold), for files that name them.
func (s *Service) RolesByName(ctx context.Context, organizationID string) (map[string]string, error) {
	return rolesNamed(ctx, s.db.Querier(ctx), organizationID)
}

// held returns an invitation that the caller may send again or revoke and that nothing has ended yet, with its
// organization held.
func (s *Service) held(ctx context.Context, tx *db.Tx, caller access.Caller, invitationID string) (Invitation, error) {
	organizationID, err := organizationOf(ctx, tx, invitationID)
	if err != nil {
		return Invitation{}, err
	}
	if err := require(caller, access.MembersInvite, organizationID); err != nil {
		return Invitation{}, err
	}
	if _, err := scope.Hold(ctx, tx, organizationID); err != nil {
		return Invitation{}, err
	}
	stored, err := hold(ctx, tx, invitationID)
	if err != nil {
		return Invitation{}, err
	}
	if stored != Pending {
		return Invitation{}, invitationOver()
	}
	return s.get(ctx, tx, "i.id = $1", invitationID)
}

func invitationOver() error {
	return fault.New(fault.Conflict, "invitation_over",
		"This invitation is over: it was accepted, declined or revoked, or the address was invited anew. Invite them again if they are still to come.")
}

// Resend gives an invitation a new link, which goes to the same address and is good for seven days from now. The one
// before says that it was replaced. Whoever sends it answers for it from then on. Errors: NotFound,
// permission_required, invitation_over, exceeds_own_permissions, invitation_no_longer_valid (a role is gone),
// invitation_limit.
func (s *Service) Resend(ctx context.Context, caller access.Caller, invitationID string) (Invitation, error) {
	var i Invitation
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if i, err = s.held(ctx, tx, caller, invitationID); err != nil {
			return err
		}
		grants, err := s.offered(ctx, tx, i)
		if err != nil {
			return err
		}
		if err := caller.Exceeds(i.OrganizationID, grants...); err != nil {
			return err
		}
		if err := s.count(ctx, tx, caller, i.OrganizationID, 1, false); err != nil {
			return err
		}
		if err := s.resend(ctx, tx, caller, i.OrganizationID, []Invitation{i}); err != nil {
			return err
		}
		i, err = s.get(ctx, tx, "i.id = $1", invitationID)
		return err
	})
	return i, err
}

// offered returns what the roles of an invitation give, and keeps them as they are until the transaction ends.
// Errors: invitation_no_longer_valid where one of them is gone.
func (s *Service) offered(ctx context.Context, tx *db.Tx, i Invitation) ([]access.Grant, error) {
	roleIDs, err := rolesOf(ctx, tx, i.ID)
	if err != nil {
		return nil, err
	}
	grants, err := s.hooks.Roles(ctx, tx, i.OrganizationID, roleIDs)
	if err != nil {
		return nil, err
	}
	if len(grants) < len(roleIDs) {
		return nil, roleGone()
	}
	all := make([]access.Grant, 0, len(grants))
	for _, roleID := range slices.Sorted(slices.Values(roleIDs)) {
		all = append(all, grants[roleID])
	}
	return all, nil
}

func roleGone() error {
	return fault.New(fault.Conflict, "invitation_no_longer_valid",
		"A role that this invitation offers was deleted. The organization has to revoke the invitation and send another.")
}

// Revoke ends an invitation that waits for an answer, or that has expired. Errors: NotFound, permission_required,
// invitation_over.
func (s *Service) Revoke(ctx context.Context, caller access.Caller, invitationID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := s.held(ctx, tx, caller, invitationID)
		if err != nil {
			return err
		}
		if err := end(ctx, tx, i.ID, Revoked, s.now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{OrganizationID: i.OrganizationID, Action: "invitation.revoked", TargetID: i.ID})
	})
}
