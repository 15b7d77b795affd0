package phone

import (
	"strings"
	"unicode/utf8"
)

// Number is a telephone number in its canonical form: +, the country code (1–3 digits) and the national
// number without its leading 0, such as +8228911009, +8215881234 or +82140123. Only Parse makes one.
type Number string

// Options are the switches of a parse. The zero value is the default.
type Options struct {
	// Refuse050 refuses Korean 050 numbers. By default they are legal with a warning, because
	// providers disagree about them.
	Refuse050 bool
	// AllowSpecial accepts Korean special numbers such as 112 and 1335.
	AllowSpecial bool
	// Repair undoes what spreadsheets do to numbers, each with a warning: a lost leading 0 or +,
	// scientific notation that still has every digit, a leading apostrophe, full-width digits,
	// unusual separators. Without it a lost 0 or + and scientific notation are errors.
	Repair bool
}

// Error says why a text is not a telephone number that may be used. Code is stable and snake_case,
// Message is public: the rule and the way out.
type Error struct {
	Code    string
	Message string
	Values  map[string]string // what the message names, by what it is; nil for nothing
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Warning is something the user should know about a number that is accepted. Code is stable.
type Warning struct {
	Code    string
	Message string
	Values  map[string]string // as in Error
}

// maxInput bounds the text that Parse looks at, in bytes. The longest number has 15 digits.
const maxInput = 250

// Parse reads a number that a person typed or that a file holds. The country is an ISO 3166 code of two
// letters (KR); it counts for numbers without a country code of their own. The error, if any, is an
// *Error.
func Parse(text, country string, opts Options) (Number, []Warning, error) {
	var warnings []Warning
	if opts.Repair {
		var err error
		if text, warnings, err = repair(text); err != nil {
			return "", nil, err
		}
	}
	digits, err := clean(text)
	if err != nil {
		return "", nil, err
	}

	n, more, err := judge(digits, country, opts)
	if err != nil {
		return "", nil, err
	}
	warnings = append(warnings, more...)
	if opts.Repair && len(warnings) == 0 && isReformatted(text, digits, n, country) {
		shown := Display(n, country)
		warnings = append(warnings, Warning{"reformatted", "The number was read as " + shown + ".", map[string]string{"number": shown}})
	}
	return n, warnings, nil
}

// judge takes what clean returned to the rules of the number's country.
func judge(digits, country string, opts Options) (Number, []Warning, error) {
	rest, international := strings.CutPrefix(digits, "+")
	if !international {
		rest, international = strings.CutPrefix(digits, "00")
	}
	switch {
	case international && strings.HasPrefix(rest, krCode):
		return judgeKorean(koreanNational(rest[len(krCode):]), opts)
	case international:
		return judgeForeign("+"+rest, "", opts)
	case isKorea(country):
		return judgeKorean(digits, opts)
	default:
		return judgeForeign(digits, country, opts)
	}
}

// isReformatted reports whether a text is neither the number's canonical nor its displayed form, nor
// plain digits: what was dropped from it may have meant something.
func isReformatted(text, digits string, n Number, country string) bool {
	return text != digits && text != string(n) && text != Display(n, country)
}

// clean returns the digits of a text, with a + in front where the text has one.
func clean(text string) (string, error) {
	if len(text) > maxInput {
		return "", errTooLong
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch c := plain(r); {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case c == '+' && b.Len() == 0:
			b.WriteRune(c)
		case isSeparator(c):
		case r == utf8.RuneError:
			return "", &Error{Code: "not_digits", Message: "A telephone number must be valid UTF-8 text."}
		default:
			found := quoteRune(r)
			return "", &Error{"not_digits", "A telephone number has digits, spaces, dots, dashes and parentheses only, and a + in front; " +
				"found " + found + ". Leave out extensions and give one number at a time.", map[string]string{"found": found}}
		}
	}
	if b.Len() == 0 || b.String() == "+" {
		return "", &Error{Code: "empty", Message: "A telephone number needs digits, such as 02-312-4567."}
	}
	return b.String(), nil
}

// Display shows a number as its country writes it: nationally (02-312-4567) where it is the given
// country's, else internationally (+82 2-312-4567). What it returns parses, with the same country, to n.
func Display(n Number, country string) string {
	if rest, ok := strings.CutPrefix(string(n), "+"+krCode); ok {
		national := showKorean(koreanNational(rest))
		if isKorea(country) {
			return national
		}
		return "+" + krCode + " " + strings.TrimPrefix(national, "0")
	}
	return showForeign(n, country)
}

func isKorea(country string) bool { return strings.EqualFold(country, "KR") }
