package session

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what RFC 6238 and every authenticator app use
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Codes of an authenticator app (RFC 6238): six digits, a new one every 30 seconds.
const (
	totpDigits = 6
	totpStep   = 30      // seconds
	totpDrift  = 1       // steps that a clock may be off, either way
	totpSecret = 20      // bytes
	totpModulo = 1000000 // ten to the power of totpDigits
	// totpPending is how long a secret waits for its first code.
	totpPending = time.Hour
)

// issuer is what an authenticator app lists the account under.
const issuer = "Tenantry"

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// totpCode is the code of a time step (RFC 4226, section 5.3).
func totpCode(secret []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step)) //nolint:gosec // no time before 1970
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%0*d", totpDigits, binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%totpModulo)
}

// Code is the code that an authenticator app shows for a secret, as StartTOTP returned it, at a time; "" for what is no
// secret. Tests and demonstrations stand in for an app with it.
func Code(secret string, at time.Time) string {
	raw, err := base32Text.DecodeString(secret)
	if err != nil {
		return ""
	}
	return totpCode(raw, at.Unix()/totpStep)
}

// totpMatch returns the time step around now, after last, whose code this is, and false where there is none.
func totpMatch(secret []byte, code string, now time.Time, last int64) (int64, bool) {
	found, ok := int64(0), false
	for step := now.Unix()/totpStep - totpDrift; step <= now.Unix()/totpStep+totpDrift; step++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(secret, step)), []byte(code)) == 1 && step > last && !ok {
			found, ok = step, true
		}
	}
	return found, ok
}

func totpLabel(accountID string) string { return "totp " + accountID }

// useTOTP uses a code up: no code of its time step or an earlier one counts after it, on any node.
func (s *Service) useTOTP(ctx context.Context, tx *db.Tx, accountID, code string) (bool, error) {
	var sealed []byte
	var last int64
	err := tx.QueryRow(ctx, "SELECT sealed, last_step FROM totp WHERE account_id = $1 AND NOT pending", accountID).Scan(&sealed, &last)
	if db.NotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	secret, err := s.Box.Open(sealed, totpLabel(accountID))
	if err != nil {
		return false, err
	}
	step, ok := totpMatch(secret, code, s.now(), last)
	if !ok {
		return false, nil
	}
	n, err := tx.Exec(ctx, "UPDATE totp SET last_step = $1 WHERE account_id = $2 AND NOT pending AND last_step < $1", step, accountID)
	return n == 1, err
}

// StartTOTP makes a secret for an authenticator app; one that was made before and not confirmed is forgotten. It
// counts once ConfirmTOTP has had a code of it; until then the earlier app does.
func (s *Service) StartTOTP(ctx context.Context, accountID string) (secret, uri string, err error) {
	raw := make([]byte, totpSecret)
	_, _ = rand.Read(raw) // never fails: the runtime ends the program first
	secret = base32Text.EncodeToString(raw)
	var email string
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.now()
		o, err := s.hold(ctx, tx, accountID)
		if err != nil {
			return err
		}
		email = o.email
		_, err = tx.Exec(ctx, `INSERT INTO totp (account_id, pending, sealed, last_step, created_at) VALUES ($1, TRUE, $2, 0, $3)
			ON CONFLICT (account_id, pending) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at`,
			accountID, s.Box.Seal(raw, totpLabel(accountID)), db.Micros(now))
		return err
	})
	if err != nil {
		return "", "", err
	}
	return secret, (&url.URL{
		Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + email,
		RawQuery: fmt.Sprintf("secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d", secret, issuer, totpDigits, totpStep),
	}).String(), nil
}

// ConfirmTOTP makes the authenticator app count whose code this is, in the place of an earlier one, and returns fresh
// recovery codes. Errors: totp_not_started, wrong_code on body.code.
func (s *Service) ConfirmTOTP(ctx context.Context, v Visitor, code string) (codes []string, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.now()
		o, err := s.hold(ctx, tx, v.AccountID)
		if err != nil {
			return err
		}
		var sealed []byte
		err = tx.QueryRow(ctx, "SELECT sealed FROM totp WHERE account_id = $1 AND pending AND created_at > $2",
			v.AccountID, db.Micros(now.Add(-totpPending))).Scan(&sealed)
		if db.NotFound(err) {
			return fault.New(fault.Conflict, "totp_not_started", "No authenticator app waits to be confirmed, or it waited for longer than an hour. Begin again.")
		}
		if err != nil {
			return err
		}
		secret, err := s.Box.Open(sealed, totpLabel(v.AccountID))
		if err != nil {
			return err
		}
		step, ok := totpMatch(secret, compact(code), now, 0)
		if !ok {
			return fault.InvalidFields(fault.Field{
				Location: "body.code", Code: "wrong_code", Message: "This is not the code that the app shows. Check that the clock of its device is right, and enter the code that it shows now.",
			})
		}
		if _, err := tx.Exec(ctx, "DELETE FROM totp WHERE account_id = $1 AND NOT pending", v.AccountID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE totp SET pending = FALSE, last_step = $1, created_at = $2 WHERE account_id = $3 AND pending",
			step, db.Micros(now), v.AccountID); err != nil {
			return err
		}
		if codes, err = s.replaceCodes(ctx, tx, v.AccountID); err != nil {
			return err
		}
		return s.changed(ctx, tx, v, o, change{action: "totp.added", notice: NoticeSecondFactorOn})
	})
	return codes, err
}

// RemoveTOTP forgets the authenticator app, and the recovery codes with it where no passkey is left. NotFound where
// there is none.
func (s *Service) RemoveTOTP(ctx context.Context, v Visitor) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.hold(ctx, tx, v.AccountID)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, "DELETE FROM totp WHERE account_id = $1 AND NOT pending", v.AccountID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing("authenticator app")
		}
		return s.changed(ctx, tx, v, o, change{action: "totp.removed", notice: NoticeSecondFactorOff})
	})
}

// owner is the account that changes how it signs in.
type owner struct {
	email, name, first, last string
	hash                     string
	secondFactor             bool
}

// names are what a password of the owner must not be made of.
func (o owner) names() []string { return []string{o.name, o.first, o.last, o.email} }

// hold locks the account of a session until the transaction ends, so that changes of what it signs in by come one
// after the other. Unauthenticated where it is gone.
func (s *Service) hold(ctx context.Context, tx *db.Tx, accountID string) (owner, error) {
	var o owner
	err := tx.QueryRow(ctx, `UPDATE account SET updated_at = $1 WHERE id = $2 RETURNING email, name, first_name, last_name, password_hash, second_factor`,
		db.Micros(s.now()), accountID).Scan(&o.email, &o.name, &o.first, &o.last, &o.hash, &o.secondFactor)
	if db.NotFound(err) {
		return o, Unauthenticated()
	}
	return o, err
}

// change is a change of what an account signs in by.
type change struct {
	action, target string // of the audit event; the account where target is ""
	detail         map[string]any
	notice, about  string // to the owner
}

// changed keeps what follows from a change of what an account signs in by: whether it has a second factor, what
// that alters elsewhere, the audit event, and the notice to the owner.
func (s *Service) changed(ctx context.Context, tx *db.Tx, v Visitor, o owner, c change) error {
	now := s.now()
	var has bool
	if err := tx.QueryRow(ctx, `UPDATE account SET second_factor =
			EXISTS (SELECT 1 FROM totp WHERE totp.account_id = account.id AND NOT totp.pending) OR EXISTS (SELECT 1 FROM passkey WHERE passkey.account_id = account.id)
		WHERE id = $1 RETURNING second_factor`, v.AccountID).Scan(&has); err != nil {
		return err
	}
	if has != o.secondFactor {
		s.altered(tx, now, v.AccountID)
		if _, err := tx.Exec(ctx, "UPDATE account SET version = version + 1 WHERE id = $1", v.AccountID); err != nil { // it is shown with the account
			return err
		}
	}
	if !has {
		if _, err := tx.Exec(ctx, "DELETE FROM recovery_code WHERE account_id = $1", v.AccountID); err != nil {
			return err
		}
	}
	if c.target == "" {
		c.target = v.AccountID
	}
	event := audit.Event{OrganizationID: id.PlatformOrganization, Action: c.action, TargetID: c.target}
	if c.detail != nil {
		event.Detail = c.detail
	}
	if err := audit.Record(ctx, tx, now, v.Actor, event); err != nil {
		return err
	}
	return s.notify(ctx, tx, v, v.AccountID, c.notice, c.about)
}
