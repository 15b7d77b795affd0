package db

import (
	"testing"
	"time"
)

// ShortenWait makes databases that are opened from now on refuse a waiting writer sooner, until the test ends.
func ShortenWait(t *testing.T, d time.Duration) {
	t.Helper()
	before := writeWait
	writeWait = d
	t.Cleanup(func() { writeWait = before })
}

// LockFile is the lock that migrations of SQLite run under.
var LockFile = lockFile

// Migrations are the embedded migrations of both engines.
var Migrations = migrations
