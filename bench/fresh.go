package main

import "github.com/tenantry/tenantry/bench/population"

// unasked makes up questions about accounts that were not asked about before.
type unasked struct {
	people *population.Population
	asked  map[int32]bool
	queue  []population.Question
	seed   uint64
}

func newUnasked(people *population.Population, before ...population.Question) *unasked {
	u := &unasked{people: people, asked: map[int32]bool{}, seed: 1000}
	for _, q := range before {
		u.asked[q.Account] = true
	}
	return u
}

// next returns n of them. Where few accounts are left, they come again.
func (u *unasked) next(n int) []population.Question {
	found := make([]population.Question, 0, n)
	for tried := 0; len(found) < n; tried++ {
		if len(u.queue) == 0 {
			u.seed++
			u.queue = u.people.Questions(10_000, u.seed)
		}
		if tried > 100_000 {
			u.asked, tried = map[int32]bool{}, 0
		}
		q := u.queue[0]
		u.queue = u.queue[1:]
		if !u.asked[q.Account] {
			u.asked[q.Account] = true
			found = append(found, q)
		}
	}
	return found
}
