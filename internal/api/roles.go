package api

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/listing"
	"github.com/tenantry/tenantry/internal/role"
)

// Role is the wire form of a role.
type Role struct {
	ID             string              `json:"id"`
	OrganizationID string              `json:"organizationId"`
	Name           string              `json:"name"`
	Description    *string             `json:"description"`
	Fixed          bool                `json:"fixed" doc:"The role Admin: it holds everything that can be held in the organization, and cannot be changed"`
	Reach          string              `json:"reach" enum:"own,subtree" doc:"own: its organization; subtree: that and everything below it"`
	Permissions    []access.Permission `json:"permissions" nullable:"false"`
	MemberCount    int                 `json:"memberCount"`
	CreatedAt      time.Time           `json:"createdAt"`
	UpdatedAt      time.Time           `json:"updatedAt"`
}

func (s *Server) wireRole(r role.Role) Role {
	out := Role{
		ID: r.ID, OrganizationID: r.OrganizationID, Name: r.Name, Description: orNull(r.Description), Fixed: r.Fixed, Reach: r.Reach,
		Permissions: r.Permissions, MemberCount: r.MemberCount, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
	if r.Fixed {
		out.Permissions = s.Access.OfAdmin(r.OrganizationID)
	}
	if out.Permissions == nil {
		out.Permissions = []access.Permission{}
	}
	return out
}

// RoleList is the roles of an organization.
type RoleList struct {
	Items      []Role `json:"items" nullable:"false"`
	NextCursor string `json:"nextCursor,omitempty"`
	Total      Total  `json:"total"`
}

// RoleSort is the order of the list of roles and of its export.
type RoleSort struct {
	Sort string `query:"sort" default:"name" doc:"name (Admin comes first), createdAt, updatedAt, memberCount or permissions (how many), with a leading - for descending"`
}

type rolesInput struct {
	IDInput
	WholeListInput
	RoleSort
}

func (s *Server) listRoles(ctx context.Context, in *rolesInput) (*struct{ Body RoleList }, error) {
	page, err := s.Roles.List(ctx, callerOf(ctx).Caller, in.ID, in.ask(in.Sort))
	if err != nil {
		return nil, err
	}
	out := &struct{ Body RoleList }{RoleList{Items: make([]Role, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}}
	for i, r := range page.Items {
		out.Body.Items[i] = s.wireRole(r)
	}
	return out, nil
}

type exportRolesInput struct {
	IDInput
	FormatInput
	NameFilter
	RoleSort
}

// roleColumns are the columns of a file of roles.
func roleColumns(zone *time.Location) []column[Role] {
	return []column[Role]{
		{"name", func(r Role) string { return r.Name }},
		{"description", func(r Role) string { return value(r.Description) }},
		{"fixed", func(r Role) string { return strconv.FormatBool(r.Fixed) }},
		{"reach", func(r Role) string { return r.Reach }},
		{"members", func(r Role) string { return strconv.Itoa(r.MemberCount) }},
		{"permissions", func(r Role) string { return permissionNames(r.Permissions) }},
		{"organization_id", func(r Role) string { return r.OrganizationID }},
		{"created_at", func(r Role) string { return timeIn(zone, r.CreatedAt) }},
		{"updated_at", func(r Role) string { return timeIn(zone, r.UpdatedAt) }},
		{"role_id", func(r Role) string { return r.ID }},
	}
}

func permissionNames(all []access.Permission) string {
	return joined(all, func(p access.Permission) string { return string(p) })
}

func (s *Server) exportRoles(ctx context.Context, in *exportRolesInput) (*huma.StreamResponse, error) {
	zone, err := s.zoneOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "roles", roleColumns(zone), func(ctx context.Context, each func(Role) error) error {
		page, err := s.Roles.List(ctx, caller, in.ID, listing.Ask{Q: in.Q, Sort: in.Sort})
		if err != nil {
			return err
		}
		return eachOf(page.Items, s.wireRole, each)
	}), nil
}

type createRoleInput struct {
	IDInput
	IdempotencyKey
	Body struct {
		Name        string              `json:"name" doc:"1 to 30 characters, unique in the organization whatever the case"`
		Description Field[string]       `json:"description,omitempty" doc:"At most 200 characters"`
		Permissions []access.Permission `json:"permissions" nullable:"false" maxItems:"2000"`
		Reach       string              `json:"reach,omitempty" enum:"own,subtree" doc:"subtree where nothing is said"`
	}
}

func (in createRoleInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

type roleOutput struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     Role
}

func (s *Server) createRole(ctx context.Context, in *createRoleInput) (*roleOutput, error) {
	r, err := s.Roles.Create(ctx, callerOf(ctx).Caller, in.ID, role.Draft{
		Name: in.Body.Name, Description: in.Body.Description.Value, Permissions: in.Body.Permissions, Reach: in.Body.Reach,
	})
	return &roleOutput{Location: "/v1/roles/" + r.ID, ETag: etag(r.Version), Body: s.wireRole(r)}, err
}

func (s *Server) getRole(ctx context.Context, in *IDInput) (*roleOutput, error) {
	r, err := s.Roles.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &roleOutput{ETag: etag(r.Version), Body: s.wireRole(r)}, err
}

type updateRoleInput struct {
	IDInput
	IfMatch
	Body struct {
		Name        Field[string]              `json:"name,omitempty"`
		Description Field[string]              `json:"description,omitempty"`
		Permissions Field[[]access.Permission] `json:"permissions,omitempty"`
		Reach       Field[string]              `json:"reach,omitempty" doc:"own or subtree"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateRole(ctx context.Context, in *updateRoleInput) (*roleOutput, error) {
	b := in.Body
	r, err := s.Roles.Update(ctx, callerOf(ctx).Caller, in.ID, role.Patch{
		Name: b.Name.pointer(), Description: b.Description.pointer(), Permissions: b.Permissions.pointer(), Reach: b.Reach.pointer(),
	}, in.current())
	return &roleOutput{ETag: etag(r.Version), Body: s.wireRole(r)}, err
}

func (s *Server) deleteRole(ctx context.Context, in *deleteInput) (*struct{}, error) {
	return nil, s.Roles.Delete(ctx, callerOf(ctx).Caller, in.ID, in.current())
}

type roleMembersInput struct {
	IDInput
	PageInput
	Q string `query:"q" doc:"As in GET /v1/members"`
}

func (s *Server) listRoleMembers(ctx context.Context, in *roleMembersInput) (*struct{ Body MemberPage }, error) {
	organizationID, err := s.Roles.OrganizationOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.members(ctx, memberQuery(MemberFilters{OrganizationID: organizationID, Q: in.Q, RoleID: []string{in.ID}, Reach: access.ReachOwn}, in.PageInput, false))
}

type roleMemberInput struct {
	IDInput
	MemberID string `path:"memberId"`
}

func (s *Server) removeRoleMember(ctx context.Context, in *roleMemberInput) (*struct{}, error) {
	return nil, s.Members.RemoveRole(ctx, callerOf(ctx).Caller, in.ID, in.MemberID)
}
