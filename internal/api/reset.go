package api

import (
	"context"
	"net/http"

	"github.com/tenantry/tenantry/internal/session"
)

// Accepted says that whatever comes of a request comes by mail.
type Accepted struct{}

type resetInput struct {
	Body struct {
		Email string `json:"email"`
	}
}

func (s *Server) askReset(ctx context.Context, in *resetInput) (*struct{ Body Accepted }, error) {
	return &struct{ Body Accepted }{}, s.Recovery.Ask(ctx, actorOf(ctx), in.Body.Email)
}

// ResetLink is what a link to choose another password is for.
type ResetLink struct {
	Email   string   `json:"email"`
	Methods []string `json:"methods" nullable:"false" enum:"totp,recovery_code,passkey" doc:"Second factors of which one is asked for; none where the account has none"`
}

func (s *Server) lookupReset(ctx context.Context, in *tokenInput) (*struct{ Body ResetLink }, error) {
	found, err := s.Recovery.Lookup(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ResetLink }{ResetLink{Email: found.Email, Methods: found.Methods}}, nil
}

type confirmResetInput struct {
	Device http.Cookie `cookie:"tenantry_device" hidden:"true"`
	Secure http.Cookie `cookie:"__Host-tenantry_device" hidden:"true"`
	Body   struct {
		Token    string         `json:"token" doc:"What follows #token= in the link; only success uses it up"`
		Password string         `json:"password" format:"password" doc:"8 to 128 characters"`
		Code     string         `json:"code,omitempty" doc:"The second factor, where the account has one: a code of the authenticator app, or a recovery code, which is used up"`
		Passkey  *PasskeyAnswer `json:"passkey,omitempty" doc:"Or the answer of a passkey to the challenge that came with second_factor_required"`
	}
}

func (s *Server) confirmReset(ctx context.Context, in *confirmResetInput) (*struct{}, error) {
	b := in.Body
	if b.Code != "" && b.Passkey != nil {
		return nil, oneFactor()
	}
	return nil, s.Recovery.Confirm(ctx, s.here(ctx, in.Device, in.Secure), b.Token, b.Password, session.Factor{Code: b.Code, Passkey: b.Passkey.answer()})
}
