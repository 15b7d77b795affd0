package mail_test

import (
	"bytes"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/mail"
)

const publicURL = "https://tenantry.example.com"

// received is a message as a mail program reads it.
type received struct {
	header     netmail.Header
	subject    string
	to, from   *netmail.Address
	text, html string
}

func read(t *testing.T, raw []byte) received {
	t.Helper()
	for _, line := range strings.Split(string(raw), "\r\n") {
		if len(line) > 200 || strings.ContainsAny(line, "\r\n") || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("a line that not every mail server takes: %q", line)
		}
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("not a message: %v\n%s", err, raw)
	}
	r := received{header: m.Header, to: address(t, m.Header, "To"), from: address(t, m.Header, "From")}
	if r.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Error(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q: %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, part := range []struct {
		kind string
		into *string
	}{{"text/plain", &r.text}, {"text/html", &r.html}} {
		p, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil || kind != part.kind || !strings.EqualFold(params["charset"], "utf-8") {
			t.Errorf("a part of type %q, want %s in UTF-8 (%v)", p.Header.Get("Content-Type"), part.kind, err)
		}
		body, err := io.ReadAll(p) // which takes the transfer encoding away
		if err != nil {
			t.Fatal(err)
		}
		*part.into = styles.ReplaceAllString(strings.ReplaceAll(string(body), "\r\n", "\n"), "")
	}
	if _, err := parts.NextPart(); err != io.EOF {
		t.Errorf("after the two parts: %v, want the end", err)
	}
	return r
}

// address is the only address of a header.
func address(t *testing.T, h netmail.Header, name string) *netmail.Address {
	t.Helper()
	all, err := h.AddressList(name)
	if err != nil || len(all) != 1 || len(h[name]) != 1 {
		t.Fatalf("%s: %q: %v, want one address", name, h[name], err)
	}
	return all[0]
}

// apart returns the lines of the text part that are indented, without the four spaces.
func (r received) apart(t *testing.T) []string {
	t.Helper()
	var found []string
	lines := strings.Split(r.text, "\n")
	for i, line := range lines {
		value, indented := strings.CutPrefix(line, "    ")
		if strings.TrimSpace(line) != line && (!indented || strings.TrimSpace(value) != value) {
			t.Errorf("white space around %q", line)
		}
		if indented {
			found = append(found, value)
			if lines[i-1] != "" || lines[i+1] != "" {
				t.Errorf("%q does not stand alone:\n%s", value, r.text)
			}
		}
	}
	return found
}

// styles are taken away before the HTML is compared.
var styles = regexp.MustCompile(` (class|style)="[^"]*"`)

var links = regexp.MustCompile(`https?:[^\s"<]+|www\.[^\s"<]+`)

func TestMessages(t *testing.T) {
	expires := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	seoul := time.FixedZone("", 9*3600)
	added := func(language string) mail.Message {
		return mail.TemporaryPassword{To: "kim@city.go.kr", Name: "김민수", Language: language, Password: "p<a&s'5+\"w=", Organization: "서울 & Söhne", ExpiresAt: expires}
	}
	reset := func(language string) mail.Message {
		return mail.TemporaryPassword{To: "kim@city.go.kr", Name: "Kim", Language: language, Password: "hunter22", Organization: "서울", ExpiresAt: expires.In(seoul), Reset: true}
	}
	question := func(language string) mail.Message {
		return mail.Question{To: "kim@city.go.kr", Name: "Kim", Language: language, Organization: "서울"}
	}
	const signIn = publicURL + "/sign-in"
	for _, test := range []struct {
		message        mail.Message
		language       string // that is read
		subject        string
		apart, further string // in the text part
		inHTML         string
	}{
		{added("en"), "en", "You were added to 서울 & Söhne", `p<a&s'5+"w=`, "until 2026-03-04 05:06 (UTC)", "서울 &amp; Söhne"},
		{added("ko"), "ko", "서울 & Söhne 멤버로 추가되었습니다", `p<a&s'5+"w=`, "김민수 님", "<code>p&lt;a&amp;s&#39;5&#43;&#34;w=</code>"},
		{added("ja"), "ja", "서울 & Söhne のメンバーに追加されました", `p<a&s'5+"w=`, "tenantry.example.com で", `href="` + signIn + `"`},
		{added("th"), "th", "คุณถูกเพิ่มเป็นสมาชิกของ 서울 & Söhne", `p<a&s'5+"w=`, "สวัสดีคุณ 김민수", `<html lang="th">`},
		{reset("en"), "en", "Your password was reset", "hunter22", "until 2026-03-04 14:06 (UTC+09:00)", "<code>hunter22</code>"},
		{reset("ko"), "ko", "비밀번호가 재설정되었습니다", "hunter22", "tenantry.example.com에서", "<code>hunter22</code>"},
		{reset("ja"), "ja", "パスワードが再設定されました", "hunter22", "「서울」の管理者", "<code>hunter22</code>"},
		{reset("th"), "th", "รหัสผ่านของคุณถูกรีเซ็ตแล้ว", "hunter22", "“서울”", "<code>hunter22</code>"},
		{question("en"), "en", "May we add you to 서울?", signIn, "“서울”", `<a href="` + signIn + `">Sign in</a>`},
		{question("ko"), "ko", "서울 멤버 추가에 동의하시겠습니까?", signIn, "‘서울’", signIn},
		{question("ja"), "ja", "서울 のメンバーへの追加についての確認", signIn, "「서울」", signIn},
		{question("th"), "th", "คุณต้องการเป็นสมาชิกของ 서울 หรือไม่", signIn, "“서울”", signIn},
		{question(""), "en", "May we add you to 서울?", signIn, "Hello Kim,", signIn},
		{question("de"), "en", "May we add you to 서울?", signIn, "Hello Kim,", signIn},
		{question("ko-KR"), "ko", "서울 멤버 추가에 동의하시겠습니까?", signIn, "Kim 님", signIn},
	} {
		t.Run(test.language+" "+test.subject, func(t *testing.T) {
			raw, err := mail.Render(publicURL, test.message)
			if err != nil {
				t.Fatal(err)
			}
			r := read(t, raw)
			if r.subject != test.subject || r.header.Get("Content-Language") != test.language {
				t.Errorf("subject %q in %q, want %q in %s", r.subject, r.header.Get("Content-Language"), test.subject, test.language)
			}
			if got := r.apart(t); !slices.Equal(got, []string{test.apart}) {
				t.Errorf("set apart are %q, want %q", got, test.apart)
			}
			if !strings.Contains(r.text, test.further) || !strings.Contains(r.html, test.inHTML) {
				t.Errorf("want %q in\n%s\nand %q in\n%s", test.further, r.text, test.inHTML, r.html)
			}
			if n := strings.Count(r.html, `href="`+signIn+`"`); n != 1 || strings.Count(r.html, "href=") != 1 {
				t.Errorf("want one link to the sign-in page:\n%s", r.html)
			}
			for _, link := range links.FindAllString(r.text+r.html, -1) {
				if link != signIn {
					t.Errorf("a link to %q", link)
				}
			}
			if at, err := r.header.Date(); err != nil || !at.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) {
				t.Errorf("date %v: %v", at, err)
			}
			if r.to.Address != "kim@city.go.kr" || r.from.String() != `"Tenantry" <no-reply@tenantry.example.com>` || r.header.Get("Message-ID") != "<mal_1@tenantry.example.com>" {
				t.Errorf("to %v, from %v, message ID %q", r.to, r.from, r.header.Get("Message-ID"))
			}
		})
	}
}

// headers are those of every message.
var headers = []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}

func TestNothingComesInThroughNames(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"Kim\r\nBcc: eve@evil.example", "Kim Bcc: eve@evil.example"},
		{"Kim\n\n    swordfish\n\nMore", "Kim swordfish More"},
		{"    Kim", "Kim"},
		{"Kim\u2028\u0085    x", "Kim x"},
		{`Kim" <eve@evil.example>, "Lee`, `Kim" <eve@evil.example>, "Lee`},
		{`\" Kim \`, `\" Kim \`},
		{"Kim <eve@evil.example>", "Kim <eve@evil.example>"},
		{"=?utf-8?q?Kim=0D=0ABcc:_eve@evil.example?=", "= ?utf-8?q?Kim=0D=0ABcc:_eve@evil.example?="},
		{"<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"{{.Password}}", "{{.Password}}"},
		{"กิตติศักดิ์ \"เอก\" วงศ์สวัสดิ์", "กิตติศักดิ์ \"เอก\" วงศ์สวัสดิ์"},
		{"bad \xff\xfe bytes", "bad bytes"},
		{strings.Repeat("long ", 80), strings.TrimSpace(strings.Repeat("long ", 80))},
		{strings.Repeat("가", 300), strings.Repeat("가", 300)},
		{"", ""},
	} {
		t.Run(test.want, func(t *testing.T) {
			raw, err := mail.Render(publicURL, mail.TemporaryPassword{
				To: "kim@city.go.kr", Name: test.name, Language: "en", Password: "hunter22", Organization: test.name,
			})
			if err != nil {
				t.Fatal(err)
			}
			r := read(t, raw)
			if got := slices.Sorted(maps.Keys(r.header)); !slices.Equal(got, headers) {
				t.Errorf("headers %q, want %q", got, headers)
			}
			if r.to.Address != "kim@city.go.kr" || r.to.Name != test.want {
				t.Errorf("to %q <%s>, want %q", r.to.Name, r.to.Address, test.want)
			}
			if want := strings.TrimSpace("You were added to " + test.want); r.subject != want {
				t.Errorf("subject %q, want %q", r.subject, want)
			}
			if got := r.apart(t); !slices.Equal(got, []string{"hunter22"}) {
				t.Errorf("set apart are %q, want the password alone", got)
			}
			if strings.Contains(r.html, "<script") || strings.Count(r.html, "<code>") != 1 {
				t.Errorf("the HTML is\n%s", r.html)
			}
		})
	}
}

func TestAddressesAndHosts(t *testing.T) {
	for _, test := range []struct{ publicURL, to, wantFrom, wantTo string }{
		{"http://127.0.0.1:8080", "Kim.Minsu+work@City.go.KR", "no-reply@[127.0.0.1]", "Kim.Minsu+work@city.go.kr"},
		{"http://[::1]:8080", "o'hara@example.com", "no-reply@[::1]", "o'hara@example.com"},
		{"https://Tenantry.Example.com", "kim@한국.kr", "no-reply@tenantry.example.com", "kim@xn--3e0b707e.kr"},
		{"https://관리.example", "kim@ｃｉｔｙ.go.kr", "no-reply@xn--zb0b93v.example", "kim@city.go.kr"},
		{"http://dev_host.example:8080", "kim@city.go.kr", "no-reply@dev_host.example", "kim@city.go.kr"},
		{"http://localhost:8080", "root@localhost", "no-reply@localhost", "root@localhost"},
	} {
		raw, err := mail.Render(test.publicURL, mail.Question{To: test.to, Name: "Kim", Organization: "Seoul"})
		if err != nil {
			t.Errorf("%s, %s: %v", test.publicURL, test.to, err)
			continue
		}
		r := read(t, raw)
		if r.from.Address != test.wantFrom || r.to.Address != test.wantTo {
			t.Errorf("from %q to %q, want %q and %q", r.from.Address, r.to.Address, test.wantFrom, test.wantTo)
		}
		if got := r.apart(t); !slices.Equal(got, []string{test.publicURL + "/sign-in"}) {
			t.Errorf("the link is %q", got)
		}
	}
}

func TestMessagesThatCannotBeWritten(t *testing.T) {
	question := func(to string) mail.Message { return mail.Question{To: to, Name: "Kim", Organization: "Seoul"} }
	password := func(p string) mail.Message {
		return mail.TemporaryPassword{To: "kim@city.go.kr", Name: "Kim", Organization: "Seoul", Password: p}
	}
	for _, m := range []mail.Message{
		question(""),
		question("kim"),
		question("kim@city.go.kr\r\nBcc: eve@evil.example"),
		question("kim@city.go.kr, eve@evil.example"),
		question("Kim <kim@city.go.kr>"),
		question(`"a b"@city.go.kr`),
		question("김@city.go.kr"),
		password(""),
		password("two words"),
		password("two\nlines"),
		password("nul\x00"),
	} {
		if raw, err := mail.Render(publicURL, m); err == nil {
			t.Errorf("%+v was written:\n%s", m, raw)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("Kim", "Seoul", "ko")
	f.Add("a\r\n    b", "\n\n    c", "")
	f.Add("", "", "ko")
	f.Add("=?utf-8?q?=0A?=", "\u2029\ufeff.", "th")
	f.Fuzz(func(t *testing.T, name, organization, language string) {
		raw, err := mail.Render(publicURL, mail.TemporaryPassword{
			To: "kim@city.go.kr", Name: name, Organization: organization, Language: language, Password: "hunter22",
		})
		if err != nil {
			t.Fatal(err)
		}
		r := read(t, raw)
		if got := slices.Sorted(maps.Keys(r.header)); !slices.Equal(got, headers) || r.to.Address != "kim@city.go.kr" {
			t.Errorf("headers %q, to %v", got, r.to)
		}
		if got := r.apart(t); !slices.Equal(got, []string{"hunter22"}) {
			t.Errorf("set apart are %q in\n%s", got, r.text)
		}
	})
}
