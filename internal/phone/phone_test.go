package phone_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/phone"
)

func TestParseKorean(t *testing.T) {
	for _, c := range []struct {
		text    string
		want    phone.Number
		display string
		warning string // code
	}{
		// Every kind, in every length, as the rules show it.
		{"02-312-4567", "+8223124567", "02-312-4567", ""},
		{"02-3123-4567", "+82231234567", "02-3123-4567", ""},
		{"031-234-5678", "+82312345678", "031-234-5678", ""},
		{"064-2345-6789", "+826423456789", "064-2345-6789", ""},
		{"010-2345-6789", "+821023456789", "010-2345-6789", ""},
		{"070-7123-4567", "+827071234567", "070-7123-4567", ""},
		{"080-234-5678", "+82802345678", "080-234-5678", ""},
		{"080-2345-6789", "+828023456789", "080-2345-6789", ""},
		{"1588-1234", "+8215881234", "1588-1234", ""},
		{"1688-1234", "+8216881234", "1688-1234", ""},
		{"1811-1234", "+8218111234", "1811-1234", ""},
		{"1551-1234", "+8215511234", "1551-1234", ""},
		{"1555-1234", "+8215551234", "1555-1234", ""},
		{"140123", "+82140123", "140123", "receiver_pays"},
		{"0505-123-4567", "+825051234567", "0505-123-4567", "personal_050"},
		{"0507-1234-5678", "+8250712345678", "0507-1234-5678", "personal_050"},
		{"030-1234-5678", "+823012345678", "030-1234-5678", ""},
		{"0303-1234-5678", "+8230312345678", "0303-1234-5678", ""},
		{"02-891-1009", "+8228911009", "02-891-1009", ""},

		// Ways to write them.
		{"０２－８９１－１００９", "+8228911009", "02-891-1009", ""},
		{"02 891 1009", "+8228911009", "02-891-1009", ""},
		{"02.891.1009", "+8228911009", "02-891-1009", ""},
		{"(02) 891‐1009", "+8228911009", "02-891-1009", ""},
		{"（02）891–1009", "+8228911009", "02-891-1009", ""},
		{"02—891−1009", "+8228911009", "02-891-1009", ""},
		{"02ー891ｰ1009", "+8228911009", "02-891-1009", ""},
		{"\u200B02\u00A0891\u30001009\uFEFF", "+8228911009", "02-891-1009", ""},
		{"\t028911009\r\n", "+8228911009", "02-891-1009", ""},
		{"+8228911009", "+8228911009", "02-891-1009", ""},
		{"+82-2-891-1009", "+8228911009", "02-891-1009", ""},
		{"+82 (0)2 891 1009", "+8228911009", "02-891-1009", ""},
		{"+82 (0)10-2345-6789", "+821023456789", "010-2345-6789", ""},
		{"+82 010-2345-6789", "+821023456789", "010-2345-6789", ""},
		{"＋８２ １０ ２３４５ ６７８９", "+821023456789", "010-2345-6789", ""},
		{"(+82) 10 2345 6789", "+821023456789", "010-2345-6789", ""},
		{"0082 10 2345 6789", "+821023456789", "010-2345-6789", ""},
		{"0082 (0)10 2345 6789", "+821023456789", "010-2345-6789", ""},
		{"+82 1588-1234", "+8215881234", "1588-1234", ""},
		{"0082 1588-1234", "+8215881234", "1588-1234", ""},
		{"+82 14-0123", "+82140123", "140123", "receiver_pays"},
		{"+82 505 123 4567", "+825051234567", "0505-123-4567", "personal_050"},
	} {
		n, warnings, err := phone.Parse(c.text, "KR", phone.Options{})
		if err != nil || n != c.want {
			t.Errorf("Parse(%q) = %q, %v; want %q", c.text, n, err, c.want)
			continue
		}
		if got := codes(warnings); got != c.warning {
			t.Errorf("Parse(%q) warns %q; want %q", c.text, got, c.warning)
		}
		if got := phone.Display(n, "KR"); got != c.display {
			t.Errorf("Display(%q) = %q; want %q", n, got, c.display)
		}
	}
}

func TestParseKoreanRefused(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"", "empty"},
		{" - ", "empty"},
		{"+", "empty"},
		{"02-891-1009 ext. 5", "not_digits"},
		{"02-891-1009 (내선 5)", "not_digits"},
		{"02-891-1009#5", "not_digits"},
		{"02-891-1009/1010", "not_digits"},
		{"02-891-1009, 02-891-1010", "not_digits"},
		{"02+8911009", "not_digits"},
		{"02-891-\x001009", "not_digits"},
		{"02-891-\xff1009", "not_digits"},
		{"8.21023456789E+11", "not_digits"},
		{"'028911009", "not_digits"},
		{strings.Repeat("1", 1000), "too_long"},

		{"011-123-4567", "old_mobile"},
		{"011-1234-5678", "old_mobile"},
		{"016-234-5678", "old_mobile"},
		{"017-234-5678", "old_mobile"},
		{"018-234-5678", "old_mobile"},
		{"+82 19 234 5678", "old_mobile"},
		{"060-700-1234", "premium"},
		{"060-7000-1234", "premium"},
		{"112", "special_number"},
		{"119", "special_number"},
		{"1335", "special_number"},
		{"100", "special_number"},
		{"1811", "special_number"},
		{"+82 112", "special_number"},
		{"010-0123-4567", "never_allocated"},
		{"010-1234-5678", "never_allocated"},
		{"02-1588-1234", "representative_with_area_code"},
		{"031-1588-1234", "representative_with_area_code"},
		{"+82 2-1688-1234", "representative_with_area_code"},
		{"1588-7777-111", "representative_with_extension"},
		{"1588-12345", "representative_with_extension"},
		{"02-012-3456", "bad_exchange"},
		{"02-1234-5678", "bad_exchange"},
		{"031-123-4567", "bad_exchange"},
		{"070-1234-5678", "bad_exchange"},
		{"080-123-4567", "bad_exchange"},
		{"1", "too_short"},
		{"1588-123", "too_short"},
		{"02-12-4567", "too_short"},
		{"031-23-4567", "too_short"},
		{"010-234-5678", "too_short"},
		{"070-712-4567", "too_short"},
		{"080-23-5678", "too_short"},
		{"050-123-4567", "too_short"},
		{"14-012", "too_short"},
		{"02-31234-5678", "too_long"},
		{"031-23456-7890", "too_long"},
		{"010-2345-67890", "too_long"},
		{"140-1234", "too_long"},
		{"11212", "too_long"},
		{"0505-12345-6789", "too_long"},
		{"034-234-5678", "unknown_prefix"},
		{"020-2345-6789", "too_long"}, // 02 is Seoul
		{"090-2345-6789", "unknown_prefix"},
		{"1234-5678", "too_long"},
		{"1734-5678", "unknown_prefix"},
		{"1023456789", "leading_zero_missing"},
		{"28911009", "leading_zero_missing"},
		{"821023456789", "plus_missing"},
		{"8215881234", "plus_missing"},
		{"1012345678", "never_allocated"},
	} {
		n, _, err := phone.Parse(c.text, "KR", phone.Options{})
		if got := code(t, err); got != c.code {
			t.Errorf("Parse(%.40q) = %q, %v; want code %s", c.text, n, err, c.code)
		}
	}
}

func TestReasonsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, text := range []string{
		"011-123-4567", "060-700-1234", "112", "010-1234-5678", "02-1588-1234", "1588-7777-111",
		"02-1234-5678", "02-12-4567", "02-31234-5678",
	} {
		_, _, err := phone.Parse(text, "KR", phone.Options{})
		var e *phone.Error
		if !errors.As(err, &e) {
			t.Fatalf("Parse(%q): %v", text, err)
		}
		for _, reason := range []string{e.Code, e.Message} {
			if other, dup := seen[reason]; dup {
				t.Errorf("%q and %q are refused with the same words: %s", text, other, reason)
			}
			seen[reason] = text
		}
	}
}

func TestSwitches(t *testing.T) {
	_, _, err := phone.Parse("0505-123-4567", "KR", phone.Options{Refuse050: true})
	if got := code(t, err); got != "personal_050_not_allowed" {
		t.Errorf("050 refused: %v", err)
	}
	if _, _, err := phone.Parse("030-1234-5678", "KR", phone.Options{Refuse050: true}); err != nil {
		t.Errorf("the 050 switch must leave 030 alone: %v", err)
	}
	for text, want := range map[string]phone.Number{"112": "+82112", "1335": "+821335", "+82 119": "+82119"} {
		n, warnings, err := phone.Parse(text, "KR", phone.Options{AllowSpecial: true})
		if n != want || err != nil || len(warnings) > 0 {
			t.Errorf("Parse(%q) with special numbers allowed = %q, %v, %v", text, n, warnings, err)
		}
		if again, _, err := phone.Parse(phone.Display(n, "KR"), "KR", phone.Options{AllowSpecial: true}); again != n {
			t.Errorf("%q shown and read again = %q, %v", n, again, err)
		}
	}
}

func TestRepair(t *testing.T) {
	for _, c := range []struct {
		text     string
		want     phone.Number
		warnings string
	}{
		{"02-891-1009", "+8228911009", ""},
		{"028911009", "+8228911009", ""},
		{"+8228911009", "+8228911009", ""},
		{" 02-891-1009 ", "+8228911009", ""},
		{"28911009", "+8228911009", "leading_zero_restored"},
		{"1023456789", "+821023456789", "leading_zero_restored"},
		{"5051234567", "+825051234567", "leading_zero_restored,personal_050"},
		{"15881234", "+8215881234", ""},
		{"821023456789", "+821023456789", "plus_restored"},
		{"8215881234", "+8215881234", "plus_restored"},
		{"8.21023456789E+11", "+821023456789", "scientific_notation,plus_restored"},
		{"1.023456789e9", "+821023456789", "scientific_notation,leading_zero_restored"},
		{"'010-2345-6789", "+821023456789", "apostrophe_dropped"},
		{"０１０２３４５６７８９", "+821023456789", "full_width"},
		{"010.2345.6789", "+821023456789", "reformatted"},
		{"010 2345 6789", "+821023456789", "reformatted"},
		{"02-8911009", "+8228911009", "reformatted"},
		{"0-2-8-9-1-1-0-0-9", "+8228911009", "reformatted"},
		{"02–891–1009", "+8228911009", "reformatted"},
		{"(02) 891-1009", "+8228911009", "reformatted"},
		{"(02)8911009", "+8228911009", "reformatted"},
		{"2-891-1009", "+8228911009", "leading_zero_restored"},
		{"10-2345-6789", "+821023456789", "leading_zero_restored"},
		{"+82 (0)10-2345-6789", "+821023456789", "reformatted"},
		{"+82 (0)10 2345 6789", "+821023456789", "reformatted"},
		{"+82-10-2345-6789", "+821023456789", "reformatted"},
		{"82-10-2345-6789", "+821023456789", "plus_restored"},
		{"\u2019010-2345-6789", "+821023456789", "apostrophe_dropped"},
		{"'1023456789", "+821023456789", "apostrophe_dropped,leading_zero_restored"},
		{"０１０－２３４５－６７８９", "+821023456789", "full_width"},
		{"（０２）８９１－１００９", "+8228911009", "full_width"},
		{"140123", "+82140123", "receiver_pays"},
	} {
		n, warnings, err := phone.Parse(c.text, "KR", phone.Options{Repair: true})
		if n != c.want || codes(warnings) != c.warnings {
			t.Errorf("Parse(%q) = %q, %q, %v; want %q, %q", c.text, n, codes(warnings), err, c.want, c.warnings)
		}
	}
	for text, want := range map[string]string{
		"8.21E+11":     "digits_lost",
		"8.210235E+11": "digits_lost",
		"1.58812E+07":  "digits_lost",
		"1.02346E+09":  "digits_lost",
		"8.21E+99999":  "not_digits",
		"1E5":          "digits_lost",
		"E5":           "not_digits",
		"161234567":    "representative_with_extension",
		"111234567":    "old_mobile",
		"607001234":    "premium",
		"1012345678":   "never_allocated",
		"02-1588-1234": "representative_with_area_code",
	} {
		_, _, err := phone.Parse(text, "KR", phone.Options{Repair: true})
		if got := code(t, err); got != want {
			t.Errorf("Parse(%q): %v; want %s", text, err, want)
		}
	}
}

// What a download shows is imported again without a word about it.
func TestShownFormsNeedNoRepair(t *testing.T) {
	for _, text := range []string{
		"02-312-4567", "02-3123-4567", "031-234-5678", "010-2345-6789", "070-7123-4567", "080-234-5678", "080-2345-6789",
		"1588-1234", "030-1234-5678", "0303-1234-5678", "+1 650-253-0000",
	} {
		n, warnings, err := phone.Parse(text, "KR", phone.Options{Repair: true})
		if err != nil || len(warnings) > 0 || phone.Display(n, "KR") != text {
			t.Errorf("Parse(%q) = %q, shown %q, %v, %v", text, n, phone.Display(n, "KR"), warnings, err)
		}
	}
}

func TestParseForeign(t *testing.T) {
	for _, c := range []struct {
		text, country string
		want          phone.Number
		display       string // in country
	}{
		{"+1 650-253-0000", "KR", "+16502530000", "+1 650-253-0000"},
		{"001 650 253 0000", "KR", "+16502530000", "+1 650-253-0000"},
		{"(650) 253-0000", "US", "+16502530000", "(650) 253-0000"},
		{"011 82 2 891 1009", "US", "+8228911009", "+82 2-891-1009"},
		{"+82 1588-1234", "US", "+8215881234", "+82 1588-1234"},
		{"+44 (0)20 7946 0018", "KR", "+442079460018", "+44 20 7946 0018"},
		{"020 7946 0018", "GB", "+442079460018", "020 7946 0018"},
		{"+39 06 698 12345", "KR", "+390669812345", "+39 06 6981 2345"},
		{"090-1234-5678", "JP", "+819012345678", "090-1234-5678"},
		{"０９０－１２３４－５６７８", "jp", "+819012345678", "090-1234-5678"},
		{"02 123 4567", "TH", "+6621234567", "02 123 4567"},
		{"+82 2-891-1009", "JP", "+8228911009", "+82 2-891-1009"},
	} {
		n, _, err := phone.Parse(c.text, c.country, phone.Options{})
		if err != nil || n != c.want {
			t.Errorf("Parse(%q, %s) = %q, %v; want %q", c.text, c.country, n, err, c.want)
			continue
		}
		display := phone.Display(n, c.country)
		if display != c.display {
			t.Errorf("Display(%q, %s) = %q; want %q", n, c.country, display, c.display)
		}
		if again, _, err := phone.Parse(display, c.country, phone.Options{}); again != n {
			t.Errorf("Parse(%q, %s) = %q, %v; want %q back", display, c.country, again, err, n)
		}
	}
	for _, c := range []struct{ text, country, code string }{
		{"+1 650", "KR", "too_short"},
		{"+1 650 253 0000 0000", "KR", "too_long"},
		{"+1 000 253 0000", "KR", "not_assigned"},
		{"+999 1234 5678", "KR", "unknown_country_code"},
		{"6502530000", "", "country_code_needed"},
		{"6502530000", "Korea", "country_code_needed"},
		{"1", "US", "too_short"},
		{"+1 650-253-0000 ext. 12", "KR", "not_digits"},
		{"1-800-FLOWERS", "US", "not_digits"},
		{"011 82 2 1588 1234", "US", "representative_with_area_code"},
	} {
		_, _, err := phone.Parse(c.text, c.country, phone.Options{})
		if got := code(t, err); got != c.code {
			t.Errorf("Parse(%q, %s): %v; want %s", c.text, c.country, err, c.code)
		}
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		query string
		want  string
	}{
		{"02-891", "02891 822891"},
		{"891", "891"},
		{"８９１", "891"},
		{"1009", "1009"},
		{"0", "0"},
		{"010", "010 8210"},
		{"1588-1234", "15881234"},
		{"+82 2 891", "822891"},
		{"+82 (0)2 891", "822891"},
		{"0082 2 891", "00822891 822891"},
		{"82 02 891", "8202891 822891"},
		{"82 2 891", "822891"},
		{"+", ""},
		{"", ""},
		{"종로", ""},
		{"1팀", ""},
		{"a1", ""},
	} {
		if got := strings.Join(phone.Digits(c.query, "KR"), " "); got != c.want {
			t.Errorf("Digits(%q) = %q; want %q", c.query, got, c.want)
		}
	}
	for query, want := range map[string]string{"020 7946": "0207946 44207946", "7946": "7946"} {
		if got := strings.Join(phone.Digits(query, "GB"), " "); got != want {
			t.Errorf("Digits(%q, GB) = %q; want %q", query, got, want)
		}
	}
}

// Every beginning of a number, canonical and as shown, finds it.
func TestDigitsFindWhatIsTyped(t *testing.T) {
	for _, n := range []phone.Number{"+8228911009", "+8215881234", "+82140123", "+821023456789", "+825051234567", "+16502530000"} {
		for _, form := range []string{string(n), phone.Display(n, "KR"), phone.Display(n, "US")} {
			for end := range len(form) {
				query := form[:end+1]
				candidates := phone.Digits(query, "KR")
				if len(candidates) > 0 && !containsAny(string(n), candidates) {
					t.Errorf("%q: %q gives %q", n, query, candidates)
				}
			}
		}
	}
}

func containsAny(s string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func code(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var e *phone.Error
	if !errors.As(err, &e) {
		t.Fatalf("%T is not a *phone.Error: %v", err, err)
	}
	if e.Message == "" {
		t.Errorf("%s has no message", e.Code)
	}
	return e.Code
}

func codes(warnings []phone.Warning) string {
	all := make([]string, len(warnings))
	for i, w := range warnings {
		all[i] = w.Code
	}
	return strings.Join(all, ",")
}
