package listing

import (
	"fmt"
	"strings"
)

// Args are the arguments of one SQL text.
type Args struct{ Values []any }

// Add adds an argument and returns its placeholder.
func (a *Args) Add(v any) string {
	a.Values = append(a.Values, v)
	return fmt.Sprintf("$%d", len(a.Values))
}

// In adds the arguments of a list and returns the predicate " IN (…)".
func (a *Args) In(values []string) string {
	places := make([]string, len(values))
	for i, v := range values {
		places[i] = a.Add(v)
	}
	return " IN (" + strings.Join(places, ", ") + ")"
}
