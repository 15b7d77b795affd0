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

// Anys returns values as the arguments of a query.
func Anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
