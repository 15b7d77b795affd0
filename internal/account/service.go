package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// Service applies the rules of accounts.
type Service struct {
	db  *db.DB
	now func() time.Time
}

// NewService returns the service; now is the clock.
func NewService(d *db.DB, now func() time.Time) *Service { return &Service{db: d, now: now} }

// Get returns an account, or NotFound.
func (s *Service) Get(ctx context.Context, accountID string) (Account, error) {
	return get(ctx, s.db.Querier(ctx), "id = $1", accountID)
}

// ByEmail returns the account with this address, in whatever form it is written, or NotFound.
func (s *Service) ByEmail(ctx context.Context, email string) (Account, error) {
	_, key, problem := text.Email(email)
	if problem != nil {
		return Account{}, fault.Missing("account")
	}
	return get(ctx, s.db.Querier(ctx), "email_key = $1", key)
}

// Create makes an account inside the transaction of what it is made for. Locations name the fields in
// errors: body.email, body.name.
func (s *Service) Create(ctx context.Context, tx *db.Tx, email, name, passwordHash string) (Account, error) {
	var fields fault.Fields
	address, key, problem := text.Email(email)
	if problem != nil {
		fields.Add("body.email", problem.Code, problem.Message)
	}
	name, problem = text.Clean(name)
	switch {
	case problem != nil:
		fields.Add("body.name", problem.Code, problem.Message)
	case text.Blank(name):
		fields.Add("body.name", "required", "A name is required.")
	case text.Length(name) > MaxName:
		fields.Add("body.name", "too_long", fmt.Sprintf("Must have at most %d characters.", MaxName))
	}
	if err := fields.Err(); err != nil {
		return Account{}, err
	}
	now := s.now()
	a := Account{ID: id.New(id.Account, now), Email: address, Name: name, CreatedAt: now}
	err := insert(ctx, tx, a, key, passwordHash)
	if db.IsUnique(err, "account", "email_key") {
		return Account{}, fault.New(fault.Conflict, "email_taken", "There is an account with this e-mail address already.").Because(err)
	}
	return a, err
}

// SetLanguage changes the language the account reads; "" leaves it to the browser.
func (s *Service) SetLanguage(ctx context.Context, actor audit.Actor, language string) (Account, error) {
	if language != "" && !slices.Contains(Languages, language) {
		return Account{}, fault.InvalidFields(fault.Field{
			Location: "body.language", Code: "invalid_value", Message: "Must be one of " + strings.Join(Languages, ", ") + ".",
		})
	}
	var a Account
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if a, err = get(ctx, tx, "id = $1", actor.AccountID); err != nil {
			return err
		}
		before := a.Language
		if before == language {
			return nil
		}
		a.Language = language
		if err := setLanguage(ctx, tx, a, s.now()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "account.updated", TargetID: a.ID,
			Detail: map[string]any{"before": map[string]string{"language": before}, "after": map[string]string{"language": language}},
		})
	})
	return a, err
}
