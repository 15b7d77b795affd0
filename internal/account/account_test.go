package account_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

func now() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

func create(d *db.DB, s *account.Service, draft account.Draft) (a account.Account, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		a, err = s.Create(ctx, tx, draft, "")
		return err
	})
	return a, err
}

func TestTokens(t *testing.T) {
	got := account.Tokens("Kim 민", "kim@a.kr")
	want := []string{"k", "ki", "i", "im", "m", "m ", " ", " 민", "민", "\x1fkim@a.kr", "\x1fa.kr", "\x1fkr"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRulesOfADraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR")
		for name, test := range map[string]struct {
			d    account.Draft
			want string
		}{
			"plain":                {account.Draft{Email: "plain@example.com", Name: "김민수"}, ""},
			"with a phone":         {account.Draft{Email: "phone@example.com", Name: "x", MobilePhone: "010-2000-3000"}, ""},
			"twenty characters":    {account.Draft{Email: "twenty@example.com", Name: strings.Repeat("가", 20)}, ""},
			"joined emoji":         {account.Draft{Email: "joined@example.com", Name: "👩\u200d👧"}, ""},
			"one too many":         {account.Draft{Email: "x@example.com", Name: strings.Repeat("가", 21)}, "body.name too_long"},
			"no name":              {account.Draft{Email: "x@example.com"}, "body.name required"},
			"override":             {account.Draft{Email: "x@example.com", Name: "a\u202eb"}, "body.name control_characters"},
			"no address":           {account.Draft{Name: "x"}, "body.email invalid_email"},
			"local part of Hangul": {account.Draft{Email: "김@example.com", Name: "x"}, "body.email invalid_email"},
			"no phone number":      {account.Draft{Email: "x@example.com", Name: "x", MobilePhone: "call me"}, "body.mobilePhone"},
		} {
			a, err := create(d, s, test.d)
			f, _ := fault.As(err)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%s: %v", name, err)
			case test.want != "" && (f == nil || len(f.Fields) != 1 || !strings.HasPrefix(f.Fields[0].Location+" "+f.Fields[0].Code, test.want)):
				t.Errorf("%s: %v, want %s", name, err, test.want)
			case test.d.MobilePhone != "" && err == nil && a.MobilePhone != "+821020003000":
				t.Errorf("%s: %+v", name, a)
			}
		}
	})
}

// One address, one account, in whatever case, width or form of the domain.
func TestAddressIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR")
		made, err := create(d, s, account.Draft{Email: "Kim@서울.kr", Name: "Kim"})
		if err != nil {
			t.Fatal(err)
		}
		for _, same := range []string{"kim@서울.kr", "KIM@서울.KR", "kim@xn--2i4bq6h.kr", "kim@\u1109\u1165\u110b\u116e\u11af.kr", " kim@서울.ｋｒ "} {
			if _, err := create(d, s, account.Draft{Email: same, Name: "x"}); !fault.Is(err, "email_taken") {
				t.Errorf("%q: %v", same, err)
			}
			if found, err := s.ByEmail(ctx, same); err != nil || found.ID != made.ID || found.Email != "Kim@서울.kr" {
				t.Errorf("%q: found %+v, %v", same, found, err)
			}
		}
		for _, other := range []string{"k.im@서울.kr", "kim@서울.com", "kim+x@서울.kr"} {
			if _, err := create(d, s, account.Draft{Email: other, Name: "x"}); err != nil {
				t.Errorf("%q: %v", other, err)
			}
		}
		if _, err := s.ByEmail(ctx, "no address"); !fault.Is(err, "not_found") {
			t.Errorf("what is no address: %v", err)
		}
	})
}

// What Derive writes of an account that an older program made is what a new one has.
func TestDeriveWritesWhatANewAccountHas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR")
		made, err := create(d, s, account.Draft{Email: "kim.minsu@city.go.kr", Name: "Kim 민수"})
		if err != nil {
			t.Fatal(err)
		}
		state := func() string {
			t.Helper()
			var words, fold string
			var key []byte
			if err := d.QueryRow(ctx, "SELECT email_words, name_fold, name_key FROM account WHERE id = $1", made.ID).Scan(&words, &fold, &key); err != nil {
				t.Fatal(err)
			}
			rows, err := d.Query(ctx, "SELECT token FROM account_token WHERE account_id = $1", made.ID)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := db.Collect(rows, func(s *string) []any { return []any{s} })
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(tokens)
			return words + "|" + fold + "|" + string(key) + "|" + strings.Join(tokens, ",")
		}
		before := state()
		derive := func() (any bool) {
			t.Helper()
			if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				any, err = account.Derive(ctx, tx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return any
		}
		if derive() || state() != before {
			t.Error("there was something to derive of a new account")
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, "UPDATE account SET email_words = '', name_fold = '', name_key = $1", []byte{}); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "DELETE FROM account_token")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if !derive() || state() != before || derive() {
			t.Errorf("derived %q, want %q", state(), before)
		}
	})
}

func TestLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR")
		made, err := create(d, s, account.Draft{Email: "kim@example.com", Name: "Kim"})
		if err != nil {
			t.Fatal(err)
		}
		actor := audit.Actor{AccountID: made.ID}
		for _, language := range []string{"ko", "ko", "th", ""} {
			if a, err := s.SetLanguage(ctx, actor, language); err != nil || a.Language != language {
				t.Errorf("%q: %+v, %v", language, a, err)
			}
		}
		if _, err := s.SetLanguage(ctx, actor, "de"); !fault.Is(err, "invalid_value") {
			t.Errorf("de: %v", err)
		}
		var events int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE action = 'account.updated'").Scan(&events); err != nil || events != 3 {
			t.Errorf("%d events of 3 changes (%v)", events, err)
		}
	})
}
