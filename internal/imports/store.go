package imports

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
)

const importColumns = "id, kind, mode, file_name, status, added, skipped, invalid, warnings, created_at, applied_at"

type importRow struct {
	im               Import
	created, applied int64
}

func (r *importRow) dest() []any {
	im := &r.im
	return []any{
		&im.ID, &im.Kind, &im.Mode, &im.FileName, &im.Status, &im.Counts.Add, &im.Counts.Skip, &im.Counts.Invalid,
		&im.Counts.Warnings, &r.created, &r.applied,
	}
}

func (r *importRow) value() Import {
	im := r.im
	im.CreatedAt = db.Time(r.created)
	if r.applied > 0 {
		im.AppliedAt = db.Time(r.applied)
	}
	return im
}

func insert(ctx context.Context, tx *db.Tx, im Import, accountID string, content []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO import (id, kind, account_id, mode, file_name, file, status, added, skipped, invalid, warnings, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		im.ID, im.Kind, accountID, im.Mode, im.FileName, content, im.Status, im.Counts.Add, im.Counts.Skip, im.Counts.Invalid,
		im.Counts.Warnings, db.Micros(im.CreatedAt))
	return err
}

// find returns an import of the account, or NotFound, and its file where that is asked for.
func find(ctx context.Context, q db.Querier, accountID, importID, lock string, withFile bool) (Import, []byte, error) {
	var r importRow
	var content []byte
	file := "NULL"
	if withFile {
		file = "file"
	}
	err := q.QueryRow(ctx, "SELECT "+importColumns+", "+file+" FROM import WHERE id = $1 AND account_id = $2"+lock, importID, accountID).
		Scan(append(r.dest(), &content)...)
	if db.NotFound(err) {
		return Import{}, nil, fault.Missing("import")
	}
	return r.value(), content, err
}

func list(ctx context.Context, q db.Querier, accountID, after string, limit int) ([]Import, int64, error) {
	var n int64
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM import WHERE account_id = $1", accountID).Scan(&n); err != nil {
		return nil, 0, err
	}
	query, args := "SELECT "+importColumns+" FROM import WHERE account_id = $1", []any{accountID}
	if after != "" {
		query, args = query+" AND id < $2", append(args, after)
	}
	rows, err := q.Query(ctx, query+" ORDER BY id DESC LIMIT "+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, 0, err
	}
	out := []Import{}
	err = db.Each(rows, (*importRow).dest, func(r importRow) error {
		out = append(out, r.value())
		return nil
	})
	return out, n, err
}

// update stores the state of an import; one that is no longer ready keeps no file.
func update(ctx context.Context, tx *db.Tx, im Import) error {
	query := "UPDATE import SET mode = $1, status = $2, added = $3, skipped = $4, invalid = $5, warnings = $6, applied_at = $7"
	if im.Status != Ready {
		query += ", file = NULL"
	}
	applied := int64(0)
	if !im.AppliedAt.IsZero() {
		applied = db.Micros(im.AppliedAt)
	}
	_, err := tx.Exec(ctx, query+" WHERE id = $8",
		im.Mode, im.Status, im.Counts.Add, im.Counts.Skip, im.Counts.Invalid, im.Counts.Warnings, applied, im.ID)
	return err
}

var rowColumns = []string{"import_id", "line", "status", "cells", "errors", "warnings"}

func insertRows(ctx context.Context, tx *db.Tx, importID string, rows []*checked) error {
	next := -1
	_, err := tx.BulkInsert(ctx, "import_row", rowColumns, func() ([]any, error) {
		if next++; next == len(rows) {
			return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
		}
		r := rows[next]
		cells, err := json.Marshal(r.cells)
		if err != nil {
			return nil, err
		}
		errs, err := notes(r.errors)
		if err != nil {
			return nil, err
		}
		warnings, err := notes(r.warnings)
		if err != nil {
			return nil, err
		}
		return []any{importID, int64(r.line), r.status, string(cells), errs, warnings}, nil
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

func replaceRows(ctx context.Context, tx *db.Tx, importID string, rows []*checked) error {
	if _, err := tx.Exec(ctx, "DELETE FROM import_row WHERE import_id = $1", importID); err != nil {
		return err
	}
	return insertRows(ctx, tx, importID, rows)
}

// sameAsShown reports whether a check found for every row what the stored one did.
func sameAsShown(ctx context.Context, tx *db.Tx, importID string, rows []*checked) (bool, error) {
	stored, err := tx.Query(ctx, "SELECT line, status FROM import_row WHERE import_id = $1", importID)
	if err != nil {
		return false, err
	}
	type shown struct {
		line   int
		status string
	}
	statuses := make(map[int]string, len(rows))
	if err := db.Each(stored, func(r *shown) []any { return []any{&r.line, &r.status} }, func(r shown) error {
		statuses[r.line] = r.status
		return nil
	}); err != nil {
		return false, err
	}
	for _, r := range rows {
		if statuses[r.line] != r.status {
			return false, nil
		}
	}
	return len(statuses) == len(rows), nil
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

func listRows(ctx context.Context, q db.Querier, importID, status, after string, limit int) ([]Row, int64, error) {
	line, err := strconv.ParseInt(after, 10, 64)
	if err != nil {
		return nil, 0, err
	}
	where, args := "", []any{importID}
	if status != "" {
		where, args = " AND status = $2", append(args, status)
	}
	var n int64
	if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM import_row WHERE import_id = $1"+where, args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	args = append(args, line)
	rows, err := q.Query(ctx, selectRows+where+" AND line > "+db.Placeholders(len(args), 1)+" ORDER BY line LIMIT "+strconv.Itoa(limit), args...)
	if err != nil {
		return nil, 0, err
	}
	out := []Row{}
	err = eachRow(rows, func(r Row) error {
		out = append(out, r)
		return nil
	})
	return out, n, err
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
