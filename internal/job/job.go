package job

import (
	"context"
	"errors"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// State is where a job is in its life.
type State string

// The states. The last three are final.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is a job as it is stored.
type Job struct {
	ID          string
	Kind        string
	State       State
	Attempt     int // how many times it was begun
	MaxAttempts int
	Cancelling  bool  // it was asked to stop
	Done        int64 // of Total; both are 0 until the handler says something
	Total       int64
	Error       string // of the last attempt, for the operator; "" for none
	RunAt       time.Time
	CreatedAt   time.Time
	StartedAt   time.Time // of the last attempt; zero before the first
	FinishedAt  time.Time // zero until it is over
}

// Handler does the work of one job. What it returns without having called Complete ends the attempt: nil
// completes the job, an error has it tried again.
type Handler func(ctx context.Context, r *Run) error

// Kind is a kind of jobs and how they are done.
type Kind struct {
	Name        string // as concept.verb
	Run         Handler
	MaxAttempts int  // 0 means 10
	Long        bool // it can take minutes: some workers are kept free for other kinds
	AtOnce      int  // how many run at once in one process, so that others have their turn; 0 for as many as there are workers

	// Failed runs in the transaction that marks a job as failed, and Cancelled in the one that marks it as
	// cancelled. Either may be nil. An error undoes the mark; it is tried again later.
	Failed    func(ctx context.Context, tx *db.Tx, r *Run, cause error) error
	Cancelled func(ctx context.Context, tx *db.Tx, r *Run) error
}

// New is a job to be queued.
type New struct {
	Kind      string
	Args      any       // stored as JSON until the job is over; IDs, never personal data
	UniqueKey string    // there once among the jobs that are kept, finished ones too; "" for none
	RunAt     time.Time // not before; zero for at once
}

// Why a run is refused what it asks for, or its context has ended.
var (
	// ErrCancelled says that the job was asked to stop.
	ErrCancelled = errors.New("the job was cancelled")
	// ErrLost says that the job is another worker's now.
	ErrLost = errors.New("the job's lease was lost")

	errDone = errors.New("the job is done") // by this very run
)

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks an error as one that another attempt cannot mend: the job fails at once.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}
