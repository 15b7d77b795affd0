package member

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/scope"
)

// Leave ends the caller's own membership; the account stays. Whoever leaves acts from within: also somebody of a
// higher level does not leave an organization without an Admin. Errors: NotFound for anybody else's and for a
// disabled one, last_admin.
func (s *Service) Leave(ctx context.Context, caller access.Caller, memberID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := hold(ctx, tx, memberID)
		if err != nil {
			return err
		}
		if m.AccountID != caller.AccountID || m.Status == Disabled {
			return fault.Missing("member")
		}
		if isAdmin(m) {
			last, err := lastOf(ctx, tx, m.OrganizationID, []Member{m})
			if err != nil {
				return err
			}
			if last {
				return stays(m.OrganizationID, "You are the organization's last active Admin. Give the role Admin to another active member first", ", or erase the organization")
			}
		}
		return s.end(ctx, tx, caller, m, "member.left")
	})
}

// lastOf reports whether an organization has no active Admin but these members.
func lastOf(ctx context.Context, q db.Querier, organizationID string, members []Member) (bool, error) {
	rows, err := q.Query(ctx, "SELECT o.id"+admins("$1")+" LIMIT $2", organizationID, len(members)+1)
	if err != nil {
		return false, err
	}
	found, err := db.Collect(rows, func(memberID *string) []any { return []any{memberID} })
	return !slices.ContainsFunc(found, func(memberID string) bool {
		return !slices.ContainsFunc(members, func(m Member) bool { return m.ID == memberID })
	}), err
}

// admins is the rows of the active Admins o of an organization. Each is there once: there is one role Admin.
func admins(organizationID string) string {
	return ` FROM role ar JOIN member_role am ON am.role_id = ar.id JOIN member o ON o.id = am.member_id
		WHERE ar.organization_id = ` + organizationID + ` AND ar.fixed AND o.status = 'active'`
}

// Belonging is one membership of an account, in whatever status.
type Belonging struct {
	ID             string
	OrganizationID string
	Organization   string // its name
	Status         string
	LastAdmin      bool // the organization has no other active Admin

	erasing bool // the organization, of which nobody sees anything any more
	nameKey []byte
}

// Visible reports whether the account's owner sees the organization by the membership.
func (b Belonging) Visible() bool { return b.Status != Disabled && !b.erasing }

// Belongings returns the memberships of an account in whatever status, by the names of the organizations.
func Belongings(ctx context.Context, q db.Querier, accountID string) ([]Belonging, error) {
	rows, err := q.Query(ctx, `SELECT m.id, g.id, g.name, m.status, m.status = 'active' AND g.path <> ''
			AND EXISTS (SELECT 1 FROM member_role mr JOIN role r ON r.id = mr.role_id WHERE mr.member_id = m.id AND r.fixed)
			AND NOT EXISTS (SELECT 1`+admins("g.id")+` AND o.id <> m.id), g.path = '', m.name_key
		FROM member m JOIN organization g ON g.id = m.organization_id WHERE m.account_id = $1 ORDER BY g.name_key, g.id`, accountID)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(b *Belonging) []any {
		return []any{&b.ID, &b.OrganizationID, &b.Organization, &b.Status, &b.LastAdmin, &b.erasing, &b.nameKey}
	})
}

// HoldBelongings is Belongings of an account that is about to go: they and what their organizations' Admins are stay
// as they are until the transaction ends. The account is to be held after it.
func HoldBelongings(ctx context.Context, tx *db.Tx, accountID string) ([]Belonging, error) {
	rows, err := tx.Query(ctx, "SELECT organization_id FROM member WHERE account_id = $1", accountID)
	if err != nil {
		return nil, err
	}
	organizationIDs, err := db.Collect(rows, func(organizationID *string) []any { return []any{organizationID} })
	if err != nil {
		return nil, err
	}
	slices.Sort(organizationIDs)
	for _, organizationID := range organizationIDs {
		var one int
		err := tx.QueryRow(ctx, "SELECT 1 FROM organization WHERE id = $1"+tx.ForUpdate(), organizationID).Scan(&one)
		if err != nil && !db.NotFound(err) {
			return nil, err
		}
	}
	return Belongings(ctx, tx, accountID)
}

// SameBelongings refuses, for the transaction to begin anew, where the account that is now held has become a member of
// something else since its memberships were.
func SameBelongings(ctx context.Context, tx *db.Tx, accountID string, held []Belonging) error {
	now, err := Belongings(ctx, tx, accountID)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(now, held, func(a, b Belonging) bool { return a.ID == b.ID && a.LastAdmin == b.LastAdmin }) {
		return db.Again(fault.New(fault.Conflict, "changed_meanwhile", "The account's memberships changed at this moment. Try again."))
	}
	return nil
}

// RemoveBelongings removes memberships that are held.
func RemoveBelongings(ctx context.Context, tx *db.Tx, now time.Time, accountID string, held []Belonging) error {
	organizationIDs := make([]string, len(held))
	for i, b := range held {
		organizationIDs[i] = b.OrganizationID
	}
	paths, err := scope.HoldAll(ctx, tx, organizationIDs)
	if err != nil {
		return err
	}
	for _, b := range held {
		if _, err := tx.Exec(ctx, "DELETE FROM member WHERE id = $1", b.ID); err != nil {
			return err
		}
		if err := Lists.Leave(ctx, tx, now, placed(paths[b.OrganizationID], b.OrganizationID), b.nameKey, b.ID); err != nil {
			return err
		}
	}
	access.Changed(tx, now, access.Change{Accounts: []string{accountID}})
	return nil
}

// placed is the path of an organization; one that is being erased has none, and stands alone.
func placed(path, organizationID string) string {
	if path == "" {
		return access.PathUnder("", organizationID)
	}
	return path
}
