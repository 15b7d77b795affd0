package session

import (
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/throttle"
)

// ask makes a challenge to the passkeys of an account; accountID is "" where any account's may answer, which then
// have to verify their user.
func (s *Service) ask(ctx context.Context, tx *db.Tx, to purpose, accountID, sessionID string) (Ceremony, error) {
	var assertion *protocol.CredentialAssertion
	var data *webauthn.SessionData
	if accountID == "" {
		var err error
		if assertion, data, err = s.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired)); err != nil {
			return Ceremony{}, err
		}
	} else {
		p, err := s.person(ctx, tx, accountID)
		if err != nil {
			return Ceremony{}, err
		}
		if len(p.passkeys) == 0 {
			return Ceremony{}, fault.New(fault.Conflict, "no_passkey", "This account has no passkey. Use the password, or a code.")
		}
		if assertion, data, err = s.rp.BeginLogin(p, webauthn.WithUserVerification(protocol.VerificationPreferred)); err != nil {
			return Ceremony{}, err
		}
	}
	return s.begin(ctx, tx, to, accountID, sessionID, assertion.Response, data)
}

// mostCeremonies is how many challenges wait at a time for one purpose, account and session: the earliest gives way.
const mostCeremonies = 20

// begin stores a challenge.
func (s *Service) begin(ctx context.Context, tx *db.Tx, to purpose, accountID, sessionID string, options any, data *webauthn.SessionData) (Ceremony, error) {
	body, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, err
	}
	challenge, err := json.Marshal(data)
	if err != nil {
		return Ceremony{}, err
	}
	now := s.now()
	c := Ceremony{ID: id.New(id.Ceremony, now), Options: body}
	_, err = tx.Exec(ctx, "INSERT INTO ceremony (id, purpose, account_id, session_id, challenge, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
		c.ID, string(to), db.NullString(accountID), sessionID, string(challenge), db.Micros(now.Add(ceremonyLife)))
	if db.IsForeignKey(err) { // the account was deleted at this moment
		return Ceremony{}, Unauthenticated()
	}
	if err != nil || accountID == "" { // what anybody can ask for is counted by the address
		return c, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM ceremony WHERE account_id = $1 AND purpose = $2 AND session_id = $3 AND id < (
			SELECT MIN(id) FROM (SELECT id FROM ceremony WHERE account_id = $1 AND purpose = $2 AND session_id = $3 ORDER BY id DESC LIMIT $4) AS latest)`,
		accountID, string(to), sessionID, mostCeremonies)
	return c, err
}

// take uses a challenge up, which is for this purpose, account and session only. ok is false where there is none.
func (s *Service) take(ctx context.Context, tx *db.Tx, to purpose, accountID, sessionID, ceremonyID string) (data webauthn.SessionData, ok bool, err error) {
	if !id.Valid(id.Ceremony, ceremonyID) {
		return data, false, nil
	}
	var challenge string
	err = tx.QueryRow(ctx, `DELETE FROM ceremony WHERE id = $1 AND purpose = $2 AND COALESCE(account_id, '') = $3 AND session_id = $4 AND expires_at > $5
		RETURNING challenge`, ceremonyID, string(to), accountID, sessionID, db.Micros(s.now())).Scan(&challenge)
	if db.NotFound(err) {
		return data, false, nil
	}
	if err != nil {
		return data, false, err
	}
	return data, true, json.Unmarshal([]byte(challenge), &data)
}

// usePasskey looks at the answer to a challenge for this purpose, account and session. accountID is "" where any
// account's passkey may answer. It returns whose passkey answered; ok is false where the answer is not right.
func (s *Service) usePasskey(ctx context.Context, tx *db.Tx, v Visitor, accountID, sessionID string, to purpose, a Answer) (owner string, ok bool, err error) {
	if s.rp == nil {
		return "", false, nil
	}
	data, ok, err := s.take(ctx, tx, to, accountID, sessionID, a.CeremonyID)
	if err != nil || !ok {
		return "", false, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(a.Credential)
	if err != nil {
		return "", false, nil //nolint:nilerr // an answer that is none is a wrong one
	}
	if accountID == "" {
		err := tx.QueryRow(ctx, "SELECT account_id FROM passkey WHERE credential_id = $1", parsed.RawID).Scan(&owner)
		if db.NotFound(err) {
			return "", false, nil
		}
		if err != nil {
			return "", false, err
		}
	} else {
		owner = accountID
	}
	p, err := s.person(ctx, tx, owner)
	if err != nil {
		return "", false, err
	}
	var found *webauthn.Credential
	if accountID == "" {
		_, found, err = s.rp.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) { return p, nil }, data, parsed)
	} else {
		found, err = s.rp.ValidateLogin(p, data, parsed)
	}
	if err != nil {
		return owner, false, nil //nolint:nilerr // why it is wrong is nobody's business
	}
	for _, k := range p.passkeys {
		if string(k.credential.ID) != string(found.ID) {
			continue
		}
		if found.Authenticator.CloneWarning { // it has counted less than the one that we know: there are two of it
			return owner, false, audit.Record(ctx, tx, s.now(), v.Actor, audit.Event{
				OrganizationID: id.PlatformOrganization, Action: "passkey.suspected", TargetID: k.ID,
				Detail: map[string]any{"accountId": owner, "signCount": parsed.Response.AuthenticatorData.Counter, "known": k.credential.Authenticator.SignCount},
			})
		}
		_, err := tx.Exec(ctx, "UPDATE passkey SET sign_count = $1, flags = $2, last_used_at = $3 WHERE id = $4",
			int64(found.Authenticator.SignCount), int64(found.Flags.ProtocolValue()), db.Micros(s.now()), k.ID)
		return owner, err == nil, err
	}
	return owner, false, nil
}

// PasskeyOptions begins a sign-in by a passkey alone. Errors: passkeys_unavailable, too_many_attempts.
func (s *Service) PasskeyOptions(ctx context.Context, v Visitor) (Ceremony, error) {
	if err := s.needPasskeys(); err != nil {
		return Ceremony{}, err
	}
	var c Ceremony
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := throttle.Reserve(ctx, tx, s.now(), passkeyBucket(v)); err != nil {
			return err
		}
		c, err = s.ask(ctx, tx, toSignInBy, "", "")
		return err
	})
	return c, err
}

// passkeyBucket is what challenges are counted by that anybody can ask for.
func passkeyBucket(v Visitor) throttle.Bucket {
	return throttle.Bucket{
		Key: throttle.Key("passkey", throttle.Network(v.Address)), Limit: perAddress, Window: window, Code: "too_many_attempts",
		Message: "Too many sign-ins by passkey were begun from this address. Wait until the time in Retry-After has passed, or use your password.",
	}
}

// SignInByPasskey starts a session by a passkey alone, which has verified its user and so is both factors. Errors:
// invalid_passkey, account_disabled.
func (s *Service) SignInByPasskey(ctx context.Context, v Visitor, a Answer) (SignedIn, error) {
	var in SignedIn
	var refused error // an answer of its own, whose trace is kept
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		in, refused = SignedIn{}, nil
		accountID, ok, err := s.usePasskey(ctx, tx, v, "", "", toSignInBy, a)
		if err != nil {
			return err
		}
		if !ok {
			refused = invalidPasskey()
			return s.refused(ctx, tx, v, accountID, toSignInBy, "passkey")
		}
		disabled, err := s.Members.AllDisabled(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if disabled {
			refused = accountDisabled()
			return s.refused(ctx, tx, v, accountID, toSignInBy, "passkey")
		}
		if err := throttle.Release(ctx, tx, passkeyBucket(v)); err != nil {
			return err
		}
		in, err = s.Start(ctx, tx, v, accountID, ByPasskey)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, refused
}

func invalidPasskey() *fault.Error {
	return fault.New(fault.Unauthenticated, "invalid_passkey", "This passkey did not sign you in: it is not known here, did not check who uses it, or took longer than five minutes. Try again, or sign in with your password.")
}
