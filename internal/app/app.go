// Package app builds the program from its configuration: database, services, API. The command line and
// the end-to-end tests use it, and nothing else does.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/apikey"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/erasure"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/invitation"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/onboarding"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/product"
	"github.com/tenantry/tenantry/internal/role"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/staff"
	"github.com/tenantry/tenantry/internal/trail"
	"github.com/tenantry/tenantry/internal/usage"
	"github.com/tenantry/tenantry/internal/verification"
	"github.com/tenantry/tenantry/web"
)

// Version is set when the program is linked.
var Version = "development"

// Clock is the machine's clock, no finer than what is stored, so that an answer says what a later one will.
func Clock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// App is the program, opened and not yet serving.
type App struct {
	Config        config.Config
	DB            *db.DB
	Staff         *staff.Service
	Organizations *organization.Service
	Groups        *group.Service
	Products      *product.Service
	Numbers       *number.Service
	Imports       *imports.Service
	Access        *access.Service
	Jobs          *job.Service
	Sealer        *audit.Sealer
	Codes         *verification.Codes
	Handler       *api.Server

	sessions *session.Service
	keys     *apikey.Service
	mail     *mail.Service
	now      func() time.Time
}

// Open opens the database, migrates it, checks that the key is the one it was made with, and builds the
// services. now is the clock; nil is the machine's.
func Open(ctx context.Context, c config.Config, now func() time.Time) (*App, error) {
	if now == nil {
		now = Clock
	}
	key, err := c.ReadKey()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.DatabaseURL)
	if err != nil {
		return nil, err
	}
	a, err := build(ctx, c, d, key, now)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func build(ctx context.Context, c config.Config, d *db.DB, key config.Key, now func() time.Time) (*App, error) {
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := settle(ctx, d, c, key); err != nil {
		return nil, err
	}
	if err := derive(ctx, d, now); err != nil {
		return nil, err
	}
	cursorKey, err := key.Derive("cursors")
	if err != nil {
		return nil, err
	}
	mailKey, err := key.Derive("mail")
	if err != nil {
		return nil, err
	}
	codeKey, err := key.Derive("codes")
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: d, Codes: verification.NewCodes(codeKey), now: now}
	cursors := db.NewCursors(cursorKey)
	auditKey, err := key.Derive("audit")
	if err != nil {
		return nil, err
	}
	a.Sealer = audit.NewSealer(d, auditKey)
	a.Jobs = job.NewService(d, a.now)
	a.mail, err = mail.NewService(mail.Config{
		DB: d, Now: a.now, Jobs: a.Jobs, Cursors: cursors, Key: mailKey, Outbox: c.Outbox, Server: c.MailServer, From: c.MailFrom, PublicURL: c.PublicURL,
	})
	if err != nil {
		return nil, err
	}
	a.Access = access.NewService(d)
	accounts := account.NewService(d, a.now, c.Country, account.Hooks{Holding: member.HoldOf, Renamed: member.Renamed})
	roles := role.NewService(d, a.now, cursors, a.Access)
	members := member.NewService(d, a.now, cursors, grants)
	if a.sessions, err = a.newSessions(key, accounts); err != nil {
		return nil, err
	}
	a.keys = apikey.NewService(d, a.now, cursors, a.Access)
	a.Staff = staff.NewService(d, a.now, accounts, a.sessions)
	a.Products = product.NewService(d, a.now, usage.OfProduct)
	a.Groups = group.NewService(group.Config{
		DB: d, Now: a.now, Cursors: cursors, Access: a.Access, Hooks: group.Hooks{Moved: moved, Rebuild: rebuild},
	})
	a.Numbers = number.NewService(number.Config{DB: d, Now: a.now, Cursors: cursors, Country: c.Country, Usages: usages, Unsaid: a.tidyTonight})
	a.Organizations = organization.NewService(organization.Config{
		DB: d, Now: a.now, Cursors: cursors, SignUp: c.SignUp,
		Rules:      organization.Rules{ClientClassifications: c.ClientClassifications, TimeZone: c.TimeZone, Country: c.Country},
		Hooks:      organization.Hooks{Created: a.created, Deleting: a.deleting},
		References: references(a.Numbers),
	})
	invitations := invitation.NewService(invitation.Config{DB: d, Now: a.now, Cursors: cursors, Hooks: a.invitationHooks(), Limit: c.SignUpInvitations})
	a.Imports = imports.NewService(imports.Config{
		DB: d, Now: a.now, Cursors: cursors, Jobs: a.Jobs, Organizations: a.Organizations, Groups: a.Groups, Numbers: a.Numbers, Invitations: invitations,
		Caller: a.keys.Caller,
	})
	emails := a.newEmails(accounts)
	recover, err := a.newRecovery(key, accounts)
	if err != nil {
		return nil, err
	}
	people := onboarding.NewService(onboarding.Config{
		Sessions: a.sessions, Invitations: invitations, Emails: emails,
		DB: d, Now: a.now, Accounts: accounts, Members: members, Organizations: a.Organizations, Mail: a.mail, Roles: grants,
	})
	erasures := erasure.NewService(erasure.Config{
		DB: d, Now: a.now, Jobs: a.Jobs, Codes: a.Codes, Mail: a.mail, Accounts: accounts, Organizations: a.Organizations,
		Leave: a.Groups.Leave, End: a.erasureEnds, Parts: erasureParts(), Erased: a.tidySoon,
	})
	a.Handler, err = api.New(api.Config{
		DB: d, Access: a.Access, Accounts: accounts, Sessions: a.sessions, Staff: a.Staff, Organizations: a.Organizations,
		Groups: a.Groups, Members: members, Onboarding: people, Invitations: invitations, Roles: roles, Products: a.Products, Imports: a.Imports,
		EmailChanges: emails, Leaving: a.newLeaving(accounts), Recovery: recover, SignUps: a.newSignUps(accounts),
		Erasures: erasures, Keys: a.keys, Mail: a.mail, Numbers: a.Numbers, Usages: usage.NewService(d, a.now, cursors, c.Country),
		Trail: trail.NewService(d, cursors, a.Numbers.Show),
		Now:   a.now, PublicURL: c.PublicURL, TrustedProxies: c.TrustedProxies, SignUp: c.SignUp, Version: Version, Console: web.Dist,
	})
	if err != nil {
		return nil, err
	}
	a.handleUpkeep()
	a.Handler.Metrics.MustRegister(a.Jobs, a.mail)
	return a, nil
}

// settle does what only the first start does: it notes the fingerprint of the key and gives the platform
// organization its time zone. A later start with another key is refused.
func settle(ctx context.Context, d *db.DB, c config.Config, key config.Key) error {
	fingerprint, err := key.Fingerprint()
	if err != nil {
		return err
	}
	const query = "SELECT value FROM deployment WHERE name = 'key'"
	var known string
	if err := d.QueryRow(ctx, query).Scan(&known); err == nil && known == fingerprint {
		return nil
	} else if err != nil && !db.NotFound(err) {
		return err
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "settle"); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, query).Scan(&known)
		switch {
		case err == nil && known == fingerprint:
			return nil
		case err == nil:
			return fmt.Errorf("the key is not the one this database was made with (fingerprint %s, the database has %s): put the right key back in TENANTRY_KEY or the key file", fingerprint, known)
		case !db.NotFound(err):
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO deployment (name, value) VALUES ('key', $1)", fingerprint); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE organization SET time_zone = $1 WHERE id = $2", c.TimeZone, id.PlatformOrganization)
		return err
	})
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

// stopWait is how long running requests and jobs may take to finish when the program stops.
const stopWait = 20 * time.Second

// Serve serves until ctx ends, then lets running requests finish. ready, if not nil, is told the address
// once connections are accepted.
func (a *App) Serve(ctx context.Context, ready func(net.Addr)) error {
	if err := a.greet(ctx); err != nil {
		return err
	}
	if err := a.Access.Warm(ctx); err != nil {
		return err
	}
	if a.Config.Outbox == "" && a.Config.MailServer.Host == "" {
		slog.Warn("no mail can be sent: set TENANTRY_MAIL_URL, or whatever needs mail is refused")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{
		Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	background := a.startBackground(ctx)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	slog.Info("serving", "address", listener.Addr().String(), "url", a.Config.PublicURL, "version", Version, "engine", string(a.DB.Engine()))
	if ready != nil {
		ready(listener.Addr())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		slog.Info("stopping: running requests may finish", "within", stopWait)
		a.Handler.Stopping()
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
	defer cancel()
	background.stop()
	if err == nil {
		a.Handler.Drain(wait)
		err = server.Shutdown(wait)
	}
	background.wait(wait)
	if flush := a.Flush(context.WithoutCancel(ctx)); flush != nil {
		slog.Error("store the last uses of sessions and API keys", "error", flush)
	}
	slog.Info("stopped")
	return err
}

// greet logs the one-time link for the first member of staff, while there is none.
func (a *App) greet(ctx context.Context) error {
	token, err := a.Staff.FirstLink(ctx)
	if err != nil || token == "" {
		return err
	}
	slog.Warn("nobody can sign in yet: open this link once, within 24 hours, to become the first member of staff",
		"link", SetUpLink(a.Config, token))
	return nil
}

// SetUpLink is the link that a set-up token goes out in. The token is in the fragment, which no server or
// proxy ever sees.
func SetUpLink(c config.Config, token string) string { return c.PublicURL + "/set-up#token=" + token }

// Flush stores when sessions and API keys were last used.
func (a *App) Flush(ctx context.Context) error {
	return errors.Join(a.sessions.Flush(ctx), a.keys.Flush(ctx))
}

// Operator is the caller behind the command line.
func Operator() access.Caller { return access.Operator() }
