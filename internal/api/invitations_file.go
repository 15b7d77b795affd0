package api

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/sheet"
)

type exportInvitationsInput struct {
	FormatInput
	OrganizationID string `query:"organizationId" required:"true"`
	InvitationFilters
}

// invitationColumns are the columns of a file of invitations.
var invitationColumns = []string{
	"name", "email", "roles", "status", "invited_by", "created_at", "sent_at", "expires_at", "accepted_at", "organization_id", "organization", "invitation_id",
}

func (s *Server) exportInvitations(ctx context.Context, in *exportInvitationsInput) (*huma.StreamResponse, error) {
	caller := callerOf(ctx).Caller
	if !caller.Sees(in.OrganizationID) {
		return nil, fault.InvalidFields(fault.Field{Location: "query.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	if err := caller.Require(access.MembersRead, in.OrganizationID); err != nil {
		return nil, err
	}
	return s.file(in.Format, "invitations", func(ctx context.Context, w io.Writer) error {
		out, err := sheet.NewWriter(w, in.Format, invitationColumns)
		if err != nil {
			return err
		}
		if err := s.Invitations.Export(ctx, caller, in.filter(in.OrganizationID), in.Sort, func(i invitation.Invitation) error {
			roles := make([]string, len(i.Roles))
			for n, r := range i.Roles {
				roles[n] = r.Name
			}
			return out.Write([]string{
				i.Name, i.Email, strings.Join(roles, ", "), i.Status, i.InvitedBy.Name, i.CreatedAt.Format(time.RFC3339), i.SentAt.Format(time.RFC3339),
				i.ExpiresAt.Format(time.RFC3339), timeOrNone(i.AcceptedAt), i.OrganizationID, i.Organization, i.ID,
			})
		}); err != nil {
			return err
		}
		return out.Close()
	}), nil
}

// timeOrNone is a time as a file has it, "" for the zero one.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
