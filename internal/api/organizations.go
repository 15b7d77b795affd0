package api

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// ListFilters are the filters of the organizations list and of its export.
type ListFilters struct {
	Q                    string    `query:"q" doc:"Contained in the name, case folded, or a whole ID"`
	ID                   []string  `query:"id,explode" maxItems:"1000" doc:"One of these"`
	Name                 string    `query:"name" doc:"Contained, case folded"`
	Website              string    `query:"website" doc:"Contained, case folded"`
	TimeZone             string    `query:"timeZone" doc:"Contained, case folded"`
	Status               []string  `query:"status,explode" enum:"active,suspended"`
	ExternalKey          []string  `query:"externalKey,explode" doc:"A whole key; for platform staff, others find nothing by it"`
	Classification       []string  `query:"classification,explode" enum:"client,partner"`
	Type                 []string  `query:"type,explode" enum:"contracting,executing"`
	ClientClassification []string  `query:"clientClassification,explode" doc:"See GET /v1/deployment"`
	Address              string    `query:"address" doc:"Contained, case folded, in base, detail and postal code"`
	ControlIntegrated    string    `query:"controlOrganizationIntegrated" enum:"true,false"`
	RegisteredID         string    `query:"registeredOrganizationId"`
	RepresentativeName   string    `query:"representativeName" doc:"Contained, case folded"`
	MainPhone            string    `query:"mainPhone" doc:"Digits contained, in national or canonical form"`
	BusinessNumber       string    `query:"businessRegistrationNumber" doc:"Digits contained"`
	GroupID              string    `query:"groupId" doc:"Of a group, or none; for who manages groups"`
	CreatedFrom          time.Time `query:"createdFrom" doc:"Included"`
	CreatedTo            time.Time `query:"createdTo" doc:"Not included"`
	Sort                 string    `query:"sort" default:"name" doc:"A field, with a leading - for descending: name, createdAt, updatedAt, website, timeZone, status, externalKey, classification, type, clientClassification, address, controlOrganizationIntegrated, representativeName, mainPhone, businessRegistrationNumber"`
}

// filter checks what the form cannot: classifications of the deployment and IDs within reach.
func (s *Server) filter(ctx context.Context, in *ListFilters) (organization.Filter, error) {
	f := organization.Filter{
		Q: in.Q, IDs: in.ID, Name: in.Name, Website: in.Website, TimeZone: in.TimeZone, Status: in.Status, ExternalKeys: in.ExternalKey,
		Classification: in.Classification, Type: in.Type, ClientClassification: in.ClientClassification, Address: in.Address,
		RegisteredOrganizationID: in.RegisteredID, RepresentativeName: in.RepresentativeName, MainPhone: in.MainPhone,
		BusinessRegistrationNumber: in.BusinessNumber,
	}
	var fields fault.Fields
	known := s.Organizations.Rules().ClientClassifications
	for _, c := range in.ClientClassification {
		if !slices.Contains(known, c) {
			fields.Add("query.clientClassification", "invalid_value", "Must be one of "+strings.Join(known, ", ")+".")
			break
		}
	}
	if in.ControlIntegrated != "" {
		integrated := in.ControlIntegrated == "true"
		f.ControlIntegrated = &integrated
	}
	if !in.CreatedFrom.IsZero() {
		f.CreatedFrom = &in.CreatedFrom
	}
	if !in.CreatedTo.IsZero() {
		f.CreatedTo = &in.CreatedTo
	}
	if in.GroupID != "" {
		if err := s.groupFilter(ctx, in.GroupID, &fields); err != nil {
			return f, err
		}
		f.GroupID = in.GroupID
	}
	for field, ids := range map[string][]string{"id": in.ID, "registeredOrganizationId": {in.RegisteredID}} {
		if len(ids) == 0 || ids[0] == "" {
			continue
		}
		all, err := s.Organizations.AllSeen(ctx, callerOf(ctx).Caller, ids)
		if err != nil {
			return f, err
		}
		if !all {
			fields.Add("query."+field, "not_found", "There is no such organization.")
		}
	}
	return f, fields.Err()
}

// groupFilter adds what is wrong with a filter by group: only who manages groups knows of any.
func (s *Server) groupFilter(ctx context.Context, groupID string, fields *fault.Fields) error {
	known := callerOf(ctx).Holds(access.GroupsManage, id.PlatformOrganization)
	if known && groupID != organization.NoGroup {
		var err error
		if known, err = group.Exists(ctx, s.DB.Querier(ctx), groupID); err != nil {
			return err
		}
	}
	if !known {
		fields.Add("query.groupId", "not_found", "There is no such group.")
	}
	return nil
}

type listInput struct {
	ListFilters
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before, with the same filters and sort"`
	Count  string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// Organization is the wire form of an organization.
type Organization struct {
	ID           string        `json:"id"`
	Name         string        `json:"name"`
	Website      *string       `json:"website"`
	TimeZone     string        `json:"timeZone" doc:"IANA name; never changes"`
	Status       string        `json:"status" enum:"active,suspended"`
	ExternalKey  *string       `json:"externalKey" doc:"Seen by platform staff only"`
	Registration *Registration `json:"registration"`
	NumberRules  *NumberRules  `json:"numberRules" doc:"Seen by who sees the registration"`
	GroupID      *string       `json:"groupId" doc:"Seen by who manages groups only"`
	ParentID     *string       `json:"parentId" doc:"The organization above it in the hierarchy, where the caller sees that"`
	LowerLevels  int           `json:"lowerLevels" doc:"How many organizations stand below it, where the caller sees them"`
	CreatedAt    time.Time     `json:"createdAt"`
	UpdatedAt    time.Time     `json:"updatedAt"`
}

// NumberRules are the switches of an organization for Korean outgoing numbers.
type NumberRules struct {
	Personal050 bool `json:"personal050" doc:"Whether it may have 050 numbers, about which providers disagree; true unless somebody chose otherwise"`
	Special     bool `json:"special" doc:"Whether it may have special numbers such as 112; false unless somebody chose otherwise"`
}

// Registration is the wire form of a registration.
type Registration struct {
	Classification       string  `json:"classification" enum:"client,partner"`
	Type                 string  `json:"type" enum:"contracting,executing"`
	ClientClassification *string `json:"clientClassification"`
	Address              Address `json:"address"`
	ControlIntegrated    *bool   `json:"controlOrganizationIntegrated"`
	RegisteredID         *string `json:"registeredOrganizationId"`
	RegisteredName       *string `json:"registeredOrganizationName" doc:"Seen by platform staff only"`
	RepresentativeName   *string `json:"representativeName"`
	MainPhone            *string `json:"mainPhone" doc:"Canonical: + and country code"`
	MainPhoneDisplay     *string `json:"mainPhoneDisplay" doc:"As its country writes it"`
	BusinessNumber       *string `json:"businessRegistrationNumber" doc:"Ten digits, shown NNN-NN-NNNNN"`
}

// Address is the wire form of an address.
type Address struct {
	PostalCode *string `json:"postalCode"`
	Base       string  `json:"base"`
	Detail     *string `json:"detail"`
}

// ChangedOrganization is an organization with what is worth knowing about the change that was made.
type ChangedOrganization struct {
	Organization
	Warnings []organization.Warning `json:"warnings,omitempty"`
}

func (s *Server) wireOrganization(ctx context.Context, o organization.Organization) Organization {
	out := Organization{
		GroupID: orNull(o.GroupID), ParentID: orNull(o.ParentID), LowerLevels: callerOf(ctx).Below(o.ID),
		ID: o.ID, Name: o.Name, Website: orNull(o.Website), TimeZone: o.TimeZone, Status: o.Status, ExternalKey: orNull(o.ExternalKey),
		NumberRules: (*NumberRules)(o.NumberRules), CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt,
	}
	if r := o.Registration; r != nil {
		out.Registration = &Registration{
			Classification: r.Classification, Type: r.Type, ClientClassification: orNull(r.ClientClassification),
			Address:           Address{PostalCode: orNull(r.Address.PostalCode), Base: r.Address.Base, Detail: orNull(r.Address.Detail)},
			ControlIntegrated: r.ControlIntegrated, RegisteredID: orNull(r.RegisteredOrganizationID),
			RegisteredName: orNull(o.RegisteredOrganizationName), RepresentativeName: orNull(r.RepresentativeName),
			MainPhone: orNull(string(r.MainPhone)), MainPhoneDisplay: orNull(s.Organizations.Rules().ShowPhone(r.MainPhone)),
			BusinessNumber: orNull(r.BusinessRegistrationNumber),
		}
	}
	return out
}

// OrganizationPage is one page of organizations.
type OrganizationPage struct {
	Items      []Organization `json:"items" nullable:"false"`
	NextCursor string         `json:"nextCursor,omitempty" doc:"Absent on the last page"`
	Total      Total          `json:"total"`
}

func (s *Server) listOrganizations(ctx context.Context, in *listInput) (*struct{ Body OrganizationPage }, error) {
	f, err := s.filter(ctx, &in.ListFilters)
	if err != nil {
		return nil, err
	}
	page, err := s.Organizations.List(ctx, callerOf(ctx).Caller, organization.Query{
		Filter: f, Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor, ExactCount: in.Count == "exact",
	})
	if err != nil {
		return nil, err
	}
	out := &struct{ Body OrganizationPage }{OrganizationPage{
		Items: make([]Organization, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total.Value, page.Total.Exact),
	}}
	for i, o := range page.Items {
		out.Body.Items[i] = s.wireOrganization(ctx, o)
	}
	return out, nil
}

type createInput struct {
	IdempotencyKey
	Body struct {
		Name         string                   `json:"name" doc:"1 to 30 characters"`
		Website      Field[string]            `json:"website,omitempty" doc:"http or https"`
		TimeZone     Field[string]            `json:"timeZone,omitempty" doc:"IANA name; never changes. The deployment's default where staff register without one"`
		ExternalKey  Field[string]            `json:"externalKey,omitempty" doc:"The key another system knows the organization by; unique; at most 100 characters"`
		Registration Field[RegistrationPatch] `json:"registration,omitempty" doc:"With it, staff register a client or partner; without, the caller creates an organization of its own"`
	}
}

func (in createInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

// RegistrationPatch is a registration as it is sent: which fields apply depends on classification and type.
type RegistrationPatch struct {
	Classification       Field[string]       `json:"classification,omitempty" doc:"client or partner"`
	Type                 Field[string]       `json:"type,omitempty" doc:"contracting or executing"`
	ClientClassification Field[string]       `json:"clientClassification,omitempty" doc:"Clients only, required there; see GET /v1/deployment"`
	Address              Field[AddressPatch] `json:"address,omitempty"`
	ControlIntegrated    Field[bool]         `json:"controlOrganizationIntegrated,omitempty" doc:"Contracting only"`
	RegisteredID         Field[string]       `json:"registeredOrganizationId,omitempty" doc:"Executing only, required there: the contracting organization"`
	RepresentativeName   Field[string]       `json:"representativeName,omitempty" doc:"Contracting only, required there; 1 to 20 characters"`
	MainPhone            Field[string]       `json:"mainPhone,omitempty" doc:"Contracting only; in any common form"`
	BusinessNumber       Field[string]       `json:"businessRegistrationNumber,omitempty" doc:"Contracting only, required there; ten digits, dashes allowed"`
}

// AddressPatch is an address as it is sent.
type AddressPatch struct {
	PostalCode Field[string] `json:"postalCode,omitempty" doc:"At most 20 characters"`
	Base       Field[string] `json:"base,omitempty" doc:"Required; at most 200 characters"`
	Detail     Field[string] `json:"detail,omitempty" doc:"At most 200 characters"`
}

func (p RegistrationPatch) patch() *organization.RegistrationPatch {
	out := &organization.RegistrationPatch{
		Classification: p.Classification.pointer(), Type: p.Type.pointer(), ClientClassification: p.ClientClassification.pointer(),
		RegisteredOrganizationID: p.RegisteredID.pointer(), RepresentativeName: p.RepresentativeName.pointer(),
		MainPhone: p.MainPhone.pointer(), BusinessRegistrationNumber: p.BusinessNumber.pointer(),
	}
	if a := p.Address.Value; p.Address.Null {
		none := ""
		out.PostalCode, out.Base, out.Detail = &none, &none, &none
	} else if p.Address.Set {
		out.PostalCode, out.Base, out.Detail = a.PostalCode.pointer(), a.Base.pointer(), a.Detail.pointer()
	}
	if c := p.ControlIntegrated; c.Set {
		var integrated *bool
		if !c.Null {
			integrated = &c.Value
		}
		out.ControlIntegrated = &integrated
	}
	return out
}

type changedOutput struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     ChangedOrganization
}

func (s *Server) createOrganization(ctx context.Context, in *createInput) (*changedOutput, error) {
	b := in.Body
	draft := organization.Draft{Name: b.Name, Website: b.Website.Value, TimeZone: b.TimeZone.Value, ExternalKey: b.ExternalKey.Value}
	if b.Registration.Set && !b.Registration.Null {
		draft.Registration = b.Registration.Value.patch().New()
		if !b.TimeZone.Set || b.TimeZone.Null {
			draft.TimeZone = s.Organizations.Rules().TimeZone
		}
	}
	o, warnings, err := s.Organizations.Create(ctx, callerOf(ctx).Caller, draft)
	if err != nil {
		return nil, err
	}
	out := s.changed(ctx, o, warnings)
	out.Location = "/v1/organizations/" + o.ID
	return out, nil
}

func (s *Server) changed(ctx context.Context, o organization.Organization, warnings []organization.Warning) *changedOutput {
	return &changedOutput{ETag: etag(o.Version), Body: ChangedOrganization{Organization: s.wireOrganization(ctx, o), Warnings: warnings}}
}

// IDInput is a path with an ID.
type IDInput struct {
	ID string `path:"id"`
}

type organizationOutput struct {
	ETag string `header:"ETag"`
	Body Organization
}

func (s *Server) getOrganization(ctx context.Context, in *IDInput) (*organizationOutput, error) {
	o, err := s.Organizations.Get(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	return &organizationOutput{ETag: etag(o.Version), Body: s.wireOrganization(ctx, o)}, nil
}

// IfMatch is the precondition of a change.
type IfMatch struct {
	Tags string `header:"If-Match" doc:"The ETag that was read; 412 if somebody else changed the object since"`
}

// current says whether a version is one that the precondition names; nil where there is none.
func (m IfMatch) current() func(version int64) bool {
	if m.Tags == "" {
		return nil
	}
	return func(version int64) bool {
		for _, tag := range strings.Split(m.Tags, ",") {
			if tag = strings.TrimSpace(tag); tag == "*" || tag == etag(version) {
				return true
			}
		}
		return false
	}
}

func etag(version int64) string { return fmt.Sprintf("%q", fmt.Sprint(version)) }

type updateInput struct {
	IDInput
	IfMatch
	Body struct {
		Name         Field[string]            `json:"name,omitempty"`
		Website      Field[string]            `json:"website,omitempty"`
		TimeZone     Field[string]            `json:"timeZone,omitempty" doc:"May repeat what it is; never changes"`
		Status       Field[string]            `json:"status,omitempty" doc:"active or suspended"`
		ExternalKey  Field[string]            `json:"externalKey,omitempty"`
		Registration Field[RegistrationPatch] `json:"registration,omitempty" doc:"null removes it"`
		NumberRules  Field[NumberRulesPatch]  `json:"numberRules,omitempty" doc:"null makes them the default"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateOrganization(ctx context.Context, in *updateInput) (*changedOutput, error) {
	b := in.Body
	patch := organization.Patch{
		Name: b.Name.pointer(), Website: b.Website.pointer(), TimeZone: b.TimeZone.pointer(), Status: b.Status.pointer(),
		ExternalKey: b.ExternalKey.pointer(), NoRegistration: b.Registration.Null,
	}
	if b.Registration.Set && !b.Registration.Null {
		patch.Registration = b.Registration.Value.patch()
	}
	if b.NumberRules.Set {
		patch.NumberRules = b.NumberRules.Value.patch(b.NumberRules.Null)
	}
	o, warnings, err := s.Organizations.Update(ctx, callerOf(ctx).Caller, in.ID, patch, in.current())
	if err != nil {
		return nil, err
	}
	return s.changed(ctx, o, warnings), nil
}

// NumberRulesPatch are the switches as they are sent: null makes one what it is by default.
type NumberRulesPatch struct {
	Personal050 Field[bool] `json:"personal050,omitempty"`
	Special     Field[bool] `json:"special,omitempty"`
}

func (p NumberRulesPatch) patch(none bool) *organization.NumberRulesPatch {
	initial := organization.DefaultNumberRules
	if none {
		return &organization.NumberRulesPatch{Personal050: &initial.Personal050, Special: &initial.Special}
	}
	out := &organization.NumberRulesPatch{Personal050: p.Personal050.pointer(), Special: p.Special.pointer()}
	if p.Personal050.Null {
		out.Personal050 = &initial.Personal050
	}
	if p.Special.Null {
		out.Special = &initial.Special
	}
	return out
}

type deleteInput struct {
	IDInput
	IfMatch
}

func (s *Server) deleteOrganization(ctx context.Context, in *deleteInput) (*struct{}, error) {
	return nil, s.Organizations.Delete(ctx, callerOf(ctx).Caller, in.ID, in.current())
}

// References is what refers to an organization.
type References struct {
	Blockers []organization.Blocker `json:"blockers" nullable:"false"`
}

func (s *Server) organizationReferences(ctx context.Context, in *IDInput) (*struct{ Body References }, error) {
	found, err := s.Organizations.References(ctx, callerOf(ctx).Caller, in.ID)
	return &struct{ Body References }{References{Blockers: found}}, err
}
