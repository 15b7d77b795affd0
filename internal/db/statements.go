package db

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements bounds the cache: filters combine into many texts, of which few are common.
const maxStatements = 256

// statementCache keeps compiled statements. Compiling costs SQLite more than running a short query.
type statementCache struct {
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func newStatementCache() *statementCache { return &statementCache{stmts: map[string]*sql.Stmt{}} }

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

func (c *statementCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, stmt := range c.stmts {
		_ = stmt.Close() // the pool is about to close and ends them all
	}
	c.stmts = map[string]*sql.Stmt{}
}
