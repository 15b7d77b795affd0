package member

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/text"
)

const (
	columns = `m.id, m.version, m.organization_id, o.name, m.account_id, ` + name + `, a.email, a.mobile_phone, m.task, m.status, m.awaits,
		a.second_factor, a.last_visit_at, m.created_at, m.updated_at, m.name_key`
	// name is what a member is called: by the address until the owner of the account has accepted, to everybody, so that
	// lists have one order.
	name = "CASE WHEN m.awaits = '" + AwaitsOwner + "' THEN a.email ELSE a.name END"
	from = ` FROM member m JOIN organization o ON o.id = m.organization_id JOIN account a ON a.id = m.account_id`
)

type row struct {
	m                       Member
	visit, created, updated int64
}

func (x *row) dest() []any {
	m := &x.m
	return []any{
		&m.ID, &m.Version, &m.OrganizationID, &m.Organization, &m.AccountID, &m.Name, &m.Email, &m.MobilePhone, &m.Task, &m.Status, &m.Awaits,
		&m.SecondFactor, &x.visit, &x.created, &x.updated, &m.nameKey,
	}
}

func (x row) member() Member {
	m := x.m
	if x.visit != 0 {
		m.LastVisitAt = db.Time(x.visit)
	}
	m.CreatedAt, m.UpdatedAt = db.Time(x.created), db.Time(x.updated)
	return m
}

// get returns a member with its roles, or NotFound.
func get(ctx context.Context, q db.Querier, memberID string) (Member, error) {
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+from+" WHERE m.id = $1", memberID).Scan(x.dest()...)
	if db.NotFound(err) {
		return Member{}, fault.Missing("member")
	}
	if err != nil {
		return Member{}, err
	}
	one := []Member{x.member()}
	err = takeRoles(ctx, q, one)
	return one[0], err
}

// some returns the members with these IDs, with their roles, in the order of the IDs, which is to be theirs already.
func some(ctx context.Context, q db.Querier, memberIDs []string) ([]Member, error) {
	all := make([]Member, 0, len(memberIDs))
	if err := db.EachIn(ctx, q, db.In("SELECT "+columns+from+" WHERE m.id IN (...) ORDER BY m.id", lookup, memberIDs), (*row).dest, func(x row) error {
		all = append(all, x.member())
		return nil
	}); err != nil {
		return nil, err
	}
	return all, takeRoles(ctx, q, all)
}

// takeRoles reads the roles of members, Admin first, then by name.
func takeRoles(ctx context.Context, q db.Querier, members []Member) error {
	type held struct {
		memberID string
		role     Role
	}
	at := make(map[string]int, len(members))
	for i, m := range members {
		at[m.ID] = i
		members[i].Roles = []Role{}
	}
	in := db.In(`SELECT mr.member_id, r.id, r.name, r.fixed FROM member_role mr JOIN role r ON r.id = mr.role_id
		WHERE mr.member_id IN (...) ORDER BY mr.member_id, CASE WHEN r.fixed THEN 0 ELSE 1 END, r.name_fold, r.id`, lookup, scope.IDsOf(members))
	return db.EachIn(ctx, q, in, func(h *held) []any { return []any{&h.memberID, &h.role.ID, &h.role.Name, &h.role.Fixed} }, func(h held) error {
		m := &members[at[h.memberID]]
		m.Roles = append(m.Roles, h.role)
		return nil
	})
}

// Add makes an account a member. The draft's roles are the organization's: the caller has seen to that.
// Errors: NotFound for the organization, already_member.
func Add(ctx context.Context, tx *db.Tx, now time.Time, d Draft) (string, error) {
	memberID := id.New(id.Member, now)
	status := Active
	if d.Awaits != "" {
		status = Pending
	}
	path, err := scope.Hold(ctx, tx, d.OrganizationID)
	if err != nil {
		return "", err
	}
	nameKey, err := nameKeyOf(ctx, tx, d.AccountID, d.Awaits)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO member (id, version, organization_id, account_id, task, status, awaits, name_key, created_at, updated_at)
		VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $8)`,
		memberID, d.OrganizationID, d.AccountID, d.Task, status, d.Awaits, nameKey, db.Micros(now))
	if db.IsUnique(err, "member", "organization_id", "account_id") {
		return "", AlreadyMember().Because(err)
	}
	if err != nil {
		return "", err
	}
	if err := insertRoles(ctx, tx, memberID, d.RoleIDs); err != nil {
		return "", err
	}
	access.Changed(tx, now, access.Change{Accounts: []string{d.AccountID}})
	return memberID, Lists.Enter(ctx, tx, now, path, nameKey, memberID)
}

// nameKeyOf returns what a member sorts by whose account is held from here on.
func nameKeyOf(ctx context.Context, tx *db.Tx, accountID, awaits string) ([]byte, error) {
	var email string
	var nameKey []byte
	err := tx.QueryRow(ctx, "SELECT email, name_key FROM account WHERE id = $1"+tx.ForShare(), accountID).Scan(&email, &nameKey)
	if db.NotFound(err) { // it was deleted at this moment
		return nil, db.Again(fault.Missing("account"))
	}
	if awaits == AwaitsOwner {
		nameKey = text.SortKey(email)
	}
	return nameKey, err
}

// AlreadyMember is the refusal of a second membership.
func AlreadyMember() *fault.Error {
	f := fault.New(fault.Conflict, "already_member", "This account is a member of the organization already, or has been asked to become one.")
	f.Fields = []fault.Field{{Location: "body.email", Code: "already_member", Message: f.Message}}
	return f
}

func insertRoles(ctx context.Context, tx *db.Tx, memberID string, roleIDs []string) error {
	_, err := tx.BulkInsert(ctx, "member_role", []string{"member_id", "role_id"},
		db.Rows(roleIDs, func(roleID string) []any { return []any{memberID, roleID} }))
	return err
}

// update writes the status and the task of a member over what they were.
func update(ctx context.Context, tx *db.Tx, m Member) error {
	_, err := tx.Exec(ctx, "UPDATE member SET version = $1, task = $2, status = $3, awaits = $4, updated_at = $5 WHERE id = $6",
		m.Version, m.Task, m.Status, m.Awaits, db.Micros(m.UpdatedAt), m.ID)
	return err
}

func remove(ctx context.Context, tx *db.Tx, now time.Time, m Member) error {
	if _, err := tx.Exec(ctx, "DELETE FROM member WHERE id = $1", m.ID); err != nil {
		return err
	}
	path, err := scope.Hold(ctx, tx, m.OrganizationID)
	if fault.Is(err, "not_found") { // it is being erased, and stands alone
		path, err = access.PathUnder("", m.OrganizationID), nil
	}
	if err != nil {
		return err
	}
	return Lists.Leave(ctx, tx, now, path, m.nameKey, m.ID)
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
		SELECT m.id, o.id, o.name, o.time_zone, o.status, o.require_second_factor AND NOT a.second_factor, COALESCE(r.id, ''), COALESCE(r.name, '')
		FROM member m
		JOIN account a ON a.id = m.account_id
		JOIN organization o ON o.id = m.organization_id AND o.path <> ''
		LEFT JOIN member_role mr ON mr.member_id = m.id
		LEFT JOIN role r ON r.id = mr.role_id
		WHERE m.account_id = $1 AND m.status = 'active'
		ORDER BY o.id <> $2, o.name_key, o.id, r.name_fold, r.id`, accountID, id.PlatformOrganization)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(m *Membership) []any {
		return []any{&m.ID, &m.OrganizationID, &m.Organization, &m.TimeZone, &m.Status, &m.NeedsSecondFactor, &m.RoleID, &m.Role}
	})
}

// Questions returns what waits for the answer of an account's owner, the oldest first.
func Questions(ctx context.Context, q db.Querier, accountID string) ([]Question, error) {
	type asked struct {
		Question
		at int64
	}
	rows, err := q.Query(ctx, `SELECT m.id, o.id, o.name, m.created_at FROM member m JOIN organization o ON o.id = m.organization_id AND o.path <> ''
		WHERE m.account_id = $1 AND m.status = 'pending' AND m.awaits = 'owner' ORDER BY m.id`, accountID)
	if err != nil {
		return nil, err
	}
	found := []Question{}
	err = db.Each(rows, func(a *asked) []any { return []any{&a.MemberID, &a.OrganizationID, &a.Organization, &a.at} }, func(a asked) error {
		a.AskedAt = db.Time(a.at)
		found = append(found, a.Question)
		return nil
	})
	return found, err
}

// AllDisabled reports whether the account has memberships and every one of them is disabled.
func AllDisabled(ctx context.Context, q db.Querier, accountID string) (bool, error) {
	var all, disabled int
	err := q.QueryRow(ctx, "SELECT COUNT(*), COALESCE(SUM(CASE WHEN status = 'disabled' THEN 1 ELSE 0 END), 0) FROM member WHERE account_id = $1",
		accountID).Scan(&all, &disabled)
	return all > 0 && all == disabled, err
}

// Held is a membership with its roles.
type Held struct {
	OrganizationID string
	RoleIDs        []string
}

// OfAccountHeld returns the memberships of an account in whatever status.
func OfAccountHeld(ctx context.Context, q db.Querier, accountID string) ([]Held, error) {
	type row struct{ organizationID, roleID string }
	rows, err := q.Query(ctx, `SELECT m.organization_id, COALESCE(mr.role_id, '') FROM member m LEFT JOIN member_role mr ON mr.member_id = m.id
		WHERE m.account_id = $1 ORDER BY m.organization_id, mr.role_id`, accountID)
	if err != nil {
		return nil, err
	}
	var all []Held
	err = db.Each(rows, func(r *row) []any { return []any{&r.organizationID, &r.roleID} }, func(r row) error {
		if n := len(all); n == 0 || all[n-1].OrganizationID != r.organizationID {
			all = append(all, Held{OrganizationID: r.organizationID})
		}
		if h := &all[len(all)-1]; r.roleID != "" {
			h.RoleIDs = append(h.RoleIDs, r.roleID)
		}
		return nil
	})
	return all, err
}

// TakeUp makes the members active that waited for a temporary password to be replaced.
func TakeUp(ctx context.Context, tx *db.Tx, now time.Time, accountID string) error {
	if _, err := tx.Exec(ctx, `UPDATE member SET status = CASE WHEN status = 'pending' THEN 'active' ELSE status END, awaits = '',
		version = version + 1, updated_at = $1 WHERE account_id = $2 AND awaits = 'password'`, db.Micros(now), accountID); err != nil {
		return err
	}
	access.Changed(tx, now, access.Change{Accounts: []string{accountID}})
	return nil
}

// References counts the members of an organization and names the first few.
func References(ctx context.Context, q db.Querier, organizationID string, examples int) (count int, first []Reference, err error) {
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM member WHERE organization_id = $1", organizationID).Scan(&count); err != nil {
		return 0, nil, err
	}
	if count == 0 {
		return 0, nil, nil
	}
	rows, err := q.Query(ctx, "SELECT m.id, "+name+` FROM member m JOIN account a ON a.id = m.account_id
		WHERE m.organization_id = $1 ORDER BY m.name_key, m.id LIMIT $2`, organizationID, examples)
	if err != nil {
		return 0, nil, err
	}
	first, err = db.Collect(rows, func(r *Reference) []any { return []any{&r.ID, &r.Name} })
	return count, first, err
}

// Derive writes what the rows of members made by an older program lack: the key of the name, and the lists.
func Derive(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, "UPDATE member SET name_key = (SELECT a.name_key FROM account a WHERE a.id = member.account_id)"); err != nil {
		return err
	}
	asked, err := tx.Query(ctx, "SELECT m.id, a.email FROM member m JOIN account a ON a.id = m.account_id WHERE m.awaits = $1", AwaitsOwner)
	if err != nil {
		return err
	}
	type called struct{ id, email string }
	waiting, err := db.Collect(asked, func(c *called) []any { return []any{&c.id, &c.email} })
	if err != nil {
		return err
	}
	for _, c := range waiting {
		if _, err := tx.Exec(ctx, "UPDATE member SET name_key = $1 WHERE id = $2", text.SortKey(c.email), c.id); err != nil {
			return err
		}
	}
	rows, err := tx.Query(ctx, "SELECT DISTINCT o.path FROM member m JOIN organization o ON o.id = m.organization_id")
	if err != nil {
		return err
	}
	paths, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	var all []string
	for _, path := range paths {
		for _, organizationID := range access.OnPath(path) {
			if !seen[organizationID] {
				seen[organizationID] = true
				all = append(all, organizationID)
			}
		}
	}
	if err := Lists.Rebuild(ctx, tx, now, all); err != nil {
		return err
	}
	var n int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM member").Scan(&n); err != nil {
		return err
	}
	return tx.AddTally(ctx, Lists.Total(""), n, now)
}

// WithoutSecondFactor counts the active members of an organization whose accounts have no second factor.
func WithoutSecondFactor(ctx context.Context, q db.Querier, organizationID string) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM member m JOIN account a ON a.id = m.account_id
		WHERE m.organization_id = $1 AND m.status = 'active' AND NOT a.second_factor`, organizationID).Scan(&n)
	return n, err
}
