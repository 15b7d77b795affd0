package number

import "math/bits"

// firsts is the place at which each number stood first. It holds 12 bytes for a number, and up to half as many again
// free: a file may have a million of them. The zero value is empty.
type firsts struct {
	digits []uint64 // 0 is free: no number is 0
	places []int32
	n      int
}

// put notes a number's place, or returns where it stood before.
func (f *firsts) put(digits uint64, place int) (first int, again bool) {
	if 5*f.n >= 4*len(f.digits) {
		f.grow()
	}
	i := f.find(digits)
	if f.digits[i] == digits {
		return int(f.places[i]), true
	}
	f.digits[i], f.places[i] = digits, int32(place) //nolint:gosec // a file has a million rows
	f.n++
	return 0, false
}

// find is where a number is, or would be.
func (f *firsts) find(digits uint64) int {
	const golden = 0x9E3779B97F4A7C15 // spreads numbers that follow each other
	high, _ := bits.Mul64(digits*golden, uint64(len(f.digits)))
	i := int(high) //nolint:gosec // less than the length
	for f.digits[i] != 0 && f.digits[i] != digits {
		if i++; i == len(f.digits) {
			i = 0
		}
	}
	return i
}

func (f *firsts) grow() {
	old := *f
	size := max(1024, len(old.digits)*3/2)
	f.digits, f.places = make([]uint64, size), make([]int32, size)
	for i, digits := range old.digits {
		if digits != 0 {
			at := f.find(digits)
			f.digits[at], f.places[at] = digits, old.places[i]
		}
	}
}
