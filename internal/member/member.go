// Package member holds who belongs to which organization: an account in an organization, with roles and
// a status. Only an active membership grants anything; package access reads them.
package member

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Membership is one of an account's memberships, with what a person needs to choose among them.
type Membership struct {
	ID             string
	OrganizationID string
	Organization   string
	TimeZone       string
	Status         string // of the organization: active or suspended
	RoleID         string // "" for a member without roles
	Role           string
	Admin          bool
}

// Add makes an account an active member with one role.
func Add(ctx context.Context, tx *db.Tx, now time.Time, organizationID, accountID, roleID string) (string, error) {
	memberID := id.New(id.Member, now)
	if _, err := tx.Exec(ctx, "INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ($1, $2, $3, 'active', $4)",
		memberID, organizationID, accountID, db.Micros(now)); err != nil {
		return "", err
	}
	_, err := tx.Exec(ctx, "INSERT INTO member_role (member_id, role_id) VALUES ($1, $2)", memberID, roleID)
	return memberID, err
}

// Exists reports whether the account is a member of the organization, in whatever status.
func Exists(ctx context.Context, q db.Querier, organizationID, accountID string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM member WHERE organization_id = $1 AND account_id = $2", organizationID, accountID).Scan(&n)
	return n > 0, err
}

// Any reports whether the organization has an active member.
func Any(ctx context.Context, q db.Querier, organizationID string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM member WHERE organization_id = $1 AND status = 'active' LIMIT 1) m", organizationID).Scan(&n)
	return n > 0, err
}

// OfAccount returns the active memberships of an account, the platform's first, then by name. A member
// with several roles has a row for each.
func OfAccount(ctx context.Context, q db.Querier, accountID string) ([]Membership, error) {
	rows, err := q.Query(ctx, `
		SELECT m.id, o.id, o.name, o.time_zone, o.status, COALESCE(r.id, ''), COALESCE(r.name, ''), r.id IS NOT NULL AND r.fixed
		FROM member m
		JOIN organization o ON o.id = m.organization_id
		LEFT JOIN member_role mr ON mr.member_id = m.id
		LEFT JOIN role r ON r.id = mr.role_id
		WHERE m.account_id = $1 AND m.status = 'active'
		ORDER BY o.id <> $2, o.name_key, o.id, r.name, r.id`, accountID, id.PlatformOrganization)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(m *Membership) []any {
		return []any{&m.ID, &m.OrganizationID, &m.Organization, &m.TimeZone, &m.Status, &m.RoleID, &m.Role, &m.Admin}
	})
}

// AllDisabled reports whether the account has memberships and every one of them is disabled.
func AllDisabled(ctx context.Context, q db.Querier, accountID string) (bool, error) {
	var all, disabled int
	err := q.QueryRow(ctx, "SELECT COUNT(*), COALESCE(SUM(CASE WHEN status = 'disabled' THEN 1 ELSE 0 END), 0) FROM member WHERE account_id = $1",
		accountID).Scan(&all, &disabled)
	return all > 0 && all == disabled, err
}

// Reference is one member as an organization's reference: who stands in the way of deleting it.
type Reference struct{ ID, Name string }

// References counts the members of an organization and names the first few.
func References(ctx context.Context, q db.Querier, organizationID string, examples int) (count int, first []Reference, err error) {
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM member WHERE organization_id = $1", organizationID).Scan(&count); err != nil {
		return 0, nil, err
	}
	if count == 0 {
		return 0, nil, nil
	}
	rows, err := q.Query(ctx, `SELECT m.id, a.name FROM member m JOIN account a ON a.id = m.account_id
		WHERE m.organization_id = $1 ORDER BY m.id LIMIT $2`, organizationID, examples)
	if err != nil {
		return 0, nil, err
	}
	first, err = db.Collect(rows, func(r *Reference) []any { return []any{&r.ID, &r.Name} })
	return count, first, err
}
