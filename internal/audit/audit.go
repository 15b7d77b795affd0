// Package audit keeps what happened: append-only events, each written in the transaction of the change
// it tells of, so that there is no change without its event and no event without its change.
//
// An event row holds identifiers only. What it says with names, addresses and other personal values is
// a row of its own (audit_detail), so that it can be erased and the trail still stands.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// Actor is who did it and from where. AccountID and KeyID are empty for the operator of the machine (the command
// line) and for a visitor who is nobody yet.
type Actor struct {
	AccountID string // of a person
	KeyID     string // of an API key; a machine has no account
	Address   string // network address, without a port
	RequestID string
}

// System is the program itself, where nobody asked.
var System = Actor{AccountID: "system"}

// ID is the account's or the API key's, "" for neither.
func (a Actor) ID() string {
	if a.KeyID != "" {
		return a.KeyID
	}
	return a.AccountID
}

// Event is one thing that happened in one organization.
type Event struct {
	OrganizationID string
	Action         string // subject and past participle: organization.updated
	TargetID       string
	Detail         any // before and after, as JSON; may be nil
}

// Record writes events in the order given.
func Record(ctx context.Context, tx *db.Tx, now time.Time, actor Actor, events ...Event) error {
	at := db.Micros(now)
	var rows, details [][]any
	for _, e := range events {
		eventID := id.New(id.Event, now)
		rows = append(rows, []any{eventID, e.OrganizationID, at, actor.ID(), e.Action, e.TargetID, actor.Address, actor.RequestID})
		if e.Detail != nil {
			body, err := json.Marshal(e.Detail)
			if err != nil {
				return fmt.Errorf("audit detail of %s: %w", e.Action, err)
			}
			details = append(details, []any{eventID, string(body)})
		}
	}
	columns := []string{"id", "organization_id", "at", "actor", "action", "target", "address", "request_id"}
	if err := tx.InsertLater(ctx, "audit_event", columns, rows); err != nil {
		return err
	}
	return tx.InsertLater(ctx, "audit_detail", []string{"event_id", "body"}, details)
}
