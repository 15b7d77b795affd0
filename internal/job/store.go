package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// insert queues a job and reports whether it did: not where its unique key is there.
func insert(ctx context.Context, tx *db.Tx, id string, n New, args string, attempts int, now time.Time) (bool, error) {
	count, err := tx.Exec(ctx, `
		INSERT INTO job (id, kind, args, state, run_at, attempt, max_attempts, owner, lease_until, cancel_requested,
			unique_key, progress_done, progress_total, error, created_at, started_at, finished_at)
		VALUES ($1, $2, $3, 'queued', $4, 0, $5, '', 0, FALSE, $6, 0, 0, '', $7, 0, 0)
		ON CONFLICT (unique_key) WHERE unique_key <> '' DO NOTHING`,
		id, n.Kind, args, db.Micros(n.RunAt), attempts, n.UniqueKey, db.Micros(now))
	return count > 0, err
}

func find(ctx context.Context, q db.Querier, id string) (Job, error) {
	var j Job
	var runAt, created, started, finished int64
	err := q.QueryRow(ctx, `
		SELECT id, kind, state, attempt, max_attempts, cancel_requested, progress_done, progress_total, error, run_at, created_at, started_at, finished_at
		FROM job WHERE id = $1`, id).
		Scan(&j.ID, &j.Kind, &j.State, &j.Attempt, &j.MaxAttempts, &j.Cancelling, &j.Done, &j.Total, &j.Error, &runAt, &created, &started, &finished)
	j.RunAt, j.CreatedAt, j.StartedAt, j.FinishedAt = db.Time(runAt), db.Time(created), atTime(started), atTime(finished)
	return j, err
}

// atTime is a stored time, of which 0 is none.
func atTime(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return db.Time(micros)
}

// runColumns are what scanRun reads.
const runColumns = "id, kind, args, attempt, max_attempts, owner, progress_done, progress_total, cancel_requested"

func scanRun(r *Run) []any {
	return []any{&r.ID, &r.Kind, &r.args, &r.Attempt, &r.max, &r.owner, &r.storedDone, &r.storedTotal, &r.asked}
}

// due reports whether a job of these kinds can be taken.
func due(ctx context.Context, q db.Querier, kinds []string, now time.Time) (bool, error) {
	var one int
	err := q.QueryRow(ctx, "SELECT 1 FROM job WHERE state = 'queued' AND run_at <= $1 AND kind IN ("+db.Placeholders(2, len(kinds))+") LIMIT 1",
		append([]any{db.Micros(now)}, db.Anys(kinds)...)...).Scan(&one)
	if db.NotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// take makes the job that has been due for longest a run's; nil where none is due that nobody else is taking.
func take(ctx context.Context, tx *db.Tx, owner string, kinds []string, now, until time.Time) (*Run, error) {
	r := &Run{}
	args := []any{owner, db.Micros(until), db.Micros(now)}
	err := tx.QueryRow(ctx, `
		UPDATE job SET state = 'running', owner = $1, lease_until = $2, started_at = $3, attempt = attempt + 1
		WHERE id = (SELECT id FROM job WHERE state = 'queued' AND run_at <= $3 AND kind IN (`+db.Placeholders(4, len(kinds))+`)
			ORDER BY run_at, id LIMIT 1`+tx.SkipLocked()+`)
		RETURNING `+runColumns, append(args, db.Anys(kinds)...)...).Scan(scanRun(r)...)
	if db.NotFound(err) {
		return nil, nil //nolint:nilnil // none, as said above
	}
	return r, err
}

// orphans are jobs whose lease was over before a moment, but for those of these owners.
func orphans(ctx context.Context, q db.Querier, kinds, owners []string, before int64) ([]*Run, error) {
	kinds, owners = db.Filled(kinds), db.Filled(owners)
	query := "SELECT " + runColumns + " FROM job WHERE state = 'running' AND lease_until < $1 AND kind IN (" + db.Placeholders(2, len(kinds)) + ")"
	if len(owners) > 0 {
		query += " AND owner NOT IN (" + db.Placeholders(2+len(kinds), len(owners)) + ")"
	}
	rows, err := q.Query(ctx, query+" ORDER BY lease_until, id LIMIT 100",
		append(append([]any{before}, db.Anys(kinds)...), db.Anys(owners)...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	var found []*Run
	for rows.Next() {
		r := &Run{}
		if err := rows.Scan(scanRun(r)...); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

// How a job that is running is changed. All of them store its progress and its lease.
const (
	toKeep = ""
	toDone = ", state = 'done', finished_at = $6, error = '', args = '{}'"
	// toQueued and toGiveBack clear what the run had.
	toQueued    = ", state = 'queued', owner = '', run_at = $6, error = $7"
	toGiveBack  = ", state = 'queued', owner = '', run_at = $6, attempt = attempt - 1"
	toFailed    = ", state = 'failed', finished_at = $6, error = $7, args = '{}'"
	toCancelled = ", state = 'cancelled', finished_at = $6, args = '{}'"
)

// change changes a job that this run holds. Errors: ErrLost where another has it; ErrCancelled where it was
// asked to stop, except for the change to cancelled; errDone where this run has completed it.
func change(ctx context.Context, tx *db.Tx, r *Run, until int64, to string, args ...any) error {
	query := "UPDATE job SET lease_until = $3, progress_done = $4, progress_total = $5" + to + " WHERE id = $1 AND state = 'running' AND owner = $2"
	if to != toCancelled {
		query += " AND NOT cancel_requested"
	}
	done, total := r.progress()
	n, err := tx.Exec(ctx, query, append([]any{r.ID, r.owner, until, done, total}, args...)...)
	if err != nil || n > 0 {
		return err
	}
	return whyNot(ctx, tx, r)
}

func whyNot(ctx context.Context, tx *db.Tx, r *Run) error {
	var state State
	var asked bool
	err := tx.QueryRow(ctx, "SELECT state, cancel_requested FROM job WHERE id = $1 AND owner = $2", r.ID, r.owner).Scan(&state, &asked)
	switch {
	case err != nil && !db.NotFound(err):
		return err
	case err == nil && state == Running && asked:
		return ErrCancelled
	case err == nil && state == Done:
		return errDone
	}
	return ErrLost
}

// beat extends a run's lease and stores its progress. Errors, which undo that: ErrLost; ErrCancelled where the job
// was asked to stop.
func beat(ctx context.Context, tx *db.Tx, r *Run, done, total int64, until time.Time) error {
	var asked bool
	err := tx.QueryRow(ctx, `
		UPDATE job SET lease_until = $3, progress_done = $4, progress_total = $5
		WHERE id = $1 AND state = 'running' AND owner = $2 RETURNING cancel_requested`,
		r.ID, r.owner, db.Micros(until), done, total).Scan(&asked)
	switch {
	case db.NotFound(err):
		return ErrLost
	case err == nil && asked:
		return ErrCancelled
	}
	return err
}

// postpone has an orphan looked at again at a later time.
func postpone(ctx context.Context, tx *db.Tx, r *Run, until time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE job SET lease_until = $3 WHERE id = $1 AND state = 'running' AND owner = $2", r.ID, r.owner, db.Micros(until))
	return err
}

// stillOver fails with ErrLost where the lease of an orphan was extended after all.
func stillOver(ctx context.Context, tx *db.Tx, r *Run, before int64) error {
	var one int
	err := tx.QueryRow(ctx, "SELECT 1 FROM job WHERE id = $1 AND state = 'running' AND owner = $2 AND lease_until < $3", r.ID, r.owner, before).Scan(&one)
	if db.NotFound(err) {
		return ErrLost
	}
	return err
}

// lock returns the state of a job and keeps it as it is until the transaction ends.
func lock(ctx context.Context, tx *db.Tx, id string) (*Run, State, error) {
	r := &Run{}
	var state State
	err := tx.QueryRow(ctx, "SELECT state, "+runColumns+" FROM job WHERE id = $1"+tx.ForUpdate(), id).Scan(append([]any{&state}, scanRun(r)...)...)
	return r, state, err
}

func cancelQueued(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE job SET state = 'cancelled', finished_at = $2, args = '{}' WHERE id = $1", id, db.Micros(now))
	return err
}

func hurry(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE job SET run_at = $2 WHERE id = $1 AND state = 'queued' AND run_at > $2", id, db.Micros(now))
	return err
}

func askToStop(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, "UPDATE job SET cancel_requested = TRUE WHERE id = $1", id)
	return err
}

// removeFinished removes some of the jobs that were over before a time, and returns how many.
func removeFinished(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE finished_at > 0 AND finished_at < $1 ORDER BY finished_at, id LIMIT 1000)", db.Micros(before))
}

// figure is how many jobs of a kind are in a state.
type figure struct {
	kind  string
	state State
	count int64
}

func figures(ctx context.Context, q db.Querier) (all []figure, err error) {
	for _, state := range []State{Queued, Running} {
		// The state is written out so that the index of the rows in that state serves.
		rows, err := q.Query(ctx, strings.ReplaceAll("SELECT kind, 'STATE', COUNT(*) FROM job WHERE state = 'STATE' GROUP BY kind", "STATE", string(state)))
		if err != nil {
			return nil, err
		}
		some, err := db.Collect(rows, func(f *figure) []any { return []any{&f.kind, &f.state, &f.count} })
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// refusal reports whether err says that the run has no say in its job any more.
func refusal(err error) bool {
	return errors.Is(err, ErrLost) || errors.Is(err, ErrCancelled) || errors.Is(err, errDone)
}

// short is an error's text as it is stored.
func short(err error) string {
	const most = 2000
	text := strings.ToValidUTF8(strings.ReplaceAll(fmt.Sprint(err), "\x00", ""), "")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
