package mail

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/job"
)

var (
	// errExpired is why a message is not delivered any more whose code or link has expired.
	errExpired = errors.New("what is in the message expired before it could be delivered")
	// errOver says that there is nothing to deliver: somebody else did, or it failed before.
	errOver = errors.New("there is nothing to deliver")
)

// delivery is what the job of one message is queued with.
type delivery struct {
	Mail string `json:"mail"` // the ID
}

// deliver delivers one message and takes it off the queue.
func (s *Service) deliver(ctx context.Context, r *job.Run) error {
	var d delivery
	if err := r.Args(&d); err != nil {
		return job.Permanent(err)
	}
	switch err := s.attempt(ctx, d.Mail); {
	case errors.Is(err, errOver):
		return nil
	case final(err):
		return job.Permanent(err)
	case err != nil:
		return err
	}
	return s.record(ctx, d.Mail, func(ctx context.Context) error {
		err := r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error { return remove(ctx, tx, d.Mail) })
		if errors.Is(err, job.ErrLost) || errors.Is(err, job.ErrCancelled) {
			// Whoever has the job now finds that there is nothing to deliver.
			return s.forget(ctx, d.Mail)
		}
		return err
	})
}

// hopeless is why no other attempt can deliver a message.
type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }

// final reports whether an error of attempt says that no other attempt can deliver the message.
func final(err error) bool {
	var h hopeless
	var t *trouble
	return errors.As(err, &h) || errors.As(err, &t) && t.permanent
}

// attempt hands one message over. It is delivered when nil is returned, and that has to be recorded. Errors: errOver, a
// trouble, hopeless, those of the outbox and the database.
func (s *Service) attempt(ctx context.Context, mailID string) error {
	if _, done := s.confirmed.Load(mailID); done {
		return nil
	}
	found, err := find(ctx, s.db, mailID)
	switch {
	case db.NotFound(err) || err == nil && found.state != Queued:
		return errOver
	case err != nil:
		return err
	case !found.expiresAt.IsZero() && !s.now().Before(found.expiresAt):
		return hopeless{errExpired}
	}
	plain, err := s.box.Open(found.sealed, mailID)
	if err != nil {
		return hopeless{errors.New("the message was sealed with another key, or altered")}
	}
	var l letter
	if err := json.Unmarshal(plain, &l); err != nil {
		return hopeless{errors.New("the message has another form than this version writes")}
	}
	p, err := s.sender.parcel(mailID, found.at, l)
	if err != nil {
		// It could be when it was queued. What the error says may hold the address.
		return hopeless{errors.New("the message cannot be written by this version")}
	}
	if err := s.transport.deliver(ctx, p); err != nil {
		return err
	}
	s.confirmed.Store(mailID, true)
	s.delivered()
	return nil
}

// record stores that a message was delivered, however long the database takes to answer: until it is stored, the
// message would be sent again. It gives up a while after the program was told to stop.
func (s *Service) record(ctx context.Context, mailID string, store func(ctx context.Context) error) error {
	within, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })()
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := store(within)
		if err == nil {
			s.confirmed.Delete(mailID)
			return nil
		}
		slog.Error("a message was delivered, and that cannot be stored; it is tried until it can", "mail", mailID, "error", err)
		select {
		case <-within.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// forget takes a delivered message off the queue, whoever has its job.
func (s *Service) forget(ctx context.Context, mailID string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return remove(ctx, tx, mailID) })
}

// gaveUp marks a message as failed whose job has failed.
func (s *Service) gaveUp(ctx context.Context, tx *db.Tx, r *job.Run, cause error) error {
	var d delivery
	if r.Args(&d) != nil {
		return nil // nobody knows which message it was
	}
	text := cause.Error()
	if errors.Is(cause, errExpired) {
		if j, err := s.jobs.Find(ctx, tx, r.ID); err == nil && j.Error != "" {
			text += "; before that: " + j.Error
		}
	}
	return fail(ctx, tx, d.Mail, text, r.Attempt, s.now())
}

// deliveries is what the job of a batch is queued with.
type deliveries struct {
	Batch string `json:"batch"` // the ID
}

// A batch goes on in parts, between which jobs have their turn that are queued in the meantime, and each part over
// several connections.
const (
	part    = 500
	hands   = 4
	afterIt = 2 * time.Second // how long a message waits for its own next attempt
)

// deliverAll delivers part of a batch. Messages that the server does not take now are from then on delivered by
// jobs of their own. Where it takes none, the batch waits as a whole.
func (s *Service) deliverAll(ctx context.Context, r *job.Run) error {
	var d deliveries
	if err := r.Args(&d); err != nil {
		return job.Permanent(err)
	}
	ids, err := ofBatch(ctx, s.db, d.Batch, part)
	if err != nil {
		return err
	}
	if err := s.deliverPart(ctx, d.Batch, ids); err != nil {
		return err
	}
	return r.Complete(ctx, func(ctx context.Context, tx *db.Tx) error {
		if len(ids) < part {
			return removeBatch(ctx, tx, d.Batch)
		}
		jobID, err := s.jobs.Enqueue(ctx, tx, job.New{Kind: deliverAllJob, Args: d})
		if err != nil {
			return err
		}
		return handBatch(ctx, tx, d.Batch, jobID)
	})
}

// deliverPart delivers these messages, over several connections at once. It stops where the server takes none.
func (s *Service) deliverPart(ctx context.Context, batch string, ids []string) error {
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan string)
	var working sync.WaitGroup
	for range min(hands, len(ids)) {
		working.Go(func() {
			for mailID := range next {
				if err := s.deliverOne(ctx, batch, mailID); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, mailID := range ids {
		select {
		case next <- mailID:
			continue
		case <-within.Done():
		}
		break
	}
	close(next)
	working.Wait()
	return context.Cause(within)
}

// deliverOne delivers a message of a batch. An error is one that other messages would meet as well.
func (s *Service) deliverOne(ctx context.Context, batch, mailID string) error {
	err := s.attempt(ctx, mailID)
	switch {
	case errors.Is(err, errOver):
		return nil
	case err == nil:
		return s.record(ctx, mailID, func(ctx context.Context) error { return s.forget(ctx, mailID) })
	case ctx.Err() != nil:
		return err
	}
	var t *trouble
	if !final(err) && (!errors.As(err, &t) || !t.message) {
		return err
	}
	stored := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if final(err) {
			return fail(ctx, tx, mailID, err.Error(), 1, s.now())
		}
		return s.single(ctx, tx, batch, mailID, err)
	})
	switch {
	case stored != nil && !errors.Is(stored, errOver):
		return stored
	case t != nil && t.server:
		return err
	}
	return nil
}

// single takes a message out of its batch, to be delivered by a job of its own. Errors: errOver where it is out already.
func (s *Service) single(ctx context.Context, tx *db.Tx, batch, mailID string, cause error) error {
	now := s.now()
	jobID, err := s.jobs.Enqueue(ctx, tx, job.New{Kind: deliverJob, Args: delivery{Mail: mailID}, RunAt: now.Add(afterIt)})
	if err != nil {
		return err
	}
	return takeOut(ctx, tx, batch, mailID, jobID, cause.Error(), now)
}

// gaveUpAll marks the messages of a batch as failed whose job has failed.
func (s *Service) gaveUpAll(ctx context.Context, tx *db.Tx, r *job.Run, cause error) error {
	var d deliveries
	if r.Args(&d) != nil {
		return nil // nobody knows which messages these were
	}
	if err := failBatch(ctx, tx, d.Batch, cause.Error(), r.Attempt, s.now()); err != nil {
		return err
	}
	return removeBatch(ctx, tx, d.Batch)
}
