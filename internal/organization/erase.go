package organization

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
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
	found, err := s.EraseBlockers(ctx, tx, caller, organizationID)
	if err == nil && len(found) > 0 {
		err = fault.New(fault.Conflict, "organization_in_use",
			"This organization cannot be erased while others stand below it or are registered under it. Have the platform's staff move what is listed, then try again.").With("blockers", found)
	}
	return o, err
}

// EraseBlockers returns what stands in the way of erasing an organization. Who is registered under it is often beyond
// the reach of its own Admins: they learn how many there are, and the names of those that they see.
func (s *Service) EraseBlockers(ctx context.Context, q db.Querier, caller access.Caller, organizationID string) ([]Blocker, error) {
	found := []Blocker{}
	for _, ref := range append(own(), Reference{Kind: "lower_organizations", Find: byColumn("parent_id")}) {
		count, first, err := ref.Find(ctx, q, organizationID, examples)
		if err != nil {
			return nil, err
		}
		if count > 0 {
			first = slices.DeleteFunc(first, func(e Example) bool { return !caller.Sees(e.ID) })
			found = append(found, Blocker{Kind: ref.Kind, Count: count, Examples: first})
		}
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
