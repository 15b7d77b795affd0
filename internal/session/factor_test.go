package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/session"
)

// browser is Kim's, from an address.
func browser(address string) session.Visitor {
	return session.Visitor{Actor: audit.Actor{AccountID: "acc_kim", Address: address}, UserAgent: "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"}
}

// secondFactor gives Kim an authenticator app and returns its secret and the recovery codes. The code of the
// present time step is used up by it.
func (w *world) secondFactor(t *testing.T) (secret string, codes []string) {
	t.Helper()
	secret, _, err := w.StartTOTP(ctx, "acc_kim")
	if err != nil {
		t.Fatal(err)
	}
	if codes, err = w.ConfirmTOTP(ctx, browser("192.0.2.1"), session.Code(secret, w.now)); err != nil {
		t.Fatal(err)
	}
	return secret, codes
}

// signInWith signs Kim in with the right password and a factor.
func (w *world) signInWith(s *session.Service, v session.Visitor, f session.Factor) (session.SignedIn, error) {
	v.AccountID = ""
	return s.SignIn(ctx, v, session.Credentials{Email: "kim@example.com", Password: "right password", Factor: f})
}

func (w *world) code(code string) error {
	_, err := w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{Code: code})
	return err
}

func want(t *testing.T, what, code string, err error) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

// The vectors of RFC 6238, appendix B, for SHA-1, of which the last six digits count.
func TestTOTPVectors(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for seconds, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := session.Code(secret, time.Unix(seconds, 0)); got != code {
			t.Errorf("at %d the code is %s, want %s", seconds, got, code)
		}
	}
}

func TestSignInWithAuthenticatorApp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret, codes := w.secondFactor(t)
		if len(codes) != 10 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != 10 {
			t.Errorf("recovery codes: %q", codes)
		}
		setUp := w.now
		want(t, "no code", "second_factor_required", w.code(""))
		want(t, "the code that has confirmed the app", "invalid_code", w.code(session.Code(secret, setUp)))
		want(t, "the code of the step before it", "invalid_code", w.code(session.Code(secret, setUp.Add(-30*time.Second))))
		want(t, "the code of the next step, by a clock that is ahead", "", w.code(session.Code(secret, setUp.Add(30*time.Second))))
		want(t, "the same again", "invalid_code", w.code(session.Code(secret, setUp.Add(30*time.Second))))

		w.now = w.now.Add(10 * time.Minute)
		at := func(steps int) string {
			return session.Code(secret, w.now.Add(time.Duration(steps)*30*time.Second))
		}
		want(t, "two steps behind", "invalid_code", w.code(at(-2)))
		want(t, "two steps ahead", "invalid_code", w.code(at(2)))
		want(t, "one step behind, typed with a space", "", w.code(at(-1)[:3]+" "+at(-1)[3:]))
		want(t, "now, in full-width digits", "", w.code(strings.Map(func(r rune) rune { return r - '0' + '０' }, at(0))))
		want(t, "one step behind after now was used", "invalid_code", w.code(at(-1)))
		w.now = w.now.Add(time.Minute)
		for _, code := range []string{"", "0", "00000", "0000000", "-00000", "1e5000", "\x00", "\xff", strings.Repeat("1", 10_000)} {
			err := w.code(code)
			if !fault.Is(err, "invalid_code") && !(code == "" && fault.Is(err, "second_factor_required")) {
				t.Errorf("%.10q: %v", code, err)
			}
		}

		f, _ := fault.As(w.code(""))
		if methods := fmt.Sprint(f.Extra["methods"]); methods != "[totp recovery_code]" || f.Extra["passkey"] != nil {
			t.Errorf("second_factor_required says %v", f.Extra)
		}
		_, err := w.signIn("192.0.2.9", "", "kim@example.com", "wrong password")
		want(t, "a wrong password", "invalid_credentials", err)
		var sealed []byte
		if err := d.QueryRow(ctx, "SELECT sealed FROM totp").Scan(&sealed); err != nil || strings.Contains(string(sealed), secret) || len(sealed) < 40 {
			t.Errorf("the secret is stored as %q (%v)", sealed, err)
		}
	})
}

// A code, of the app or of recovery, signs in once, whatever tries at the same moment, on any node.
func TestCodesCountOnceInParallel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret, codes := w.secondFactor(t)
		nodes := []*session.Service{w.Service, w.service(members(false))}
		known := []session.Visitor{browser("192.0.2.1"), browser("192.0.2.1")}
		for i := range known { // each from a browser that is known, so that no throttle comes between
			in, err := w.signInWith(w.Service, known[i], session.Factor{Code: codes[9-i]})
			if err != nil {
				t.Fatal(err)
			}
			known[i].Device = in.Device
		}
		w.now = w.now.Add(time.Minute)
		for _, code := range []string{session.Code(secret, w.now), codes[0]} {
			signed := 0
			for i, err := range dbtest.Together(16, func(i int) error {
				_, err := w.signInWith(nodes[i%2], known[i%2], session.Factor{Code: code})
				return err
			}) {
				if err == nil {
					signed++
				} else if !fault.Is(err, "invalid_code") && !fault.Is(err, "too_many_attempts") {
					t.Errorf("try %d: %v", i, err)
				}
			}
			if signed != 1 {
				t.Errorf("%d sign-ins by one code", signed)
			}
			w.now = w.now.Add(session.Window)
		}
	})
}

func TestRecoveryCodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		_, err := w.NewRecoveryCodes(ctx, browser("192.0.2.1"))
		want(t, "recovery codes without a second factor", "no_second_factor", err)
		_, codes := w.secondFactor(t)
		want(t, "in capitals, without dashes", "", w.code(strings.ToUpper(strings.ReplaceAll(codes[0], "-", ""))))
		want(t, "the same again", "invalid_code", w.code(codes[0]))
		want(t, "another", "", w.code(" "+codes[1]+" "))
		found, err := w.Security(ctx, "acc_kim")
		if err != nil || found.RecoveryCodes != 8 || found.TOTPAddedAt.IsZero() || !found.HasPassword {
			t.Errorf("security: %+v, %v", found, err)
		}
		fresh, err := w.NewRecoveryCodes(ctx, browser("192.0.2.1"))
		if err != nil || len(fresh) != 10 {
			t.Fatal(fresh, err)
		}
		want(t, "one of the earlier ones", "invalid_code", w.code(codes[2]))
		want(t, "one of the fresh ones", "", w.code(fresh[0]))
		if n := strings.Count(strings.Join(w.notices, "\n"), "recovery_code_used"); n != 3 {
			t.Errorf("%d notices of used codes: %q", n, w.notices)
		}
		var stored string
		if err := d.QueryRow(ctx, "SELECT CAST(code_mac AS TEXT) FROM recovery_code LIMIT 1").Scan(&stored); err == nil && slices.Contains(fresh, stored) {
			t.Errorf("a code is stored as it is: %s", stored)
		}
		// They go with the last second factor, and another account's are none of this one's.
		if err := w.RemoveTOTP(ctx, browser("192.0.2.1")); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Security(ctx, "acc_kim"); err != nil || found.RecoveryCodes != 0 || !found.TOTPAddedAt.IsZero() {
			t.Errorf("security afterwards: %+v, %v", found, err)
		}
		want(t, "the password alone afterwards", "", w.code(""))
		want(t, "removing what is not there", "not_found", w.RemoveTOTP(ctx, browser("192.0.2.1")))
	})
}

// Ten wrong second factors in 15 minutes, from anywhere, and no more; the right password in between changes nothing,
// and a browser that is known counts by itself.
func TestWrongSecondFactorsAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret, codes := w.secondFactor(t)
		in, err := w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{Code: codes[9]})
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
		wrong := func(i int) string {
			return fmt.Sprintf("%06d", func() int { n := 0; _, _ = fmt.Sscan(session.Code(secret, w.now), &n); return n }()/2+500_000*(i%2)+i+1)
		}
		errs := dbtest.Together(30, func(i int) error {
			_, err := w.signInWith(w.Service, browser(fmt.Sprintf("198.51.100.%d", i)), session.Factor{Code: wrong(i)})
			return err
		})
		count := map[string]int{}
		for _, err := range errs {
			f, _ := fault.As(err)
			count[f.Code]++
		}
		if count["invalid_code"] != session.PerFactor || count["too_many_attempts"] != 30-session.PerFactor {
			t.Errorf("answers: %v", count)
		}
		_, err = w.signInWith(w.service(members(false)), browser("203.0.113.1"), session.Factor{Code: codes[0]})
		if f, ok := fault.As(err); !ok || f.Code != "too_many_attempts" || f.RetryAfter <= 14*time.Minute {
			t.Errorf("a right code on another node afterwards: %v", err)
		}
		known := browser("192.0.2.1")
		known.Device = in.Device
		if _, err = w.signInWith(w.Service, known, session.Factor{Code: codes[1]}); err != nil {
			t.Errorf("a browser that is known: %v", err)
		}
		if _, err = w.signIn("192.0.2.77", "", "kim@example.com", "wrong password"); !fault.Is(err, "invalid_credentials") {
			t.Errorf("wrong passwords are held up by wrong codes: %v", err)
		}
		w.now = w.now.Add(session.Window)
		want(t, "after 15 minutes", "", w.code(codes[2]))

		// The tokens of many browsers are no way to many more tries.
		tries := 0
		for i := range 6 {
			gathered := browser("192.0.2.1")
			in, err := w.signInWith(w.Service, known, session.Factor{Code: codes[3+i]})
			if err != nil {
				break // which is what stops it
			}
			gathered.Device = in.Device
			for range session.PerFactor {
				if _, err := w.signInWith(w.Service, gathered, session.Factor{Code: "x"}); fault.Is(err, "invalid_code") {
					tries++
				}
			}
		}
		if tries != session.PerKnown {
			t.Errorf("%d wrong second factors from known browsers, want %d", tries, session.PerKnown)
		}
	})
}

// A temporary password and a second factor are asked for together, and neither is spent by a call that does not
// sign in.
func TestTemporaryPasswordWithSecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret, _ := w.secondFactor(t)
		w.now = w.now.Add(time.Minute)
		hash, err := session.HashPassword(ctx, "temporary-word-7", "p")
		if err != nil {
			t.Fatal(err)
		}
		w.write(t, func(ctx context.Context, tx *db.Tx) error {
			return session.SetTemporary(ctx, tx, w.now, "acc_kim", hash)
		})
		code := session.Code(secret, w.now)
		try := func(newPassword, code string) error {
			_, err := w.SignIn(ctx, session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}, session.Credentials{
				Email: "kim@example.com", Password: "temporary-word-7", NewPassword: newPassword, Factor: session.Factor{Code: code},
			})
			return err
		}
		want(t, "neither", "password_change_required", try("", ""))
		want(t, "a code alone", "password_change_required", try("", code))
		want(t, "a new password that is too short, with the code", "too_short", try("short", code))
		want(t, "a new password alone", "second_factor_required", try("a fine new phrase", ""))
		want(t, "a wrong code", "invalid_code", try("a fine new phrase", "000000"))
		want(t, "both", "", try("a fine new phrase", code))
		want(t, "the temporary password afterwards", "invalid_credentials", try("another new phrase", code))
	})
}

func TestPasswordResetAsksForTheSecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ask := func(code string) (refused error) {
			t.Helper()
			w.write(t, func(ctx context.Context, tx *db.Tx) (err error) {
				refused, err = w.SecondFactorForReset(ctx, tx, session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}, "acc_kim", session.Factor{Code: code})
				return err
			})
			return refused
		}
		want(t, "an account without one", "", ask(""))
		_, codes := w.secondFactor(t)
		want(t, "no code", "second_factor_required", ask(""))
		want(t, "a wrong code", "invalid_code", ask("123"))
		want(t, "a right code", "", ask(codes[0]))
		want(t, "the same again", "invalid_code", ask(codes[0]))
	})
}

// Removing the last two second factors at one moment leaves the account without, and adding one while removing
// another leaves it with one.
func TestSecondFactorIsKeptInParallel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ses := w.session(t)
		for range 5 {
			w.secondFactor(t)
			p := w.passkey(t, ses, w.authenticator())
			errs := dbtest.Together(2, func(i int) error {
				if i == 0 {
					return w.RemoveTOTP(ctx, browser("192.0.2.1"))
				}
				return w.RemovePasskey(ctx, browser("192.0.2.1"), p.ID)
			})
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			var has bool
			var codes int
			if err := d.QueryRow(ctx, "SELECT second_factor, (SELECT COUNT(*) FROM recovery_code) FROM account WHERE id = 'acc_kim'").Scan(&has, &codes); err != nil || has || codes != 0 {
				t.Fatalf("second factor %t, %d recovery codes, %v", has, codes, err)
			}
		}
		var changes int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM access_change WHERE body = '{\"accounts\":[\"acc_kim\"]}'").Scan(&changes); err != nil || changes != 10 {
			t.Errorf("%d changes of access, %v, want 10: one with, one without, five times", changes, err)
		}
	})
}
