package number

// Low makes a service read its lists as if far more numbers were there: it counts up to so many.
func (s *Service) Low(counted int, sorted, lookedUp int64, probed, blocks, places int) {
	s.limits = limits{counted: counted, sorted: sorted, lookedUp: lookedUp, probed: probed, blocks: blocks, letterings: 1, places: places}
}
