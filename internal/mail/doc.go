// Package mail writes to people: what is to be said, in their language, and its way to them.
//
// A message is queued in the transaction of the change that it tells of, sealed with the deployment's key,
// because it may hold a password, and with it a job (see package job) that delivers it once that transaction is
// committed. A delivery that fails is tried again for three days. A change that is undone says nothing. Many messages
// that are queued together are a batch with one job, so that they hold up no others.
//
// Once a server has said that it has a message, that is recorded, however long it takes, and the message is gone. Where
// nobody knows what it has, the message is sent again with the same Message-ID. A message that could not be
// delivered stays for two weeks, for staff to see and to try again, but what is in it no longer than it is good.
//
// What the text part sets apart (a temporary password, a code, a link) stands alone on a line indented by four
// spaces, and nothing else is indented, so that a script can read it. Links lead to the deployment's public
// URL only, with their token in the fragment.
//
//	message.go    the kinds of messages
//	letter.go     a message in words, and as MIME
//	templates/    the words, one file a language, and the HTML around them
//	service.go    the queue
//	deliver.go    the jobs that deliver
//	list.go       what waits and what failed, and trying again
//	forget.go     what waits for an address that is nobody's any more
//	store.go      the SQL
//	server.go     the address of a mail server
//	smtp.go       one connection to it
//	pool.go       connections that are used again
//	trouble.go    why a server did not take a message, in words
//	outbox.go     delivery to a folder of .eml files
//	metrics.go    the figures
package mail
