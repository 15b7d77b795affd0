package phone

import (
	"strconv"
	"strings"
)

// krCode is the country code of Korea.
const krCode = "82"

var (
	errTooLong = &Error{Code: "too_long", Message: "A telephone number has at most 15 digits. Give one number at a time, without an extension."}

	errTooShort = &Error{Code: "too_short", Message: "This is too short for a telephone number. Add what is missing."}

	errUnknownStart = &Error{Code: "unknown_prefix", Message: "No Korean number starts like this. It starts with an area code (02, 031…), 010, 070, 080, 030, 050, " +
		"or is a representative number such as 1588-1234."}

	errNoLeadingZero = &Error{Code: "leading_zero_missing", Message: "The 0 in front is missing. Write the number as 010-2345-6789 or +82 10-2345-6789."}

	errNoPlus = &Error{Code: "plus_missing", Message: "The + before the country code is missing. Write the number as +82 10-2345-6789 or 010-2345-6789."}

	err050 = &Error{Code: "personal_050_not_allowed", Message: "050 numbers are switched off for this organization. Use an ordinary number, " +
		"or ask the platform to allow them."}
)

// judgeKorean takes the digits as dialled in Korea.
func judgeKorean(digits string, opts Options) (Number, []Warning, error) {
	row := kr.match(digits)
	if row == nil || row.verdict == refuse {
		if n, warnings, err, ok := judgeDamaged(digits, opts); ok {
			return n, warnings, err
		}
	}
	if row == nil && !strings.HasPrefix(digits, "0") {
		row = kr.match("0" + digits) // without its 0 it is still an old mobile, a premium number…
	}
	switch {
	case row == nil:
		return "", nil, krShapeError(digits)
	case row.switched == switch050 && opts.Refuse050:
		return "", nil, err050
	case row.switched == switchSpecial && opts.AllowSpecial:
		return krCanonical(digits), nil, nil
	case row.verdict == refuse:
		return "", nil, row.refusal
	}
	return krCanonical(digits), row.warnings, nil
}

// judgeDamaged judges digits that are no usable number as they stand, but are one with the 0 or the +
// that a spreadsheet takes from what it believes to be a quantity. ok is false where that does not help.
func judgeDamaged(digits string, opts Options) (n Number, warnings []Warning, err error, ok bool) {
	if strings.HasPrefix(digits, "0") {
		return "", nil, nil, false
	}
	code, message, reason := "leading_zero_restored", "The 0 in front was missing and was restored.", errNoLeadingZero
	whole := "0" + digits
	if rest, hasCode := strings.CutPrefix(digits, krCode); hasCode && !krUsable(whole) {
		code, message, reason = "plus_restored", "The + before the country code 82 was missing and was restored.", errNoPlus
		whole = koreanNational(rest)
	}
	if !krUsable(whole) {
		return "", nil, nil, false
	}
	if !opts.Repair {
		return "", nil, reason, true
	}
	n, more, err := judgeKorean(whole, opts)
	return n, append([]Warning{{Code: code, Message: message}}, more...), err, true
}

func krUsable(digits string) bool {
	row := kr.match(digits)
	return row != nil && row.verdict != refuse
}

// krShapeError is why no row of the table judges a number.
func krShapeError(digits string) error {
	if len(digits) < 2 {
		return errTooShort
	}
	shape := kr.shape(digits)
	if shape == nil || shape.has(digits) {
		return errUnknownStart
	}
	count, found := strconv.Itoa(shape.min), strconv.Itoa(len(digits))
	if shape.max > shape.min {
		count += "–" + strconv.Itoa(shape.max)
	}
	values := map[string]string{"start": shape.kind, "count": count, "found": found}
	if len(digits) < shape.min {
		return &Error{"too_short", "A Korean number that starts with " + shape.kind + " has " + count + " digits; this one has " + found +
			". Add what is missing.", values}
	}
	return &Error{"too_long", "A Korean number that starts with " + shape.kind + " has " + count + " digits; this one has " + found +
		". Leave out extensions and give one number at a time.", values}
}

// koreanNational makes digits as dialled in Korea from those after the country code: with a 0 in front, unless
// they have one or are of a kind that is dialled without.
func koreanNational(rest string) string {
	switch row := kr.match(rest); {
	case strings.HasPrefix(rest, "0"): // +82 (0)10 and +82 010
		return rest
	case row != nil && (row.verdict != refuse || row.switched == switchSpecial):
		return rest
	case len(rest) <= 4 && strings.HasPrefix(rest, "1"): // the beginning of one of them
		return rest
	}
	return "0" + rest
}

// krCanonical takes digits that a row of the table allows.
func krCanonical(digits string) Number {
	return Number("+" + krCode + strings.TrimPrefix(digits, "0"))
}

// showKorean divides digits as dialled in Korea.
func showKorean(digits string) string {
	row := kr.match(digits)
	if row == nil || row.groups == nil {
		return digits
	}
	groups := row.groups[len(digits)-row.min]
	shown := make([]byte, 0, len(digits)+len(groups)-1)
	for i, size := range groups {
		if i > 0 {
			shown = append(shown, '-')
		}
		shown, digits = append(shown, digits[:size]...), digits[size:]
	}
	return string(shown)
}
