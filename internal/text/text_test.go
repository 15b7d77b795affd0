package text_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/tenantry/tenantry/internal/text"
)

func TestClean(t *testing.T) {
	for _, test := range []struct{ name, in, want, code string }{
		{"plain", "Seoul", "Seoul", ""},
		{"empty", "", "", ""},
		{"spaces around", " \t\n 종로구\u3000 ", "종로구", ""},
		{"spaces within", "a  b", "a  b", ""},
		{"decomposed Hangul", "\u1112\u1161\u11ab", "한", ""},
		{"decomposed Latin", "e\u0301", "é", ""},
		{"Thai marks", "กู้", "กู้", ""},
		{"zero-width joiner", "👩\u200d👧", "👩\u200d👧", ""},
		{"zero-width non-joiner", "a\u200cb", "a\u200cb", ""},
		{"direction marks", "a\u200eb\u200f", "a\u200eb\u200f", ""},
		{"NUL", "a\x00b", "", "control_characters"},
		{"tab within", "a\tb", "", "control_characters"},
		{"line break within", "a\nb", "", "control_characters"},
		{"delete", "a\x7f", "", "control_characters"},
		{"C1", "a\u0080b", "", "control_characters"},
		{"first override", "a\u202ab", "", "control_characters"},
		{"last override", "a\u202eb", "", "control_characters"},
		{"before the overrides", "a\u2029b", "a\u2029b", ""},
		{"after the overrides", "a\u202fb", "a\u202fb", ""},
		{"first isolate", "a\u2066b", "", "control_characters"},
		{"last isolate", "a\u2069b", "", "control_characters"},
		{"invalid UTF-8", "a\xff", "", "invalid_encoding"},
		{"half a surrogate pair", "\xed\xa0\x80", "", "invalid_encoding"},
	} {
		got, problem := text.Clean(test.in)
		code := ""
		if problem != nil {
			code = problem.Code
		}
		if got != test.want || code != test.code {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, got, code, test.want, test.code)
		}
	}
}

func TestLength(t *testing.T) {
	for in, want := range map[string]int{"": 0, "종로": 2, "👩\u200d👧": 3, "กู้": 3} {
		if got := text.Length(in); got != want {
			t.Errorf("%q has length %d, want %d", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " a ", "e\u0301", "\u0301 a", "a\u202ab", "\xff", "\u1100 \u1161", " \u0344 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, problem := text.Clean(s)
		if problem != nil {
			if once != "" || problem.Code == "" || problem.Message == "" {
				t.Errorf("%q: refused with %q and %+v", s, once, problem)
			}
			return
		}
		if twice, problem := text.Clean(once); problem != nil || twice != once {
			t.Errorf("%q: cleaned to %q and again to %q", s, once, twice)
		}
		if !norm.NFC.IsNormalString(once) || !utf8.ValidString(once) || strings.TrimSpace(once) != once {
			t.Errorf("%q: %q is not clean", s, once)
		}
	})
}

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"seoul", "SEOUL", "Seoul"},
		{"straße", "STRASSE", "Strasse"},
		{"é", "É", "e\u0301", "E\u0301"},
		{"한", "\u1112\u1161\u11ab"},
		{"σας", "ΣΑΣ"},
		{"k", "K", "\u212a"},
	} {
		for _, s := range same[1:] {
			if text.Fold(s) != text.Fold(same[0]) {
				t.Errorf("%q folds to %q and %q to %q, want the same", same[0], text.Fold(same[0]), s, text.Fold(s))
			}
		}
	}
	for _, different := range [][2]string{{"a", "á"}, {"が", "か"}, {"1", "１"}, {"カ", "か"}} {
		if text.Fold(different[0]) == text.Fold(different[1]) {
			t.Errorf("%q and %q fold to the same", different[0], different[1])
		}
	}
}

func TestGrams(t *testing.T) {
	for in, want := range map[string][]string{
		"":    {},
		"종":   {"종"},
		"종로구": {"종", "종로", "로", "로구", "구"},
		"aaa": {"a", "aa"},
	} {
		if got := text.Grams(in); !slices.Equal(got, want) {
			t.Errorf("Grams(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSortKey(t *testing.T) {
	// Each list is in the order in which people expect it.
	for name, list := range map[string][]string{
		"digits as numbers": {"1동", "2동", "10동", "100동"},
		"Korean":            {"가평군", "강남구", "강릉시", "종로구", "하남시"},
		"Japanese":          {"あきた", "おおさか", "きょうと", "とうきょう"},
		"Thai":              {"กรุงเทพ", "เกาะ", "ขอนแก่น", "เชียงใหม่", "ลำปาง"},
		"ignoring case":     {"alpha", "Beta", "gamma"},
		"accents":           {"cafe", "café noir", "cafz"},
		"scripts":           {"123", "abc", "가", "あ"},
		"prefix":            {"", "종로", "종로구"},
	} {
		for i := 1; i < len(list); i++ {
			if bytes.Compare(text.SortKey(list[i-1]), text.SortKey(list[i])) >= 0 {
				t.Errorf("%s: %q does not come before %q", name, list[i-1], list[i])
			}
		}
	}
	for _, pair := range [][2]string{{"섬 0 마을", "섬 2 마을"}, {"a0b", "a0c"}, {"a0b", "a1a"}, {"a 9", "a 0010"}, {"9동", "１０동"}} {
		if bytes.Compare(text.SortKey(pair[0]), text.SortKey(pair[1])) >= 0 {
			t.Errorf("%q must sort before %q", pair[0], pair[1])
		}
	}
	if !bytes.Equal(text.SortKey("SEOUL"), text.SortKey("seoul")) {
		t.Error("case changes the key")
	}
	first := text.SortKey("가")
	kept := slices.Clone(first)
	text.SortKey("하") // must not write into a key that was handed out
	if !bytes.Equal(first, kept) {
		t.Error("a later key overwrote an earlier one")
	}
}

func TestEmail(t *testing.T) {
	for _, same := range [][]string{
		{"kim@example.com", "Kim@Example.COM", " kim@example.com "},
		{"a@bücher.example", "a@xn--bcher-kva.example", "A@BÜCHER.example", "a@bu\u0308cher.example"},
		{"a@한국.kr", "a@xn--3e0b707e.kr"},
		{"a@example.com", "a@ｅｘａｍｐｌｅ.com"},
	} {
		_, want, problem := text.Email(same[0])
		if problem != nil {
			t.Fatalf("%q: %v", same[0], problem)
		}
		for _, s := range same[1:] {
			address, key, problem := text.Email(s)
			if problem != nil || key != want {
				t.Errorf("%q: key %q (%v), want %q as of %q", s, key, problem, want, same[0])
			}
			if cleaned, _ := text.Clean(s); address != cleaned {
				t.Errorf("%q: kept as %q", s, address)
			}
		}
	}
	_, dotted, _ := text.Email("a.b@example.com")
	_, plain, _ := text.Email("ab@example.com")
	_, tagged, _ := text.Email("ab+c@example.com")
	if dotted == plain || tagged == plain || dotted == "" || tagged == "" {
		t.Errorf("dots and tags must count: %q, %q, %q", dotted, plain, tagged)
	}
	for _, s := range []string{
		"", "a", "@", "a@", "@b.com", "a@b", "a b@c.com", "a@b c.com", "a@@b.com", "a@b@c.com", ".a@b.com", "a.@b.com", "a..b@c.com",
		"김@example.com", "a＠b.com", "a\x00@b.com", "a@b.com\n.", "a@b.com.", "a@.com", "a@b..com", "a@-b.com", "a@[127.0.0.1]", "a@b_c.com",
		"a@xn--a.com", strings.Repeat("a", 65) + "@b.com", "a@" + strings.Repeat("b.", 130) + "com", "a\xff@b.com", "a\u202e@b.com",
	} {
		if _, key, problem := text.Email(s); problem == nil || key != "" {
			t.Errorf("%q was taken, with the key %q", s, key)
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"a@b.com", "A@BÜCHER.example", "a@b@c.com", "a@xn--a.com", "x@ß.de", "a@ａ。com"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, key, problem := text.Email(s)
		if problem != nil {
			return
		}
		if _, again, problem := text.Email(key); problem != nil || again != key {
			t.Errorf("%q has the key %q, which has the key %q (%v)", s, key, again, problem)
		}
		for _, r := range key {
			if r <= ' ' || r >= 0x7f {
				t.Errorf("%q has the key %q, which is not plain", s, key)
			}
		}
	})
}

func TestWebsite(t *testing.T) {
	for _, s := range []string{
		"https://example.com", "http://example.com", "HTTPS://EXAMPLE.COM/Path?q=1#f", "https://example.com:8443/", "https://서울.kr/청사", "http://127.0.0.1/", "http://[::1]:80/", "https://example.com.",
	} {
		if got, problem := text.Website(" " + s + " "); problem != nil || got != s {
			t.Errorf("%q: %q, %v", s, got, problem)
		}
	}
	for s, code := range map[string]string{
		"": "invalid_url", "example.com": "invalid_url", "//example.com": "invalid_url", "javascript:alert(1)": "invalid_url",
		"ftp://example.com": "invalid_url", "https://": "invalid_url", "https:///path": "invalid_url", "https://u:p@example.com": "invalid_url",
		"https://exa mple.com": "invalid_url", "https://example.com/<script>": "invalid_url", `https://example.com/"x`: "invalid_url",
		"https://a_b\u2028.com": "invalid_url", "https://example.com:port": "invalid_url", "https://example.com/\x00": "control_characters", "https://\xff.com": "invalid_encoding",
		"https://example.com/" + strings.Repeat("a", 2000): "invalid_url",
	} {
		if got, problem := text.Website(s); problem == nil || problem.Code != code || got != "" {
			t.Errorf("%q: %q, %v; want %s", s, got, problem, code)
		}
	}
}

func TestBlank(t *testing.T) {
	for s, want := range map[string]bool{"": true, " ": true, "\u200B\u200D\uFEFF": true, "\u3000": true, "가": false, "\u200Bx": false, "-": false} {
		if text.Blank(s) != want {
			t.Errorf("Blank(%q): want %v", s, want)
		}
	}
}
