package config

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// KeySize is how many bytes the deployment's key has.
const KeySize = 32

// Key is the deployment's key: secrets at rest and what clients are handed to bring back are protected
// with keys derived from it.
type Key []byte

// ReadKey returns the deployment's key: from the setting, or from the key file, which is made when it is
// not there (never on PostgreSQL, where Load asked for one).
func (c Config) ReadKey() (Key, error) {
	if c.Key != "" {
		return decodeKey(c.Key, "TENANTRY_KEY")
	}
	content, err := os.ReadFile(c.KeyFile)
	if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(c.DatabaseURL, "sqlite:") {
		return makeKey(c.KeyFile)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	return decodeKey(strings.TrimSpace(string(content)), c.KeyFile)
}

func decodeKey(text, where string) (Key, error) {
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("%s: must be %d bytes in base64. Make one with: openssl rand -base64 %d", where, KeySize, KeySize)
	}
	return key, nil
}

// makeKey writes a new key file. Two programs that start at once agree on one key: the file appears
// whole, under its name, once.
func makeKey(path string) (Key, error) {
	key := make(Key, KeySize)
	_, _ = rand.Read(key) // never fails: the runtime ends the program first
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the folder of the key file: %w", err)
	}
	f, err := os.CreateTemp(dir, ".key-*")
	if err != nil {
		return nil, fmt.Errorf("create the key file: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // gone under this name, or to be
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	if err := os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("read the key file: %w", err)
		}
		return decodeKey(strings.TrimSpace(string(content)), path)
	} else if err != nil {
		return nil, fmt.Errorf("create the key file: %w", err)
	}
	return key, nil
}

// Derive returns a key of its own for one use.
func (k Key) Derive(use string) ([]byte, error) {
	return hkdf.Key(sha256.New, k, nil, "tenantry "+use, KeySize)
}

// Fingerprint tells keys apart without telling them.
func (k Key) Fingerprint() (string, error) {
	b, err := k.Derive("fingerprint")
	return hex.EncodeToString(b[:min(16, len(b))]), err
}
