package api

import (
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
)

// DryRun asks what a change would do, and changes nothing.
type DryRun struct {
	DryRun bool `query:"dryRun" doc:"Change nothing and answer 200 with who would gain and who would lose access"`
}

// Impact is what a change of the hierarchy does to who may do what.
type Impact struct {
	Gains         Affected `json:"gains"`
	Loses         Affected `json:"loses"`
	Organizations int      `json:"organizations" doc:"How many organizations have others above them than before"`
}

// Affected is whom something happens to.
type Affected struct {
	Count    int      `json:"count" doc:"Accounts"`
	Examples []Person `json:"examples" nullable:"false" doc:"The first few by name"`
}

// Person is an account as others see it.
type Person struct {
	AccountID string `json:"accountId"`
	Name      string `json:"name"`
	Email     string `json:"email"`
}

func wireImpact(i access.Impact) *Impact {
	affected := func(a access.Affected) Affected {
		out := Affected{Count: a.Count, Examples: make([]Person, len(a.Examples))}
		for n, p := range a.Examples {
			out.Examples[n] = Person(p)
		}
		return out
	}
	return &Impact{Gains: affected(i.Gains), Loses: affected(i.Loses), Organizations: i.Organizations}
}

// Outcome is what was made or changed, an M, or, after a dry run, what that would do, an L.
type Outcome[M, L any] struct {
	Made   *M
	Look   *L
	stored json.RawMessage // of the first time, where a request is sent again
}

// MarshalJSON writes the one that there is.
func (o Outcome[M, L]) MarshalJSON() ([]byte, error) {
	switch {
	case o.stored != nil:
		return o.stored, nil
	case o.Look != nil:
		return json.Marshal(o.Look)
	default:
		return json.Marshal(o.Made)
	}
}

// UnmarshalJSON takes back what was stored under an idempotency key.
func (o *Outcome[M, L]) UnmarshalJSON(b []byte) error {
	o.stored = append(json.RawMessage{}, b...)
	return nil
}

// Schema is that of what was made; the contract says beside it what a dry run answers.
func (Outcome[M, L]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[M](), true, "")
}

// outcomeOutput answers a change that can be tried first.
type outcomeOutput[M, L any] struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     Outcome[M, L]
}

// dryRuns is an output of a change that can be tried first.
type dryRuns interface {
	responses(r huma.Registry, status int) map[string]*huma.Response
}

// declared is an answer in the contract, as JSON.
func declared(description string, schema *huma.Schema) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
}

// responses are those that the type of the body does not tell the contract.
func (outcomeOutput[M, L]) responses(r huma.Registry, status int) map[string]*huma.Response {
	look := r.Schema(reflect.TypeFor[L](), true, "")
	found := map[string]*huma.Response{"200": declared("What a dry run found", look)}
	switch status {
	case http.StatusOK:
		found["200"] = declared("What was changed, or what a dry run found", &huma.Schema{OneOf: []*huma.Schema{r.Schema(reflect.TypeFor[M](), true, ""), look}})
	case http.StatusNoContent:
		found["204"] = &huma.Response{Description: "Done", Content: map[string]*huma.MediaType{"none": {}}}
	}
	return found
}

// tried answers a dry run.
func tried[M, L any](look *L) *outcomeOutput[M, L] {
	return &outcomeOutput[M, L]{Status: http.StatusOK, Body: Outcome[M, L]{Look: look}}
}

// made answers a change that was made.
func made[L, M any](status int, v M) *outcomeOutput[M, L] {
	return &outcomeOutput[M, L]{Status: status, Body: Outcome[M, L]{Made: &v}}
}
