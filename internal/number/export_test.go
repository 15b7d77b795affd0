package number

import "strings"

// TextLock is the lock that whoever adds numbers holds.
const TextLock = textLock

// Low makes a service read its lists as if far more numbers were there: it counts up to so many.
func (s *Service) Low(counted int, sorted, lookedUp int64, probed, blocks, places int) {
	s.limits = limits{counted: counted, sorted: sorted, lookedUp: lookedUp, probed: probed, blocks: blocks, letterings: 1, places: places}
}

// Impatient makes Tidy ask for the lock of texts once.
func (s *Service) Impatient() { s.patient = 1 }

// UnusedQueries are the queries by which Tidy finds what no number says, of one text each, by the index that answers them.
func UnusedQueries() map[string]string {
	queries := map[string]string{}
	for index, l := range map[string]looked{"block": allLooked[0], "lettering": allLooked[1], "billing": allLooked[2]} {
		queries["outgoing_number_"+index] = "SELECT 1 FROM " + l.table + " t WHERE " + strings.ReplaceAll(l.unused(), "(...)", "('')")
	}
	return queries
}
