package api

import (
	"context"
	"encoding/json"
	"maps"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/event"
)

// EventSubject is what an event is about: its kind, its ID, and further facts by the type of the event.
type EventSubject struct {
	Kind  string
	ID    string
	Facts map[string]any
}

// MarshalJSON writes the facts beside the kind and the ID.
func (e EventSubject) MarshalJSON() ([]byte, error) {
	all := map[string]any{}
	maps.Copy(all, e.Facts)
	all["kind"], all["id"] = e.Kind, e.ID
	return json.Marshal(all)
}

// Schema says what is there in every event.
func (EventSubject) Schema(huma.Registry) *huma.Schema {
	text := &huma.Schema{Type: huma.TypeString}
	return &huma.Schema{
		Type: huma.TypeObject, Required: []string{"kind", "id"}, AdditionalProperties: true,
		Properties: map[string]*huma.Schema{
			"kind": {Type: huma.TypeString, Description: "organization, member, account, usage, number"}, "id": text,
		},
	}
}

// Event is something that products have to act on.
type Event struct {
	Seq            string       `json:"seq" doc:"Greater than that of every event that was committed before"`
	At             time.Time    `json:"at"`
	Type           string       `json:"type" doc:"organization.deleted, organization.erased, organization.suspended, organization.activated, member.removed, member.disabled, account.deleted, usage.ended, number.deleted, number.moved; there may be more one day"`
	OrganizationID *string      `json:"organizationId" doc:"null for what is of no single organization"`
	Subject        EventSubject `json:"subject"`
}

type eventsInput struct {
	After string `query:"after" default:"0" doc:"next of the answer before; 0 for the beginning"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// Events are the next events.
type Events struct {
	Items []Event `json:"items" nullable:"false"`
	Next  string  `json:"next" doc:"Where to go on. Until it stays the same there may be more, also where there are no items"`
}

func (s *Server) listEvents(ctx context.Context, in *eventsInput) (*struct{ Body Events }, error) {
	after, err := event.Number(in.After)
	if err != nil {
		return nil, err
	}
	events, next, err := event.List(ctx, s.DB, callerOf(ctx).ReachWith(access.AccessCheck), after, in.Limit)
	if err != nil {
		return nil, err
	}
	out := Events{Items: make([]Event, len(events)), Next: strconv.FormatInt(next, 10)}
	for i, e := range events {
		out.Items[i] = Event{
			Seq: strconv.FormatInt(e.Seq, 10), At: e.At, Type: string(e.Type), OrganizationID: orNull(e.OrganizationID),
			Subject: EventSubject{Kind: e.Kind, ID: e.ID, Facts: e.Facts},
		}
	}
	return &struct{ Body Events }{out}, nil
}
