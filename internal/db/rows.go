package db

import (
	"database/sql"
	"errors"
)

// Collect scans every row into a T and closes the rows. dest names where the columns go.
func Collect[T any](rows *sql.Rows, dest func(*T) []any) ([]T, error) {
	var out []T
	err := Each(rows, dest, func(t T) error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// Each hands every row to f as it arrives, so that a result of any size needs the memory of one row.
func Each[T any](rows *sql.Rows, dest func(*T) []any, f func(T) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var t T
		if err := rows.Scan(dest(&t)...); err != nil {
			return err
		}
		if err := f(t); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Column is where the one column of a query goes: db.Collect(rows, db.Column[string]).
func Column[T any](v *T) []any { return []any{v} }

// Anys returns values as the arguments of a query.
func Anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// Filled repeats the last of some values until their number is a power of two. Lists for IN that are filled have
// few lengths, and so few SQL texts to compile and to keep.
func Filled[T any](values []T) []T {
	n := 1
	for n < len(values) {
		n *= 2
	}
	if len(values) == 0 || n == len(values) {
		return values
	}
	filled := make([]T, n)
	for i := copy(filled, values); i < n; i++ {
		filled[i] = values[len(values)-1]
	}
	return filled
}
