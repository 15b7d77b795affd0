package session_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/session"
)

var ctx = context.Background()

func TestPasswordRules(t *testing.T) {
	for password, code := range map[string]string{
		"":                       "too_short",
		"1234567":                "too_short",
		"12345678":               "",
		"종로구청비밀번호":               "", // eight characters
		"종로구청비밀번":                "too_short",
		strings.Repeat("가", 128): "",
		strings.Repeat("가", 129): "too_long",
		"with\x00nul byte":       "invalid_encoding",
		"not\xffutf-8 at all":    "invalid_encoding",
		" spaces count \t":       "",
		"\u0e01\u0e49\u0e01\u0e49\u0e01\u0e49ก": "too_short", // seven
	} {
		hash, err := session.HashPassword(ctx, password, "body.password")
		if code == "" {
			if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, password) {
				t.Errorf("%q: %q, %v", password, hash, err)
			}
			continue
		}
		f, ok := fault.As(err)
		if !ok || f.Code != code || len(f.Fields) != 1 || f.Fields[0].Location != "body.password" || hash != "" {
			t.Errorf("%q: %v, want %s on body.password", password, err, code)
		}
		if password != "" && ok && strings.Contains(f.Error(), password) {
			t.Errorf("the error tells the password: %v", f)
		}
	}
}

func TestMatches(t *testing.T) {
	hash := func(password string) string {
		h, err := session.HashPassword(ctx, password, "p")
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	stored := hash("비밀번호는 café")
	if again := hash("비밀번호는 café"); again == stored {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	for name, test := range map[string]struct {
		password, stored string
		want             bool
	}{
		"same":                {"비밀번호는 café", stored, true},
		"decomposed":          {"\u1107\u1175\u1106\u1175\u11af\u1107\u1165\u11ab\u1112\u1169\u1102\u1173\u11ab cafe\u0301", stored, true},
		"other case":          {"비밀번호는 Café", stored, false},
		"space after":         {"비밀번호는 café ", stored, false},
		"empty":               {"", stored, false},
		"cut":                 {"비밀번호는 caf", stored, false},
		"no password stored":  {"", "", false},
		"anything to nothing": {"\x00", "", false},
		"too long":            {strings.Repeat("x", 10_000), stored, false},
	} {
		got, err := session.Matches(ctx, test.password, test.stored)
		if err != nil || got != test.want {
			t.Errorf("%s: %t, %v; want %t", name, got, err, test.want)
		}
	}
	for _, broken := range []string{"plain", "$2y$10$abc", "$argon2id$v=x$m=1,t=1,p=1$AA$AA", "$argon2id$v=19$m=1$AA$AA", "$argon2id$v=19$m=8,t=1,p=1$!$AA", "$argon2id$v=19$m=8,t=1,p=1$AA$!"} {
		if ok, err := session.Matches(ctx, "x", broken); ok || err == nil {
			t.Errorf("%q was taken for a hash", broken)
		}
	}
}

// Many more than may hash at once all get their turn, and who gives up waiting lets the others on.
func TestHashingInParallel(t *testing.T) {
	n := 4 * max(1, runtime.NumCPU())
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	errs := dbtest.Together(2*n, func(i int) error {
		if i%2 == 1 {
			_, err := session.HashPassword(cancelled, "long enough", "p")
			if err != nil && !fault.Is(err, "busy") {
				return err
			}
			return nil
		}
		hash, err := session.HashPassword(ctx, "long enough", "p")
		if err == nil && hash == "" {
			return errors.New("no hash")
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
