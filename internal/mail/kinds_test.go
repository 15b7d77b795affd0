package mail_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/tenantry/tenantry/internal/mail"
)

// sample is a message with what stands apart in it, and what its text must hold.
type sample struct {
	name    string
	message mail.Message
	apart   []string
	holds   []string
}

// samples is one of each kind that came with accounts and invitations.
func samples(language string) []sample {
	until := time.Date(2026, 3, 4, 5, 6, 7, 0, time.FixedZone("", 9*3600))
	const when = "2026-03-04 05:06 (UTC+09:00)"
	all := []sample{
		{
			"sign_up_exists",
			mail.SignUpExists{To: "kim@city.go.kr", Name: "김민수", Language: language},
			[]string{publicURL + "/sign-in"},
			[]string{"tenantry.example.com"},
		},
		{
			"invitation",
			mail.Invitation{
				To: "kim@city.go.kr", Name: "김민수", Language: language, Organization: "서울 & Söhne", Inviter: "이영희", Token: "a-Z_09", ExpiresAt: until,
			},
			[]string{publicURL + "/invitation#token=a-Z_09"},
			[]string{"서울 & Söhne", "이영희", when},
		},
		{
			"invitation of nobody",
			mail.Invitation{To: "kim@city.go.kr", Name: "김민수", Language: language, Organization: "서울", Token: "a", ExpiresAt: until},
			[]string{publicURL + "/invitation#token=a"},
			[]string{"서울", when},
		},
		{
			"invitation_asked",
			mail.InvitationAsked{To: "kim@city.go.kr", Name: "김민수", Language: language, Invitee: "이영희", Organization: "서울"},
			[]string{publicURL + "/sign-in"},
			[]string{"서울", "이영희"},
		},
		{
			"password_reset",
			mail.PasswordReset{To: "kim@city.go.kr", Name: "김민수", Language: language, Token: "a-Z_09", ExpiresAt: until},
			[]string{publicURL + "/reset-password#token=a-Z_09"},
			[]string{when},
		},
	}
	for action, detail := range map[string]string{
		mail.ActionEmailCurrent: "new@example.com", mail.ActionEmailNew: "", mail.ActionAccountDeletion: "", mail.ActionOrganizationErasure: "서울",
		mail.ActionSignUp: "", mail.ActionMemberEmail: "서울",
	} {
		all = append(all, sample{
			action,
			mail.Code{To: "kim@city.go.kr", Name: "김민수", Language: language, Code: "012345", Action: action, Detail: detail, ExpiresAt: until},
			[]string{"012345"},
			[]string{"tenantry.example.com", detail, when},
		})
	}
	for kind, detail := range map[string]string{
		mail.NoticePasswordChanged: "", mail.NoticePasswordReset: "", mail.NoticeEmailChanged: "new@example.com", mail.NoticeSecondFactorOn: "",
		mail.NoticeSecondFactorOff: "", mail.NoticeSecondFactorReset: "", mail.NoticeRecoveryCodesNew: "", mail.NoticeRecoveryCodeUsed: "", mail.NoticePasskeyAdded: "My phone",
		mail.NoticePasskeyRemoved: "My phone", mail.NoticeAccountDeleted: "", mail.NoticeOrganizationErased: "서울", mail.NoticeDetailsChanged: "",
	} {
		n := mail.Notice{To: "kim@city.go.kr", Name: "김민수", Language: language, Kind: kind, Detail: detail, At: until, Device: "Firefox on Windows", Address: "192.0.2.1"}
		all = append(all, sample{kind, n, nil, []string{"tenantry.example.com", detail, when, "Firefox on Windows", "192.0.2.1"}})
	}
	return all
}

// letters counts those of a script.
func letters(s string, script ...*unicode.RangeTable) (n int) {
	for _, r := range s {
		if unicode.In(r, script...) {
			n++
		}
	}
	return n
}

func TestEveryKindInEveryLanguage(t *testing.T) {
	scripts := map[string][]*unicode.RangeTable{
		"en": {unicode.Latin}, "ko": {unicode.Hangul}, "ja": {unicode.Hiragana, unicode.Katakana, unicode.Han}, "th": {unicode.Thai},
	}
	subjects := map[string]bool{}
	for language, script := range scripts {
		for _, test := range samples(language) {
			t.Run(language+" "+test.name, func(t *testing.T) {
				raw, err := mail.Render(publicURL, test.message)
				if err != nil {
					t.Fatal(err)
				}
				r := read(t, raw)
				if r.header.Get("Content-Language") != language || r.to.String() != `=?utf-8?q?=EA=B9=80=EB=AF=BC=EC=88=98?= <kim@city.go.kr>` {
					t.Errorf("to %v in %q", r.to, r.header.Get("Content-Language"))
				}
				if got := r.apart(t); !slices.Equal(got, test.apart) {
					t.Errorf("set apart are %q, want %q", got, test.apart)
				}
				for _, hold := range append(test.holds, "김민수") {
					if !strings.Contains(r.subject+r.text, hold) {
						t.Errorf("want %q in\n%s\n%s", hold, r.subject, r.text)
					}
				}
				// A text in the wrong language, or one that nobody has written.
				if letters(r.subject, script...) < 3 || letters(r.text, script...) < 60 {
					t.Errorf("not in %s: %s\n%s", language, r.subject, r.text)
				}
				if language != "en" && letters(r.text, unicode.Latin) > letters(r.text, script...) {
					t.Errorf("more English than %s:\n%s", language, r.text)
				}
				if strings.ContainsAny(r.text, "{}<>") || strings.Contains(r.text, "\n\n\n") || strings.Contains(r.text, "“”") || strings.Contains(r.text, "‘’") || strings.Contains(r.text, "「」") {
					t.Errorf("something is missing in\n%s", r.text)
				}
				for _, link := range links.FindAllString(r.text+r.html, -1) {
					if !slices.Contains(test.apart, link) && link != publicURL+"/sign-in" {
						t.Errorf("a link to %q", link)
					}
				}
				if address := publicURL + "/sign-in"; strings.Contains(r.html, address) && !strings.Contains(r.text, address) {
					t.Errorf("whoever reads the text alone is not told where to sign in:\n%s", r.text)
				}
				for _, remote := range []string{"src=", "url(", "@import", "<script", "<link", "<iframe", "srcset"} {
					if strings.Contains(r.html, remote) {
						t.Errorf("the HTML part fetches something: %q", remote)
					}
				}
				if links := strings.Count(r.html, "href="); links > 1 || len(test.apart) > 0 && strings.HasPrefix(test.apart[0], publicURL) && links != 1 {
					t.Errorf("%d links in\n%s", links, r.html)
				}
				subjects[r.subject] = true
			})
		}
	}
	if len(subjects) != 4*23 { // the new address is confirmed under one, whoever asked for it
		t.Errorf("%d different subjects", len(subjects))
	}
}

func TestKindsThatCannotBeWritten(t *testing.T) {
	for name, m := range map[string]mail.Message{
		"action":        mail.Code{To: "kim@city.go.kr", Code: "123456", Action: "pay"},
		"no code":       mail.Code{To: "kim@city.go.kr", Action: mail.ActionSignUp},
		"two lines":     mail.Code{To: "kim@city.go.kr", Code: "123\n456", Action: mail.ActionSignUp},
		"no token":      mail.PasswordReset{To: "kim@city.go.kr"},
		"token":         mail.PasswordReset{To: "kim@city.go.kr", Token: "a b"},
		"token in HTML": mail.Invitation{To: "kim@city.go.kr", Token: `a"b`},
		"another line":  mail.Invitation{To: "kim@city.go.kr", Token: "a\nb"},
		"notice":        mail.Notice{To: "kim@city.go.kr", Kind: "rain"},
		"recipient":     mail.Notice{To: "kim@city.go.kr\nBcc: x@y", Kind: mail.NoticePasswordChanged},
	} {
		if raw, err := mail.Render(publicURL, m); err == nil {
			t.Errorf("%s: it was written:\n%s", name, raw)
		}
	}
}

// Whatever somebody has chosen as a name, of themselves, of an organization, of a passkey or of a browser, stays in its place.
func TestNothingComesInThroughAnyField(t *testing.T) {
	for _, hostile := range []string{
		"x\r\nBcc: eve@evil.example", "x\n\n    654321\n\ny", "    654321", "x\u2028\u0085    y", `x" <eve@evil.example>, "y`, "=?utf-8?q?=0D=0ABcc:_eve@evil.example?=",
		"<script>alert(1)</script>", `"><img src=https://evil.example/x>`, "{{.Secret}}", "bad \xff bytes", strings.Repeat("가", 300), "\x00",
	} {
		for name, test := range map[string]struct {
			message mail.Message
			apart   []string
		}{
			"code":             {mail.Code{To: "kim@city.go.kr", Name: hostile, Code: "012345", Action: mail.ActionOrganizationErasure, Detail: hostile}, []string{"012345"}},
			"change":           {mail.Code{To: "kim@city.go.kr", Name: hostile, Code: "012345", Action: mail.ActionEmailCurrent, Detail: hostile}, []string{"012345"}},
			"invitation":       {mail.Invitation{To: "kim@city.go.kr", Name: hostile, Organization: hostile, Inviter: hostile, Token: "t"}, []string{publicURL + "/invitation#token=t"}},
			"asked":            {mail.InvitationAsked{To: "kim@city.go.kr", Name: hostile, Organization: hostile, Invitee: hostile}, []string{publicURL + "/sign-in"}},
			"notice":           {mail.Notice{To: "kim@city.go.kr", Name: hostile, Kind: mail.NoticePasskeyAdded, Detail: hostile, Device: hostile, Address: hostile}, nil},
			"erased":           {mail.Notice{To: "kim@city.go.kr", Name: hostile, Kind: mail.NoticeOrganizationErased, Detail: hostile, Device: hostile, Address: hostile}, nil},
			"another language": {mail.Invitation{To: "kim@city.go.kr", Name: hostile, Language: hostile, Organization: hostile, Token: "t"}, []string{publicURL + "/invitation#token=t"}},
		} {
			raw, err := mail.Render(publicURL, test.message)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			r := read(t, raw)
			if got := slices.Sorted(maps.Keys(r.header)); !slices.Equal(got, headers) || r.to.Address != "kim@city.go.kr" {
				t.Errorf("%s, %q: headers %q, to %v", name, hostile, got, r.to)
			}
			if got := r.apart(t); !slices.Equal(got, test.apart) {
				t.Errorf("%s, %q: set apart are %q", name, hostile, got)
			}
			if strings.Contains(r.html, "<script") || strings.Contains(r.html, "<img") {
				t.Errorf("%s, %q: the HTML is\n%s", name, hostile, r.html)
			}
		}
	}
}
