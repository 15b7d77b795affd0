package member

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/scope"
)

// Lists are the lists of members, by name, of organizations with everything below them.
var Lists = scope.List{
	Table: "member_scope", Columns: []string{"name_key", "member_id"}, Source: "member", Keys: []string{"name_key", "id"}, Tally: "members/",
}

// HoldOrganization keeps an organization that somebody is to be added to as it is until the transaction ends.
// Whatever else is held of it comes after. Errors: NotFound.
func HoldOrganization(ctx context.Context, tx *db.Tx, organizationID string) error {
	_, err := scope.Hold(ctx, tx, organizationID)
	return err
}
