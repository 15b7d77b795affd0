package imports

import (
	"context"
	"io"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/sheet"
)

// colError is the column that says what is wrong with a row. It is written, and not read.
const colError = "error"

// errorColumn is that column, with its names in the languages that headers are understood in.
var errorColumn = sheet.Column{Name: colError, Aliases: []string{"오류", "エラー", "ข้อผิดพลาด"}}

// Errors writes the invalid rows as the same file, with the header as it was, and a last column that says why, in a
// language; "" is that of the header.
func (s *Service) Errors(ctx context.Context, caller access.Caller, importID string, w io.Writer, format sheet.Format, language string) error {
	im, err := s.Get(ctx, caller, importID)
	if err != nil {
		return err
	}
	p := s.speaker(im, language)
	header := make([]string, 0, len(im.Header.Columns)+1)
	for _, c := range im.Header.Columns {
		header = append(header, c.Title)
	}
	out, err := sheet.NewWriter(w, format, append(header, titleIn(errorColumn, p.language)))
	if err != nil {
		return err
	}
	if err := eachInvalid(ctx, s.db.Querier(ctx), importID, func(r Row) error {
		cells := make([]string, 0, len(im.Header.Columns)+1)
		for _, c := range im.Header.Columns {
			cells = append(cells, r.Cells[c.Name])
		}
		return out.Write(append(cells, p.why(r.Errors)))
	}); err != nil {
		return err
	}
	return out.Close()
}
