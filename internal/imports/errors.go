package imports

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/sheet"
)

// colError is the column that says what is wrong with a row. It is written, and not read.
const colError = "error"

// errorColumn is that column, with its names in the languages that headers are understood in.
var errorColumn = sheet.Column{Name: colError, Aliases: []string{"오류", "エラー", "ข้อผิดพลาด"}}

// Errors writes the invalid rows as the same file, with the header as it was, and a last column that says why.
func (s *Service) Errors(ctx context.Context, caller access.Caller, importID string, w io.Writer, format sheet.Format) error {
	im, err := s.Get(ctx, caller, importID)
	if err != nil {
		return err
	}
	header := make([]string, 0, len(im.Header.Columns)+1)
	for _, c := range im.Header.Columns {
		header = append(header, c.Title)
	}
	out, err := sheet.NewWriter(w, format, append(header, s.errorTitle(im)))
	if err != nil {
		return err
	}
	if err := eachInvalid(ctx, s.db.Querier(ctx), importID, func(r Row) error {
		cells := make([]string, 0, len(im.Header.Columns)+1)
		for _, c := range im.Header.Columns {
			cells = append(cells, r.Cells[c.Name])
		}
		why := make([]string, len(r.Errors))
		for i, n := range r.Errors {
			why[i] = strings.TrimPrefix(n.Column+": "+n.Message, ": ")
		}
		return out.Write(append(cells, strings.Join(why, " ")))
	}); err != nil {
		return err
	}
	return out.Close()
}

// errorTitle is what the column is called, in the language of the file's header.
func (s *Service) errorTitle(im Import) string {
	for _, known := range s.kinds[im.Kind].columns(im) {
		for _, c := range im.Header.Columns {
			if c.Name != known.Name {
				continue
			}
			if at := slices.Index(known.Aliases, strings.TrimSpace(c.Title)); at >= 0 && at < len(errorColumn.Aliases) {
				return errorColumn.Aliases[at]
			}
		}
	}
	return colError
}
