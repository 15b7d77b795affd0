package number

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/scope"
)

// chosen is the rows of a batch, with the numbers' own.
const chosen = " FROM number_chosen c CROSS JOIN outgoing_number n WHERE c.batch_id = $1 AND n.id = c.number_id"

// choose finds the numbers that the caller may do p to, leaving out those that are in the target already, and holds
// them with their organizations, the organizations first.
func (s *Service) choose(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, c Choice, target string) (*batch, error) {
	for range 4 {
		now := s.now()
		b := &batch{id: id.New(id.Batch, now), at: now}
		find := s.chooseIDs
		if c.Filter != nil {
			find = s.chooseFiltered
		}
		if err := find(ctx, tx, caller, p, c, b); err != nil {
			return nil, err
		}
		if target != "" {
			there, err := tx.Exec(ctx, `DELETE FROM number_chosen WHERE batch_id = $1
				AND number_id IN (SELECT c.number_id`+chosen+" AND n.organization_id = $2)", b.id, target)
			if err != nil {
				return nil, err
			}
			b.count -= there
		}
		held, err := b.hold(ctx, tx, caller, p, target)
		if err != nil || held {
			return b, err
		}
		if err := b.forget(ctx, tx); err != nil {
			return nil, err
		}
	}
	return nil, fault.New(fault.Busy, "busy", "These numbers are being changed by others again and again. Nothing was changed; try again in a moment.")
}

// chooseIDs notes the numbers with these IDs.
func (s *Service) chooseIDs(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, c Choice, b *batch) error {
	of, err := scope.OrganizationsOf(ctx, tx, "outgoing_number", id.Number, c.IDs)
	if err != nil {
		return err
	}
	if err := caller.RequireMany(p, "number", c.IDs, of); err != nil {
		return err
	}
	ids := slices.Compact(slices.Sorted(slices.Values(c.IDs)))
	b.count, err = tx.BulkInsert(ctx, "number_chosen", []string{"batch_id", "number_id"}, db.Rows(ids, func(numberID string) []any { return []any{b.id, numberID} }))
	return err
}

// chooseFiltered notes what a list with the filter shows.
func (s *Service) chooseFiltered(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, c Choice, b *batch) error {
	order, err := listing.Parse("", "number", sortColumns)
	if err != nil {
		return err
	}
	list, err := s.plan(ctx, tx, reach(caller, access.NumbersRead, *c.Filter), *c.Filter, order)
	if err != nil {
		return err
	}
	text, args := list.everything()
	args.Values = append(args.Values, b.id)
	if b.count, err = tx.Exec(ctx, fmt.Sprintf("INSERT INTO number_chosen (batch_id, number_id) SELECT CAST($%d AS TEXT), n.id FROM (%s) shown CROSS JOIN outgoing_number n WHERE n.number = shown.number",
		len(args.Values), text), args.Values...); err != nil {
		return err
	}
	if b.count != c.ExpectedCount {
		return fault.New(fault.Conflict, "count_changed", fmt.Sprintf("The filter matches %d numbers by now. Look at the list again, then repeat.", b.count)).With("count", b.count)
	}
	within := caller.ReachWith(p)
	if within.All() {
		return nil
	}
	in := &listing.Args{Values: []any{b.id}}
	var denied int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM number_chosen c CROSS JOIN outgoing_number n CROSS JOIN organization o WHERE c.batch_id = $1 AND n.id = c.number_id AND o.id = n.organization_id AND NOT "+
		within.SQL("o", in.Add), in.Values...).Scan(&denied); err != nil || denied == 0 {
		return err
	}
	return fault.New(fault.Forbidden, "permission_required", fmt.Sprintf("For %d of these numbers you need the permission %s in their organization. Leave them out, or ask an Admin there.", denied, p)).
		With("permission", string(p)).With("count", denied)
}

// hold holds the organizations of a batch and then its numbers, in the order of their IDs. It reports false where
// numbers are gone or have come to another organization meanwhile: to one that is not held, or where the caller may
// not do p.
func (b *batch) hold(ctx context.Context, tx *db.Tx, caller access.Caller, p access.Permission, target string) (bool, error) {
	ids, err := texts(ctx, tx, "SELECT DISTINCT n.organization_id"+chosen, b.id)
	if err != nil {
		return false, err
	}
	if target != "" {
		ids = append(ids, target)
	}
	if b.paths, err = scope.HoldAll(ctx, tx, ids); err != nil {
		return false, err
	}
	if target != "" && b.paths[target] == "" {
		return false, fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	var held int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT n.id"+chosen+" ORDER BY n.id"+tx.ForUpdate()+") held", b.id).Scan(&held); err != nil || held != b.count {
		return false, err
	}
	type row struct {
		id string
		n  int64
	}
	rows, err := tx.Query(ctx, "SELECT n.organization_id, COUNT(*)"+chosen+" GROUP BY n.organization_id", b.id)
	if err != nil {
		return false, err
	}
	b.organizations = map[string]int64{}
	same := true
	err = db.Each(rows, func(r *row) []any { return []any{&r.id, &r.n} }, func(r row) error {
		b.organizations[r.id] = r.n
		same = same && b.paths[r.id] != "" && r.id != target && caller.Holds(p, r.id)
		return nil
	})
	return same, err
}

func (b *batch) forget(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, "DELETE FROM number_chosen WHERE batch_id = $1", b.id)
	return err
}
