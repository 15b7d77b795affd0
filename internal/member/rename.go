package member

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/scope"
)

// HoldOf keeps the organizations of an account's memberships where they stand until the transaction ends, so that
// the account's name can change in their lists. Whatever else is held comes after.
func HoldOf(ctx context.Context, tx *db.Tx, accountID string) error {
	_, _, err := places(ctx, tx, accountID)
	return err
}

// Renamed writes what an account's new name sorts by into its memberships and the lists of members, but where its owner
// has not accepted yet, and nothing of the name is told. The account is held.
func Renamed(ctx context.Context, tx *db.Tx, accountID string, nameKey []byte) error {
	memberships, paths, err := places(ctx, tx, accountID)
	if err != nil {
		return err
	}
	for _, m := range memberships {
		if m.awaits == AwaitsOwner {
			continue
		}
		if err := Lists.Rekey(ctx, tx, placed(paths[m.organizationID], m.organizationID), []any{m.nameKey, m.id}, []any{nameKey, m.id}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "UPDATE member SET name_key = $1 WHERE account_id = $2 AND awaits <> $3", nameKey, accountID, AwaitsOwner)
	return err
}

// accepted writes the member, which is held, as one that its account's owner has taken up, by the account's name from
// now on.
func accepted(ctx context.Context, tx *db.Tx, now time.Time, m Member) error {
	path, err := scope.Hold(ctx, tx, m.OrganizationID)
	if err != nil {
		return err
	}
	nameKey, err := nameKeyOf(ctx, tx, m.AccountID, "")
	if err != nil {
		return err
	}
	if err := Lists.Rekey(ctx, tx, path, []any{m.nameKey, m.ID}, []any{nameKey, m.ID}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE member SET name_key = $1 WHERE id = $2", nameKey, m.ID); err != nil {
		return err
	}
	m.Status, m.Awaits = Active, ""
	m.Version++
	m.UpdatedAt = now
	access.Changed(tx, now, access.Change{Accounts: []string{m.AccountID}})
	return update(ctx, tx, m)
}

// place is where a membership stands in the lists.
type place struct {
	id, organizationID, awaits string
	nameKey                    []byte
}

// places returns the memberships of an account, and the paths of their organizations, which are held.
func places(ctx context.Context, tx *db.Tx, accountID string) (memberships []place, paths map[string]string, err error) {
	rows, err := tx.Query(ctx, "SELECT id, organization_id, awaits, name_key FROM member WHERE account_id = $1 ORDER BY organization_id", accountID)
	if err != nil {
		return nil, nil, err
	}
	if memberships, err = db.Collect(rows, func(p *place) []any { return []any{&p.id, &p.organizationID, &p.awaits, &p.nameKey} }); err != nil {
		return nil, nil, err
	}
	organizationIDs := make([]string, len(memberships))
	for i, m := range memberships {
		organizationIDs[i] = m.organizationID
	}
	paths, err = scope.HoldAll(ctx, tx, organizationIDs)
	return memberships, paths, err
}
