package session

import (
	"context"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/throttle"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email       string
	Password    string
	NewPassword string // in the place of a temporary one
	Factor      Factor
}

// SignIn checks an address, a password and, where the account has one, a second factor, and starts a session. A
// temporary password has to be replaced in the same call. A second factor is looked at, and used up, only by the
// call that nothing else stands in the way of. Errors: invalid_credentials (the same for an address that no account
// has), too_many_attempts, account_disabled, password_change_required, temporary_password_expired, the rules of
// body.newPassword, second_factor_required, invalid_code.
func (s *Service) SignIn(ctx context.Context, v Visitor, in Credentials) (SignedIn, error) {
	_, key, problem := text.Email(in.Email)
	known := key
	if problem != nil {
		key, known = "\x00"+text.Fold(in.Email), "" // counted like any other, and no account's
	}
	buckets := s.passwords(v, key)
	c, err := credentials(ctx, s.db.Querier(ctx), known)
	if err != nil {
		return SignedIn{}, err
	}
	ok, err := s.compare(ctx, buckets, in.Password, c.hash)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		// For an unknown address the target is empty, so that both cases do the same work.
		if err := s.recordFailure(ctx, v, c.accountID); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, wrongCredentials()
	}
	return s.admit(ctx, v, c, buckets, in)
}

func wrongCredentials() error {
	return fault.New(fault.Unauthenticated, "invalid_credentials", "The e-mail address or the password is wrong.")
}

func accountDisabled() error {
	return fault.New(fault.Forbidden, "account_disabled", "Every membership of this account is disabled. An administrator of one of its organizations can enable it.")
}

// admit goes on once the password was right.
func (s *Service) admit(ctx context.Context, v Visitor, c credential, buckets []throttle.Bucket, in Credentials) (SignedIn, error) {
	hash, broken := "", error(nil)
	if c.expires != 0 && in.NewPassword != "" {
		if in.NewPassword == in.Password {
			broken = fault.InvalidFields(fault.Field{Location: "body.newPassword", Code: "must_differ", Message: "Must not be the temporary password again."})
		} else {
			hash, broken = HashPassword(ctx, in.NewPassword, "body.newPassword", c.names()...) // before the transaction: it is costly
		}
	}
	var signed SignedIn
	var refused error // an answer of its own, whose trace is kept
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		signed, refused = SignedIn{}, nil
		is, err := credentialsBy(ctx, tx, "id = $1"+tx.ForUpdate(), c.accountID)
		if err != nil {
			return err
		}
		if is.hash != c.hash || is.emailKey != c.emailKey { // it changed while the password was compared
			refused = wrongCredentials()
			return s.recordFailure(ctx, v, c.accountID)
		}
		c := is // with the second factor that it has by now
		tx.BeforeCommit(func(ctx context.Context, tx *db.Tx) error { return throttle.Release(ctx, tx, buckets...) })
		disabled, err := s.Members.AllDisabled(ctx, tx, c.accountID)
		if err != nil {
			return err
		}
		if refused = s.refusal(c, disabled, in.NewPassword, broken); refused != nil {
			return s.recordFailure(ctx, v, c.accountID)
		}
		by := ByPassword
		if c.secondFactor {
			if by, refused, err = s.second(ctx, tx, v, c.accountID, c.emailKey, toSignIn, in.Factor); refused != nil || err != nil {
				return err
			}
		}
		if c.expires != 0 {
			first, err := replace(ctx, tx, s.now(), c, hash)
			if err != nil {
				return err
			}
			if !first {
				refused = wrongCredentials() // somebody else replaced it at this moment
				return s.recordFailure(ctx, v, c.accountID)
			}
			if err := s.Members.TakeUp(ctx, tx, s.now(), c.accountID); err != nil {
				return err
			}
		}
		signed, err = s.Start(ctx, tx, v, c.accountID, by)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return signed, refused
}

// refusal is why a right password does not sign in, or nil.
func (s *Service) refusal(c credential, disabled bool, newPassword string, broken error) error {
	switch {
	case disabled:
		return accountDisabled()
	case c.expires == 0 && newPassword != "":
		return fault.InvalidFields(fault.Field{Location: "body.newPassword", Code: "not_temporary", Message: "This password is not a temporary one. Sign in without a new password, and change it on the account's page."})
	case c.expires == 0:
		return nil
	case db.Micros(s.now()) >= c.expires:
		return fault.New(fault.Forbidden, "temporary_password_expired", "This temporary password has expired. Ask an administrator of your organization for a new one.")
	case newPassword == "":
		return fault.New(fault.Forbidden, "password_change_required", "This password is temporary. Choose one of your own and send both.")
	default:
		return broken
	}
}

func (s *Service) recordFailure(ctx context.Context, v Visitor, accountID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, s.now(), v.Actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "session.refused", TargetID: accountID,
		})
	})
}
