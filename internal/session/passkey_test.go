package session_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/passkeytest"
	"github.com/tenantry/tenantry/internal/session"
)

func (w *world) authenticator() *passkeytest.Authenticator { return passkeytest.New(publicURL) }

// session signs Kim in, before there is a second factor.
func (w *world) session(t *testing.T) session.Session {
	t.Helper()
	in, err := w.signIn("192.0.2.1", "", "kim@example.com", "right password")
	if err != nil {
		t.Fatal(err)
	}
	return in.Session
}

// passkey adds one of the authenticator to the account of a session.
func (w *world) passkey(t *testing.T, ses session.Session, a *passkeytest.Authenticator) session.Passkey {
	t.Helper()
	p, err := w.add(ses, a, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) add(ses session.Session, a *passkeytest.Authenticator, name string) (session.Passkey, error) {
	c, err := w.NewPasskeyOptions(ctx, ses)
	if err != nil {
		return session.Passkey{}, err
	}
	made, err := a.Create(c.Options)
	if err != nil {
		return session.Passkey{}, err
	}
	v := browser("192.0.2.1")
	v.AccountID = ses.AccountID
	return w.AddPasskey(ctx, v, ses, session.Answer{CeremonyID: c.ID, Credential: made}, name)
}

// challenge is what second_factor_required asks of Kim's passkeys.
func (w *world) challenge(t *testing.T) session.Ceremony {
	t.Helper()
	_, err := w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{})
	f, ok := fault.As(err)
	if !ok || f.Code != "second_factor_required" {
		t.Fatal(err)
	}
	c, ok := f.Extra["passkey"].(session.Ceremony)
	if !ok {
		t.Fatalf("no challenge in %v", f.Extra)
	}
	return c
}

// answer has the authenticator answer.
func answer(t *testing.T, a *passkeytest.Authenticator, c session.Ceremony) session.Answer {
	t.Helper()
	signed, err := a.Get(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	return session.Answer{CeremonyID: c.ID, Credential: signed}
}

func TestPasskeyAsSecondFactor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ses, a := w.session(t), w.authenticator()
		a.Verifies = false // that is for signing in without a password
		p := w.passkey(t, ses, a)
		if p.Name != "Firefox on Windows" {
			t.Errorf("it is called %q", p.Name)
		}
		var has bool
		if err := d.QueryRow(ctx, "SELECT second_factor FROM account WHERE id = 'acc_kim'").Scan(&has); err != nil || !has {
			t.Errorf("second factor: %t, %v", has, err)
		}
		try := func(what, code string, s *session.Service, answer session.Answer) {
			t.Helper()
			in, err := w.signInWith(s, browser("192.0.2.1"), session.Factor{Passkey: &answer})
			want(t, what, code, err)
			if err == nil && in.AccountID != "acc_kim" {
				t.Errorf("%s: signed in as %s", what, in.AccountID)
			}
		}
		other := w.service(members(false)) // another node
		first := answer(t, a, w.challenge(t))
		try("the right answer, on another node", "", other, first)
		try("the same answer again", "invalid_code", w.Service, first)
		late := answer(t, a, w.challenge(t))
		w.now = w.now.Add(5 * time.Minute)
		try("an answer after five minutes", "invalid_code", w.Service, late)
		spent := answer(t, a, w.challenge(t))
		try("no answer", "invalid_code", w.Service, session.Answer{CeremonyID: spent.CeremonyID, Credential: json.RawMessage(`{}`)})
		try("the right answer after a wrong one", "invalid_code", w.Service, spent)
		asked, twice := w.challenge(t), w.challenge(t)
		try("the answer to another challenge", "invalid_code", w.Service, session.Answer{CeremonyID: asked.ID, Credential: answer(t, a, twice).Credential})
		try("no such challenge", "invalid_code", w.Service, session.Answer{CeremonyID: "cer_x", Credential: json.RawMessage(`{"id":1}`)})

		elsewhere := *a
		elsewhere.Origin = "https://tenantry.example.com.evil.example"
		try("an answer at another origin", "invalid_code", w.Service, answer(t, &elsewhere, w.challenge(t)))
		w.now = w.now.Add(session.Window)

		// Kim's challenge is no business of Lee's passkey, nor of a passkey of nobody's.
		lee, err := w.signIn("192.0.2.1", "", "lee@example.com", "right password")
		if err != nil {
			t.Fatal(err)
		}
		theirs := w.authenticator()
		w.passkey(t, lee.Session, theirs)
		c := w.challenge(t)
		var options struct {
			Challenge []byte `json:"-"`
			Text      string `json:"challenge"`
			RPID      string `json:"rpId"`
		}
		if err := json.Unmarshal(c.Options, &options); err != nil || options.RPID != "tenantry.example.com" {
			t.Fatal(options, err)
		}
		for _, handle := range []string{"acc_lee", "acc_kim", ""} {
			theirs.Handle = []byte(handle)
			c := w.challenge(t)
			signed, err := theirs.Sign(theirs.IDs()[0], options.RPID, challengeOf(t, c))
			if err != nil {
				t.Fatal(err)
			}
			try("a passkey of another account as "+handle, "invalid_code", w.Service, session.Answer{CeremonyID: c.ID, Credential: signed})
		}
		// A challenge to Lee is none to Kim.
		_, err = w.SignIn(ctx, session.Visitor{}, session.Credentials{Email: "lee@example.com", Password: "right password"})
		f, _ := fault.As(err)
		theirs.Handle = nil
		try("Lee's answer to Lee's challenge", "invalid_code", w.Service, answer(t, theirs, f.Extra["passkey"].(session.Ceremony)))
		try("the right answer still", "", w.Service, answer(t, a, w.challenge(t)))
	})
}

func challengeOf(t *testing.T, c session.Ceremony) []byte {
	t.Helper()
	var options struct {
		Challenge passkeytest.Encoded `json:"challenge"`
	}
	if err := json.Unmarshal(c.Options, &options); err != nil {
		t.Fatal(err)
	}
	return options.Challenge
}

// A passkey that has counted less than is known of it has a double: both are refused, and the trail says so.
func TestClonedPasskey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.authenticator()
		p := w.passkey(t, w.session(t), a)
		double := a.Clone()
		try := func(by *passkeytest.Authenticator) error {
			x := answer(t, by, w.challenge(t))
			_, err := w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{Passkey: &x})
			return err
		}
		want(t, "the passkey", "", try(a))
		want(t, "the passkey again", "", try(a))
		want(t, "its double", "invalid_code", try(double))
		var n int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE action = 'passkey.suspected' AND target = $1", p.ID).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d events of it, %v", n, err)
		}
		silent := w.authenticator()
		silent.Counts = false
		if err := w.RemovePasskey(ctx, browser("192.0.2.1"), p.ID); err != nil {
			t.Fatal(err)
		}
		w.passkey(t, w.session(t), silent)
		want(t, "one that does not count", "", try(silent))
		want(t, "and again", "", try(silent))
	})
}

func TestSignInByPasskeyAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.authenticator()
		w.passkey(t, w.session(t), a)
		visitor := session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}
		ask := func() session.Ceremony {
			t.Helper()
			c, err := w.PasskeyOptions(ctx, visitor)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(c.Options), `"userVerification":"required"`) || strings.Contains(string(c.Options), "allowCredentials") {
				t.Errorf("options: %s", c.Options)
			}
			return c
		}
		try := func(what, code string, x session.Answer) session.SignedIn {
			t.Helper()
			in, err := w.SignInByPasskey(ctx, visitor, x)
			want(t, what, code, err)
			return in
		}
		first := answer(t, a, ask())
		in := try("the right answer", "", first)
		if in.AccountID != "acc_kim" || in.Token == "" || in.Device == "" {
			t.Errorf("signed in: %+v", in)
		}
		try("the same again", "invalid_passkey", first)
		a.Verifies = false
		try("without having checked who uses it", "invalid_passkey", answer(t, a, ask()))
		a.Verifies = true
		for _, handle := range []string{"acc_lee", "", "acc_nobody", "\x00"} {
			a.Handle = []byte(handle)
			try("with the handle "+handle, "invalid_passkey", answer(t, a, ask()))
		}
		a.Handle = nil
		stranger := w.authenticator()
		c := ask()
		if _, err := stranger.Create([]byte(`{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAA","rp":{"id":"tenantry.example.com"},"user":{"id":"YWNjX2tpbQ"}}`)); err != nil {
			t.Fatal(err)
		}
		try("a passkey that is not known", "invalid_passkey", answer(t, stranger, c))
		// The challenge of a second step is none for this, which asks for more.
		try("the challenge of a second step", "invalid_passkey", answer(t, a, w.challenge(t)))

		disabled := w.service(members(true))
		if _, err := disabled.SignInByPasskey(ctx, visitor, answer(t, a, ask())); !fault.Is(err, "account_disabled") {
			t.Errorf("disabled everywhere: %v", err)
		}
		try("still", "", answer(t, a, ask()))
		var refusals int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM audit_event WHERE action = 'session.refused'").Scan(&refusals); err != nil || refusals < 8 {
			t.Errorf("%d refusals in the trail, %v", refusals, err)
		}
	})
}

func TestChallengesThatAnybodyAsksForAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		v := session.Visitor{Actor: audit.Actor{Address: "192.0.2.1"}}
		for range session.PerAddress {
			if _, err := w.PasskeyOptions(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		_, err := w.PasskeyOptions(ctx, v)
		want(t, "one too many", "too_many_attempts", err)
		_, err = w.PasskeyOptions(ctx, session.Visitor{Actor: audit.Actor{Address: "192.0.2.2"}})
		want(t, "from elsewhere", "", err)
		w.now = w.now.Add(time.Hour)
		w.write(t, w.Sweep)
		var n int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM ceremony").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d challenges are kept (%v)", n, err)
		}
	})
}

func TestPasskeysOfAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ses, a := w.session(t), w.authenticator()
		p := w.passkey(t, ses, a)
		if _, err := w.add(ses, a, ""); err == nil || !strings.Contains(err.Error(), "InvalidStateError") {
			t.Errorf("one authenticator twice: %v", err)
		}
		for name, code := range map[string]string{strings.Repeat("가", 31): "too_long", "a\x00": "control_character", "\u202e": "control_character"} {
			_, err := w.add(ses, w.authenticator(), name)
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Fields[0].Location != "body.name" {
				t.Errorf("named %q: %v, want %s", name, err, code)
			}
		}
		// A challenge is for one session, one account and one answer.
		other := w.session2(t)
		c, err := w.NewPasskeyOptions(ctx, ses)
		if err != nil {
			t.Fatal(err)
		}
		b := w.authenticator()
		made, err := b.Create(c.Options)
		if err != nil {
			t.Fatal(err)
		}
		x := session.Answer{CeremonyID: c.ID, Credential: made}
		_, err = w.AddPasskey(ctx, browser("192.0.2.1"), other, x, "")
		want(t, "by another session", "invalid_passkey", err)
		_, err = w.AddPasskey(ctx, browser("192.0.2.1"), ses, session.Answer{CeremonyID: c.ID, Credential: []byte(`{"x":1}`)}, "")
		want(t, "no answer", "invalid_passkey", err)
		_, err = w.AddPasskey(ctx, browser("192.0.2.1"), ses, x, "")
		want(t, "the right answer after it", "invalid_passkey", err)

		// Nobody adds a passkey that somebody has.
		c, err = w.NewPasskeyOptions(ctx, ses)
		if err != nil {
			t.Fatal(err)
		}
		late, err := b.Create(c.Options)
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(5 * time.Minute)
		_, err = w.AddPasskey(ctx, browser("192.0.2.1"), ses, session.Answer{CeremonyID: c.ID, Credential: late}, "")
		want(t, "after five minutes", "invalid_passkey", err)

		if renamed, err := w.RenamePasskey(ctx, browser("").Actor, p.ID, new(" 사무실 열쇠 ")); err != nil || renamed.Name != "사무실 열쇠" {
			t.Errorf("renamed: %+v, %v", renamed, err)
		}
		stranger := browser("192.0.2.1")
		stranger.AccountID = "acc_lee"
		_, err = w.RenamePasskey(ctx, stranger.Actor, p.ID, new("mine"))
		want(t, "renamed by another account", "not_found", err)
		want(t, "removed by another account", "not_found", w.RemovePasskey(ctx, stranger, p.ID))
		want(t, "removed by no ID", "not_found", w.RemovePasskey(ctx, browser(""), "pky_\x00"))

		for i := range session.MaxPasskeys - 1 {
			if _, err := w.add(ses, w.authenticator(), fmt.Sprint("key ", i)); err != nil {
				t.Fatal(err)
			}
		}
		_, err = w.add(ses, w.authenticator(), "")
		want(t, "one too many", "too_many_passkeys", err)
		found, err := w.Security(ctx, "acc_kim")
		if err != nil || len(found.Passkeys) != session.MaxPasskeys || found.Passkeys[0].Name != "사무실 열쇠" || !found.Passkeys[0].LastUsedAt.IsZero() {
			t.Errorf("security: %+v, %v", found, err)
		}
		want(t, "removed", "", w.RemovePasskey(ctx, browser(""), p.ID))
		want(t, "removed again", "not_found", w.RemovePasskey(ctx, browser(""), p.ID))
		if got := w.notices[len(w.notices)-1]; got != "acc_kim passkey_removed 사무실 열쇠" {
			t.Errorf("the last notice: %q", got)
		}
	})
}

// session2 is a second session of Kim's.
func (w *world) session2(t *testing.T) session.Session {
	t.Helper()
	var in session.SignedIn
	w.write(t, func(ctx context.Context, tx *db.Tx) (err error) {
		in, err = w.Start(ctx, tx, browser("192.0.2.2"), "acc_kim", session.ByPassword)
		return err
	})
	return in.Session
}

// Browsers offer passkeys to names over https, and to the machine itself.
func TestWherePasskeysAreOffered(t *testing.T) {
	for url, offered := range map[string]bool{
		"https://tenantry.example.com": true, "https://tenantry.example.com:8443": true, "http://localhost:8080": true, "http://tenantry.localhost": true,
		"http://127.0.0.1:8080": false, "https://192.0.2.1": false, "http://[::1]:8080": false, "https://[2001:db8::1]": false,
		"http://tenantry.example.com": false, "https://예약.example": true, "": false,
	} {
		s := session.NewService(session.Config{PublicURL: url})
		if s.Passkeys() != offered {
			t.Errorf("%s: offered %t", url, !offered)
		}
		if !offered {
			_, err := s.PasskeyOptions(ctx, session.Visitor{})
			want(t, url, "passkeys_unavailable", err)
		}
	}
}

// One answer signs in once, whatever sends it at the same moment, on any node.
func TestPasskeyAnswersCountOnceInParallel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.authenticator()
		w.passkey(t, w.session(t), a)
		nodes := []*session.Service{w.Service, w.service(members(false))}
		c, err := w.PasskeyOptions(ctx, session.Visitor{})
		if err != nil {
			t.Fatal(err)
		}
		x := answer(t, a, c)
		signed := 0
		for i, err := range dbtest.Together(16, func(i int) error {
			_, err := nodes[i%2].SignInByPasskey(ctx, session.Visitor{}, x)
			return err
		}) {
			if err == nil {
				signed++
			} else if !fault.Is(err, "invalid_passkey") {
				t.Errorf("try %d: %v", i, err)
			}
		}
		if signed != 1 {
			t.Errorf("%d sign-ins by one answer", signed)
		}
	})
}

// Of the challenges for one account the latest wait, and somebody who asks for many fills nothing.
func TestFewChallengesWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		a := w.authenticator()
		ses := w.session(t)
		w.passkey(t, ses, a)
		first := answer(t, a, w.challenge(t))
		for range 30 {
			w.challenge(t)
			if _, err := w.ProofOptions(ctx, ses); err != nil {
				t.Fatal(err)
			}
		}
		var n int
		if err := d.QueryRow(ctx, "SELECT COUNT(*) FROM ceremony").Scan(&n); err != nil || n != 40 {
			t.Errorf("%d challenges wait, %v, want 20 of each purpose", n, err)
		}
		_, err := w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{Passkey: &first})
		want(t, "the answer to one that gave way", "invalid_code", err)
		last := answer(t, a, w.challenge(t))
		_, err = w.signInWith(w.Service, browser("192.0.2.1"), session.Factor{Passkey: &last})
		want(t, "the answer to the latest", "", err)
	})
}

// What is no answer of a passkey is refused as that, whatever it is.
func FuzzAnswers(f *testing.F) {
	d := dbtest.New(f, db.SQLite)
	t := &testing.T{}
	w := open(t, d)
	a := w.authenticator()
	ses := w.session(t)
	w.passkey(t, ses, a)
	c, err := w.PasskeyOptions(ctx, session.Visitor{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(answer(t, a, c).Credential))
	made, err := w.NewPasskeyOptions(ctx, ses)
	if err != nil {
		f.Fatal(err)
	}
	created, err := w.authenticator().Create(made.Options)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(created))
	for _, seed := range []string{``, `null`, `[]`, `{}`, `{"id":"","rawId":"","type":"public-key","response":{}}`, `{"id":1}`, `{"response":{"attestationObject":"oA"}}`} {
		f.Add([]byte(seed))
	}
	address := 0
	f.Fuzz(func(t *testing.T, credential []byte) {
		address++ // so that no throttle comes between
		v := session.Visitor{Actor: audit.Actor{Address: fmt.Sprint("address ", address)}}
		c, err := w.PasskeyOptions(ctx, v)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignInByPasskey(ctx, v, session.Answer{CeremonyID: c.ID, Credential: credential}); !fault.Is(err, "invalid_passkey") {
			t.Errorf("signing in by %q: %v", credential, err)
		}
		if c, err = w.NewPasskeyOptions(ctx, ses); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddPasskey(ctx, browser(""), ses, session.Answer{CeremonyID: c.ID, Credential: credential}, ""); !fault.Is(err, "invalid_passkey") {
			t.Errorf("adding %q: %v", credential, err)
		}
	})
}

// An account goes in the moment in which its passkeys are asked: its sessions have ended with it.
func TestChallengeToAnAccountThatGoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := open(t, d).ChallengeGone(ctx); !fault.Is(err, "unauthenticated") {
			t.Errorf("%v, want unauthenticated", err)
		}
	})
}
