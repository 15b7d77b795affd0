package organization

import (
	"bytes"
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// lookup is how many values one query looks up.
const lookup = 400

const (
	exportColumns = columns + ", COALESCE(r.external_key, ''), COALESCE(p.external_key, '')"
	exportFrom    = from + " LEFT JOIN organization p ON p.id = o.parent_id"
)

func (x *exportRow) dest() []any { return append(x.row.dest(), &x.registeredKey, &x.parentKey) }

func (x *exportRow) exported() Exported {
	return Exported{Organization: x.organization(), RegisteredKey: x.registeredKey, ParentKey: x.parentKey}
}

// Find returns the organizations that have one of the keys as their external key or, where none has it,
// as their ID. It is for work of the platform's staff: it knows no reach.
func (s *Service) Find(ctx context.Context, q db.Querier, keys map[string]bool) (map[string]*Exported, error) {
	found := make(map[string]*Exported, len(keys))
	all := make([]string, 0, len(keys))
	for k := range keys {
		all = append(all, k)
	}
	slices.Sort(all)
	byKey, err := findBy(ctx, q, "o.external_key", all)
	if err != nil {
		return nil, err
	}
	for _, o := range byKey {
		found[o.ExternalKey] = &o
	}
	ids := slices.DeleteFunc(all, func(k string) bool {
		return found[k] != nil || !id.Valid(id.Organization, k) || k == id.PlatformOrganization
	})
	byID, err := findBy(ctx, q, "o.path <> '' AND o.id", ids)
	for _, o := range byID {
		found[o.ID] = &o
	}
	return found, err
}

// FindUnkeyed returns, by name, the organizations that have one of the names and no external key.
func (s *Service) FindUnkeyed(ctx context.Context, q db.Querier, names map[string]bool) (map[string][]Exported, error) {
	keys := make([][]byte, 0, len(names))
	for n := range names {
		keys = append(keys, text.SortKey(n))
	}
	// Several names can have one key.
	slices.SortFunc(keys, bytes.Compare)
	keys = slices.CompactFunc(keys, bytes.Equal)
	all, err := findBy(ctx, q, "o.external_key = '' AND o.name_key", keys)
	found := make(map[string][]Exported, len(all))
	for _, o := range all {
		if o.ID != id.PlatformOrganization && names[o.Name] {
			found[o.Name] = append(found[o.Name], o)
		}
	}
	return found, err
}

// HoldTypes returns the types of organizations by ID, "" of those without a registration, and keeps them as
// they are until the transaction ends. Those that are gone are not among them.
func (s *Service) HoldTypes(ctx context.Context, tx *db.Tx, organizationIDs []string) (map[string]string, error) {
	type held struct{ id, kind string }
	types := make(map[string]string, len(organizationIDs))
	for chunk := range slices.Chunk(slices.Sorted(slices.Values(organizationIDs)), lookup) {
		rows, err := tx.Query(ctx, "SELECT id, type FROM organization WHERE id IN ("+db.Placeholders(1, len(chunk))+") ORDER BY id"+tx.ForShare(), db.Anys(chunk)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, func(h *held) []any { return []any{&h.id, &h.kind} }, func(h held) error {
			types[h.id] = h.kind
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return types, nil
}

// Depths returns how many levels of the hierarchy each organization is from its top, itself included.
func (s *Service) Depths(ctx context.Context, q db.Querier, organizationIDs []string) (map[string]int, error) {
	type place struct{ id, path string }
	depths := make(map[string]int, len(organizationIDs))
	for chunk := range slices.Chunk(organizationIDs, lookup) {
		rows, err := q.Query(ctx, "SELECT id, path FROM organization WHERE id IN ("+db.Placeholders(1, len(chunk))+")", db.Anys(chunk)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, func(p *place) []any { return []any{&p.id, &p.path} }, func(p place) error {
			depths[p.id] = access.PathDepth(p.path)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return depths, nil
}

// NumbersInUse tells which of the business registration numbers an organization has.
func (s *Service) NumbersInUse(ctx context.Context, q db.Querier, numbers []string) (map[string]bool, error) {
	used := map[string]bool{}
	for chunk := range slices.Chunk(numbers, lookup) {
		rows, err := q.Query(ctx, "SELECT DISTINCT business_registration_number FROM organization WHERE business_registration_number IN ("+
			db.Placeholders(1, len(chunk))+")", db.Anys(chunk)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, func(n *string) []any { return []any{n} }, func(n string) error {
			used[n] = true
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return used, nil
}

func findBy[T any](ctx context.Context, q db.Querier, column string, values []T) ([]Exported, error) {
	var found []Exported
	for chunk := range slices.Chunk(values, lookup) {
		rows, err := q.Query(ctx, "SELECT "+exportColumns+exportFrom+" WHERE "+column+" IN ("+db.Placeholders(1, len(chunk))+")", db.Anys(chunk)...)
		if err != nil {
			return nil, err
		}
		if err := db.Each(rows, (*exportRow).dest, func(x exportRow) error {
			found = append(found, x.exported())
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return found, nil
}
