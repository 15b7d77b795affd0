// Package number holds outgoing numbers: each belongs to one organization and is there once in a deployment.
//
//	number.go   the types
//	service.go  what can be done with one number, one transaction each
//	batch.go    what can be done with many, all or nothing
//	choose.go   which these are, held meanwhile
//	list.go     the list that people search
//	plan.go     how the list is read, whatever the size of the reach
//	filter.go   what a filter asks, as tests of a plan
//	found.go    what a search finds, few or many
//	count.go    how many numbers the list shows
//	search.go   which numbers a search text may mean
//	token.go    what a search looks up: blocks and letterings by their pieces
//	store.go    the rows
//	rules.go    which numbers an organization may have
//	first.go    where a number stood first in a file
//	check.go    what is wrong with numbers that are to be added; they are kept aside
//	apply.go    how they are added, set by set
//	add.go      lists and ranges
//	columns.go  the columns of a file
//	erase.go    how the numbers of an organization go that is erased
//	tidy.go     how what searches look up goes when no number says it any more
//
// Neighbours: package phone knows what a number is; scope keeps the rows by which a list costs the same at any
// size; usage says what uses a number, and holds its row meanwhile; group moves organizations and with them what
// scope keeps.
package number
