package session

import (
	"context"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"
	"golang.org/x/net/idna"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/throttle"
)

const (
	// MaxPasskeys is how many passkeys an account can have.
	MaxPasskeys = 20
	// maxPasskeyName is the longest name of a passkey, in characters.
	maxPasskeyName = 30
	// ceremonyLife is how long a challenge waits for its answer.
	ceremonyLife = 5 * time.Minute
	// maxPublicKey is how large a public key may be, in bytes: an RSA key of 8,192 bits has less.
	maxPublicKey = 1100
)

// algorithms are those of the keys that are asked for, the preferred first.
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// transports are the ways to a passkey that are kept of those that a browser names.
var transports = []protocol.AuthenticatorTransport{
	protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal,
}

// Passkey is a passkey of an account.
type Passkey struct {
	ID         string
	Name       string
	CreatedAt  time.Time
	LastUsedAt time.Time // zero for never

	credential webauthn.Credential
}

// Ceremony is a challenge to a passkey: options is JSON as WebAuthn Level 3 defines it.
type Ceremony struct {
	ID      string          `json:"ceremonyId"`
	Options json.RawMessage `json:"options"`
}

// Answer is what a passkey answered: credential is JSON as WebAuthn Level 3 defines it.
type Answer struct {
	CeremonyID string
	Credential json.RawMessage
}

// relyingParty is the deployment as passkeys know it, from its public URL alone; nil where browsers offer passkeys
// to no such place: an IP address, or plain http elsewhere than on the machine itself.
func relyingParty(publicURL string) *webauthn.WebAuthn {
	u, err := url.Parse(publicURL)
	if err != nil {
		return nil
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil { // else it has an underscore, say
		host = ascii
	}
	if _, err := netip.ParseAddr(host); err == nil || host == "" {
		return nil
	}
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if u.Scheme != "https" && !local {
		return nil
	}
	origin := u.Scheme + "://" + host
	if port := u.Port(); port != "" && !(u.Scheme == "https" && port == "443") && !(u.Scheme == "http" && port == "80") {
		origin += ":" + port
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: issuer, RPOrigins: []string{origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, RequireResidentKey: protocol.ResidentKeyNotRequired(), UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{ // told to browsers; the rows of the challenges expire by the program's clock
			Login:        webauthn.TimeoutConfig{Timeout: ceremonyLife, TimeoutUVD: ceremonyLife},
			Registration: webauthn.TimeoutConfig{Timeout: ceremonyLife, TimeoutUVD: ceremonyLife},
		},
	})
	if err != nil {
		return nil
	}
	return rp
}

// Passkeys reports whether passkeys can be used at the deployment's public URL.
func (s *Service) Passkeys() bool { return s.rp != nil }

func (s *Service) needPasskeys() error {
	if s.rp == nil {
		return fault.New(fault.Conflict, "passkeys_unavailable",
			"Browsers offer passkeys only to https:// and a name, or to http://localhost. The operator has to set TENANTRY_PUBLIC_URL to such an address.")
	}
	return nil
}

// person is an account as passkeys know it.
type person struct {
	id, email, name string
	passkeys        []Passkey
}

// WebAuthnID is the handle that a passkey keeps.
func (p person) WebAuthnID() []byte { return []byte(p.id) }

// WebAuthnName is the account's address.
func (p person) WebAuthnName() string { return p.email }

// WebAuthnDisplayName is the account's name.
func (p person) WebAuthnDisplayName() string { return p.name }

// WebAuthnCredentials are the account's passkeys.
func (p person) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(p.passkeys))
	for i, k := range p.passkeys {
		all[i] = k.credential
	}
	return all
}

func (p person) descriptors() []protocol.CredentialDescriptor {
	all := make([]protocol.CredentialDescriptor, len(p.passkeys))
	for i, k := range p.passkeys {
		all[i] = protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: k.credential.ID, Transport: k.credential.Transport}
	}
	return all
}

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
		Key: throttle.Key("passkey", network(v.Address)), Limit: perAddress, Window: window, Code: "too_many_attempts",
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
		var emailKey string
		if err := tx.QueryRow(ctx, "SELECT email_key FROM account WHERE id = $1", accountID).Scan(&emailKey); err != nil {
			return err
		}
		if in, err = s.Start(ctx, tx, v, accountID, ByPasskey); err != nil {
			return err
		}
		in.Device = s.device(emailKey)
		return nil
	})
	if err != nil {
		return SignedIn{}, err
	}
	return in, refused
}

func invalidPasskey() *fault.Error {
	return fault.New(fault.Unauthenticated, "invalid_passkey", "This passkey did not sign you in: it is not known here, did not check who uses it, or took longer than five minutes. Try again, or sign in with your password.")
}

// NewPasskeyOptions begins the registration of a passkey for a session's account. Errors: passkeys_unavailable,
// too_many_passkeys.
func (s *Service) NewPasskeyOptions(ctx context.Context, ses Session) (Ceremony, error) {
	if err := s.needPasskeys(); err != nil {
		return Ceremony{}, err
	}
	var c Ceremony
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.person(ctx, tx, ses.AccountID)
		if err != nil {
			return err
		}
		if err := p.roomForOne(); err != nil {
			return err
		}
		creation, data, err := s.rp.BeginRegistration(p, webauthn.WithExclusions(p.descriptors()), webauthn.WithCredentialParameters(algorithms))
		if err != nil {
			return err
		}
		c, err = s.begin(ctx, tx, toRegister, ses.AccountID, ses.ID, creation.Response, data)
		return err
	})
	return c, err
}

func (p person) roomForOne() error {
	if len(p.passkeys) >= MaxPasskeys {
		return fault.New(fault.Conflict, "too_many_passkeys", "This account has 20 passkeys, as many as it can. Remove one that you no longer use first.")
	}
	return nil
}

// AddPasskey adds the passkey that answered. Without a name it is called after the device that asks. Errors:
// invalid_passkey on body.credential, passkey_taken, too_many_passkeys, and the rules of body.name.
func (s *Service) AddPasskey(ctx context.Context, v Visitor, ses Session, a Answer, name string) (Passkey, error) {
	if err := s.needPasskeys(); err != nil {
		return Passkey{}, err
	}
	if name == "" {
		name = DeviceOf(v.UserAgent).String()
	}
	if name == "" {
		name = "Passkey"
	}
	name, err := passkeyName(name)
	if err != nil {
		return Passkey{}, err
	}
	var added Passkey
	var refused error // which has used the challenge up
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		refused = nil
		o, err := s.hold(ctx, tx, ses.AccountID)
		if err != nil {
			return err
		}
		data, ok, err := s.take(ctx, tx, toRegister, ses.AccountID, ses.ID, a.CeremonyID)
		if err != nil {
			return err
		}
		if !ok {
			return notRegistered("body.ceremonyId", "There is no such challenge: it waits five minutes, for one answer. Begin again.")
		}
		p, err := s.person(ctx, tx, ses.AccountID)
		if err != nil {
			return err
		}
		if err := p.roomForOne(); err != nil {
			return err
		}
		found, ok := s.registered(p, data, a)
		if !ok {
			refused = notRegistered("body.credential", "This is not the answer of a passkey to the challenge. Begin again.")
			return nil
		}
		var taken bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM passkey WHERE credential_id = $1)", found.ID).Scan(&taken); err != nil {
			return err
		}
		if taken {
			refused = fault.New(fault.Conflict, "passkey_taken", "This passkey is registered already.")
			return nil
		}
		now := s.now()
		added = Passkey{ID: id.New(id.Passkey, now), Name: name, CreatedAt: now, credential: *found}
		if err := insertPasskey(ctx, tx, ses.AccountID, added); err != nil {
			return err
		}
		return s.changed(ctx, tx, v, o, change{
			action: "passkey.added", target: added.ID, detail: map[string]any{"name": name}, notice: NoticePasskeyAdded, about: name,
		})
	})
	if err != nil {
		return Passkey{}, err
	}
	return added, refused
}

func notRegistered(location, message string) error {
	return fault.InvalidFields(fault.Field{Location: location, Code: "invalid_passkey", Message: message})
}

// registered is the passkey that answered a challenge to register, if it did.
func (s *Service) registered(p person, data webauthn.SessionData, a Answer) (*webauthn.Credential, bool) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(a.Credential)
	if err != nil || len(parsed.Response.AttestationObject.AuthData.AttData.CredentialPublicKey) > maxPublicKey {
		return nil, false
	}
	found, err := s.rp.CreateCredential(p, data, parsed)
	return found, err == nil
}

func passkeyName(name string) (string, error) {
	line, problem := text.Line(name, maxPasskeyName, true)
	if problem != nil {
		return "", fault.InvalidFields(fault.Field{Location: "body.name", Code: problem.Code, Message: problem.Message})
	}
	return line, nil
}

// RenamePasskey gives a passkey of the caller's another name; nil leaves it. NotFound where it is nobody's or somebody
// else's.
func (s *Service) RenamePasskey(ctx context.Context, actor audit.Actor, passkeyID string, name *string) (Passkey, error) {
	var p Passkey
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if p, err = s.passkey(ctx, tx, actor.AccountID, passkeyID); err != nil || name == nil {
			return err
		}
		line, err := passkeyName(*name)
		if err != nil || line == p.Name {
			return err
		}
		before := p.Name
		p.Name = line
		if _, err := tx.Exec(ctx, "UPDATE passkey SET name = $1 WHERE id = $2", line, p.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "passkey.renamed", TargetID: p.ID,
			Detail: map[string]any{"before": map[string]string{"name": before}, "after": map[string]string{"name": line}},
		})
	})
	return p, err
}

// RemovePasskey forgets a passkey of the caller's. NotFound as for RenamePasskey.
func (s *Service) RemovePasskey(ctx context.Context, v Visitor, passkeyID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := s.hold(ctx, tx, v.AccountID)
		if err != nil {
			return err
		}
		p, err := s.passkey(ctx, tx, v.AccountID, passkeyID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM passkey WHERE id = $1", p.ID); err != nil {
			return err
		}
		return s.changed(ctx, tx, v, o, change{
			action: "passkey.removed", target: p.ID, detail: map[string]any{"name": p.Name}, notice: NoticePasskeyRemoved, about: p.Name,
		})
	})
}

func (s *Service) passkey(ctx context.Context, tx *db.Tx, accountID, passkeyID string) (Passkey, error) {
	if id.Valid(id.Passkey, passkeyID) {
		all, err := passkeysOf(ctx, tx, accountID)
		if err != nil {
			return Passkey{}, err
		}
		for _, p := range all {
			if p.ID == passkeyID {
				return p, nil
			}
		}
	}
	return Passkey{}, fault.Missing("passkey")
}

// person reads an account with its passkeys.
func (s *Service) person(ctx context.Context, tx *db.Tx, accountID string) (person, error) {
	p := person{id: accountID}
	err := tx.QueryRow(ctx, "SELECT email, name FROM account WHERE id = $1", accountID).Scan(&p.email, &p.name)
	if db.NotFound(err) {
		return p, Unauthenticated()
	}
	if err != nil {
		return p, err
	}
	p.passkeys, err = passkeysOf(ctx, tx, accountID)
	return p, err
}

// passkeysOf returns the passkeys of an account, the oldest first.
func passkeysOf(ctx context.Context, q db.Querier, accountID string) ([]Passkey, error) {
	type row struct {
		Passkey
		flags, signs, created, used int64
		transports                  string
	}
	rows, err := q.Query(ctx, `SELECT id, name, credential_id, public_key, flags, transports, aaguid, sign_count, created_at, last_used_at
		FROM passkey WHERE account_id = $1 ORDER BY id`, accountID)
	if err != nil {
		return nil, err
	}
	var all []Passkey
	err = db.Each(rows, func(r *row) []any {
		c := &r.credential
		return []any{&r.ID, &r.Name, &c.ID, &c.PublicKey, &r.flags, &r.transports, &c.Authenticator.AAGUID, &r.signs, &r.created, &r.used}
	}, func(r row) error {
		p := r.Passkey
		p.CreatedAt = db.Time(r.created)
		if r.used != 0 {
			p.LastUsedAt = db.Time(r.used)
		}
		p.credential.Flags = webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(r.flags)) //nolint:gosec // a byte was stored
		p.credential.Authenticator.SignCount = uint32(r.signs)                                 //nolint:gosec // and 32 bits here
		all = append(all, p)
		return json.Unmarshal([]byte(r.transports), &all[len(all)-1].credential.Transport)
	})
	return all, err
}

func insertPasskey(ctx context.Context, tx *db.Tx, accountID string, p Passkey) error {
	known := slices.DeleteFunc(slices.Clone(p.credential.Transport), func(t protocol.AuthenticatorTransport) bool { return !slices.Contains(transports, t) })
	slices.Sort(known)
	stored, err := json.Marshal(slices.Compact(known))
	if err != nil {
		return err
	}
	c := p.credential
	_, err = tx.Exec(ctx, `INSERT INTO passkey (id, account_id, credential_id, public_key, name, flags, transports, aaguid, sign_count, created_at, last_used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`,
		p.ID, accountID, c.ID, c.PublicKey, p.Name, int64(c.Flags.ProtocolValue()), string(stored), c.Authenticator.AAGUID,
		int64(c.Authenticator.SignCount), db.Micros(p.CreatedAt))
	return err
}
