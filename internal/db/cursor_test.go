package db_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

var cursors = db.NewCursors([]byte("0123456789abcdef0123456789abcdef"))

func TestCursor(t *testing.T) {
	last := []string{"종로구", "", "a\x00b", "org_1"}
	cursor, err := cursors.Encode("list by name", last...)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(cursor, "+/=&?# ") {
		t.Errorf("%q needs escaping in a URL", cursor)
	}
	if got, err := cursors.Decode("list by name", cursor, len(last)); err != nil || !slices.Equal(got, last) {
		t.Fatalf("came back as %q, %v", got, err)
	}
	foreign, err := db.NewCursors([]byte("another key")).Encode("list by name", last...)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		scope, cursor string
		n             int
		code          string
	}{
		"other list":        {"list by age", cursor, 4, "cursor_mismatch"},
		"other columns":     {"list by name", cursor, 3, "cursor_mismatch"},
		"other deployment":  {"list by name", foreign, 4, "cursor_invalid"},
		"empty":             {"list by name", "", 4, "cursor_invalid"},
		"not base64":        {"list by name", "ÿ!", 4, "cursor_invalid"},
		"too short":         {"list by name", "AAAA", 4, "cursor_invalid"},
		"zeros":             {"list by name", strings.Repeat("A", 200), 4, "cursor_invalid"},
		"cut":               {"list by name", cursor[:len(cursor)-4], 4, "cursor_invalid"},
		"longer":            {"list by name", cursor + "AAAA", 4, "cursor_invalid"},
		"with a line break": {"list by name", cursor[:10] + "x" + cursor[11:], 4, "cursor_invalid"},
	} {
		_, err := cursors.Decode(test.scope, test.cursor, test.n)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || f.Code != test.code || len(f.Fields) != 1 || f.Fields[0].Location != "query.cursor" {
			t.Errorf("%s: %v, want %s on query.cursor", name, err, test.code)
		}
	}
}

// Whatever comes in, what comes out was given out here.
func FuzzDecode(f *testing.F) {
	good, err := cursors.Encode("scope", "a", "b")
	if err != nil {
		f.Fatal(err)
	}
	for i := range good {
		f.Add(good[:i] + "A" + good[i+1:])
	}
	f.Add("")
	f.Add(good)
	f.Fuzz(func(t *testing.T, cursor string) {
		last, err := cursors.Decode("scope", cursor, 2)
		switch {
		case err == nil && !slices.Equal(last, []string{"a", "b"}):
			t.Errorf("%q was taken for a cursor: %q", cursor, last)
		case err != nil && !fault.Is(err, "cursor_invalid"):
			t.Errorf("%q: %v", cursor, err)
		}
	})
}
