package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/listing"
)

// Item is a message that waits or could not be delivered. What it says is not told.
type Item struct {
	ID            string
	Kind          string // see Kinds
	Recipient     string // "" for what an earlier version queued
	Language      string // likewise
	State         State
	Attempts      int
	Error         string // of the last attempt; "" for none
	Reason        string // what kind of error that is: see reasons; "" for none
	CreatedAt     time.Time
	LastAttemptAt time.Time // zero before the first
	NextAttemptAt time.Time // zero while one is made, and where none will be
	ExpiresAt     time.Time // of the code or link in it; zero where nothing expires
}

// Filter says which messages a list shows; the zero value shows all.
type Filter struct {
	States []State
	Kinds  []string
	Q      string // contained in the recipient's address, or a whole ID
}

// Query is one page of a list.
type Query struct {
	Filter
	Sort       string // createdAt, "-" in front for descending; "" is the newest first
	Limit      int    // 1–200
	Cursor     string // of the page before; "" for the first page
	ExactCount bool   // count all, however many
}

// Page is what a list answers.
type Page = listing.Page[Item]

var sortColumns = map[string]listing.Column{"createdAt": {Name: "m.created_at", Kind: listing.Integer}}

// The job of a message, or of the batch it is in, knows of the attempts that are not over. A batch that is at work
// has not come to this message.
const (
	fromMail = ` FROM mail m LEFT JOIN mail_batch b ON b.id = m.batch AND m.batch <> ''
		LEFT JOIN job j ON j.id = CASE WHEN m.batch <> '' THEN b.job_id ELSE m.job_id END`
	itemColumns = `m.id, m.kind, m.recipient, m.language, m.state, m.error, m.created_at, m.expires_at, m.attempts, m.last_attempt_at,
		COALESCE(j.attempt, 0) - CASE WHEN m.batch <> '' AND j.state = 'running' THEN 1 ELSE 0 END, COALESCE(j.error, ''), COALESCE(j.started_at, 0),
		CASE WHEN m.state = 'queued' AND j.state = 'queued' THEN j.run_at ELSE 0 END`
)

// row is a message as itemColumns have it.
type row struct {
	Item
	created, expires, last, started, next int64
	tries                                 int // of the job
	trouble                               string
}

func (r *row) dest() []any {
	return []any{
		&r.ID, &r.Kind, &r.Recipient, &r.Language, &r.State, &r.Error, &r.created, &r.expires, &r.Attempts, &r.last, &r.tries, &r.trouble, &r.started, &r.next,
	}
}

func (r row) item() Item {
	i := r.Item
	if r.tries > 0 {
		i.Attempts += r.tries
		r.last = max(r.last, r.started)
		if r.trouble != "" {
			i.Error = r.trouble
		}
	}
	i.Reason = reason(i.Error)
	i.CreatedAt, i.ExpiresAt, i.LastAttemptAt, i.NextAttemptAt = db.Time(r.created), moment(r.expires), moment(r.last), moment(r.next)
	return i
}

// parse reads a sort; "" is the newest first.
func parse(sort string) (listing.Order, error) {
	if sort == "" {
		sort = "-createdAt"
	}
	return listing.Parse(sort, "", sortColumns)
}

// rows is the query of the messages that where is about, in order, each with what it is sorted by.
func rows(where []string, order listing.Order) string {
	return "SELECT " + itemColumns + ", " + order.Name + fromMail + " WHERE " + strings.Join(where, " AND ") + order.By(order.Name, "m.id")
}

// List returns one page of the messages that wait or could not be delivered. Errors: permission_required,
// cursor_invalid, cursor_mismatch, and invalid_value for a sort that does not exist.
func (s *Service) List(ctx context.Context, caller access.Caller, query Query) (Page, error) {
	if err := caller.Require(access.MailRead, id.PlatformOrganization); err != nil {
		return Page{}, err
	}
	order, err := parse(query.Sort)
	if err != nil {
		return Page{}, err
	}
	filters, err := json.Marshal(query.Filter)
	if err != nil {
		return Page{}, err
	}
	var args listing.Args
	where := s.where(&args, query.Filter)
	scope := fmt.Sprint("mail ", order, string(filters))
	q := s.db.Querier(ctx)
	var page Page
	if page.Total, page.Exact, err = listing.Count(ctx, q, "SELECT 1 FROM mail m WHERE "+strings.Join(where, " AND "), args.Values, query.ExactCount); err != nil {
		return Page{}, err
	}
	if query.Cursor != "" {
		last, err := s.cursors.Decode(scope, query.Cursor, 2)
		if err != nil {
			return Page{}, err
		}
		key, err := order.Decode(last[0])
		if err != nil {
			return Page{}, err
		}
		where = append(where, order.After(&args, order.Name, "m.id", key, last[1]))
	}
	text := rows(where, order) + " LIMIT " + args.Add(query.Limit+1)
	items, key, more, err := listing.Take(ctx, q, text, args.Values, order, query.Limit, (*row).dest, row.item)
	if err != nil {
		return Page{}, err
	}
	page.Items = items
	if more {
		page.NextCursor, err = s.cursors.Encode(scope, key, items[len(items)-1].ID)
	}
	return page, err
}

// Export hands every message that the filters show to each, in the order of the sort. It needs the memory of one row.
// Errors: permission_required, and invalid_value for a sort that does not exist.
func (s *Service) Export(ctx context.Context, caller access.Caller, f Filter, sort string, each func(Item) error) error {
	if err := caller.Require(access.MailRead, id.PlatformOrganization); err != nil {
		return err
	}
	order, err := parse(sort)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		var args listing.Args
		where := s.where(&args, f)
		return listing.Each(ctx, tx, rows(where, order), args.Values, order, (*row).dest, func(x row, _ any) error { return each(x.item()) })
	})
}

func (s *Service) where(args *listing.Args, f Filter) []string {
	where := []string{"TRUE"}
	if len(f.States) > 0 {
		states := make([]string, len(f.States))
		for i, state := range f.States {
			states[i] = string(state)
		}
		where = append(where, "m.state"+args.In(states))
	}
	if len(f.Kinds) > 0 {
		where = append(where, "m.kind"+args.In(f.Kinds))
	}
	switch q := strings.TrimSpace(f.Q); {
	case q == "":
	case id.Valid(id.Mail, q):
		where = append(where, "m.id = "+args.Add(q))
	default: // addresses are ASCII
		where = append(where, s.db.Contains("lower(m.recipient)", args.Add(strings.ToLower(q))))
	}
	return where
}

// Retry makes a message due now, also one that could not be delivered. Errors: permission_required, NotFound,
// mail_expired, mail_not_configured.
func (s *Service) Retry(ctx context.Context, caller access.Caller, mailID string) (Item, error) {
	if err := caller.Require(access.MailRead, id.PlatformOrganization); err != nil {
		return Item{}, err
	}
	if !id.Valid(id.Mail, mailID) {
		return Item{}, fault.Missing("message")
	}
	if s.transport == nil {
		return Item{}, notConfigured()
	}
	var item Item
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.now()
		before, err := lock(ctx, tx, mailID)
		switch {
		case db.NotFound(err):
			return fault.Missing("message")
		case err != nil:
			return err
		case !before.expiresAt.IsZero() && !now.Before(before.expiresAt) || len(before.sealed) == 0:
			return fault.New(fault.Conflict, "mail_expired",
				"What is in this message has expired, so sending it would help nobody. Have a new one sent from where it came: ask for another code or link, resend the invitation, or reset the password again.")
		case before.state == Queued && before.job != "":
			if err := s.jobs.Hurry(ctx, tx, before.job); err != nil {
				return err
			}
		default:
			jobID, err := s.jobs.Enqueue(ctx, tx, job.New{Kind: deliverJob, Args: delivery{Mail: mailID}})
			if err != nil {
				return err
			}
			if err := requeue(ctx, tx, mailID, jobID); err != nil {
				return err
			}
		}
		event := audit.Event{OrganizationID: id.PlatformOrganization, Action: "mail.retried", TargetID: mailID, Detail: map[string]any{"kind": before.kind}}
		if err := audit.Record(ctx, tx, now, caller.Actor, event); err != nil {
			return err
		}
		var r row
		err = tx.QueryRow(ctx, "SELECT "+itemColumns+fromMail+" WHERE m.id = $1", mailID).Scan(r.dest()...)
		item = r.item()
		return err
	})
	return item, err
}
