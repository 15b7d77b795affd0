package verification_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/verification"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var (
	ctx   = context.Background()
	begun = time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)
	codes = verification.NewCodes([]byte("0123456789abcdef0123456789abcdef"))
	kim   = verification.Code{Subject: "acc_kim", Action: verification.AccountDeletion}
)

func issue(t *testing.T, d *db.DB, now time.Time, of verification.Code) (code string) {
	t.Helper()
	if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		code, err = codes.Issue(ctx, tx, now, of)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return code
}

func nothing(context.Context, *db.Tx) error { return nil }

// use tries a code and returns what came of it: "done", or the code of the refusal.
func use(t *testing.T, d *db.DB, now time.Time, of verification.Code, code string) string {
	t.Helper()
	err := codes.Use(ctx, d, now, of, code, nothing)
	if err == nil {
		return "done"
	}
	f, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	if left, ok := f.Extra["triesLeft"]; ok {
		return fmt.Sprint(f.Code, " ", left)
	}
	return f.Code
}

// other is a code of the right form that is not this one.
func other(code string) string {
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestCodeIsUsedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		if len(code) != 6 {
			t.Errorf("the code %q has not six digits", code)
		}
		check(t, "used", use(t, d, begun, kim, code), "done")
		check(t, "used again", use(t, d, begun, kim, code), "code_spent")
		check(t, "never asked for", use(t, d, begun, verification.Code{Subject: "acc_lee", Action: kim.Action}, code), "code_spent")
	})
}

// However it is typed: in full width, in two halves.
func TestCodeAsItIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		wide := ""
		for _, digit := range code {
			wide += string('０' + digit - '0')
		}
		check(t, "typed", use(t, d, begun, kim, " "+wide[:9]+" "+wide[9:]), "done")
	})
}

func TestCodeIsForOneThing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		erasure := verification.Code{Subject: "acc_kim", Action: verification.OrganizationErasure, Target: "org_1"}
		code := issue(t, d, begun, erasure)
		for what, of := range map[string]verification.Code{
			"another account": {Subject: "acc_lee", Action: erasure.Action, Target: erasure.Target},
			"another action":  {Subject: "acc_kim", Action: verification.AccountDeletion, Target: erasure.Target},
			"another target":  {Subject: "acc_kim", Action: erasure.Action, Target: "org_2"},
			"another split":   {Subject: "acc_kim", Action: erasure.Action + "org_", Target: "1"},
		} {
			check(t, what, use(t, d, begun, of, code), "code_spent")
			issueOther := issue(t, d, begun, of)
			if issueOther != code {
				check(t, what+", with a code of its own", use(t, d, begun, of, code), "wrong_code 4")
			}
		}
		check(t, "what it is for", use(t, d, begun, erasure, code), "done")
	})
}

func TestCodeEndsAfterTenMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		check(t, "at the last moment, a wrong one", use(t, d, begun.Add(10*time.Minute-time.Microsecond), kim, other(code)), "wrong_code 4")
		check(t, "after ten minutes", use(t, d, begun.Add(10*time.Minute), kim, code), "code_spent")
		check(t, "at the last moment", use(t, d, begun.Add(10*time.Minute-time.Microsecond), kim, code), "done")
	})
}

func TestCodeEndsAfterFiveWrongTries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		for i, wrong := range []string{other(code), "", "abc", code + "0", other(code)} {
			codes = verification.NewCodes([]byte("0123456789abcdef0123456789abcdef")) // each time after a restart
			check(t, fmt.Sprint("wrong try ", i+1), use(t, d, begun, kim, wrong), fmt.Sprint("wrong_code ", 4-i))
		}
		check(t, "the right one after five", use(t, d, begun, kim, code), "code_spent")
		check(t, "a new one", use(t, d, begun, kim, issue(t, d, begun, kim)), "done")
	})
}

func TestNewCodeReplacesTheEarlier(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first := issue(t, d, begun, kim)
		check(t, "a wrong try on the first", use(t, d, begun, kim, other(first)), "wrong_code 4")
		second := issue(t, d, begun.Add(time.Minute), kim)
		if second != first {
			check(t, "the first", use(t, d, begun, kim, first), "wrong_code 4")
		}
		check(t, "the second, nine minutes after it", use(t, d, begun.Add(10*time.Minute), kim, second), "done")
	})
}

// A wrong try stays counted, and a right code good, where what it was to do fails.
func TestTriesAreCountedWhateverHappens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		check(t, "a wrong try", use(t, d, begun, kim, other(code)), "wrong_code 4")
		failure := errors.New("failed")
		err := codes.Use(ctx, d, begun, kim, code, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO deployment (name, value) VALUES ('x', 'y')")
			return errors.Join(err, failure)
		})
		if !errors.Is(err, failure) {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM deployment WHERE name = 'x'").Scan(&n); err != nil || n != 0 {
			t.Errorf("the failed effect left %d rows (%v)", n, err)
		}
		check(t, "another wrong try", use(t, d, begun, kim, other(code)), "wrong_code 3")
		check(t, "the right one", use(t, d, begun, kim, code), "done")

		// Inside of another transaction the count could be undone, so it is no way.
		code = issue(t, d, begun, kim)
		if err := d.Write(ctx, func(ctx context.Context, _ *db.Tx) error { return codes.Use(ctx, d, begun, kim, code, nothing) }); err == nil {
			t.Error("a code was used inside of a transaction")
		}
	})
}

func TestCodesInParallel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		// Twenty with the right one: the effect is made once.
		code := issue(t, d, begun, kim)
		var effects atomic.Int64
		var done, spent int
		for _, err := range dbtest.Together(20, func(int) error {
			return codes.Use(ctx, d, begun, kim, code, func(ctx context.Context, tx *db.Tx) error {
				tx.AfterCommit(func(context.Context) { effects.Add(1) })
				return nil
			})
		}) {
			switch {
			case err == nil:
				done++
			case fault.Is(err, "code_spent"):
				spent++
			default:
				t.Error(err)
			}
		}
		if done != 1 || spent != 19 || effects.Load() != 1 {
			t.Errorf("%d done, %d spent, %d effects", done, spent, effects.Load())
		}

		// Twenty with wrong ones: five are looked at.
		code = issue(t, d, begun, kim)
		wrong := 0
		for _, err := range dbtest.Together(20, func(int) error { return codes.Use(ctx, d, begun, kim, other(code), nothing) }) {
			switch {
			case fault.Is(err, "wrong_code"):
				wrong++
			case !fault.Is(err, "code_spent"):
				t.Error(err)
			}
		}
		if wrong != verification.CodeTries {
			t.Errorf("%d guesses were looked at, want %d", wrong, verification.CodeTries)
		}
		check(t, "the right one then", use(t, d, begun, kim, code), "code_spent")
	})
}

// Five an hour for one account and action, whatever the target, and however many ask at once.
func TestCodesAreIssuedSparingly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ask := func(now time.Time, of verification.Code) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := codes.Issue(ctx, tx, now, of)
				return err
			})
		}
		issued := 0
		for _, err := range dbtest.Together(20, func(i int) error {
			return ask(begun, verification.Code{Subject: "acc_kim", Action: verification.OrganizationErasure, Target: fmt.Sprint("org_", i)})
		}) {
			f, _ := fault.As(err)
			switch {
			case err == nil:
				issued++
			case f == nil || f.Code != "too_many_codes" || f.Kind != fault.Throttled || f.RetryAfter != time.Hour:
				t.Error(err)
			}
		}
		if issued != 5 {
			t.Errorf("%d codes were issued, want 5", issued)
		}
		for what, of := range map[string]verification.Code{
			"another action": kim, "another account": {Subject: "acc_lee", Action: verification.OrganizationErasure},
		} {
			if err := ask(begun, of); err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
		more := verification.Code{Subject: "acc_kim", Action: verification.OrganizationErasure}
		if err := ask(begun.Add(time.Hour-time.Microsecond), more); !fault.Is(err, "too_many_codes") {
			t.Errorf("within the hour: %v", err)
		}
		if err := ask(begun.Add(time.Hour), more); err != nil {
			t.Errorf("after an hour: %v", err)
		}
	})
}

// What is stored tells neither the code nor what it is for to whoever has not the key.
func TestCodesAreStoredUnderAKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		code := issue(t, d, begun, kim)
		stranger := verification.NewCodes([]byte("another key of thirty-two bytes."))
		if err := stranger.Use(ctx, d, begun, kim, code, nothing); !fault.Is(err, "code_spent") {
			t.Errorf("with another key: %v", err)
		}
		check(t, "with the key", use(t, d, begun, kim, code), "done")
	})
}

// Of several codes one is meant. A wrong one counts for each.
func TestAnyOfSeveralCodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		of := []verification.Code{
			{Subject: "x", Action: verification.SignUp, Target: "1"}, {Subject: "x", Action: verification.SignUp, Target: "2"},
		}
		first, second := issue(t, d, begun, of[0]), issue(t, d, begun, of[1])
		if first == second {
			second = issue(t, d, begun, of[1])
		}
		wrong := other(first)
		if wrong == second {
			wrong = other(second)
		}
		any := func(code string) (place int, err error) {
			place = -1
			err = codes.UseAny(ctx, d, begun, of, code, func(_ context.Context, _ *db.Tx, i int) error {
				place = i
				return nil
			})
			return place, err
		}
		if _, err := any(wrong); !fault.Is(err, "wrong_code") {
			t.Error(err)
		}
		check(t, "the first by itself", use(t, d, begun, of[0], wrong), "wrong_code 3")
		if place, err := any(second); err != nil || place != 1 {
			t.Errorf("the second: %d, %v", place, err)
		}
		check(t, "the first, on which the second did not count", use(t, d, begun, of[0], wrong), "wrong_code 2")
		if err := codes.UseAny(ctx, d, begun, nil, first, nil); !fault.Is(err, "code_spent") {
			t.Error(err)
		}
	})
}

func TestEndAndSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write := func(f func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		lee := verification.Code{Subject: "acc_lee", Action: kim.Action}
		code, stays := issue(t, d, begun, kim), issue(t, d, begun, lee)
		write(func(ctx context.Context, tx *db.Tx) error { return verification.End(ctx, tx, "acc_kim") })
		check(t, "an account's codes have ended", use(t, d, begun, kim, code), "code_spent")
		write(func(ctx context.Context, tx *db.Tx) error {
			return verification.Sweep(ctx, tx, begun.Add(10*time.Minute-1))
		})
		check(t, "another's, a wrong one", use(t, d, begun, lee, other(stays)), "wrong_code 4")
		write(func(ctx context.Context, tx *db.Tx) error {
			return verification.Sweep(ctx, tx, begun.Add(10*time.Minute))
		})
		check(t, "what was swept", use(t, d, begun, lee, stays), "code_spent")
	})
}
