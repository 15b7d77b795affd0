package invitation

import (
	"context"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/listing"
)

// nameInviters leaves of those who invited the ones that the caller may know of: accounts that are members and have
// accepted to be, and API keys, of what it sees, and its own.
func nameInviters(ctx context.Context, q db.Querier, caller access.Caller, all []Invitation) error {
	reach := caller.Reach()
	if len(all) == 0 || reach.All() {
		return nil
	}
	ids := make([]string, len(all))
	for n, i := range all {
		ids[n] = i.InvitedBy.ID
	}
	ids = db.Filled(ids)
	args := &listing.Args{}
	rows, err := q.Query(ctx, "SELECT a.id FROM account a WHERE a.id"+args.In(ids)+" AND (a.id = "+args.Add(caller.AccountID)+` OR EXISTS (
			SELECT 1 FROM member m CROSS JOIN organization o WHERE m.account_id = a.id AND m.awaits <> 'owner' AND o.id = m.organization_id AND `+reach.SQL("o", args.Add)+`))
		UNION ALL SELECT k.id FROM api_key k CROSS JOIN organization o WHERE k.id`+args.In(ids)+" AND o.id = k.organization_id AND "+reach.SQL("o", args.Add), args.Values...)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	if err := db.Each(rows, func(s *string) []any { return []any{s} }, func(inviterID string) error {
		known[inviterID] = true
		return nil
	}); err != nil {
		return err
	}
	for n := range all {
		if !known[all[n].InvitedBy.ID] {
			all[n].InvitedBy = Inviter{}
		}
	}
	return nil
}
