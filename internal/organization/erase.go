package organization

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
)

// erasing is the status of an organization of which only the row is left, with what is still to be removed: it has no
// name and no place, and nobody sees it.
const erasing = "erasing"

// HoldToErase returns an organization that the caller may have erased, and keeps it as it is until the transaction ends. Errors:
// NotFound, platform_organization, organization_in_use with what stands in the way: executing organizations
// registered under it, and what stands below it.
func (s *Service) HoldToErase(ctx context.Context, tx *db.Tx, caller access.Caller, organizationID string) (Organization, error) {
	if organizationID == id.PlatformOrganization {
		return Organization{}, fault.New(fault.Conflict, "platform_organization", "The platform organization cannot be erased.")
	}
	o, err := get(ctx, tx, organizationID, tx.ForUpdate())
	if err != nil {
		return o, err
	}
	found, err := EraseBlockers(ctx, tx, caller, organizationID)
	if err == nil && len(found) > 0 {
		err = fault.New(fault.Conflict, "organization_in_use",
			"This organization cannot be erased while others stand below it or are registered under it. Have the platform's staff move what is listed, then try again.").With("blockers", found)
	}
	return o, err
}

// EraseBlockers returns what stands in the way of erasing an organization. Who is registered under it is often beyond
// the reach of its own Admins: only what they see is counted and named.
func EraseBlockers(ctx context.Context, q db.Querier, caller access.Caller, organizationID string) ([]Blocker, error) {
	found := []Blocker{}
	for _, ref := range []struct{ kind, column string }{
		{"executing_organizations", "registered_organization_id"}, {"lower_organizations", "parent_id"},
	} {
		b := Blocker{Kind: ref.kind, Examples: []Example{}}
		args := &listing.Args{}
		all := " FROM organization o WHERE o." + ref.column + " = " + args.Add(organizationID)
		seen := all + " AND " + caller.Reach().SQL("o", args.Add)
		var total int
		if err := q.QueryRow(ctx, "SELECT COUNT(*)"+all, organizationID).Scan(&total); err != nil {
			return nil, err
		}
		if total == 0 {
			continue
		}
		if err := q.QueryRow(ctx, "SELECT COUNT(*)"+seen, args.Values...).Scan(&b.Count); err != nil {
			return nil, err
		}
		b.Hidden = b.Count < total
		rows, err := q.Query(ctx, "SELECT o.id, o.name"+seen+" ORDER BY o.name_key, o.id LIMIT "+args.Add(examples), args.Values...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, func(e *Example) []any { return []any{&e.ID, &e.Name} }, func(e Example) error {
			b.Examples = append(b.Examples, e)
			return nil
		}); err != nil {
			return nil, err
		}
		found = append(found, b)
	}
	return found, nil
}

// Bury takes an organization, which is held and in no group any more, out of everybody's sight: what is left is a row
// that Unearth removes, with whatever refers to it until then.
func Bury(ctx context.Context, tx *db.Tx, o Organization, now time.Time) error {
	if err := deleteTokens(ctx, tx, o); err != nil {
		return err
	}
	rest := Organization{
		ID: o.ID, Version: o.Version + 1, Draft: Draft{TimeZone: o.TimeZone, Status: erasing}, CreatedAt: o.CreatedAt, UpdatedAt: now,
	}
	if err := update(ctx, tx, rest, rest); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "UPDATE organization SET path = '', parent_id = NULL, group_id = NULL WHERE id = $1", o.ID); err != nil {
		return err
	}
	access.Changed(tx, now, access.Change{Organizations: []string{o.ID}})
	return tx.AddTally(ctx, tally, -1, now)
}

// Unearth removes what Bury has left. Nothing may refer to it any more.
func Unearth(ctx context.Context, tx *db.Tx, organizationID string, now time.Time) error {
	if _, err := tx.Exec(ctx, "DELETE FROM organization WHERE id = $1 AND status = $2", organizationID, erasing); err != nil {
		return err
	}
	access.Changed(tx, now, access.Change{Organizations: []string{organizationID}})
	return nil
}
