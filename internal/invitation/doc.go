// Package invitation holds the offers to become a member of an organization that the invitee has not taken yet, and
// for a while those that are over. Whoever has the link of one, which went to the invited address alone, may take it.
//
//	invitation.go  the types
//	invite.go      inviting one or many, each for itself
//	check.go       what is wrong with somebody who is to be invited
//	limit.go       how many messages organizations that nobody has registered may have sent
//	service.go     what can be done with an invitation: send it again, revoke it
//	batch.go       the same with several at once, all or nothing
//	link.go        what the holder of a link can do: look, decline, ask for a new one
//	list.go        the list that people search
//	export.go      the same as a file has it
//	store.go       the rows; store_many.go those of several
//
// What is offered is checked against what the inviter may give twice: when it is sent and when it is taken, so that
// nobody is given anything by somebody who has lost it. Nothing here tells whether an address has an account, but to
// the holder of its link.
//
// Neighbours: package onboarding makes the invitee a member, with an account where there is none; package imports
// reads files of invitees; mail is sent by hooks (see package app).
package invitation
