package api

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/sheet"
)

// column is one of a file: what its header says, and what a row of a T has there.
type column[T any] struct {
	name string
	cell func(T) string
}

// tableFile streams a list as a file. rows hands every row to each, in order. The file begins with the first row, so
// that what is refused before it is a problem.
func tableFile[T any](s *Server, format sheet.Format, name string, columns []column[T], rows func(ctx context.Context, each func(T) error) error) *huma.StreamResponse {
	return s.file(format, name, func(ctx context.Context, w io.Writer) error {
		var out *sheet.Writer
		begin := func() (err error) {
			if out == nil {
				out, err = sheet.NewWriter(w, format, headers(columns))
			}
			return err
		}
		cells := make([]string, len(columns))
		if err := rows(ctx, func(row T) error {
			if err := begin(); err != nil {
				return err
			}
			for i, c := range columns {
				cells[i] = c.cell(row)
			}
			return out.Write(cells)
		}); err != nil {
			return err
		}
		if err := begin(); err != nil {
			return err
		}
		return out.Close()
	})
}

func headers[T any](columns []column[T]) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}

// eachOf hands on what was read whole, in its wire form.
func eachOf[T, W any](items []T, wire func(T) W, each func(W) error) error {
	for _, item := range items {
		if err := each(wire(item)); err != nil {
			return err
		}
	}
	return nil
}

// value is what a field that can be null has, the zero value for null.
func value[T any](v *T) (zero T) {
	if v == nil {
		return zero
	}
	return *v
}

// timeOrNone is a time as a file has it, "" for the zero one.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// joined is the names of several as one cell has them.
func joined[T any](all []T, name func(T) string) string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = name(one)
	}
	return inCell(strings.Join(names, ", "))
}

// mostInCell is how many bytes of what has no limit of its own a cell gets. The rest is in JSON only.
const mostInCell = 16000

// inCell cuts off what a cell cannot hold.
func inCell(text string) string {
	if len(text) <= mostInCell {
		return text
	}
	cut := mostInCell
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + " …"
}
