package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/organization"
)

// AccessQuestion is "may this account do that there?".
type AccessQuestion struct {
	AccountID      string            `json:"accountId,omitempty" doc:"Of the account, or its e-mail address"`
	Email          string            `json:"email,omitempty"`
	Permission     access.Permission `json:"permission" doc:"product.resource.verb"`
	OrganizationID string            `json:"organizationId"`
}

// question is the question, or what is wrong with it.
func (q AccessQuestion) question(fields *fault.Fields, location string) access.Question {
	switch {
	case q.AccountID == "" && q.Email == "":
		fields.Add(location+".accountId", "required", "An account is required: its accountId or its email.")
	case q.AccountID != "" && q.Email != "":
		fields.Add(location+".email", "not_applicable", "Give accountId or email, not both.")
	}
	return access.Question(q)
}

type checkInput struct {
	Body AccessQuestion
}

// AccessAnswer is an answer with the revision it is of: whoever has seen a later one knows more.
type AccessAnswer struct {
	Allowed  bool  `json:"allowed"`
	Revision int64 `json:"revision" doc:"Raised by every change that can alter an answer"`
}

func (s *Server) checkAccess(ctx context.Context, in *checkInput) (*struct{ Body AccessAnswer }, error) {
	var fields fault.Fields
	q := in.Body.question(&fields, "body")
	if err := fields.Err(); err != nil {
		return nil, err
	}
	allowed, revision, err := s.Access.Ask(ctx, callerOf(ctx).Caller, []access.Question{q}, func(int) string { return "body" })
	if err != nil {
		return nil, err
	}
	return &struct{ Body AccessAnswer }{AccessAnswer{allowed[0], revision}}, nil
}

type checkBatchInput struct {
	Body AccessQuestions
}

// AccessQuestions are several questions.
type AccessQuestions struct {
	Checks []AccessQuestion `json:"checks" nullable:"false" minItems:"1" maxItems:"1000"`

	// unread is a body that has another form than it should, for the slower reading that says what is wrong with it.
	unread []byte
}

// UnmarshalJSON reads a thousand questions in one go, which the checks of the form would triple.
func (q *AccessQuestions) UnmarshalJSON(b []byte) error {
	type plain AccessQuestions
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	complete := func(a AccessQuestion) bool { return a.Permission != "" && a.OrganizationID != "" }
	if err := d.Decode((*plain)(q)); err != nil || len(q.Checks) == 0 || len(q.Checks) > access.MaxQuestions ||
		slices.ContainsFunc(q.Checks, func(a AccessQuestion) bool { return !complete(a) }) {
		q.unread = slices.Clone(b)
	}
	return nil
}

// read says what is wrong with the form of a body that could not be read in one go.
func (s *Server) read(q *AccessQuestions) error {
	if q.unread == nil {
		return nil
	}
	var body any
	if err := json.Unmarshal(q.unread, &body); err != nil {
		return formError(http.StatusBadRequest, "malformed", err)
	}
	registry := s.api.OpenAPI().Components.Schemas
	var found huma.ValidateResult
	path := huma.NewPathBuffer([]byte{}, 0)
	path.Push("body")
	huma.Validate(registry, registry.Schema(reflect.TypeFor[AccessQuestions](), true, ""), path, huma.ModeWriteToServer, body, &found)
	if len(found.Errors) > 0 {
		return formError(http.StatusUnprocessableEntity, "", found.Errors...)
	}
	type plain AccessQuestions
	return json.Unmarshal(q.unread, (*plain)(q))
}

// AccessAnswers are answers in the order of the questions, all of one revision.
type AccessAnswers struct {
	Results  []AccessResult `json:"results" nullable:"false"`
	Revision int64          `json:"revision"`
}

// AccessResult is one of several answers.
type AccessResult struct {
	Allowed bool `json:"allowed"`
}

func (s *Server) checkAccessBatch(ctx context.Context, in *checkBatchInput) (*struct{ Body AccessAnswers }, error) {
	if err := s.read(&in.Body); err != nil {
		return nil, err
	}
	var fields fault.Fields
	location := func(i int) string { return fmt.Sprintf("body.checks[%d]", i) }
	questions := make([]access.Question, len(in.Body.Checks))
	for i, q := range in.Body.Checks {
		questions[i] = access.Question(q)
		if (q.AccountID == "") == (q.Email == "") {
			q.question(&fields, location(i))
		}
	}
	if err := fields.Err(); err != nil {
		return nil, err
	}
	allowed, revision, err := s.Access.Ask(ctx, callerOf(ctx).Caller, questions, location)
	if err != nil {
		return nil, err
	}
	out := AccessAnswers{Results: make([]AccessResult, len(allowed)), Revision: revision}
	for i, a := range allowed {
		out.Results[i].Allowed = a
	}
	return &struct{ Body AccessAnswers }{out}, nil
}

// AccessPath is one way by which an account may do something. What the reader does not see is null.
type AccessPath struct {
	MemberID         *string `json:"memberId"`
	RoleID           *string `json:"roleId"`
	RoleName         *string `json:"roleName"`
	OrganizationID   *string `json:"organizationId"`
	OrganizationName *string `json:"organizationName"`
	LevelsAbove      int     `json:"levelsAbove" doc:"0: by a role in the organization itself"`
	Platform         bool    `json:"platform" doc:"By a role in the platform organization"`
}

// AccessMissing is one thing that is missing for an account to be allowed.
type AccessMissing struct {
	Code             string  `json:"code" enum:"not_a_member,member_pending,member_disabled,no_roles,role_lacks_permission,reach_own,organization_suspended,second_factor_required,permission_not_supported"`
	MemberID         *string `json:"memberId"`
	RoleID           *string `json:"roleId"`
	RoleName         *string `json:"roleName"`
	OrganizationID   *string `json:"organizationId"`
	OrganizationName *string `json:"organizationName"`
	LevelsAbove      int     `json:"levelsAbove"`
}

// AccessExplanation is an answer with its reason.
type AccessExplanation struct {
	Allowed  bool            `json:"allowed"`
	Paths    []AccessPath    `json:"paths" nullable:"false" doc:"Every way by which it is allowed"`
	Missing  []AccessMissing `json:"missing" nullable:"false" doc:"What is missing, where it is not"`
	Revision int64           `json:"revision"`
}

func wirePaths(paths []access.Path) []AccessPath {
	out := make([]AccessPath, len(paths))
	for i, p := range paths {
		out[i] = AccessPath{
			MemberID: orNull(p.MemberID), RoleID: orNull(p.RoleID), RoleName: orNull(p.RoleName), OrganizationID: orNull(p.OrganizationID),
			OrganizationName: orNull(p.OrganizationName), LevelsAbove: p.LevelsAbove, Platform: p.Platform,
		}
	}
	return out
}

func wireMissing(missing []access.Missing) []AccessMissing {
	out := make([]AccessMissing, len(missing))
	for i, m := range missing {
		out[i] = AccessMissing{
			Code: m.Code, MemberID: orNull(m.MemberID), RoleID: orNull(m.RoleID), RoleName: orNull(m.RoleName),
			OrganizationID: orNull(m.OrganizationID), OrganizationName: orNull(m.OrganizationName), LevelsAbove: m.LevelsAbove,
		}
	}
	return out
}

func (s *Server) explainAccess(ctx context.Context, in *checkInput) (*struct{ Body AccessExplanation }, error) {
	var fields fault.Fields
	q := in.Body.question(&fields, "body")
	if err := fields.Err(); err != nil {
		return nil, err
	}
	e, revision, err := s.Access.Explain(ctx, callerOf(ctx).Caller, q, "body")
	if err != nil {
		return nil, err
	}
	return &struct{ Body AccessExplanation }{AccessExplanation{e.Allowed, wirePaths(e.Paths), wireMissing(e.Missing), revision}}, nil
}

// AccessPermissions explains every permission that can be held in an organization.
type AccessPermissions struct {
	Items    []AccessPermission `json:"items" nullable:"false"`
	Revision int64              `json:"revision"`
}

// AccessPermission explains one of them.
type AccessPermission struct {
	Permission access.Permission `json:"permission"`
	Allowed    bool              `json:"allowed"`
	Paths      []AccessPath      `json:"paths" nullable:"false"`
	Missing    []AccessMissing   `json:"missing" nullable:"false"`
}

type accessPermissionsInput struct {
	OrganizationID string `query:"organizationId" required:"true"`
	AccountID      string `query:"accountId" required:"true"`
}

func (s *Server) accessPermissions(ctx context.Context, in *accessPermissionsInput) (*struct{ Body AccessPermissions }, error) {
	all, revision, err := s.Access.ExplainAll(ctx, callerOf(ctx).Caller, access.Question{AccountID: in.AccountID, OrganizationID: in.OrganizationID}, "query")
	if err != nil {
		return nil, err
	}
	out := AccessPermissions{Items: make([]AccessPermission, len(all)), Revision: revision}
	for i, e := range all {
		out.Items[i] = AccessPermission{e.Permission, e.Allowed, wirePaths(e.Paths), wireMissing(e.Missing)}
	}
	return &struct{ Body AccessPermissions }{out}, nil
}

// OwnPermissions is what the caller may do in an organization.
type OwnPermissions struct {
	Permissions []access.Permission `json:"permissions" nullable:"false"`
	Revision    int64               `json:"revision"`
}

func (s *Server) ownPermissions(ctx context.Context, in *IDInput) (*struct{ Body OwnPermissions }, error) {
	caller := callerOf(ctx).Caller
	if _, err := s.Organizations.Get(ctx, caller, in.ID); err != nil {
		return nil, err
	}
	return &struct{ Body OwnPermissions }{OwnPermissions{caller.Permissions(in.ID), caller.Revision()}}, nil
}

type accessOrganizationsInput struct {
	PageInput
	AccountID  string            `query:"accountId" doc:"Or email; neither: the caller"`
	Email      string            `query:"email"`
	Permission access.Permission `query:"permission" required:"true"`
	Q          string            `query:"q" doc:"Contained in the organization's name, or its whole ID"`
}

// AccessOrganization is an organization where an account may do something.
type AccessOrganization struct {
	OrganizationID string `json:"organizationId"`
	Name           string `json:"name"`
	TimeZone       string `json:"timeZone"`
	Status         string `json:"status" enum:"active,suspended"`
}

// AccessOrganizations is one page of them.
type AccessOrganizations struct {
	Items      []AccessOrganization `json:"items" nullable:"false"`
	NextCursor string               `json:"nextCursor,omitempty"`
	Total      Total                `json:"total"`
	Revision   int64                `json:"revision"`
}

func (s *Server) accessOrganizations(ctx context.Context, in *accessOrganizationsInput) (*struct{ Body AccessOrganizations }, error) {
	caller := callerOf(ctx).Caller
	q := AccessQuestion{AccountID: in.AccountID, Email: in.Email, Permission: in.Permission}
	if in.AccountID == "" && in.Email == "" {
		if caller.KeyID != "" {
			return nil, access.AccountRequired()
		}
		q.AccountID = caller.AccountID
	}
	var fields fault.Fields
	asked := q.question(&fields, "query")
	if err := fields.Err(); err != nil {
		return nil, err
	}
	where, revision, err := s.Access.Where(ctx, caller, asked, "query")
	if err != nil {
		return nil, err
	}
	page, err := s.Organizations.List(ctx, caller, organization.Query{
		Filter: organization.Filter{Q: in.Q}, Within: &where, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return nil, err
	}
	out := AccessOrganizations{
		Items: make([]AccessOrganization, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total.Value, page.Total.Exact), Revision: revision,
	}
	for i, o := range page.Items {
		out.Items[i] = AccessOrganization{o.ID, o.Name, o.TimeZone, o.Status}
	}
	return &struct{ Body AccessOrganizations }{out}, nil
}
