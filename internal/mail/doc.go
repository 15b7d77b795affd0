// Package mail writes to people: what is to be said, in their language, and its way to them.
//
// A message is queued in the transaction of the change that it tells of, sealed with the deployment's key,
// because it may hold a password, and with it a job (see package job) that delivers it once that transaction is
// committed. A delivery that fails is tried again for three days. A change that is undone says nothing.
//
// What the text part sets apart (a temporary password, a link) stands alone on a line indented by four
// spaces, and nothing else is indented, so that a script can read it. Links lead to the deployment's public
// URL only.
//
//	message.go    the kinds of messages
//	letter.go     a message in words, and as MIME
//	templates/    the words, one file a language, and the HTML around them
//	service.go    the queue and its delivery
//	store.go      the SQL
//	outbox.go     delivery to a folder of .eml files
package mail
