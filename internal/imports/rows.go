package imports

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

var rowColumns = []string{"import_id", "line", "status", "cells", "errors", "warnings"}

func insertRows(ctx context.Context, tx *db.Tx, importID string, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	next := -1
	_, err := tx.BulkInsert(ctx, "import_row", rowColumns, func() ([]any, error) {
		if next++; next == len(rows) {
			return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
		}
		r := rows[next]
		cells, err := json.Marshal(r.Cells)
		if err != nil {
			return nil, err
		}
		errs, err := notes(r.Errors)
		if err != nil {
			return nil, err
		}
		warnings, err := notes(r.Warnings)
		if err != nil {
			return nil, err
		}
		return []any{importID, int64(r.Line), r.Status, string(cells), errs, warnings}, nil
	})
	return err
}

func notes(list []Note) (string, error) {
	if list == nil {
		list = []Note{}
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// deleteRows drops what a check found.
func deleteRows(ctx context.Context, tx *db.Tx, importID string) error {
	if _, err := tx.Exec(ctx, "DELETE FROM import_row WHERE import_id = $1", importID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE import SET checked_at = 0 WHERE id = $1", importID)
	return err
}

// errChanged says that what was checked is no longer what is stored.
var errChanged = fault.New(fault.Conflict, codeOutdated, "What is stored changed while this file was applied. Nothing was changed; try again.")

// asShown is errChanged where rows do not have the status by now that the check has stored for their lines.
func asShown(ctx context.Context, tx *db.Tx, importID string, rows []Row) error {
	found := make(map[int]string, len(rows))
	for _, r := range rows {
		found[r.Line] = r.Status
	}
	stored, err := tx.Query(ctx, "SELECT line, status FROM import_row WHERE import_id = $1", importID)
	if err != nil {
		return err
	}
	type shown struct {
		line   int
		status string
	}
	statuses := make(map[int]string, len(found))
	if err := db.Each(stored, func(r *shown) []any { return []any{&r.line, &r.status} }, func(r shown) error {
		statuses[r.line] = r.status
		return nil
	}); err != nil {
		return err
	}
	if !maps.Equal(statuses, found) {
		return errChanged
	}
	return nil
}

type storedRow struct {
	Row
	cells, errors, warnings string
}

func (r *storedRow) dest() []any { return []any{&r.Line, &r.Status, &r.cells, &r.errors, &r.warnings} }

func (r storedRow) value() (Row, error) {
	out := r.Row
	if err := json.Unmarshal([]byte(r.cells), &out.Cells); err != nil {
		return out, err
	}
	if err := json.Unmarshal([]byte(r.errors), &out.Errors); err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(r.warnings), &out.Warnings)
}

const selectRows = "SELECT line, status, cells, errors, warnings FROM import_row WHERE import_id = $1"

// rows returns what the check found after a line, at most so many rows: those that are stored here, and those that
// the kind keeps because there is nothing to say about them.
func (s *Service) rows(ctx context.Context, q db.Querier, im Import, status string, after, limit int) ([]Row, error) {
	where, args := "", []any{im.ID}
	if status != "" {
		where, args = " AND status = $2", append(args, status)
	}
	args = append(args, after)
	stored, err := q.Query(ctx, selectRows+where+" AND line > "+db.Placeholders(len(args), 1)+" ORDER BY line LIMIT "+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, err
	}
	found := []Row{}
	if err := eachRow(stored, func(r Row) error {
		found = append(found, r)
		return nil
	}); err != nil || status != "" && status != Add {
		return found, err
	}
	plain, err := s.kinds[im.Kind].plain(ctx, q, im, after, limit)
	if err != nil {
		return nil, err
	}
	said := make(map[int]bool, len(found))
	for _, r := range found {
		said[r.Line] = true
	}
	for _, r := range plain {
		if !said[r.Line] {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b Row) int { return a.Line - b.Line })
	return found[:min(limit, len(found))], nil
}

func eachInvalid(ctx context.Context, q db.Querier, importID string, f func(Row) error) error {
	rows, err := q.Query(ctx, selectRows+" AND status = $2 ORDER BY line", importID, Invalid)
	if err != nil {
		return err
	}
	return eachRow(rows, f)
}

func eachRow(rows *sql.Rows, f func(Row) error) error {
	return db.Each(rows, (*storedRow).dest, func(r storedRow) error {
		row, err := r.value()
		if err != nil {
			return err
		}
		return f(row)
	})
}
