package group

import (
	"context"
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// try runs f in a transaction that is made, or, for a dry run, on a snapshot that nothing is made of. lock ends
// the SELECT of what f relies on.
func (s *Service) try(ctx context.Context, dryRun bool, f func(ctx context.Context, tx *db.Tx, lock string) error) error {
	if dryRun {
		return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error { return f(ctx, tx, "") })
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return f(ctx, tx, tx.ForUpdate()) })
}

// Create makes a group with its tree, or, for a dry run, says what it would do. Errors: permission_required,
// already_in_group, highest_level_must_be_contracting, cycle, too_deep and the rules of the fields.
func (s *Service) Create(ctx context.Context, caller access.Caller, d Draft, dryRun bool) (g Group, impact Impact, err error) {
	if err := require(caller); err != nil {
		return g, impact, err
	}
	fields := check(&d.Name, &d.Description)
	if len(d.Organizations) > MaxOrganizations {
		fields.Add("body.organizations", "too_many", fmt.Sprintf("At most %d organizations in one save.", MaxOrganizations))
	}
	if err := fields.Err(); err != nil {
		return g, impact, err
	}
	err = s.try(ctx, dryRun, func(ctx context.Context, tx *db.Tx, lock string) error {
		now := s.now()
		p, err := s.planNew(ctx, tx, d.Organizations, lock)
		if err != nil {
			return err
		}
		if dryRun {
			impact, err = s.access.Preview(ctx, tx, p.parents())
			return err
		}
		g = Group{ID: id.New(id.Group, now), Version: 1, Name: d.Name, Description: d.Description, CreatedAt: now, UpdatedAt: now}
		if err := insert(ctx, tx, g); err != nil {
			return err
		}
		if err := s.make(ctx, tx, g.ID, p); err != nil {
			return err
		}
		if err := s.hooks.Rebuild(ctx, tx, now, p.inner()); err != nil {
			return err
		}
		if err := s.record(ctx, tx, caller.Actor, "group.created", g.ID, map[string]any{
			"after": map[string]any{"name": g.Name, "description": g.Description, "organizations": d.Organizations},
		}); err != nil {
			return err
		}
		g, err = get(ctx, tx, g.ID, "")
		return err
	})
	return g, impact, err
}

// Delete dissolves a group; the organizations stay, each alone. Errors: NotFound, permission_required, stale.
func (s *Service) Delete(ctx context.Context, caller access.Caller, groupID string, current func(version int64) bool, dryRun bool) (impact Impact, err error) {
	err = s.change(ctx, caller, groupID, dryRun, func(ctx context.Context, tx *db.Tx, g Group, lock string) error {
		if err := isCurrent(g, current); err != nil {
			return err
		}
		if g.Highest.ID != "" {
			impact, err = s.takeOut(ctx, tx, g.Highest.ID, lock, dryRun)
		}
		if err != nil || dryRun {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM organization_group WHERE id = $1", groupID); err != nil {
			return err
		}
		return s.record(ctx, tx, caller.Actor, "group.deleted", groupID, map[string]any{
			"before": map[string]any{"name": g.Name, "description": g.Description, "organizations": g.Organizations, "highestLevelId": g.Highest.ID},
		})
	})
	return impact, err
}

// change runs f on a group, whose row is held unless it is a dry run.
func (s *Service) change(ctx context.Context, caller access.Caller, groupID string, dryRun bool,
	f func(ctx context.Context, tx *db.Tx, g Group, lock string) error,
) error {
	if err := require(caller); err != nil {
		return err
	}
	return s.try(ctx, dryRun, func(ctx context.Context, tx *db.Tx, lock string) error {
		g, err := get(ctx, tx, groupID, lock)
		if err != nil {
			return err
		}
		return f(ctx, tx, g, lock)
	})
}

// Add places an organization in a group: below another, or as its highest level. Errors: NotFound,
// permission_required, already_in_group, highest_level_exists, highest_level_must_be_contracting, too_deep, and
// not_found on body.organizationId or body.parentId.
func (s *Service) Add(ctx context.Context, caller access.Caller, groupID string, at Placement, dryRun bool) (n Node, impact Impact, err error) {
	err = s.change(ctx, caller, groupID, dryRun, func(ctx context.Context, tx *db.Tx, g Group, lock string) error {
		found, err := find(ctx, tx, []string{at.OrganizationID, at.ParentID}, lock)
		if err != nil {
			return err
		}
		o, parent := found[at.OrganizationID], found[at.ParentID]
		above, err := addable(ctx, tx, g, o, parent, at)
		if err != nil {
			return err
		}
		if dryRun {
			impact, err = s.access.Preview(ctx, tx, map[string]string{o.id: at.ParentID})
			return err
		}
		path := access.PathUnder(above, o.id)
		if err := setPlace(ctx, tx, o.id, g.ID, at.ParentID, path); err != nil {
			return err
		}
		if above != "" {
			if err := s.hooks.Moved(ctx, tx, s.now(), path, nil, access.OnPath(above)); err != nil {
				return err
			}
		}
		n = Node{OrganizationID: o.id, Name: o.name, ParentID: at.ParentID, Depth: access.PathDepth(path), Type: o.kind, Status: o.status, TimeZone: o.zone, Match: true}
		return s.placed(ctx, tx, caller.Actor, g.ID, "group.organization_added", o.id, map[string]any{"organizationId": o.id, "parentId": at.ParentID})
	})
	return n, impact, err
}

// addable returns the path of the place above, "" for the top, or refuses.
func addable(ctx context.Context, tx *db.Tx, g Group, o, parent *placed, at Placement) (above string, err error) {
	if o == nil || o.id == id.PlatformOrganization {
		return "", notFound("body.organizationId")
	}
	if o.group.Valid {
		return "", alreadyInGroup(ctx, tx, o)
	}
	if at.ParentID == "" {
		if g.Highest.ID != "" {
			return "", fault.New(fault.Conflict, "highest_level_exists",
				"This group has its highest-level organization. Give the organization that the new one is to stand below.").With("highestLevel", g.Highest)
		}
		return "", contracting(o)
	}
	if parent == nil || parent.group.String != g.ID {
		return "", notFound("body.parentId")
	}
	if access.PathDepth(parent.path) >= access.MaxDepth {
		return "", tooDeep()
	}
	return parent.path, nil
}

// placed notes a change of a tree: for access, the group's own figures and the trail.
func (s *Service) placed(ctx context.Context, tx *db.Tx, actor audit.Actor, groupID, action, organizationID string, detail any) error {
	access.Changed(tx, s.now(), access.Change{Organizations: []string{organizationID}})
	if err := recount(ctx, tx, groupID, s.now()); err != nil {
		return err
	}
	return s.record(ctx, tx, actor, action, groupID, detail)
}

// Move puts an organization, with everything below it, below another of its group. Errors: NotFound,
// permission_required, cycle, too_deep, and not_found on body.parentId.
func (s *Service) Move(ctx context.Context, caller access.Caller, groupID, organizationID, parentID string, dryRun bool) (n Node, impact Impact, err error) {
	err = s.change(ctx, caller, groupID, dryRun, func(ctx context.Context, tx *db.Tx, g Group, lock string) error {
		found, err := find(ctx, tx, []string{organizationID, parentID}, lock)
		if err != nil {
			return err
		}
		o, parent := found[organizationID], found[parentID]
		if o == nil || o.group.String != g.ID {
			return fault.Missing("organization in this group")
		}
		if parent == nil || parent.group.String != g.ID {
			return notFound("body.parentId")
		}
		if err := movable(ctx, tx, o, parent); err != nil {
			return err
		}
		if dryRun {
			impact, err = s.access.Preview(ctx, tx, map[string]string{o.id: parent.id})
			return err
		}
		path := access.PathUnder(parent.path, o.id)
		n = Node{OrganizationID: o.id, Name: o.name, ParentID: parent.id, Depth: access.PathDepth(path), Type: o.kind, Status: o.status, TimeZone: o.zone, Match: true}
		if o.parent.String == parent.id {
			return nil
		}
		if err := rebase(ctx, tx, o.path, path); err != nil {
			return err
		}
		if err := setPlace(ctx, tx, o.id, g.ID, parent.id, path); err != nil {
			return err
		}
		before, after := access.OnPath(o.path), access.OnPath(path)
		if err := s.hooks.Moved(ctx, tx, s.now(), path, without(before[:len(before)-1], after), without(after[:len(after)-1], before)); err != nil {
			return err
		}
		return s.placed(ctx, tx, caller.Actor, g.ID, "group.organization_moved", o.id,
			map[string]any{"organizationId": o.id, "before": map[string]string{"parentId": o.parent.String}, "after": map[string]string{"parentId": parent.id}})
	})
	return n, impact, err
}

// movable refuses a place below the organization itself, and one that is too deep for what it brings along.
func movable(ctx context.Context, tx *db.Tx, o, parent *placed) error {
	if len(parent.path) >= len(o.path) && parent.path[:len(o.path)] == o.path {
		return cycle()
	}
	var longest int
	if err := tx.QueryRow(ctx, "SELECT MAX(length(path)) FROM organization WHERE path >= $1 AND path < $2", o.path, access.PathEnd(o.path)).Scan(&longest); err != nil {
		return err
	}
	step := len(access.PathUnder("", o.id))
	if levels := (longest-len(o.path))/step + 1; access.PathDepth(parent.path)+levels > access.MaxDepth {
		return tooDeep()
	}
	return nil
}

// without returns what is in all and not in some.
func without(all, some []string) []string {
	in := make(map[string]bool, len(some))
	for _, s := range some {
		in[s] = true
	}
	var left []string
	for _, a := range all {
		if !in[a] {
			left = append(left, a)
		}
	}
	return left
}

// Remove takes an organization out of its group, with everything below it where subtree says so; each then stands
// alone. Errors: NotFound, permission_required, has_lower_levels.
func (s *Service) Remove(ctx context.Context, caller access.Caller, groupID, organizationID string, subtree, dryRun bool) (impact Impact, err error) {
	err = s.change(ctx, caller, groupID, dryRun, func(ctx context.Context, tx *db.Tx, g Group, lock string) error {
		found, err := find(ctx, tx, []string{organizationID}, lock)
		if err != nil {
			return err
		}
		o := found[organizationID]
		if o == nil || o.group.String != g.ID {
			return fault.Missing("organization in this group")
		}
		var lower int
		if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM organization WHERE parent_id = $1", o.id).Scan(&lower); err != nil {
			return err
		}
		if lower > 0 && !subtree {
			return fault.New(fault.Conflict, "has_lower_levels",
				"Organizations stand below this one. Move or remove them first, or remove them along with it (subtree=true).").With("count", lower)
		}
		if impact, err = s.takeOut(ctx, tx, o.id, lock, dryRun); err != nil || dryRun {
			return err
		}
		return s.placed(ctx, tx, caller.Actor, g.ID, "group.organization_removed", o.id,
			map[string]any{"organizationId": o.id, "before": map[string]string{"parentId": o.parent.String}, "subtree": subtree})
	})
	return impact, err
}

// takeOut takes an organization and everything below it out of their group. It holds all of them before the lists
// of members are changed, so that nobody joins or leaves meanwhile unseen.
func (s *Service) takeOut(ctx context.Context, tx *db.Tx, organizationID, lock string, dryRun bool) (impact Impact, err error) {
	found, err := find(ctx, tx, []string{organizationID}, "")
	if err != nil {
		return impact, err
	}
	top := found[organizationID]
	all, err := below(ctx, tx, top.path, lock)
	if err != nil {
		return impact, err
	}
	parents := make(map[string]string, len(all))
	ids := make([]string, len(all))
	var inner []string // that have something below them
	seen := map[string]bool{}
	for i, o := range all {
		ids[i], parents[o.id] = o.id, ""
		if up := o.parent.String; i > 0 && !seen[up] {
			seen[up] = true
			inner = append(inner, up)
		}
	}
	if dryRun {
		return s.access.Preview(ctx, tx, parents)
	}
	above := access.OnPath(top.path)
	if len(above) > 1 {
		if err := s.hooks.Moved(ctx, tx, s.now(), top.path, above[:len(above)-1], nil); err != nil {
			return impact, err
		}
	}
	if err := scatter(ctx, tx, top.path); err != nil {
		return impact, err
	}
	access.Changed(tx, s.now(), access.Change{Organizations: ids})
	return impact, s.hooks.Rebuild(ctx, tx, s.now(), inner)
}

func notFound(location string) error {
	return fault.InvalidFields(fault.Field{Location: location, Code: "not_found", Message: "There is no such organization, or not in this group."})
}

func contracting(o *placed) error {
	if o.kind == "contracting" {
		return nil
	}
	return fault.New(fault.Conflict, "highest_level_must_be_contracting",
		"The highest level of a group must be a contracting organization.").With("organization", Ref{o.id, o.name})
}

func cycle() error {
	return fault.New(fault.Conflict, "cycle", "An organization cannot stand below itself. Choose a place outside of what is below it.")
}

func tooDeep() error {
	return fault.New(fault.Conflict, "too_deep", fmt.Sprintf("A group has at most %d levels. Choose a higher place.", access.MaxDepth))
}

func alreadyInGroup(ctx context.Context, tx *db.Tx, o *placed) error {
	g, _, err := Found(ctx, tx, o.id)
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "already_in_group",
		"This organization stands in a group already. Take it out of that one first.").With("group", g).With("organization", Ref{o.id, o.name})
}
