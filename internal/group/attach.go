package group

import (
	"context"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// Hold locks what an import refers to: the groups of the organizations that something is to stand below, then those
// and the others. It comes before everything else that the import reads or locks of them: two that first shared a row
// and then both wanted it alone would wait for each other.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, above, others []string) error {
	if _, err := s.holdGroups(ctx, tx, above); err != nil {
		return err
	}
	_, err := find(ctx, tx, slices.Concat(above, others), tx.ForUpdate())
	return err
}

// Attach places new organizations, in the transaction that made them: below each other and below organizations
// that were there. Every tree that has no group yet gets one, named after its highest level, or as name says
// where that is not "". It returns how many groups were made. Errors: highest_level_must_be_contracting, cycle,
// too_deep.
func (s *Service) Attach(ctx context.Context, tx *db.Tx, actor audit.Actor, added []Placement, name string) (made int, err error) {
	isNew := make(map[string]bool, len(added))
	children := map[string][]string{}
	var above []string // organizations that were there, and those at the top
	for _, at := range added {
		isNew[at.OrganizationID] = true
		children[at.ParentID] = append(children[at.ParentID], at.OrganizationID)
	}
	for parentID := range children {
		if parentID != "" && !isNew[parentID] {
			above = append(above, parentID)
		}
	}
	for _, organizationID := range children[""] {
		if len(children[organizationID]) > 0 {
			above = append(above, organizationID)
		}
	}
	slices.Sort(above)
	groups, err := s.holdGroups(ctx, tx, above)
	if err != nil {
		return 0, err
	}
	found, err := find(ctx, tx, above, tx.ForUpdate())
	if err != nil {
		return 0, err
	}
	attached := len(children[""]) // those at the top
	for _, organizationID := range above {
		top := found[organizationID]
		if top == nil || top.group.String != groups[organizationID] {
			return 0, fault.New(fault.Conflict, "import_outdated", "What is stored changed at this moment. Nothing was changed; try again.")
		}
		groupID := top.group.String
		if groupID == "" {
			if err := contracting(top); err != nil {
				return 0, err
			}
			if groupID, err = s.makeAround(ctx, tx, actor, top, name); err != nil {
				return 0, err
			}
			made++
		}
		p, err := hang(children, planned{organizationID: top.id, path: top.path})
		if err != nil {
			return 0, err
		}
		attached += len(p)
		if err := s.make(ctx, tx, groupID, p); err != nil {
			return 0, err
		}
	}
	if attached != len(added) { // the rest stands below itself
		return 0, cycle()
	}
	return made, nil
}

// holdGroups locks the groups of organizations, in the order of their IDs, before the organizations themselves.
func (s *Service) holdGroups(ctx context.Context, tx *db.Tx, organizationIDs []string) (map[string]string, error) {
	found, err := find(ctx, tx, organizationIDs, "")
	if err != nil {
		return nil, err
	}
	groups := make(map[string]string, len(found))
	var ids []string
	for organizationID, o := range found {
		groups[organizationID] = o.group.String
		if o.group.Valid {
			ids = append(ids, o.group.String)
		}
	}
	slices.Sort(ids)
	for _, groupID := range slices.Compact(ids) {
		if _, err := get(ctx, tx, groupID, tx.ForUpdate()); err != nil && !fault.Is(err, "not_found") {
			return nil, err
		}
	}
	return groups, nil
}

// makeAround makes a group of which an organization that is in none is the highest level.
func (s *Service) makeAround(ctx context.Context, tx *db.Tx, actor audit.Actor, top *placed, name string) (string, error) {
	if name == "" {
		name = top.name
	}
	now := s.now()
	g := Group{ID: id.New(id.Group, now), Version: 1, Name: name, CreatedAt: now, UpdatedAt: now}
	if err := insert(ctx, tx, g); err != nil {
		return "", err
	}
	if err := setPlace(ctx, tx, top.id, g.ID, "", top.path); err != nil {
		return "", err
	}
	return g.ID, audit.Record(ctx, tx, now, actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "group.created", TargetID: g.ID,
		Detail: map[string]any{"after": map[string]any{"name": g.Name, "highestLevelId": top.id}},
	})
}

// hang arranges what is to stand below an organization, those above before those below.
func hang(children map[string][]string, top planned) (plan, error) {
	p := plan{}
	queue := []planned{top}
	for len(queue) > 0 {
		up := queue[0]
		queue = queue[1:]
		for _, organizationID := range children[up.organizationID] {
			o := planned{organizationID, up.organizationID, access.PathUnder(up.path, organizationID)}
			if access.PathDepth(o.path) > access.MaxDepth {
				return nil, tooDeep()
			}
			p = append(p, o)
			queue = append(queue, o)
		}
	}
	return p, nil
}
