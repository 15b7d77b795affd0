package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/usage"
)

// Usage is the wire form of a usage.
type Usage struct {
	ID               string    `json:"id"`
	OrganizationID   string    `json:"organizationId"`
	OrganizationName string    `json:"organizationName"`
	Product          string    `json:"product" doc:"The product's key"`
	Kind             string    `json:"kind" enum:"campaign,schedule"`
	ExternalID       string    `json:"externalId" doc:"What the product knows it by"`
	Name             string    `json:"name"`
	URL              *string   `json:"url" doc:"Where the product shows it"`
	NumberCount      int       `json:"numberCount"`
	CreatedAt        time.Time `json:"createdAt"`
	UpdatedAt        time.Time `json:"updatedAt"`
}

func wireUsage(u usage.Usage) Usage {
	return Usage{
		ID: u.ID, OrganizationID: u.OrganizationID, OrganizationName: u.Organization, Product: u.Product, Kind: u.Kind,
		ExternalID: u.ExternalID, Name: u.Name, URL: orNull(u.URL), NumberCount: u.Numbers, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}
}

// UsageKey is what a product knows a usage by, in a path.
type UsageKey struct {
	Product    string `path:"product" doc:"The product's key"`
	Kind       string `path:"kind" enum:"campaign,schedule"`
	ExternalID string `path:"externalId" doc:"1 to 100 characters of the product's choice, percent-encoded"`
}

func (k UsageKey) of(organizationID string) usage.Key {
	return usage.Key{OrganizationID: organizationID, Product: k.Product, Kind: k.Kind, ExternalID: k.ExternalID}
}

type putUsageInput struct {
	UsageKey
	Body struct {
		OrganizationID string        `json:"organizationId" doc:"Whose campaign or schedule it is, and whose numbers"`
		Name           string        `json:"name" doc:"1 to 100 characters"`
		Numbers        []string      `json:"numbers" nullable:"false" doc:"Those it uses from now on, in any common form; at most 10,000, and each the organization's own"`
		URL            Field[string] `json:"url,omitempty" doc:"Where the product shows it; http or https"`
	}
}

type putUsageOutput struct {
	Status   int
	Location string `header:"Location"`
	Body     Usage
}

// responses are those that the type of the body does not tell the contract.
func (putUsageOutput) responses(r huma.Registry, _ int) map[string]*huma.Response {
	schema := r.Schema(reflect.TypeFor[Usage](), true, "")
	return map[string]*huma.Response{"200": declared("There was one; it is now this", schema), "201": declared("There was none; now there is", schema)}
}

func (s *Server) putUsage(ctx context.Context, in *putUsageInput) (*putUsageOutput, error) {
	u, made, err := s.Usages.Put(ctx, callerOf(ctx).Caller, in.of(in.Body.OrganizationID), usage.Draft{
		Name: in.Body.Name, URL: in.Body.URL.Value, Numbers: in.Body.Numbers,
	})
	if err != nil {
		return nil, err
	}
	out := &putUsageOutput{Status: http.StatusOK, Body: wireUsage(u)}
	if made {
		out.Status, out.Location = http.StatusCreated, "/v1/usages/"+u.ID
	}
	return out, nil
}

type endUsageInput struct {
	UsageKey
	OrganizationID string `query:"organizationId" doc:"Without it: the API key's organization. A person has to name one"`
}

func (s *Server) endUsage(ctx context.Context, in *endUsageInput) (*struct{}, error) {
	caller := callerOf(ctx).Caller
	organizationID := in.OrganizationID
	if organizationID == "" {
		organizationID = caller.KeyOrganization()
	}
	if organizationID == "" {
		return nil, fault.InvalidFields(fault.Field{Location: "query.organizationId", Code: "required", Message: "Name the organization whose usage ends. Only an API key has one of its own."})
	}
	return nil, s.Usages.End(ctx, caller, in.of(organizationID))
}

// UsageFilters are the filters of the list of usages and of its export.
type UsageFilters struct {
	OrganizationID string   `query:"organizationId" doc:"Without it: everything within the caller's reach"`
	Reach          string   `query:"reach" enum:"own,subtree" doc:"With organizationId: that alone (own, the default) or everything below it too"`
	NumberID       string   `query:"numberId" doc:"Those that use this number"`
	Product        []string `query:"product,explode" maxItems:"100" doc:"Keys of products"`
	Kind           []string `query:"kind,explode" enum:"campaign,schedule"`
	Q              string   `query:"q" doc:"Contained in the name, or a whole external ID or usage ID"`
	Sort           string   `query:"sort" default:"-createdAt" doc:"createdAt or name, with a leading - for descending"`
}

func (f UsageFilters) filter() usage.Filter {
	return usage.Filter{
		OrganizationID: f.OrganizationID, Below: f.Reach == access.ReachSubtree, NumberID: f.NumberID,
		Products: f.Product, Kinds: f.Kind, Q: f.Q,
	}
}

type usagesInput struct {
	UsageFilters
	PageInput
	Count string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// UsagePage is one page of usages.
type UsagePage struct {
	Items      []Usage `json:"items" nullable:"false"`
	NextCursor string  `json:"nextCursor,omitempty"`
	Total      Total   `json:"total"`
}

// checkUsages refuses filters that name what the caller does not see, or what is not there.
func (s *Server) checkUsages(ctx context.Context, f UsageFilters) error {
	var fields fault.Fields
	caller := callerOf(ctx).Caller
	if f.OrganizationID != "" {
		if !caller.Sees(f.OrganizationID) {
			fields.Add("query.organizationId", "not_found", "There is no such organization.")
		}
	} else if f.Reach != "" {
		fields.Add("query.reach", "not_applicable", "Goes with organizationId. Without it the list is of everything within reach.")
	}
	if f.NumberID != "" {
		organizationID := ""
		if id.Valid(id.Number, f.NumberID) {
			var err error
			if organizationID, err = s.Usages.OrganizationOfNumber(ctx, f.NumberID); err != nil && !fault.Is(err, "not_found") {
				return err
			}
		}
		if organizationID == "" || !caller.Sees(organizationID) {
			fields.Add("query.numberId", "not_found", "There is no such number.")
		}
	}
	others := slices.DeleteFunc(slices.Clone(f.Product), func(key string) bool { return key == product.ConsoleKey }) // declared by the program itself
	unknown, err := s.Usages.Undeclared(ctx, others)
	if err != nil {
		return err
	}
	if unknown {
		fields.Add("query.product", "not_found", "There is no such product.")
	}
	return fields.Err()
}

func (s *Server) listUsages(ctx context.Context, in *usagesInput) (*struct{ Body UsagePage }, error) {
	if err := s.checkUsages(ctx, in.UsageFilters); err != nil {
		return nil, err
	}
	page, err := s.Usages.List(ctx, callerOf(ctx).Caller, usage.Query{
		Filter: in.filter(), Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor, ExactCount: in.Count == "exact",
	})
	if err != nil {
		return nil, err
	}
	out := UsagePage{Items: make([]Usage, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, u := range page.Items {
		out.Items[i] = wireUsage(u)
	}
	return &struct{ Body UsagePage }{out}, nil
}

type exportUsagesInput struct {
	FormatInput
	UsageFilters
}

// usageColumns are the columns of a file of usages.
func usageColumns(zone *time.Location) []column[usage.Usage] {
	return []column[usage.Usage]{
		{"name", func(u usage.Usage) string { return u.Name }},
		{"product", func(u usage.Usage) string { return u.Product }},
		{"kind", func(u usage.Usage) string { return u.Kind }},
		{"external_id", func(u usage.Usage) string { return u.ExternalID }},
		{"url", func(u usage.Usage) string { return u.URL }},
		{"numbers", func(u usage.Usage) string { return strconv.Itoa(u.Numbers) }},
		{"organization_id", func(u usage.Usage) string { return u.OrganizationID }},
		{"organization", func(u usage.Usage) string { return u.Organization }},
		{"created_at", func(u usage.Usage) string { return timeIn(zone, u.CreatedAt) }},
		{"updated_at", func(u usage.Usage) string { return timeIn(zone, u.UpdatedAt) }},
		{"usage_id", func(u usage.Usage) string { return u.ID }},
	}
}

func (s *Server) exportUsages(ctx context.Context, in *exportUsagesInput) (*huma.StreamResponse, error) {
	if err := s.checkUsages(ctx, in.UsageFilters); err != nil {
		return nil, err
	}
	zone, err := s.zoneOf(ctx, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "usages", usageColumns(zone), func(ctx context.Context, each func(usage.Usage) error) error {
		return s.Usages.Export(ctx, caller, in.filter(), in.Sort, each)
	}), nil
}

func (s *Server) getUsage(ctx context.Context, in *IDInput) (*struct{ Body Usage }, error) {
	u, err := s.Usages.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &struct{ Body Usage }{wireUsage(u)}, err
}

func (s *Server) deleteUsage(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Usages.Delete(ctx, callerOf(ctx).Caller, in.ID)
}

type usageNumbersInput struct {
	IDInput
	PageInput
}

// UsedNumber is a number that a usage uses.
type UsedNumber struct {
	ID        string `json:"id"`
	Number    string `json:"number" doc:"Canonical: + and country code"`
	Display   string `json:"display" doc:"As its country writes it"`
	Lettering string `json:"lettering"`
}

// UsedNumberPage is one page of them.
type UsedNumberPage struct {
	Items      []UsedNumber `json:"items" nullable:"false" doc:"In the order of the numbers"`
	NextCursor string       `json:"nextCursor,omitempty"`
	Total      Total        `json:"total"`
}

func (s *Server) listUsageNumbers(ctx context.Context, in *usageNumbersInput) (*struct{ Body UsedNumberPage }, error) {
	page, err := s.Usages.Numbers(ctx, callerOf(ctx).Caller, in.ID, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	out := UsedNumberPage{Items: make([]UsedNumber, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, true)}
	for i, n := range page.Items {
		out.Items[i] = UsedNumber(n)
	}
	return &struct{ Body UsedNumberPage }{out}, nil
}
