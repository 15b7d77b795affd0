package organization

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// Policy is what an organization asks of its members' accounts.
type Policy struct {
	RequireSecondFactor bool  `json:"requireSecondFactor"`
	Version             int64 `json:"-"` // the organization's; the ETag
}

// Policy returns an organization's. Errors: NotFound, permission_required.
func (s *Service) Policy(ctx context.Context, caller access.Caller, organizationID string) (Policy, error) {
	if err := caller.Require(access.PolicyManage, organizationID); err != nil {
		return Policy{}, err
	}
	return policy(ctx, s.db.Querier(ctx), organizationID, "")
}

// SetPolicy changes an organization's; it counts on the next request of every member. Errors: NotFound,
// permission_required, stale.
func (s *Service) SetPolicy(ctx context.Context, caller access.Caller, organizationID string, requireSecondFactor bool, current func(version int64) bool) (Policy, error) {
	if err := caller.Require(access.PolicyManage, organizationID); err != nil {
		return Policy{}, err
	}
	var after Policy
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := policy(ctx, tx, organizationID, tx.ForUpdate())
		if err != nil {
			return err
		}
		if current != nil && !current(before.Version) {
			return fault.New(fault.Stale, "stale", "Somebody else changed this organization since you read it. Read it again and repeat your change.")
		}
		if after = before; before.RequireSecondFactor == requireSecondFactor {
			return nil
		}
		after.RequireSecondFactor = requireSecondFactor
		after.Version++
		if err := setPolicy(ctx, tx, organizationID, after, s.now()); err != nil {
			return err
		}
		access.Changed(tx, s.now(), access.Change{Organizations: []string{organizationID}})
		return audit.Record(ctx, tx, s.now(), caller.Actor, audit.Event{
			OrganizationID: organizationID, Action: "policy.updated", TargetID: organizationID,
			Detail: map[string]any{"before": before, "after": after},
		})
	})
	return after, err
}

func policy(ctx context.Context, q db.Querier, organizationID, lock string) (p Policy, err error) {
	err = q.QueryRow(ctx, "SELECT require_second_factor, version FROM organization WHERE id = $1 AND path <> ''"+lock, organizationID).Scan(&p.RequireSecondFactor, &p.Version)
	if db.NotFound(err) {
		return p, fault.Missing("organization")
	}
	return p, err
}

func setPolicy(ctx context.Context, tx *db.Tx, organizationID string, p Policy, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE organization SET require_second_factor = $1, version = $2, updated_at = $3 WHERE id = $4",
		p.RequireSecondFactor, p.Version, db.Micros(now), organizationID)
	return err
}
