package number

// firsts is the place at which each number stood first. It holds 8 bytes for a number, and up to half as many again
// free: a file may have a million of them. The table is in shards that grow one by one and by little, as one that
// grew as a whole would be held twice meanwhile. The zero value is empty.
type firsts struct {
	shards [1 << shardBits]firstShard
	far    map[uint64]int // places that do not fit, by digits: nearly all lines of such a file are empty
}

// firstShard is an open table. Which shard an entry is in says some of its bits, so that those left and the place fit
// into one word: digitBits - shardBits above, placeBits below. 0 is free.
type firstShard struct {
	entries []uint64
	n       int
}

const (
	digitBits = 50 // of 15 digits
	shardBits = 8
	placeBits = 64 - digitBits + shardBits
	farPlace  = 1<<placeBits - 1 // stands for those in far
)

// put notes a number's place, or returns where it stood before.
func (f *firsts) put(digits uint64, place int) (first int, again bool) {
	// Multiplying by an odd number gives each number another one, and spreads numbers that follow each other.
	const golden = 0x9E3779B97F4A7C15
	spread := digits * golden % (1 << digitBits)
	s := &f.shards[spread>>(digitBits-shardBits)]
	if 5*s.n >= 4*len(s.entries) {
		s.grow()
	}
	key := spread << (64 - digitBits + shardBits)
	i := s.find(key)
	if e := s.entries[i]; e != 0 {
		if e%(1<<placeBits) == farPlace {
			return f.far[digits], true
		}
		return int(e%(1<<placeBits)) - 1, true //nolint:gosec // of placeBits
	}
	low := uint64(farPlace)
	if place < farPlace-1 {
		low = uint64(place) + 1 //nolint:gosec // no place is negative
	} else {
		if f.far == nil {
			f.far = map[uint64]int{}
		}
		f.far[digits] = place
	}
	s.entries[i] = key | low
	s.n++
	return 0, false
}

// find is where an entry with this key is, or would be. The bits of the place do not count.
func (s *firstShard) find(key uint64) int {
	i := int(key >> 32 * uint64(len(s.entries)) >> 32) //nolint:gosec // less than the length
	for s.entries[i] != 0 && s.entries[i]>>placeBits != key>>placeBits {
		if i++; i == len(s.entries) {
			i = 0
		}
	}
	return i
}

func (s *firstShard) grow() {
	old := s.entries
	s.entries = make([]uint64, max(8, len(old)*9/8))
	for _, e := range old {
		if e != 0 {
			s.entries[s.find(e)] = e
		}
	}
}
