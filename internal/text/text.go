// Package text has the rules that all text obeys, wherever it comes from: NFC, trimmed, no control
// characters, lengths in Unicode code points after NFC. It also folds text for search and makes the
// keys that names sort by.
package text

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Problem is a broken text rule: a stable code and a sentence that names the rule.
type Problem struct {
	Code, Message string
	Values        map[string]string // what the sentence names, by what it is; nil for nothing
}

// Clean returns s in NFC without surrounding white space, or what is wrong with it: invalid UTF-8, a
// control character (Cc), or one of the bidirectional controls U+202A–202E and U+2066–2069, which can
// make text read as what it is not. The zero-width joiner is allowed.
func Clean(s string) (string, *Problem) {
	if !utf8.ValidString(s) {
		return "", &Problem{Code: "invalid_encoding", Message: "Must be valid UTF-8."}
	}
	s = strings.TrimSpace(norm.NFC.String(s))
	for _, r := range s {
		if unicode.IsControl(r) {
			return "", &Problem{Code: "control_characters", Message: "Must not contain control characters such as NUL, tab or line break."}
		}
		if isBidiControl(r) {
			return "", &Problem{Code: "control_characters", Message: "Must not contain characters that override the direction of text."}
		}
	}
	return s, nil
}

func isBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// Blank reports whether nothing of s can be seen: it is empty, or has only white space and invisible
// characters such as the zero-width space.
func Blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) < 0
}

// Length counts Unicode code points; s is what Clean returned.
func Length(s string) int { return utf8.RuneCountInString(s) }

var folder = cases.Fold()

// Line returns s cleaned, or what is wrong with a field of at most so many characters: the rules of Clean,
// too_long, and required where nothing of it can be seen although something must.
func Line(s string, longest int, required bool) (string, *Problem) {
	clean, problem := Clean(s)
	switch {
	case problem != nil:
		return s, problem
	case Blank(clean) && required:
		return "", &Problem{Code: "required", Message: "This is required."}
	case Blank(clean):
		return "", nil
	case Length(clean) > longest:
		return clean, TooLong(longest)
	}
	return clean, nil
}

// TooLong is the problem of a text with more than so many characters.
func TooLong(longest int) *Problem {
	limit := strconv.Itoa(longest)
	return &Problem{"too_long", "Must have at most " + limit + " characters.", map[string]string{"limit": limit}}
}

// Fold returns the form that search compares: NFC and case folded.
func Fold(s string) string {
	if isLowerASCII(s) {
		return s
	}
	return norm.NFC.String(folder.String(norm.NFC.String(s)))
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// Grams returns the distinct 1- and 2-character pieces of folded text, the tokens that search looks
// up. A search text of one or two characters is a token itself; a longer one contains those of its
// 2-grams.
func Grams(folded string) []string {
	runes := []rune(folded)
	seen := make(map[string]bool, 2*len(runes))
	grams := make([]string, 0, 2*len(runes))
	add := func(g string) {
		if !seen[g] {
			seen[g] = true
			grams = append(grams, g)
		}
	}
	for i := range runes {
		add(string(runes[i]))
		if i+1 < len(runes) {
			add(string(runes[i : i+2]))
		}
	}
	return grams
}

type collator struct {
	c   *collate.Collator
	buf collate.Buffer
}

var collators = sync.Pool{New: func() any {
	return &collator{c: collate.New(language.Und, collate.Loose)}
}}

// EmailWords returns folded text with a space before every word of letters and digits: a search text is
// the beginning of a word of an address where its words are contained in the address's.
func EmailWords(folded string) string {
	var b strings.Builder
	inside := false
	for _, r := range folded {
		word := isWord(r)
		if word && !inside {
			b.WriteByte(' ')
		}
		inside = word
		b.WriteRune(r)
	}
	return b.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// EmailToken is the token that search looks up for an address, or the beginning of one, which begins with a
// word. Tokens of names never begin like that: see EmailTokens.
func EmailToken(beginning string) string { return "\x1f" + beginning }

// EmailTokens returns the tokens of a folded address: every end of it that begins with a word.
func EmailTokens(folded string) []string {
	var tokens []string
	inside := false
	for i, r := range folded {
		word := isWord(r)
		if word && !inside {
			tokens = append(tokens, EmailToken(folded[i:]))
		}
		inside = word
	}
	return slices.Compact(slices.Sorted(slices.Values(tokens)))
}

// SortKey returns bytes that order names as people do: by the root collation of the Unicode Collation
// Algorithm (which has Hangul, Kana and Thai in their dictionaries' order), ignoring case, with runs
// of digits as numbers, so that "10동" follows "2동".
func SortKey(s string) []byte {
	c, ok := collators.Get().(*collator)
	if !ok {
		panic("text: the pool holds only collators")
	}
	defer collators.Put(c)
	c.buf.Reset()
	key := c.c.KeyFromString(&c.buf, sized(s))
	return append(make([]byte, 0, len(key)), key...)
}

// sized writes how many digits a number has before each number, so that numbers compare by their value.
// The collator's own option for that drops a zero, and with it the order of what follows.
func sized(s string) string {
	if strings.IndexFunc(s, isDigit) < 0 {
		return s
	}
	var b strings.Builder
	for s != "" {
		start := strings.IndexFunc(s, isDigit)
		if start < 0 {
			start = len(s)
		}
		b.WriteString(s[:start])
		s = s[start:]
		end := strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) })
		if end < 0 {
			end = len(s)
		}
		if number := strings.TrimLeft(s[:end], "0０"); end > 0 {
			fmt.Fprintf(&b, "%02d%s", utf8.RuneCountInString(number), number)
		}
		s = s[end:]
	}
	return b.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// Website checks an http or https address and returns it as given, cleaned.
func Website(s string) (string, *Problem) {
	s, problem := Clean(s)
	if problem != nil {
		return "", problem
	}
	bad := &Problem{Code: "invalid_url", Message: "Must be an http or https address, such as https://example.com."}
	if Length(s) > 2000 || strings.ContainsAny(s, " <>\"") {
		return "", bad
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return "", bad
	}
	if _, err := idna.Lookup.ToASCII(strings.TrimSuffix(u.Hostname(), ".")); err != nil && !strings.Contains(u.Hostname(), ":") {
		return "", bad
	}
	return s, nil
}

// Email checks an e-mail address and returns it cleaned, with the key that addresses are compared by:
// NFKC, case folded, the domain in punycode. Dots count. A local part that is not ASCII is refused.
func Email(s string) (address, key string, problem *Problem) {
	s, problem = Clean(s)
	if problem != nil {
		return "", "", problem
	}
	bad := &Problem{Code: "invalid_email", Message: "Must be an e-mail address, such as name@example.com."}
	if local, _, _ := strings.Cut(s, "@"); !isASCII(local) {
		return "", "", &Problem{Code: "invalid_email", Message: "The part before the @ must be ASCII letters, digits and signs."}
	}
	folded := norm.NFKC.String(folder.String(norm.NFKC.String(s)))
	at := strings.LastIndexByte(folded, '@')
	if at < 1 || at == len(folded)-1 || len(folded) > 254 {
		return "", "", bad
	}
	local, domain := folded[:at], folded[at+1:]
	if len(local) > 64 || !validLocalPart(local) {
		return "", "", bad
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !strings.Contains(ascii, ".") && ascii != "localhost" || strings.ContainsAny(ascii, "[]_ ") || strings.Contains("."+ascii+".", "..") {
		return "", "", bad
	}
	return s, local + "@" + ascii, nil
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func validLocalPart(local string) bool {
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r):
		default:
			return false
		}
	}
	return true
}
