package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tenantry/tenantry/internal/session"
)

// Security is what an account signs in by.
type Security struct {
	Password      PasswordState `json:"password"`
	TOTP          TOTPState     `json:"totp"`
	RecoveryCodes struct {
		Left int `json:"left" doc:"How many are not used yet"`
	} `json:"recoveryCodes"`
	Passkeys []Passkey `json:"passkeys" nullable:"false"`
}

// PasswordState is what may be told of a password.
type PasswordState struct {
	Set       bool       `json:"set"`
	ChangedAt *time.Time `json:"changedAt" doc:"null where it is not known"`
}

// TOTPState is what may be told of an authenticator app.
type TOTPState struct {
	Enabled bool       `json:"enabled"`
	AddedAt *time.Time `json:"addedAt"`
}

// RecoveryCodes are told once.
type RecoveryCodes struct {
	Codes []string `json:"recoveryCodes" nullable:"false" doc:"Each signs in once in the place of the second factor; told this once"`
}

// NewTOTP is what an authenticator app is to be given.
type NewTOTP struct {
	Secret string `json:"secret" doc:"To type into the app, in base32"`
	URI    string `json:"uri" doc:"The same for a QR code: otpauth://totp/…"`
}

// OwnSession is a session of the caller.
type OwnSession struct {
	ID         string         `json:"id"`
	Current    bool           `json:"current" doc:"The one that asks"`
	UserAgent  string         `json:"userAgent"`
	Device     session.Device `json:"device"`
	Address    string         `json:"address"`
	CreatedAt  time.Time      `json:"createdAt"`
	LastUsedAt time.Time      `json:"lastUsedAt"`
	Method     session.Method `json:"method" enum:"password,password_totp,password_recovery_code,password_passkey,passkey,set_up_link,sign_up,invitation,unknown"`
}

// Proof is until when a session may do what needs one.
type Proof struct {
	Until time.Time `json:"until"`
}

type proofInput struct {
	Device http.Cookie `cookie:"tenantry_device" hidden:"true"`
	Secure http.Cookie `cookie:"__Host-tenantry_device" hidden:"true"`
	Body   struct {
		Password string         `json:"password,omitempty" format:"password"`
		Code     string         `json:"code,omitempty" doc:"Of the authenticator app, or a recovery code, which is used up"`
		Passkey  *PasskeyAnswer `json:"passkey,omitempty"`
	}
}

// proveAgain lets a session do, for ten minutes, what needs a proof.
func (s *Server) proveAgain(ctx context.Context, in *proofInput) (*struct{ Body Proof }, error) {
	until, err := s.Sessions.Prove(ctx, s.here(ctx, in.Device, in.Secure), callerOf(ctx).session, session.Proof{
		Password: in.Body.Password, Factor: session.Factor{Code: in.Body.Code, Passkey: in.Body.Passkey.answer()},
	})
	return &struct{ Body Proof }{Proof{Until: until}}, err
}

func (s *Server) getSecurity(ctx context.Context, _ *struct{}) (*struct{ Body Security }, error) {
	found, err := s.Sessions.Security(ctx, callerOf(ctx).AccountID)
	if err != nil {
		return nil, err
	}
	out := Security{
		Password: PasswordState{Set: found.HasPassword, ChangedAt: timeOrNull(found.PasswordChangedAt)},
		TOTP:     TOTPState{Enabled: !found.TOTPAddedAt.IsZero(), AddedAt: timeOrNull(found.TOTPAddedAt)},
		Passkeys: make([]Passkey, len(found.Passkeys)),
	}
	out.RecoveryCodes.Left = found.RecoveryCodes
	for i, p := range found.Passkeys {
		out.Passkeys[i] = wirePasskey(p)
	}
	return &struct{ Body Security }{out}, nil
}

// timeOrNull is null in an answer for a time that never was.
func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type changePasswordInput struct {
	Device http.Cookie `cookie:"tenantry_device" hidden:"true"`
	Secure http.Cookie `cookie:"__Host-tenantry_device" hidden:"true"`
	Body   struct {
		Current string `json:"current" format:"password" doc:"\"\" where the account has none"`
		New     string `json:"new" format:"password" doc:"8 to 128 characters; common ones, one's own name and the product's words are refused"`
	}
}

func (s *Server) changePassword(ctx context.Context, in *changePasswordInput) (*struct{}, error) {
	return nil, s.Sessions.ChangePassword(ctx, s.here(ctx, in.Device, in.Secure), callerOf(ctx).session, in.Body.Current, in.Body.New)
}

func (s *Server) startTOTP(ctx context.Context, _ *struct{}) (*struct{ Body NewTOTP }, error) {
	secret, uri, err := s.Sessions.StartTOTP(ctx, callerOf(ctx).AccountID)
	return &struct{ Body NewTOTP }{NewTOTP{Secret: secret, URI: uri}}, err
}

type codeInput struct {
	Body struct {
		Code string `json:"code" doc:"Six digits"`
	}
}

func (s *Server) confirmTOTP(ctx context.Context, in *codeInput) (*struct{ Body RecoveryCodes }, error) {
	codes, err := s.Sessions.ConfirmTOTP(ctx, s.visitorOf(ctx), in.Body.Code)
	return &struct{ Body RecoveryCodes }{RecoveryCodes{codes}}, err
}

func (s *Server) removeTOTP(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.Sessions.RemoveTOTP(ctx, s.visitorOf(ctx))
}

func (s *Server) newRecoveryCodes(ctx context.Context, _ *struct{}) (*struct{ Body RecoveryCodes }, error) {
	codes, err := s.Sessions.NewRecoveryCodes(ctx, s.visitorOf(ctx))
	return &struct{ Body RecoveryCodes }{RecoveryCodes{codes}}, err
}

// OwnSessions are those of the caller, the last used first.
type OwnSessions struct {
	Items []OwnSession `json:"items" nullable:"false"`
}

func (s *Server) listSessions(ctx context.Context, _ *struct{}) (*struct{ Body OwnSessions }, error) {
	caller := callerOf(ctx)
	found, err := s.Sessions.OfAccount(ctx, caller.AccountID)
	if err != nil {
		return nil, err
	}
	out := OwnSessions{Items: make([]OwnSession, len(found))}
	for i, ses := range found {
		out.Items[i] = OwnSession{
			ID: ses.ID, Current: ses.ID == caller.session.ID, UserAgent: ses.UserAgent, Device: session.DeviceOf(ses.UserAgent), Address: ses.Address,
			CreatedAt: ses.CreatedAt, LastUsedAt: ses.LastUsedAt, Method: ses.Method,
		}
	}
	return &struct{ Body OwnSessions }{out}, nil
}

func (s *Server) endSession(ctx context.Context, in *struct {
	ID string `path:"id"`
},
) (*struct{}, error) {
	return nil, s.Sessions.End(ctx, callerOf(ctx).Actor, in.ID)
}

func (s *Server) endOtherSessions(ctx context.Context, _ *struct{}) (*struct{}, error) {
	caller := callerOf(ctx)
	return nil, s.Sessions.EndOthers(ctx, caller.Actor, caller.session)
}

// visitorOf is the caller with the browser that asks.
func (s *Server) visitorOf(ctx context.Context) session.Visitor {
	return s.here(ctx, http.Cookie{}, http.Cookie{})
}

// here is the caller with the browser that asks, by the device cookie of either scheme.
func (s *Server) here(ctx context.Context, device, secure http.Cookie) session.Visitor {
	if s.secure {
		device = secure
	}
	v := visitor(ctx, traceOf(ctx).userAgent, device.Value)
	v.AccountID = callerOf(ctx).AccountID
	return v
}
