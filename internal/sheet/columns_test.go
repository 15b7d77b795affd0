package sheet_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/sheet"
)

func TestColumns(t *testing.T) {
	known := []sheet.Column{
		{Name: "name", Aliases: []string{"이름", "Organization name"}, Required: true},
		{Name: "main_phone"},
		{Name: "key"},
	}
	for _, c := range []struct {
		header []string
		want   map[string]int
		code   string
		names  []string
	}{
		{[]string{"name"}, map[string]int{"name": 0}, "", nil},
		{[]string{"KEY", " Name\t", "Main_Phone"}, map[string]int{"key": 0, "name": 1, "main_phone": 2}, "", nil},
		{[]string{"key", "이름"}, map[string]int{"key": 0, "name": 1}, "", nil}, // decomposed
		{[]string{"ORGANIZATION NAME"}, map[string]int{"name": 0}, "", nil},
		{[]string{"nmae", "x"}, nil, "unknown_column", []string{"nmae", "x", "main_phone"}},
		{[]string{"name", " ", "key"}, nil, "unknown_column", []string{"column 2"}},
		{[]string{"name", strings.Repeat("가", 1000)}, nil, "unknown_column", []string{"…"}},
		{[]string{"name", "이름", "key", "Key"}, nil, "repeated_column", []string{"이름", "Key"}},
		{[]string{"key"}, nil, "missing_column", []string{"name"}},
	} {
		got, err := sheet.Columns(c.header, known)
		if c.code == "" {
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("Columns(%q) = %v, %v; want %v", c.header, got, err, c.want)
			}
			continue
		}
		wantError(t, err, c.code, 0, "")
		for _, name := range c.names {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("Columns(%.50q): %v does not name %q", c.header, err, name)
			}
		}
		if len(err.Error()) > 500 {
			t.Errorf("a message of %d bytes", len(err.Error()))
		}
	}
}
