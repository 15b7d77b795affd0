package session

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// The cost of a password hash: argon2id with 19 MiB, two passes, one lane (OWASP's first choice).
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	argonKey     = 32
	argonSalt    = 16
)

// hashWait is how long a request waits for its turn to hash before it is refused.
const hashWait = 10 * time.Second

// hashing bounds how many hashes run at once: each takes 19 MiB and a core.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()))

// HashPassword checks the rules of a new password, as CheckPassword does, and returns what is stored.
func HashPassword(ctx context.Context, password, location string, own ...string) (string, error) {
	if err := CheckPassword(password, location, own...); err != nil {
		return "", err
	}
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails: the runtime ends the program first
	key, err := derive(ctx, password, salt, argonTime, argonMemory, argonThreads)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// nobody is the hash that a password is compared with when there is no account or it has no password:
// nothing matches it, and it takes as long as any other.
var nobody = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
	base64.RawStdEncoding.EncodeToString(make([]byte, argonSalt)), base64.RawStdEncoding.EncodeToString(make([]byte, argonKey)))

// matches compares a password with a stored hash in constant time; an empty hash matches nothing.
func matches(ctx context.Context, password, stored string) (bool, error) {
	if stored == "" {
		stored = nobody
	}
	if text.Length(password) > MaxPassword {
		password, stored = "", nobody // no account has one this long
	}
	var version int
	var memory, passes uint32
	var threads uint8
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errors.New("a stored password hash is not argon2id")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil {
		return false, fmt.Errorf("a stored password hash: %w", err)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false, fmt.Errorf("a stored password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("a stored password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("a stored password hash: %w", err)
	}
	got, err := derive(ctx, password, salt, passes, memory, threads)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && stored != nobody, nil
}

func derive(ctx context.Context, password string, salt []byte, passes, memory uint32, threads uint8) ([]byte, error) {
	wait, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-wait.Done():
		f := fault.New(fault.Busy, "busy", "Too many people are signing in at this moment. Try again in a few seconds.").Because(wait.Err())
		f.RetryAfter = 5 * time.Second
		return nil, f
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, passes, memory, threads, argonKey), nil
}
