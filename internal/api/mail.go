package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/mail"
)

// MailItem is the wire form of a message that waits or could not be delivered. What it says is told nowhere.
type MailItem struct {
	ID            string     `json:"id"`
	Kind          string     `json:"kind" enum:"code,invitation,invitation_asked,message,notice,password_reset,question,sign_up_exists,temporary_password" doc:"message: an earlier version queued it"`
	Recipient     string     `json:"recipient" doc:"The e-mail address; empty where an earlier version queued it"`
	Language      string     `json:"language"`
	State         string     `json:"state" enum:"queued,failed" doc:"queued: it waits for its first or next attempt; failed: none will be made"`
	Attempts      int        `json:"attempts"`
	Error         *string    `json:"error" doc:"Why the last attempt failed, with the mail server's code; in English"`
	Reason        *string    `json:"reason" enum:"unreachable,not_encrypted,not_welcome,sign_in_refused,sender_refused,recipient_refused,message_refused,expired,outbox,other" doc:"What kind of error that is"`
	CreatedAt     time.Time  `json:"createdAt"`
	LastAttemptAt *time.Time `json:"lastAttemptAt" doc:"null: none was made"`
	NextAttemptAt *time.Time `json:"nextAttemptAt" doc:"null: one is being made, or none will be"`
	ExpiresAt     *time.Time `json:"expiresAt" doc:"When the code or link in it expires; it is not delivered after that. null: it has none"`
}

func wireMail(m mail.Item) MailItem {
	return MailItem{
		ID: m.ID, Kind: m.Kind, Recipient: m.Recipient, Language: m.Language, State: string(m.State), Attempts: m.Attempts, Error: orNull(m.Error), Reason: orNull(m.Reason),
		CreatedAt: m.CreatedAt, LastAttemptAt: momentOrNull(m.LastAttemptAt), NextAttemptAt: momentOrNull(m.NextAttemptAt), ExpiresAt: momentOrNull(m.ExpiresAt),
	}
}

// MailFilters are the filters of the list of messages and of its export.
type MailFilters struct {
	State []string `query:"state,explode" enum:"queued,failed"`
	Kind  []string `query:"kind,explode" enum:"code,invitation,invitation_asked,message,notice,password_reset,question,sign_up_exists,temporary_password"`
	Q     string   `query:"q" doc:"Contained in the recipient's address, or a whole ID"`
	Sort  string   `query:"sort" default:"-createdAt" doc:"createdAt, with a leading - for descending"`
}

func (f MailFilters) filter() mail.Filter {
	filter := mail.Filter{Kinds: f.Kind, Q: f.Q}
	for _, state := range f.State {
		filter.States = append(filter.States, mail.State(state))
	}
	return filter
}

type mailInput struct {
	MailFilters
	PageInput
	Count string `query:"count" enum:"exact" doc:"Count all that match, also above 10,000"`
}

// MailPage is one page of them.
type MailPage struct {
	Items      []MailItem `json:"items" nullable:"false"`
	NextCursor string     `json:"nextCursor,omitempty"`
	Total      Total      `json:"total"`
}

func (s *Server) listMail(ctx context.Context, in *mailInput) (*struct{ Body MailPage }, error) {
	page, err := s.Mail.List(ctx, callerOf(ctx).Caller, mail.Query{
		Filter: in.filter(), Sort: in.Sort, Limit: in.Limit, Cursor: in.Cursor, ExactCount: in.Count == "exact",
	})
	if err != nil {
		return nil, err
	}
	out := MailPage{Items: make([]MailItem, len(page.Items)), NextCursor: page.NextCursor, Total: total(page.Total, page.Exact)}
	for i, m := range page.Items {
		out.Items[i] = wireMail(m)
	}
	return &struct{ Body MailPage }{out}, nil
}

type exportMailInput struct {
	FormatInput
	MailFilters
}

// mailColumns are the columns of a file of messages. What they say is not among them.
func mailColumns() []column[mail.Item] {
	return []column[mail.Item]{
		{"recipient", func(m mail.Item) string { return m.Recipient }},
		{"kind", func(m mail.Item) string { return m.Kind }},
		{"language", func(m mail.Item) string { return m.Language }},
		{"state", func(m mail.Item) string { return string(m.State) }},
		{"attempts", func(m mail.Item) string { return strconv.Itoa(m.Attempts) }},
		{"reason", func(m mail.Item) string { return m.Reason }},
		{"error", func(m mail.Item) string { return inCell(m.Error) }},
		{"created_at", func(m mail.Item) string { return timeIn(time.UTC, m.CreatedAt) }},
		{"last_attempt_at", func(m mail.Item) string { return timeIn(time.UTC, m.LastAttemptAt) }},
		{"next_attempt_at", func(m mail.Item) string { return timeIn(time.UTC, m.NextAttemptAt) }},
		{"expires_at", func(m mail.Item) string { return timeIn(time.UTC, m.ExpiresAt) }},
		{"message_id", func(m mail.Item) string { return m.ID }},
	}
}

func (s *Server) exportMail(ctx context.Context, in *exportMailInput) (*huma.StreamResponse, error) {
	caller := callerOf(ctx).Caller
	return tableFile(s, in.Format, "mail", mailColumns(), func(ctx context.Context, each func(mail.Item) error) error {
		return s.Mail.Export(ctx, caller, in.filter(), in.Sort, each)
	}), nil
}

type retryMailInput struct {
	IDInput
	IdempotencyKey
}

func (retryMailInput) fingerprint() ([]byte, error) { return nil, nil }

func (s *Server) retryMail(ctx context.Context, in *retryMailInput) (*struct{ Body MailItem }, error) {
	m, err := s.Mail.Retry(ctx, callerOf(ctx).Caller, in.ID)
	return &struct{ Body MailItem }{wireMail(m)}, err
}
