package api

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/onboarding"
)

// Member is the wire form of a member.
type Member struct {
	ID                 string     `json:"id"`
	AccountID          string     `json:"accountId"`
	OrganizationID     string     `json:"organizationId"`
	OrganizationName   string     `json:"organizationName"`
	Name               string     `json:"name"`
	Email              string     `json:"email"`
	MobilePhone        *string    `json:"mobilePhone" doc:"Canonical: + and country code"`
	MobilePhoneDisplay *string    `json:"mobilePhoneDisplay" doc:"As its country writes it"`
	Task               *string    `json:"task"`
	Status             string     `json:"status" enum:"pending,active,disabled"`
	Awaits             *string    `json:"awaits" enum:"password,owner" doc:"What a member that was never taken up waits for: the temporary password to be replaced, or the account's owner to accept"`
	Roles              []Named    `json:"roles" nullable:"false"`
	SecondFactor       bool       `json:"secondFactor" doc:"The account signs in by an authenticator app or a passkey as well"`
	LastVisitAt        *time.Time `json:"lastVisitAt"`
	CreatedAt          time.Time  `json:"createdAt"`
	UpdatedAt          time.Time  `json:"updatedAt"`
}

func (s *Server) wireMember(m member.Member) Member {
	out := Member{
		ID: m.ID, AccountID: m.AccountID, OrganizationID: m.OrganizationID, OrganizationName: m.Organization, Name: m.Name, Email: m.Email,
		MobilePhone: orNull(string(m.MobilePhone)), MobilePhoneDisplay: orNull(s.Accounts.ShowPhone(m.MobilePhone)), Task: orNull(m.Task),
		Status: m.Status, Awaits: orNull(m.Awaits), Roles: make([]Named, len(m.Roles)), SecondFactor: m.SecondFactor,
		CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
	for i, r := range m.Roles {
		out.Roles[i] = Named{r.ID, r.Name}
	}
	if !m.LastVisitAt.IsZero() {
		out.LastVisitAt = &m.LastVisitAt
	}
	return out
}

// MemberFilters are the filters of the members list and of its export.
type MemberFilters struct {
	OrganizationID string   `query:"organizationId" doc:"Without it: everything within the caller's reach"`
	Reach          string   `query:"reach" enum:"own,subtree" doc:"With organizationId: that alone (own, the default) or everything below it too"`
	Q              string   `query:"q" doc:"Contained in the name, the beginning of a word of the e-mail address, or a whole account or member ID"`
	ID             []string `query:"id,explode" maxItems:"1000" doc:"One of these"`
	Status         []string `query:"status,explode" enum:"pending,active,disabled"`
	RoleID         []string `query:"roleId,explode" maxItems:"100"`
	Sort           string   `query:"sort" default:"name" doc:"name, email, createdAt or lastVisitAt, with a leading - for descending"`
}

type membersInput struct {
	MemberFilters
	PageInput
	Count string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// MemberPage is one page of members.
type MemberPage struct {
	Items      []Member `json:"items" nullable:"false"`
	NextCursor string   `json:"nextCursor,omitempty"`
	Total      Total    `json:"total"`
}

// checkMembers refuses filters that name what the caller does not see.
func (s *Server) checkMembers(ctx context.Context, f MemberFilters) error {
	var fields fault.Fields
	caller := callerOf(ctx).Caller
	if f.OrganizationID != "" {
		exists := caller.Sees(f.OrganizationID)
		if exists {
			_, err := s.Organizations.Get(ctx, caller, f.OrganizationID)
			if exists = err == nil; err != nil && !fault.Is(err, "not_found") {
				return err
			}
		}
		if !exists {
			fields.Add("query.organizationId", "not_found", "There is no such organization.")
		}
	} else if f.Reach != "" {
		fields.Add("query.reach", "not_applicable", "Goes with organizationId. Without it the list is of everything within reach.")
	}
	if len(f.ID) > 0 {
		all, err := s.Members.AllSeen(ctx, caller, f.ID)
		if err != nil {
			return err
		}
		if !all {
			fields.Add("query.id", "not_found", "There is no such member.")
		}
	}
	for _, roleID := range f.RoleID {
		organizationID := ""
		if id.Valid(id.Role, roleID) {
			var err error
			if organizationID, err = s.Roles.OrganizationOf(ctx, roleID); err != nil && !fault.Is(err, "not_found") {
				return err
			}
		}
		if organizationID == "" || !caller.Sees(organizationID) {
			fields.Add("query.roleId", "not_found", "There is no such role.")
			break
		}
	}
	return fields.Err()
}

func (f MemberFilters) filter() member.Filter {
	return member.Filter{OrganizationID: f.OrganizationID, Below: f.Reach == access.ReachSubtree, Q: f.Q, IDs: f.ID, Status: f.Status, RoleIDs: f.RoleID}
}

func memberQuery(f MemberFilters, page PageInput, exact bool) member.Query {
	return member.Query{Filter: f.filter(), Sort: f.Sort, Limit: page.Limit, Cursor: page.Cursor, ExactCount: exact}
}

func (s *Server) listMembers(ctx context.Context, in *membersInput) (*struct{ Body MemberPage }, error) {
	if err := s.checkMembers(ctx, in.MemberFilters); err != nil {
		return nil, err
	}
	return s.members(ctx, memberQuery(in.MemberFilters, in.PageInput, in.Count == "exact"))
}

func (s *Server) members(ctx context.Context, q member.Query) (*struct{ Body MemberPage }, error) {
	page, err := s.Members.List(ctx, callerOf(ctx).Caller, q)
	if err != nil {
		return nil, err
	}
	out := MemberPage{Items: make([]Member, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, m := range page.Items {
		out.Items[i] = s.wireMember(m)
	}
	return &struct{ Body MemberPage }{out}, nil
}

type exportMembersInput struct {
	FormatInput
	MemberFilters
}

// memberColumns are the columns of a file of members.
func (s *Server) memberColumns(zone *time.Location) []column[member.Member] {
	return []column[member.Member]{
		{"name", func(m member.Member) string { return m.Name }},
		{"email", func(m member.Member) string { return m.Email }},
		{"mobile_phone", func(m member.Member) string { return s.Accounts.ShowPhone(m.MobilePhone) }},
		{"task", func(m member.Member) string { return m.Task }},
		{"status", func(m member.Member) string { return m.Status }},
		{"second_factor", func(m member.Member) string { return strconv.FormatBool(m.SecondFactor) }},
		{"roles", func(m member.Member) string { return joined(m.Roles, func(r member.Role) string { return r.Name }) }},
		{"organization_id", func(m member.Member) string { return m.OrganizationID }},
		{"organization", func(m member.Member) string { return m.Organization }},
		{"last_visit_at", func(m member.Member) string { return timeIn(zone, m.LastVisitAt) }},
		{"created_at", func(m member.Member) string { return timeIn(zone, m.CreatedAt) }},
		{"account_id", func(m member.Member) string { return m.AccountID }},
		{"member_id", func(m member.Member) string { return m.ID }},
	}
}

func (s *Server) exportMembers(ctx context.Context, in *exportMembersInput) (*huma.StreamResponse, error) {
	if err := s.checkMembers(ctx, in.MemberFilters); err != nil {
		return nil, err
	}
	zone, err := s.zoneOf(ctx, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "members", s.memberColumns(zone), func(ctx context.Context, each func(member.Member) error) error {
		return s.Members.Export(ctx, caller, in.filter(), in.Sort, each)
	}), nil
}

type addMemberInput struct {
	IDInput
	IdempotencyKey
	Body struct {
		Name        string        `json:"name" doc:"1 to 20 characters; an account that exists keeps its own"`
		Email       string        `json:"email"`
		MobilePhone string        `json:"mobilePhone" doc:"In any common form; an account that exists keeps its own"`
		Task        Field[string] `json:"task,omitempty" doc:"At most 20 characters"`
		RoleIDs     []string      `json:"roleIds,omitempty" nullable:"false" doc:"At most 50"`
	}
}

func (in addMemberInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

type memberOutput struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     Member
}

func (s *Server) memberOut(m member.Member) *memberOutput {
	return &memberOutput{ETag: etag(m.Version), Body: s.wireMember(m)}
}

func (s *Server) addMember(ctx context.Context, in *addMemberInput) (*memberOutput, error) {
	b := in.Body
	m, err := s.Onboarding.Add(ctx, callerOf(ctx).Caller, in.ID, onboarding.Draft{
		Draft: account.Draft{Name: b.Name, Email: b.Email, MobilePhone: b.MobilePhone}, Task: b.Task.Value, RoleIDs: b.RoleIDs,
	})
	if err != nil {
		return nil, err
	}
	out := s.memberOut(m)
	out.Location = "/v1/members/" + m.ID
	return out, nil
}

func (s *Server) getMember(ctx context.Context, in *IDInput) (*memberOutput, error) {
	m, err := s.Members.Get(ctx, callerOf(ctx).Caller, in.ID)
	return s.memberOut(m), err
}

type updateMemberInput struct {
	IDInput
	IfMatch
	Body struct {
		Task    Field[string]   `json:"task,omitempty"`
		RoleIDs Field[[]string] `json:"roleIds,omitempty"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateMember(ctx context.Context, in *updateMemberInput) (*memberOutput, error) {
	patch := member.Patch{Task: in.Body.Task.pointer(), RoleIDs: in.Body.RoleIDs.pointer()}
	if patch.RoleIDs != nil {
		ids := slices.Clone(*patch.RoleIDs)
		patch.RoleIDs = &ids
	}
	m, err := s.Members.Update(ctx, callerOf(ctx).Caller, in.ID, patch, in.current())
	return s.memberOut(m), err
}

func (s *Server) deleteMember(ctx context.Context, in *deleteInput) (*struct{}, error) {
	return nil, s.Members.Delete(ctx, callerOf(ctx).Caller, in.ID, in.current())
}

func (s *Server) disableMember(ctx context.Context, in *IDInput) (*memberOutput, error) {
	m, err := s.Members.Disable(ctx, callerOf(ctx).Caller, in.ID)
	return s.memberOut(m), err
}

func (s *Server) enableMember(ctx context.Context, in *IDInput) (*memberOutput, error) {
	m, err := s.Members.Enable(ctx, callerOf(ctx).Caller, in.ID)
	return s.memberOut(m), err
}

func (s *Server) resetPassword(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Onboarding.ResetPassword(ctx, callerOf(ctx).Caller, in.ID)
}

func (s *Server) resetSecondFactor(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Onboarding.ResetSecondFactor(ctx, callerOf(ctx).Caller, in.ID)
}

func (s *Server) acceptMembership(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Members.Answer(ctx, callerOf(ctx).Caller, in.ID, true)
}

func (s *Server) leaveOrganization(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Members.Leave(ctx, callerOf(ctx).Caller, in.ID)
}

func (s *Server) declineMembership(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Members.Answer(ctx, callerOf(ctx).Caller, in.ID, false)
}
