package imports

import (
	"time"

	"github.com/tenantry/tenantry/internal/sheet"
)

// Kinds of imports.
const (
	Organizations = "organizations"
	Numbers       = "numbers"
	Invitations   = "invitations"
)

// Modes of an import.
const (
	ModeAll   = "all"   // all rows or none
	ModeValid = "valid" // skip what is invalid
)

// States of an import.
const (
	Checking  = "checking"
	Ready     = "ready" // checked, and not yet applied
	Applying  = "applying"
	Done      = "done"
	Failed    = "failed" // Failure says why
	Cancelled = "cancelled"
)

// What a row would do.
const (
	Add     = "add"
	Skip    = "skip"
	Invalid = "invalid"
)

// Import is one uploaded file and what became of it.
type Import struct {
	ID             string
	Kind           string
	Mode           string
	FileName       string
	Size           int64 // of the file, in bytes
	Status         string
	Counts         Counts
	OrganizationID string // of rows that name none; "" where the file has to
	BillingNumber  string // likewise
	Header         Header
	Outdated       bool    // checked again, because what is stored changed
	Failure        Failure // of one that failed
	CreatedAt      time.Time
	AppliedAt      time.Time // zero until it is done
	Progress       Progress

	ownerID string // account or API key
	jobID   string
}

// Header is what the first row of the file says.
type Header struct {
	Format  sheet.Format `json:"format"`
	Columns []Titled     `json:"columns"` // in the file's order
}

// Titled is a column and what it is called in the file.
type Titled struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// Has reports whether the file has a column.
func (h Header) Has(name string) bool {
	for _, c := range h.Columns {
		if c.Name == name {
			return true
		}
	}
	return false
}

// Failure is why an import failed.
type Failure struct{ Code, Message string }

// Progress is how far the work on an import is: Done of Total, in bytes of the file while it is checked, in rows
// afterwards. Left is how long it may still take; negative where nobody knows.
type Progress struct {
	Done, Total int64
	Left        time.Duration
}

// Counts say how many rows would do what.
type Counts struct {
	Add, Skip, Invalid int
	Warnings           int // rows to add with a warning
}

// Total is how many rows there are.
func (c Counts) Total() int { return c.Add + c.Skip + c.Invalid }

// note counts one row.
func (c *Counts) note(status string, warned bool) {
	switch status {
	case Add:
		c.Add++
		if warned {
			c.Warnings++
		}
	case Skip:
		c.Skip++
	default:
		c.Invalid++
	}
}

// Row is what the check found about one row of the file.
type Row struct {
	Line     int
	Status   string // add, skip, invalid
	Cells    map[string]string
	Errors   []Note
	Warnings []Note
}

// Note is something about one cell of a row. Column is "" where the whole row is meant.
type Note struct {
	Column  string            `json:"column"`
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Values  map[string]string `json:"values,omitempty" doc:"What the message names, by what it is: limit, line, columns…"`
}
