package text_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tenantry/tenantry/internal/text"
)

func TestLine(t *testing.T) {
	for _, test := range []struct {
		name, in string
		longest  int
		required bool
		want     string
		code     string
	}{
		{"plain", " Seoul ", 5, true, "Seoul", ""},
		{"one too many", "Seoul!", 5, true, "", "too_long"},
		{"counted as composed", strings.Repeat("e\u0301", 5), 5, true, strings.Repeat("é", 5), ""},
		{"characters, not bytes", "서울특별시", 5, true, "서울특별시", ""},
		{"outside the basic plane", "😀😀😀😀😀", 5, true, "😀😀😀😀😀", ""},
		{"empty", "", 5, false, "", ""},
		{"empty and required", "", 5, true, "", "required"},
		{"invisible", "\u200b\u200d", 5, false, "", ""},
		{"invisible and required", " \u200b ", 5, true, "", "required"},
		{"invisible and too long", strings.Repeat("\u200b", 9), 5, false, "", ""},
		{"control character", "a\nb", 5, false, "", "control_characters"},
		{"override", "a\u202eb", 5, false, "", "control_characters"},
		{"invalid", "a\xff", 5, false, "", "invalid_encoding"},
	} {
		got, problem := text.Line(test.in, test.longest, test.required)
		switch {
		case test.code == "" && (problem != nil || got != test.want):
			t.Errorf("%s: %q, %v; want %q", test.name, got, problem, test.want)
		case test.code != "" && (problem == nil || problem.Code != test.code):
			t.Errorf("%s: %q, %v; want %s", test.name, got, problem, test.code)
		}
	}
}

func TestEmailWords(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"kim":                       " kim",
		"kim.minsu@city.go.kr":      " kim. minsu@ city. go. kr",
		"k1m_lee+x@xn--9d0bm53a.kr": " k1m_ lee+ x@ xn-- 9d0bm53a. kr",
		"..@":                       "..@",
		"김민수":                       " 김민수",
		"กู้.ค":                     " กู้. ค", // marks belong to their word
		"a b":                       " a  b",
	} {
		if got := text.EmailWords(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEmailTokens(t *testing.T) {
	for in, want := range map[string][]string{
		"":                     nil,
		"@.":                   nil,
		"kim.minsu@city.go.kr": {"city.go.kr", "go.kr", "kim.minsu@city.go.kr", "kr", "minsu@city.go.kr"},
		"a.a":                  {"a", "a.a"},
	} {
		var marked []string
		for _, w := range want {
			marked = append(marked, text.EmailToken(w))
		}
		if got := text.EmailTokens(in); !slices.Equal(got, marked) {
			t.Errorf("%q: %q, want %q", in, got, marked)
		}
	}
}

// The two ways to look for an address agree: a text is the beginning of a word, or it begins with a sign that is
// somewhere, in the words and in the tokens alike. And no piece of a name is ever taken for a part of an address.
func TestWordsAndTokensFindTheSame(t *testing.T) {
	letters := rapid.SampledFrom([]rune("ab1.-_@+é김"))
	rapid.Check(t, func(t *rapid.T) {
		address := string(rapid.SliceOfN(letters, 1, 12).Draw(t, "address"))
		asked := string(rapid.SliceOfN(letters, 1, 4).Draw(t, "asked"))
		word := !strings.ContainsRune(".-_@+", []rune(asked)[0])
		byToken := slices.ContainsFunc(text.EmailTokens(address), func(token string) bool { return strings.HasPrefix(token, text.EmailToken(asked)) })
		byWords := strings.Contains(text.EmailWords(address), text.EmailWords(asked))
		plain := false // at the beginning of a word of the address
		for i := range address {
			before := []rune(address[:i])
			begins := len(before) == 0 || strings.ContainsRune(".-_@+", before[len(before)-1])
			plain = plain || begins && strings.HasPrefix(address[i:], asked)
		}
		if word && (byToken != plain || byWords != plain) {
			t.Fatalf("%q in %q: %t by tokens, %t by words, want %t", asked, address, byToken, byWords, plain)
		}
		for _, gram := range text.Grams(address) {
			if slices.Contains(text.EmailTokens(address), gram) {
				t.Fatalf("%q is a piece of a name and of an address", gram)
			}
		}
	})
}
