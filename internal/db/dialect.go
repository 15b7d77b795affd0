package db

import (
	"context"
	"database/sql"
	"errors"
	"hash/fnv"
	"slices"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"
)

// ForUpdate ends a SELECT of rows that the transaction is about to change, so that nobody else does
// meanwhile. SQLite's writer is alone anyway.
func (t *Tx) ForUpdate() string {
	if t.db.engine == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// ForShare ends a SELECT of rows that must stay as they are until the transaction ends.
func (t *Tx) ForShare() string {
	if t.db.engine == Postgres {
		return " FOR SHARE"
	}
	return ""
}

// SkipLocked ends a SELECT of rows that the transaction is about to take, and passes over those that another one
// is taking at this moment.
func (t *Tx) SkipLocked() string {
	if t.db.engine == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// OneProcess says whether only one process at a time serves from such a database, so that what another one had
// begun is begun by nobody now. Commands may run beside it.
func (d *DB) OneProcess() bool { return d.engine == SQLite }

// Contains is the predicate "column contains the text", literally, whatever signs the text has. The
// column and the text are both folded already.
func (d *DB) Contains(column, placeholder string) string {
	return d.Position(column, placeholder) + " > 0"
}

// Position is where the text begins in the column the first time, counted in characters from 1; 0 where the column
// does not contain it.
func (d *DB) Position(column, placeholder string) string {
	if d.engine == Postgres {
		return "strpos(" + column + ", " + placeholder + ")"
	}
	return "instr(" + column + ", " + placeholder + ")"
}

// Grouping is a join whose right side is grouped for each row of the left.
type Grouping struct {
	Columns     string // of a group
	Left, Where string // a table, and which of its rows
	Right, On   string // the other, and which of its rows for one of the left
	Key, Within string // what tells the rows of the left apart, and the groups of one of them
}

// Groups is the query. Both engines go through it in the order of indexes by Key and by On and Within, without sorting:
// PostgreSQL does not see that rows by the first and then by the second are in the order of both, and is told to group
// for each row by itself; SQLite sees it, and cannot be told.
func (d *DB) Groups(g Grouping) string {
	if d.engine == Postgres {
		return "SELECT g.* FROM " + g.Left + " CROSS JOIN LATERAL (SELECT " + g.Columns + " FROM " + g.Right + " WHERE " + g.On +
			" GROUP BY " + g.Within + ") g WHERE " + g.Where
	}
	return "SELECT " + g.Columns + " FROM " + g.Left + " CROSS JOIN " + g.Right + " WHERE " + g.Where + " AND " + g.On + " GROUP BY " + g.Key + ", " + g.Within
}

// Release gives back the memory in which the engine keeps what this connection has read, after a read of much that
// is not read again soon. PostgreSQL keeps it on its own side.
func (t *Tx) Release(ctx context.Context) error {
	if t.db.engine != SQLite {
		return nil
	}
	_, err := t.tx.ExecContext(ctx, "PRAGMA shrink_memory")
	return err
}

// Lock holds a named lock until the transaction ends; whoever asks for the same name waits. SQLite's
// writer is alone anyway.
func (t *Tx) Lock(ctx context.Context, name string) error {
	if t.db.engine != Postgres {
		return nil
	}
	_, err := t.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lockKey(name))
	return err
}

// LockShared holds a named lock until the transaction ends together with whoever asks for it by LockShared, too. Nobody
// has it by Lock or WriteAlone meanwhile.
func (t *Tx) LockShared(ctx context.Context, name string) error {
	if t.db.engine != Postgres {
		return nil
	}
	_, err := t.Exec(ctx, "SELECT pg_advisory_xact_lock_shared($1)", lockKey(name))
	return err
}

// WriteAlone is Write for what must not run twice at the same time under one name, on any node. It
// reports false, and does nothing, while somebody else is at it. The name needs no connection of its own,
// so more names than there are connections can be at work.
func (d *DB) WriteAlone(ctx context.Context, name string, f func(ctx context.Context, tx *Tx) error) (alone bool, err error) {
	if _, taken := d.running.LoadOrStore(name, true); taken {
		return false, nil
	}
	defer d.running.Delete(name)
	alone = true
	err = d.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if d.engine == Postgres {
			err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1)", lockKey(name)).Scan(&alone)
			if err != nil || !alone {
				return err
			}
		}
		return f(ctx, tx)
	})
	return alone, err
}

func lockKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash never fails to write
	return int64(h.Sum64())      //nolint:gosec // a lock key may be any 64 bits
}

// fewRows are inserted by one statement: the calls of a COPY cost PostgreSQL more, and SQLite's statement is compiled
// already.
const fewRows = 4

// BulkInsert loads rows into a table as fast as the engine can: one statement for a few, and for many COPY on
// PostgreSQL and one prepared statement on SQLite. next returns nil when there is no further row.
func (t *Tx) BulkInsert(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	var few [][]any
	for len(few) <= fewRows {
		row, err := next()
		if err != nil {
			return 0, err
		}
		if row == nil {
			return t.insertFew(ctx, table, columns, few)
		}
		few = append(few, slices.Clone(row))
	}
	rest := next
	next = func() ([]any, error) {
		if len(few) == 0 {
			return rest()
		}
		row := few[0]
		few = few[1:]
		return row, nil
	}
	if t.db.engine == Postgres {
		return t.copyRows(ctx, table, columns, next)
	}
	stmt, err := t.tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+Placeholders(1, len(columns))+")")
	if err != nil {
		return 0, err
	}
	defer stmt.Close() //nolint:errcheck // the transaction tells
	var n int64
	for {
		row, err := next()
		if err != nil || row == nil {
			return n, err
		}
		if _, err := stmt.ExecContext(ctx, row...); err != nil {
			return n, err
		}
		n++
	}
}

func (t *Tx) insertFew(ctx context.Context, table string, columns []string, rows [][]any) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	query, args := insertion(table, columns, rows)
	return t.Exec(ctx, query, args...)
}

// InsertLater is BulkInsert for rows that nobody waits for, as Later has it.
func (t *Tx) InsertLater(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) > fewRows {
		_, err := t.BulkInsert(ctx, table, columns, Rows(rows, func(row []any) []any { return row }))
		return err
	}
	if len(rows) == 0 {
		return nil
	}
	query, args := insertion(table, columns, rows)
	return t.Later(ctx, query, args...)
}

func insertion(table string, columns []string, rows [][]any) (query string, args []any) {
	var values []string
	for _, row := range rows {
		values = append(values, "("+Placeholders(len(args)+1, len(columns))+")")
		args = append(args, row...)
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Join(values, ", "), args
}

// Rows makes a BulkInsert source of a slice.
func Rows[T any](items []T, values func(T) []any) func() ([]any, error) {
	i := 0
	return func() ([]any, error) {
		if i == len(items) {
			return nil, nil //nolint:nilnil // the end of the rows, as BulkInsert wants it
		}
		i++
		return values(items[i-1]), nil
	}
}

// IsUnique reports whether err is a refusal by the unique index on these columns. Indexes are named
// table_column_column on PostgreSQL so that the two engines answer alike.
func IsUnique(err error, table string, columns ...string) bool {
	if e, ok := postgresError(err); ok {
		return e.Code == "23505" && e.ConstraintName == table+"_"+strings.Join(columns, "_")
	}
	if code, ok := sqliteCode(err); ok && (code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return strings.Contains(err.Error(), table+"."+strings.Join(columns, ", "+table+"."))
	}
	return false
}

// IsForeignKey reports whether err is a refusal because another row refers, or a row referred to is gone.
func IsForeignKey(err error) bool {
	if e, ok := postgresError(err); ok {
		return e.Code == "23503"
	}
	code, ok := sqliteCode(err)
	return ok && code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// retryable errors are those after which the same transaction can succeed when run again.
func retryable(err error) bool {
	if e, ok := postgresError(err); ok {
		return e.Code == "40001" || e.Code == "40P01"
	}
	return false
}

func lockTimeout(err error) bool {
	if e, ok := postgresError(err); ok {
		return e.Code == "55P03"
	}
	return sqliteBusy(err)
}

// NotFound reports whether err says that a QueryRow found nothing.
func NotFound(err error) bool { return errors.Is(err, sql.ErrNoRows) }
