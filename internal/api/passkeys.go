package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/session"
)

// Passkey is a passkey of the caller's account.
type Passkey struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
}

func wirePasskey(p session.Passkey) Passkey {
	return Passkey{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, LastUsedAt: timeOrNull(p.LastUsedAt)}
}

// WebAuthn is JSON as WebAuthn Level 3 defines it.
type WebAuthn json.RawMessage

// MarshalJSON writes it as it is.
func (w WebAuthn) MarshalJSON() ([]byte, error) { return json.RawMessage(w).MarshalJSON() }

// UnmarshalJSON keeps it as it is.
func (w *WebAuthn) UnmarshalJSON(b []byte) error { return (*json.RawMessage)(w).UnmarshalJSON(b) }

// Schema is any object.
func (WebAuthn) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Ceremony is a challenge to a passkey.
type Ceremony struct {
	ID      string   `json:"ceremonyId" doc:"To send back with the answer, within five minutes, once"`
	Options WebAuthn `json:"options" doc:"For PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON"`
}

func wireCeremony(c session.Ceremony) Ceremony {
	return Ceremony{ID: c.ID, Options: WebAuthn(c.Options)}
}

// PasskeyAnswer is what a passkey answered to a challenge.
type PasskeyAnswer struct {
	CeremonyID string   `json:"ceremonyId"`
	Credential WebAuthn `json:"credential" doc:"PublicKeyCredential.toJSON()"`
}

func (a *PasskeyAnswer) answer() *session.Answer {
	if a == nil {
		return nil
	}
	return &session.Answer{CeremonyID: a.CeremonyID, Credential: json.RawMessage(a.Credential)}
}

type ceremonyOutput = struct{ Body Ceremony }

// passkeyOptions begins a sign-in by a passkey alone.
func (s *Server) passkeyOptions(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
	c, err := s.Sessions.PasskeyOptions(ctx, s.visitorOf(ctx))
	return &ceremonyOutput{wireCeremony(c)}, err
}

// signInByPasskey signs in by a passkey alone, which has to have verified its user.
func (s *Server) signInByPasskey(ctx context.Context, in *struct {
	Device http.Cookie `cookie:"tenantry_device" hidden:"true"`
	Secure http.Cookie `cookie:"__Host-tenantry_device" hidden:"true"`
	Body   PasskeyAnswer
},
) (*sessionOutput, error) {
	signed, err := s.Sessions.SignInByPasskey(ctx, s.here(ctx, in.Device, in.Secure), *in.Body.answer())
	if err != nil {
		return nil, err
	}
	return s.welcome(ctx, signed)
}

// proofOptions begins a proof by a passkey.
func (s *Server) proofOptions(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
	c, err := s.Sessions.ProofOptions(ctx, callerOf(ctx).session)
	return &ceremonyOutput{wireCeremony(c)}, err
}

// newPasskeyOptions begins the registration of a passkey.
func (s *Server) newPasskeyOptions(ctx context.Context, _ *struct{}) (*ceremonyOutput, error) {
	c, err := s.Sessions.NewPasskeyOptions(ctx, callerOf(ctx).session)
	return &ceremonyOutput{wireCeremony(c)}, err
}

type passkeyOutput struct {
	Location string `header:"Location"`
	Body     Passkey
}

func (s *Server) addPasskey(ctx context.Context, in *struct {
	Body struct {
		CeremonyID string   `json:"ceremonyId"`
		Credential WebAuthn `json:"credential" doc:"PublicKeyCredential.toJSON()"`
		Name       string   `json:"name,omitempty" doc:"At most 30 characters; a name for the device that asks where there is none"`
	}
},
) (*passkeyOutput, error) {
	p, err := s.Sessions.AddPasskey(ctx, s.visitorOf(ctx), callerOf(ctx).session,
		session.Answer{CeremonyID: in.Body.CeremonyID, Credential: json.RawMessage(in.Body.Credential)}, in.Body.Name)
	return &passkeyOutput{Location: "/v1/account/passkeys/" + p.ID, Body: wirePasskey(p)}, err
}

type renamePasskeyInput struct {
	ID   string `path:"id"`
	Body struct {
		Name *string `json:"name,omitempty" doc:"1 to 30 characters"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) renamePasskey(ctx context.Context, in *renamePasskeyInput) (*struct{ Body Passkey }, error) {
	p, err := s.Sessions.RenamePasskey(ctx, callerOf(ctx).Actor, in.ID, in.Body.Name)
	return &struct{ Body Passkey }{wirePasskey(p)}, err
}

func (s *Server) removePasskey(ctx context.Context, in *struct {
	ID string `path:"id"`
},
) (*struct{}, error) {
	return nil, s.Sessions.RemovePasskey(ctx, s.visitorOf(ctx), in.ID)
}
