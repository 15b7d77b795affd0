package session

import (
	"context"
	"encoding/json"
	"net/netip"
	"net/url"
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
			refused = passkeyTaken()
			return nil
		}
		now := s.now()
		added = Passkey{ID: id.New(id.Passkey, now), Name: name, CreatedAt: now, credential: *found}
		err = insertPasskey(ctx, tx, ses.AccountID, added)
		if db.IsUnique(err, "passkey", "credential_id") { // another account registered it at this moment
			return passkeyTaken().Because(err)
		}
		if err != nil {
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

func passkeyTaken() *fault.Error {
	return fault.New(fault.Conflict, "passkey_taken", "This passkey is registered already.")
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
