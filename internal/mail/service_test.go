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
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/mail"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx = context.Background()
	now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	key = bytes.Repeat([]byte{7}, 32)
)

// open makes a service, as one process of the program would. Its clock stands still.
func open(t *testing.T, d *db.DB, outbox string) *mail.Service {
	t.Helper()
	return openAt(t, d, outbox, func() time.Time { return now })
}

func openAt(t *testing.T, d *db.DB, outbox string, clock func() time.Time) *mail.Service {
	t.Helper()
	s, err := mail.NewService(d, clock, key, outbox, publicURL)
	if err != nil {
		t.Fatal(err)
	}
	return s
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

func temporary(password string) mail.Message {
	return mail.TemporaryPassword{To: "kim@city.go.kr", Name: "Kim", Password: password, Organization: "Seoul", ExpiresAt: now.Add(72 * time.Hour)}
}

// queue queues the messages in one transaction.
func queue(t *testing.T, d *db.DB, s *mail.Service, messages ...mail.Message) {
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
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO mail (id, sealed, created_at) VALUES ($1, $2, $3)", r.id, r.sealed, r.at)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
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
		if got := passwords(t, outbox); !slices.Equal(got, []string{"first-password", "second-password"}) {
			t.Errorf("delivered %q", got)
		}
		if left := rows(t, d); len(left) > 0 {
			t.Errorf("%d messages are still queued", len(left))
		}
		for path, want := range map[string]fs.FileMode{outbox: fs.ModeDir | 0o700, filepath.Join(outbox, names(t, outbox)[0]): 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode() != want {
				t.Errorf("%s: %v, %v, want %v", path, info.Mode(), err, want)
			}
		}
	})
}

// A request whose client has gone is not a reason to wait with its mail.
func TestACommitDeliversForWhoeverHasGone(t *testing.T) {
	outbox := t.TempDir()
	d := dbtest.New(t, db.SQLite)
	s := open(t, d, outbox)
	ctx, gone := context.WithCancel(ctx)
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		tx.AfterCommit(func(context.Context) { gone() })
		return s.Queue(ctx, tx, temporary("hunter22"))
	})
	if got := passwords(t, outbox); err != nil || len(got) != 1 {
		t.Errorf("delivered %q, %v", got, err)
	}
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
		if err := s.Deliver(ctx); err != nil {
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
		again := open(t, d, outbox) // the program starts again
		if err := again.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(outbox, left.id+".eml")
		first, err := os.ReadFile(path)
		if err != nil || !slices.Equal(passwords(t, outbox), []string{"hunter22"}) || len(rows(t, d)) > 0 {
			t.Fatalf("delivered %q, %d queued: %v", names(t, outbox), len(rows(t, d)), err)
		}

		insert(t, d, left) // killed between the delivery and the end of its row
		if err := open(t, d, outbox).Deliver(ctx); err != nil {
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
		if err := errors.Join(dbtest.Together(4, func(i int) error { return []*mail.Service{same, other}[i%2].Deliver(ctx) })...); err != nil {
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
		left := rows(t, d)
		if len(left) != 1 {
			t.Fatalf("%d messages are queued, want one", len(left))
		}
		for _, later := range []time.Duration{0, 5 * time.Second, 10 * time.Minute} {
			at = now.Add(later)
			if err := s.Deliver(ctx); err != nil {
				t.Errorf("the queue is readable, but %v", err)
			}
		}
		if got := log.String(); strings.Count(got, "mail="+left[0].id) != 2 || strings.Contains(got, "hunter22") || strings.Contains(got, "kim@") || strings.Contains(got, "Seoul") {
			t.Errorf("want the message's ID, and nothing of what is in it, at first and after ten minutes; logged %s", got)
		}
		if err := os.Remove(blocked); err != nil {
			t.Fatal(err)
		}
		if err := s.Deliver(ctx); err != nil {
			t.Error(err)
		}
		if got := passwords(t, outbox); !slices.Equal(got, []string{"hunter22"}) || len(rows(t, d)) > 0 {
			t.Errorf("delivered %q, %d queued", got, len(rows(t, d)))
		}
	})
}

func TestOneMessageDoesNotHoldUpTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := logged(t)
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
		if err := open(t, d, outbox).Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(outbox, stuck.id+".eml")); err != nil {
			t.Fatal(err)
		}
		if got := passwords(t, outbox); !slices.Equal(got, []string{"good"}) || len(rows(t, d)) != 3 {
			t.Errorf("delivered %q in %q, %d queued", got, names(t, outbox), len(rows(t, d)))
		}
		for _, r := range []row{moved, altered, stuck} {
			if !strings.Contains(log.String(), r.id) {
				t.Errorf("nothing says that %s was not delivered:\n%s", r.id, log)
			}
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
		if err := s.Deliver(ctx); err != nil {
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
		if err := s.Deliver(ctx); err != nil {
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
		if _, err := mail.NewService(d, time.Now, test.key, t.TempDir(), test.publicURL); err == nil {
			t.Errorf("a key of %d bytes and %q are taken", len(test.key), test.publicURL)
		}
	}
}
