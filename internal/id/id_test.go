package id_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/id"
)

func TestNew(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	made := make([]string, 1000)
	for i := range made {
		made[i] = id.New(id.Organization, now)
		if !id.Valid(id.Organization, made[i]) {
			t.Fatalf("%q is not valid", made[i])
		}
	}
	if !slices.IsSorted(made) || len(slices.Compact(slices.Clone(made))) != len(made) {
		t.Error("those of one millisecond are not in the order they were made, or repeat")
	}
	if later := id.New(id.Organization, now.Add(time.Millisecond)); later <= made[len(made)-1] {
		t.Errorf("%s was made later and sorts before %s", later, made[len(made)-1])
	}
}

func TestNewInParallel(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				n := id.New(id.Tally, time.Now())
				mu.Lock()
				if seen[n] {
					t.Errorf("%s was made twice", n)
				}
				seen[n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestValid(t *testing.T) {
	good := "org_01J8Z3K4M5N6P7Q8R9S0T1V2W3"
	for text, want := range map[string]bool{
		good:                               true,
		id.PlatformOrganization:            true,
		"org_7ZZZZZZZZZZZZZZZZZZZZZZZZZ":   true,
		"":                                 false,
		"org_":                             false,
		"acc_" + good[4:]:                  false,
		good[4:]:                           false,
		strings.ToLower(good):              false, // compared case-sensitively
		"org_" + strings.ToLower(good[4:]): false,
		good + "0":                         false,
		good[:len(good)-1]:                 false,
		"org_01J8Z3K4M5N6P7Q8R9S0T1V2WU":   false, // U is not in the alphabet
		"org_8ZZZZZZZZZZZZZZZZZZZZZZZZZ":   false, // more than 128 bits
		"org_ 1J8Z3K4M5N6P7Q8R9S0T1V2W3":   false,
		" " + good:                         false,
	} {
		if got := id.Valid(id.Organization, text); got != want {
			t.Errorf("Valid(%q) = %t, want %t", text, got, want)
		}
	}
	if !id.Valid(id.Role, id.PlatformAdminRole) {
		t.Error("the platform's role has no valid ID")
	}
}
