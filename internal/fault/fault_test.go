package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/fault"
)

func TestTheTwoHalves(t *testing.T) {
	cause := errors.New("the driver's words")
	base := fault.New(fault.Conflict, "in_use", "Something refers to it.")
	full := base.With("blockers", 3).With("more", true).Because(cause)
	wrapped := fmt.Errorf("delete: %w", full)

	f, ok := fault.As(wrapped)
	if !ok || f != full || f.Kind != fault.Conflict || !errors.Is(wrapped, cause) {
		t.Errorf("the chain lost something: %v", wrapped)
	}
	if strings.Contains(f.Message, "driver") || f.Extra["blockers"] != 3 || f.Extra["more"] != true {
		t.Errorf("the public half is %q with %v", f.Message, f.Extra)
	}
	for _, part := range []string{"in_use", "Something refers", "the driver's words"} {
		if !strings.Contains(full.Error(), part) {
			t.Errorf("the log would not have %q: %s", part, full.Error())
		}
	}
	if base.Extra != nil || base.Cause != nil {
		t.Error("With or Because changed the fault they were called on")
	}
	if len(full.With("x", 1).Extra) != 3 || len(full.Extra) != 2 {
		t.Error("With shares its facts with the fault it was called on")
	}
}

func TestIs(t *testing.T) {
	gone := fault.New(fault.Gone, "link_spent", "m")
	for _, test := range []struct {
		err  error
		code string
		want bool
	}{
		{gone, "link_spent", true},
		{fmt.Errorf("w: %w", gone), "link_spent", true},
		{errors.Join(errors.New("x"), gone), "link_spent", true},
		{gone, "other", false},
		{errors.New("link_spent"), "link_spent", false},
		{nil, "link_spent", false},
		{fault.Missing("organization"), "not_found", true},
	} {
		if got := fault.Is(test.err, test.code); got != test.want {
			t.Errorf("Is(%v, %s) = %t, want %t", test.err, test.code, got, test.want)
		}
	}
	if fault.Missing("organization").Kind != fault.NotFound {
		t.Error("what is missing is not NotFound")
	}
}

func TestFields(t *testing.T) {
	var fields fault.Fields
	if err := fields.Err(); err != nil {
		t.Errorf("nothing noted, and yet %v", err)
	}
	fields.Add("body.name", "required", "A name is required.")
	f, ok := fault.As(fields.Err())
	if !ok || f.Kind != fault.Invalid || f.Code != "required" || f.Message != "A name is required." {
		t.Errorf("one field: %+v, want its code and message", f)
	}
	fields.Add("body.website", "invalid_url", "No.")
	f, ok = fault.As(fields.Err())
	if !ok || f.Code != "invalid" || len(f.Fields) != 2 || f.Fields[1].Location != "body.website" {
		t.Errorf("two fields: %+v", f)
	}
}
