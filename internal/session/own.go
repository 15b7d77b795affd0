package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/verification"
)

// Security is what an account signs in by, as far as it may be told.
type Security struct {
	HasPassword       bool
	PasswordChangedAt time.Time // zero where it is not known
	TOTPAddedAt       time.Time // zero where there is none
	RecoveryCodes     int       // not used yet
	Passkeys          []Passkey
}

// Security returns what an account signs in by.
func (s *Service) Security(ctx context.Context, accountID string) (Security, error) {
	var found Security
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var changed, added int64
		err := tx.QueryRow(ctx, `SELECT password_hash <> '', password_changed_at,
				COALESCE((SELECT created_at FROM totp WHERE account_id = $1 AND NOT pending), 0), (SELECT COUNT(*) FROM recovery_code WHERE account_id = $1)
			FROM account WHERE id = $1`, accountID).Scan(&found.HasPassword, &changed, &added, &found.RecoveryCodes)
		if db.NotFound(err) {
			return Unauthenticated()
		}
		if err != nil {
			return err
		}
		if changed != 0 {
			found.PasswordChangedAt = db.Time(changed)
		}
		if added != 0 {
			found.TOTPAddedAt = db.Time(added)
		}
		found.Passkeys, err = passkeysOf(ctx, tx, accountID)
		return err
	})
	return found, err
}

// Owned is a session as its account sees it.
type Owned struct {
	Session
	Method    Method
	UserAgent string
	Address   string
	CreatedAt time.Time
}

// mostSessions is how many of an account's sessions are listed.
const mostSessions = 200

// OfAccount returns the sessions of an account that have not ended, the last used first.
func (s *Service) OfAccount(ctx context.Context, accountID string) ([]Owned, error) {
	type row struct {
		Owned
		created, used, expires int64
	}
	now := s.now()
	rows, err := s.db.Querier(ctx).Query(ctx, `SELECT id, account_id, created_at, last_used_at, expires_at, user_agent, address, method FROM session
		WHERE account_id = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id DESC LIMIT $3`, accountID, db.Micros(now), mostSessions)
	if err != nil {
		return nil, err
	}
	var all []Owned
	err = db.Each(rows, func(r *row) []any {
		return []any{&r.ID, &r.AccountID, &r.created, &r.used, &r.expires, &r.UserAgent, &r.Address, &r.Method}
	}, func(r row) error {
		r.CreatedAt, r.LastUsedAt, r.ExpiresAt = db.Time(r.created), s.lastUse(r.ID, db.Time(r.used)), db.Time(r.expires)
		if r.Method == "" {
			r.Method = ByUnknown
		}
		if now.Before(r.LastUsedAt.Add(Idle)) {
			all = append(all, r.Owned)
		}
		return nil
	})
	return all, err
}

// lastUse is when a session was last used: what is stored, or what was noted since.
func (s *Service) lastUse(sessionID string, stored time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.touched[sessionID]; ok && last.at.After(stored) {
		return last.at
	}
	return stored
}

// End ends a session of the caller's. NotFound where it is nobody's or somebody else's.
func (s *Service) End(ctx context.Context, actor audit.Actor, sessionID string) error {
	if !id.Valid(id.Session, sessionID) {
		return fault.Missing("session")
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1 AND account_id = $2", sessionID, actor.AccountID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing("session")
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{OrganizationID: id.PlatformOrganization, Action: "session.ended", TargetID: sessionID})
	})
}

// EndOthers ends every session of the caller's but this one.
func (s *Service) EndOthers(ctx context.Context, actor audit.Actor, ses Session) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := EndAll(ctx, tx, ses.AccountID, ses.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "session.others_ended", TargetID: ses.AccountID,
		})
	})
}

// endOthers ends what else could act for the account: its other sessions, and the links by which it could choose a
// password.
func endOthers(ctx context.Context, tx *db.Tx, ses Session) error {
	if err := EndAll(ctx, tx, ses.AccountID, ses.ID); err != nil {
		return err
	}
	return verification.End(ctx, tx, ses.AccountID)
}

// Count counts the sessions of an account that have not ended.
func (s *Service) Count(ctx context.Context, _ db.Querier, accountID string) (int, error) {
	all, err := s.OfAccount(ctx, accountID)
	return len(all), err
}

// CountPasskeys counts the passkeys of an account.
func CountPasskeys(ctx context.Context, q db.Querier, accountID string) (n int, err error) {
	err = q.QueryRow(ctx, "SELECT COUNT(*) FROM passkey WHERE account_id = $1", accountID).Scan(&n)
	return n, err
}
