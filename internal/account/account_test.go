package account_test

import (
	"context"
	"fmt"
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
		s := account.NewService(d, now, "KR", account.Hooks{})
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
		s := account.NewService(d, now, "KR", account.Hooks{})
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
		s := account.NewService(d, now, "KR", account.Hooks{})
		made, err := create(d, s, account.Draft{Email: "kim.minsu@city.go.kr", Name: "Kim 민수"})
		if err != nil {
			t.Fatal(err)
		}
		state := func() string { return derived(t, d, made.ID) }
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

func ptr(s string) *string { return &s }

func TestUpdate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR", account.Hooks{})
		made, err := create(d, s, account.Draft{Email: "kim@example.com", Name: "Kim"})
		if err != nil {
			t.Fatal(err)
		}
		actor := audit.Actor{AccountID: made.ID}
		full := account.Patch{Name: ptr(" 김민수 "), FirstName: ptr("민수"), LastName: ptr("김"), MobilePhone: ptr("010-2000-3000"), Language: ptr("ko")}
		a, err := s.Update(ctx, actor, full, nil)
		if err != nil || a.Name != "김민수" || a.FirstName != "민수" || a.LastName != "김" || a.MobilePhone != "+821020003000" || a.Language != "ko" || a.Version != 2 {
			t.Fatalf("%+v, %v", a, err)
		}
		if got, err := s.Get(ctx, a.ID); err != nil || got != a {
			t.Errorf("stored %+v, %v", got, err)
		}
		for what, p := range map[string]account.Patch{"the same again": full, "nothing": {}} {
			if got, err := s.Update(ctx, actor, p, nil); err != nil || got != a {
				t.Errorf("%s: %+v, %v", what, got, err)
			}
		}
		if a, err = s.Update(ctx, actor, account.Patch{FirstName: ptr(""), MobilePhone: ptr(""), Language: ptr("")}, func(v int64) bool { return v == 2 }); err != nil ||
			a.FirstName != "" || a.MobilePhone != "" || a.Language != "" || a.LastName != "김" || a.Version != 3 {
			t.Errorf("%+v, %v", a, err)
		}
		for _, test := range []struct {
			what string
			p    account.Patch
			want string
		}{
			{"stale", account.Patch{Name: ptr("Lee")}, "stale"},
			{"no name", account.Patch{Name: ptr(" ")}, "body.name required"},
			{"a long name", account.Patch{Name: ptr(strings.Repeat("가", 21))}, "body.name too_long"},
			{"a long first name", account.Patch{FirstName: ptr(strings.Repeat("가", 21))}, "body.firstName too_long"},
			{"a last name that turns around", account.Patch{LastName: ptr("a\u2066b")}, "body.lastName control_characters"},
			{"no telephone number", account.Patch{MobilePhone: ptr("12")}, "body.mobilePhone"},
			{"a language that is not spoken", account.Patch{Language: ptr("de")}, "body.language invalid_value"},
		} {
			_, err := s.Update(ctx, actor, test.p, func(v int64) bool { return test.want != "stale" })
			f, _ := fault.As(err)
			got := ""
			if f != nil {
				got = f.Code
				if len(f.Fields) == 1 {
					got = f.Fields[0].Location + " " + f.Fields[0].Code
				}
			}
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("%s: %v, want %s", test.what, err, test.want)
			}
		}
		var events int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE action = 'account.updated'").Scan(&events); err != nil || events != 2 {
			t.Errorf("%d events of 2 changes (%v)", events, err)
		}
	})
}

// derived is all that is kept of an account beside what was entered.
func derived(t *testing.T, d *db.DB, accountID string) string {
	t.Helper()
	var words, fold string
	var key []byte
	if err := d.QueryRow(ctx, "SELECT email_words, name_fold, name_key FROM account WHERE id = $1", accountID).Scan(&words, &fold, &key); err != nil {
		t.Fatal(err)
	}
	rows, err := d.Query(ctx, "SELECT token FROM account_token WHERE account_id = $1", accountID)
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

// A changed account has what a new one with that name and address would have.
func TestChangesKeepWhatSearchesLookUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR", account.Hooks{})
		made, err := create(d, s, account.Draft{Email: "kim.minsu@city.go.kr", Name: "Kim 민수"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(ctx, audit.Actor{AccountID: made.ID}, account.Patch{Name: ptr("Lee 민지")}, nil); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			before, after, err := s.SetEmail(ctx, tx, made.ID, "Lee.minji@CITY.go.kr")
			if before.Email != made.Email || after.Email != "Lee.minji@CITY.go.kr" || after.Version != 3 {
				t.Errorf("from %+v to %+v", before, after)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		changed := derived(t, d, made.ID)
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			a, err := account.Hold(ctx, tx, made.ID)
			if err != nil {
				return err
			}
			return account.Delete(ctx, tx, a)
		}); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM account_token").Scan(&left); err != nil || left != 0 {
			t.Errorf("%d tokens of an account that is gone (%v)", left, err)
		}
		again, err := create(d, s, account.Draft{Email: "Lee.minji@CITY.go.kr", Name: "Lee 민지"})
		if err != nil {
			t.Fatal(err)
		}
		if fresh := derived(t, d, again.ID); fresh != changed {
			t.Errorf("changed %q, made anew %q", changed, fresh)
		}
	})
}

func TestSetEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := account.NewService(d, now, "KR", account.Hooks{})
		kim, err := create(d, s, account.Draft{Email: "kim@example.com", Name: "Kim"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := create(d, s, account.Draft{Email: "lee@example.com", Name: "Lee"}); err != nil {
			t.Fatal(err)
		}
		set := func(email string) (after account.Account, err error) {
			err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				_, after, err = s.SetEmail(ctx, tx, kim.ID, email)
				return err
			})
			return after, err
		}
		for _, taken := range []string{"lee@example.com", "LEE@Example.com", "lee@ｅｘａｍｐｌｅ.com"} {
			if _, err := set(taken); !fault.Is(err, "email_taken") {
				t.Errorf("%s: %v", taken, err)
			}
		}
		if a, err := set("Kim@example.com"); err != nil || a.Email != "Kim@example.com" || a.Version != 2 { // its own in another form
			t.Errorf("%+v, %v", a, err)
		}
		if _, err := set("김@example.com"); !fault.Is(err, "invalid_email") {
			t.Error(err)
		}
		// Of many who take one address at once, one gets it.
		ids := make([]string, 8)
		for i := range ids {
			a, err := create(d, s, account.Draft{Email: fmt.Sprintf("%d@example.com", i), Name: "x"})
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = a.ID
		}
		won := 0
		for _, err := range dbtest.Together(len(ids), func(i int) error {
			return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, _, err := s.SetEmail(ctx, tx, ids[i], "wanted@example.com")
				return err
			})
		}) {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, "email_taken"):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d accounts got the address", won)
		}
	})
}
