// Package recovery is the workflow by which somebody who has forgotten the password chooses another. It spans accounts,
// links, sessions, members, jobs and mail.
//
// Whoever asks is answered at once, and the same whatever the address: the request queues a job with the address, sealed,
// and it is the job that finds out whether there is an account. The link goes to the account's own address and is good
// for an hour, once, until a newer one replaces it. It obeys the second factor: a mailbox alone opens no account
// that has one.
package recovery

import (
	"context"
	"encoding/json"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/session"
	"github.com/tenantry/tenantry/internal/text"
	"github.com/tenantry/tenantry/internal/throttle"
	"github.com/tenantry/tenantry/internal/verification"
)

// How often a link may be asked for in an hour. What is beyond is answered alike, and nothing comes of it.
const (
	perAddress = 5
	perNetwork = 60
)

// sendJob is the kind of the jobs that mail links.
const sendJob = "recovery.send"

// Service runs the workflow.
type Service struct{ Config }

// Config is what a Service is made of.
type Config struct {
	DB       *db.DB
	Now      func() time.Time
	Jobs     *job.Service
	Accounts *account.Service
	Sessions *session.Service
	Mail     *mail.Service
	Zone     *time.Location // in which mail tells times
	Box      seal.Box       // what addresses are sealed in while they wait
}

// NewService returns the service and hands its jobs to c.Jobs.
func NewService(c Config) *Service {
	s := &Service{c}
	c.Jobs.Handle(job.Kind{Name: sendJob, Run: s.send})
	return s
}

// asked is what a job is about.
type asked struct {
	Email     string `json:"email"`
	Address   string `json:"address"` // the network address of who asked
	RequestID string `json:"requestId"`
}

// args is what a job is queued with: asked, sealed.
type args struct {
	Sealed []byte `json:"sealed"`
}

// Ask has a link mailed to an address, where it has an account. It does the same work and returns the same where it has
// none, and for what is no address at all. Errors: mail_not_configured.
func (s *Service) Ask(ctx context.Context, actor audit.Actor, email string) error {
	if err := s.Mail.Configured(); err != nil {
		return err
	}
	const longest = 320 // no address is longer
	if len(email) > longest {
		email = email[:longest]
	}
	_, key, problem := text.Email(email)
	if problem != nil {
		key = "\x00" + text.Fold(email) // counted like any other
	}
	plain, err := json.Marshal(asked{email, actor.Address, actor.RequestID})
	if err != nil {
		return err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := throttle.Reserve(ctx, tx, s.Now(),
			throttle.Bucket{Key: throttle.Key("recovery", key), Limit: perAddress, Window: time.Hour},
			throttle.Bucket{Key: throttle.Key("recovery from", throttle.Network(actor.Address)), Limit: perNetwork, Window: time.Hour},
		); err != nil {
			return err
		}
		_, err := s.Jobs.Enqueue(ctx, tx, job.New{Kind: sendJob, Args: args{s.Box.Seal(plain, sendJob)}})
		return err
	})
	if f, ok := fault.As(err); ok && f.Kind == fault.Throttled {
		return nil
	}
	return err
}

// send mails the link that was asked for, where there is an account.
func (s *Service) send(ctx context.Context, r *job.Run) error {
	var sealed args
	if err := r.Args(&sealed); err != nil {
		return job.Permanent(err)
	}
	plain, err := s.Box.Open(sealed.Sealed, sendJob)
	if err != nil {
		return job.Permanent(err)
	}
	var to asked
	if err := json.Unmarshal(plain, &to); err != nil {
		return job.Permanent(err)
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := s.Accounts.ByEmail(ctx, to.Email)
		if err == nil {
			a, err = account.Hold(ctx, tx, a.ID)
		}
		if fault.Is(err, "not_found") {
			return nil
		}
		if err != nil {
			return err
		}
		now := s.Now()
		token, err := verification.Create(ctx, tx, now, verification.Reset, a.ID, verification.ResetLife)
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, audit.Actor{Address: to.Address, RequestID: to.RequestID}, audit.Event{
			OrganizationID: id.PlatformOrganization, Action: "account.password_reset_asked", TargetID: a.ID,
		}); err != nil {
			return err
		}
		return s.Mail.Queue(ctx, tx, mail.PasswordReset{To: a.Email, Name: a.Name, Language: a.Language, Token: token, ExpiresAt: now.Add(verification.ResetLife).In(s.Zone)})
	})
}

// Found is what a link is for.
type Found struct {
	Email   string
	Methods []string // of the account's second factors; none where it has none
}

// Lookup says what a link is for, without consuming it. Errors: link_spent.
func (s *Service) Lookup(ctx context.Context, token string) (Found, error) {
	var found Found
	err := s.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := s.find(ctx, tx, token)
		if err != nil {
			return err
		}
		found.Email = a.Email
		found.Methods, err = s.Sessions.Methods(ctx, tx, a.ID)
		return err
	})
	return found, err
}

// find returns the account of a link.
func (s *Service) find(ctx context.Context, q db.Querier, token string) (account.Account, error) {
	link, err := verification.Lookup(ctx, q, s.Now(), token, verification.Reset)
	if err != nil {
		return account.Account{}, err
	}
	return s.Accounts.Get(ctx, link.AccountID)
}

// Confirm uses a link: it gives the account its password, takes up the memberships that waited for it, and ends all
// sessions, links and codes of the account. Whoever it was then signs in. Only success uses the link up. Errors:
// link_spent, the rules of body.password, second_factor_required, invalid_code, too_many_attempts.
func (s *Service) Confirm(ctx context.Context, v session.Visitor, token, password string, factor session.Factor) error {
	a, err := s.find(ctx, s.DB.Querier(ctx), token)
	if err != nil {
		return err // before the costly hash
	}
	hash, err := session.HashPassword(ctx, password, "body.password", a.Name, a.FirstName, a.LastName, a.Email)
	if err != nil {
		return err
	}
	var refused error // an answer of its own, whose trace is kept
	err = s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		refused = nil
		if _, err := account.Hold(ctx, tx, a.ID); fault.Is(err, "not_found") {
			return verification.LinkSpent() // with the account
		} else if err != nil {
			return err
		}
		now := s.Now()
		link, err := verification.Lookup(ctx, tx, now, token, verification.Reset)
		if err != nil {
			return err
		}
		if refused, err = s.Sessions.SecondFactorForReset(ctx, tx, v, a.ID, factor); refused != nil || err != nil {
			return err
		}
		if err := verification.Consume(ctx, tx, link); err != nil {
			return err
		}
		return s.reset(ctx, tx, v, a, hash, now)
	})
	if err != nil {
		return err
	}
	return refused
}

// reset gives an account the password that its owner has chosen.
func (s *Service) reset(ctx context.Context, tx *db.Tx, v session.Visitor, a account.Account, hash string, now time.Time) error {
	if err := session.SetPassword(ctx, tx, now, a.ID, hash); err != nil {
		return err
	}
	if err := member.TakeUp(ctx, tx, now, a.ID); err != nil {
		return err
	}
	if err := session.EndAll(ctx, tx, a.ID, ""); err != nil {
		return err
	}
	if err := verification.End(ctx, tx, a.ID); err != nil {
		return err
	}
	actor := v.Actor
	actor.AccountID = a.ID
	if err := audit.Record(ctx, tx, now, actor, audit.Event{OrganizationID: id.PlatformOrganization, Action: "account.password_reset", TargetID: a.ID}); err != nil {
		return err
	}
	return s.Mail.Queue(ctx, tx, mail.Notice{
		To: a.Email, Name: a.Name, Language: a.Language, Kind: mail.NoticePasswordReset, At: now.In(s.Zone),
		Device: session.DeviceOf(v.UserAgent).String(), Address: v.Address,
	})
}
