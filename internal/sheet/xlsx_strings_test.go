package sheet

import (
	"fmt"
	"strings"
	"testing"
)

// Texts of every length come back, across the borders of chunks and lists.
func TestSharedStrings(t *testing.T) {
	text := func(i int) string {
		if i%1000 == 0 {
			return strings.Repeat(fmt.Sprint(i), i/20)
		}
		return strings.Repeat("종", i%20) + fmt.Sprint(i)
	}
	const count = 2*startsPerList + 10
	var s sharedStrings
	for i := range count {
		if !s.add([]byte(text(i))) {
			t.Fatalf("text %d is refused", i)
		}
	}
	s.closeChunk()
	if len(s.chunks) < 3 {
		t.Errorf("%d chunks", len(s.chunks))
	}
	for i := range count {
		if got, ok := s.at(i); !ok || got != text(i) {
			t.Fatalf("text %d is %.50q, %t", i, got, ok)
		}
	}
	for _, i := range []int{-1, count} {
		if _, ok := s.at(i); ok {
			t.Errorf("there is a text %d", i)
		}
	}

	long := []byte(strings.Repeat("x", excelCellLength))
	for i := 0; s.add(long); i++ {
		if i > maxSharedStrings/len(long) {
			t.Fatal("texts without end")
		}
	}
}
