package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
)

type exportInvitationsInput struct {
	FormatInput
	OrganizationID string   `query:"organizationId" required:"true"`
	ID             []string `query:"id,explode" maxItems:"1000" doc:"One of these"`
	InvitationFilters
}

// invitationColumns are the columns of a file of invitations.
func invitationColumns(zone *time.Location) []column[invitation.Invitation] {
	return []column[invitation.Invitation]{
		{"name", func(i invitation.Invitation) string { return i.Name }},
		{"email", func(i invitation.Invitation) string { return i.Email }},
		{"roles", func(i invitation.Invitation) string {
			return joined(i.Roles, func(r invitation.Role) string { return r.Name })
		}},
		{"status", func(i invitation.Invitation) string { return i.Status }},
		{"invited_by", func(i invitation.Invitation) string { return i.InvitedBy.Name }},
		{"created_at", func(i invitation.Invitation) string { return timeIn(zone, i.CreatedAt) }},
		{"sent_at", func(i invitation.Invitation) string { return timeIn(zone, i.SentAt) }},
		{"expires_at", func(i invitation.Invitation) string { return timeIn(zone, i.ExpiresAt) }},
		{"accepted_at", func(i invitation.Invitation) string { return timeIn(zone, i.AcceptedAt) }},
		{"organization_id", func(i invitation.Invitation) string { return i.OrganizationID }},
		{"organization", func(i invitation.Invitation) string { return i.Organization }},
		{"invitation_id", func(i invitation.Invitation) string { return i.ID }},
	}
}

func (s *Server) exportInvitations(ctx context.Context, in *exportInvitationsInput) (*huma.StreamResponse, error) {
	caller := callerOf(ctx).Caller
	if !caller.Sees(in.OrganizationID) {
		return nil, fault.InvalidFields(fault.Field{Location: "query.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	if err := caller.Require(access.MembersRead, in.OrganizationID); err != nil {
		return nil, err
	}
	if len(in.ID) > 0 {
		all, err := s.Invitations.AllSeen(ctx, caller, in.ID)
		if err != nil {
			return nil, err
		}
		if !all {
			return nil, fault.InvalidFields(fault.Field{Location: "query.id", Code: "not_found", Message: "There is no such invitation."})
		}
	}
	zone, err := s.zoneOf(ctx, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	filter := in.filter(in.OrganizationID)
	filter.IDs = in.ID
	return tableFile(s, in.Format, "invitations", invitationColumns(zone), func(ctx context.Context, each func(invitation.Invitation) error) error {
		return s.Invitations.Export(ctx, caller, filter, in.Sort, each)
	}), nil
}
