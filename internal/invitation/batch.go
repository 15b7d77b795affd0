package invitation

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/verification"
)

// MaxMany is how many invitations a change of many may name.
const MaxMany = 1000

// Owned makes it one of what belongs to organizations.
func (i Invitation) Owned() (id, organizationID string) { return i.ID, i.OrganizationID }

// ResendMany is Resend for several: all of them or, with an error, none. It returns the IDs of those that were sent.
// Errors: not_found on body.ids[i]; permission_required with the count of those it is missing for; invitation_over,
// invitation_no_longer_valid and exceeds_own_permissions with the blockers; invitation_limit.
func (s *Service) ResendMany(ctx context.Context, caller access.Caller, ids []string) ([]string, error) {
	var sent []string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := s.heldMany(ctx, tx, caller, ids)
		if err != nil {
			return err
		}
		if err := s.mayOfferMany(ctx, tx, caller, all); err != nil {
			return err
		}
		places := scope.ByOrganization(all)
		for _, organizationID := range slices.Sorted(maps.Keys(places)) {
			if err := s.count(ctx, tx, caller, organizationID, len(places[organizationID]), false); err != nil {
				return err
			}
		}
		for _, organizationID := range slices.Sorted(maps.Keys(places)) {
			if err := s.resend(ctx, tx, caller, organizationID, places[organizationID]); err != nil {
				return err
			}
		}
		sent = scope.IDsOf(all)
		return nil
	})
	return sent, err
}

// resend gives held invitations of one organization new links and mails them.
func (s *Service) resend(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string, all []Invitation) error {
	languages := map[string]string{}
	emails := make([]string, len(all))
	for n, i := range all {
		emails[n] = i.emailKey
	}
	people, err := peopleOf(ctx, tx, organizationID, emails)
	if err != nil {
		return err
	}
	for _, p := range people {
		languages[p.key] = p.language
	}
	from, err := s.sender(ctx, tx, caller, organizationID)
	if err != nil {
		return err
	}
	now := s.now()
	letters := make([]Letter, len(all))
	events := make([]audit.Event, len(all))
	for n, i := range all {
		token := verification.Token()
		if err := renew(ctx, tx, i.ID, verification.Hash(token), caller.ID(), now); err != nil {
			return err
		}
		letters[n] = from.letter(candidate{Draft: Draft{Name: i.Name, Email: i.Email}, key: i.emailKey, language: languages[i.emailKey]}, token, now)
		events[n] = audit.Event{OrganizationID: organizationID, Action: "invitation.resent", TargetID: i.ID, Detail: map[string]any{"expiresAt": now.Add(Life)}}
	}
	if err := s.hooks.Send(ctx, tx, letters); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, caller.Actor, events...)
}

// RevokeMany is Revoke for several: all of them or, with an error, none. It returns the IDs of those that were revoked.
// Errors: not_found on body.ids[i]; permission_required with the count of those it is missing for; invitation_over with
// the blockers.
func (s *Service) RevokeMany(ctx context.Context, caller access.Caller, ids []string) ([]string, error) {
	var revoked []string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := s.heldMany(ctx, tx, caller, ids)
		if err != nil {
			return err
		}
		now := s.now()
		revoked = scope.IDsOf(all)
		if _, err := tx.ExecIn(ctx, db.In("UPDATE invitation SET status = $1, over_at = $2 WHERE id IN (...)", lookup, revoked, Revoked, db.Micros(now))); err != nil {
			return err
		}
		events := make([]audit.Event, len(all))
		for n, i := range all {
			events[n] = audit.Event{OrganizationID: i.OrganizationID, Action: "invitation.revoked", TargetID: i.ID}
		}
		return audit.Record(ctx, tx, now, caller.Actor, events...)
	})
	return revoked, err
}

// AllSeen reports whether the caller sees the organizations of all these invitations.
func (s *Service) AllSeen(ctx context.Context, caller access.Caller, invitationIDs []string) (bool, error) {
	return scope.AllSeen(ctx, s.db.Querier(ctx), caller, "invitation", id.Invitation, invitationIDs)
}

// heldMany returns the invitations with these IDs, in the order of the IDs, all of which the caller may send again or
// revoke and none of which has ended, held with their organizations.
func (s *Service) heldMany(ctx context.Context, tx *db.Tx, caller access.Caller, ids []string) ([]Invitation, error) {
	of, err := scope.OrganizationsOf(ctx, tx, "invitation", id.Invitation, ids)
	if err != nil {
		return nil, err
	}
	if err := caller.RequireMany(access.MembersInvite, "invitation", ids, of); err != nil {
		return nil, err
	}
	organizationIDs := slices.Compact(slices.Sorted(maps.Values(of)))
	paths, err := scope.HoldAll(ctx, tx, organizationIDs)
	if err != nil {
		return nil, err
	}
	all, err := s.holdAll(ctx, tx, slices.Sorted(maps.Keys(of)))
	if err != nil {
		return nil, err
	}
	if len(all) < len(of) || len(paths) < len(organizationIDs) {
		return nil, db.Again(fault.New(fault.Conflict, "changed_meanwhile", "Some of these invitations went at this moment. Try again."))
	}
	over, _ := fault.As(invitationOver())
	return all, refuseMany(caller, all, over, "%d of these invitations are over: they were accepted, declined or revoked, or the address was invited anew; nothing was changed. Leave them out.",
		func(i Invitation) bool { return i.stored != Pending })
}

// mayOfferMany refuses invitations that cannot be given any more, or not by the caller.
func (s *Service) mayOfferMany(ctx context.Context, tx *db.Tx, caller access.Caller, all []Invitation) error {
	offered, err := rolesOfMany(ctx, tx, scope.IDsOf(all))
	if err != nil {
		return err
	}
	gone, beyond := map[string]bool{}, map[string]bool{} // by invitation
	var exceeds *fault.Error
	places := scope.ByOrganization(all)
	for _, organizationID := range slices.Sorted(maps.Keys(places)) {
		var roleIDs []string
		for _, i := range places[organizationID] {
			roleIDs = append(roleIDs, offered[i.ID]...)
		}
		grants, err := s.hooks.Roles(ctx, tx, organizationID, slices.Compact(slices.Sorted(slices.Values(roleIDs))))
		if err != nil {
			return err
		}
		refused := map[string]*fault.Error{}
		for _, roleID := range slices.Sorted(maps.Keys(grants)) {
			refused[roleID], _ = fault.As(caller.Exceeds(organizationID, grants[roleID]))
		}
		for _, i := range places[organizationID] {
			for _, roleID := range offered[i.ID] {
				if _, there := grants[roleID]; !there {
					gone[i.ID] = true
				}
				if f := refused[roleID]; f != nil {
					beyond[i.ID] = true
					if exceeds == nil {
						exceeds = f
					}
				}
			}
		}
	}
	invalid, _ := fault.As(roleGone())
	if err := refuseMany(caller, all, invalid, "%d of these invitations offer a role that was deleted; nothing was sent. Leave them out, or revoke them and send others.",
		func(i Invitation) bool { return gone[i.ID] }); err != nil {
		return err
	}
	return refuseMany(caller, all, exceeds, "%d of these invitations offer permissions that you do not hold in the organization yourself, or not with that reach; nothing was sent. Leave them out, or ask somebody who holds them.",
		func(i Invitation) bool { return beyond[i.ID] })
}

// refuseMany refuses the invitations that something stands in the way of, as why does one. message has their number.
func refuseMany(caller access.Caller, all []Invitation, why *fault.Error, message string, blocks func(Invitation) bool) error {
	var blockers []fault.Blocker
	for _, i := range all {
		if !blocks(i) {
			continue
		}
		b := fault.Blocker{ID: i.ID, OrganizationID: i.OrganizationID, Code: why.Code, Message: why.Message}
		if caller.Holds(access.MembersRead, i.OrganizationID) {
			b.Name = i.Email
		}
		blockers = append(blockers, b)
	}
	if blockers == nil {
		return nil
	}
	f := why.Blocked(blockers)
	f.Message = fmt.Sprintf(message, len(blockers))
	return f
}
