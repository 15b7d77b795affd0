package group

import (
	"context"
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// planned is an organization with the place it is to get.
type planned struct {
	organizationID, parentID, path string
}

// plan is a whole new tree, those above before those below.
type plan []planned

// parents is what the plan means to who may do what.
func (p plan) parents() map[string]string {
	parents := make(map[string]string, len(p))
	for _, o := range p {
		parents[o.organizationID] = o.parentID
	}
	return parents
}

// inner are the organizations that have something below them.
func (p plan) inner() []string {
	seen := map[string]bool{}
	var ids []string
	for _, o := range p {
		if o.parentID != "" && !seen[o.parentID] {
			seen[o.parentID] = true
			ids = append(ids, o.parentID)
		}
	}
	return ids
}

// planNew checks the tree that a group is to be made with.
func (s *Service) planNew(ctx context.Context, tx *db.Tx, tree []Placement, lock string) (plan, error) {
	ids := make([]string, len(tree))
	for i, at := range tree {
		ids[i] = at.OrganizationID
	}
	found, err := find(ctx, tx, ids, lock)
	if err != nil {
		return nil, err
	}
	p, err := arrange(tree, found)
	if err != nil {
		return nil, err
	}
	for _, at := range tree {
		if o := found[at.OrganizationID]; o.group.Valid {
			return nil, alreadyInGroup(ctx, tx, o)
		}
	}
	if len(p) == 0 {
		return p, nil
	}
	return p, contracting(found[p[0].organizationID])
}

// arrange puts placements in order, each with its path, or refuses what is no tree.
func arrange(tree []Placement, found map[string]*placed) (plan, error) {
	var fields fault.Fields
	children := map[string][]string{}
	seen := make(map[string]bool, len(tree))
	for i, at := range tree {
		field := fmt.Sprintf("body.organizations[%d].", i)
		switch {
		case found[at.OrganizationID] == nil || at.OrganizationID == id.PlatformOrganization:
			fields.Add(field+"organizationId", "not_found", "There is no such organization.")
		case seen[at.OrganizationID]:
			fields.Add(field+"organizationId", "duplicate", "This organization is there twice.")
		}
		seen[at.OrganizationID] = true
		children[at.ParentID] = append(children[at.ParentID], at.OrganizationID)
	}
	for i, at := range tree {
		if at.ParentID != "" && !seen[at.ParentID] {
			fields.Add(fmt.Sprintf("body.organizations[%d].parentId", i), "not_found", "Must be one of the organizations of this tree.")
		}
	}
	if err := fields.Err(); err != nil {
		return nil, err
	}
	if len(children[""]) > 1 {
		return nil, fault.InvalidFields(fault.Field{
			Location: "body.organizations", Code: "one_highest_level",
			Message: "Exactly one organization has no parentId: the highest level.",
		})
	}
	p := make(plan, 0, len(tree))
	type level struct {
		ids   []string
		above planned
	}
	queue := []level{{ids: children[""]}}
	for len(queue) > 0 {
		l := queue[0]
		queue = queue[1:]
		for _, organizationID := range l.ids {
			o := planned{organizationID, l.above.organizationID, access.PathUnder(l.above.path, organizationID)}
			if access.PathDepth(o.path) > access.MaxDepth {
				return nil, tooDeep()
			}
			p = append(p, o)
			if lower := children[organizationID]; len(lower) > 0 {
				queue = append(queue, level{lower, o})
			}
		}
	}
	if len(p) < len(tree) { // the rest stands below itself
		return nil, cycle()
	}
	return p, nil
}

// make writes the places of a plan.
func (s *Service) make(ctx context.Context, tx *db.Tx, groupID string, p plan) error {
	ids := make([]string, len(p))
	for i, o := range p {
		ids[i] = o.organizationID
		if err := setPlace(ctx, tx, o.organizationID, groupID, o.parentID, o.path); err != nil {
			return err
		}
	}
	access.Changed(tx, s.now(), access.Change{Organizations: ids})
	return recount(ctx, tx, groupID, s.now())
}
