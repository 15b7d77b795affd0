package session

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/throttle"
)

// Proof is what somebody who is signed in proves again with who they are: one of them.
type Proof struct {
	Password string
	Factor
}

// kind is which of them, and the field of it; "" where there is none or more than one.
func (p Proof) kind() (by, location string) {
	switch {
	case p.Password != "" && p.none():
		return "password", "body.password"
	case p.Password == "" && p.Code != "" && p.Passkey == nil:
		return p.Factor.kind(), "body.code"
	case p.Password == "" && p.Code == "" && p.Passkey != nil:
		return p.Factor.kind(), "body.passkey"
	default:
		return "", ""
	}
}

// ProofOptions begins a proof by a passkey. Errors: passkeys_unavailable, no_passkey.
func (s *Service) ProofOptions(ctx context.Context, ses Session) (Ceremony, error) {
	if err := s.needPasskeys(); err != nil {
		return Ceremony{}, err
	}
	var c Ceremony
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = s.ask(ctx, tx, toProve, ses.AccountID, ses.ID)
		return err
	})
	return c, err
}

// Prove lets a session do for ProvedLife what needs a proof, and returns until when. Errors: wrong_password on
// body.password, wrong_code on body.code, invalid_passkey on body.passkey, too_many_attempts.
func (s *Service) Prove(ctx context.Context, v Visitor, ses Session, p Proof) (time.Time, error) {
	by, location := p.kind()
	if by == "" {
		return time.Time{}, fault.InvalidFields(fault.Field{Location: "body", Code: "one_required", Message: "Send exactly one of password, code and passkey."})
	}
	c, err := s.own(ctx, ses)
	if err != nil {
		return time.Time{}, err
	}
	if by == "password" {
		if err := s.tryPassword(ctx, v, c, p.Password, location); err != nil {
			return time.Time{}, err
		}
	}
	var until time.Time
	var refused error // an answer of its own, whose trace is kept
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		until, refused = time.Time{}, nil
		buckets := s.factorBuckets(v, c.accountID, c.emailKey)
		if by != "password" {
			if err := throttle.Reserve(ctx, tx, s.now(), buckets...); err != nil {
				return err
			}
			_, ok, err := s.use(ctx, tx, v, c.accountID, ses.ID, toProve, p.Factor)
			if err != nil {
				return err
			}
			if !ok {
				refused = wrongProof(location)
				return s.refused(ctx, tx, v, c.accountID, toProve, by)
			}
		}
		if err := throttle.Release(ctx, tx, buckets...); err != nil {
			return err
		}
		now := s.now()
		n, err := tx.Exec(ctx, "UPDATE session SET proved_at = $1 WHERE id = $2", db.Micros(now), ses.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return Unauthenticated() // it ended at this moment
		}
		until = now.Add(ProvedLife)
		return audit.Record(ctx, tx, now, v.Actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "session.proved", TargetID: ses.ID, Detail: map[string]any{"by": by},
		})
	})
	if err != nil {
		return time.Time{}, err
	}
	return until, refused
}

// own is what the account of a session signs in by.
func (s *Service) own(ctx context.Context, ses Session) (credential, error) {
	c, err := credentialsBy(ctx, s.db.Querier(ctx), "id = $1", ses.AccountID)
	if err == nil && c.accountID == "" {
		return c, Unauthenticated()
	}
	return c, err
}

// tryPassword compares the password of an account that is signed in, counted like a second factor. The caller
// releases the buckets once it was right.
func (s *Service) tryPassword(ctx context.Context, v Visitor, c credential, password, location string) error {
	buckets := s.factorBuckets(v, c.accountID, c.emailKey)
	for i := range buckets {
		buckets[i].Code, buckets[i].Message = "", "" // it is about passwords
	}
	ok, err := s.compare(ctx, buckets, password, c.hash)
	if c.expires != 0 && db.Micros(s.now()) >= c.expires { // a temporary one, which counts no more
		ok = false
	}
	if err != nil || ok {
		return err
	}
	if err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.refused(ctx, tx, v, c.accountID, toProve, "password")
	}); err != nil {
		return err
	}
	return wrongProof(location)
}

func wrongProof(location string) error {
	f := fault.Field{Location: location}
	switch location {
	case "body.code":
		f.Code, f.Message = "wrong_code", "This code is wrong, or it was used already. Enter the one that the app shows now, or another recovery code."
	case "body.passkey":
		f.Code, f.Message = "invalid_passkey", "This is not the answer of a passkey of this account, or it took longer than five minutes. Try again."
	default:
		f.Code, f.Message = "wrong_password", "This is not the password of your account."
	}
	return fault.InvalidFields(f)
}

// ChangePassword gives the account of a session another password and ends its other sessions and the links by which
// it could choose one. Errors: wrong_password on body.current, too_many_attempts, and the rules of body.new.
func (s *Service) ChangePassword(ctx context.Context, v Visitor, ses Session, current, password string) error {
	c, err := s.own(ctx, ses)
	if err != nil {
		return err
	}
	if err := CheckPassword(password, "body.new", c.names()...); err != nil {
		return err
	}
	if c.hash != "" {
		if err := s.tryPassword(ctx, v, c, current, "body.current"); err != nil {
			return err
		}
		if password == current {
			return fault.InvalidFields(fault.Field{Location: "body.new", Code: "must_differ", Message: "Must not be the present password again."})
		}
	}
	hash, err := HashPassword(ctx, password, "body.new", c.names()...)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := throttle.Release(ctx, tx, s.factorBuckets(v, c.accountID, c.emailKey)...); err != nil {
			return err
		}
		o, err := s.hold(ctx, tx, ses.AccountID)
		if err != nil {
			return err
		}
		first, err := replace(ctx, tx, s.now(), c, hash)
		if err != nil {
			return err
		}
		if !first { // somebody else changed it at this moment
			return wrongProof("body.current")
		}
		if c.expires != 0 {
			if err := s.Members.TakeUp(ctx, tx, s.now(), c.accountID); err != nil {
				return err
			}
		}
		if err := endOthers(ctx, tx, ses); err != nil {
			return err
		}
		return s.changed(ctx, tx, v, o, change{action: "account.password_changed", notice: NoticePasswordChanged})
	})
}
