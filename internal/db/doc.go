// Package db is the storage under every concept: one SQL text for SQLite and PostgreSQL, through
// database/sql.
//
// A concept writes plain SQL with $1 placeholders against a Querier. What really differs between the
// engines is behind methods of DB and Tx: row locks, bulk loads, the search predicate, the class of an
// error. Concepts never name an engine.
//
//   - Write runs one transaction. On SQLite it is the only writer; on PostgreSQL it is retried when the
//     engine asks for that. A Write inside a Write joins it: there is one transaction, the outer one.
//   - Read runs several queries on one stable snapshot.
//   - Querier(ctx) is for a single query: the transaction that ctx is in, or else the pool.
//
// Values: text is NOT NULL with ” for absent, so that every sort key is comparable; times are
// microseconds since 1970 in UTC; text compares by code point on both engines (COLLATE "C" on
// PostgreSQL).
package db
