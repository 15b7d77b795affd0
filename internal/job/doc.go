// Package job is work in the background: what takes longer than a request may, what has to be tried again, and
// what has to be done now and then.
//
// A job is a row that is written in the transaction of the change which needs it, so that neither is there without
// the other. Workers of any node take the jobs that are due. Whoever has one holds it by a lease that is
// extended while its handler runs; when the node dies, the lease ends and the next worker takes the job up. A worker
// that was only slow may come back, so everything that a handler changes goes through [Run.Write] or [Run.Complete]:
// those refuse whoever does not hold the job any more, or was asked to stop, as the last statement of their
// transaction. So an effect that is made in Complete is made exactly once. What a handler does outside of the
// database must be harmless when it is done again.
//
// A job is queued, then running, and ends as done, failed or cancelled. An error of the handler puts it back
// into the queue, each time for longer, until its attempts are used up or the error is Permanent. A handler
// whose context has ended should return soon with the context's error: it was cancelled, has lost its lease, or the
// program stops, in which case the job goes back into the queue and the attempt does not count.
//
// Times that are stored are those of the clock that the service was given; how often it looks is measured by the
// machine's. A clock that jumps ahead makes leases end early, which is harmless: the run that had one is refused.
//
//	job.go      the types
//	service.go  queueing, cancelling, looking up
//	worker.go   taking jobs and running their handlers
//	run.go      what a handler has in hand
//	end.go      how runs end
//	store.go    the SQL
//	metrics.go  the figures
package job
