// Package throttle counts attempts in the database, so that neither restarts nor many nodes, connections or
// headers give anybody more of them than a rule allows: wrong passwords, wrong codes, codes asked for.
//
// An attempt is counted before it is looked at, in the transaction that looks or in one before it, so that
// attempts in parallel cannot slip past the limit.
package throttle
