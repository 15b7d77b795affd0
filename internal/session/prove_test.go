package session_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/session"
)

func TestProve(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		until := func() time.Time {
			t.Helper()
			ses, err := w.Recognize(ctx, in.Token)
			if err != nil {
				t.Fatal(err)
			}
			return ses.ProvedUntil(w.now)
		}
		if !until().IsZero() {
			t.Error("signing in is taken for proving again")
		}
		v := browser("192.0.2.1")
		prove := func(p session.Proof) error {
			t.Helper()
			at, err := w.Prove(ctx, v, in.Session, p)
			if err == nil && (!at.Equal(w.now.Add(session.ProvedLife)) || !until().Equal(at)) {
				t.Errorf("proved until %v and %v", at, until())
			}
			return err
		}
		want(t, "nothing", "one_required", prove(session.Proof{}))
		want(t, "two things", "one_required", prove(session.Proof{Password: "right password", Factor: session.Factor{Code: "123456"}}))
		for what, test := range map[string]struct {
			session.Proof
			code, location string
		}{
			"a wrong password": {session.Proof{Password: "wrong"}, "wrong_password", "body.password"},
			"a code of no app": {session.Proof{Factor: session.Factor{Code: "123456"}}, "wrong_code", "body.code"},
			"no passkey":       {session.Proof{Factor: session.Factor{Passkey: &session.Answer{}}}, "invalid_passkey", "body.passkey"},
		} {
			err := prove(test.Proof)
			want(t, what, test.code, err)
			if f, _ := fault.As(err); len(f.Fields) != 1 || f.Fields[0].Location != test.location || !until().IsZero() {
				t.Errorf("%s: %v", what, err)
			}
		}
		want(t, "the password", "", prove(session.Proof{Password: "right password"}))
		w.now = w.now.Add(session.ProvedLife - time.Microsecond)
		if until().IsZero() {
			t.Error("over a microsecond too early")
		}
		if w.now = w.now.Add(time.Microsecond); !until().IsZero() {
			t.Error("lasts beyond ten minutes")
		}
		secret, codes := w.secondFactor(t)
		want(t, "the code that has confirmed the app", "wrong_code", prove(session.Proof{Factor: session.Factor{Code: session.Code(secret, w.now)}}))
		w.now = w.now.Add(time.Minute)
		code := session.Code(secret, w.now)
		want(t, "a code", "", prove(session.Proof{Factor: session.Factor{Code: code}}))
		want(t, "the same again", "wrong_code", prove(session.Proof{Factor: session.Factor{Code: code}}))
		want(t, "it to sign in", "invalid_code", w.code(code))
		want(t, "a recovery code", "", prove(session.Proof{Factor: session.Factor{Code: codes[0]}}))
		a := w.authenticator()
		w.passkey(t, in.Session, a)
		c, err := w.ProofOptions(ctx, in.Session)
		if err != nil {
			t.Fatal(err)
		}
		x := answer(t, a, c)
		other := w.session2(t)
		_, err = w.Prove(ctx, v, other, session.Proof{Factor: session.Factor{Passkey: &x}})
		want(t, "a passkey's answer to another session", "invalid_passkey", err)
		want(t, "the right answer", "", prove(session.Proof{Factor: session.Factor{Passkey: &x}}))
		want(t, "the same again", "invalid_passkey", prove(session.Proof{Factor: session.Factor{Passkey: &x}}))
		var proved int64
		if err := d.QueryRow(ctx, "SELECT proved_at FROM session WHERE id = $1", other.ID).Scan(&proved); err != nil || proved != 0 {
			t.Errorf("another session is proved as well: %d, %v", proved, err)
		}

		// Ten wrong ones (the last was one), then none is looked at, of whatever kind; a known browser is another matter.
		for range session.PerFactor - 1 {
			want(t, "wrong", "wrong_password", prove(session.Proof{Password: "wrong"}))
		}
		want(t, "the right password", "too_many_attempts", prove(session.Proof{Password: "right password"}))
		want(t, "a right code", "too_many_attempts", prove(session.Proof{Factor: session.Factor{Code: codes[1]}}))
		v.Device = in.Device
		want(t, "from the known browser", "", prove(session.Proof{Factor: session.Factor{Code: codes[1]}}))
		if err := w.SignOut(ctx, v.Actor, in.Session); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Prove(ctx, v, in.Session, session.Proof{Password: "right password"}); !fault.Is(err, "unauthenticated") {
			t.Errorf("a session that has ended: %v", err)
		}
	})
}

func TestChangePassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		other := w.session2(t)
		v := browser("192.0.2.1")
		change := func(current, password string) error { return w.ChangePassword(ctx, v, in.Session, current, password) }
		want(t, "a wrong one", "wrong_password", change("wrong password", "a fine new phrase"))
		want(t, "the same again", "must_differ", change("right password", "right password"))
		want(t, "too short", "too_short", change("right password", "short"))
		want(t, "a right one", "", change("right password", "a fine new phrase"))
		for _, password := range []string{"right password", "a fine new phrase"} {
			_, err := w.signIn("192.0.2.2", "", "kim@example.com", password)
			if (err == nil) != (password == "a fine new phrase") {
				t.Errorf("%q afterwards: %v", password, err)
			}
		}
		sessions, err := w.OfAccount(ctx, "acc_kim")
		if err != nil || slices.ContainsFunc(sessions, func(o session.Owned) bool { return o.ID == other.ID }) || !slices.ContainsFunc(sessions, func(o session.Owned) bool { return o.ID == in.ID }) {
			t.Errorf("sessions afterwards: %+v, %v", sessions, err)
		}
		found, err := w.Security(ctx, "acc_kim")
		if err != nil || !found.PasswordChangedAt.Equal(w.now) || strings.Join(w.notices, " ") != "acc_kim password_changed " {
			t.Errorf("security: %+v, %v, notices %q", found, err, w.notices)
		}
		// Of two at once one wins, and the other is told that the password is another now.
		errs := dbtest.Together(2, func(i int) error {
			return change("a fine new phrase", []string{"first in parallel", "second in parallel"}[i])
		})
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("both at once: %v", errs)
		}
	})
}

func TestOwnSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		second, third := w.session2(t), w.session2(t)
		theirs, err := w.signIn("192.0.2.1", "", "lee@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		ids := func() (ids []string) {
			t.Helper()
			all, err := w.OfAccount(ctx, "acc_kim")
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range all {
				ids = append(ids, o.ID)
			}
			slices.Sort(ids)
			return ids
		}
		if got := ids(); !slices.Equal(got, []string{in.ID, second.ID, third.ID}) {
			t.Errorf("sessions: %q", got)
		}
		w.now = w.now.Add(20 * time.Minute)
		if _, err := w.Recognize(ctx, in.Token); err != nil { // which is noted, and not stored yet
			t.Fatal(err)
		}
		if all, err := w.OfAccount(ctx, "acc_kim"); err != nil || !slices.ContainsFunc(all, func(o session.Owned) bool {
			return o.ID == in.ID && o.LastUsedAt.Equal(w.now) && o.Method == session.ByPassword
		}) {
			t.Errorf("the last use: %+v, %v", all, err)
		}
		actor := browser("192.0.2.1").Actor
		want(t, "another account's", "not_found", w.End(ctx, actor, theirs.ID))
		want(t, "none", "not_found", w.End(ctx, actor, "ses_x"))
		want(t, "one's own", "", w.End(ctx, actor, second.ID))
		want(t, "again", "not_found", w.End(ctx, actor, second.ID))
		w.now = w.now.Add(10 * time.Minute)
		if got := ids(); !slices.Equal(got, []string{in.ID}) {
			t.Errorf("those that were not used for half an hour are over, but there are %q", got)
		}
		fourth := w.session2(t)
		if err := w.EndOthers(ctx, actor, in.Session); err != nil {
			t.Fatal(err)
		}
		if got := ids(); !slices.Equal(got, []string{in.ID}) || slices.Contains(got, fourth.ID) {
			t.Errorf("after the others: %q", got)
		}
		if _, err := w.Recognize(ctx, theirs.Token); err != nil && !fault.Is(err, "unauthenticated") {
			t.Errorf("another account's session: %v", err)
		}
		w.write(t, func(ctx context.Context, tx *db.Tx) error { return session.EndAll(ctx, tx, "acc_kim", "") })
		if got := ids(); len(got) != 0 {
			t.Errorf("after all: %q", got)
		}
	})
}

func TestDeviceOf(t *testing.T) {
	for in, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36":                         "Chrome on Windows desktop",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0":           "Edge on Windows desktop",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15":                   "Safari on macOS desktop",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1": "Safari on iOS mobile",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36":     "Samsung Internet on Android mobile",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36":                                "Chrome on Android tablet",
		"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0":                                                                  "Firefox on Linux desktop",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Whale/4.33.325.17 Safari/537.36":       "Whale on Windows desktop",
		"Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1":           "Chrome on iPadOS tablet",
		"curl/8.14.1": "curl program", "": " unknown", "\xff<script>": " unknown",
	} {
		if d := session.DeviceOf(in); d.String()+" "+d.Kind != want {
			t.Errorf("%q: %q %s, want %q", in, d, d.Kind, want)
		}
	}
}

// A temporary password that has expired proves nothing, and is none that another can be chosen with, also where
// somebody came in by a passkey.
func TestExpiredTemporaryPasswordProvesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		hash, err := session.HashPassword(ctx, "temporary word", "p")
		if err != nil {
			t.Fatal(err)
		}
		w.write(t, func(ctx context.Context, tx *db.Tx) error {
			return session.SetTemporary(ctx, tx, w.now, "acc_kim", hash)
		})
		v := browser("192.0.2.1")
		v.AccountID = "acc_kim"
		for _, test := range []struct {
			after time.Duration
			want  string
		}{{session.TemporaryLife - time.Microsecond, ""}, {time.Microsecond, "wrong_password"}} {
			w.now = w.now.Add(test.after)
			ses := w.session2(t)
			_, err := w.Prove(ctx, v, ses, session.Proof{Password: "temporary word"})
			if test.want == "" && err != nil || test.want != "" && !fault.Is(err, test.want) {
				t.Errorf("proved: %v, want %q", err, test.want)
			}
			if test.want == "" {
				continue
			}
			if err := w.ChangePassword(ctx, v, ses, "temporary word", "seagull staircase 41"); !fault.Is(err, test.want) {
				t.Errorf("changed: %v, want %q", err, test.want)
			}
		}
	})
}
