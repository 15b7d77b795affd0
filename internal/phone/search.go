package phone

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Digits returns what a search text can look like inside the digits of a stored number: a number matches
// if its canonical form contains any of the returned strings. It returns nil where the text is not part
// of a telephone number: no digits, or anything besides digits and separators.
//
// The trunk 0 is not stored, so that a text starting with 0 is looked for in two forms: as it is, in the
// middle of a number, and with the country code for the 0, at its beginning. In Korea 02-891 gives 02891
// and 822891, and +82 (0)2 891 gives 822891.
func Digits(query, country string) []string {
	digits, err := clean(query)
	if err != nil {
		return nil
	}
	code := countryCode(country)
	if rest, ok := strings.CutPrefix(digits, "+"); ok {
		return []string{dropTrunkZero(rest, code)}
	}
	forms := []string{digits}
	if rest, ok := strings.CutPrefix(digits, "00"); ok && rest != "" {
		return append(forms, dropTrunkZero(rest, code))
	}
	if rest, ok := strings.CutPrefix(digits, "0"); ok && rest != "" && code != "" {
		forms = append(forms, code+rest)
	}
	if whole := dropTrunkZero(digits, code); whole != digits {
		forms = append(forms, whole)
	}
	return forms
}

// dropTrunkZero drops the 0 after a country code.
func dropTrunkZero(digits, code string) string {
	if rest, ok := strings.CutPrefix(digits, code+"0"); ok && code != "" {
		return code + rest
	}
	return digits
}

func countryCode(country string) string {
	if isKorea(country) {
		return krCode
	}
	if code := phonenumbers.GetCountryCodeForRegion(strings.ToUpper(country)); code != 0 {
		return strconv.Itoa(code)
	}
	return ""
}
