package db

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/tenantry/tenantry/internal/fault"
)

// macSize is how many bytes of the MAC a cursor carries: 128 bits cannot be guessed.
const macSize = 16

// Cursors makes and reads page cursors: opaque, bound to one list with its sort and its filters, and
// signed, so that what comes back is what was given out.
type Cursors struct{ key []byte }

// NewCursors signs with a key that every node of the deployment shares.
func NewCursors(key []byte) *Cursors { return &Cursors{key: key} }

type cursorBody struct {
	Scope string   `json:"s"` // hash of what the cursor belongs to
	Last  []string `json:"l"` // the sort key of the last row of the page, ending in its ID
}

// Encode makes the cursor after the row whose sort key is last. Scope says what the cursor belongs to:
// the list, the sort, every filter.
func (c *Cursors) Encode(scope string, last ...string) (string, error) {
	body, err := json.Marshal(cursorBody{Scope: hashScope(scope), Last: last})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(c.mac(body), body...)), nil
}

// Decode reads a cursor of the given scope with n parts. One that was not given out here is a
// cursor_invalid fault, one of another list, sort or filter is cursor_mismatch.
func (c *Cursors) Decode(scope, cursor string, n int) ([]string, error) {
	invalid := fault.InvalidFields(fault.Field{
		Location: "query.cursor", Code: "cursor_invalid",
		Message: "This cursor was not given out here. Take nextCursor from the previous page, or start without a cursor.",
	})
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < macSize || !hmac.Equal(raw[:macSize], c.mac(raw[macSize:])) {
		return nil, invalid
	}
	var body cursorBody
	if err := json.Unmarshal(raw[macSize:], &body); err != nil {
		return nil, invalid
	}
	if body.Scope != hashScope(scope) || len(body.Last) != n {
		return nil, fault.InvalidFields(fault.Field{
			Location: "query.cursor", Code: "cursor_mismatch",
			Message: "This cursor belongs to another list, sort or filter. Start again without a cursor.",
		})
	}
	return body.Last, nil
}

func (c *Cursors) mac(body []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write(body)
	return h.Sum(nil)[:macSize]
}

func hashScope(scope string) string {
	sum := sha256.Sum256([]byte(scope))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
