// Package usage holds what products say about their campaigns and schedules: that one of them uses an
// organization, and which of its numbers. A number that is used cannot be deleted, moved or renumbered, and an
// organization that is used cannot be deleted.
//
//	usage.go    the types
//	service.go  what products and people can do with a usage, one transaction each
//	list.go     the list that people search, and the numbers of a usage
//	refer.go    what other concepts ask: which usages stand in the way
//	erase.go    how the usages of an organization go that is erased
//	store.go    the rows
//
// A product puts the whole of a usage: it is made, changed to this, or left as it is. Every number must belong to
// exactly the organization. The organization's row and the numbers' are locked in share mode, in this order, the
// numbers by ID, before anything is written; whoever deletes, moves or renumbers a number locks its row for itself
// and then looks for usages. So of the two that meet, the later one sees what the earlier one did.
//
// Neighbours: number refuses what a usage stands in the way of; organization and product ask before they are
// deleted.
package usage
