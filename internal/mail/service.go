package mail

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

// transport is how messages leave. Delivering a message again must be harmless: the program may end
// before the queue knows of the first time.
type transport interface {
	deliver(ctx context.Context, id string, m *gomail.Msg) error
	// tidy takes away what deliveries that never ended left behind.
	tidy(now time.Time) error
}

// Service queues and delivers messages.
type Service struct {
	db        *db.DB
	now       func() time.Time
	seal      cipher.AEAD
	sender    sender
	transport transport

	one    sync.Mutex           // one delivery at a time, so that two do not take the same message
	told   map[string]time.Time // when the log last said that this message was not delivered
	tidied time.Time
}

// How often is said again that a message is not delivered, and is tidied up.
const (
	tellAgain = 10 * time.Minute
	tidyAgain = time.Hour
)

// NewService makes the service that delivers to outboxDir, one .eml file a message. The folder is made when
// the first message needs it; with "" nothing can be sent. key has 32 bytes and seals what is queued;
// publicURL is the base of every link.
func NewService(d *db.DB, now func() time.Time, key []byte, outboxDir, publicURL string) (*Service, error) {
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
	s := &Service{db: d, now: now, seal: seal, sender: from, told: map[string]time.Time{}}
	if outboxDir != "" {
		s.transport = outbox(outboxDir)
	}
	return s, nil
}

// Queue queues m in tx and has it delivered as soon as tx is committed. It fails where the address is not
// one that a message can be sent to. Errors: mail_not_configured.
func (s *Service) Queue(ctx context.Context, tx *db.Tx, m Message) error {
	if s.transport == nil {
		return fault.New(fault.Conflict, "mail_not_configured",
			"This needs to send mail, and this deployment cannot yet: its operator has to set TENANTRY_MAIL_URL.")
	}
	l, err := m.write(s.sender)
	if err != nil {
		return err
	}
	now := s.now()
	mailID := id.New(id.Mail, now)
	if _, err := s.sender.message(mailID, now, l); err != nil { // now, where the change can still be refused
		return err
	}
	plain, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := insert(ctx, tx, mailID, sealed{content: s.seal.Seal(nil, nil, plain, []byte(mailID)), at: now}); err != nil {
		return err
	}
	ids := db.Once(tx, s, func() *[]string {
		ids := new([]string)
		tx.AfterCommit(func(ctx context.Context) {
			s.deliverAll(context.WithoutCancel(ctx), *ids) // whoever asked for the change may have gone
		})
		return ids
	})
	*ids = append(*ids, mailID)
	return nil
}

// Deliver delivers all that is queued, and can be called every few seconds. A message that cannot be delivered
// is logged, does not hold up the others, and stays for the next time; the error is of the queue itself.
func (s *Service) Deliver(ctx context.Context) error {
	if s.transport == nil {
		return nil
	}
	s.tidy()
	after := ""
	for {
		ids, err := queued(ctx, s.db, after)
		if err != nil {
			return fmt.Errorf("read the queue of mail: %w", err)
		}
		if len(ids) == 0 {
			return ctx.Err()
		}
		s.deliverAll(ctx, ids)
		after = ids[len(ids)-1]
	}
}

func (s *Service) tidy() {
	s.one.Lock()
	defer s.one.Unlock()
	now := s.now()
	if now.Sub(s.tidied) < tidyAgain {
		return
	}
	s.tidied = now
	if err := s.transport.tidy(now); err != nil {
		slog.Error("tidy up after mail that was not delivered", "error", err)
	}
}

func (s *Service) deliverAll(ctx context.Context, ids []string) {
	for _, mailID := range ids {
		if ctx.Err() != nil {
			return
		}
		s.deliver(ctx, mailID)
	}
}

func (s *Service) deliver(ctx context.Context, mailID string) {
	s.one.Lock()
	defer s.one.Unlock()
	err := s.attempt(ctx, mailID)
	if err == nil {
		delete(s.told, mailID)
		return
	}
	if now := s.now(); now.Sub(s.told[mailID]) >= tellAgain {
		s.told[mailID] = now
		slog.Error("mail was not delivered; it stays queued", "mail", mailID, "error", err)
	}
}

// attempt delivers one message and takes it off the queue; nothing happens where it is not on it any more.
func (s *Service) attempt(ctx context.Context, mailID string) error {
	found, err := find(ctx, s.db, mailID)
	if db.NotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	plain, err := s.seal.Open(nil, nil, found.content, []byte(mailID))
	if err != nil {
		return errors.New("it was sealed with another key, or altered")
	}
	var l letter
	if err := json.Unmarshal(plain, &l); err != nil {
		return errors.New("it has another form than this version writes")
	}
	m, err := s.sender.message(mailID, found.at, l)
	if err != nil {
		return err
	}
	if err := s.transport.deliver(ctx, mailID, m); err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return remove(ctx, tx, mailID) })
}
