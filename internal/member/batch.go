package member

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
)

// MaxMany is how many members a change of many may name.
const MaxMany = 1000

// lookup is how many IDs one query looks up.
const lookup = 200

// Owned makes it one of what belongs to organizations.
func (m Member) Owned() (id, organizationID string) { return m.ID, m.OrganizationID }

// DisableMany is Disable for several: all of them or, with an error, none. It returns the IDs of those that were not
// disabled before. Errors: not_found on body.ids[i]; permission_required with the count of those it is missing for;
// exceeds_own_permissions and last_admin with the blockers.
func (s *Service) DisableMany(ctx context.Context, caller access.Caller, ids []string) ([]string, error) {
	return s.changeMany(ctx, caller, ids, "member.disabled", "'disabled'", func(Member) string { return Disabled })
}

// EnableMany is Enable for several, as DisableMany is Disable.
func (s *Service) EnableMany(ctx context.Context, caller access.Caller, ids []string) ([]string, error) {
	return s.changeMany(ctx, caller, ids, "member.enabled", "CASE WHEN awaits = '' THEN 'active' ELSE 'pending' END", func(m Member) string {
		switch {
		case m.Status != Disabled:
			return m.Status
		case m.Awaits != "":
			return Pending
		default:
			return Active
		}
	})
}

// changeMany gives members the status that becomes says, of which status is the SQL.
func (s *Service) changeMany(ctx context.Context, caller access.Caller, ids []string, action, status string, becomes func(Member) string) ([]string, error) {
	var changed []string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed = []string{}
		all, err := s.heldMany(ctx, tx, caller, access.MembersDisable, ids)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(m Member) bool { return becomes(m) == m.Status })
		if action == "member.disabled" {
			if err := keepAdmins(ctx, tx, caller, access.MembersDisable, all); err != nil {
				return err
			}
		}
		now := s.now()
		if _, err := tx.ExecIn(ctx, db.In("UPDATE member SET version = version + 1, updated_at = $1, status = "+status+" WHERE id IN (...)",
			lookup, scope.IDsOf(all), db.Micros(now))); err != nil {
			return err
		}
		events := make([]audit.Event, len(all))
		for i, m := range all {
			before := m.entered()
			m.Status = becomes(m)
			changed = append(changed, m.ID)
			events[i] = audit.Event{OrganizationID: m.OrganizationID, Action: action, TargetID: m.ID, Detail: map[string]any{"before": before, "after": m.entered()}}
		}
		access.Changed(tx, now, access.Change{Accounts: accountsOf(all)})
		if action == "member.disabled" {
			if err := event.Record(ctx, tx, now, eventsOf(all, event.MemberDisabled)...); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, now, caller.Actor, events...)
	})
	return changed, err
}

// DeleteMany is Delete for several: all of them or, with an error, none. It returns the IDs of those that were removed.
// Errors: those of DisableMany.
func (s *Service) DeleteMany(ctx context.Context, caller access.Caller, ids []string) ([]string, error) {
	var gone []string
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		gone = []string{}
		all, err := s.heldMany(ctx, tx, caller, access.MembersDelete, ids)
		if err != nil {
			return err
		}
		if err := keepAdmins(ctx, tx, caller, access.MembersDelete, all); err != nil {
			return err
		}
		now := s.now()
		if err := s.removeMany(ctx, tx, all); err != nil {
			return err
		}
		events := make([]audit.Event, len(all))
		for i, m := range all {
			gone = append(gone, m.ID)
			events[i] = audit.Event{
				OrganizationID: m.OrganizationID, Action: "member.deleted", TargetID: m.ID,
				Detail: map[string]any{"accountId": m.AccountID, "before": m.entered()},
			}
		}
		access.Changed(tx, now, access.Change{Accounts: accountsOf(all)})
		if err := event.Record(ctx, tx, now, eventsOf(all, event.MemberRemoved)...); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, caller.Actor, events...)
	})
	return gone, err
}

// AllSeen reports whether the caller sees the organizations of all these members.
func (s *Service) AllSeen(ctx context.Context, caller access.Caller, memberIDs []string) (bool, error) {
	return scope.AllSeen(ctx, s.db.Querier(ctx), caller, "member", id.Member, memberIDs)
}

// removeMany removes memberships that are held.
func (s *Service) removeMany(ctx context.Context, tx *db.Tx, all []Member) error {
	placesOf := scope.ByOrganization(all)
	paths, err := scope.HoldAll(ctx, tx, slices.Collect(maps.Keys(placesOf)))
	if err != nil {
		return err
	}
	counts := make(map[string]int64, len(placesOf))
	for _, organizationID := range slices.Sorted(maps.Keys(placesOf)) {
		members := placesOf[organizationID]
		paths[organizationID] = placed(paths[organizationID], organizationID)
		counts[organizationID] = -int64(len(members))
		ids := scope.IDsOf(members)
		for _, above := range access.OnPath(paths[organizationID]) {
			if _, err := tx.ExecIn(ctx, db.In("DELETE FROM member_scope WHERE organization_id = $1 AND (name_key, member_id) IN (SELECT name_key, id FROM member WHERE id IN (...))",
				lookup, ids, above)); err != nil {
				return err
			}
		}
		if _, err := tx.ExecIn(ctx, db.In("DELETE FROM member WHERE id IN (...)", lookup, ids)); err != nil {
			return err
		}
	}
	return Lists.AddTallies(ctx, tx, s.now(), counts, paths)
}

// heldMany returns the members with these IDs, in the order of the IDs, to all of whom the caller may do p, with their
// organizations held as hold does.
func (s *Service) heldMany(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, ids []string) ([]Member, error) {
	of, err := scope.OrganizationsOf(ctx, tx, "member", id.Member, ids)
	if err != nil {
		return nil, err
	}
	if err := caller.RequireMany(p, "member", ids, of); err != nil {
		return nil, err
	}
	organizationIDs := slices.Compact(slices.Sorted(maps.Values(of)))
	if _, err := db.CollectIn(ctx, tx, db.In("SELECT id FROM organization WHERE id IN (...) ORDER BY id"+tx.ForUpdate(), lookup, organizationIDs), db.Column[string]); err != nil {
		return nil, err
	}
	all, err := some(ctx, tx, slices.Sorted(maps.Keys(of)))
	if err != nil {
		return nil, err
	}
	if len(all) < len(of) { // somebody removed one before the organization was held
		return nil, changedMeanwhile()
	}
	return all, s.mayChangeMany(ctx, tx, caller, all)
}

func changedMeanwhile() error {
	return db.Again(fault.New(fault.Conflict, "changed_meanwhile", "Somebody else changed these members, or their roles, at this moment. Try again."))
}

// mayChangeMany refuses members that hold more than the caller does where they are.
func (s *Service) mayChangeMany(ctx context.Context, tx *db.Tx, caller access.Caller, all []Member) error {
	var blockers []fault.Blocker
	var first *fault.Error
	placesOf := scope.ByOrganization(all)
	for _, organizationID := range slices.Sorted(maps.Keys(placesOf)) {
		members := placesOf[organizationID]
		var roles []string
		for _, m := range members {
			roles = append(roles, roleIDs(m)...)
		}
		roles = slices.Compact(slices.Sorted(slices.Values(roles)))
		grants, err := s.roles(ctx, tx, organizationID, roles)
		if fault.Is(err, "not_found") || fault.Is(err, "invalid") { // one was deleted since the members were read
			return changedMeanwhile()
		}
		if err != nil {
			return err
		}
		beyond := make(map[string]error, len(roles)) // whatever exceeds the caller's own does so role by role
		for i, roleID := range roles {
			beyond[roleID] = caller.Exceeds(organizationID, grants[i])
		}
		for _, m := range members {
			for _, r := range m.Roles {
				f, exceeds := fault.As(beyond[r.ID])
				if !exceeds {
					continue
				}
				if first == nil {
					first = f
				}
				blockers = append(blockers, m.blocker(caller, f))
				break
			}
		}
	}
	if first == nil {
		return nil
	}
	f := fault.New(fault.Forbidden, first.Code, fmt.Sprintf(
		"%d of these members hold permissions that you do not hold in their organization yourself, or not with that reach; nothing was changed. Leave them out, or ask somebody who holds them.",
		len(blockers))).With("permissions", first.Extra["permissions"]).Blocked(blockers)
	f.Organization = first.Organization
	return f
}

// blocker is a member that stands in the way, with its name for those who may read it.
func (m Member) blocker(caller access.Caller, why *fault.Error) fault.Blocker {
	b := fault.Blocker{ID: m.ID, OrganizationID: m.OrganizationID, Code: why.Code, Message: why.Message}
	if caller.Holds(access.MembersRead, m.OrganizationID) {
		b.Name = m.Name
	}
	return b
}

// keepAdmins is keepsAdmin for several who go together.
func keepAdmins(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, all []Member) error {
	last, err := lastAdmins(ctx, tx, caller, p, all)
	if err != nil || len(last) == 0 {
		return err
	}
	blockers := make([]fault.Blocker, len(last))
	for i, m := range last {
		blockers[i] = m.blocker(caller, LastAdmin(m.OrganizationID))
	}
	if len(all) == 1 {
		return LastAdmin(last[0].OrganizationID).Blocked(blockers)
	}
	return stays(last[0].OrganizationID,
		"These members have all the active Admins of an organization among them; nothing was changed. Leave one of those Admins out, or give the role Admin to another active member first",
		", or have somebody of a higher level or the platform do this").Blocked(blockers)
}

// eventsOf are what products are told of members.
func eventsOf(all []Member, what event.Type) []event.Event {
	events := make([]event.Event, len(all))
	for i, m := range all {
		events[i] = m.event(what)
	}
	return events
}

func accountsOf(all []Member) []string {
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.AccountID
	}
	return ids
}
