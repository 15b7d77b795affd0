// Package passkeytest is an authenticator in software, for tests: what a browser and a security key or a telephone
// do together.
package passkeytest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
)

// Flags of authenticator data.
const (
	userPresent  = 0x01
	userVerified = 0x04
	hasKey       = 0x40
)

var b64 = base64.RawURLEncoding

// Authenticator holds passkeys. Its exported fields can be changed between two uses.
type Authenticator struct {
	Origin string // that the browser is at
	// Verifies says that it checks who uses it.
	Verifies bool
	// Counter is how often it was used; one that does not Count says 0 always, as those do that share their keys.
	Counter uint32
	Counts  bool
	// Handle replaces the user handle that it answers with.
	Handle []byte
	keys   []key
}

type key struct {
	id, handle []byte
	rpID       string
	private    *ecdsa.PrivateKey
}

// New returns an authenticator without passkeys, which checks who uses it and counts.
func New(origin string) *Authenticator {
	return &Authenticator{Origin: origin, Verifies: true, Counts: true}
}

// Clone is a copy of it, as somebody makes who has got hold of the keys.
func (a *Authenticator) Clone() *Authenticator {
	c := *a
	c.keys = slices.Clone(a.keys)
	return &c
}

// Encoded is bytes in base64url without padding.
type Encoded []byte

func (e Encoded) MarshalJSON() ([]byte, error) { return json.Marshal(b64.EncodeToString(e)) }

func (e *Encoded) UnmarshalJSON(b []byte) (err error) {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*e, err = b64.DecodeString(s)
	return err
}

type descriptor struct {
	ID Encoded `json:"id"`
}

// Create makes a passkey by PublicKeyCredentialCreationOptionsJSON. It refuses where it has one of those that are
// excluded.
func (a *Authenticator) Create(options []byte) (json.RawMessage, error) {
	var o struct {
		Challenge Encoded `json:"challenge"`
		RP        struct {
			ID string `json:"id"`
		} `json:"rp"`
		User struct {
			ID Encoded `json:"id"`
		} `json:"user"`
		Exclude []descriptor `json:"excludeCredentials"`
	}
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, err
	}
	if len(o.Challenge) < 16 || o.RP.ID == "" || len(o.User.ID) == 0 {
		return nil, errors.New("the options lack something")
	}
	for _, d := range o.Exclude {
		if a.find(d.ID) != nil {
			return nil, errors.New("InvalidStateError: the authenticator has one of the excluded passkeys")
		}
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	k := key{id: make([]byte, 32), handle: o.User.ID, rpID: o.RP.ID, private: private}
	_, _ = rand.Read(k.id)
	a.keys = append(a.keys, k)
	public, err := private.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return nil, err
	}
	// COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
	cose := slices.Concat([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, public[1:33], []byte{0x22, 0x58, 0x20}, public[33:])
	data := a.data(k.rpID, hasKey)
	data = append(data, make([]byte, 16)...) // AAGUID
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.id)))
	data = slices.Concat(data, k.id, cose)
	// {"fmt": "none", "attStmt": {}, "authData": data}
	object := slices.Concat([]byte{0xa3, 0x63}, []byte("fmt"), []byte{0x64}, []byte("none"), []byte{0x67}, []byte("attStmt"), []byte{0xa0, 0x68}, []byte("authData"),
		[]byte{0x59}, binary.BigEndian.AppendUint16(nil, uint16(len(data))), data)
	client, err := a.client("webauthn.create", o.Challenge)
	if err != nil {
		return nil, err
	}
	return credential(k, map[string]any{"clientDataJSON": Encoded(client), "attestationObject": Encoded(object), "transports": []string{"internal", "hybrid"}})
}

// Get answers to PublicKeyCredentialRequestOptionsJSON with the last made passkey that may.
func (a *Authenticator) Get(options []byte) (json.RawMessage, error) {
	var o struct {
		Challenge Encoded      `json:"challenge"`
		RPID      string       `json:"rpId"`
		Allow     []descriptor `json:"allowCredentials"`
	}
	if err := json.Unmarshal(options, &o); err != nil {
		return nil, err
	}
	if len(o.Challenge) < 16 || o.RPID == "" {
		return nil, errors.New("the options lack something")
	}
	for _, k := range slices.Backward(a.keys) {
		allowed := len(o.Allow) == 0 || slices.ContainsFunc(o.Allow, func(d descriptor) bool { return bytes.Equal(d.ID, k.id) })
		if k.rpID == o.RPID && allowed {
			return a.Sign(k.id, o.RPID, o.Challenge)
		}
	}
	return nil, errors.New("NotAllowedError: the authenticator has no passkey that may answer")
}

// Sign answers to a challenge with one of its passkeys, whether it may or not.
func (a *Authenticator) Sign(passkeyID []byte, rpID string, challenge []byte) (json.RawMessage, error) {
	k := a.find(passkeyID)
	if k == nil {
		return nil, errors.New("there is no such passkey")
	}
	data := a.data(rpID, 0)
	client, err := a.client("webauthn.get", challenge)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(slices.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, k.private, digest[:])
	if err != nil {
		return nil, err
	}
	handle := k.handle
	if a.Handle != nil {
		handle = a.Handle
	}
	return credential(*k, map[string]any{
		"clientDataJSON": Encoded(client), "authenticatorData": Encoded(data), "signature": Encoded(signature), "userHandle": Encoded(handle),
	})
}

// IDs are those of its passkeys, the first made first.
func (a *Authenticator) IDs() [][]byte {
	ids := make([][]byte, len(a.keys))
	for i, k := range a.keys {
		ids[i] = k.id
	}
	return ids
}

func (a *Authenticator) find(id []byte) *key {
	for i := range a.keys {
		if bytes.Equal(a.keys[i].id, id) {
			return &a.keys[i]
		}
	}
	return nil
}

// data is authenticator data, but for the key in it.
func (a *Authenticator) data(rpID string, flags byte) []byte {
	if a.Counts {
		a.Counter++
	}
	flags |= userPresent
	if a.Verifies {
		flags |= userVerified
	}
	hash := sha256.Sum256([]byte(rpID))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), a.Counter)
}

func (a *Authenticator) client(kind string, challenge []byte) ([]byte, error) {
	return json.Marshal(map[string]any{"type": kind, "challenge": Encoded(challenge), "origin": a.Origin, "crossOrigin": false})
}

func credential(k key, response map[string]any) (json.RawMessage, error) {
	return json.Marshal(map[string]any{
		"id": Encoded(k.id), "rawId": Encoded(k.id), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{}, "response": response,
	})
}
