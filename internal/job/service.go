package job

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
)

// keep is how long jobs are kept that are over.
const keep = 7 * 24 * time.Hour

// Service queues jobs and runs them. It is safe for concurrent use once its kinds are known.
type Service struct {
	// To be changed before Run only.
	Lease     time.Duration // how long a job is held without a sign of life; 15 s
	Heartbeat time.Duration // how often a lease is extended; 5 s
	Tick      time.Duration // how often is looked for what other processes queued, and for what is due later; 1 s
	Workers   int           // how many jobs run at once; 4, of which half may be long ones

	db      *db.DB
	now     func() time.Time
	kinds   map[string]Kind
	names   []string // of all kinds, sorted
	every   []slot
	wake    chan struct{} // holds one for each worker that has reason to look
	metrics metrics

	taking sync.Mutex // one worker at a time looks for work

	mu      sync.Mutex
	running map[string]*Run // by owner
	told    time.Time       // when the log last said that the queue cannot be worked on
}

// slot is a job that is queued once in a period.
type slot struct {
	kind   string
	period time.Duration
	last   string // the unique key that was queued last
}

// NewService makes the service. Nothing runs before Run or Work is called.
func NewService(d *db.DB, now func() time.Time) *Service {
	return &Service{
		Lease: 15 * time.Second, Heartbeat: 5 * time.Second, Tick: time.Second, Workers: 4,
		db: d, now: now, kinds: map[string]Kind{}, running: map[string]*Run{}, wake: make(chan struct{}, 64), metrics: newMetrics(),
	}
}

// Handle makes a kind known. All kinds must be known before Run, Work and Enqueue. Jobs of other kinds stay
// in the queue, for a program that knows them.
func (s *Service) Handle(k Kind) {
	if k.Name == "" || k.Run == nil || s.kinds[k.Name].Run != nil {
		panic(fmt.Sprintf("job: the kind %q must have a name of its own and a handler", k.Name))
	}
	if k.MaxAttempts == 0 {
		k.MaxAttempts = 10
	}
	s.kinds[k.Name] = k
	s.names = append(s.names, k.Name)
	slices.Sort(s.names)
}

// Every has one job of a kind queued in each period of time, by whichever process comes first. A period begins
// where the time in UTC is a multiple of it; those that passed while nothing ran are left out.
func (s *Service) Every(kind string, period time.Duration) {
	if s.kinds[kind].Run == nil || period < time.Second {
		panic(fmt.Sprintf("job: %q must be a known kind with a period of a second at least", kind))
	}
	s.every = append(s.every, slot{kind: kind, period: period})
}

// Enqueue queues a job in tx. Workers of this process are told at the commit; those of others see it within a
// second. The ID is "" where a job with this unique key is there already.
func (s *Service) Enqueue(ctx context.Context, tx *db.Tx, n New) (jobID string, err error) {
	kind, known := s.kinds[n.Kind]
	if !known {
		return "", fmt.Errorf("jobs of the kind %q are not known", n.Kind)
	}
	args, err := json.Marshal(n.Args)
	if err != nil {
		return "", fmt.Errorf("write the arguments of a job of the kind %s: %w", n.Kind, err)
	}
	now := s.now()
	if n.RunAt.IsZero() {
		n.RunAt = now
	}
	jobID = id.New(id.Job, now)
	queued, err := insert(ctx, tx, jobID, n, string(args), kind.MaxAttempts, now)
	if err != nil || !queued {
		return "", err
	}
	s.wakeAfter(tx)
	return jobID, nil
}

// wakeAfter has a worker look for work once tx is committed.
func (s *Service) wakeAfter(tx *db.Tx) {
	db.Once(tx, s, func() bool {
		tx.AfterCommit(func(context.Context) { s.notify() })
		return true
	})
}

// notify has one worker look for work. A worker that finds some notifies the next.
func (s *Service) notify() {
	select {
	case s.wake <- struct{}{}:
	default: // enough have reason to look
	}
}

// Cancel cancels a job in tx: at once where it is queued; where it is running it is asked to stop, and whatever it
// has not yet committed by then will not be. It reports false where the job is over or not there.
func (s *Service) Cancel(ctx context.Context, tx *db.Tx, jobID string) (bool, error) {
	r, state, err := lock(ctx, tx, jobID)
	switch {
	case db.NotFound(err):
		return false, nil
	case err != nil:
		return false, err
	case state == Running:
		tx.AfterCommit(func(context.Context) { s.interrupt(jobID) })
		return true, askToStop(ctx, tx, jobID)
	case state != Queued:
		return false, nil
	}
	if err := cancelQueued(ctx, tx, jobID, s.now()); err != nil {
		return false, err
	}
	s.metrics.ended(tx, r.Kind, Cancelled)
	r.service = s
	if hook := s.kinds[r.Kind].Cancelled; hook != nil {
		return true, hook(ctx, tx, r)
	}
	return true, nil
}

// Hurry makes a job due now in tx, where it is queued for later. It does nothing where it is running, over or not there.
func (s *Service) Hurry(ctx context.Context, tx *db.Tx, jobID string) error {
	if err := hurry(ctx, tx, jobID, s.now()); err != nil {
		return err
	}
	s.wakeAfter(tx)
	return nil
}

// interrupt ends the context of a job that runs in this process.
func (s *Service) interrupt(jobID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.running {
		if r.ID == jobID {
			r.stop(ErrCancelled)
		}
	}
}

// Find returns a job. db.NotFound tells the error of one that is not there, or was over a week ago.
func (s *Service) Find(ctx context.Context, q db.Querier, jobID string) (Job, error) {
	return find(ctx, q, jobID)
}

// Sweep removes jobs that were over a week ago.
func (s *Service) Sweep(ctx context.Context) error {
	for {
		var n int64
		err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = removeFinished(ctx, tx, s.now().Add(-keep))
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
