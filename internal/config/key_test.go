package config_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tenantry/tenantry/internal/config"
)

func TestKeyFileIsMadeOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	c := config.Config{DatabaseURL: "sqlite:x", KeyFile: filepath.Join(dir, "key")}
	const programs = 16
	keys := make([]config.Key, programs)
	var wg sync.WaitGroup
	for i := range programs {
		wg.Go(func() {
			var err error
			if keys[i], err = c.ReadKey(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, k := range keys {
		if len(k) != config.KeySize || !bytes.Equal(k, keys[0]) {
			t.Fatal("programs that started at once have different keys")
		}
	}
	info, err := os.Stat(c.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v", info.Mode())
	}
	if folder, err := os.Stat(dir); err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("its folder has mode %v (%v)", folder.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files in the folder, want the key alone (%v)", len(left), err)
	}
	if again, err := c.ReadKey(); err != nil || !bytes.Equal(again, keys[0]) {
		t.Errorf("read again: another key (%v)", err)
	}
}

func TestKeyIsRefused(t *testing.T) {
	dir := t.TempDir()
	file := func(content string) config.Config {
		f, err := os.CreateTemp(dir, "key")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString(content); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		return config.Config{DatabaseURL: "sqlite:x", KeyFile: f.Name()}
	}
	b64 := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for name, test := range map[string]struct {
		c    config.Config
		want string
	}{
		"setting too short":          {config.Config{Key: b64(31)}, "TENANTRY_KEY: must be 32 bytes"},
		"setting too long":           {config.Config{Key: b64(33)}, "TENANTRY_KEY: must be 32 bytes"},
		"setting not base64":         {config.Config{Key: strings.Repeat("!", 44)}, "TENANTRY_KEY: must be 32 bytes"},
		"file too short":             {file(b64(16)), "must be 32 bytes"},
		"empty file":                 {file(""), "must be 32 bytes"},
		"no file on PostgreSQL":      {config.Config{DatabaseURL: "postgres://h/d", KeyFile: filepath.Join(dir, "none")}, "read the key file"},
		"a folder where the file is": {config.Config{DatabaseURL: "sqlite:x", KeyFile: dir}, "read the key file"},
	} {
		key, err := test.c.ReadKey()
		if err == nil || key != nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("a key file was made for PostgreSQL, where every node needs the same")
	}
	if key, err := file(b64(32) + "\n").ReadKey(); err != nil || len(key) != 32 {
		t.Errorf("a good file: %v", err)
	}
}

func TestKeysForDifferentUsesDiffer(t *testing.T) {
	one, two := config.Key(make([]byte, 32)), config.Key(bytes.Repeat([]byte{1}, 32))
	derive := func(k config.Key, use string) string {
		b, err := k.Derive(use)
		if err != nil || len(b) != 32 {
			t.Fatal(len(b), err)
		}
		return string(b)
	}
	if derive(one, "cursors") == derive(one, "devices") || derive(one, "cursors") == derive(two, "cursors") || derive(one, "cursors") == string(one) {
		t.Error("two keys are the same")
	}
	first, err := one.Fingerprint()
	second, err2 := two.Fingerprint()
	if err != nil || err2 != nil || first == second || len(first) != 32 || strings.Contains(derive(one, "cursors"), first) {
		t.Errorf("fingerprints %q and %q", first, second)
	}
}
