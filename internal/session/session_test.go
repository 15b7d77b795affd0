package session_test

import (
	"context"
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/seal"
	"github.com/tenantry/tenantry/internal/session"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a service over one database, with a clock that stands until it is moved.
type world struct {
	*session.Service
	d   *db.DB
	now time.Time

	mu      sync.Mutex
	notices []string // what owners were told, in order
}

// members is what package member would say of every account: whether all its memberships are disabled.
func members(disabled bool) session.Members {
	return session.Members{
		AllDisabled: func(context.Context, db.Querier, string) (bool, error) { return disabled, nil },
		TakeUp:      func(context.Context, *db.Tx, time.Time, string) error { return nil },
	}
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{d: d, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	w.Service = w.service(members(false))
	hash := cheap("right password")
	w.write(t, func(ctx context.Context, tx *db.Tx) error {
		for _, name := range []string{"kim", "lee"} {
			if _, err := tx.Exec(ctx, "INSERT INTO account (id, email, email_key, name, password_hash, created_at, updated_at) VALUES ($1, $2, $2, $1, $3, 1, 1)",
				"acc_"+name, name+"@example.com", hash); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// cheap is the hash of a password that is fast to compare, so that a test can sign in many times.
func cheap(password string) string {
	salt := []byte("0123456789abcdef")
	key := base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), salt, 1, 8, 1, 32))
	return "$argon2id$v=19$m=8,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + key
}

// publicURL is where passkeys are for.
const publicURL = "https://tenantry.example.com"

// service is a node over the database.
func (w *world) service(m session.Members) *session.Service {
	box, err := seal.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		panic(err)
	}
	return session.NewService(session.Config{
		DB: w.d, Now: func() time.Time { return w.now }, DeviceKey: []byte("key"), Box: box, RecoveryKey: []byte("another key"), PublicURL: publicURL, Members: m,
		Notify: func(_ context.Context, _ *db.Tx, n session.Notice) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.notices = append(w.notices, n.AccountID+" "+n.Kind+" "+n.Detail)
			return nil
		},
	})
}

func (w *world) write(t *testing.T, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := w.d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func (w *world) signIn(address, device, email, password string) (session.SignedIn, error) {
	return w.SignIn(ctx, session.Visitor{Actor: audit.Actor{Address: address}, Device: device}, session.Credentials{Email: email, Password: password})
}

// fill makes the next wrong password for the account from the address the last that is looked at.
func (w *world) fill(t *testing.T, left int) {
	t.Helper()
	w.write(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE throttle SET count = $1", int64(session.PerAccount-left))
		return err
	})
}

func TestSignInAndThrottle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "KIM@example.com", "right password")
		if err != nil || in.AccountID != "acc_kim" {
			t.Fatalf("%+v, %v", in, err)
		}
		if _, err := w.signIn("192.0.2.1", "", "kim@example.com", "wrong password"); !fault.Is(err, "invalid_credentials") {
			t.Fatalf("wrong password: %v", err)
		}
		w.fill(t, 0)
		throttled := func(what string, want bool, err error) {
			t.Helper()
			if fault.Is(err, "too_many_attempts") != want {
				t.Errorf("%s: %v, throttled should be %t", what, err, want)
			}
		}
		attempt := func(address, device, email string) error {
			_, err := w.signIn(address, device, email, "right password")
			return err
		}
		throttled("a stranger who has tried too often", true, attempt("192.0.2.1", "", "kim@example.com"))
		throttled("the same from an address in IPv6 form", true, attempt("::ffff:192.0.2.1", "", "kim@example.com"))
		throttled("the same with a device that is none", true, attempt("192.0.2.1", "x.y", "kim@example.com"))
		throttled("a browser that has signed in before", false, attempt("192.0.2.1", in.Device, "kim@example.com"))
		throttled("another address", false, attempt("192.0.2.2", "", "kim@example.com"))

		other, err := w.signIn("192.0.2.9", "", "lee@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		w.fill(t, 0)
		// A token of another account, or made up from one, is no way around.
		nonce, mac, _ := strings.Cut(in.Device, ".")
		otherNonce, otherMAC, _ := strings.Cut(other.Device, ".")
		for what, device := range map[string]string{
			"of another account": other.Device, "own nonce, other MAC": nonce + "." + otherMAC, "other nonce, own MAC": otherNonce + "." + mac,
			"no MAC": nonce + ".", "no nonce": "." + mac, "longer": in.Device + "A", "shorter": in.Device[:len(in.Device)-1], "nonce with the address": nonce + "\x00kim@example.com." + mac,
		} {
			throttled("device: "+what, true, attempt("192.0.2.1", device, "kim@example.com"))
		}
		w.now = w.now.Add(session.Window)
		throttled("after the window", false, attempt("192.0.2.1", "", "kim@example.com"))
	})
}

func TestUnknownAndMalformedAddressesAreAnsweredAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		_, want := w.signIn("192.0.2.1", "", "kim@example.com", "wrong password")
		for _, email := range []string{"nobody@example.com", "", "kim", "kim@", "a\x00b@example.com", "\x00", "\xff@example.com", "김@example.com", strings.Repeat("a", 5000) + "@example.com"} {
			_, err := w.signIn("192.0.2.1", "", email, "wrong password")
			if !fault.Is(err, "invalid_credentials") || err.Error() != want.Error() {
				t.Errorf("%.20q: %v, want %v", email, err, want)
			}
		}
	})
}

func TestSessionEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		begin := w.now
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		recognized := func(token string) bool {
			t.Helper()
			ses, err := w.Recognize(ctx, token)
			if err != nil && !fault.Is(err, "unauthenticated") {
				t.Fatal(err)
			}
			return err == nil && ses.AccountID == "acc_kim"
		}
		for _, token := range []string{"", in.ID, in.Token + "A", strings.ToUpper(in.Token), "\x00"} {
			if recognized(token) {
				t.Errorf("%q is taken for a session", token)
			}
		}
		// Used every 29 minutes it lasts to its absolute end, also when the last use was only noted.
		for w.now.Add(29 * time.Minute).Before(begin.Add(session.Absolute)) {
			w.now = w.now.Add(29 * time.Minute)
			if !recognized(in.Token) {
				t.Fatalf("ended after %v in use", w.now.Sub(begin))
			}
			if w.now.Sub(begin)%(2*29*time.Minute) == 0 {
				if err := w.Flush(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		if w.now = begin.Add(session.Absolute - time.Microsecond); !recognized(in.Token) {
			t.Error("ended a microsecond too early")
		}
		if w.now = begin.Add(session.Absolute); recognized(in.Token) {
			t.Error("lasts beyond its absolute end")
		}
		idle, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		if w.now = w.now.Add(session.Idle); recognized(idle.Token) {
			t.Error("lasts beyond its idle end")
		}
		w.now = w.now.Add(session.Absolute)
		w.write(t, w.Sweep)
		var n int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM session").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d ended sessions are kept (%v)", n, err)
		}
	})
}

func TestSignOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		second := w.service(members(false)) // another node
		if _, err := second.Recognize(ctx, in.Token); err != nil {
			t.Errorf("another node does not know the session: %v", err)
		}
		var hash []byte
		if err := d.QueryRow(ctx, "SELECT token_hash FROM session WHERE id = $1", in.ID).Scan(&hash); err != nil || len(hash) != 32 || strings.Contains(string(hash), in.Token) {
			t.Errorf("what is stored of the token is %x (%v), want its hash", hash, err)
		}
		if err := w.SignOut(ctx, audit.Actor{AccountID: "acc_kim"}, in.Session); err != nil {
			t.Fatal(err)
		}
		for i, node := range []*session.Service{w.Service, second} {
			if _, err := node.Recognize(ctx, in.Token); !fault.Is(err, "unauthenticated") {
				t.Errorf("node %d still knows the session: %v", i, err)
			}
		}
	})
}

// counts is how many attempts are counted in all buckets together.
func (w *world) counts(t *testing.T) (n int) {
	t.Helper()
	if err := w.d.QueryRow(ctx, "SELECT COALESCE(SUM(count), 0) FROM throttle").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A sign-in takes back what it counted and nothing else: a known browser is not counted by its address, so
// that signing in from one cannot wipe out what strangers behind that address have used up.
func TestKnownBrowserLeavesItsAddressAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.signIn("192.0.2.1", "", "lee@example.com", "wrong"); err == nil {
			t.Fatal("a wrong password was right")
		}
		before := w.counts(t)
		if _, err := w.signIn("192.0.2.1", in.Device, "kim@example.com", "right password"); err != nil {
			t.Fatal(err)
		}
		if after := w.counts(t); after != before {
			t.Errorf("the counts went from %d to %d", before, after)
		}
	})
}

// A right password of an account that is disabled everywhere is refused as that, and is no wrong password.
func TestDisabledAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.Service = w.service(members(true))
		if _, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password"); !fault.Is(err, "account_disabled") {
			t.Errorf("got %v", err)
		}
		if n := w.counts(t); n != 0 {
			t.Errorf("a right password counted %d times as a wrong one", n)
		}
		var events, sessions int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE action = 'session.refused' AND target = 'acc_kim'").Scan(&events); err != nil || events != 1 {
			t.Errorf("%d events of the refusal, %v", events, err)
		}
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM session").Scan(&sessions); err != nil || sessions != 0 {
			t.Errorf("%d sessions, %v", sessions, err)
		}
	})
}

// Where the last uses cannot be stored they are not forgotten: a session that is in use does not end for it.
func TestLastUsesThatCannotBeStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(session.Idle - time.Second)
		if _, err := w.Recognize(ctx, in.Token); err != nil {
			t.Fatal(err)
		}
		ended, end := context.WithCancel(ctx)
		end()
		if err := w.Flush(ended); err == nil {
			t.Fatal("stored although nobody waits for it")
		}
		w.now = w.now.Add(session.Idle - time.Second)
		if _, err := w.Recognize(ctx, in.Token); err != nil {
			t.Errorf("the session has ended: %v", err)
		}
	})
}
