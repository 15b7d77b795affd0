// Package member holds who belongs to which organization: an account in an organization, with roles, a task and
// a status. Only an active membership grants anything; package access reads them.
//
//	member.go   the types
//	service.go  what can be done with a member, one transaction each
//	batch.go    the same with several at once, all or nothing
//	guard.go    the last active Admin, and who may change whom
//	list.go     the list that people search
//	plan.go     how the list is read, whatever the size of the reach
//	store.go    the rows
//	scope.go    the rows that keep the list flat: every member once for each organization above
//
// Neighbours: role says what roles give; package onboarding adds members with an account and a temporary
// password; group moves organizations and with them the rows of scope.go.
package member
