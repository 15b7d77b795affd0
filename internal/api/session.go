package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/verification"
)

// Membership is one of the caller's memberships.
type Membership struct {
	ID                   string                 `json:"id"`
	Organization         MembershipOrganization `json:"organization"`
	Roles                []Named                `json:"roles" nullable:"false"`
	Permissions          []access.Permission    `json:"permissions" nullable:"false" doc:"What the caller may do there, through this membership or another"`
	SecondFactorRequired bool                   `json:"secondFactorRequired" doc:"The organization requires a second factor, and the account has none: until it has, the membership gives nothing"`
}

// Question is a membership that waits for the caller's answer.
type Question struct {
	MemberID     string    `json:"memberId"`
	Organization Named     `json:"organization"`
	AskedAt      time.Time `json:"askedAt"`
}

// Named is something by its ID and its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MembershipOrganization is what a member needs no permission to see.
type MembershipOrganization struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	TimeZone string `json:"timeZone"`
	Status   string `json:"status" enum:"active,suspended"`
	Lower    int    `json:"lowerLevels" doc:"How many organizations below it the caller sees through it"`
	Platform bool   `json:"platform" doc:"The organization of the platform's own staff, whose roles reach every organization"`
}

// Session is who is signed in.
type Session struct {
	Account     Account      `json:"account"`
	Memberships []Membership `json:"memberships" nullable:"false"`
	Questions   []Question   `json:"questions" nullable:"false" doc:"Organizations that staff want to add the account to; answered at /v1/members/{id}/accept or decline"`
	ExpiresAt   time.Time    `json:"expiresAt" doc:"The absolute end; without use it ends 30 minutes after the last one"`
	Proved      *time.Time   `json:"reauthenticatedUntil" doc:"Until when the session may do what needs /v1/account/reauthentication; null where it may not"`
}

type signInInput struct {
	Device http.Cookie `cookie:"tenantry_device" hidden:"true"`
	Secure http.Cookie `cookie:"__Host-tenantry_device" hidden:"true"`
	Body   struct {
		Email       string         `json:"email"`
		Password    string         `json:"password" format:"password"`
		Code        string         `json:"code,omitempty" doc:"The second factor, where the account has one: a code of the authenticator app, or a recovery code, which is used up"`
		Passkey     *PasskeyAnswer `json:"passkey,omitempty" doc:"Or the answer of a passkey to the challenge that came with second_factor_required"`
		NewPassword string         `json:"newPassword,omitempty" format:"password" doc:"With a temporary password: the one that replaces it; 8 to 128 characters"`
	}
}

type sessionOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      Session
}

// visitor is who tries to sign in.
func visitor(ctx context.Context, userAgent, device string) session.Visitor {
	const longest = 300
	if len(userAgent) > longest {
		userAgent = userAgent[:longest]
	}
	return session.Visitor{Actor: actorOf(ctx), UserAgent: strings.ToValidUTF8(userAgent, "?"), Device: device}
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*sessionOutput, error) {
	if in.Body.Code != "" && in.Body.Passkey != nil {
		return nil, oneFactor()
	}
	signed, err := s.Sessions.SignIn(ctx, s.here(ctx, in.Device, in.Secure), session.Credentials{
		Email: in.Body.Email, Password: in.Body.Password, NewPassword: in.Body.NewPassword,
		Factor: session.Factor{Code: in.Body.Code, Passkey: in.Body.Passkey.answer()},
	})
	if err != nil {
		return nil, err
	}
	return s.welcome(ctx, signed)
}

// oneFactor refuses two second factors at once.
func oneFactor() error {
	return fault.InvalidFields(fault.Field{Location: "body.passkey", Code: "one_required", Message: "Send a code or the answer of a passkey, not both."})
}

// welcome answers a sign-in: the cookies and who it is.
func (s *Server) welcome(ctx context.Context, signed session.SignedIn) (*sessionOutput, error) {
	noteCaller(ctx, signed.AccountID)
	body, err := s.session(ctx, signed.Session)
	if err != nil {
		return nil, err
	}
	out := &sessionOutput{Body: body, SetCookie: []http.Cookie{s.cookie(sessionCookie, signed.Token, int(session.Absolute.Seconds()))}}
	if signed.Device != "" {
		out.SetCookie = append(out.SetCookie, s.deviceCookie(signed.Device))
	}
	return out, nil
}

// deviceCookie has the browser known for a year.
func (s *Server) deviceCookie(token string) http.Cookie {
	const year = 365 * 24 * 60 * 60
	return s.cookie(deviceCookie, token, year)
}

func (s *Server) session(ctx context.Context, ses session.Session) (Session, error) {
	a, err := s.Accounts.Get(ctx, ses.AccountID)
	if err != nil {
		return Session{}, err
	}
	actor := actorOf(ctx)
	actor.AccountID = ses.AccountID
	q := s.DB.Querier(ctx)
	rows, err := member.OfAccount(ctx, q, ses.AccountID)
	if err != nil {
		return Session{}, err
	}
	caller, err := s.Access.Now(ctx, actor)
	if err != nil {
		return Session{}, err
	}
	questions, err := member.Questions(ctx, q, ses.AccountID)
	if err != nil {
		return Session{}, err
	}
	own, err := s.wireAccount(ctx, a)
	if err != nil {
		return Session{}, err
	}
	body := Session{Account: own, Memberships: []Membership{}, Questions: []Question{}, ExpiresAt: ses.ExpiresAt, Proved: timeOrNull(ses.ProvedUntil(s.Now()))}
	for _, row := range rows {
		n := len(body.Memberships)
		if n == 0 || body.Memberships[n-1].ID != row.ID {
			body.Memberships = append(body.Memberships, Membership{
				ID: row.ID, Roles: []Named{}, Permissions: caller.Permissions(row.OrganizationID), SecondFactorRequired: row.NeedsSecondFactor,
				Organization: MembershipOrganization{
					ID: row.OrganizationID, Name: row.Organization, TimeZone: row.TimeZone, Status: row.Status,
					Lower: caller.Below(row.OrganizationID), Platform: row.OrganizationID == id.PlatformOrganization,
				},
			})
			n++
		}
		if m := &body.Memberships[n-1]; row.RoleID != "" {
			m.Roles = append(m.Roles, Named{ID: row.RoleID, Name: row.Role})
		}
	}
	for _, asked := range questions {
		body.Questions = append(body.Questions, Question{
			MemberID: asked.MemberID, Organization: Named{asked.OrganizationID, asked.Organization}, AskedAt: asked.AskedAt,
		})
	}
	return body, nil
}

func (s *Server) getSession(ctx context.Context, _ *struct{}) (*struct{ Body Session }, error) {
	body, err := s.session(ctx, callerOf(ctx).session)
	return &struct{ Body Session }{body}, err
}

type clearOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*clearOutput, error) {
	caller := callerOf(ctx)
	if err := s.Sessions.SignOut(ctx, caller.Actor, caller.session); err != nil {
		return nil, err
	}
	return &clearOutput{SetCookie: s.cookie(sessionCookie, "", -1)}, nil
}

type tokenInput struct {
	Body struct {
		Token string `json:"token" doc:"What follows #token= in the link"`
	}
}

// SetUpLink is what a set-up link is for.
type SetUpLink struct {
	Purpose verification.Purpose `json:"purpose" enum:"first_staff,set_up" doc:"first_staff: the deployment's first member of staff introduces themselves; set_up: the account exists and gets its password"`
	Email   *string              `json:"email"`
	Name    *string              `json:"name"`
}

func (s *Server) lookupSetUp(ctx context.Context, in *tokenInput) (*struct{ Body SetUpLink }, error) {
	p, err := s.Staff.Lookup(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &struct{ Body SetUpLink }{SetUpLink{Purpose: p.Purpose, Email: orNull(p.Email), Name: orNull(p.Name)}}, nil
}

type setUpInput struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Body      struct {
		Token    string `json:"token"`
		Email    string `json:"email,omitempty" doc:"For the first member of staff only"`
		Name     string `json:"name,omitempty" doc:"For the first member of staff only; at most 20 characters"`
		Password string `json:"password" format:"password" doc:"8 to 128 characters"`
	}
}

func (s *Server) setUp(ctx context.Context, in *setUpInput) (*sessionOutput, error) {
	b := in.Body
	signed, err := s.Staff.SetUp(ctx, visitor(ctx, in.UserAgent, ""), b.Token, b.Email, b.Name, b.Password)
	if err != nil {
		return nil, err
	}
	return s.welcome(ctx, signed)
}

// Deployment is what anybody may know of this deployment.
type Deployment struct {
	SignUp                string   `json:"signUp" enum:"open,closed" doc:"open: accounts may create organizations of their own"`
	TimeZone              string   `json:"timeZone" doc:"Of organizations registered without one"`
	Country               string   `json:"country" doc:"Of telephone numbers without a country code"`
	ClientClassifications []string `json:"clientClassifications" nullable:"false"`
	Passkeys              bool     `json:"passkeys" doc:"Whether browsers offer passkeys at this deployment's address"`
	Version               string   `json:"version"`
}

func (s *Server) getDeployment(context.Context, *struct{}) (*struct{ Body Deployment }, error) {
	rules := s.Organizations.Rules()
	d := Deployment{SignUp: "closed", TimeZone: rules.TimeZone, Country: rules.Country, ClientClassifications: rules.ClientClassifications, Passkeys: s.Sessions.Passkeys(), Version: s.Version}
	if s.SignUp {
		d.SignUp = "open"
	}
	return &struct{ Body Deployment }{d}, nil
}
