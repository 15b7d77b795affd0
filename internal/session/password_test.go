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
		"":         "too_short",
		"1234567":  "too_short",
		"12345678": "common_password",
		"종로구청비밀번호": "", // eight characters
		"종로구청비밀번":  "too_short",
		strings.Repeat("가나다라마바사아", 16):          "",
		strings.Repeat("가", 129):                "too_long",
		"with\x00nul byte":                      "invalid_encoding",
		"not\xffutf-8 at all":                   "invalid_encoding",
		" spaces count \t":                      "",
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

// What many people use or a guesser tries first is refused, and nothing else is: there are no rules of composition.
func TestCommonPasswords(t *testing.T) {
	own := []string{"Minsu Kim", "민수", "김민수", "minsu.kim+work@city.go.kr", ""}
	for _, test := range []struct{ password, code string }{
		{"password", "common_password"},
		{"PASSWORD", "common_password"},
		{"Password1", "common_password"},
		{"password123", "common_password"},
		{"P@ssw0rd!", "common_password"},
		{"passw0rd2026", "common_password"},
		{"!!password!!", "common_password"},
		{"password12345", "common_password"},
		{"ｐａｓｓｗｏｒｄ", "common_password"},
		{" password ", "common_password"},
		{"iloveyou", "common_password"},
		{"qwerty123", "common_password"},
		{"qwertyui", "common_password"},
		{"asdfghjkl", "common_password"},
		{"1qaz2wsx", "common_password"},
		{"87654321", "common_password"},
		{"11111111", "common_password"},
		{"가가가가가가가가", "common_password"},
		{"12341234", "common_password"},
		{"abcdefgh", "common_password"},
		{"zyxwvuts", "common_password"},
		{"letmein1", "common_password"},
		{"dragon2026", "common_password"},
		{"비밀번호1234", "common_password"},
		{"qlalfqjsgh", "common_password"},
		{"パスワード123", "common_password"},
		{"รหัสผ่าน1", "common_password"},
		{"changeme!", "common_password"},
		{"superman99", "common_password"},

		{"tenantry", "contains_product"},
		{"my-Tenantry-login", "contains_product"},
		{"t3n4ntry!", "contains_product"},
		{"Console2026", "contains_product"},
		{"administrator", "contains_product"},
		{"admin1234", "contains_product"},
		{"organization1", "contains_product"},

		{"minsu-2026-x", "contains_name"},
		{"xxMINSUxx", "contains_name"},
		{"김민수입니다정말로", "contains_name"},
		{"minsukim1", "contains_name"},
		{"m1nsu.kim", "contains_name"},
		{"work for one", "contains_name"},
		{"kim minsu, password", "contains_name"},

		{"correct horse battery", ""},
		{"correct horse battery staple", ""},
		{"long enough", ""},
		{"right password", ""},
		{"a password of my own", ""},
		{"password8302716453", ""},
		{"Tr0ub4dor&3", ""},
		{"종로구청비밀번호", ""},
		{"hunter2hunter2", ""},
		{"kkkkkkkm", ""},
		{"skimming", ""},
		{"        x", ""},
		{"consolation", ""},
		{"zq8 2fm1", ""},
		{"abcdefghx", ""},
		{"aaaabbbbcc", ""},
		{"what minsu thinks of on Mondays", ""},
	} {
		err := session.CheckPassword(test.password, "body.password", own...)
		f, _ := fault.As(err)
		if test.code == "" && err != nil || test.code != "" && (f == nil || f.Code != test.code || f.Fields[0].Location != "body.password") {
			t.Errorf("%q: %v, want %q", test.password, err, test.code)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	for _, seed := range []string{"", "password1", "가나다라마바사아", "\xff\x00", "!!!!!!!!", "1qaz2wsx!", "\u202e12345678"} {
		f.Add(seed, "Minsu Kim", "minsu@example.com")
	}
	f.Fuzz(func(t *testing.T, password, name, email string) {
		err := session.CheckPassword(password, "p", name, email)
		if _, ok := fault.As(err); err != nil && !ok {
			t.Errorf("%q: %v", password, err)
		}
		if err == nil && (len(password) < session.MinPassword || strings.ContainsRune(password, 0)) {
			t.Errorf("%q is taken", password)
		}
	})
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
