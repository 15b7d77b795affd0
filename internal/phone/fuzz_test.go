package phone_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/phone"
)

// FuzzParse: whatever the text, Parse does not panic, and a number it returns is a fixed point: its
// canonical form and what Display shows for it parse to itself.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"02-312-4567", "02-3123-4567", "031-234-5678", "010-2345-6789", "070-7123-4567", "080-234-5678", "1588-1234",
		"0505-123-4567", "0507-1234-5678", "030-1234-5678", "0303-1234-5678", "140123", "112", "1335", "+82112",
		"02-1588-1234", "1588-7777-111", "011-123-4567", "060-700-1234", "010-1234-5678", "+82 (0)10-2345-6789",
		"0082 1588 1234", "8.21023456789E+11", "8.21E+11", "'028911009", "０２－８９１－１００９", "821023456789", "1023456789",
		"+1 650 253 0000", "001 650 253 0000", "011 82 2 891 1009", "+44 (0)20 7946 0018", "+39 06 698 12345",
		"+54 9 11 2345 6789", "+52 1 55 1234 5678", "+7 727 258 8600", "+800 1234 5678", "+979 123 456 789", "", "+", "00",
	} {
		for i, country := range []string{"KR", "US", "JP", "AR"} {
			f.Add(text, country, i%2 == 0, i%2 == 1)
		}
	}
	f.Fuzz(func(t *testing.T, text, country string, special, repair bool) {
		phone.Digits(text, country)
		opts := phone.Options{AllowSpecial: special, Repair: repair}
		n, _, err := phone.Parse(text, country, opts)
		if err != nil {
			if n != "" {
				t.Errorf("Parse(%q, %q) = %q with the error %v", text, country, n, err)
			}
			return
		}
		for _, form := range []string{string(n), phone.Display(n, country), phone.Display(n, "KR")} {
			in := country
			if form == phone.Display(n, "KR") {
				in = "KR"
			}
			if again, _, err := phone.Parse(form, in, opts); err != nil || again != n {
				t.Errorf("Parse(%q, %q) = %q, but Parse(%q, %q) = %q, %v", text, country, n, form, in, again, err)
			}
		}
	})
}
