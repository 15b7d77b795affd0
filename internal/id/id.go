// Package id makes identifiers: a prefix that says what the thing is and a ULID, which sorts by the
// time it was made. IDs are opaque to clients and compared case-sensitively.
package id

import (
	"crypto/rand"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// The prefixes in use, one a concept.
const (
	Organization = "org"
	Account      = "acc"
	Member       = "mem"
	Role         = "rol"
	Import       = "imp"
	Invitation   = "inv"
	Session      = "ses"
	Passkey      = "pky"
	Ceremony     = "cer"
	Event        = "evt"
	Link         = "lnk"
	Tally        = "tal"
	Mail         = "mal"
	Group        = "grp"
	Number       = "num"
	Batch        = "bat"
	Block        = "blk"
	SignUp       = "sup"
	Owner        = "own"
	Usage        = "usg"
	Key          = "key"
	Job          = "job"
	Run          = "run"
)

// PlatformOrganization is the organization of the platform's own staff, made by the first migration.
const PlatformOrganization = Organization + "_00000000000000000000000000"

// PlatformAdminRole is the role Admin of the platform organization, made by the first migration.
const PlatformAdminRole = Role + "_00000000000000000000000000"

var (
	mu      sync.Mutex
	entropy = ulid.Monotonic(rand.Reader, 0)
)

// New returns a fresh identifier. Those made in one millisecond by one process still sort in the
// order they were made.
func New(prefix string, now time.Time) string {
	mu.Lock()
	defer mu.Unlock()
	return prefix + "_" + ulid.MustNew(ulid.Timestamp(now), entropy).String()
}

// Valid reports whether text has the form of an identifier with this prefix.
func Valid(prefix, text string) bool {
	rest, ok := strings.CutPrefix(text, prefix+"_")
	if !ok {
		return false
	}
	parsed, err := ulid.ParseStrict(rest)
	return err == nil && parsed.String() == rest
}
