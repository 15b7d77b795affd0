// Package signup is the workflow by which somebody makes an account of their own, where the deployment is open to that.
// It spans accounts, codes, sessions and mail.
//
// What they entered is kept beside a code that goes to the address. Whoever enters the code gets the account with what
// was entered for that code, so nobody's password comes in under the code of another who used the same address. A code
// belongs to the browser that asked for it, by a cookie; where none comes along, to the network it was asked from. What is
// entered anywhere else is compared with none, so that a stranger who knows the address spends no tries but their own.
//
// An address that has an account gets a message that says so in the place of the code. Everything else is done alike,
// the costly hash of the password included, so that nobody learns who has an account.
package signup

import (
	"context"
	"slices"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/throttle"
	"github.com/tenantry/tenantry/internal/verification"
)

const (
	// perNetwork is how often somebody of one network may sign up in an hour.
	perNetwork = 60
	// codesFor is how many of the codes that an address may have in an hour are for one network, so that a stranger
	// elsewhere leaves some to its owner.
	codesFor = 3
)

// Service runs the workflow.
type Service struct{ Config }

// Config is what a Service is made of.
type Config struct {
	DB       *db.DB
	Now      func() time.Time
	Open     bool // anybody may sign up
	Accounts *account.Service
	Sessions *session.Service
	Codes    *verification.Codes
	Mail     *mail.Service
	Zone     *time.Location // in which mail tells times
}

// NewService returns the service.
func NewService(c Config) *Service { return &Service{c} }

// Draft is what somebody signs up with.
type Draft struct {
	account.Draft
	Password string
}

// Ask keeps what somebody signs up with and mails a code to the address, or, where it has an account, a message that
// says so: what is answered is the same. browser is for a cookie. Errors: sign_up_closed, the rules of the fields,
// too_many_attempts, too_many_codes, mail_not_configured.
func (s *Service) Ask(ctx context.Context, v session.Visitor, d Draft) (browser string, err error) {
	if err := s.open(); err != nil {
		return "", err
	}
	key, fields := s.Accounts.Check(&d.Draft)
	if err := session.CheckPassword(d.Password, "body.password", d.Name, d.Email); err != nil {
		f, ok := fault.As(err)
		if !ok {
			return "", err
		}
		fields = append(fields, f.Fields...)
	}
	if err := fields.Err(); err != nil {
		return "", err
	}
	if err := s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { // it is counted whatever comes of it
		return throttle.Reserve(ctx, tx, s.Now(), throttle.Bucket{
			Key: throttle.Key("sign up", throttle.Network(v.Address)), Limit: perNetwork, Window: time.Hour,
			Code: "too_many_attempts", Message: "Too many people signed up from your network. Wait until the time in Retry-After has passed, then try again.",
		})
	}); err != nil {
		return "", err
	}
	hash, err := session.HashPassword(ctx, d.Password, "body.password", d.Name, d.Email)
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := s.Now()
		browser = verification.Token()
		row := signUp{
			ID: id.New(id.SignUp, now), Draft: d.Draft, browser: verification.Hash(browser), network: throttle.Network(v.Address), key: key, hash: hash,
		}
		if err := throttle.Reserve(ctx, tx, now, throttle.Bucket{
			Key: throttle.Key("sign up", key, row.network), Limit: codesFor, Window: time.Hour,
			Code: "too_many_codes", Message: "Too many codes were asked for. Use the newest of them, or wait until the time in Retry-After has passed and ask again.",
		}); err != nil {
			return err
		}
		if err := insert(ctx, tx, row, now, now.Add(verification.CodeLife)); err != nil {
			return err
		}
		code, err := s.Codes.Issue(ctx, tx, now, row.code())
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, v.Actor, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "sign_up.asked", TargetID: row.ID, // without the address, which proves nothing yet
		}); err != nil {
			return err
		}
		a, err := s.Accounts.ByEmail(ctx, d.Email)
		switch {
		case err == nil:
			return s.Mail.Queue(ctx, tx, mail.SignUpExists{To: a.Email, Name: a.Name, Language: a.Language})
		case !fault.Is(err, "not_found"):
			return err
		}
		return s.Mail.Queue(ctx, tx, mail.Code{ // without the name, which anybody could have entered
			To: d.Email, Language: d.Language, Code: code, Action: mail.ActionSignUp, ExpiresAt: now.Add(verification.CodeLife).In(s.Zone),
		})
	})
	return browser, err
}

func (s *Service) open() error {
	if s.Open {
		return nil
	}
	return fault.New(fault.Forbidden, "sign_up_closed", "Nobody can sign up here. Ask an administrator of your organization for an invitation.")
}

// signUp is what somebody entered who has not entered the code yet.
type signUp struct {
	ID string
	account.Draft
	browser []byte // hash of the cookie
	network string // that it was entered in
	key     string // of the address
	hash    string // of the password
}

func (u signUp) code() verification.Code {
	return verification.Code{Subject: throttle.Key("sign up", u.key), Action: verification.SignUp, Target: u.ID}
}

// Confirm makes the account of whoever signed up with the address and got this code, and signs in. browser is what Ask
// returned, where it is known; without it only what was entered in the visitor's network is meant. Errors:
// sign_up_closed, wrong_code, code_spent, email_taken (the address has got an account since).
func (s *Service) Confirm(ctx context.Context, v session.Visitor, browser, email, code string) (session.SignedIn, error) {
	if err := s.open(); err != nil {
		return session.SignedIn{}, err
	}
	_, key, problem := text.Email(email)
	if problem != nil {
		key = "" // nobody's
	}
	now := s.Now()
	waiting, err := find(ctx, s.DB.Querier(ctx), key, now)
	if err != nil {
		return session.SignedIn{}, err
	}
	waiting = own(waiting, browser, throttle.Network(v.Address))
	codes := make([]verification.Code, len(waiting))
	for i, u := range waiting {
		codes[i] = u.code()
	}
	var in session.SignedIn
	var refused error // an answer of its own, whose trace is kept
	err = s.Codes.UseAny(ctx, s.DB, now, codes, code, func(ctx context.Context, tx *db.Tx, i int) (err error) {
		in, refused, err = s.create(ctx, tx, v, waiting[i], now)
		return err
	})
	switch {
	case verification.Refused(err):
		of := verification.Code{Action: verification.SignUp}
		return session.SignedIn{}, verification.RecordRefusal(ctx, s.DB, now, v.Actor, of, err)
	case err != nil:
		return session.SignedIn{}, err
	}
	return in, refused
}

// own are those of what waits that somebody may mean: the browser's, or else the network's.
func own(waiting []signUp, browser, network string) []signUp {
	if i := slices.IndexFunc(waiting, func(u signUp) bool { return string(u.browser) == string(verification.Hash(browser)) }); i >= 0 {
		return waiting[i : i+1]
	}
	return slices.DeleteFunc(waiting, func(u signUp) bool { return u.network != network })
}

// create makes the account. What else was entered for the address is forgotten.
func (s *Service) create(ctx context.Context, tx *db.Tx, v session.Visitor, u signUp, now time.Time) (in session.SignedIn, refused, err error) {
	if err := account.HoldEmail(ctx, tx, u.key); err != nil {
		return in, nil, err
	}
	all, err := find(ctx, tx, u.key, now)
	if err != nil {
		return in, nil, err
	}
	for _, other := range all {
		if err := s.Codes.Drop(ctx, tx, other.code()); err != nil {
			return in, nil, err
		}
	}
	if err := Forget(ctx, tx, u.key); err != nil {
		return in, nil, err
	}
	switch _, err := s.Accounts.ByEmail(ctx, u.Email); {
	case err == nil:
		return in, account.EmailTaken(), nil
	case !fault.Is(err, "not_found"):
		return in, nil, err
	}
	a, err := s.Accounts.Create(ctx, tx, u.Draft, u.hash)
	if err != nil {
		return in, nil, err
	}
	actor := v.Actor
	actor.AccountID = a.ID
	if err := audit.Record(ctx, tx, now, actor, audit.Event{
		OrganizationID: id.PlatformOrganization, Action: "account.created", TargetID: a.ID,
		Detail: map[string]any{"after": map[string]string{"email": a.Email, "name": a.Name}},
	}); err != nil {
		return in, nil, err
	}
	in, err = s.Sessions.Start(ctx, tx, v, a.ID, session.BySignUp)
	return in, nil, err
}
