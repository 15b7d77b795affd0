package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/sheet"
)

// Number is the wire form of an outgoing number.
type Number struct {
	ID               string    `json:"id"`
	OrganizationID   string    `json:"organizationId"`
	OrganizationName string    `json:"organizationName"`
	Number           string    `json:"number" doc:"Canonical: + and country code"`
	Display          string    `json:"display" doc:"As its country writes it"`
	BillingNumber    string    `json:"billingNumber" doc:"The number that is charged, canonical"`
	BillingDisplay   string    `json:"billingDisplay"`
	Lettering        string    `json:"lettering" doc:"What the called person is shown; empty for none"`
	InUse            bool      `json:"inUse" doc:"By a campaign or schedule; it can then not be deleted, moved or renumbered"`
	CreatedAt        time.Time `json:"createdAt"`
	UpdatedAt        time.Time `json:"updatedAt"`
}

func (s *Server) wireNumber(n number.Number) Number {
	return Number{
		ID: n.ID, OrganizationID: n.OrganizationID, OrganizationName: n.Organization,
		Number: string(n.Number), Display: s.Numbers.Show(n.Number), BillingNumber: string(n.BillingNumber), BillingDisplay: s.Numbers.Show(n.BillingNumber),
		Lettering: n.Lettering, InUse: n.InUse, CreatedAt: n.CreatedAt, UpdatedAt: n.UpdatedAt,
	}
}

// NumberFilters are the filters of the numbers list and of its export.
type NumberFilters struct {
	OrganizationID string    `query:"organizationId" doc:"Without it: everything within the caller's reach"`
	Reach          string    `query:"reach" enum:"own,subtree" doc:"With organizationId: that alone (own, the default) or everything below it too"`
	Q              string    `query:"q" doc:"Digits of the number in national or canonical form, text contained in the lettering, or a whole ID"`
	ID             []string  `query:"id,explode" maxItems:"1000" doc:"One of these"`
	Number         string    `query:"number" doc:"Digits contained, in national or canonical form"`
	Lettering      string    `query:"lettering" doc:"Contained, case folded"`
	BillingNumber  string    `query:"billingNumber" doc:"Digits contained, in national or canonical form"`
	InUse          string    `query:"inUse" enum:"true,false"`
	CreatedFrom    time.Time `query:"createdFrom" doc:"Included"`
	CreatedTo      time.Time `query:"createdTo" doc:"Not included"`
	Sort           string    `query:"sort" default:"number" doc:"number, lettering, billingNumber or createdAt, with a leading - for descending"`
}

type numbersInput struct {
	NumberFilters
	PageInput
	Count string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// NumberPage is one page of numbers.
type NumberPage struct {
	Items      []Number `json:"items" nullable:"false"`
	NextCursor string   `json:"nextCursor,omitempty"`
	Total      Total    `json:"total"`
}

// numberFilter refuses filters that name what the caller does not see.
func (s *Server) numberFilter(ctx context.Context, in NumberFilters) (number.Filter, error) {
	f := number.Filter{
		OrganizationID: in.OrganizationID, Below: in.Reach == access.ReachSubtree, Q: in.Q, IDs: in.ID,
		Number: in.Number, Lettering: in.Lettering, BillingNumber: in.BillingNumber,
	}
	var fields fault.Fields
	caller := callerOf(ctx).Caller
	if f.OrganizationID != "" {
		if !caller.Sees(f.OrganizationID) {
			fields.Add("query.organizationId", "not_found", "There is no such organization.")
		}
	} else if in.Reach != "" {
		fields.Add("query.reach", "not_applicable", "Goes with organizationId. Without it the list is of everything within reach.")
	}
	if len(in.ID) > 0 {
		all, err := s.Numbers.AllSeen(ctx, caller, in.ID)
		if err != nil {
			return f, err
		}
		if !all {
			fields.Add("query.id", "not_found", "There is no such number.")
		}
	}
	if in.InUse != "" {
		used := in.InUse == "true"
		f.InUse = &used
	}
	if !in.CreatedFrom.IsZero() {
		f.CreatedFrom = &in.CreatedFrom
	}
	if !in.CreatedTo.IsZero() {
		f.CreatedTo = &in.CreatedTo
	}
	return f, fields.Err()
}

func (s *Server) listNumbers(ctx context.Context, in *numbersInput) (*struct{ Body NumberPage }, error) {
	f, err := s.numberFilter(ctx, in.NumberFilters)
	if err != nil {
		return nil, err
	}
	page, err := s.Numbers.List(ctx, callerOf(ctx).Caller, number.Query{
		Filter: f, Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor, ExactCount: in.Count == "exact",
	})
	if err != nil {
		return nil, err
	}
	out := NumberPage{Items: make([]Number, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, n := range page.Items {
		out.Items[i] = s.wireNumber(n)
	}
	return &struct{ Body NumberPage }{out}, nil
}

type exportNumbersInput struct {
	FormatInput
	NumberFilters
}

func (s *Server) exportNumbers(ctx context.Context, in *exportNumbersInput) (*huma.StreamResponse, error) {
	f, err := s.numberFilter(ctx, in.NumberFilters)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return s.file(in.Format, "numbers", func(ctx context.Context, w io.Writer) error {
		out, err := sheet.NewWriter(w, in.Format, number.ColumnNames())
		if err != nil {
			return err
		}
		if err := s.Numbers.Export(ctx, caller, f, in.Sort, func(n number.Number) error {
			return out.Write([]string{s.Numbers.Portable(n.Number), n.Lettering, s.Numbers.Portable(n.BillingNumber), n.OrganizationID})
		}); err != nil {
			return err
		}
		return out.Close()
	}), nil
}

func (s *Server) numbersTemplate(_ context.Context, in *FormatInput) (*huma.StreamResponse, error) {
	return s.file(in.Format, "numbers-template", func(_ context.Context, w io.Writer) error {
		return sheet.WriteEmpty(w, in.Format, number.ColumnNames())
	}), nil
}

type numberOutput struct {
	ETag string `header:"ETag"`
	Body Number
}

func (s *Server) numberOut(n number.Number) *numberOutput {
	return &numberOutput{ETag: etag(n.Version), Body: s.wireNumber(n)}
}

func (s *Server) getNumber(ctx context.Context, in *IDInput) (*numberOutput, error) {
	n, err := s.Numbers.Get(ctx, callerOf(ctx).Caller, in.ID)
	return s.numberOut(n), err
}

// Tenure is who had a number, and when.
type Tenure struct {
	OrganizationID   *string    `json:"organizationId" doc:"null: another organization"`
	OrganizationName *string    `json:"organizationName"`
	From             time.Time  `json:"from"`
	To               *time.Time `json:"to" doc:"null: until now"`
}

// NumberHistory is who had a number.
type NumberHistory struct {
	Items []Tenure `json:"items" nullable:"false" doc:"Newest first"`
}

func (s *Server) getNumberHistory(ctx context.Context, in *IDInput) (*struct{ Body NumberHistory }, error) {
	all, err := s.Numbers.History(ctx, callerOf(ctx).Caller, in.ID)
	if err != nil {
		return nil, err
	}
	out := NumberHistory{Items: make([]Tenure, len(all))}
	for i, t := range all {
		out.Items[i] = Tenure{OrganizationID: orNull(t.OrganizationID), OrganizationName: orNull(t.Organization), From: t.From}
		if !t.To.IsZero() {
			out.Items[i].To = &t.To
		}
	}
	return &struct{ Body NumberHistory }{out}, nil
}

type updateNumberInput struct {
	IDInput
	IfMatch
	Body struct {
		Number        Field[string] `json:"number,omitempty" doc:"In any common form; not while something uses the number"`
		BillingNumber Field[string] `json:"billingNumber,omitempty" doc:"In any common form"`
		Lettering     Field[string] `json:"lettering,omitempty" doc:"At most 20 characters"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateNumber(ctx context.Context, in *updateNumberInput) (*numberOutput, error) {
	n, err := s.Numbers.Update(ctx, callerOf(ctx).Caller, in.ID, number.Patch{
		Number: in.Body.Number.pointer(), BillingNumber: in.Body.BillingNumber.pointer(), Lettering: in.Body.Lettering.pointer(),
	}, in.current())
	return s.numberOut(n), err
}

func (s *Server) deleteNumber(ctx context.Context, in *deleteInput) (*struct{}, error) {
	return nil, s.Numbers.Delete(ctx, callerOf(ctx).Caller, in.ID, in.current())
}

// NumberChoice says which numbers a change of many is about: these, or what a list shows.
type NumberChoice struct {
	IDs           []string             `json:"ids,omitempty" nullable:"false" doc:"At most 10,000"`
	Filter        *NumberFiltersInBody `json:"filter,omitempty" doc:"What GET /v1/numbers shows with these filters"`
	ExpectedCount *int64               `json:"expectedCount,omitempty" minimum:"0" doc:"With filter: how many it showed; 409 if it is another number by now"`
}

// NumberFiltersInBody are the filters of the numbers list, as a body has them.
type NumberFiltersInBody struct {
	OrganizationID *string    `json:"organizationId,omitempty"`
	Reach          *string    `json:"reach,omitempty" enum:"own,subtree"`
	Q              *string    `json:"q,omitempty"`
	Number         *string    `json:"number,omitempty"`
	Lettering      *string    `json:"lettering,omitempty"`
	BillingNumber  *string    `json:"billingNumber,omitempty"`
	InUse          *bool      `json:"inUse,omitempty"`
	CreatedFrom    *time.Time `json:"createdFrom,omitempty"`
	CreatedTo      *time.Time `json:"createdTo,omitempty"`
}

// choice checks a choice of numbers.
func (c NumberChoice) choice(caller access.Caller) (number.Choice, error) {
	var fields fault.Fields
	chosen := number.Choice{IDs: c.IDs}
	switch f := c.Filter; {
	case (c.IDs == nil) == (f == nil):
		fields.Add("body", "exactly_one", "Name the numbers by ids, or by filter with expectedCount: one of the two.")
	case f == nil:
		if c.ExpectedCount != nil {
			fields.Add("body.expectedCount", "not_applicable", "Goes with filter.")
		}
		if len(c.IDs) == 0 {
			fields.Add("body.ids", "required", "Name at least one number.")
		}
		if len(c.IDs) > number.MaxIDs {
			fields.Add("body.ids", "too_many", fmt.Sprintf("At most %d numbers can be named. Choose them by a filter instead.", number.MaxIDs))
		}
	default:
		if c.ExpectedCount == nil {
			fields.Add("body.expectedCount", "required", "Say how many numbers the list showed.")
		} else {
			chosen.ExpectedCount = *c.ExpectedCount
		}
		chosen.Filter = f.filter(caller, &fields)
	}
	return chosen, fields.Err()
}

func (f *NumberFiltersInBody) filter(caller access.Caller, fields *fault.Fields) *number.Filter {
	text := func(name string, value *string) string {
		if value == nil {
			return ""
		}
		if strings.TrimSpace(*value) == "" && name != "q" {
			fields.Add("body.filter."+name, "empty", "Must not be empty. Leave the field out instead.")
		}
		if !storable(*value) {
			fields.Add("body.filter."+name, "invalid_encoding", "Must be valid UTF-8 without NUL.")
		}
		return *value
	}
	out := &number.Filter{
		OrganizationID: text("organizationId", f.OrganizationID), Below: f.Reach != nil && *f.Reach == access.ReachSubtree, Q: text("q", f.Q),
		Number: text("number", f.Number), Lettering: text("lettering", f.Lettering), BillingNumber: text("billingNumber", f.BillingNumber),
		InUse: f.InUse, CreatedFrom: f.CreatedFrom, CreatedTo: f.CreatedTo,
	}
	switch {
	case f.OrganizationID != nil && *f.OrganizationID != "" && !caller.Sees(*f.OrganizationID):
		fields.Add("body.filter.organizationId", "not_found", "There is no such organization.")
	case f.OrganizationID == nil && f.Reach != nil:
		fields.Add("body.filter.reach", "not_applicable", "Goes with organizationId. Without it the filter is of everything within reach.")
	}
	return out
}

type batchDeleteInput struct {
	IdempotencyKey
	Body NumberChoice
}

func (in batchDeleteInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

// Count is how many things were changed.
type Count struct {
	Count int64 `json:"count"`
}

func (s *Server) batchDeleteNumbers(ctx context.Context, in *batchDeleteInput) (*struct{ Body Count }, error) {
	caller := callerOf(ctx).Caller
	chosen, err := in.Body.choice(caller)
	if err != nil {
		return nil, err
	}
	n, err := s.Numbers.DeleteMany(ctx, caller, chosen)
	return &struct{ Body Count }{Count{n}}, err
}

type batchMoveInput struct {
	IdempotencyKey
	Body struct {
		NumberChoice
		OrganizationID string `json:"organizationId" doc:"Where they go"`
	}
}

func (in batchMoveInput) fingerprint() ([]byte, error) { return json.Marshal(in.Body) }

func (s *Server) batchMoveNumbers(ctx context.Context, in *batchMoveInput) (*struct{ Body Count }, error) {
	caller := callerOf(ctx).Caller
	chosen, err := in.Body.choice(caller)
	if err != nil {
		return nil, err
	}
	n, err := s.Numbers.MoveMany(ctx, caller, chosen, in.Body.OrganizationID)
	return &struct{ Body Count }{Count{n}}, err
}

func (s *Server) numberPlace(ctx huma.Context, numberID string) (string, error) {
	if !id.Valid(id.Number, numberID) {
		return "", fault.Missing("number")
	}
	return s.Numbers.OrganizationOf(ctx.Context(), numberID)
}
