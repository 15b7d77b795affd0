package organization

import (
	"context"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

// examples is how many of each kind of reference are named.
const examples = 5

// Example is one thing that refers to an organization.
type Example struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Blocker is one kind of thing that refers to an organization and so stands in the way.
type Blocker struct {
	Kind     string    `json:"kind" enum:"members,numbers,usages,executing_organizations,lower_organizations,group" doc:"What refers to the organization"`
	Count    int       `json:"count"`
	Examples []Example `json:"examples" nullable:"false" doc:"The first few"`
	Hidden   bool      `json:"hidden,omitempty" doc:"There are others, beyond the caller's reach, which are neither counted nor named"`
}

// Reference is a way in which something can refer to an organization. Every concept that keeps rows of
// organizations hands its own to NewService; deleting an organization asks them all.
type Reference struct {
	Kind string
	// NeedsContracting says whether this organization must be contracting for the reference to hold, so
	// that it stands in the way of a change of type as well; nil says that none must.
	NeedsContracting func(Organization) bool
	// Find counts what refers to the organization and names the first few.
	Find func(ctx context.Context, q db.Querier, organizationID string, examples int) (int, []Example, error)
}

// own are the references between organizations themselves.
func own() []Reference {
	return []Reference{
		{
			Kind: "executing_organizations", Find: byColumn("registered_organization_id"),
			NeedsContracting: func(Organization) bool { return true },
		},
	}
}

func byColumn(column string) func(context.Context, db.Querier, string, int) (int, []Example, error) {
	return func(ctx context.Context, q db.Querier, organizationID string, n int) (count int, first []Example, err error) {
		if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM organization WHERE "+column+" = $1", organizationID).Scan(&count); err != nil || count == 0 {
			return count, nil, err
		}
		rows, err := q.Query(ctx, "SELECT id, name FROM organization WHERE "+column+" = $1 ORDER BY name_key, id LIMIT $2", organizationID, n)
		if err != nil {
			return 0, nil, err
		}
		first, err = db.Collect(rows, func(e *Example) []any { return []any{&e.ID, &e.Name} })
		return count, first, err
	}
}

// blockers asks every reference, or those alone that need this organization to be contracting.
func (s *Service) blockers(ctx context.Context, q db.Querier, o Organization, contractingOnly bool) ([]Blocker, error) {
	found := []Blocker{}
	for _, ref := range s.references {
		if contractingOnly && (ref.NeedsContracting == nil || !ref.NeedsContracting(o)) {
			continue
		}
		count, first, err := ref.Find(ctx, q, o.ID, examples)
		if err != nil {
			return nil, err
		}
		if count > 0 {
			found = append(found, Blocker{Kind: ref.Kind, Count: count, Examples: first})
		}
	}
	return found, nil
}

func inUse(found []Blocker) error {
	return fault.New(fault.Conflict, "organization_in_use",
		"This organization cannot be deleted while something refers to it. Remove what is listed, then try again.").With("blockers", found)
}

func typeInUse(found []Blocker) error {
	f := fault.New(fault.Conflict, "type_in_use",
		"This organization must stay contracting while what is listed refers to it. Remove that, then try again.").With("blockers", found)
	f.Fields = []fault.Field{{Location: "body.registration.type", Code: "type_in_use", Message: f.Message}}
	return f
}
