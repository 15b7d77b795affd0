package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/sheet"
	"github.com/tenantry/tenantry/internal/trail"
)

// AuditActor is who did it, as far as the caller may know.
type AuditActor struct {
	ID    *string `json:"id" doc:"null for nobody that is known, and for who is elsewhere"`
	Kind  string  `json:"kind" enum:"account,api_key,operator,visitor" doc:"operator: the command line or the program itself; visitor: somebody who was not signed in"`
	Name  *string `json:"name" doc:"null for who is gone or elsewhere"`
	Email *string `json:"email"`
}

// AuditTarget is what it was done to.
type AuditTarget struct {
	ID   *string `json:"id"`
	Kind *string `json:"kind" doc:"organization, member, role, number, and so on; null for none"`
	Name *string `json:"name" doc:"As of today; null for what is gone, elsewhere or without a name"`
}

// AuditDetail is what an entry says, as it was written.
type AuditDetail json.RawMessage

// MarshalJSON writes it as it is.
func (d AuditDetail) MarshalJSON() ([]byte, error) {
	if d == nil {
		return []byte("null"), nil
	}
	return d, nil
}

// Schema leaves open what is in it.
func (AuditDetail) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Nullable: true, AdditionalProperties: true}
}

// AuditEvent is an entry of the audit trail.
type AuditEvent struct {
	ID               string      `json:"id"`
	At               time.Time   `json:"at"`
	OrganizationID   string      `json:"organizationId"`
	OrganizationName *string     `json:"organizationName" doc:"null for one that is gone"`
	Actor            AuditActor  `json:"actor"`
	Action           string      `json:"action" doc:"Subject and past participle: member.disabled"`
	Target           AuditTarget `json:"target"`
	Address          *string     `json:"address" doc:"Network address it came from; null for none, and for who is elsewhere"`
	RequestID        *string     `json:"requestId"`
	Detail           AuditDetail `json:"detail" doc:"before and after, and what else there is to say, as an object; null for nothing, and where it was erased"`
}

func wireAuditEvent(e trail.Event) AuditEvent {
	return AuditEvent{
		ID: e.ID, At: e.At, OrganizationID: e.OrganizationID, OrganizationName: orNull(e.OrganizationName),
		Actor:  AuditActor{ID: orNull(e.Actor.ID), Kind: e.Actor.Kind, Name: orNull(e.Actor.Name), Email: orNull(e.Actor.Email)},
		Action: e.Action, Target: AuditTarget{ID: orNull(e.Target.ID), Kind: orNull(e.Target.Kind), Name: orNull(e.Target.Name)},
		Address: orNull(e.Address), RequestID: orNull(e.RequestID), Detail: AuditDetail(e.Detail),
	}
}

// AuditFilters are the filters of the audit trail.
type AuditFilters struct {
	OrganizationID string    `query:"organizationId" doc:"Without it: every trail within the caller's reach"`
	Reach          string    `query:"reach" enum:"own,subtree" doc:"With organizationId: that alone (own, the default) or everything below it too"`
	Action         []string  `query:"action,explode" maxItems:"100" doc:"Whole actions, or beginnings up to and with the dot: member."`
	ActorID        string    `query:"actorId" doc:"Of an account or an API key"`
	TargetID       string    `query:"targetId"`
	Q              string    `query:"q" doc:"Contained in the action, or a whole ID: of the event, the actor, the target or the request"`
	From           time.Time `query:"from" doc:"Included"`
	To             time.Time `query:"to" doc:"Not included"`
	Sort           string    `query:"sort" default:"-at" doc:"-at or at"`
}

func (f AuditFilters) filter() trail.Filter {
	return trail.Filter{
		OrganizationID: f.OrganizationID, Below: f.Reach == access.ReachSubtree, Actions: f.Action, ActorID: f.ActorID, TargetID: f.TargetID,
		Q: f.Q, From: f.From, To: f.To,
	}
}

// checkAudit refuses filters that name what the caller does not see, and what cannot be.
func (s *Server) checkAudit(ctx context.Context, f AuditFilters) error {
	var fields fault.Fields
	if f.OrganizationID != "" {
		known, err := s.Trail.Known(ctx, callerOf(ctx).Caller, f.OrganizationID)
		if err != nil {
			return err
		}
		if !known {
			fields.Add("query.organizationId", "not_found", "There is no such organization.")
		}
	} else if f.Reach != "" {
		fields.Add("query.reach", "not_applicable", "Goes with organizationId. Without it the list is of everything within reach.")
	}
	problem, err := s.Trail.UnknownAction(ctx, f.Action)
	if err != nil {
		return err
	}
	if problem != "" {
		fields.Add("query.action", "invalid_value", problem)
	}
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		fields.Add("query.to", "before_from", "Must be later than from.")
	}
	return fields.Err()
}

type auditInput struct {
	AuditFilters
	PageInput
	Count string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// AuditPage is one page of the audit trail.
type AuditPage struct {
	Items      []AuditEvent `json:"items" nullable:"false"`
	NextCursor string       `json:"nextCursor,omitempty"`
	Total      Total        `json:"total"`
}

func (s *Server) listAudit(ctx context.Context, in *auditInput) (*struct{ Body AuditPage }, error) {
	if err := s.checkAudit(ctx, in.AuditFilters); err != nil {
		return nil, err
	}
	page, err := s.Trail.List(ctx, callerOf(ctx).Caller, trail.Query{
		Filter: in.filter(), Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor, ExactCount: in.Count == "exact",
	})
	if err != nil {
		return nil, err
	}
	out := AuditPage{Items: make([]AuditEvent, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, e := range page.Items {
		out.Items[i] = wireAuditEvent(e)
	}
	return &struct{ Body AuditPage }{out}, nil
}

func (s *Server) getAudit(ctx context.Context, in *IDInput) (*struct{ Body AuditEvent }, error) {
	e, err := s.Trail.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &struct{ Body AuditEvent }{wireAuditEvent(e)}, err
}

type exportAuditInput struct {
	Format string `query:"format" enum:"xlsx,csv,json" required:"true" doc:"json is an array of what the list has"`
	AuditFilters
}

// auditColumns are the columns of a file of events.
func auditColumns(zone *time.Location) []column[trail.Event] {
	return []column[trail.Event]{
		{"at", func(e trail.Event) string { return e.At.In(zone).Format(time.RFC3339Nano) }},
		{"organization_id", func(e trail.Event) string { return e.OrganizationID }},
		{"organization", func(e trail.Event) string { return e.OrganizationName }},
		{"actor_kind", func(e trail.Event) string { return e.Actor.Kind }},
		{"actor_id", func(e trail.Event) string { return e.Actor.ID }},
		{"actor", func(e trail.Event) string { return e.Actor.Name }},
		{"actor_email", func(e trail.Event) string { return e.Actor.Email }},
		{"action", func(e trail.Event) string { return e.Action }},
		{"target_kind", func(e trail.Event) string { return e.Target.Kind }},
		{"target_id", func(e trail.Event) string { return e.Target.ID }},
		{"target", func(e trail.Event) string { return e.Target.Name }},
		{"address", func(e trail.Event) string { return e.Address }},
		{"request_id", func(e trail.Event) string { return e.RequestID }},
		{"event_id", func(e trail.Event) string { return e.ID }},
		{"detail", func(e trail.Event) string { return inCell(string(e.Detail)) }},
	}
}

// mostInSheet is how many events a workbook can have.
const mostInSheet = 1<<20 - 1

func (s *Server) exportAudit(ctx context.Context, in *exportAuditInput) (*huma.StreamResponse, error) {
	if err := s.checkAudit(ctx, in.AuditFilters); err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	if in.Format == "json" {
		return s.download("application/json", "audit.json", func(ctx context.Context, w io.Writer) error {
			return s.exportAuditJSON(ctx, w, caller, in.AuditFilters)
		}), nil
	}
	format := sheet.Format(in.Format)
	if format == sheet.XLSX {
		n, err := s.Trail.Count(ctx, caller, in.filter(), mostInSheet+1)
		if err != nil {
			return nil, err
		}
		if n > mostInSheet {
			return nil, fault.InvalidFields(fault.Field{Location: "query.format", Code: "too_many_rows", Message: "These are more events than a worksheet has rows. Narrow the filters, or choose CSV or JSON."})
		}
	}
	zone, err := s.zoneOf(ctx, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	return tableFile(s, format, "audit", auditColumns(zone), func(ctx context.Context, each func(trail.Event) error) error {
		return s.Trail.Export(ctx, caller, in.filter(), in.Sort, each)
	}), nil
}

func (s *Server) exportAuditJSON(ctx context.Context, w io.Writer, caller access.Caller, f AuditFilters) error {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	begun := false
	if err := s.Trail.Export(ctx, caller, f.filter(), f.Sort, func(e trail.Event) error {
		line.Reset()
		if begun {
			line.WriteString(",\n")
		} else {
			line.WriteString("[\n")
		}
		begun = true
		if err := encoder.Encode(wireAuditEvent(e)); err != nil {
			return err
		}
		_, err := w.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
		return err
	}); err != nil {
		return err
	}
	end := "\n]\n"
	if !begun {
		end = "[]\n"
	}
	_, err := io.WriteString(w, end)
	return err
}
