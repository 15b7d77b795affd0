// Package fault is the one kind of error that leaves a concept's package on purpose.
//
// A fault has two halves that never mix: what the client is told (code, message, fields, the facts
// that help it on) and the wrapped cause, which only the log sees. What is not a fault is a bug or a
// failing database, and the API answers it with 500 and no words.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of refusal a fault is. The API maps each to one status code, the CLI to an exit code.
type Kind int

// The kinds, each with the status code it becomes.
const (
	Malformed        Kind = iota + 1 // 400
	Unauthenticated                  // 401
	Forbidden                        // 403: seen, but not allowed
	NotFound                         // 404: not there, or not the caller's
	Conflict                         // 409: the state stands in the way
	Gone                             // 410: it was there once
	Stale                            // 412: changed since it was read
	TooLarge                         // 413
	UnsupportedMedia                 // 415
	Invalid                          // 422: a rule about a field
	Throttled                        // 429
	Busy                             // 503: try again
)

// Error is a refusal with a public half and a private one.
type Error struct {
	Kind       Kind
	Code       string         // stable, snake_case; clients switch on it
	Message    string         // public: the rule that was broken and the way out
	Fields     []Field        // the fields it is about, if any
	Extra      map[string]any // further public facts, such as what blocks a delete
	RetryAfter time.Duration  // for Throttled and Busy
	Cause      error          // private: for the log
	// Organization is where a permission was missing; private: for the audit trail.
	Organization string
}

// Field is one broken rule. Location is dotted: body.registration.address.base, query.limit, path.id.
type Field struct {
	Location string `json:"location"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	// Values are what the message names, by what it is, for whoever puts it in other words; nil for nothing.
	Values map[string]string `json:"-"`
}

func (e *Error) Error() string {
	msg := e.Code + ": " + e.Message
	for _, f := range e.Fields {
		msg += fmt.Sprintf("; %s: %s (%s)", f.Location, f.Message, f.Code)
	}
	if e.Cause != nil {
		msg += ": " + e.Cause.Error()
	}
	return msg
}

func (e *Error) Unwrap() error { return e.Cause }

// New makes a fault of the given kind.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// With returns a copy that carries one more public fact.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Extra = make(map[string]any, len(e.Extra)+1)
	for k, v := range e.Extra {
		c.Extra[k] = v
	}
	c.Extra[key] = value
	return &c
}

// Because returns a copy that wraps cause, for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// MaxBlockers is how many of the things that stand in the way of a change of many a refusal names.
const MaxBlockers = 100

// Blocker is one of them, of an organization, and why. Name is "" where the caller may not know it.
type Blocker struct {
	ID             string `json:"id"`
	OrganizationID string `json:"organizationId"`
	Name           string `json:"name,omitempty"`
	Code           string `json:"code"`
	Message        string `json:"message"`
}

// Blocked returns a copy that counts what stands in the way and names the first MaxBlockers.
func (e *Error) Blocked(by []Blocker) *Error {
	return e.With("count", len(by)).With("blockers", by[:min(len(by), MaxBlockers)])
}

// InvalidFields is the fault for one or more broken field rules. A single one gives the fault its code.
func InvalidFields(fields ...Field) *Error {
	if len(fields) == 1 {
		return &Error{Kind: Invalid, Code: fields[0].Code, Message: fields[0].Message, Fields: fields}
	}
	return &Error{Kind: Invalid, Code: "invalid", Message: "Some fields break a rule; each is named.", Fields: fields}
}

// Missing is the answer for everything that is not there or that the caller may not know of: the two
// must not be told apart.
func Missing(what string) *Error {
	return New(NotFound, "not_found", "There is no such "+what+".")
}

// As finds the fault in an error chain.
func As(err error) (*Error, bool) {
	var f *Error
	ok := errors.As(err, &f)
	return f, ok
}

// Is reports whether err is a fault with this code.
func Is(err error, code string) bool {
	f, ok := As(err)
	return ok && f.Code == code
}

// Fields collects broken rules while a whole value is validated, so that all of them are told at once.
type Fields []Field

// Add notes one broken rule.
func (f *Fields) Add(location, code, message string) {
	*f = append(*f, Field{Location: location, Code: code, Message: message})
}

// Err is nil when nothing was noted.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return InvalidFields(f...)
}
