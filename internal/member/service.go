package member

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// Roles returns what these roles of an organization give, and keeps them as they are until the transaction ends.
// One that is not the organization's is not_found on body.roleIds. Package role knows.
type Roles func(ctx context.Context, tx *db.Tx, organizationID string, roleIDs []string) ([]access.Grant, error)

// Service does what can be done with members, each thing in one transaction.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	roles   Roles
}

// NewService returns the service; now is the clock.
func NewService(d *db.DB, now func() time.Time, cursors *db.Cursors, roles Roles) *Service {
	return &Service{db: d, now: now, cursors: cursors, roles: roles}
}

// require is Require for a member of the organization: who does not see that does not see the member.
func require(caller access.Caller, p access.Permission, organizationID string) error {
	if !caller.Sees(organizationID) {
		return fault.Missing("member")
	}
	return caller.Require(p, organizationID)
}

// Get returns a member, or NotFound. One's own memberships need no permission, unless they are disabled: who is out
// of an organization does not see it.
func (s *Service) Get(ctx context.Context, caller access.Caller, memberID string) (Member, error) {
	m, err := get(ctx, s.db.Querier(ctx), memberID)
	if err != nil || m.AccountID == caller.AccountID && m.Status != Disabled {
		return m, err
	}
	if err := require(caller, access.MembersRead, m.OrganizationID); err != nil {
		return Member{}, err
	}
	return told(caller, m), nil
}

// told is a member as the caller may know it. Until the owner of an account has accepted, the account is none of the
// organization's: its address is told, no more. Platform staff, who asked the owner, know all accounts.
func told(caller access.Caller, m Member) Member {
	if m.Awaits == AwaitsOwner && !knowsAll(caller) {
		m.MobilePhone, m.SecondFactor, m.LastVisitAt = "", false, time.Time{}
	}
	return m
}

func knowsAll(caller access.Caller) bool { return caller.ReachWith(access.MembersRead).All() }

// Read returns a member for whoever has just been allowed to change it.
func (s *Service) Read(ctx context.Context, memberID string) (Member, error) {
	return get(ctx, s.db.Querier(ctx), memberID)
}

// Hold returns a member that the caller may do p to, and keeps it as it is until the transaction ends. Errors:
// NotFound, permission_required, exceeds_own_permissions.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, memberID string) (Member, error) {
	return s.held(ctx, tx, caller, p, memberID, nil)
}

// PlaceOf returns the organization and the account of a member, or NotFound.
func (s *Service) PlaceOf(ctx context.Context, memberID string) (organizationID, accountID string, err error) {
	err = s.db.Querier(ctx).QueryRow(ctx, "SELECT organization_id, account_id FROM member WHERE id = $1", memberID).Scan(&organizationID, &accountID)
	if db.NotFound(err) {
		return "", "", fault.Missing("member")
	}
	return organizationID, accountID, err
}

// CheckTask cleans a task, or adds what is wrong with it.
func CheckTask(fields *fault.Fields, task string) string {
	task, problem := text.Line(task, MaxTask, false)
	if problem != nil {
		fields.Add("body.task", problem.Code, problem.Message)
	}
	return task
}

// CheckRoles adds what is wrong with a list of roles, whoever owns them.
func CheckRoles(fields *fault.Fields, roleIDs []string) {
	if len(roleIDs) > MaxRoles {
		fields.Add("body.roleIds", "too_many", fmt.Sprintf("A member has at most %d roles.", MaxRoles))
		return
	}
	for i, roleID := range roleIDs {
		if slices.Contains(roleIDs[:i], roleID) {
			fields.Add(fmt.Sprintf("body.roleIds[%d]", i), "duplicate", "This role is there twice.")
		}
	}
}

// Update changes the task and the roles. Errors: NotFound, permission_required, stale, last_admin,
// exceeds_own_permissions (by what the member holds or would hold) and the rules of the fields.
func (s *Service) Update(ctx context.Context, caller access.Caller, memberID string, p Patch, current func(version int64) bool) (Member, error) {
	return s.change(ctx, caller, access.MembersUpdate, memberID, current, "member.updated", func(ctx context.Context, tx *db.Tx, m *Member) (any, error) {
		var fields fault.Fields
		before := m.entered()
		if p.Task != nil {
			m.Task = CheckTask(&fields, *p.Task)
		}
		if p.RoleIDs != nil {
			CheckRoles(&fields, *p.RoleIDs)
		}
		if err := fields.Err(); err != nil {
			return nil, err
		}
		if p.RoleIDs != nil {
			if err := s.setRoles(ctx, tx, caller, m, *p.RoleIDs); err != nil {
				return nil, err
			}
		}
		after := m.entered()
		if before.equal(after) {
			return nil, nil //nolint:nilnil // nothing to tell
		}
		return map[string]any{"before": before, "after": after}, nil
	})
}

// entered is what a change of a member can change, as audit events say it.
type entered struct {
	Task    string   `json:"task,omitzero"`
	Status  string   `json:"status"`
	RoleIDs []string `json:"roleIds"`
}

func (m *Member) entered() entered {
	return entered{Task: m.Task, Status: m.Status, RoleIDs: slices.Sorted(slices.Values(roleIDs(*m)))}
}

func (e entered) equal(other entered) bool {
	return e.Task == other.Task && e.Status == other.Status && slices.Equal(e.RoleIDs, other.RoleIDs)
}

// setRoles gives the member these roles and no others.
func (s *Service) setRoles(ctx context.Context, tx *db.Tx, caller access.Caller, m *Member, wanted []string) error {
	had := roleIDs(*m)
	var added []string
	for _, roleID := range wanted {
		if !slices.Contains(had, roleID) {
			added = append(added, roleID)
		}
	}
	if _, err := s.roles(ctx, tx, m.OrganizationID, wanted); err != nil { // all of them, so that a mistake has its place in the list
		return err
	}
	if err := s.mayGive(ctx, tx, caller, m.OrganizationID, added); err != nil {
		return err
	}
	was := *m
	for _, roleID := range had {
		if slices.Contains(wanted, roleID) {
			continue
		}
		if _, err := tx.Exec(ctx, "DELETE FROM member_role WHERE member_id = $1 AND role_id = $2", m.ID, roleID); err != nil {
			return err
		}
	}
	if err := insertRoles(ctx, tx, m.ID, added); err != nil {
		return err
	}
	all := []Member{*m}
	if err := takeRoles(ctx, tx, all); err != nil {
		return err
	}
	m.Roles = all[0].Roles
	if isAdmin(was) && !isAdmin(*m) {
		return keepsAdmin(ctx, tx, caller, access.MembersUpdate, was)
	}
	return nil
}

// RemoveRole takes one role from a member. Errors: NotFound (also for a member without the role) and those of
// Update.
func (s *Service) RemoveRole(ctx context.Context, caller access.Caller, roleID, memberID string) error {
	_, err := s.change(ctx, caller, access.MembersUpdate, memberID, nil, "member.updated", func(ctx context.Context, tx *db.Tx, m *Member) (any, error) {
		before := m.entered()
		left := slices.DeleteFunc(roleIDs(*m), func(r string) bool { return r == roleID })
		if len(left) == len(m.Roles) {
			return nil, fault.Missing("member")
		}
		if err := s.setRoles(ctx, tx, caller, m, left); err != nil {
			return nil, err
		}
		return map[string]any{"before": before, "after": m.entered()}, nil
	})
	return err
}

// Disable takes everything from a member that its membership gives, at once. Errors: NotFound,
// permission_required, last_admin, exceeds_own_permissions.
func (s *Service) Disable(ctx context.Context, caller access.Caller, memberID string) (Member, error) {
	return s.change(ctx, caller, access.MembersDisable, memberID, nil, "member.disabled", func(ctx context.Context, tx *db.Tx, m *Member) (any, error) {
		if m.Status == Disabled {
			return nil, nil //nolint:nilnil // nothing to tell
		}
		if err := keepsAdmin(ctx, tx, caller, access.MembersDisable, *m); err != nil {
			return nil, err
		}
		before := m.entered()
		m.Status = Disabled
		return map[string]any{"before": before, "after": m.entered()}, nil
	})
}

// Enable gives it back; one that was never taken up is pending again.
func (s *Service) Enable(ctx context.Context, caller access.Caller, memberID string) (Member, error) {
	return s.change(ctx, caller, access.MembersDisable, memberID, nil, "member.enabled", func(_ context.Context, _ *db.Tx, m *Member) (any, error) {
		if m.Status != Disabled {
			return nil, nil //nolint:nilnil // nothing to tell
		}
		before := m.entered()
		if m.Status = Active; m.Awaits != "" {
			m.Status = Pending
		}
		return map[string]any{"before": before, "after": m.entered()}, nil
	})
}

// Delete removes a membership; the account stays. Errors: NotFound, permission_required, stale, last_admin,
// exceeds_own_permissions.
func (s *Service) Delete(ctx context.Context, caller access.Caller, memberID string, current func(version int64) bool) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.held(ctx, tx, caller, access.MembersDelete, memberID, current)
		if err != nil {
			return err
		}
		if err := keepsAdmin(ctx, tx, caller, access.MembersDelete, m); err != nil {
			return err
		}
		return s.end(ctx, tx, caller, m, "member.deleted")
	})
}

// end removes a membership that is held.
func (s *Service) end(ctx context.Context, tx *db.Tx, caller access.Caller, m Member, action string) error {
	if err := remove(ctx, tx, s.now(), m); err != nil {
		return err
	}
	access.Changed(tx, s.now(), access.Change{Accounts: []string{m.AccountID}})
	if err := m.tell(ctx, tx, s.now(), event.MemberRemoved); err != nil {
		return err
	}
	return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
		OrganizationID: m.OrganizationID, Action: action, TargetID: m.ID,
		Detail: map[string]any{"accountId": m.AccountID, "before": m.entered()},
	})
}

// tell tells products what became of a member.
func (m Member) tell(ctx context.Context, tx *db.Tx, now time.Time, what event.Type) error {
	return event.Record(ctx, tx, now, m.event(what))
}

func (m Member) event(what event.Type) event.Event {
	return event.Event{
		Type: what, OrganizationID: m.OrganizationID, Subject: event.Subject{Kind: "member", ID: m.ID, Facts: map[string]any{"accountId": m.AccountID}},
	}
}

// Answer is the owner's answer to having been added to an organization. Errors: NotFound for anybody else,
// nothing_to_answer.
func (s *Service) Answer(ctx context.Context, caller access.Caller, memberID string, accept bool) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := hold(ctx, tx, memberID)
		if err != nil {
			return err
		}
		if m.AccountID != caller.AccountID {
			return fault.Missing("member")
		}
		if m.Status != Pending || m.Awaits != AwaitsOwner {
			return fault.New(fault.Conflict, "nothing_to_answer", "This membership does not wait for an answer.")
		}
		if !accept {
			return s.end(ctx, tx, caller, m, "member.declined")
		}
		if err := accepted(ctx, tx, s.now(), m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{OrganizationID: m.OrganizationID, Action: "member.accepted", TargetID: m.ID})
	})
}

// held returns a member that the caller may do p to, held until the transaction ends.
func (s *Service) held(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, memberID string, current func(version int64) bool) (Member, error) {
	m, err := hold(ctx, tx, memberID)
	if err != nil {
		return Member{}, err
	}
	if err := s.mayChange(ctx, tx, caller, p, m); err != nil {
		return Member{}, err
	}
	if current != nil && !current(m.Version) {
		return Member{}, fault.New(fault.Stale, "stale", "Somebody else changed this member since you read it. Read it again and repeat your change.")
	}
	return m, nil
}

// change runs f on a member that the caller may do p to, and writes it. f returns what the event tells, or
// nil where nothing changed.
func (s *Service) change(ctx context.Context, caller access.Caller, p access.Permission, memberID string, current func(version int64) bool,
	action string, f func(ctx context.Context, tx *db.Tx, m *Member) (any, error),
) (Member, error) {
	var m Member
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if m, err = s.held(ctx, tx, caller, p, memberID, current); err != nil {
			return err
		}
		detail, err := f(ctx, tx, &m)
		if err != nil || detail == nil {
			return err
		}
		m.Version++
		m.UpdatedAt = s.now()
		if err := update(ctx, tx, m); err != nil {
			return err
		}
		access.Changed(tx, s.now(), access.Change{Accounts: []string{m.AccountID}})
		if action == "member.disabled" {
			if err := m.tell(ctx, tx, s.now(), event.MemberDisabled); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{OrganizationID: m.OrganizationID, Action: action, TargetID: m.ID, Detail: detail})
	})
	return told(caller, m), err
}
