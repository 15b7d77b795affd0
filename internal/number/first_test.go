package number

import (
	"math/rand/v2"
	"testing"
)

func TestFirsts(t *testing.T) {
	var f firsts
	plain := map[uint64]int{}
	r := rand.New(rand.NewPCG(1, 2))
	for place := range 200_000 {
		digits := 8_210_2000_0000 + r.Uint64N(150_000)
		if place%3 == 0 { // a run, and numbers of any size
			digits = uint64(place) + 1
		}
		if place >= 150_000 { // and lines far down
			place += farPlace - 160_000
		}
		first, again := f.put(digits, place)
		if want, there := plain[digits]; there != again || there && want != first {
			t.Fatalf("%d at %d: first at %d, again %t; want %d, %t", digits, place, first, again, want, there)
		}
		if !again {
			plain[digits] = place
		}
	}
	n := 0
	for _, s := range f.shards {
		n += s.n
	}
	if n != len(plain) || len(f.far) == 0 {
		t.Errorf("%d numbers, %d of them far down, want %d and some", n, len(f.far), len(plain))
	}
}
