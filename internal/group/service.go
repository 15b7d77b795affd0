package group

import (
	"context"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// Service does what can be done with groups.
type Service struct {
	db      *db.DB
	now     func() time.Time
	cursors *db.Cursors
	access  *access.Service
	hooks   Hooks
}

// Hooks are what other concepts do when organizations come to stand elsewhere, in the same transaction.
type Hooks struct {
	// Moved is told that the organization at path, with everything below it, has left these above it and joined those.
	Moved func(ctx context.Context, tx *db.Tx, now time.Time, path string, left, joined []string) error
	// Rebuild is told that what stands below each of these organizations is quite another.
	Rebuild func(ctx context.Context, tx *db.Tx, now time.Time, organizationIDs []string) error
}

// Config is what a Service is made of.
type Config struct {
	DB      *db.DB
	Now     func() time.Time
	Cursors *db.Cursors
	Access  *access.Service
	Hooks   Hooks
}

// NewService returns the service.
func NewService(c Config) *Service {
	return &Service{db: c.DB, now: c.Now, cursors: c.Cursors, access: c.Access, hooks: c.Hooks}
}

// require refuses whoever does not manage groups.
func require(caller access.Caller) error {
	return caller.Require(access.GroupsManage, id.PlatformOrganization)
}

// Get returns a group, or NotFound.
func (s *Service) Get(ctx context.Context, caller access.Caller, groupID string) (Group, error) {
	if err := require(caller); err != nil {
		return Group{}, err
	}
	return get(ctx, s.db.Querier(ctx), groupID, "")
}

// check normalises the fields of a group in place.
func check(name, description *string) fault.Fields {
	var fields fault.Fields
	for _, f := range []struct {
		location string
		value    *string
		longest  int
		required bool
	}{{"body.name", name, MaxName, true}, {"body.description", description, MaxDescription, false}} {
		clean, problem := text.Line(*f.value, f.longest, f.required)
		if problem != nil {
			fields.Add(f.location, problem.Code, problem.Message)
		}
		*f.value = clean
	}
	return fields
}

// Update changes the name and the description. Errors: NotFound, permission_required, stale and the rules of the
// fields.
func (s *Service) Update(ctx context.Context, caller access.Caller, groupID string, p Patch, current func(version int64) bool) (Group, error) {
	if err := require(caller); err != nil {
		return Group{}, err
	}
	var g Group
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if g, err = get(ctx, tx, groupID, tx.ForUpdate()); err != nil {
			return err
		}
		if err := isCurrent(g, current); err != nil {
			return err
		}
		before := map[string]string{"name": g.Name, "description": g.Description}
		if p.Name != nil {
			g.Name = *p.Name
		}
		if p.Description != nil {
			g.Description = *p.Description
		}
		if err := check(&g.Name, &g.Description).Err(); err != nil {
			return err
		}
		if g.Name == before["name"] && g.Description == before["description"] {
			return nil
		}
		g.Version++
		g.UpdatedAt = s.now()
		if err := update(ctx, tx, g); err != nil {
			return err
		}
		return s.record(ctx, tx, caller.Actor, "group.updated", g.ID, map[string]any{
			"before": before, "after": map[string]string{"name": g.Name, "description": g.Description},
		})
	})
	return g, err
}

func isCurrent(g Group, current func(version int64) bool) error {
	if current != nil && !current(g.Version) {
		return fault.New(fault.Stale, "stale", "Somebody else changed this group since you read it. Read it again and repeat your change.")
	}
	return nil
}

func (s *Service) record(ctx context.Context, tx *db.Tx, actor audit.Actor, action, groupID string, detail any) error {
	return audit.Record(ctx, tx, s.now(), actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: action, TargetID: groupID, Detail: detail,
	})
}

// Tree returns the whole tree of a group: each organization before what is below it, siblings by name.
func (s *Service) Tree(ctx context.Context, caller access.Caller, groupID string) ([]Node, error) {
	if err := require(caller); err != nil {
		return nil, err
	}
	var all []placed
	err := s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := get(ctx, tx, groupID, ""); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT "+placedColumns+" FROM organization o WHERE o.group_id = $1 ORDER BY o.path", groupID)
		if err != nil {
			return err
		}
		all, err = db.Collect(rows, (*placed).dest)
		return err
	})
	return nodes(all), err
}

// Below returns what stands below an organization, as far as the caller sees it, as a tree that begins with the
// organization itself, and the organizations above it that the caller sees, from the top down. With a search
// text, only what has it in its name and the levels above that.
func (s *Service) Below(ctx context.Context, caller access.Caller, organizationID, query string) (tree []Node, above []Ref, err error) {
	if err := caller.See(organizationID); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, err := find(ctx, tx, []string{organizationID}, "")
		if err != nil {
			return err
		}
		top := found[organizationID]
		if top == nil {
			return fault.Missing("organization")
		}
		all := []placed{*top}
		if caller.Below(organizationID) > 0 {
			if all, err = below(ctx, tx, top.path, ""); err != nil {
				return err
			}
		}
		tree = nodes(all)
		var seen []string
		for _, organizationID := range access.OnPath(top.path) {
			if organizationID != top.id && caller.Sees(organizationID) {
				seen = append(seen, organizationID)
			}
		}
		above, err = refs(ctx, tx, seen)
		return err
	})
	return search(tree, query), above, err
}

// search keeps the nodes whose name contains the text, and the levels above them.
func search(tree []Node, query string) []Node {
	folded := text.Fold(strings.TrimSpace(query))
	if folded == "" {
		return tree
	}
	keep := map[string]bool{}
	parents := map[string]string{}
	for i := range tree {
		n := &tree[i]
		parents[n.OrganizationID] = n.ParentID
		if n.Match = strings.Contains(text.Fold(n.Name), folded); n.Match {
			for up := n.OrganizationID; up != "" && !keep[up]; up = parents[up] {
				keep[up] = true
			}
		}
	}
	kept := tree[:0]
	for _, n := range tree {
		if keep[n.OrganizationID] {
			kept = append(kept, n)
		}
	}
	return kept
}
