package mail

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/seal"
)

// transport is how messages leave.
type transport interface {
	deliver(ctx context.Context, p parcel) error
	// tidy takes away what deliveries that never ended left behind.
	tidy(now time.Time) error
}

// The kinds of jobs. The migration 00003 queues deliveries of one, too.
const (
	deliverJob    = "mail.deliver"     // one message
	deliverAllJob = "mail.deliver_all" // those of a batch
)

// atOnce is how many single messages a process delivers at once: a server that keeps silent leaves workers to others.
const atOnce = 2

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

// Config is what the service is made of.
type Config struct {
	DB        *db.DB
	Now       func() time.Time
	Jobs      *job.Service // that delivers
	Cursors   *db.Cursors
	Key       []byte // 32 bytes, which seal what is queued
	Outbox    string // the folder to deliver to, one .eml file a message; made when the first message needs it
	Server    Server // to deliver to instead
	From      string // see ParseFrom; "" is no-reply at the host of the public URL
	PublicURL string // the base of every link
}

// Service queues and delivers messages.
type Service struct {
	db        *db.DB
	now       func() time.Time
	jobs      *job.Service
	cursors   *db.Cursors
	box       seal.Box
	sender    sender
	transport transport
	confirmed sync.Map // IDs of messages that are delivered, until that is recorded
	delivered func()   // for tests
}

// NewService makes the service. Without an outbox and a server nothing can be sent, and what is queued stays.
func NewService(c Config) (*Service, error) {
	box, err := seal.New(c.Key)
	if err != nil {
		return nil, err
	}
	from, err := newSender(c.PublicURL, c.From)
	if err != nil {
		return nil, err
	}
	s := &Service{db: c.DB, now: c.Now, jobs: c.Jobs, cursors: c.Cursors, box: box, sender: from, delivered: func() {}}
	switch {
	case c.Server.Host != "":
		s.transport = &relay{server: c.Server, self: from.self()}
	case c.Outbox != "":
		s.transport = outbox(c.Outbox)
	default:
		return s, nil
	}
	c.Jobs.Handle(job.Kind{Name: deliverJob, Run: s.deliver, MaxAttempts: attempts, AtOnce: atOnce, Failed: s.gaveUp})
	c.Jobs.Handle(job.Kind{Name: deliverAllJob, Run: s.deliverAll, MaxAttempts: attempts, Long: true, AtOnce: 1, Failed: s.gaveUpAll})
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

// few is how many messages are still delivered as if each were queued alone.
const few = 10

// QueueAll queues many messages in tx, which are delivered after the commit and hold up no others. It fails as a
// whole where one address is not one that a message can be sent to. Errors: mail_not_configured.
func (s *Service) QueueAll(ctx context.Context, tx *db.Tx, messages []Message) error {
	if len(messages) <= few {
		for _, m := range messages {
			if err := s.Queue(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	}
	now := s.now()
	all := make([]queued, len(messages))
	batch := id.New(id.Batch, now)
	for i, m := range messages {
		q, err := s.prepare(m, now)
		if err != nil {
			return err
		}
		q.batch = batch
		all[i] = q
	}
	jobID, err := s.jobs.Enqueue(ctx, tx, job.New{Kind: deliverAllJob, Args: deliveries{Batch: batch}})
	if err != nil {
		return err
	}
	if err := insertBatch(ctx, tx, batch, jobID); err != nil {
		return err
	}
	return insert(ctx, tx, all)
}

func notConfigured() error {
	return fault.New(fault.Conflict, "mail_not_configured",
		"This needs to send mail, and this deployment cannot yet: its operator has to set TENANTRY_MAIL_URL.")
}

// prepare writes and seals a message, where the change that it tells of can still be refused.
func (s *Service) prepare(m Message, now time.Time) (queued, error) {
	if s.transport == nil {
		return queued{}, notConfigured()
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
		id: mailID, sealed: s.box.Seal(plain, mailID), at: now,
		kind: l.kind, recipient: l.To, language: l.Language, expiresAt: l.expiresAt,
	}, nil
}

// Tidy takes away what deliveries of this node left behind that never ended; to be called every hour.
func (s *Service) Tidy() error {
	if s.transport == nil {
		return nil
	}
	return s.transport.tidy(s.now())
}

// Sweep removes messages that could not be delivered in two weeks, and what is in those that have expired.
func (s *Service) Sweep(ctx context.Context, tx *db.Tx) error {
	now := s.now()
	if err := expire(ctx, tx, errExpired.Error(), now); err != nil {
		return err
	}
	return removeBefore(ctx, tx, now.Add(-keep))
}
