package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// Service applies the rules of accounts.
type Service struct {
	db      *db.DB
	now     func() time.Time
	country string
}

// NewService returns the service; now is the clock, country that of telephone numbers without a country code.
func NewService(d *db.DB, now func() time.Time, country string) *Service {
	return &Service{db: d, now: now, country: country}
}

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

// Check normalises a draft in place and returns the rules it breaks; key is what its address is compared by.
func (s *Service) Check(d *Draft) (key string, fields fault.Fields) {
	address, key, problem := text.Email(d.Email)
	if problem != nil {
		fields.Add("body.email", problem.Code, problem.Message)
	}
	d.Email = address
	name, problem := text.Line(d.Name, MaxName, true)
	if problem != nil {
		fields.Add("body.name", problem.Code, problem.Message)
	}
	d.Name = name
	if d.MobilePhone != "" {
		number, _, err := phone.Parse(d.MobilePhone, s.country, phone.Options{})
		var wrong *phone.Error
		switch {
		case errors.As(err, &wrong):
			fields.Add("body.mobilePhone", wrong.Code, wrong.Message)
		case err != nil:
			fields.Add("body.mobilePhone", "invalid_number", "This is no telephone number.")
		}
		d.MobilePhone = string(number)
	}
	return key, fields
}

// Create makes an account inside the transaction of what it is made for. Errors: email_taken and the rules of
// the fields.
func (s *Service) Create(ctx context.Context, tx *db.Tx, d Draft, passwordHash string) (Account, error) {
	key, fields := s.Check(&d)
	if err := fields.Err(); err != nil {
		return Account{}, err
	}
	now := s.now()
	a := Account{ID: id.New(id.Account, now), Email: d.Email, Name: d.Name, MobilePhone: phone.Number(d.MobilePhone), CreatedAt: now}
	err := insert(ctx, tx, a, key, passwordHash)
	if db.IsUnique(err, "account", "email_key") {
		return Account{}, fault.New(fault.Conflict, "email_taken", "There is an account with this e-mail address already.").Because(err)
	}
	return a, err
}

// ShowPhone returns a number as its country writes it.
func (s *Service) ShowPhone(n phone.Number) string { return phone.Display(n, s.country) }

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
