package mail

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
)

// transport is how messages leave. Delivering a message again must be harmless: the program may end
// before the queue knows of the first time.
type transport interface {
	deliver(ctx context.Context, id string, m *gomail.Msg) error
	// tidy takes away what deliveries that never ended left behind.
	tidy(now time.Time) error
}

// deliverJob is the kind of the jobs that deliver. The migration 00003 queues them, too.
const deliverJob = "mail.deliver"

// attempts is how often delivering a message is tried: for three days, as long as a temporary password is good.
const attempts = 900

// keep is how long a message is kept that could not be delivered. Its job is over for good before that.
const keep = 14 * 24 * time.Hour

// State is where a message is: it waits, or it could not be delivered. Delivered ones are gone.
type State string

// The states.
const (
	Queued State = "queued"
	Failed State = "failed"
)

// Service queues and delivers messages.
type Service struct {
	db        *db.DB
	now       func() time.Time
	jobs      *job.Service
	seal      cipher.AEAD
	sender    sender
	transport transport
}

// NewService makes the service that delivers to outboxDir, one .eml file a message. The folder is made when
// the first message needs it; with "" nothing can be sent, and what is queued stays. key has 32 bytes and seals what
// is queued; publicURL is the base of every link. jobs delivers.
func NewService(d *db.DB, now func() time.Time, jobs *job.Service, key []byte, outboxDir, publicURL string) (*Service, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key for queued mail: %w", err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	from, err := newSender(publicURL)
	if err != nil {
		return nil, err
	}
	s := &Service{db: d, now: now, jobs: jobs, seal: seal, sender: from}
	if outboxDir != "" {
		s.transport = outbox(outboxDir)
		jobs.Handle(job.Kind{Name: deliverJob, Run: s.deliver, MaxAttempts: attempts})
	}
	return s, nil
}

// Queue queues m in tx and has it delivered as soon as tx is committed. It fails where the address is not
// one that a message can be sent to. Errors: mail_not_configured.
func (s *Service) Queue(ctx context.Context, tx *db.Tx, m Message) error {
	now := s.now()
	q, err := s.prepare(m, now)
	if err != nil {
		return err
	}
	if q.job, err = s.jobs.Enqueue(ctx, tx, job.New{Kind: deliverJob, Args: delivery{Mail: q.id}}); err != nil {
		return err
	}
	return insert(ctx, tx, []queued{q})
}

// QueueAll queues many messages in tx, which are delivered after the commit without holding up others. It
// fails as a whole where one address is not one that a message can be sent to. Errors: mail_not_configured.
func (s *Service) QueueAll(ctx context.Context, tx *db.Tx, messages []Message) error {
	for _, m := range messages {
		if err := s.Queue(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}

// prepare writes and seals a message, where the change that it tells of can still be refused.
func (s *Service) prepare(m Message, now time.Time) (queued, error) {
	if s.transport == nil {
		return queued{}, fault.New(fault.Conflict, "mail_not_configured",
			"This needs to send mail, and this deployment cannot yet: its operator has to set TENANTRY_MAIL_URL.")
	}
	l, err := m.write(s.sender)
	if err != nil {
		return queued{}, err
	}
	mailID := id.New(id.Mail, now)
	if _, err := s.sender.header(mailID, now, l); err != nil {
		return queued{}, err
	}
	plain, err := json.Marshal(l)
	if err != nil {
		return queued{}, err
	}
	return queued{
		id: mailID, sealed: s.seal.Seal(nil, nil, plain, []byte(mailID)), at: now,
		kind: l.kind, recipient: l.To, language: l.Language, expiresAt: l.expiresAt,
	}, nil
}

// delivery is what a job is queued with.
type delivery struct {
	Mail string `json:"mail"` // the ID
}

// deliver delivers one message and takes it off the queue.
func (s *Service) deliver(ctx context.Context, r *job.Run) error {
	var d delivery
	if err := r.Args(&d); err != nil {
		return job.Permanent(err)
	}
	found, err := find(ctx, s.db, d.Mail)
	if db.NotFound(err) {
		return job.Permanent(errors.New("the message is not there any more"))
	}
	if err != nil {
		return err
	}
	plain, err := s.seal.Open(nil, nil, found.sealed, []byte(d.Mail))
	if err != nil {
		return job.Permanent(errors.New("the message was sealed with another key, or altered"))
	}
	var l letter
	if err := json.Unmarshal(plain, &l); err != nil {
		return job.Permanent(errors.New("the message has another form than this version writes"))
	}
	m, err := s.sender.message(d.Mail, found.at, l)
	if err != nil {
		// It could be when it was queued. What the error says may hold the address.
		return job.Permanent(errors.New("the message cannot be written by this version"))
	}
	if err := s.transport.deliver(ctx, d.Mail, m); err != nil {
		return err
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error { return remove(ctx, tx, d.Mail) })
}

// Tidy takes away what deliveries of this node left behind that never ended; to be called every hour.
func (s *Service) Tidy() error {
	if s.transport == nil {
		return nil
	}
	return s.transport.tidy(s.now())
}

// Sweep removes messages that could not be delivered in two weeks.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	return removeBefore(ctx, tx, s.now().Add(-keep))
}
