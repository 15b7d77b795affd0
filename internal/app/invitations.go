package app

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/role"
)

// invitationHooks are what package invitation needs of other concepts.
func (a *App) invitationHooks() invitation.Hooks {
	return invitation.Hooks{
		Caller: a.keys.Caller,
		Roles: func(ctx context.Context, tx *db.Tx, organizationID string, roleIDs []string) (map[string]access.Grant, error) {
			held, err := role.Hold(ctx, tx, roleIDs)
			grants := make(map[string]access.Grant, len(held))
			for roleID, r := range held {
				if r.OrganizationID == organizationID {
					grants[roleID] = r.Grant
				}
			}
			return grants, err
		},
		Send: func(ctx context.Context, tx *db.Tx, letters []invitation.Letter) error {
			messages := make([]mail.Message, len(letters))
			for i, l := range letters {
				messages[i] = mail.Invitation(l)
			}
			return a.mail.QueueAll(ctx, tx, messages)
		},
		Ask: func(ctx context.Context, tx *db.Tx, asked invitation.Asked) error {
			return a.mail.Queue(ctx, tx, mail.InvitationAsked(asked))
		},
	}
}
