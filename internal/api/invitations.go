package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/onboarding"
)

// Invitation is the wire form of an invitation.
type Invitation struct {
	ID               string     `json:"id"`
	OrganizationID   string     `json:"organizationId"`
	OrganizationName string     `json:"organizationName"`
	Email            string     `json:"email"`
	Name             string     `json:"name"`
	Roles            []Named    `json:"roles" nullable:"false" doc:"Without those that were deleted since"`
	Status           string     `json:"status" enum:"pending,accepted,declined,revoked,expired"`
	InvitedBy        *Named     `json:"invitedBy" doc:"The account or API key that sent it last; null where that is gone or beyond the caller's reach"`
	CreatedAt        time.Time  `json:"createdAt"`
	SentAt           time.Time  `json:"sentAt" doc:"The last time"`
	ExpiresAt        time.Time  `json:"expiresAt"`
	AskedAgainAt     *time.Time `json:"askedAgainAt" doc:"When the invitee asked for a new link, after this one had expired"`
	AcceptedAt       *time.Time `json:"acceptedAt"`
}

func wireInvitation(i invitation.Invitation) Invitation {
	out := Invitation{
		ID: i.ID, OrganizationID: i.OrganizationID, OrganizationName: i.Organization, Email: i.Email, Name: i.Name, Roles: make([]Named, len(i.Roles)),
		Status: i.Status, CreatedAt: i.CreatedAt, SentAt: i.SentAt, ExpiresAt: i.ExpiresAt,
	}
	for n, r := range i.Roles {
		out.Roles[n] = Named(r)
	}
	if i.InvitedBy.ID != "" {
		by := Named(i.InvitedBy)
		out.InvitedBy = &by
	}
	if !i.AskedAgainAt.IsZero() {
		out.AskedAgainAt = &i.AskedAgainAt
	}
	if !i.AcceptedAt.IsZero() {
		out.AcceptedAt = &i.AcceptedAt
	}
	return out
}

// Invitee is somebody to be invited.
type Invitee struct {
	Name    string   `json:"name" doc:"1 to 20 characters; an account that exists keeps its own"`
	Email   string   `json:"email"`
	RoleIDs []string `json:"roleIds,omitempty" nullable:"false" doc:"At most 50"`
}

type inviteInput struct {
	IDInput
	IdempotencyKey
	DryRun bool `query:"dryRun" doc:"Invite nobody, and answer what would come of each"`
	Body   struct {
		Invitations []Invitee `json:"invitations" nullable:"false" minItems:"1" maxItems:"10000"`
	}
}

func (in inviteInput) fingerprint() ([]byte, error) {
	return json.Marshal(struct {
		DryRun bool
		Body   any
	}{in.DryRun, in.Body})
}

// Invited is what became of one of several who were to be invited.
type Invited struct {
	Status   string `json:"status" enum:"invited,failed"`
	ID       string `json:"id,omitempty" doc:"Of the invitation"`
	Code     string `json:"code,omitempty" doc:"Of one that failed: required, too_long, invalid_email, repeated, already_member, already_invited, not_found (a role), exceeds_own_permissions and others"`
	Location string `json:"location,omitempty" doc:"Of one that failed: the field, such as body.invitations[3].email"`
	Message  string `json:"message,omitempty"`
}

// Invitations is what became of each, in the order of the request.
type Invitations struct {
	Results []Invited `json:"results" nullable:"false"`
}

func (s *Server) createInvitations(ctx context.Context, in *inviteInput) (*struct{ Body Invitations }, error) {
	drafts := make([]invitation.Draft, len(in.Body.Invitations))
	for i, d := range in.Body.Invitations {
		drafts[i] = invitation.Draft(d)
	}
	results, err := s.Invitations.Invite(ctx, callerOf(ctx).Caller, in.ID, drafts, in.DryRun)
	if err != nil {
		return nil, err
	}
	out := Invitations{Results: make([]Invited, len(results))}
	for i, r := range results {
		out.Results[i] = Invited{Status: "invited", ID: r.ID}
		if len(r.Problems) > 0 {
			p := r.Problems[0]
			out.Results[i] = Invited{Status: "failed", Code: p.Code, Message: p.Message, Location: fmt.Sprintf("body.invitations[%d].%s", i, p.Field)}
		}
	}
	return &struct{ Body Invitations }{out}, nil
}

// InvitationFilters are the filters of the invitations list and of its export.
type InvitationFilters struct {
	Q      string   `query:"q" doc:"Contained in the name, the beginning of a word of the e-mail address, or a whole ID"`
	Status []string `query:"status,explode" enum:"pending,accepted,declined,revoked,expired"`
	Sort   string   `query:"sort" default:"-createdAt" doc:"createdAt, email, name or expiresAt, with a leading - for descending"`
}

func (f InvitationFilters) filter(organizationID string) invitation.Filter {
	return invitation.Filter{OrganizationID: organizationID, Q: f.Q, Status: f.Status}
}

type invitationsInput struct {
	IDInput
	PageInput
	InvitationFilters
	Count string `query:"count" enum:"exact" doc:"The total is always exact here"`
}

// InvitationPage is one page of invitations.
type InvitationPage struct {
	Items      []Invitation `json:"items" nullable:"false"`
	NextCursor string       `json:"nextCursor,omitempty"`
	Total      Total        `json:"total"`
}

func (s *Server) listInvitations(ctx context.Context, in *invitationsInput) (*struct{ Body InvitationPage }, error) {
	page, err := s.Invitations.List(ctx, callerOf(ctx).Caller, invitation.Query{
		Filter: in.filter(in.ID), Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	out := InvitationPage{Items: make([]Invitation, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, item := range page.Items {
		out.Items[i] = wireInvitation(item)
	}
	return &struct{ Body InvitationPage }{out}, nil
}

func (s *Server) invitationsTemplate(_ context.Context, in *FormatInput) (*huma.StreamResponse, error) {
	return s.file(in.Format, "invitations-template", func(_ context.Context, w io.Writer) error {
		return imports.InvitationsTemplate(w, in.Format)
	}), nil
}

type invitationBody struct{ Body Invitation }

func (s *Server) getInvitation(ctx context.Context, in *IDInput) (*invitationBody, error) {
	i, err := s.Invitations.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &invitationBody{wireInvitation(i)}, err
}

type resendInput struct {
	IDInput
	IdempotencyKey
}

func (in resendInput) fingerprint() ([]byte, error) { return []byte(in.ID), nil }

func (s *Server) resendInvitation(ctx context.Context, in *resendInput) (*invitationBody, error) {
	i, err := s.Invitations.Resend(ctx, callerOf(ctx).Caller, in.ID)
	return &invitationBody{wireInvitation(i)}, err
}

func (s *Server) revokeInvitation(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Invitations.Revoke(ctx, callerOf(ctx).Caller, in.ID)
}

// OfferedOrganization is the organization that a link invites to.
type OfferedOrganization struct {
	Name string `json:"name"`
}

// Offer is what a link invites to, for whoever holds it.
type Offer struct {
	Organization OfferedOrganization `json:"organization"`
	Email        string              `json:"email" doc:"The address that was invited"`
	Name         string              `json:"name"`
	Roles        []string            `json:"roles" nullable:"false" doc:"Their names"`
	InvitedBy    *string             `json:"invitedBy" doc:"The name of whoever invited; null for an API key, and where the account is gone"`
	ExpiresAt    time.Time           `json:"expiresAt"`
	Account      string              `json:"account" enum:"new,exists,current,other" doc:"new: accepting makes an account with a password; exists: sign in with it first; current: it is signed in; other: another account is signed in, sign out first"`
}

func (s *Server) lookupInvitation(ctx context.Context, in *tokenInput) (*struct{ Body Offer }, error) {
	o, err := s.Onboarding.Offer(ctx, callerOf(ctx).Actor, in.Body.Token)
	if err != nil {
		return nil, err
	}
	i := o.Invitation
	out := Offer{
		Organization: OfferedOrganization{i.Organization}, Email: i.Email, Name: i.Name, Roles: make([]string, len(i.Roles)),
		InvitedBy: orNull(i.InvitedBy.Person()), ExpiresAt: i.ExpiresAt, Account: o.Account,
	}
	for n, r := range i.Roles {
		out.Roles[n] = r.Name
	}
	return &struct{ Body Offer }{out}, nil
}

type acceptInvitationInput struct {
	UserAgent string `header:"User-Agent" hidden:"true"`
	Body      struct {
		Token    string `json:"token"`
		Password string `json:"password,omitempty" format:"password" doc:"For a new account: 8 to 128 characters"`
		Name     string `json:"name,omitempty" doc:"For a new account: at most 20 characters; the invitation's by default"`
	}
}

func (s *Server) acceptInvitation(ctx context.Context, in *acceptInvitationInput) (*sessionOutput, error) {
	b := in.Body
	v := visitor(ctx, in.UserAgent, "")
	v.Actor = callerOf(ctx).Actor
	signed, err := s.Onboarding.Accept(ctx, v, onboarding.Acceptance{Token: b.Token, Password: b.Password, Name: b.Name})
	if err != nil {
		return nil, err
	}
	if signed.Token != "" {
		return s.welcome(ctx, signed)
	}
	body, err := s.session(ctx, callerOf(ctx).session)
	return &sessionOutput{Body: body}, err
}

func (s *Server) declineInvitation(ctx context.Context, in *tokenInput) (*struct{}, error) {
	return nil, s.Invitations.Decline(ctx, callerOf(ctx).Actor, in.Body.Token)
}

func (s *Server) renewInvitation(ctx context.Context, in *tokenInput) (*struct{}, error) {
	return nil, s.Invitations.Renew(ctx, callerOf(ctx).Actor, in.Body.Token)
}
