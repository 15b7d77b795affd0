package phone_test

import (
	"testing"

	"github.com/tenantry/tenantry/internal/phone"
)

// BenchmarkParseKorean is what an import does for each of its rows: read the number, and show it.
func BenchmarkParseKorean(b *testing.B) {
	for name, texts := range map[string][]string{
		"as shown":  {"02-312-4567", "031-234-5678", "010-2345-6789", "1588-1234", "0505-123-4567"},
		"canonical": {"+8223124567", "+82312345678", "+821023456789", "+8215881234", "+825051234567"},
		"lost 0":    {"23124567", "312345678", "1023456789", "702345678", "5051234567"},
		"refused":   {"02-1588-1234", "031-123-4567", "011-234-5678", "1588-12345", "010-1234-5678"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				n, _, err := phone.Parse(texts[i%len(texts)], "KR", phone.Options{Repair: true})
				if err == nil {
					phone.Display(n, "KR")
				}
			}
		})
	}
}
