package imports

import (
	"context"
	"errors"
	"slices"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/sheet"
)

// kind is what differs between what files can become.
type kind interface {
	// columns are those that a file may have, besides the one with errors.
	columns(im Import) []sheet.Column
	// rows is how many rows a file may have.
	rows() int
	// admit refuses a caller that may not bring in such a file, and settles what the form says.
	admit(ctx context.Context, caller access.Caller, im *Import) error
	// check says what each row of the file would do.
	check(ctx context.Context, c *checking) error
	// apply does what the check showed, for which open opens the file again; a fault with the code import_outdated says
	// that it can no longer be done. Detail is for the audit trail.
	apply(ctx context.Context, tx *db.Tx, caller access.Caller, im Import, open func() (*checking, error)) (detail map[string]any, err error)
	// plain returns rows to add about which there is nothing to say, after a line and at most so many, where the
	// kind keeps them itself.
	plain(ctx context.Context, q db.Querier, im Import, after, limit int) ([]Row, error)
	// forget drops what the kind keeps of a check.
	forget(ctx context.Context, tx *db.Tx, importID string) error
}

// checking is a file that is being read, and what becomes of its rows.
type checking struct {
	im     Import
	caller access.Caller
	reader *sheet.Reader
	index  map[string]int // the columns that are there
	file   *storedFile
	run    *job.Run
	counts Counts
}

// cells is the row that the reader is at, by column. Empty cells are absent.
func (c *checking) cells() (line int, cells map[string]string) {
	line, values := c.reader.Row()
	cells = make(map[string]string, len(c.index))
	for column, i := range c.index {
		if column != colError && values[i] != "" {
			cells[column] = values[i]
		}
	}
	return line, cells
}

// keepAll counts rows and stores them, in parts.
func (c *checking) keepAll(ctx context.Context, rows []Row) error {
	for part := range slices.Chunk(rows, batch) {
		for _, r := range part {
			c.counts.note(r.Status, len(r.Warnings) > 0)
		}
		if err := c.keep(ctx, part, func(context.Context, *db.Tx) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// readAgain opens a file again and takes it apart.
func readAgain[T any](open func() (*checking, error), read func(*checking) (T, error)) (all T, err error) {
	c, err := open()
	if err != nil {
		return all, err
	}
	all, err = read(c)
	return all, errors.Join(err, c.reader.Close())
}

// keep stores a part of the result, in a transaction of its own, and tells how far the check is.
func (c *checking) keep(ctx context.Context, rows []Row, also func(ctx context.Context, tx *db.Tx) error) error {
	if err := c.run.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertRows(ctx, tx, c.im.ID, rows); err != nil {
			return err
		}
		return also(ctx, tx)
	}); err != nil {
		return err
	}
	c.tell()
	return nil
}

// tell says how far the check is, in bytes. A file of text is read twice: first for its encoding.
func (c *checking) tell() {
	total := c.im.Size
	if c.im.Header.Format == sheet.CSV {
		total *= 2
	}
	c.run.Progress(min(c.file.read.Load(), total), total)
}
