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
	hooks   Hooks
}

// NewService returns the service; now is the clock, country that of telephone numbers without a country code.
func NewService(d *db.DB, now func() time.Time, country string, hooks Hooks) *Service {
	return &Service{db: d, now: now, country: country, hooks: hooks}
}

// Get returns an account, or NotFound.
func (s *Service) Get(ctx context.Context, accountID string) (Account, error) {
	return get(ctx, s.db.Querier(ctx), "id = $1", accountID)
}

// ByEmail returns the account with this address, in whatever form it is written, or NotFound.
func (s *Service) ByEmail(ctx context.Context, email string) (Account, error) {
	_, key, problem := text.Email(email)
	if problem != nil {
		key = "" // no account's
	}
	return get(ctx, s.db.Querier(ctx), "email_key = $1", key)
}

// Check normalises a draft in place and returns the rules it breaks; key is what its address is compared by.
func (s *Service) Check(d *Draft) (key string, fields fault.Fields) {
	d.Email, key = CheckEmail(&fields, d.Email)
	d.Name = checkName(&fields, "body.name", d.Name, true)
	d.MobilePhone = s.checkPhone(&fields, d.MobilePhone)
	checkLanguage(&fields, d.Language)
	return key, fields
}

// CheckEmail returns an address cleaned, and what it is compared by, or adds what is wrong with it.
func CheckEmail(fields *fault.Fields, email string) (address, key string) {
	address, key, problem := text.Email(email)
	if problem != nil {
		fields.Add("body.email", problem.Code, problem.Message)
	}
	return address, key
}

func checkName(fields *fault.Fields, location, name string, required bool) string {
	clean, problem := text.Line(name, MaxName, required)
	if problem != nil {
		fields.Add(location, problem.Code, problem.Message)
	}
	return clean
}

func (s *Service) checkPhone(fields *fault.Fields, entered string) string {
	if entered == "" {
		return ""
	}
	number, _, err := phone.Parse(entered, s.country, phone.Options{})
	var wrong *phone.Error
	switch {
	case errors.As(err, &wrong):
		fields.Add("body.mobilePhone", wrong.Code, wrong.Message)
	case err != nil:
		fields.Add("body.mobilePhone", "invalid_number", "This is no telephone number.")
	}
	return string(number)
}

func checkLanguage(fields *fault.Fields, language string) {
	if language != "" && !slices.Contains(Languages, language) {
		fields.Add("body.language", "invalid_value", "Must be one of "+strings.Join(Languages, ", ")+".")
	}
}

// EmailTaken is the refusal of an address that another account has.
func EmailTaken() *fault.Error {
	return fault.New(fault.Conflict, "email_taken", "There is an account with this e-mail address already.")
}

// HoldEmail has whoever else is about to give an account this address wait until the transaction ends. key is what
// addresses are compared by.
func HoldEmail(ctx context.Context, tx *db.Tx, key string) error { return tx.Lock(ctx, "account "+key) }

// Create makes an account inside the transaction of what it is made for. Errors: email_taken and the rules of
// the fields.
func (s *Service) Create(ctx context.Context, tx *db.Tx, d Draft, passwordHash string) (Account, error) {
	key, fields := s.Check(&d)
	if err := fields.Err(); err != nil {
		return Account{}, err
	}
	now := s.now()
	a := Account{
		ID: id.New(id.Account, now), Version: 1, Email: d.Email, Name: d.Name, MobilePhone: phone.Number(d.MobilePhone), Language: d.Language,
		CreatedAt: now, emailKey: key,
	}
	err := insert(ctx, tx, a, passwordHash)
	if db.IsUnique(err, "account", "email_key") {
		return Account{}, EmailTaken().Because(err)
	}
	return a, err
}

// ShowPhone returns a number as its country writes it.
func (s *Service) ShowPhone(n phone.Number) string { return phone.Display(n, s.country) }

// Update changes the actor's own account. Errors: stale, and the rules of the fields.
func (s *Service) Update(ctx context.Context, actor audit.Actor, p Patch, current func(version int64) bool) (Account, error) {
	var a Account
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, after, err := s.Change(ctx, tx, actor.AccountID, p, current)
		a = after
		if err != nil || before.Version == after.Version {
			return err
		}
		return audit.Record(ctx, tx, s.now(), actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "account.updated", TargetID: a.ID, Detail: Difference(before, after),
		})
	})
	return a, err
}

// Change changes some fields of an account, and whatever hangs by its name, inside the transaction of whoever may. It
// returns the account as it was and as it is: with the same version where nothing changed. Errors: NotFound, stale,
// and the rules of the fields.
func (s *Service) Change(ctx context.Context, tx *db.Tx, accountID string, p Patch, current func(version int64) bool) (before, after Account, err error) {
	if p.Name != nil && s.hooks.Holding != nil {
		if err := s.hooks.Holding(ctx, tx, accountID); err != nil {
			return before, after, err
		}
	}
	if before, err = Hold(ctx, tx, accountID); err != nil {
		return before, after, err
	}
	if current != nil && !current(before.Version) {
		return before, before, fault.New(fault.Stale, "stale", "Somebody else changed this account since you read it. Read it again and repeat your change.")
	}
	after = before
	var fields fault.Fields
	if p.Name != nil {
		after.Name = checkName(&fields, "body.name", *p.Name, true)
	}
	if p.FirstName != nil {
		after.FirstName = checkName(&fields, "body.firstName", *p.FirstName, false)
	}
	if p.LastName != nil {
		after.LastName = checkName(&fields, "body.lastName", *p.LastName, false)
	}
	if p.MobilePhone != nil {
		after.MobilePhone = phone.Number(s.checkPhone(&fields, *p.MobilePhone))
	}
	if p.Language != nil {
		checkLanguage(&fields, *p.Language)
		after.Language = *p.Language
	}
	if err := fields.Err(); err != nil || after == before {
		return before, before, err
	}
	err = s.write(ctx, tx, before, &after)
	return before, after, err
}

// SetEmail gives an account another address, which has proved to be its owner's, inside the transaction of the
// proof. It returns the account as it was and as it is. Errors: NotFound, email_taken.
func (s *Service) SetEmail(ctx context.Context, tx *db.Tx, accountID, email string) (before, after Account, err error) {
	var fields fault.Fields
	address, key := CheckEmail(&fields, email)
	if err := errors.Join(fields.Err(), HoldEmail(ctx, tx, key)); err != nil {
		return before, after, err
	}
	if before, err = Hold(ctx, tx, accountID); err != nil {
		return before, after, err
	}
	switch other, err := get(ctx, tx, "email_key = $1", key); {
	case err == nil && other.ID != accountID:
		return before, before, EmailTaken()
	case err != nil && !fault.Is(err, "not_found"):
		return before, before, err
	}
	after = before
	if after.Email, after.emailKey = address, key; after == before {
		return before, before, nil
	}
	err = s.write(ctx, tx, before, &after)
	return before, after, err
}

// write stores a held account over what it was, as its next version.
func (s *Service) write(ctx context.Context, tx *db.Tx, before Account, after *Account) error {
	after.Version++
	if err := update(ctx, tx, *after, s.now()); err != nil {
		return err
	}
	if after.Name == before.Name && after.emailKey == before.emailKey {
		return nil
	}
	if err := replaceTokens(ctx, tx, before, *after); err != nil {
		return err
	}
	if after.Name == before.Name || s.hooks.Renamed == nil {
		return nil
	}
	return s.hooks.Renamed(ctx, tx, after.ID, text.SortKey(after.Name))
}

// Difference is what an audit event tells of a change: the fields that are not what they were.
func Difference(before, after Account) map[string]any {
	was, is := map[string]string{}, map[string]string{}
	for _, f := range []struct{ name, was, is string }{
		{"email", before.Email, after.Email},
		{"name", before.Name, after.Name},
		{"firstName", before.FirstName, after.FirstName},
		{"lastName", before.LastName, after.LastName},
		{"mobilePhone", string(before.MobilePhone), string(after.MobilePhone)},
		{"language", before.Language, after.Language},
	} {
		if f.was != f.is {
			was[f.name], is[f.name] = f.was, f.is
		}
	}
	return map[string]any{"before": was, "after": is}
}
