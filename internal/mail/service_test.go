package mail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/mail"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx = context.Background()
	now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	key = bytes.Repeat([]byte{7}, 32)
)

// process is a mail service and the jobs by which it delivers.
type process struct {
	*mail.Service
	jobs *job.Service
}

// open makes a service, as one process of the program would. Its clock stands still.
func open(t *testing.T, d *db.DB, outbox string) process {
	t.Helper()
	return openAt(t, d, outbox, func() time.Time { return now })
}

func openAt(t *testing.T, d *db.DB, outbox string, clock func() time.Time) process {
	t.Helper()
	jobs := job.NewService(d, clock)
	s, err := mail.NewService(mail.Config{DB: d, Now: clock, Jobs: jobs, Cursors: db.NewCursors(key), Key: key, Outbox: outbox, PublicURL: publicURL})
	if err != nil {
		t.Fatal(err)
	}
	return process{s, jobs}
}

// deliver delivers what is due.
func (p process) deliver() error {
	_, err := p.jobs.Work(ctx)
	return err
}

// logged returns where the log goes until the end of the test.
func logged(t *testing.T) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return &log
}

// logs is a log that several goroutines write.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// use has the log go there until the end of the test.
func (l *logs) use(t *testing.T) {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
}

func temporary(password string) mail.Message {
	return mail.TemporaryPassword{To: "kim@city.go.kr", Name: "Kim", Password: password, Organization: "Seoul", ExpiresAt: now.Add(72 * time.Hour)}
}

// queue queues the messages in one transaction.
func queue(t *testing.T, d *db.DB, s process, messages ...mail.Message) {
	t.Helper()
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, m := range messages {
			if err := s.Queue(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type row struct {
	id     string
	sealed []byte
	at     int64
}

func rows(t *testing.T, d *db.DB) []row {
	t.Helper()
	found, err := d.Query(ctx, "SELECT id, sealed, created_at FROM mail ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Collect(found, func(r *row) []any { return []any{&r.id, &r.sealed, &r.at} })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func insert(t *testing.T, d *db.DB, r row) {
	t.Helper()
	exec(t, d, "INSERT INTO mail (id, sealed, created_at) VALUES ($1, $2, $3)", r.id, r.sealed, r.at)
}

func exec(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// outcomes are the states of the jobs, in the order of their messages, each with its error.
func outcomes(t *testing.T, d *db.DB) []string {
	t.Helper()
	found, err := d.Query(ctx, "SELECT state || ' ' || error FROM job ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Collect(found, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// names are those of the files in a folder; of one that is not there, none.
func names(t *testing.T, folder string) []string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		found = append(found, f.Name())
	}
	return found
}

// passwords are those of all messages in a folder, sorted.
func passwords(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	for _, name := range names(t, folder) {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, read(t, raw).apart(t)...)
	}
	slices.Sort(found)
	return found
}

func TestACommitDelivers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		outbox := filepath.Join(t.TempDir(), "data", "outbox")
		s := open(t, d, outbox)
		working, end := context.WithCancel(ctx)
		ended := make(chan error)
		go func() { ended <- s.jobs.Run(working) }()
		defer func() {
			end()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			err := errors.Join(s.Queue(ctx, tx, temporary("first-password")), s.Queue(ctx, tx, temporary("second-password")))
			if found := names(t, outbox); len(found) > 0 {
				t.Errorf("before the commit there is %q", found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for begun := time.Now(); len(rows(t, d)) > 0; time.Sleep(time.Millisecond) {
			if time.Since(begun) > 30*time.Second {
				t.Fatalf("%d messages are still queued", len(rows(t, d)))
			}
		}
		if got := passwords(t, outbox); !slices.Equal(got, []string{"first-password", "second-password"}) {
			t.Errorf("delivered %q", got)
		}
		for path, want := range map[string]fs.FileMode{outbox: fs.ModeDir | 0o700, filepath.Join(outbox, names(t, outbox)[0]): 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode() != want {
				t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
			}
		}
	})
}

func TestARollbackDeliversNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		outbox := t.TempDir()
		s := open(t, d, outbox)
		stop := errors.New("stop here")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(s.Queue(ctx, tx, temporary("hunter22")), stop)
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if err := s.deliver(); err != nil {
			t.Error(err)
		}
		if found := names(t, outbox); len(found) > 0 || len(rows(t, d)) > 0 {
			t.Errorf("delivered %q, %d queued", found, len(rows(t, d)))
		}
	})
}

// killed queues a message in a program that ends right after the commit, and returns the row it left.
func killed(t *testing.T, d *db.DB, password string) row {
	t.Helper()
	s := open(t, d, filepath.Join(t.TempDir(), "never"))
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the program went on after the commit")
			}
		}()
		_ = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			tx.AfterCommit(func(context.Context) { panic("killed") })
			return s.Queue(ctx, tx, temporary(password))
		})
	}()
	left := rows(t, d)
	if len(left) == 0 {
		t.Fatal("nothing is queued")
	}
	return left[len(left)-1]
}

func TestAKillLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		outbox := t.TempDir()
		left := killed(t, d, "hunter22")
		if bytes.Contains(left.sealed, []byte("hunter22")) || bytes.Contains(left.sealed, []byte("kim@")) {
			t.Errorf("the queue can be read: %q", left.sealed)
		}
		var args string // of the job, which forgets them when it ends
		if err := d.QueryRow(ctx, "SELECT args FROM job").Scan(&args); err != nil {
			t.Fatal(err)
		}
		again := open(t, d, outbox) // the program starts again
		if err := again.deliver(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(outbox, left.id+".eml")
		first, err := os.ReadFile(path)
		if err != nil || !slices.Equal(passwords(t, outbox), []string{"hunter22"}) || len(rows(t, d)) > 0 {
			t.Fatalf("delivered %q, %d queued: %v", names(t, outbox), len(rows(t, d)), err)
		}

		// Killed between the delivery and the end of its row.
		insert(t, d, left)
		exec(t, d, "UPDATE job SET state = 'running', owner = 'run_gone', lease_until = $1, args = $2", now.UnixMicro()-1, args)
		if err := open(t, d, outbox).deliver(); err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(first, second) || len(names(t, outbox)) != 1 || len(rows(t, d)) > 0 {
			t.Errorf("again: %q, the same %t, %d queued: %v", names(t, outbox), bytes.Equal(first, second), len(rows(t, d)), err)
		}
	})
}

func TestWhoDeliversAtOnceDeliversOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		outbox := t.TempDir()
		log := logged(t)
		var want []string
		for i := range 30 {
			want = append(want, fmt.Sprintf("password-%02d", i))
			killed(t, d, want[i])
		}
		same, other := open(t, d, outbox), open(t, d, outbox)
		if err := errors.Join(dbtest.Together(4, func(i int) error { return []process{same, other}[i%2].deliver() })...); err != nil {
			t.Fatal(err)
		}
		if got := passwords(t, outbox); !slices.Equal(got, want) || len(names(t, outbox)) != len(want) || len(rows(t, d)) > 0 || log.Len() > 0 {
			t.Errorf("delivered %q in %q, %d queued; logged %s", got, names(t, outbox), len(rows(t, d)), log)
		}
	})
}

func TestABrokenOutboxKeepsTheMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := logged(t)
		blocked := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		outbox := filepath.Join(blocked, "outbox")
		at := now
		s := openAt(t, d, outbox, func() time.Time { return at })
		queue(t, d, s, temporary("hunter22")) // which succeeds: the change is made
		for range 5 {                         // for an hour and more
			if err := s.deliver(); err != nil {
				t.Errorf("the queue is readable, but %v", err)
			}
			at = at.Add(20 * time.Minute)
		}
		if len(rows(t, d)) != 1 {
			t.Fatalf("%d messages are queued, want one", len(rows(t, d)))
		}
		if got := log.String(); strings.Count(got, "kind=mail.deliver") != 5 || strings.Contains(got, "hunter22") || strings.Contains(got, "kim@") || strings.Contains(got, "Seoul") {
			t.Errorf("want each attempt, and nothing of what is in the message; logged %s", got)
		}
		// Why not is told to whoever reads the queue; where the folder is, to whoever reads the log alone.
		why := strings.Join(slices.Concat(texts(t, d, "SELECT error FROM job"), texts(t, d, "SELECT error FROM mail")), "")
		if !strings.HasPrefix(why, "write to the outbox: ") || !strings.Contains(why, "not a directory") || strings.Contains(why, blocked) {
			t.Errorf("told: %s", why)
		}
		if got := log.String(); !strings.Contains(got, outbox) {
			t.Errorf("the log does not say where: %s", got)
		}
		if err := os.Remove(blocked); err != nil {
			t.Fatal(err)
		}
		if err := s.deliver(); err != nil {
			t.Error(err)
		}
		if got := passwords(t, outbox); !slices.Equal(got, []string{"hunter22"}) || len(rows(t, d)) > 0 {
			t.Errorf("delivered %q, %d queued", got, len(rows(t, d)))
		}
	})
}

// A file that cannot get its name tells no more.
func TestAMessageThatGetsNoFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		outbox := t.TempDir()
		s := open(t, d, outbox)
		queue(t, d, s, temporary("hunter22"))
		if err := os.MkdirAll(filepath.Join(outbox, texts(t, d, "SELECT id FROM mail")[0]+".eml", "in the way"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := s.deliver(); err != nil {
			t.Fatal(err)
		}
		if why := strings.Join(texts(t, d, "SELECT error FROM job"), ""); !strings.HasPrefix(why, "write to the outbox: ") || strings.Contains(why, outbox) || strings.Contains(why, ".mail-") {
			t.Errorf("told: %s", why)
		}
		if found := names(t, outbox); len(found) != 1 {
			t.Errorf("%q are left", found)
		}
	})
}

func texts(t *testing.T, d *db.DB, query string) []string {
	t.Helper()
	found, err := d.Query(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Collect(found, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What cannot be delivered for two weeks will not be: a password in it is long over.
func TestWhatNobodyGetsGoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		at := now
		s := openAt(t, d, filepath.Join(t.TempDir(), "outbox"), func() time.Time { return at })
		left := killed(t, d, "hunter22")
		exec(t, d, "UPDATE mail SET sealed = $1", left.sealed[1:])
		for range 3 {
			if err := s.deliver(); err != nil {
				t.Fatal(err)
			}
			at = at.Add(6 * 24 * time.Hour)
			before := len(rows(t, d))
			err := d.Write(ctx, s.Sweep)
			if after := len(rows(t, d)); err != nil || before != 1 || (after == 0) != (at.Sub(now) > 14*24*time.Hour) {
				t.Errorf("%v later %d of %d messages are left: %v", at.Sub(now), after, before, err)
			}
		}
		if got := outcomes(t, d); len(got) != 1 || !strings.HasPrefix(got[0], "failed ") {
			t.Errorf("jobs %q", got)
		}
	})
}

func TestOneMessageDoesNotHoldUpTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		logged(t)
		outbox := t.TempDir()
		moved := killed(t, d, "moved") // sealed for another row
		altered, stuck := killed(t, d, "altered"), killed(t, d, "stuck")
		killed(t, d, "good")
		if err := os.Mkdir(filepath.Join(outbox, stuck.id+".eml"), 0o700); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE mail SET sealed = $1 WHERE id = $2", altered.sealed[:len(altered.sealed)-1], altered.id)
			if err == nil {
				_, err = tx.Exec(ctx, "UPDATE mail SET sealed = $1 WHERE id = $2", stuck.sealed, moved.id)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := open(t, d, outbox).deliver(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(outbox, stuck.id+".eml")); err != nil {
			t.Fatal(err)
		}
		if got := passwords(t, outbox); !slices.Equal(got, []string{"good"}) || len(rows(t, d)) != 3 {
			t.Errorf("delivered %q in %q, %d queued", got, names(t, outbox), len(rows(t, d)))
		}
		const other = "failed the message was sealed with another key, or altered"
		got := outcomes(t, d)
		if len(got) != 4 || got[0] != other || got[1] != other || !strings.HasPrefix(got[2], "queued write to the outbox: ") || got[3] != "done " {
			t.Errorf("jobs %q", got)
		}
	})
}

func TestAMessageThatCannotBeSentRefusesTheChange(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	s := open(t, d, t.TempDir())
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.Queue(ctx, tx, mail.Question{To: "kim@city.go.kr\nBcc: eve@evil.example", Name: "Kim", Organization: "Seoul"})
	})
	if err == nil || len(rows(t, d)) > 0 {
		t.Errorf("%v, %d queued", err, len(rows(t, d)))
	}
}

func TestWithoutAnOutboxTheChangeIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		left := killed(t, d, "hunter22") // by a program that had one
		s := open(t, d, "")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return s.Queue(ctx, tx, temporary("more")) })
		if !fault.Is(err, "mail_not_configured") {
			t.Errorf("queued: %v", err)
		}
		if err := s.deliver(); err != nil {
			t.Error(err)
		}
		if queued := rows(t, d); len(queued) != 1 || queued[0].id != left.id {
			t.Errorf("queued are %d messages, want the one there was", len(queued))
		}
	})
}

func TestUnfinishedFilesGo(t *testing.T) {
	outbox := t.TempDir()
	for name, age := range map[string]time.Duration{".mail-old": 2 * time.Hour, ".mail-new": time.Minute, "old.eml": 48 * time.Hour} {
		path := filepath.Join(outbox, name)
		if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Chtimes(path, now, now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	at := now
	s := openAt(t, dbtest.New(t, db.SQLite), outbox, func() time.Time { return at })
	for _, test := range []struct {
		at   time.Time
		want []string
	}{{now, []string{".mail-new", "old.eml"}}, {now.Add(61 * time.Minute), []string{"old.eml"}}} {
		at = test.at
		if err := s.Tidy(); err != nil {
			t.Fatal(err)
		}
		if got := names(t, outbox); !slices.Equal(got, test.want) {
			t.Errorf("at %v left are %q, want %q", at, got, test.want)
		}
	}
}

func TestNewServiceRefuses(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	for _, test := range []struct {
		key       []byte
		publicURL string
	}{{key[:31], publicURL}, {nil, publicURL}, {key, ""}, {key, "https://"}, {key, "https://a b.example"}, {key, "https://a,b.example"}} {
		c := mail.Config{DB: d, Now: time.Now, Jobs: job.NewService(d, time.Now), Key: test.key, Outbox: t.TempDir(), PublicURL: test.publicURL}
		if _, err := mail.NewService(c); err == nil {
			t.Errorf("a key of %d bytes and %q are taken", len(test.key), test.publicURL)
		}
	}
}
