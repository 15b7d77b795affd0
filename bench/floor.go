package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/tenantry/tenantry/internal/api"
	"github.com/tenantry/tenantry/internal/db"
)

// recorded is one query of a request.
type recorded struct {
	query string
	args  []any
}

// floorHandler is the bare handler: it runs the queries that a real request ran, reads every column of
// every row, and encodes the same answer. It checks nothing, parses nothing and logs nothing.
type floorHandler struct {
	db      *db.DB
	queries []recorded
	answer  any
}

// learn lets the program answer a request and notes what it asked the database and what it said.
func (f *floorHandler) learn(w *world, c benchCase) error {
	f.queries = nil
	f.db.Observe = func(query string, args []any) {
		f.queries = append(f.queries, recorded{query, append([]any{}, args...)})
	}
	defer func() { f.db.Observe = nil }()
	r := httptest.NewRequest(http.MethodGet, c.path, nil)
	r.Header.Set("Cookie", w.cookie)
	out := httptest.NewRecorder()
	w.app.Handler.ServeHTTP(out, r)
	if out.Code != http.StatusOK {
		return fmt.Errorf("GET %s: %d %s", c.path, out.Code, out.Body)
	}
	f.answer = &api.OrganizationPage{}
	if c.single {
		f.answer = &api.Organization{}
	}
	if err := json.Unmarshal(out.Body.Bytes(), f.answer); err != nil {
		return err
	}
	var again bytes.Buffer
	if err := encode(&again, f.answer); err != nil {
		return err
	}
	if !bytes.Equal(again.Bytes(), out.Body.Bytes()) {
		return fmt.Errorf("GET %s: the floor would not answer the same", c.path)
	}
	return nil
}

func (f *floorHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, q := range f.queries {
		if err := f.run(r, q); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = encode(w, f.answer) // a client that is gone needs no answer
}

func (f *floorHandler) run(r *http.Request, q recorded) error {
	rows, err := f.db.Query(r.Context(), q.query, q.args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
