package invitation

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/verification"
)

// Invite invites up to MaxAtOnce people to an organization, each for itself, and says in their order what became of
// them; with dryRun what would. An address that was invited before and did not answer in time is invited anew.
// Whether an address has an account never shows; that it belongs to a member shows to whoever may read members.
// Errors: NotFound, permission_required, invitation_limit, mail_not_configured.
func (s *Service) Invite(ctx context.Context, caller access.Caller, organizationID string, drafts []Draft, dryRun bool) ([]Result, error) {
	if err := caller.Require(access.MembersInvite, organizationID); err != nil {
		return nil, err
	}
	cleaned := clean(drafts)
	var results []Result
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		all := slices.Clone(cleaned) // an earlier try of this leaves nothing behind
		results = make([]Result, len(all))
		if _, err := scope.Hold(ctx, tx, organizationID); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "invitations "+organizationID); err != nil { // of two who invite one address, the second finds it invited
			return err
		}
		if err := s.compare(ctx, tx, caller, organizationID, all); err != nil {
			return err
		}
		now, good := s.now(), 0
		invited := make([]invited, 0, len(all))
		for i, c := range all {
			if results[i].Problems = c.problems; len(c.problems) > 0 {
				continue
			}
			if good++; dryRun {
				continue
			}
			n := newInvited(c, now)
			results[i].ID = n.id
			invited = append(invited, n)
		}
		if err := s.count(ctx, tx, caller, organizationID, good, dryRun); err != nil || len(invited) == 0 {
			return err
		}
		return s.send(ctx, tx, caller, organizationID, invited, now)
	})
	return results, err
}

// invited is a candidate that becomes an invitation.
type invited struct {
	candidate
	id    string
	token string
}

func newInvited(c candidate, now time.Time) invited {
	return invited{candidate: c, id: id.New(id.Invitation, now), token: verification.Token()}
}

// send stores invitations and mails their links.
func (s *Service) send(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, all []invited, now time.Time) error {
	if err := replace(ctx, tx, all); err != nil {
		return err
	}
	if err := insert(ctx, tx, organizationID, caller.ID(), all, now); err != nil {
		return err
	}
	from, err := s.sender(ctx, tx, caller, organizationID)
	if err != nil {
		return err
	}
	letters := make([]Letter, len(all))
	events := make([]audit.Event, len(all))
	for i, n := range all {
		letters[i] = from.letter(n.candidate, n.token, now)
		// Whom it is about is told by the invitation, for as long as that is kept.
		events[i] = audit.Event{OrganizationID: organizationID, Action: "invitation.sent", TargetID: n.id, Detail: map[string]any{"roleIds": orNone(n.RoleIDs)}}
	}
	if err := s.hooks.Send(ctx, tx, letters); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, caller.Actor, events...)
}

func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// from is who invites, and to what.
type from struct {
	organization string
	zone         *time.Location
	inviter      string // the person's name
	language     string // the person's
}

func (s *Service) sender(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string) (from, error) {
	name, zone, err := placeOf(ctx, tx, organizationID)
	if err != nil {
		return from{}, err
	}
	f := from{organization: name, zone: time.UTC}
	if z, err := time.LoadLocation(zone); err == nil {
		f.zone = z
	}
	if caller.AccountID == "" {
		return f, nil
	}
	p, err := personOf(ctx, tx, caller.AccountID)
	f.inviter, f.language = p.name, p.language
	return f, err
}

// letter is in the language of the invitee's account, else in the inviter's.
func (f from) letter(c candidate, token string, now time.Time) Letter {
	language := c.language
	if language == "" {
		language = f.language
	}
	return Letter{
		To: c.Email, Name: c.Name, Language: language, Organization: f.organization, Inviter: f.inviter, Token: token,
		ExpiresAt: now.Add(Life).In(f.zone),
	}
}

// hash is how its token is stored.
func (n invited) hash() []byte { return verification.Hash(n.token) }
