package invitation

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/scope"
	"github.com/tenantry/tenantry/internal/text"
)

// lookup is how many keys one query looks up.
const lookup = 64

const (
	columns = `i.id, i.organization_id, o.name, i.email, i.email_key, i.name, i.status, i.invited_by, COALESCE(a.name, k.name, ''),
		a.id IS NULL AND k.id IS NULL, i.created_at, i.sent_at, i.expires_at, i.over_at, i.asked_again_at`
	tables = ` FROM invitation i JOIN organization o ON o.id = i.organization_id
		LEFT JOIN account a ON a.id = i.invited_by LEFT JOIN api_key k ON k.id = i.invited_by`
)

type row struct {
	i                                   Invitation
	unknown                             bool // the inviter is gone
	created, sent, expires, over, asked int64
}

func (x *row) dest() []any {
	i := &x.i
	return []any{
		&i.ID, &i.OrganizationID, &i.Organization, &i.Email, &i.emailKey, &i.Name, &i.stored, &i.InvitedBy.ID, &i.InvitedBy.Name,
		&x.unknown, &x.created, &x.sent, &x.expires, &x.over, &x.asked,
	}
}

// invitation is the row as it is at a time.
func (x *row) invitation(now time.Time) Invitation {
	i := x.i
	if x.unknown {
		i.InvitedBy = Inviter{}
	}
	i.CreatedAt, i.SentAt, i.ExpiresAt = db.Time(x.created), db.Time(x.sent), db.Time(x.expires)
	if x.asked != 0 {
		i.AskedAgainAt = db.Time(x.asked)
	}
	i.Status = i.stored
	switch {
	case i.stored == Accepted:
		i.AcceptedAt = db.Time(x.over)
	case i.stored == replaced, i.stored == Pending && !now.Before(i.ExpiresAt):
		i.Status = Expired
	}
	return i
}

// get returns one invitation with its roles, or NotFound.
func (s *Service) get(ctx context.Context, q db.Querier, where string, arg any) (Invitation, error) {
	var x row
	err := q.QueryRow(ctx, "SELECT "+columns+tables+" WHERE "+where, arg).Scan(x.dest()...)
	if db.NotFound(err) {
		return Invitation{}, missing()
	}
	if err != nil {
		return Invitation{}, err
	}
	one := []Invitation{x.invitation(s.now())}
	err = takeRoles(ctx, q, one)
	return one[0], err
}

// takeRoles reads the roles that are offered and still there, Admin first, then by name.
func takeRoles(ctx context.Context, q db.Querier, all []Invitation) error {
	type offered struct {
		invitationID string
		role         Role
	}
	at := make(map[string]int, len(all))
	for n := range all {
		at[all[n].ID] = n
		all[n].Roles = []Role{}
	}
	in := db.In(`SELECT ir.invitation_id, r.id, r.name FROM invitation_role ir JOIN role r ON r.id = ir.role_id
		WHERE ir.invitation_id IN (...) ORDER BY ir.invitation_id, CASE WHEN r.fixed THEN 0 ELSE 1 END, r.name_fold, r.id`, listing.Portion, scope.IDsOf(all))
	return db.EachIn(ctx, q, in, func(o *offered) []any { return []any{&o.invitationID, &o.role.ID, &o.role.Name} }, func(o offered) error {
		i := &all[at[o.invitationID]]
		i.Roles = append(i.Roles, o.role)
		return nil
	})
}

func organizationOf(ctx context.Context, q db.Querier, invitationID string) (organizationID string, err error) {
	err = q.QueryRow(ctx, "SELECT organization_id FROM invitation WHERE id = $1", invitationID).Scan(&organizationID)
	if db.NotFound(err) {
		return "", missing()
	}
	return organizationID, err
}

// hold keeps an invitation as it is until the transaction ends, and returns its stored status.
func hold(ctx context.Context, tx *db.Tx, invitationID string) (stored string, err error) {
	err = tx.QueryRow(ctx, "SELECT status FROM invitation WHERE id = $1"+tx.ForUpdate(), invitationID).Scan(&stored)
	if db.NotFound(err) {
		return "", missing()
	}
	return stored, err
}

// rolesOf returns all roles that are offered, also those that are gone.
func rolesOf(ctx context.Context, q db.Querier, invitationID string) ([]string, error) {
	rows, err := q.Query(ctx, "SELECT role_id FROM invitation_role WHERE invitation_id = $1 ORDER BY role_id", invitationID)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(s *string) []any { return []any{s} })
}

// known is what is known of an address that has an account.
type known struct {
	key, language string
	member        bool // of the organization, in whatever status
}

// peopleOf looks each member up by itself: what PostgreSQL knows of a table that was just filled has it read all
// members of the organization, for each part of the keys.
func peopleOf(ctx context.Context, q db.Querier, organizationID string, keys []string) ([]known, error) {
	return db.CollectIn(ctx, q, db.In(`SELECT a.email_key, a.language,
			(SELECT m.id FROM member m WHERE m.organization_id = $1 AND m.account_id = a.id) IS NOT NULL
		FROM account a WHERE a.email_key IN (...)`, lookup, keys, organizationID), func(k *known) []any { return []any{&k.key, &k.language, &k.member} })
}

// waiting is an invitation that nothing has ended, but perhaps its time.
type waiting struct {
	id, key   string
	expiresAt int64
}

// eachPending hands on the invitations of an organization that nothing has ended and that are for one of these
// addresses. Where those are many, it reads all there are, once: looked up part by part, all there are may be read for
// each part.
func eachPending(ctx context.Context, q db.Querier, organizationID string, keys []string, f func(w waiting) error) error {
	text, args := "SELECT id, email_key, expires_at FROM invitation WHERE organization_id = $1 AND status = 'pending'", []any{organizationID}
	if len(keys) <= lookup {
		keys = db.Filled(keys)
		text, args = text+" AND email_key IN ("+db.Placeholders(2, len(keys))+")", append(args, db.Anys(keys)...)
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return err
	}
	return db.Each(rows, func(w *waiting) []any { return []any{&w.id, &w.key, &w.expiresAt} }, f)
}

func placeOf(ctx context.Context, q db.Querier, organizationID string) (name, zone string, err error) {
	err = q.QueryRow(ctx, "SELECT name, time_zone FROM organization WHERE id = $1", organizationID).Scan(&name, &zone)
	return name, zone, err
}

func isActive(ctx context.Context, q db.Querier, organizationID string) (active bool, err error) {
	err = q.QueryRow(ctx, "SELECT status = 'active' FROM organization WHERE id = $1", organizationID).Scan(&active)
	return active, err
}

// person is who invites; the zero value where the account is gone.
type person struct{ email, name, language string }

func personOf(ctx context.Context, q db.Querier, accountID string) (p person, err error) {
	err = q.QueryRow(ctx, "SELECT email, name, language FROM account WHERE id = $1", accountID).Scan(&p.email, &p.name, &p.language)
	if db.NotFound(err) {
		err = nil
	}
	return p, err
}

// replace ends the earlier invitations of addresses that are invited anew.
func replace(ctx context.Context, tx *db.Tx, all []invited) error {
	var ids []string
	for _, n := range all {
		if n.expired != "" {
			ids = append(ids, n.expired)
		}
	}
	_, err := tx.ExecIn(ctx, db.In("UPDATE invitation SET status = 'replaced' WHERE id IN (...)", lookup, ids))
	return err
}

func insert(ctx context.Context, tx *db.Tx, organizationID, inviterID string, all []invited, now time.Time) error {
	at, expires := db.Micros(now), db.Micros(now.Add(Life))
	if _, err := tx.BulkInsert(ctx, "invitation",
		[]string{
			"id", "organization_id", "email", "email_key", "email_words", "name", "name_fold", "name_key", "status", "token_hash", "invited_by",
			"created_at", "sent_at", "expires_at", "over_at", "asked_again_at",
		},
		db.Rows(all, func(n invited) []any {
			return []any{
				n.id, organizationID, n.Email, n.key, text.EmailWords(n.key), n.Name, text.Fold(n.Name), text.SortKey(n.Name), Pending, n.hash(), inviterID,
				at, at, expires, expires, int64(0),
			}
		})); err != nil {
		return err
	}
	type offer struct{ invitationID, roleID string }
	var offers []offer
	for _, n := range all {
		for _, roleID := range n.RoleIDs {
			offers = append(offers, offer{n.id, roleID})
		}
	}
	if len(offers) == 0 {
		return nil
	}
	_, err := tx.BulkInsert(ctx, "invitation_role", []string{"invitation_id", "role_id"},
		db.Rows(offers, func(o offer) []any { return []any{o.invitationID, o.roleID} }))
	return err
}

// renew gives an invitation another link, from somebody who may be another.
func renew(ctx context.Context, tx *db.Tx, invitationID string, hash []byte, inviterID string, now time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO invitation_replaced (token_hash, invitation_id) SELECT token_hash, id FROM invitation WHERE id = $1`, invitationID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE invitation SET token_hash = $1, invited_by = $2, sent_at = $3, expires_at = $4, over_at = $4, asked_again_at = 0 WHERE id = $5`,
		hash, inviterID, db.Micros(now), db.Micros(now.Add(Life)), invitationID)
	return err
}

func wasReplaced(ctx context.Context, q db.Querier, hash []byte) (bool, error) {
	var n int
	err := q.QueryRow(ctx, "SELECT COUNT(*) FROM invitation_replaced WHERE token_hash = $1", hash).Scan(&n)
	return n > 0, err
}

// end ends an invitation that is held.
func end(ctx context.Context, tx *db.Tx, invitationID, status string, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE invitation SET status = $1, over_at = $2 WHERE id = $3", status, db.Micros(now), invitationID)
	return err
}

func asked(ctx context.Context, tx *db.Tx, invitationID string, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE invitation SET asked_again_at = $1 WHERE id = $2", db.Micros(now), invitationID)
	return err
}

// Count returns how many invitations of an organization are kept, in whatever status.
func Count(ctx context.Context, q db.Querier, organizationID string) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM invitation WHERE organization_id = $1", organizationID).Scan(&n)
	return n, err
}

// DeleteAll removes the invitations of an organization that goes. Their links are none any more.
func DeleteAll(ctx context.Context, tx *db.Tx, organizationID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM invitation WHERE organization_id = $1", organizationID)
	return err
}

// DeleteSome is DeleteAll for at most so many, for an organization that goes little by little. It returns how many
// there were.
func DeleteSome(ctx context.Context, tx *db.Tx, organizationID string, most int) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM invitation WHERE id IN (SELECT id FROM invitation WHERE organization_id = $1 ORDER BY id LIMIT $2)", organizationID, most)
}

// ForgetAccount takes an account that goes out of invitations: those it sent are nobody's, and those to its address
// that are over are removed, with the name and the address in them.
func ForgetAccount(ctx context.Context, tx *db.Tx, now time.Time, accountID, emailKey string) error {
	if _, err := tx.Exec(ctx, "UPDATE invitation SET invited_by = '' WHERE invited_by = $1", accountID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM invitation WHERE email_key = $1 AND over_at <= $2", emailKey, db.Micros(now))
	return err
}

// Sweep removes the invitations that have been over for 90 days, with the names and addresses in them, and the counts
// that no longer matter.
func Sweep(ctx context.Context, tx *db.Tx, now time.Time) error {
	if err := sweepSent(ctx, tx, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM invitation WHERE over_at <= $1", db.Micros(now.Add(-kept)))
	return err
}

// rolesNamed returns the roles of an organization by their folded names.
func rolesNamed(ctx context.Context, q db.Querier, organizationID string) (map[string]string, error) {
	type named struct{ id, fold string }
	rows, err := q.Query(ctx, "SELECT id, name_fold FROM role WHERE organization_id = $1", organizationID)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	return found, db.Each(rows, func(n *named) []any { return []any{&n.id, &n.fold} }, func(n named) error {
		found[n.fold] = n.id
		return nil
	})
}
