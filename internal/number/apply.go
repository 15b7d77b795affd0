package number

import (
	"context"
	"maps"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/phone"
)

// ErrOutdated says that what was staged can no longer be added just so: a number was taken, an organization is
// gone or uses other switches, or the caller may no longer add numbers there. Check it again.
var ErrOutdated = fault.New(fault.Conflict, "import_outdated", "What is stored changed at this moment. Nothing was added; try again.")

// recorded is of how many organizations the events are in memory at once: a file may be about all there are.
const recorded = 1_000

// switchesOf returns the switches of organizations that exist.
func switchesOf(ctx context.Context, q db.Querier, organizationIDs ...string) (map[string]Switches, error) {
	type row struct {
		id string
		s  Switches
	}
	found := make(map[string]Switches, len(organizationIDs))
	err := db.EachIn(ctx, q, db.In("SELECT id, refuse_050, allow_special FROM organization WHERE id IN (...) ORDER BY id", lookup, organizationIDs),
		func(r *row) []any { return []any{&r.id, &r.s.Refuse050, &r.s.AllowSpecial} }, func(r row) error {
			found[r.id] = r.s
			return nil
		})
	return found, err
}

// Apply adds what was staged under a batch: all of it or, with an error, nothing. source is for the audit trail,
// with detail beside it. It returns how many numbers of which organization were added. Errors: ErrOutdated.
func (s *Service) Apply(ctx context.Context, tx *db.Tx, caller access.Caller, batchID, source string, detail map[string]any) (map[string]int64, error) {
	now := s.now()
	counts, err := stagedCounts(ctx, tx, batchID)
	if err != nil || len(counts) == 0 {
		return counts, err
	}
	paths, err := s.hold(ctx, tx, caller, batchID, counts)
	if err != nil {
		return nil, err
	}
	// In the order of the numbers, so that two that add the same do not wait for each other.
	if _, err := tx.Exec(ctx, `INSERT INTO outgoing_number
			(id, version, organization_id, number, last_four, billing_number, lettering, lettering_fold, owned_since, created_at, updated_at)
		SELECT id, 1, organization_id, number, substr(number, length(number) - 3), billing_number, lettering, lettering_fold,
			CAST($2 AS BIGINT), CAST($2 AS BIGINT), CAST($2 AS BIGINT)
		FROM number_staged WHERE import_id = $1 ORDER BY number`, batchID, db.Micros(now)); err != nil {
		if db.IsUnique(err, "outgoing_number", "number") {
			return nil, ErrOutdated.Because(err)
		}
		return nil, err
	}
	if err := s.list(ctx, tx, batchID, paths); err != nil {
		return nil, err
	}
	if err := Lists.AddTallies(ctx, tx, now, counts, paths); err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(counts)), recorded) {
		events := make([]audit.Event, 0, len(chunk))
		for _, organizationID := range chunk {
			said := map[string]any{"count": counts[organizationID], "by": source}
			maps.Copy(said, detail)
			events = append(events, audit.Event{OrganizationID: organizationID, Action: "number.added", TargetID: batchID, Detail: said})
		}
		if err := audit.Record(ctx, tx, now, caller.Actor, events...); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

func stagedCounts(ctx context.Context, q db.Querier, batchID string) (map[string]int64, error) {
	type row struct {
		id string
		n  int64
	}
	rows, err := q.Query(ctx, "SELECT organization_id, COUNT(*) FROM number_staged WHERE import_id = $1 GROUP BY organization_id", batchID)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	err = db.Each(rows, func(r *row) []any { return []any{&r.id, &r.n} }, func(r row) error {
		counts[r.id] = r.n
		return nil
	})
	return counts, err
}

// hold keeps the organizations of a batch as they are until the transaction ends, and returns their paths.
func (s *Service) hold(ctx context.Context, tx *db.Tx, caller access.Caller, batchID string, counts map[string]int64) (map[string]string, error) {
	type row struct {
		id, path string
		s        Switches
	}
	paths := make(map[string]string, len(counts))
	switches := make(map[string]Switches, len(counts))
	organizationIDs := slices.Sorted(maps.Keys(counts))
	for _, organizationID := range organizationIDs {
		if err := caller.Require(access.NumbersAdd, organizationID); err != nil {
			return nil, ErrOutdated.Because(err)
		}
	}
	if err := db.EachIn(ctx, tx, db.In("SELECT id, path, refuse_050, allow_special FROM organization WHERE id IN (...) ORDER BY id"+tx.ForShare(), lookup, organizationIDs),
		func(r *row) []any { return []any{&r.id, &r.path, &r.s.Refuse050, &r.s.AllowSpecial} }, func(r row) error {
			paths[r.id] = r.path
			switches[r.id] = r.s
			return nil
		}); err != nil {
		return nil, err
	}
	if len(paths) < len(counts) {
		return nil, ErrOutdated
	}
	return paths, s.allowed(ctx, tx, batchID, switches)
}

// allowed refuses a batch with numbers that the switches of their organization refuse by now. Few numbers can be
// refused at all.
func (s *Service) allowed(ctx context.Context, tx *db.Tx, batchID string, of map[string]Switches) error {
	type row struct{ organizationID, number, billing string }
	rows, err := tx.Query(ctx, "SELECT organization_id, number, billing_number FROM number_staged WHERE import_id = $1 AND ("+
		switched("number")+" OR "+switched("billing_number")+")", batchID)
	if err != nil {
		return err
	}
	return db.Each(rows, func(r *row) []any { return []any{&r.organizationID, &r.number, &r.billing} }, func(r row) error {
		o := of[r.organizationID]
		for _, n := range []string{r.number, r.billing} {
			if _, _, err := phone.Parse(n, s.country, phone.Options{Refuse050: o.Refuse050, AllowSpecial: o.AllowSpecial}); err != nil {
				return ErrOutdated.Because(err)
			}
		}
		return nil
	})
}

// switched is the predicate of the numbers that an organization's switches are about: Korean 050 numbers, and
// special numbers, which have three or four digits.
func switched(column string) string {
	return "(" + column + " >= '+8250' AND " + column + " < '+8251' OR " + column + " >= '+821' AND " + column + " < '+822' AND length(" + column + ") <= 7)"
}

// list enters what was staged into the lists of its organizations and of those above. What searches look up was
// entered when it was staged.
func (s *Service) list(ctx context.Context, tx *db.Tx, batchID string, paths map[string]string) error {
	organizations, next := slices.Sorted(maps.Keys(paths)), -1
	var above []string // of the organization that is next, those that are not listed yet
	if _, err := tx.BulkInsert(ctx, "number_staged_place", []string{"import_id", "organization_id", "above"}, func() ([]any, error) {
		if len(above) == 0 {
			if next++; next == len(organizations) {
				return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
			}
			above = access.OnPath(paths[organizations[next]])
		}
		row := []any{batchID, organizations[next], above[0]}
		above = above[1:]
		return row, nil
	}); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO number_scope (organization_id, number)
		SELECT p.above, s.number FROM number_staged s CROSS JOIN number_staged_place p
		WHERE s.import_id = $1 AND p.import_id = $1 AND p.organization_id = s.organization_id ORDER BY 1, 2`, batchID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM number_staged_place WHERE import_id = $1", batchID)
	return err
}

// Forget drops what was staged under a batch.
func Forget(ctx context.Context, tx *db.Tx, batchID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM number_staged WHERE import_id = $1", batchID)
	return err
}

// Staged returns what is staged under a batch after a line, at most so many.
func (s *Service) Staged(ctx context.Context, q db.Querier, batchID string, after, limit int) ([]Written, error) {
	rows, err := q.Query(ctx, "SELECT line, organization_id, number, billing_number, lettering FROM number_staged WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3", batchID, after, limit)
	if err != nil {
		return nil, err
	}
	return db.Collect(rows, func(w *Written) []any {
		return []any{&w.Line, &w.OrganizationID, &w.Number, &w.BillingNumber, &w.Lettering}
	})
}
