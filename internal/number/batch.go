package number

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/event"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
)

// Choice says which numbers a change of many is about: those with these IDs, at most MaxIDs, or what a list shows.
type Choice struct {
	IDs           []string
	Filter        *Filter
	ExpectedCount int64 // with Filter: how many the list showed
}

// batch is the numbers that a change of many is about, held until the transaction ends.
type batch struct {
	id            string
	at            time.Time
	count         int64
	organizations map[string]int64  // how many numbers of each
	paths         map[string]string // of the organizations, and of that where the numbers go
}

// DeleteMany removes numbers: all of them or, with an error, none. Errors: not_found on body.ids[i], count_changed,
// permission_required with the count of those it is missing for, number_in_use with the blockers.
func (s *Service) DeleteMany(ctx context.Context, caller access.Caller, c Choice) (n int64, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		b, err := s.choose(ctx, tx, caller, access.NumbersDelete, c, "")
		if err != nil || b.count == 0 {
			return err
		}
		n = b.count
		if err := s.unusedMany(ctx, tx, b); err != nil {
			return err
		}
		events, err := b.events(ctx, tx, "number.deleted", nil)
		if err != nil {
			return err
		}
		if err := b.tell(ctx, tx, event.NumberDeleted, ""); err != nil {
			return err
		}
		if err := b.leave(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM outgoing_number WHERE id IN (SELECT number_id FROM number_chosen WHERE batch_id = $1)", b.id); err != nil {
			return err
		}
		if err := Lists.AddTallies(ctx, tx, b.at, negative(b.organizations), b.paths); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, b.at, caller.Actor, events...); err != nil {
			return err
		}
		if err := b.forget(ctx, tx); err != nil {
			return err
		}
		return s.unsaid(ctx, tx)
	})
	return n, err
}

// MoveMany gives numbers to another organization: all of them or, with an error, none. Those that it has already are
// left and not counted. Errors: as of DeleteMany, not_found on body.organizationId, and not_allowed_there with the
// blockers where the organization's switches refuse numbers.
func (s *Service) MoveMany(ctx context.Context, caller access.Caller, c Choice, target string) (n int64, err error) {
	if !id.Valid(id.Organization, target) || !caller.Sees(target) {
		return 0, fault.InvalidFields(fault.Field{Location: "body.organizationId", Code: "not_found", Message: "There is no such organization."})
	}
	if err := caller.Require(access.NumbersMove, target); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		b, err := s.choose(ctx, tx, caller, access.NumbersMove, c, target)
		if err != nil || b.count == 0 {
			return err
		}
		n = b.count
		if err := s.unusedMany(ctx, tx, b); err != nil {
			return err
		}
		if err := s.allowedThere(ctx, tx, b, target); err != nil {
			return err
		}
		events, err := b.events(ctx, tx, "number.moved", map[string]any{"to": target})
		if err != nil {
			return err
		}
		if err := b.tell(ctx, tx, event.NumberMoved, "left"); err != nil {
			return err
		}
		if err := b.leave(ctx, tx); err != nil {
			return err
		}
		if err := b.enter(ctx, tx, target); err != nil {
			return err
		}
		if err := b.tell(ctx, tx, event.NumberMoved, "arrived"); err != nil {
			return err
		}
		from := slices.Sorted(maps.Keys(b.organizations))
		events = append(events, audit.Event{OrganizationID: target, Action: "number.moved", TargetID: b.id, Detail: map[string]any{
			"count": b.count, "to": target, "from": from[:min(len(from), mostTold)], "organizations": len(from),
		}})
		if err := audit.Record(ctx, tx, b.at, caller.Actor, events...); err != nil {
			return err
		}
		return b.forget(ctx, tx)
	})
	return n, err
}

func negative(counts map[string]int64) map[string]int64 {
	less := make(map[string]int64, len(counts))
	for organizationID, n := range counts {
		less[organizationID] = -n
	}
	return less
}

// unusedMany refuses numbers of which something uses one, naming the first of them.
func (s *Service) unusedMany(ctx context.Context, tx *db.Tx, b *batch) error {
	used := "FROM number_chosen c CROSS JOIN usage_number u"
	if b.count > MaxIDs { // there are hardly more usages
		used = "FROM usage_number u CROSS JOIN number_chosen c"
	}
	used = "SELECT DISTINCT u.number_id " + used + " WHERE c.batch_id = $1 AND c.number_id = u.number_id"
	var count int64
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM ("+used+") used", b.id).Scan(&count); err != nil || count == 0 {
		return err
	}
	rows, err := tx.Query(ctx, "SELECT n.id, n.number FROM ("+used+") used CROSS JOIN outgoing_number n WHERE n.id = used.number_id ORDER BY n.number LIMIT $2", b.id, MaxBlockers)
	if err != nil {
		return err
	}
	blockers, err := db.Collect(rows, func(x *Blocker) []any { return []any{&x.ID, &x.Number} })
	if err != nil {
		return err
	}
	ids := make([]string, len(blockers))
	for i, x := range blockers {
		ids[i] = x.ID
	}
	usages, err := s.usages(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range blockers {
		x := &blockers[i]
		x.Display, x.Usages = s.Show(phone.Number(x.Number)), usages[x.ID]
	}
	return fault.New(fault.Conflict, "number_in_use", fmt.Sprintf("Campaigns or schedules use %d of these numbers; nothing was changed. End them first, or leave these numbers out.", count)).
		With("count", count).With("blockers", blockers)
}

// allowedThere refuses numbers that the switches of the organization refuse where they are to go.
func (s *Service) allowedThere(ctx context.Context, tx *db.Tx, b *batch, target string) error {
	switches, err := switchesOf(ctx, tx, target)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, "SELECT n.id, n.number, n.billing_number"+chosen+" AND ("+switched("n.number")+" OR "+switched("n.billing_number")+") ORDER BY n.number", b.id)
	if err != nil {
		return err
	}
	type row struct{ id, number, billing string }
	var count int64
	var blockers []Blocker
	if err := db.Each(rows, func(r *row) []any { return []any{&r.id, &r.number, &r.billing} }, func(r row) error {
		_, _, wrong := s.rules().parse(FieldNumber, r.number, switches[target], false)
		if wrong == nil {
			if _, _, wrong = s.rules().parse(FieldBilling, r.billing, switches[target], false); wrong == nil {
				return nil
			}
			wrong.Message = "Its billing number: " + wrong.Message
		}
		if count++; count <= MaxBlockers {
			blockers = append(blockers, Blocker{ID: r.id, Number: r.number, Display: s.Show(phone.Number(r.number)), Code: wrong.Code, Message: wrong.Message})
		}
		return nil
	}); err != nil || count == 0 {
		return err
	}
	return fault.New(fault.Conflict, "not_allowed_there", fmt.Sprintf("The organization may not use %d of these numbers; nothing was changed. Leave them out, or have the platform's staff change what it may use.", count)).
		With("count", count).With("blockers", blockers)
}

// leave notes who has had the numbers until now, and takes them out of the lists of their organizations.
func (b *batch) leave(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO number_owner (id, number, organization_id, owned_since, owned_until)
		SELECT c.batch_id || '/' || n.id, n.number, n.organization_id, n.owned_since, CAST($2 AS BIGINT)`+chosen, b.id, db.Micros(b.at)); err != nil {
		return err
	}
	type pair struct{ organizationID, above string }
	var pairs []pair
	for _, organizationID := range slices.Sorted(maps.Keys(b.organizations)) {
		for _, above := range access.OnPath(b.paths[organizationID]) {
			pairs = append(pairs, pair{organizationID, above})
		}
	}
	if _, err := tx.BulkInsert(ctx, "number_staged_place", []string{"import_id", "organization_id", "above"},
		db.Rows(pairs, func(p pair) []any { return []any{b.id, p.organizationID, p.above} })); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM number_scope WHERE (organization_id, number) IN (SELECT p.above, n.number
		FROM number_chosen c CROSS JOIN outgoing_number n CROSS JOIN number_staged_place p
		WHERE c.batch_id = $1 AND n.id = c.number_id AND p.import_id = $1 AND p.organization_id = n.organization_id)`, b.id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "DELETE FROM number_staged_place WHERE import_id = $1", b.id)
	return err
}

// enter gives the numbers to the target and puts them into its lists.
func (b *batch) enter(ctx context.Context, tx *db.Tx, target string) error {
	if _, err := tx.Exec(ctx, `UPDATE outgoing_number SET organization_id = $2, owned_since = $3, updated_at = $3, version = version + 1
		WHERE id IN (SELECT number_id FROM number_chosen WHERE batch_id = $1)`, b.id, target, db.Micros(b.at)); err != nil {
		return err
	}
	for _, above := range access.OnPath(b.paths[target]) {
		if _, err := tx.Exec(ctx, "INSERT INTO number_scope (organization_id, number) SELECT CAST($2 AS TEXT), n.number"+chosen+" ORDER BY n.number", b.id, above); err != nil {
			return err
		}
	}
	counts := negative(b.organizations)
	counts[target] = b.count
	return Lists.AddTallies(ctx, tx, b.at, counts, b.paths)
}

// tell tells products what became of each number, in the organization that it is in now: whoever hears of an
// organization that a number left need not hear of the one where it went.
func (b *batch) tell(ctx context.Context, tx *db.Tx, what event.Type, movement string) error {
	facts := map[string]string{"number": "n.number"}
	if movement != "" {
		facts["movement"] = "'" + movement + "'"
	}
	return event.RecordSelected(ctx, tx, b.at, event.Selected{
		Type: what, Kind: "number", ID: "n.id", Organization: "n.organization_id", Facts: facts, From: chosen, Args: []any{b.id},
	})
}

// mostTold is how many numbers of a batch the audit trail of an organization names.
const mostTold = 10

// events are what the audit trail of each organization says: how many of its numbers, and the first of them.
func (b *batch) events(ctx context.Context, tx *db.Tx, action string, detail map[string]any) ([]audit.Event, error) {
	type row struct{ organizationID, id, number string }
	rows, err := tx.Query(ctx, `SELECT organization_id, id, number FROM (SELECT n.organization_id, n.id, n.number,
		ROW_NUMBER() OVER (PARTITION BY n.organization_id ORDER BY n.number) AS place`+chosen+") numbered WHERE place <= $2 ORDER BY organization_id, place", b.id, mostTold)
	if err != nil {
		return nil, err
	}
	ids, numbers := map[string][]string{}, map[string][]string{}
	if err := db.Each(rows, func(r *row) []any { return []any{&r.organizationID, &r.id, &r.number} }, func(r row) error {
		ids[r.organizationID] = append(ids[r.organizationID], r.id)
		numbers[r.organizationID] = append(numbers[r.organizationID], r.number)
		return nil
	}); err != nil {
		return nil, err
	}
	events := make([]audit.Event, 0, len(b.organizations))
	for _, organizationID := range slices.Sorted(maps.Keys(b.organizations)) {
		said := map[string]any{"count": b.organizations[organizationID], "ids": ids[organizationID], "numbers": numbers[organizationID]}
		maps.Copy(said, detail)
		events = append(events, audit.Event{OrganizationID: organizationID, Action: action, TargetID: b.id, Detail: said})
	}
	return events, nil
}
