package imports

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/sheet"
)

// partSize is how large the parts are in which a file is kept, in bytes.
const partSize = 256 << 10

// File is an upload.
type File struct {
	Name string
	Size int64
	io.ReaderAt
}

// insertFile stores a file in parts, so that no more than one is in memory.
func insertFile(ctx context.Context, tx *db.Tx, importID string, f File) error {
	part := make([]byte, partSize)
	for start := int64(0); start < f.Size; start += partSize {
		n, err := f.ReadAt(part[:min(partSize, f.Size-start)], start)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if _, err := tx.Exec(ctx, "INSERT INTO import_file (import_id, start, content) VALUES ($1, $2, $3)", importID, start, part[:n]); err != nil {
			return err
		}
	}
	return nil
}

func deleteFile(ctx context.Context, tx *db.Tx, importID string) error {
	_, err := tx.Exec(ctx, "DELETE FROM import_file WHERE import_id = $1", importID)
	return err
}

// storedFile reads a file that is kept in parts.
type storedFile struct {
	ctx      context.Context //nolint:containedctx // io.ReaderAt has none; it lives as long as the read
	q        db.Querier
	importID string
	read     atomic.Int64 // bytes handed out
	tell     func()       // that more was read; nil for nobody

	parts [2]part // those used last: a workbook is read in two places
}

type part struct {
	start   int64
	content []byte
}

func (f *storedFile) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		rest, err := f.at(off + int64(n))
		if err != nil {
			return n, err
		}
		if len(rest) == 0 {
			return n, io.EOF
		}
		n += copy(p[n:], rest)
	}
	f.read.Add(int64(n))
	return n, nil
}

// at returns what is known from an offset on, nothing at the end of the file.
func (f *storedFile) at(off int64) ([]byte, error) {
	for i, p := range f.parts {
		if off >= p.start && off < p.start+int64(len(p.content)) {
			if i > 0 {
				f.parts[0], f.parts[1] = f.parts[1], f.parts[0]
			}
			return p.content[off-p.start:], nil
		}
	}
	var p part
	err := f.q.QueryRow(f.ctx, "SELECT start, content FROM import_file WHERE import_id = $1 AND start <= $2 ORDER BY start DESC LIMIT 1", f.importID, off).
		Scan(&p.start, &p.content)
	if db.NotFound(err) || err == nil && off >= p.start+int64(len(p.content)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.parts[0], f.parts[1] = p, f.parts[0]
	if f.tell != nil {
		f.tell()
	}
	return p.content[off-p.start:], nil
}

// openSheet reads the header of a file. What is wrong with the file as a whole is a fault on body.file.
func openSheet(r io.ReaderAt, size int64, name string, rows int, known []sheet.Column) (*sheet.Reader, map[string]int, error) {
	reader, err := sheet.Open(r, size, name, sheet.Limits{Rows: rows})
	if err != nil {
		return nil, nil, unreadable(err)
	}
	index, err := sheet.Columns(reader.Header(), append(known, errorColumn))
	if err != nil {
		return nil, nil, unreadable(errors.Join(err, reader.Close()))
	}
	return reader, index, nil
}

// headerOf is what the columns of a file are called in it.
func headerOf(r *sheet.Reader, index map[string]int) Header {
	h := Header{Format: r.Format(), Columns: make([]Titled, 0, len(index))}
	names := make(map[int]string, len(index))
	for name, i := range index {
		names[i] = name
	}
	for i, title := range r.Header() {
		if name := names[i]; name != "" && name != colError {
			h.Columns = append(h.Columns, Titled{name, title})
		}
	}
	return h
}

func unreadable(err error) error {
	var e *sheet.Error
	if !errors.As(err, &e) {
		return err
	}
	return fault.InvalidFields(fault.Field{Location: "body.file", Code: e.Code, Message: e.Message}).Because(err)
}
