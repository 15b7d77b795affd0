package api

import (
	"context"

	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
)

// Policy is what an organization asks of its members' accounts.
type Policy struct {
	RequireSecondFactor bool `json:"requireSecondFactor" doc:"Whether a membership here gives anything to an account that has neither an authenticator app nor a passkey"`
	MembersWithout      int  `json:"membersWithout" readOnly:"true" doc:"How many active members have no second factor"`
}

type policyOutput struct {
	ETag string `header:"ETag"`
	Body Policy
}

func (s *Server) getPolicy(ctx context.Context, in *IDInput) (*policyOutput, error) {
	p, err := s.Organizations.Policy(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	return s.policy(ctx, in.ID, p)
}

type updatePolicyInput struct {
	IDInput
	IfMatch
	Body struct {
		RequireSecondFactor *bool `json:"requireSecondFactor,omitempty"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updatePolicy(ctx context.Context, in *updatePolicyInput) (*policyOutput, error) {
	caller := callerOf(ctx).Caller
	if in.Body.RequireSecondFactor == nil {
		return s.getPolicy(ctx, &in.IDInput)
	}
	p, err := s.Organizations.SetPolicy(ctx, caller, in.ID, *in.Body.RequireSecondFactor, in.current())
	if err != nil {
		return nil, err
	}
	return s.policy(ctx, in.ID, p)
}

func (s *Server) policy(ctx context.Context, organizationID string, p organization.Policy) (*policyOutput, error) {
	without, err := member.WithoutSecondFactor(ctx, s.DB.Querier(ctx), organizationID)
	return &policyOutput{ETag: etag(p.Version), Body: Policy{RequireSecondFactor: p.RequireSecondFactor, MembersWithout: without}}, err
}
