package session

import (
	"context"
	"strings"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/throttle"
)

// Factor is a second factor that somebody sent: a code of an authenticator app or a recovery code, or what a passkey
// answered.
type Factor struct {
	Code    string
	Passkey *Answer
}

func (f Factor) none() bool { return f.Code == "" && f.Passkey == nil }

// kind is what the factor would be, for the audit trail.
func (f Factor) kind() string {
	switch {
	case f.Passkey != nil:
		return "passkey"
	case isTOTP(f.Code):
		return "totp"
	default:
		return "recovery_code"
	}
}

// isTOTP reports whether a code has the form of an authenticator app's; otherwise it can be a recovery code only.
func isTOTP(code string) bool {
	c := compact(code)
	return len(c) == totpDigits && strings.Trim(c, "0123456789") == ""
}

// Methods of a second factor, as second_factor_required names them.
const (
	methodTOTP     = "totp"
	methodRecovery = "recovery_code"
	methodPasskey  = "passkey"
)

// factors is what an account has of second factors.
type factors struct {
	totp, recovery bool
	passkeys       int
}

func factorsOf(ctx context.Context, q db.Querier, accountID string) (factors, error) {
	var f factors
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM totp WHERE account_id = $1 AND NOT pending),
			EXISTS (SELECT 1 FROM recovery_code WHERE account_id = $1), (SELECT COUNT(*) FROM passkey WHERE account_id = $1)`, accountID).
		Scan(&f.totp, &f.recovery, &f.passkeys)
	return f, err
}

// Methods are the second factors that an account can answer with; none where it has none.
func (s *Service) Methods(ctx context.Context, q db.Querier, accountID string) ([]string, error) {
	f, err := factorsOf(ctx, q, accountID)
	if err != nil {
		return nil, err
	}
	methods := []string{}
	if f.totp {
		methods = append(methods, methodTOTP)
	}
	if f.recovery {
		methods = append(methods, methodRecovery)
	}
	if f.passkeys > 0 && s.Passkeys() {
		methods = append(methods, methodPasskey)
	}
	return methods, nil
}

// purpose is what a challenge to a passkey, or a try of a second factor, is for.
type purpose string

// The purposes.
const (
	toSignIn   purpose = "sign_in"          // the second step, after the password
	toSignInBy purpose = "passkey_sign_in"  // by a passkey alone
	toProve    purpose = "reauthentication" // of a session
	toRegister purpose = "registration"     // of a passkey
	toReset    purpose = "password_reset"   // by a link that was mailed
)

// SecondFactorForReset asks for the second factor of an account whose password is about to be reset by a link: nil
// where the account has none or factor is right, which uses it up. refused is second_factor_required, invalid_code or
// too_many_attempts: an answer whose trace has to be committed, so tx must not be undone for it.
func (s *Service) SecondFactorForReset(ctx context.Context, tx *db.Tx, v Visitor, accountID string, f Factor) (refused, err error) {
	var has bool
	var emailKey string
	if err := tx.QueryRow(ctx, "SELECT second_factor, email_key FROM account WHERE id = $1", accountID).Scan(&has, &emailKey); err != nil {
		return nil, err
	}
	if !has {
		return nil, nil
	}
	_, refused, err = s.second(ctx, tx, v, accountID, emailKey, toReset, f)
	return refused, err
}

// second asks for the second factor of an account that has one. by is how the session begins where it is right.
func (s *Service) second(ctx context.Context, tx *db.Tx, v Visitor, accountID, emailKey string, to purpose, f Factor) (by Method, refused, err error) {
	if f.none() {
		refused, err = s.askSecond(ctx, tx, accountID, to)
		return "", refused, err
	}
	buckets := s.factorBuckets(v, accountID, emailKey)
	if err := throttle.Reserve(ctx, tx, s.now(), buckets...); err != nil {
		if f, ok := fault.As(err); ok && f.Kind == fault.Throttled {
			return "", f, nil
		}
		return "", nil, err
	}
	by, ok, err := s.use(ctx, tx, v, accountID, "", to, f)
	if err != nil {
		return "", nil, err
	}
	if !ok {
		return "", fault.New(fault.Unauthenticated, "invalid_code",
				"This is not right, or it was used already. Enter the code that your app shows now, another recovery code, or use your passkey again."),
			s.refused(ctx, tx, v, accountID, to, f.kind())
	}
	return by, nil, throttle.Release(ctx, tx, buckets...)
}

// askSecond is the refusal that asks for a second factor. Where the account has a passkey it holds a challenge.
func (s *Service) askSecond(ctx context.Context, tx *db.Tx, accountID string, to purpose) (refused, err error) {
	methods, err := s.Methods(ctx, tx, accountID)
	if err != nil {
		return nil, err
	}
	f := fault.New(fault.Unauthenticated, "second_factor_required",
		"This account signs in with a second factor. Send a code of the authenticator app, a recovery code, or the answer of a passkey along.").With("methods", methods)
	for _, m := range methods {
		if m == methodPasskey {
			c, err := s.ask(ctx, tx, to, accountID, "")
			if err != nil {
				return nil, err
			}
			f = f.With("passkey", c)
		}
	}
	return f, nil
}

// use looks at a factor and uses it up: by is what a session begins by, ok whether it is right.
func (s *Service) use(ctx context.Context, tx *db.Tx, v Visitor, accountID, sessionID string, to purpose, f Factor) (by Method, ok bool, err error) {
	switch {
	case f.Passkey != nil:
		_, ok, err = s.usePasskey(ctx, tx, v, accountID, sessionID, to, *f.Passkey)
		return ByBoth, ok, err
	case isTOTP(f.Code):
		ok, err = s.useTOTP(ctx, tx, accountID, compact(f.Code))
		return ByTOTP, ok, err
	default:
		if ok, err = s.useRecoveryCode(ctx, tx, accountID, f.Code); !ok || err != nil {
			return "", false, err
		}
		actor := v.Actor
		actor.AccountID = accountID
		if err := audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "recovery_code.used", TargetID: accountID, Detail: map[string]any{"for": to},
		}); err != nil {
			return "", false, err
		}
		return ByRecoveryCode, true, s.notify(ctx, tx, v, accountID, NoticeRecoveryCodeUsed, "")
	}
}

// factorBuckets are what wrong second factors are counted by: the account, wherever they come from, so that neither
// connections nor addresses give more of them. A browser that signed in to the account before counts by itself, so
// that whoever knows the password cannot lock the owner out; and all such browsers together, because whoever knew the
// password before there was a second factor can have gathered the tokens of many.
func (s *Service) factorBuckets(v Visitor, accountID, emailKey string) []throttle.Bucket {
	bucket := func(limit int, key ...string) throttle.Bucket {
		return throttle.Bucket{
			Key: throttle.Key(key...), Limit: limit, Window: window, Code: "too_many_attempts",
			Message: "Too many wrong codes. Wait until the time in Retry-After has passed, then try again.",
		}
	}
	if s.knows(v.Device, emailKey) {
		return []throttle.Bucket{bucket(perFactor, "second factor of a device", v.Device), bucket(perKnown, "second factor of devices", accountID)}
	}
	return []throttle.Bucket{bucket(perFactor, "second factor", accountID)}
}

// refused records that somebody did not prove who they are.
func (s *Service) refused(ctx context.Context, tx *db.Tx, v Visitor, accountID string, to purpose, by string) error {
	return audit.Record(ctx, tx, s.now(), v.Actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "session.refused", TargetID: accountID, Detail: map[string]any{"for": to, "by": by},
	})
}

// TakeSecondFactor takes everything away that an account proves a second time with, for an administrator whom its
// owner has asked, and ends its sessions. Errors: no_second_factor.
func (s *Service) TakeSecondFactor(ctx context.Context, tx *db.Tx, accountID string) error {
	o, err := s.hold(ctx, tx, accountID)
	if err != nil {
		return err
	}
	if !o.secondFactor {
		return fault.New(fault.Conflict, "no_second_factor", "This account has no second factor. Its owner signs in with the password alone.")
	}
	for _, table := range []string{"totp", "passkey", "recovery_code"} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE account_id = $1", accountID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "UPDATE account SET second_factor = FALSE, version = version + 1 WHERE id = $1", accountID); err != nil {
		return err
	}
	s.altered(tx, s.now(), accountID)
	return EndAll(ctx, tx, accountID, "")
}
