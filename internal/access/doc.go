// Package access is the only place that answers "may this account do that there?".
//
//	permission.go  the permissions of the console itself
//	world.go       the hierarchy, the roles and the catalog of permissions, in memory
//	load.go        reads the world, whole or what changed of it
//	change.go      the revision: how every node learns of a change
//	service.go     keeps the world up to date and reads what an account holds
//	caller.go      who asks, and what it may do in one organization
//	key.go         an API key as a caller
//	reach.go       where it may do it, as a predicate for lists
//	check.go       questions about other accounts
//	explain.go     the same with the reason
//	preview.go     who would gain and who would lose by a change of the hierarchy
//
// Memberships are read from the database; everything else an answer needs is in memory. Every change that can
// alter an answer raises one revision in its own transaction, with a row that says what changed. A request
// reads the revision first and takes in what it has missed, so that whoever lost something is without it
// on the very next request, on every node.
//
// What a caller does not see does not exist for it (404). What it sees but may not do is refused by the
// permission's name (403).
package access
