package session

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/throttle"
	"github.com/tenantry/tenantry/internal/verification"
)

// How long a session lasts.
const (
	Idle     = 30 * time.Minute // after its last use
	Absolute = 12 * time.Hour   // after sign-in
	// TemporaryLife is how long a temporary password can be used.
	TemporaryLife = 72 * time.Hour
	// touchEvery is how often a last use is stored at most.
	touchEvery = time.Minute
)

// Session is a signed-in browser.
type Session struct {
	ID         string
	AccountID  string
	LastUsedAt time.Time
	ExpiresAt  time.Time // the absolute end
	ProvedAt   time.Time // when the account last proved again who it is; zero for never
	Revision   int64     // of access, when the session was recognized
}

// ProvedLife is how long a session may do what needs a proof, after it.
const ProvedLife = 10 * time.Minute

// ProvedUntil is until when the session may do what needs a proof; zero where it may not.
func (s Session) ProvedUntil(now time.Time) time.Time {
	if until := s.ProvedAt.Add(ProvedLife); !s.ProvedAt.IsZero() && now.Before(until) {
		return until
	}
	return time.Time{}
}

// Method is how a session began.
type Method string

// The methods.
const (
	ByPassword     Method = "password"
	ByTOTP         Method = "password_totp"
	ByRecoveryCode Method = "password_recovery_code"
	ByBoth         Method = "password_passkey"
	ByPasskey      Method = "passkey"
	BySetUpLink    Method = "set_up_link"
	BySignUp       Method = "sign_up"
	ByInvitation   Method = "invitation"
	ByUnknown      Method = "unknown" // of an earlier version
)

// Visitor is where an attempt to sign in comes from.
type Visitor struct {
	audit.Actor
	UserAgent string
	Device    string // the device token that an earlier sign-in of this browser was given, or ""
}

// SignedIn is what a successful sign-in hands out. Token and Device go into cookies and are nowhere else.
type SignedIn struct {
	Session
	Token  string
	Device string
}

// Service signs in, recognizes and signs out, and keeps what an account signs in by.
type Service struct {
	Config
	db  *db.DB
	now func() time.Time
	rp  *webauthn.WebAuthn // nil where passkeys cannot be used

	mu      sync.Mutex
	touched map[string]use // session ID -> last use that is not stored yet
}

// Config is what a Service is made of.
type Config struct {
	DB  *db.DB
	Now func() time.Time
	// DeviceKey signs device tokens. Every node needs the same keys.
	DeviceKey []byte
	// Box seals the secrets of authenticator apps, and RecoveryKey is that of the MACs of recovery codes.
	Box         seal.Box
	RecoveryKey []byte
	PublicURL   string // whose host passkeys are for
	Members     Members
	// Notify tells the owner of an account by mail, with tx; nil tells nobody.
	Notify func(ctx context.Context, tx *db.Tx, n Notice) error
}

// use is the last use of a session.
type use struct {
	accountID string
	at        time.Time
}

// Members is what package member knows of an account.
type Members struct {
	// AllDisabled answers whether every membership of the account is disabled.
	AllDisabled func(ctx context.Context, q db.Querier, accountID string) (bool, error)
	// TakeUp makes the memberships active that waited for the temporary password to be replaced.
	TakeUp func(ctx context.Context, tx *db.Tx, now time.Time, accountID string) error
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{Config: c, db: c.DB, now: c.Now, rp: relyingParty(c.PublicURL), touched: map[string]use{}}
}

// Start begins a session for an account that has proved who it is, inside the transaction of the proof.
func (s *Service) Start(ctx context.Context, tx *db.Tx, v Visitor, accountID string, by Method) (SignedIn, error) {
	now := s.now()
	in := SignedIn{
		Session: Session{ID: id.New(id.Session, now), AccountID: accountID, LastUsedAt: now, ExpiresAt: now.Add(Absolute)},
		Token:   verification.Token(),
	}
	emailKey, err := arrive(ctx, tx, accountID, now)
	if err == nil {
		err = insert(ctx, tx, in, v, by, now)
	}
	if db.NotFound(err) { // the account was deleted at this moment
		return SignedIn{}, fault.New(fault.Unauthenticated, "invalid_credentials", "There is no such account any more.").Because(err)
	}
	if err != nil {
		return SignedIn{}, err
	}
	in.Device = s.DeviceFor(emailKey) // however it came in, the browser is known from now on
	actor := v.Actor
	actor.AccountID = accountID
	return in, audit.Record(ctx, tx, now, actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "session.started", TargetID: in.ID, Detail: map[string]any{"method": by},
	})
}

// Recognize returns the session of a token, or Unauthenticated when it has ended or never was.
func (s *Service) Recognize(ctx context.Context, token string) (Session, error) {
	ses, err := find(ctx, s.db.Querier(ctx), token)
	if db.NotFound(err) {
		return ses, Unauthenticated()
	}
	if err != nil {
		return ses, err
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.touched[ses.ID]; ok && last.at.After(ses.LastUsedAt) {
		ses.LastUsedAt = last.at
	}
	if !now.Before(ses.ExpiresAt) || !now.Before(ses.LastUsedAt.Add(Idle)) {
		return ses, Unauthenticated()
	}
	if now.Sub(ses.LastUsedAt) >= touchEvery {
		s.touched[ses.ID] = use{ses.AccountID, now}
	}
	return ses, nil
}

// Unauthenticated is the refusal of whoever is not signed in.
func Unauthenticated() error {
	return fault.New(fault.Unauthenticated, "unauthenticated", "You are not signed in, or your session has ended. Sign in and try again.")
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, actor audit.Actor, ses Session) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM session WHERE id = $1", ses.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "session.ended", TargetID: ses.ID,
		})
	})
}

// Flush stores the last uses that were noted since the last time.
func (s *Service) Flush(ctx context.Context) error {
	s.mu.Lock()
	touched := s.touched
	s.touched = map[string]use{}
	s.mu.Unlock()
	if len(touched) == 0 {
		return nil
	}
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for sessionID, last := range touched {
			if _, err := tx.Exec(ctx, "UPDATE session SET last_used_at = $1 WHERE id = $2 AND last_used_at < $1", db.Micros(last.at), sessionID); err != nil {
				return err
			}
			if err := visit(ctx, tx, last.accountID, last.at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // they are noted still: without them, sessions would end that are in use
		s.mu.Lock()
		defer s.mu.Unlock()
		for sessionID, last := range touched {
			if is, again := s.touched[sessionID]; !again || is.at.Before(last.at) {
				s.touched[sessionID] = last
			}
		}
	}
	return err
}

// Sweep deletes the sessions that have ended, the challenges and the secrets that nobody answered to, and the counts
// that no longer matter.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	now := s.now()
	if _, err := tx.Exec(ctx, "DELETE FROM session WHERE expires_at <= $1", db.Micros(now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM ceremony WHERE expires_at <= $1", db.Micros(now)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM totp WHERE pending AND created_at <= $1", db.Micros(now.Add(-totpPending))); err != nil {
		return err
	}
	return throttle.Sweep(ctx, tx, now)
}

// DeviceFor makes the token by which a browser is known to have signed in to an account: a random half
// and a MAC over it and the account's address.
func (s *Service) DeviceFor(emailKey string) string {
	nonce := verification.Token()
	return nonce + "." + s.deviceMAC(nonce, emailKey)
}

func (s *Service) knows(device, emailKey string) bool {
	nonce, mac, ok := strings.Cut(device, ".")
	return ok && hmac.Equal([]byte(mac), []byte(s.deviceMAC(nonce, emailKey)))
}

func (s *Service) deviceMAC(nonce, emailKey string) string {
	h := hmac.New(sha256.New, s.DeviceKey)
	h.Write([]byte(nonce + "\x00" + emailKey))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
