package phone

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The rules as they are published, in a notation of its own, in the order of their rows. What none is about, and
// what one with "refused" is about, is refused.
var published = []struct {
	pattern, verdict string
	shown            string // how the digits are divided
}{
	{`010[2-9]\d{7}`, "legal", "3 4 4"},
	{`02[2-9]\d{2}\d{4}`, "legal", "2 3 4"},
	{`02[2-9]\d{3}\d{4}`, "legal", "2 4 4"},
	{`0(3[1-3]|4[1-4]|5[1-5]|6[1-4])[2-9]\d{2}\d{4}`, "legal", "3 3 4"},
	{`0(3[1-3]|4[1-4]|5[1-5]|6[1-4])[2-9]\d{3}\d{4}`, "legal", "3 4 4"},
	{`01[16-9]\d{7,8}`, "old_mobile", ""},
	{`070[2-9]\d{7}`, "legal", "3 4 4"},
	{`080[2-9]\d{6}`, "legal", "3 3 4"},
	{`080[2-9]\d{7}`, "legal", "3 4 4"},
	{`1[568]\d{6}`, "legal", "4 4"},
	{`14\d{4}`, "receiver_pays", "6"},
	{`030\d{8}`, "legal", "3 4 4"},
	{`030\d{9}`, "legal", "4 4 4"},
	{`050\d{8}`, "personal_050", "4 3 4"},
	{`050\d{9}`, "personal_050", "4 4 4"},
	{`060\d{7,8}`, "premium", ""},
	{`1(0|1|2|3|8)\d{1}`, "special_number", "3"},
	{`1(0|1|2|3|8)\d{2}`, "special_number", "4"},
}

// The table says of every beginning of five digits, at every length, what the published rules say.
func TestTableIsWhatIsPublished(t *testing.T) {
	patterns := make([]*regexp.Regexp, len(published))
	for i, p := range published {
		patterns[i] = regexp.MustCompile(`^(?:` + p.pattern + `)$`)
	}
	for start := range 100_000 {
		for length := 1; length <= 14; length++ {
			digits := (fmt.Sprintf("%05d", start) + "678901234")[:length]
			verdict, shown := "refused", ""
			for i, p := range patterns {
				if p.MatchString(digits) {
					verdict, shown = published[i].verdict, published[i].shown
					break
				}
			}
			got, gotShown := "refused", ""
			if row := kr.match(digits); row != nil {
				switch {
				case row.verdict == legal:
					got = "legal"
				case row.verdict == warn:
					got = row.warnings[0].Code
				case slices.ContainsFunc(published, func(p struct{ pattern, verdict, shown string }) bool { return p.verdict == row.refusal.Code }):
					got = row.refusal.Code
				}
				if row.groups != nil {
					gotShown = strings.Trim(fmt.Sprint(row.groups[length-row.min]), "[]")
				}
			}
			if got != verdict || gotShown != shown {
				t.Fatalf("%s is %s, divided %q; want %s, %q", digits, got, gotShown, verdict, shown)
			}
		}
	}
}

// Every row decides something: one that never does is covered by those above it.
func TestEveryRowCounts(t *testing.T) {
	used := map[*krRow]bool{}
	for start := range 100_000 {
		for length := 1; length <= 14; length++ {
			digits := (fmt.Sprintf("%05d", start) + "678901234")[:length]
			used[kr.match(digits)] = true
			used[kr.shape(digits)] = true
		}
	}
	for i := range kr.rows {
		if row := &kr.rows[i]; !used[row] {
			t.Errorf("row %d (%s, %d–%d digits, %s) is about no number", i+2, row.kind, row.min, row.max, row.verdict)
		}
	}
}

func TestReadTableRefuses(t *testing.T) {
	header, _, _ := strings.Cut(krData, "\n")
	if _, err := readTable(header + "\n02[2-9],9-10,landline,legal,,2-3-4 2-4-4,,,somewhere\n1[568],9+,x,refused,,,a,b,somewhere\n"); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]string{
		"too few columns":            "02,9",
		"no source":                  "02,9,landline,legal,,2-3-4,,,",
		"no kind":                    "02,9,,legal,,2-3-4,,,somewhere",
		"unknown verdict":            "02,9,landline,lawful,,2-3-4,,,somewhere",
		"no digits":                  "02,,landline,legal,,2-3-4,,,somewhere",
		"digits are words":           "02,nine-ten,landline,legal,,2-3-4,,,somewhere",
		"not shown":                  "02,9,landline,legal,,,,,somewhere",
		"shown with too few digits":  "02,9,landline,legal,,2-3-3,,,somewhere",
		"shown in one of two ways":   "02,9-10,landline,legal,,2-3-4,,,somewhere",
		"shown in words":             "02,9,landline,legal,,2-x-4,,,somewhere",
		"a warning without a code":   "02,9,landline,warning,,2-3-4,,Careful.,somewhere",
		"a refusal without words":    "02,9,landline,refused,,,no,,somewhere",
		"a reason for what is legal": "02,9,landline,legal,,2-3-4,no,No.,somewhere",
		"a letter":                   "02x,9,landline,legal,,2-3-4,,,somewhere",
		"a class without its end":    "02[2-9,9,landline,legal,,2-3-4,,,somewhere",
		"an empty class":             "02[],9,landline,legal,,2-3-4,,,somewhere",
	} {
		if _, err := readTable(header + "\n" + row + "\n"); err == nil {
			t.Errorf("%s: %s is read", name, row)
		}
	}
	if _, err := readTable("begins,digits\n02,9\n"); err == nil {
		t.Error("a table with other columns is read")
	}
}
