// Package trail reads the audit trail: lists, one event, and files of any length.
//
// The IDs of events are in the order of time, so lists walk them and no column of times. What a list shows is where
// the caller holds a permission, which may be a few organizations or thousands: how it is walked is chosen so that
// a page costs the same however long the trail is (plan.go).
//
// Names are those of today, and of what the caller may see; null stands for what is gone and for what is elsewhere.
//
//	trail.go   the types
//	list.go    pages, and everything in portions
//	plan.go    how a list is walked
//	names.go   who and what the IDs are
//	actions.go what there is to filter by
//
// Neighbours: audit writes what is read here.
package trail
