package phone

import (
	"fmt"
	"regexp"
	"strings"
)

// krCode is the country code of Korea.
const krCode = "82"

type verdict int

const (
	legal verdict = iota
	warn          // legal, with a warning
	refuse
)

// krRule is one row of the Korean rules. It applies to all the digits of a number as dialled in Korea.
type krRule struct {
	kind    string
	pattern string
	verdict verdict
	code    string // of the warning or the error
	message string // public: the rule and the way out
	split   int    // digits before the first dash when shown; 0: shown undivided
	source  string
}

// Where the rules come from.
const (
	srcAct       = "Telecommunications Business Act, article 84-2"
	srcPlan      = "Korean numbering plan (전기통신번호관리세칙)"
	srcProviders = "providers' published rules for registering sender numbers"
)

// krArea matches the area codes of landlines: Seoul, the provinces and the metropolitan cities.
const krArea = `(02|0(3[1-3]|4[1-4]|5[1-5]|6[1-4]))`

// krRules are asked in this order; the first that matches decides. A number that none matches is refused by
// krShapes, which know how long a number with a given beginning is.
var krRules = []krRule{
	{kind: "mobile", pattern: `010[2-9]\d{7}`, split: 3, source: srcPlan},
	{kind: "landline, Seoul", pattern: `02[2-9]\d{2,3}\d{4}`, split: 2, source: srcPlan},
	{kind: "landline", pattern: krArea + `[2-9]\d{2,3}\d{4}`, split: 3, source: srcPlan},
	{kind: "internet telephone", pattern: `070[2-9]\d{7}`, split: 3, source: srcPlan},
	{kind: "toll-free", pattern: `080[2-9]\d{6,7}`, split: 3, source: srcPlan},
	{kind: "representative", pattern: `1[568]\d{6}`, split: 4, source: srcProviders},
	{
		kind: "receiver pays", pattern: `14\d{4}`, verdict: warn, source: srcPlan,
		code: "receiver_pays", message: "This is a receiver-pays number (14…): whoever calls back may be charged.",
	},
	{kind: "personal", pattern: `030\d{8}`, split: 3, source: srcPlan},
	{kind: "personal", pattern: `030\d{9}`, split: 4, source: srcPlan},
	{
		// Some providers register 050 numbers and some do not, so that it is a switch of the platform.
		kind: krPersonal050, pattern: `050\d{8,9}`, verdict: warn, split: 4, source: srcProviders,
		code: "personal_050", message: "This is a 050 number: not every provider accepts it as a sender.",
	},
	{
		kind: krSpecial, pattern: `1[01238]\d{1,2}`, verdict: refuse, source: srcAct,
		code: "special_number", message: "Special numbers such as 112, 119 and 1335 belong to public services. " +
			"Use a number of your own, or ask the platform to allow special numbers for your organization.",
	},
	{
		kind: "old mobile", pattern: `01[16-9]\d{7,8}`, verdict: refuse, source: srcProviders,
		code: "old_mobile", message: "011, 016, 017, 018 and 019 are no longer in service. Use the 010 number that replaced it.",
	},
	{
		kind: "premium", pattern: `060\d{7,8}`, verdict: refuse, source: srcProviders,
		code: "premium", message: "Premium-rate numbers (060) cannot be sender numbers. Use an ordinary number.",
	},
	{
		kind: "mobile", pattern: `010[01]\d{7}`, verdict: refuse, source: srcPlan,
		code: "never_allocated", message: "No mobile number starts with 010-0 or 010-1: they were never allocated. Check the digits after 010.",
	},
	{
		kind: "representative", pattern: krArea + `1[568]\d{6}`, verdict: refuse, source: srcProviders,
		code: "representative_with_area_code", message: "A representative number (15, 16, 18…) has no area code. Write it as 1588-1234.",
	},
	{
		kind: "representative", pattern: `1[568]\d{7,}`, verdict: refuse, source: srcProviders,
		code: "representative_with_extension", message: "A representative number (15, 16, 18…) has exactly eight digits and no extension. Write it as 1588-1234.",
	},
	{
		kind: "landline", pattern: krArea + `[01]\d{6,7}`, verdict: refuse, source: srcPlan,
		code: "bad_exchange", message: "The exchange after the area code starts with 2–9. Check the digits after the area code.",
	},
	{
		kind: "internet telephone, toll-free", pattern: `070[01]\d{7}|080[01]\d{6,7}`, verdict: refuse, source: srcPlan,
		code: "bad_exchange", message: "After 070 or 080 the number goes on with 2–9. Check the digits after it.",
	},
}

// The two kinds that a switch decides.
const (
	krPersonal050 = "personal, 050"
	krSpecial     = "special"
)

var err050 = &Error{"personal_050_not_allowed", "050 numbers cannot be used as outgoing numbers on this platform. Use an ordinary number."}

// krShapes say how many digits, all counted, a number has that starts in a certain way. They give the
// reason for refusing a number that no rule matches.
var krShapes = []struct {
	start    string
	name     string
	min, max int
}{
	{`02`, "that starts with 02", 9, 10},
	{krArea, "with an area code of three digits", 10, 11},
	{`010`, "that starts with 010", 11, 11},
	{`070`, "that starts with 070", 11, 11},
	{`080`, "that starts with 080", 10, 11},
	{`060`, "that starts with 060", 10, 11},
	{`0[35]0`, "that starts with 030 or 050", 11, 12},
	{`01[16-9]`, "that starts with 011 or 016–019", 10, 11},
	{`1[568]`, "that starts with 15, 16 or 18", 8, 8},
	{`14`, "that starts with 14", 6, 6},
	{`1[0123]`, "that starts with 10–13", 3, 4},
}

var (
	krMatchers = compile(len(krRules), func(i int) string { return `^(?:` + krRules[i].pattern + `)$` })
	krStarts   = compile(len(krShapes), func(i int) string { return `^(?:` + krShapes[i].start + `)` })
)

func compile(n int, pattern func(int) string) []*regexp.Regexp {
	all := make([]*regexp.Regexp, n)
	for i := range all {
		all[i] = regexp.MustCompile(pattern(i))
	}
	return all
}

var (
	errTooLong = &Error{"too_long", "A telephone number has at most 15 digits. Give one number at a time, without an extension."}

	errTooShort = &Error{"too_short", "This is too short for a telephone number. Add what is missing."}

	errUnknownStart = &Error{"unknown_prefix", "No Korean number starts like this. It starts with an area code (02, 031…), 010, 070, 080, 030, 050, " +
		"or is a representative number such as 1588-1234."}

	errNoLeadingZero = &Error{"leading_zero_missing", "The 0 in front is missing. Write the number as 010-2345-6789 or +82 10-2345-6789."}

	errNoPlus = &Error{"plus_missing", "The + before the country code is missing. Write the number as +82 10-2345-6789 or 010-2345-6789."}
)

// judgeKorean takes the digits as dialled in Korea.
func judgeKorean(digits string, opts Options) (Number, []Warning, error) {
	rule := krMatch(digits)
	if rule == nil || rule.verdict == refuse {
		if n, warnings, err, ok := judgeDamaged(digits, opts); ok {
			return n, warnings, err
		}
	}
	if rule == nil && !strings.HasPrefix(digits, "0") {
		rule = krMatch("0" + digits) // without its 0 it is still an old mobile, a premium number…
	}
	switch {
	case rule == nil:
		return "", nil, krShapeError(digits)
	case rule.kind == krPersonal050 && opts.Refuse050:
		return "", nil, err050
	case rule.kind == krSpecial && opts.AllowSpecial:
		return krCanonical(digits), nil, nil
	case rule.verdict == refuse:
		return "", nil, &Error{rule.code, rule.message}
	case rule.verdict == warn:
		return krCanonical(digits), []Warning{{rule.code, rule.message}}, nil
	}
	return krCanonical(digits), nil, nil
}

// judgeDamaged judges digits that are no usable number as they stand, but are one with the 0 or the +
// that a spreadsheet takes from what it believes to be a quantity. ok is false where that does not help.
func judgeDamaged(digits string, opts Options) (n Number, warnings []Warning, err error, ok bool) {
	code, message, reason := "leading_zero_restored", "The 0 in front was missing and was restored.", errNoLeadingZero
	whole := "0" + digits
	if rest, hasCode := strings.CutPrefix(digits, krCode); hasCode && !krUsable(whole) {
		code, message, reason = "plus_restored", "The + before the country code 82 was missing and was restored.", errNoPlus
		whole = koreanNational(rest)
	}
	if strings.HasPrefix(digits, "0") || !krUsable(whole) {
		return "", nil, nil, false
	}
	if !opts.Repair {
		return "", nil, reason, true
	}
	n, more, err := judgeKorean(whole, opts)
	return n, append([]Warning{{code, message}}, more...), err, true
}

func krUsable(digits string) bool {
	rule := krMatch(digits)
	return rule != nil && rule.verdict != refuse
}

func krMatch(digits string) *krRule {
	for i, re := range krMatchers {
		if re.MatchString(digits) {
			return &krRules[i]
		}
	}
	return nil
}

func krShapeError(digits string) error {
	if len(digits) < 2 {
		return errTooShort
	}
	for i, re := range krStarts {
		shape := krShapes[i]
		if !re.MatchString(digits) {
			continue
		}
		count := fmt.Sprint(shape.min)
		if shape.max > shape.min {
			count = fmt.Sprintf("%d or %d", shape.min, shape.max)
		}
		message := fmt.Sprintf("A Korean number %s has %s digits; this one has %d.", shape.name, count, len(digits))
		switch {
		case len(digits) < shape.min:
			return &Error{"too_short", message + " Add what is missing."}
		case len(digits) > shape.max:
			return &Error{"too_long", message + " Leave out extensions and give one number at a time."}
		}
	}
	return errUnknownStart
}

// koreanNational makes digits as dialled in Korea from those after the country code.
func koreanNational(rest string) string {
	switch {
	case strings.HasPrefix(rest, "0"):
		return rest // +82 (0)10 and +82 010
	case len(rest) == 8 && strings.HasPrefix(rest, "1") && strings.ContainsAny(rest[1:2], "568"),
		len(rest) == 6 && strings.HasPrefix(rest, "14"),
		len(rest) <= 4 && strings.HasPrefix(rest, "1"):
		return rest
	}
	return "0" + rest
}

// krCanonical takes digits that a rule allows.
func krCanonical(digits string) Number {
	return Number("+" + krCode + strings.TrimPrefix(digits, "0"))
}

// showKorean divides digits as dialled in Korea: after the kind's prefix and before the last four.
func showKorean(digits string) string {
	rule := krMatch(digits)
	if rule == nil || rule.split == 0 {
		return digits
	}
	last := len(digits) - 4
	if rule.split == last {
		return digits[:last] + "-" + digits[last:]
	}
	return digits[:rule.split] + "-" + digits[rule.split:last] + "-" + digits[last:]
}
