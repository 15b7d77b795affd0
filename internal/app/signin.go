package app

import (
	"context"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/session"
)

// newSessions makes the service by which people sign in.
func (a *App) newSessions(key config.Key, accounts *account.Service) (*session.Service, error) {
	keys := make([][]byte, 3)
	for i, use := range []string{"devices", "second factors", "recovery codes"} {
		var err error
		if keys[i], err = key.Derive(use); err != nil {
			return nil, err
		}
	}
	box, err := seal.New(keys[1])
	if err != nil {
		return nil, err
	}
	return session.NewService(session.Config{
		DB: a.DB, Now: a.now, DeviceKey: keys[0], Box: box, RecoveryKey: keys[2], PublicURL: a.Config.PublicURL,
		Members: session.Members{AllDisabled: member.AllDisabled, TakeUp: member.TakeUp}, Notify: a.notify(accounts),
	}), nil
}

// notify mails the owner of an account what happened to it, with the transaction, in the deployment's time zone. A
// deployment that cannot send mail tells nobody: that is no reason to refuse the change.
func (a *App) notify(accounts *account.Service) func(context.Context, *db.Tx, session.Notice) error {
	zone := a.zone()
	return func(ctx context.Context, tx *db.Tx, n session.Notice) error {
		owner, err := accounts.Get(ctx, n.AccountID)
		if err != nil {
			return err
		}
		err = a.mail.Queue(ctx, tx, mail.Notice{
			To: owner.Email, Name: owner.Name, Language: owner.Language, Kind: n.Kind, Detail: n.Detail, At: n.At.In(zone), Device: n.Device, Address: n.Address,
		})
		if fault.Is(err, "mail_not_configured") {
			return nil
		}
		return err
	}
}
