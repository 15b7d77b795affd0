// Package seal encrypts secrets at rest with a key that is derived from the deployment's.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// Box seals and opens. Its zero value cannot be used: see New.
type Box struct{ aead cipher.AEAD }

// New returns the box of a key of 32 bytes: AES-256-GCM with a random nonce for each secret.
func New(key []byte) (Box, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return Box{}, fmt.Errorf("the key that secrets are sealed with: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return Box{aead}, err
}

// Seal encrypts a secret. label is what it belongs to: it does not open under another.
func (b Box) Seal(secret []byte, label string) []byte {
	return b.aead.Seal(nil, nil, secret, []byte(label))
}

// Open returns what was sealed under the label. The error says nothing of the secret.
func (b Box) Open(sealed []byte, label string) ([]byte, error) {
	secret, err := b.aead.Open(nil, nil, sealed, []byte(label))
	if err != nil {
		return nil, errors.New("a secret was sealed with another key or for something else, or was altered")
	}
	return secret, nil
}
