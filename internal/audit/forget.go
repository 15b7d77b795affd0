package audit

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// mentions are what a detail tells of a person by: the ID of an account, and what is named as an e-mail address.
var mentions = regexp.MustCompile(`acc_[0-9A-HJKMNP-TV-Z]{26}|"[A-Za-z]*[eE]mail":"((?:[^"\\]|\\.)+)"`)

// mentioned returns the accounts and the e-mail addresses, in the form that they are compared in, of a detail.
func mentioned(body string) []string {
	var found []string
	for _, m := range mentions.FindAllStringSubmatch(body, -1) {
		subject := m[0]
		if m[1] != "" {
			var address string
			if json.Unmarshal([]byte(`"`+m[1]+`"`), &address) != nil {
				continue
			}
			_, key, problem := text.Email(address)
			if problem != nil {
				continue
			}
			subject = key
		}
		found = append(found, subject)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// atOnce is how many IDs one statement names.
const atOnce = 400

// ForgetPerson erases what the trail says of an account with personal values: the details of events about it, its
// memberships and its invitations, and the network addresses that it came from. What happened stays, with IDs, and
// the chain stays whole. It is called in the transaction that deletes the account, as the last of what is recorded
// there, while the account's row and those of its memberships are still there.
func ForgetPerson(ctx context.Context, tx *db.Tx, accountID string) error {
	if err := tx.Lock(ctx, sealing); err != nil {
		return err
	}
	subjects := []string{accountID}
	emails, err := collect(ctx, tx, "SELECT email_key FROM account WHERE id = $1", accountID)
	if err != nil {
		return err
	}
	subjects = append(subjects, emails...)
	about, err := eventsAbout(ctx, tx, accountID, subjects)
	if err != nil {
		return err
	}
	if err := eraseDetails(ctx, tx, about); err != nil {
		return err
	}
	// Where somebody came from who was not known yet, but meant to be this account.
	const from = "(SELECT id FROM audit_event WHERE actor = $1 UNION ALL SELECT id FROM audit_event WHERE target = $1 AND actor = '')"
	if _, err := tx.Exec(ctx, "UPDATE audit_seal SET address_salt = $2 WHERE event_id IN "+from+" AND address_salt <> $2", accountID, []byte{}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE audit_event SET address = '' WHERE id IN "+from+" AND address <> ''", accountID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "DELETE FROM audit_mention WHERE subject IN ($1, $2)", subjects[0], subjects[len(subjects)-1])
	return err
}

// eventsAbout returns the events whose details tell of an account. Memberships and invitations are known to be its own
// by the events that mention it.
func eventsAbout(ctx context.Context, tx *db.Tx, accountID string, subjects []string) ([]string, error) {
	first, last := subjects[0], subjects[len(subjects)-1]
	about, err := collect(ctx, tx, `SELECT id FROM audit_event WHERE target = $1
		UNION SELECT event_id FROM audit_mention WHERE subject IN ($1, $2)
		UNION SELECT id FROM audit_event WHERE actor = $1 AND SUBSTR(target, 1, 4) IN ('ses_', 'pky_')`, first, last)
	if err != nil {
		return nil, err
	}
	// What is not sealed yet is not noted as mentioning anybody.
	queued, err := collect(ctx, tx, "SELECT event_id FROM audit_queue")
	if err != nil {
		return nil, err
	}
	type unsealed struct{ id, body string }
	bodies := db.In("SELECT event_id, body FROM audit_detail WHERE event_id IN (...)", atOnce, queued)
	if err := db.EachIn(ctx, tx, bodies, func(u *unsealed) []any { return []any{&u.id, &u.body} }, func(u unsealed) error {
		for _, subject := range mentioned(u.body) {
			if slices.Contains(subjects, subject) {
				about = append(about, u.id)
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.Sort(about)
	about = slices.Compact(about)
	own, err := collect(ctx, tx, "SELECT id FROM member WHERE account_id = $1", accountID)
	if err != nil {
		return nil, err
	}
	targets, err := db.CollectIn(ctx, tx, db.In("SELECT DISTINCT target FROM audit_event WHERE id IN (...)", atOnce, about), db.Column[string])
	if err != nil {
		return nil, err
	}
	for _, target := range targets {
		if strings.HasPrefix(target, id.Member+"_") || strings.HasPrefix(target, id.Invitation+"_") {
			own = append(own, target)
		}
	}
	slices.Sort(own)
	more, err := db.CollectIn(ctx, tx, db.In("SELECT id FROM audit_event WHERE target IN (...)", atOnce, slices.Compact(own)), db.Column[string])
	return append(about, more...), err
}

// eraseDetails erases the details of events, with their salts.
func eraseDetails(ctx context.Context, tx *db.Tx, eventIDs []string) error {
	slices.Sort(eventIDs)
	eventIDs = slices.Compact(eventIDs)
	if _, err := tx.ExecIn(ctx, db.In("UPDATE audit_seal SET detail_salt = $1 WHERE event_id IN (...) AND detail_salt <> $1", atOnce, eventIDs, []byte{})); err != nil {
		return err
	}
	for _, table := range []string{"audit_detail", "audit_mention"} {
		if _, err := tx.ExecIn(ctx, db.In("DELETE FROM "+table+" WHERE event_id IN (...)", atOnce, eventIDs)); err != nil {
			return err
		}
	}
	return nil
}

// DeleteOrganization deletes at most limit events of an organization's trail, and reports whether there are more. The
// chain goes on from where it ended, if ever anything more comes. That there was one, and that it was erased, is
// recorded beforehand in the platform's trail, as organization.erased with the organization as its target:
// `tenantry audit verify` asks for that.
func DeleteOrganization(ctx context.Context, tx *db.Tx, organizationID string, limit int) (more bool, err error) {
	if err := tx.Lock(ctx, sealing); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO audit_erased (organization_id, finished) VALUES ($1, $2) ON CONFLICT (organization_id) DO UPDATE SET finished = excluded.finished",
		organizationID, false); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, "INSERT INTO audit_deleting (organization_id) VALUES ($1)", organizationID); err != nil {
		return false, err
	}
	ids, err := collect(ctx, tx, "SELECT id FROM audit_event WHERE organization_id = $1 ORDER BY id LIMIT $2", organizationID, limit)
	if err != nil {
		return false, err
	}
	for _, column := range []string{"audit_seal WHERE event_id", "audit_detail WHERE event_id", "audit_mention WHERE event_id", "audit_queue WHERE event_id", "audit_event WHERE id"} {
		if _, err := tx.ExecIn(ctx, db.In("DELETE FROM "+column+" IN (...)", atOnce, ids)); err != nil {
			return false, err
		}
	}
	if _, err := tx.Exec(ctx, "DELETE FROM audit_deleting WHERE organization_id = $1", organizationID); err != nil {
		return false, err
	}
	if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM audit_event WHERE organization_id = $1)", organizationID).Scan(&more); err != nil || more {
		return more, err
	}
	_, err = tx.Exec(ctx, "UPDATE audit_erased SET finished = $2 WHERE organization_id = $1", organizationID, true)
	return false, err
}

// collect returns the texts that a query yields.
func collect(ctx context.Context, tx *db.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, db.Column[string])
}
