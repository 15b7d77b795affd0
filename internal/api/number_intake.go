package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/phone"
)

// Look asks what adding something would do, and adds nothing.
type Look struct {
	DryRun bool `query:"dryRun" doc:"Add nothing and answer 200 with what would be added and what stands in the way"`
}

// NewNumbers is a list of numbers to be added.
type NewNumbers struct {
	BillingNumber string      `json:"billingNumber" doc:"The number that is charged"`
	Numbers       []NewNumber `json:"numbers" minItems:"1" maxItems:"1000" nullable:"false"`
}

// NewNumber is one of them.
type NewNumber struct {
	Number    string `json:"number" doc:"As people write it"`
	Lettering string `json:"lettering,omitempty" doc:"At most 20 characters, shown to the called person"`
}

// NumbersAdded are the numbers of a list that was added.
type NumbersAdded struct {
	Items    []Number      `json:"items" nullable:"false"`
	Warnings []number.Told `json:"warnings" nullable:"false"`
}

// NumbersLook is what adding a list would do.
type NumbersLook struct {
	Count    int           `json:"count" doc:"How many numbers can be added"`
	Invalid  []number.Told `json:"invalid" nullable:"false"`
	Warnings []number.Told `json:"warnings" nullable:"false"`
}

type addNumbersInput struct {
	IDInput
	IdempotencyKey
	Look
	Body NewNumbers
}

func (in addNumbersInput) fingerprint() ([]byte, error) {
	return json.Marshal([]any{in.Body, in.DryRun})
}

func (s *Server) addNumbers(ctx context.Context, in *addNumbersInput) (*outcomeOutput[NumbersAdded, NumbersLook], error) {
	entries := make([]number.Entry, len(in.Body.Numbers))
	for i, n := range in.Body.Numbers {
		entries[i] = number.Entry(n)
	}
	caller := callerOf(ctx).Caller
	added, err := s.Numbers.AddList(ctx, caller, in.ID, in.Body.BillingNumber, entries, in.DryRun)
	if err != nil {
		return nil, err
	}
	if in.DryRun {
		return tried[NumbersAdded](&NumbersLook{added.Count, orNone(added.Invalid), orNone(added.Warnings)}), nil
	}
	items, err := s.Numbers.Named(ctx, caller, added.Numbers)
	if err != nil {
		return nil, err
	}
	all := NumbersAdded{Items: make([]Number, len(items)), Warnings: orNone(added.Warnings)}
	for i, n := range items {
		all.Items[i] = s.wireNumber(n)
	}
	out := made[NumbersLook](http.StatusCreated, all)
	if len(items) == 1 {
		out.Location = "/v1/numbers/" + items[0].ID
	}
	return out, nil
}

// NewRange is consecutive numbers to be added.
type NewRange struct {
	BillingNumber  string `json:"billingNumber" doc:"The number that is charged"`
	First          string `json:"first" doc:"The first number, as people write it"`
	LastFourDigits string `json:"lastFourDigits" doc:"The last four digits of the last number: at most 10,000 numbers"`
	Lettering      string `json:"lettering,omitempty" doc:"At most 20 characters, shown to the called person"`
}

// RangeEnd is the first or the last number of a range.
type RangeEnd struct {
	Number  string `json:"number"`
	Display string `json:"display"`
}

// RangeAdded is a range that was added.
type RangeAdded struct {
	Count    int           `json:"count"`
	First    RangeEnd      `json:"first"`
	Last     RangeEnd      `json:"last"`
	Warnings []number.Told `json:"warnings" nullable:"false"`
}

// RangeLook is what adding a range would do.
type RangeLook struct {
	RangeAdded
	Conflicts     []number.Conflict `json:"conflicts" nullable:"false" doc:"The first 100"`
	ConflictCount int               `json:"conflictCount"`
}

type addRangeInput struct {
	IDInput
	IdempotencyKey
	Look
	Body NewRange
}

func (in addRangeInput) fingerprint() ([]byte, error) { return json.Marshal([]any{in.Body, in.DryRun}) }

func (s *Server) addNumberRange(ctx context.Context, in *addRangeInput) (*outcomeOutput[RangeAdded, RangeLook], error) {
	b := in.Body
	spread, err := s.Numbers.AddRange(ctx, callerOf(ctx).Caller, in.ID, number.Range{
		First: b.First, LastFour: b.LastFourDigits, BillingNumber: b.BillingNumber, Lettering: b.Lettering,
	}, in.DryRun)
	if err != nil {
		return nil, err
	}
	end := func(n phone.Number) RangeEnd { return RangeEnd{string(n), s.Numbers.Show(n)} }
	all := RangeAdded{spread.Count, end(spread.First), end(spread.Last), orNone(spread.Warnings)}
	if in.DryRun {
		return tried[RangeAdded](&RangeLook{all, orNone(spread.Conflicts), spread.ConflictCount}), nil
	}
	return made[RangeLook](http.StatusCreated, all), nil
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
