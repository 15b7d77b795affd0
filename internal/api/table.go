package api

import (
	"context"
	"io"
	"strings"
	"time"

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

// timeOrNone is a time as a file has it, "" for the zero one.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// joined is what is named as one cell has it.
func joined[T any](all []T, name func(T) string) string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = name(one)
	}
	return strings.Join(names, ", ")
}
