package api

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/fault"
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

// zoneOf is the time zone that a file about an organization, and perhaps what is below it, has its times in: UTC for
// one that is about no one organization, or about one that is gone.
func (s *Server) zoneOf(ctx context.Context, organizationID string) (*time.Location, error) {
	if organizationID == "" {
		return time.UTC, nil
	}
	o, err := s.Organizations.Get(ctx, callerOf(ctx).Caller, organizationID)
	if fault.Is(err, "not_found") {
		return time.UTC, nil
	}
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil { // another node knew it
		return time.UTC, nil //nolint:nilerr // the offset is in the file
	}
	return zone, nil
}

// timeIn is a time as a file has it, "" for the zero one.
func timeIn(zone *time.Location, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format(time.RFC3339)
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
