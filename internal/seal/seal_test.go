package seal_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/tenantry/tenantry/internal/seal"
)

func TestSeal(t *testing.T) {
	box, err := seal.New(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.New(bytes.Repeat([]byte("o"), 32))
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte("a secret of somebody's")
	sealed := box.Seal(secret, "totp acc_1")
	if bytes.Contains(sealed, secret) || bytes.Equal(sealed, box.Seal(secret, "totp acc_1")) {
		t.Error("what is sealed can be read, or is the same each time")
	}
	if got, err := box.Open(sealed, "totp acc_1"); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("opened: %q, %v", got, err)
	}
	altered := slices.Clone(sealed)
	altered[len(altered)-1] ^= 1
	for what, open := range map[string]func() ([]byte, error){
		"with another key":    func() ([]byte, error) { return other.Open(sealed, "totp acc_1") },
		"for another account": func() ([]byte, error) { return box.Open(sealed, "totp acc_2") },
		"altered":             func() ([]byte, error) { return box.Open(altered, "totp acc_1") },
		"nothing":             func() ([]byte, error) { return box.Open(nil, "totp acc_1") },
	} {
		if got, err := open(); err == nil || got != nil || bytes.Contains([]byte(err.Error()), secret) {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	if _, err := seal.New([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}
