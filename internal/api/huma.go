package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/listing"
)

// bodyTimeout is how long a body may take to arrive.
const bodyTimeout = 2 * time.Minute

// problem turns a handler's error into the answer and logs what the client is not told.
func (s *Server) problem(ctx context.Context, err error) error {
	p := problemOf(err, requestID(ctx))
	p.RequestID = requestID(ctx)
	logFailure(ctx, p, err)
	return p
}

// limit refuses a body that says it is too large before any of it is read, and cuts off one that does not.
func (s *Server) limit(bytes int64) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := unwrap(ctx)
		if r.ContentLength > bytes {
			w.Header().Set("Connection", "close")
			writeProblem(w, r, fault.New(fault.TooLarge, "too_large", fmt.Sprintf("The body may have at most %d MB here. Send less at once.", bytes>>20)))
			return
		}
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, bytes)
		}
		next(ctx)
	}
}

// unmarshal refuses text that encoding/json would change in silence: bytes that are not UTF-8, and one
// half of a surrogate pair.
func unmarshal(b []byte, v any) error {
	if !utf8.Valid(b) {
		return errors.New("not UTF-8")
	}
	for rest := b; ; {
		_, after, found := bytes.Cut(rest, []byte(`\`))
		if !found {
			return json.Unmarshal(b, v)
		}
		switch first, second := escaped(after), rune(0); {
		case !utf16.IsSurrogate(first):
			rest = after[min(1, len(after)):]
			continue
		case len(after) > 5 && after[5] == '\\':
			second = escaped(after[6:])
			fallthrough
		default:
			if utf16.DecodeRune(first, second) == utf8.RuneError {
				return errors.New("half a surrogate pair")
			}
			rest = after[11:]
		}
	}
}

// escaped is the character of an escape without its backslash, 0 where it is none of the form uXXXX.
func escaped(b []byte) rune {
	if len(b) < 5 || b[0] != 'u' {
		return 0
	}
	r, err := strconv.ParseUint(string(b[1:5]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(r)
}

// Field is a member of a merge patch: absent, null, or a value.
type Field[T any] struct {
	Set   bool
	Null  bool
	Value T
}

// UnmarshalJSON notes that the member was there.
func (f *Field[T]) UnmarshalJSON(b []byte) error {
	f.Set = true
	if string(b) == "null" {
		f.Null = true
		return nil
	}
	return json.Unmarshal(b, &f.Value)
}

// MarshalJSON is for the fingerprint of a body that is sent again.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if !f.Set || f.Null {
		return []byte("null"), nil
	}
	return json.Marshal(f.Value)
}

// Schema is that of the value; scalars may also be null.
func (f Field[T]) Schema(r huma.Registry) *huma.Schema {
	schema := r.Schema(reflect.TypeFor[T](), true, "")
	if schema.Ref != "" {
		return schema
	}
	c := *schema
	c.Nullable = true
	return &c
}

// pointer is the field as the services take changes: nil for absent, a zero value for null.
func (f Field[T]) pointer() *T {
	if !f.Set {
		return nil
	}
	v := f.Value
	return &v
}

// orNull is null in an answer where the text is empty.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Total counts what a list's filters match.
type Total struct {
	Value    int64  `json:"value"`
	Relation string `json:"relation" enum:"eq,gte" doc:"eq: exactly value; gte: at least value (ask with count=exact)"`
}

// NameFilter is the search in a list that is read whole.
type NameFilter struct {
	Q string `query:"q" doc:"Contained in the name, case folded, or a whole ID"`
}

// WholeListInput is a page of a list that is short enough to be had whole.
type WholeListInput struct {
	NameFilter
	Limit  int    `query:"limit" minimum:"1" maximum:"200" doc:"All where it is left out"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before, with the same q and sort"`
	Count  string `query:"count" enum:"exact" doc:"The total is exact in any case"`
}

func (in WholeListInput) ask(sort string) listing.Ask {
	return listing.Ask{Q: in.Q, Sort: sort, Limit: in.Limit, Cursor: in.Cursor}
}

func total(value int64, exact bool) Total {
	if exact {
		return Total{Value: value, Relation: "eq"}
	}
	return Total{Value: value, Relation: "gte"}
}
