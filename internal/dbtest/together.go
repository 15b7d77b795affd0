package dbtest

import "sync"

// Together runs f in n goroutines that start at the same moment, and returns their errors in the order of
// the numbers that f was given.
func Together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	begin := make(chan struct{})
	var running sync.WaitGroup
	for i := range n {
		running.Go(func() {
			<-begin
			errs[i] = f(i)
		})
	}
	close(begin)
	running.Wait()
	return errs
}
