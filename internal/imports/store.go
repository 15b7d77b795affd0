package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/id"
)

const importColumns = "id, kind, account_id, mode, file_name, size, status, added, skipped, invalid, warnings, organization_id, billing_number, header, job_id, outdated, failed, error, created_at, applied_at"

type importRow struct {
	im               Import
	header           string
	created, applied int64
}

func (r *importRow) dest() []any {
	im := &r.im
	return []any{
		&im.ID, &im.Kind, &im.ownerID, &im.Mode, &im.FileName, &im.Size, &im.Status, &im.Counts.Add, &im.Counts.Skip, &im.Counts.Invalid,
		&im.Counts.Warnings, &im.OrganizationID, &im.BillingNumber, &r.header, &im.jobID, &im.Outdated, &im.Failure.Code, &im.Failure.Message,
		&r.created, &r.applied,
	}
}

func (r *importRow) value() (Import, error) {
	im := r.im
	im.CreatedAt = db.Time(r.created)
	if r.applied > 0 {
		im.AppliedAt = db.Time(r.applied)
	}
	return im, json.Unmarshal([]byte(r.header), &im.Header)
}

func insert(ctx context.Context, tx *db.Tx, im Import) error {
	header, err := json.Marshal(im.Header)
	if err != nil {
		return err
	}
	if strings.HasPrefix(im.ownerID, id.Account+"_") { // an account that is deleted at this moment leaves no import behind
		var one int
		err := tx.QueryRow(ctx, "SELECT 1 FROM account WHERE id = $1"+tx.ForShare(), im.ownerID).Scan(&one)
		if db.NotFound(err) {
			return fault.Missing("account")
		}
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO import (id, kind, account_id, mode, file_name, size, status, added, skipped, invalid, warnings,
			organization_id, billing_number, header, job_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, $8, $9, $10, $11, $12)`,
		im.ID, im.Kind, im.ownerID, im.Mode, im.FileName, im.Size, im.Status, im.OrganizationID, im.BillingNumber, string(header), im.jobID,
		db.Micros(im.CreatedAt))
	return err
}

// find returns an import of its owner, or NotFound.
func find(ctx context.Context, q db.Querier, ownerID, importID, lock string) (Import, error) {
	var r importRow
	err := q.QueryRow(ctx, "SELECT "+importColumns+" FROM import WHERE id = $1 AND account_id = $2"+lock, importID, ownerID).Scan(r.dest()...)
	if db.NotFound(err) {
		return Import{}, fault.Missing("import")
	}
	if err != nil {
		return Import{}, err
	}
	return r.value()
}

func list(ctx context.Context, q db.Querier, ownerID string, f Filter, after string, limit int) (items []Import, n int64, err error) {
	where, args := []string{"account_id = $1"}, []any{ownerID}
	for column, value := range map[string]string{"kind": f.Kind, "organization_id": f.OrganizationID, "status": f.Status} {
		if value != "" {
			args = append(args, value)
			where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
		}
	}
	text := " FROM import WHERE " + strings.Join(where, " AND ")
	if err := q.QueryRow(ctx, "SELECT COUNT(*)"+text, args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	if after != "" {
		args = append(args, after)
		text += fmt.Sprintf(" AND id < $%d", len(args))
	}
	items, err = imports(ctx, q, "SELECT "+importColumns+text+" ORDER BY id DESC LIMIT "+strconv.Itoa(limit), args...)
	return items, n, err
}

func imports(ctx context.Context, q db.Querier, query string, args ...any) ([]Import, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	items := []Import{}
	err = db.Each(rows, (*importRow).dest, func(r importRow) error {
		im, err := r.value()
		items = append(items, im)
		return err
	})
	return items, err
}

// update stores the state of an import.
func update(ctx context.Context, tx *db.Tx, im Import) error {
	applied := int64(0)
	if !im.AppliedAt.IsZero() {
		applied = db.Micros(im.AppliedAt)
	}
	_, err := tx.Exec(ctx, `UPDATE import SET mode = $1, status = $2, added = $3, skipped = $4, invalid = $5, warnings = $6, job_id = $7, outdated = $8,
			failed = $9, error = $10, applied_at = $11 WHERE id = $12`,
		im.Mode, im.Status, im.Counts.Add, im.Counts.Skip, im.Counts.Invalid, im.Counts.Warnings, im.jobID, im.Outdated,
		im.Failure.Code, im.Failure.Message, applied, im.ID)
	return err
}

// noteCheck notes that what a check finds is kept from now on, however it ends.
func noteCheck(ctx context.Context, tx *db.Tx, importID string, now time.Time) error {
	_, err := tx.Exec(ctx, "UPDATE import SET checked_at = $1 WHERE id = $2", db.Micros(now), importID)
	return err
}

// overSince returns the imports that are over and were brought in before a moment, of which a check is kept.
func overSince(ctx context.Context, q db.Querier, before time.Time) ([]Import, error) {
	return imports(ctx, q, "SELECT "+importColumns+` FROM import WHERE checked_at > 0 AND created_at <= $1 AND status IN ('done', 'failed', 'cancelled')`, db.Micros(before))
}
