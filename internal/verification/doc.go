// Package verification makes and takes back what proves that somebody got a message: one-time links and six-digit
// codes. Looking a link up consumes nothing.
//
//	link.go  links, and the tokens that also sessions and API keys are made of; a hash of one is stored
//	code.go  codes; a MAC of one is stored
//
// Neighbours: mail delivers what is made here; the workflows (staff, recovery, signup, emailchange, leaving) say what it
// is good for.
package verification
