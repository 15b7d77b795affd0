package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
)

// Group is the wire form of an organization group.
type Group struct {
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	Description       *string   `json:"description"`
	OrganizationCount int       `json:"organizationCount"`
	Depth             int       `json:"depth" doc:"Levels"`
	HighestLevel      *Named    `json:"highestLevel" doc:"null while the group is empty"`
	CreatedAt         time.Time `json:"createdAt"`
	UpdatedAt         time.Time `json:"updatedAt"`
}

func wireGroup(g group.Group) Group {
	out := Group{
		ID: g.ID, Name: g.Name, Description: orNull(g.Description), OrganizationCount: g.Organizations, Depth: g.Depth,
		CreatedAt: g.CreatedAt, UpdatedAt: g.UpdatedAt,
	}
	if g.Highest.ID != "" {
		out.HighestLevel = &Named{g.Highest.ID, g.Highest.Name}
	}
	return out
}

// GroupPage is one page of groups.
type GroupPage struct {
	Items      []Group `json:"items" nullable:"false"`
	NextCursor string  `json:"nextCursor,omitempty"`
	Total      Total   `json:"total"`
}

// GroupFilters are the filters of the list of groups and of its export.
type GroupFilters struct {
	Q    string `query:"q" doc:"Contained in the name, case folded, or a whole ID"`
	Sort string `query:"sort" default:"name" doc:"name, createdAt or organizationCount, with a leading - for descending"`
}

type groupsInput struct {
	GroupFilters
	PageInput
}

func (s *Server) listGroups(ctx context.Context, in *groupsInput) (*struct{ Body GroupPage }, error) {
	page, err := s.Groups.List(ctx, callerOf(ctx).Caller, group.Query{Q: in.Q, Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := GroupPage{Items: make([]Group, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, g := range page.Items {
		out.Items[i] = wireGroup(g)
	}
	return &struct{ Body GroupPage }{out}, nil
}

type exportGroupsInput struct {
	FormatInput
	GroupFilters
}

// groupColumns are the columns of a file of groups.
func groupColumns() []column[group.Group] {
	return []column[group.Group]{
		{"name", func(g group.Group) string { return g.Name }},
		{"description", func(g group.Group) string { return g.Description }},
		{"highest_level_id", func(g group.Group) string { return g.Highest.ID }},
		{"highest_level", func(g group.Group) string { return g.Highest.Name }},
		{"organizations", func(g group.Group) string { return strconv.Itoa(g.Organizations) }},
		{"levels", func(g group.Group) string { return strconv.Itoa(g.Depth) }},
		{"created_at", func(g group.Group) string { return timeIn(time.UTC, g.CreatedAt) }},
		{"updated_at", func(g group.Group) string { return timeIn(time.UTC, g.UpdatedAt) }},
		{"group_id", func(g group.Group) string { return g.ID }},
	}
}

func (s *Server) exportGroups(ctx context.Context, in *exportGroupsInput) (*huma.StreamResponse, error) {
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "groups", groupColumns(), func(ctx context.Context, each func(group.Group) error) error {
		return s.Groups.Export(ctx, caller, in.Q, in.Sort, each)
	}), nil
}

// Place says where an organization is to stand in a group.
type Place struct {
	OrganizationID string        `json:"organizationId"`
	ParentID       Field[string] `json:"parentId,omitempty" doc:"The organization above it; absent for the highest level"`
}

func (p Place) placement() group.Placement {
	return group.Placement{OrganizationID: p.OrganizationID, ParentID: p.ParentID.Value}
}

type createGroupInput struct {
	IdempotencyKey
	DryRun
	Body struct {
		Name          string        `json:"name" doc:"1 to 30 characters"`
		Description   Field[string] `json:"description,omitempty" doc:"At most 30 characters"`
		Organizations []Place       `json:"organizations,omitempty" nullable:"false" maxItems:"50000" doc:"The whole tree, in any order"`
	}
}

func (in createGroupInput) fingerprint() ([]byte, error) {
	return json.Marshal([]any{in.Body, in.DryRun})
}

func (s *Server) createGroup(ctx context.Context, in *createGroupInput) (*outcomeOutput[Group, Impact], error) {
	d := group.Draft{Name: in.Body.Name, Description: in.Body.Description.Value}
	for _, p := range in.Body.Organizations {
		d.Organizations = append(d.Organizations, p.placement())
	}
	g, impact, err := s.Groups.Create(ctx, callerOf(ctx).Caller, d, in.DryRun.DryRun)
	switch {
	case err != nil:
		return nil, err
	case in.DryRun.DryRun:
		return tried[Group](wireImpact(impact)), nil
	}
	out := made[Impact](http.StatusCreated, wireGroup(g))
	out.Location, out.ETag = "/v1/groups/"+g.ID, etag(g.Version)
	return out, nil
}

type groupOutput struct {
	ETag string `header:"ETag"`
	Body Group
}

func (s *Server) getGroup(ctx context.Context, in *IDInput) (*groupOutput, error) {
	g, err := s.Groups.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &groupOutput{ETag: etag(g.Version), Body: wireGroup(g)}, err
}

type updateGroupInput struct {
	IDInput
	IfMatch
	Body struct {
		Name        Field[string] `json:"name,omitempty"`
		Description Field[string] `json:"description,omitempty"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateGroup(ctx context.Context, in *updateGroupInput) (*groupOutput, error) {
	g, err := s.Groups.Update(ctx, callerOf(ctx).Caller, in.ID,
		group.Patch{Name: in.Body.Name.pointer(), Description: in.Body.Description.pointer()}, in.current())
	return &groupOutput{ETag: etag(g.Version), Body: wireGroup(g)}, err
}

type deleteGroupInput struct {
	IDInput
	IfMatch
	DryRun
}

func (s *Server) deleteGroup(ctx context.Context, in *deleteGroupInput) (*outcomeOutput[Impact, Impact], error) {
	impact, err := s.Groups.Delete(ctx, callerOf(ctx).Caller, in.ID, in.current(), in.DryRun.DryRun)
	return removed(impact, err, in.DryRun.DryRun)
}

// removed answers a removal, or a dry run of one.
func removed(impact group.Impact, err error, dryRun bool) (*outcomeOutput[Impact, Impact], error) {
	switch {
	case err != nil:
		return nil, err
	case dryRun:
		return tried[Impact](wireImpact(impact)), nil
	default:
		return &outcomeOutput[Impact, Impact]{Status: http.StatusNoContent}, nil
	}
}

// TreeItem is an organization in its place.
type TreeItem struct {
	OrganizationID string  `json:"organizationId"`
	Name           string  `json:"name"`
	ParentID       *string `json:"parentId"`
	Depth          int     `json:"depth" doc:"From 1"`
	Type           *string `json:"type" enum:"contracting,executing"`
	Status         string  `json:"status" enum:"active,suspended"`
	TimeZone       string  `json:"timeZone"`
	Match          bool    `json:"match" doc:"Whether its name contains what was searched for; the levels above a match are there too"`
}

// Tree is organizations in the order of their tree: each before what stands below it, siblings by name.
type Tree struct {
	Items []TreeItem `json:"items" nullable:"false"`
}

func wireNode(n group.Node) TreeItem {
	return TreeItem{
		OrganizationID: n.OrganizationID, Name: n.Name, ParentID: orNull(n.ParentID), Depth: n.Depth, Type: orNull(n.Type),
		Status: n.Status, TimeZone: n.TimeZone, Match: n.Match,
	}
}

func wireTree(nodes []group.Node) []TreeItem {
	items := make([]TreeItem, len(nodes))
	for i, n := range nodes {
		items[i] = wireNode(n)
	}
	return items
}

func (s *Server) getTree(ctx context.Context, in *IDInput) (*struct{ Body Tree }, error) {
	nodes, err := s.Groups.Tree(ctx, callerOf(ctx).Caller, in.ID)
	return &struct{ Body Tree }{Tree{wireTree(nodes)}}, err
}

type addToGroupInput struct {
	IDInput
	IdempotencyKey
	DryRun
	Body Place
}

func (in addToGroupInput) fingerprint() ([]byte, error) {
	return json.Marshal([]any{in.Body, in.DryRun})
}

func (s *Server) addToGroup(ctx context.Context, in *addToGroupInput) (*outcomeOutput[TreeItem, Impact], error) {
	if in.Body.ParentID.Set && in.Body.ParentID.Value == "" && !in.Body.ParentID.Null {
		return nil, fault.InvalidFields(fault.Field{Location: "body.parentId", Code: "empty", Message: "Must not be empty. Leave it out for the highest level."})
	}
	n, impact, err := s.Groups.Add(ctx, callerOf(ctx).Caller, in.ID, in.Body.placement(), in.DryRun.DryRun)
	switch {
	case err != nil:
		return nil, err
	case in.DryRun.DryRun:
		return tried[TreeItem](wireImpact(impact)), nil
	}
	out := made[Impact](http.StatusCreated, wireNode(n))
	out.Location = "/v1/groups/" + in.ID + "/organizations"
	return out, nil
}

// InGroupInput is a path with a group and an organization.
type InGroupInput struct {
	IDInput
	OrganizationID string `path:"organizationId"`
}

type moveInput struct {
	InGroupInput
	DryRun
	Body struct {
		ParentID Field[string] `json:"parentId" doc:"The organization that it is to stand below; there is one highest level, so null is refused"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) moveInGroup(ctx context.Context, in *moveInput) (*outcomeOutput[TreeItem, Impact], error) {
	parentID := in.Body.ParentID.Value
	if parentID == "" {
		return nil, fault.InvalidFields(fault.Field{Location: "body.parentId", Code: "required", Message: "An organization above is required: a group has one highest level."})
	}
	n, impact, err := s.Groups.Move(ctx, callerOf(ctx).Caller, in.ID, in.OrganizationID, parentID, in.DryRun.DryRun)
	switch {
	case err != nil:
		return nil, err
	case in.DryRun.DryRun:
		return tried[TreeItem](wireImpact(impact)), nil
	}
	return made[Impact](http.StatusOK, wireNode(n)), nil
}

type removeFromGroupInput struct {
	InGroupInput
	DryRun
	Subtree bool `query:"subtree" doc:"Take what stands below along"`
}

func (s *Server) removeFromGroup(ctx context.Context, in *removeFromGroupInput) (*outcomeOutput[Impact, Impact], error) {
	impact, err := s.Groups.Remove(ctx, callerOf(ctx).Caller, in.ID, in.OrganizationID, in.Subtree, in.DryRun.DryRun)
	return removed(impact, err, in.DryRun.DryRun)
}

// LowerLevels is an organization with what stands below it and, as far as the caller sees it, above it.
type LowerLevels struct {
	Items        []TreeItem `json:"items" nullable:"false" doc:"The organization itself first"`
	HigherLevels []Named    `json:"higherLevels" nullable:"false" doc:"Those above it that the caller sees, from the top down"`
}

type lowerLevelsInput struct {
	IDInput
	Q string `query:"q" doc:"Keep what has this in its name, and the levels above"`
}

func (s *Server) lowerLevels(ctx context.Context, in *lowerLevelsInput) (*struct{ Body LowerLevels }, error) {
	tree, above, err := s.Groups.Below(ctx, callerOf(ctx).Caller, in.ID, in.Q)
	if err != nil {
		return nil, err
	}
	out := &struct{ Body LowerLevels }{LowerLevels{Items: wireTree(tree), HigherLevels: make([]Named, len(above))}}
	for i, a := range above {
		out.Body.HigherLevels[i] = Named(a)
	}
	return out, nil
}
