package phone

import (
	"strconv"
	"strings"
	"unicode"
)

// plain folds a full-width character to ASCII and leaves every other as it is.
func plain(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// isSeparator reports whether a character, already folded, may stand between the digits of a number and
// means nothing: white space, dots, dashes, parentheses and what cannot be seen.
func isSeparator(r rune) bool {
	switch r {
	case ' ', '-', '.', '(', ')',
		'。', '｡', '·', '・', '•', '․', '‧', '∙', // dots
		'−', 'ー', 'ｰ', '﹣', '˗', '─', '━', '–', '—', // what is typed as a dash but is not one to Unicode
		'\u00AD', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF': // invisible
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

func quoteRune(r rune) string {
	if !unicode.IsPrint(r) {
		return strconv.QuoteRuneToASCII(r)
	}
	return "“" + string(r) + "”"
}

// repair undoes what can be seen in the text itself of a spreadsheet's work: the apostrophe that marks
// text, scientific notation, full-width digits. A lost 0 or + is known only to the country's rules.
func repair(text string) (string, []Warning, error) {
	var warnings []Warning
	warn := func(code, message string) {
		warnings = append(warnings, Warning{Code: code, Message: message})
	}
	text = strings.TrimSpace(text)
	if rest := strings.TrimLeft(text, "'’‘`"); rest != text {
		text = strings.TrimSpace(rest)
		warn("apostrophe_dropped", "The apostrophe in front was dropped.")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return plain(r) != r }) {
		text = strings.Map(plain, text)
		warn("full_width", "Full-width characters were read as ordinary ones.")
	}
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(text), "E")
	if !ok {
		return text, warnings, nil
	}
	whole, ok, err := expand(mantissa, exponent)
	if err != nil {
		return "", nil, err
	}
	if ok {
		text = whole
		warnings = append(warnings, Warning{"scientific_notation", "Scientific notation was read as " + whole + ".", map[string]string{"number": whole}})
	}
	return text, warnings, nil
}

// expand writes a number in scientific notation out, if it is one. A mantissa with fewer digits than the
// number has lost the others: 8.21E+11 could have been a thousand million numbers.
func expand(mantissa, exponent string) (string, bool, error) {
	exp, err := strconv.ParseUint(strings.TrimPrefix(exponent, "+"), 10, 8)
	if err != nil {
		return "", false, nil // not scientific notation; clean names the letter
	}
	lead, fraction, _ := strings.Cut(mantissa, ".")
	if len(lead) != 1 || !isDigits(lead+fraction) {
		return "", false, nil
	}
	if uint64(len(fraction)) != exp {
		return "", false, &Error{Code: "digits_lost", Message: "The spreadsheet shortened this number to scientific notation and its last digits " +
			"are lost. Format the column as text and enter the number again."}
	}
	return lead + fraction, true, nil
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
