package erasure

// SetPortion has each transaction remove so many rows.
func (s *Service) SetPortion(rows int) { s.portion = rows }
