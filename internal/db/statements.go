package db

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

const (
	// maxStatements bounds the cache: filters combine into many texts, of which few are common.
	maxStatements = 256
	// often is how many times a text is run in transactions before it is compiled once for all.
	often = 3
)

// statementCache keeps compiled statements of one pool. Compiling costs SQLite more than running a short query.
type statementCache struct {
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
	ran   map[string]int // how often a text was run in a transaction that is not compiled
	due   []string       // to be compiled before the next transaction
}

func newStatementCache() *statementCache {
	return &statementCache{stmts: map[string]*sql.Stmt{}, ran: map[string]int{}}
}

// get returns the compiled statement, or nil where the text is to be run as it is: the cache is full or
// the text does not compile, in which case running it gives the error to the caller.
func (c *statementCache) get(ctx context.Context, pool *sql.DB, query string) *sql.Stmt {
	c.mu.RLock()
	stmt := c.stmts[query]
	full := len(c.stmts) >= maxStatements
	c.mu.RUnlock()
	if stmt != nil || full {
		return stmt
	}
	stmt, err := pool.PrepareContext(ctx, query)
	if err != nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.stmts[query]; other != nil {
		_ = stmt.Close() // another goroutine was first; this one was never used
		return other
	}
	c.stmts[query] = stmt
	return stmt
}

// seen returns the compiled statement for a transaction of the pool, or nil where the text is to be run as it is. It
// compiles nothing, because the transaction may hold the only connection: a text that comes often is left to compile.
func (c *statementCache) seen(query string) *sql.Stmt {
	c.mu.RLock()
	stmt := c.stmts[query]
	full := len(c.stmts)+len(c.due) >= maxStatements
	c.mu.RUnlock()
	if stmt != nil || full || !changesOrReads(query) {
		return stmt
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.ran) >= 4*maxStatements {
		clear(c.ran) // of texts that came once
	}
	if c.ran[query]++; c.ran[query] == often {
		c.due = append(c.due, query)
	}
	return nil
}

// changesOrReads reports whether a statement is about rows, and not about the schema or the connection.
func changesOrReads(query string) bool {
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"} {
		if strings.HasPrefix(strings.TrimLeft(query, " \t\n"), verb) {
			return true
		}
	}
	return false
}

// compile compiles what is due, while nobody uses the pool.
func (c *statementCache) compile(ctx context.Context, pool *sql.DB) {
	c.mu.Lock()
	due := c.due
	if len(due) == 0 || pool.Stats().InUse > 0 {
		c.mu.Unlock()
		return
	}
	c.due = nil
	c.mu.Unlock()
	for _, query := range due {
		c.get(ctx, pool, query)
	}
}

func (c *statementCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stmt := range c.stmts {
		_ = stmt.Close() // the pool is about to close and ends them all
	}
	c.stmts = map[string]*sql.Stmt{}
}
