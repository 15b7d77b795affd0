package phone

import (
	"errors"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

var (
	errNoCountry = &Error{Code: "country_code_needed", Message: "Write the number with + and its country code, such as +1 650 253 0000."}

	errUnknownCountry = &Error{Code: "unknown_country_code", Message: "No country has this code. Check the digits after the + or 00."}
)

// judgeForeign asks the phonenumbers library. Digits may start with +; country is "" where they do.
func judgeForeign(digits, country string, opts Options) (Number, []Warning, error) {
	if country == "" {
		country = phonenumbers.UNKNOWN_REGION
	}
	parsed, err := phonenumbers.Parse(digits, strings.ToUpper(country))
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode) && strings.HasPrefix(digits, "+"):
		return "", nil, errUnknownCountry
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return "", nil, errNoCountry
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return "", nil, errTooLong
	case err != nil:
		return "", nil, errTooShort
	}
	if strconv.Itoa(int(parsed.GetCountryCode())) == krCode {
		// Dialled through another country's international prefix, as 011 82 2 891 1009 in the United States.
		national := phonenumbers.GetNationalSignificantNumber(parsed)
		return judgeKorean(koreanNational(national), opts)
	}
	if !phonenumbers.IsValidNumber(parsed) {
		return "", nil, foreignError(parsed)
	}
	n := Number(phonenumbers.Format(parsed, phonenumbers.E164))
	// A few national prefixes are read once more from the canonical form. Such a number would change each
	// time it is saved, so that it has to be written the other way.
	if again, err := phonenumbers.Parse(string(n), phonenumbers.UNKNOWN_REGION); err != nil ||
		phonenumbers.Format(again, phonenumbers.E164) != string(n) || !phonenumbers.IsValidNumber(again) {
		return "", nil, foreignError(parsed)
	}
	return n, nil, nil
}

func foreignError(parsed *phonenumbers.PhoneNumber) error {
	region := phonenumbers.GetRegionCodeForCountryCode(int(parsed.GetCountryCode()))
	where := "+" + strconv.Itoa(int(parsed.GetCountryCode()))
	if len(region) == 2 && region != phonenumbers.UNKNOWN_REGION {
		where += " (" + region + ")"
	}
	values := map[string]string{"country": where}
	switch phonenumbers.IsPossibleNumberWithReason(parsed) {
	case phonenumbers.TOO_SHORT:
		return &Error{"too_short", "This is too short for a number of " + where + ". Add what is missing.", values}
	case phonenumbers.TOO_LONG:
		return &Error{"too_long", "This is too long for a number of " + where + ". Leave out extensions and give one number at a time.", values}
	default:
		return &Error{"not_assigned", "This is not a number that " + where + " assigns. Check the digits after the country code.", values}
	}
}

func showForeign(n Number, country string) string {
	parsed, err := phonenumbers.Parse(string(n), phonenumbers.UNKNOWN_REGION)
	if err != nil {
		return string(n)
	}
	region := strings.ToUpper(country)
	if int(parsed.GetCountryCode()) == phonenumbers.GetCountryCodeForRegion(region) {
		// The library's national form is not always one that it reads back (Argentine mobile numbers).
		national := phonenumbers.Format(parsed, phonenumbers.NATIONAL)
		if again, _, err := Parse(national, region, Options{}); err == nil && again == n {
			return national
		}
	}
	return phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
}
