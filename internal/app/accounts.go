package app

import (
	"context"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/emailchange"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/leaving"
	"github.com/tenantry/tenantry/internal/recovery"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/signup"
)

// zone is the deployment's time zone, in which people are told times that are of no organization.
func (a *App) zone() *time.Location {
	zone, err := time.LoadLocation(a.Config.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// newEmails makes the workflow of changing an e-mail address.
func (a *App) newEmails(accounts *account.Service) *emailchange.Service {
	return emailchange.NewService(emailchange.Config{DB: a.DB, Now: a.now, Accounts: accounts, Codes: a.Codes, Mail: a.mail, Zone: a.zone()})
}

// newSignUps makes the workflow of signing up.
func (a *App) newSignUps(accounts *account.Service) *signup.Service {
	return signup.NewService(signup.Config{
		DB: a.DB, Now: a.now, Open: a.Config.SignUp, Accounts: accounts, Sessions: a.sessions, Codes: a.Codes, Mail: a.mail, Zone: a.zone(),
	})
}

// newRecovery makes the workflow of a forgotten password.
func (a *App) newRecovery(key config.Key, accounts *account.Service) (*recovery.Service, error) {
	derived, err := key.Derive("recovery")
	if err != nil {
		return nil, err
	}
	box, err := seal.New(derived)
	if err != nil {
		return nil, err
	}
	return recovery.NewService(recovery.Config{
		DB: a.DB, Now: a.now, Jobs: a.Jobs, Accounts: accounts, Sessions: a.sessions, Mail: a.mail, Zone: a.zone(), Box: box,
	}), nil
}

// newLeaving makes the workflow of deleting an account. What is kept of accounts has its place in the list, or a row
// that goes with the account's.
func (a *App) newLeaving(accounts *account.Service) *leaving.Service {
	return leaving.NewService(leaving.Config{
		DB: a.DB, Now: a.now, Accounts: accounts, Codes: a.Codes, Mail: a.mail, Zone: a.zone(), EndWork: a.Imports.Forget,
		Kept: []leaving.Kept{
			{Name: "sessions", Count: a.sessions.Count},
			{Name: "passkeys", Count: session.CountPasskeys},
			{Name: "imports", Count: imports.CountOf},
			{Name: "apiKeys", Count: apikey.CountBy, Forget: func(ctx context.Context, tx *db.Tx, is account.Account) error {
				return apikey.ForgetCreator(ctx, tx, is.ID)
			}},
			{Forget: func(ctx context.Context, tx *db.Tx, is account.Account) error {
				return invitation.ForgetAccount(ctx, tx, a.now(), is.ID, is.EmailKey())
			}},
			{Forget: func(ctx context.Context, tx *db.Tx, is account.Account) error {
				return signup.Forget(ctx, tx, is.EmailKey())
			}},
			{Forget: func(ctx context.Context, tx *db.Tx, is account.Account) error {
				return api.ForgetCaller(ctx, tx, is.ID)
			}},
			{Forget: func(ctx context.Context, tx *db.Tx, is account.Account) error {
				return a.mail.Forget(ctx, tx, is.Email)
			}},
		},
	})
}
