package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// How much of the database the connections keep in memory, in KiB as cache_size has it. What it takes of the process is
// more than twice that, as the driver's allocator gives each page of 4 KiB the next power of two behind its header. All
// connections share the sum of their parts, and sorting takes as much as the writer's part again. Pages that are not
// here are read from the system's own cache, which costs an import or a list nothing that can be measured.
const (
	writerCache = 8000
	readerCache = 2000
)

// openSQLite opens one writer connection and then a pool of readers. The writer is first because it
// creates the file and turns the write-ahead log on; readers could do neither.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" {
		return nil, errors.New("database URL: sqlite: needs the path of a file")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the folder of the database: %w", err)
	}
	// The database holds password hashes: the file is its owner's only, from its first moment.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the path
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	escaped := (&url.URL{Path: path}).EscapedPath()
	patience := fmt.Sprintf("&_pragma=busy_timeout(%d)", writeWait.Milliseconds())
	writer, err := sql.Open("sqlite", "file:"+escaped+
		"?_txlock=immediate"+patience+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=foreign_keys(1)"+fmt.Sprintf("&_pragma=cache_size(-%d)", writerCache))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	if err := writer.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", path, err), writer.Close())
	}
	reader, err := sql.Open("sqlite", "file:"+escaped+
		"?mode=ro&_txlock=deferred"+patience+"&_pragma=query_only(1)&_pragma=foreign_keys(1)"+
		fmt.Sprintf("&_pragma=cache_size(-%d)", readerCache))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	n := max(4, runtime.GOMAXPROCS(0)+2)
	reader.SetMaxOpenConns(n)
	reader.SetMaxIdleConns(n)
	return &DB{engine: SQLite, url: "sqlite:" + path, wait: writeWait, writer: writer, reader: reader, statements: newStatementCache(), written: newStatementCache()}, nil
}

func sqliteCode(err error) (int, bool) {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code(), true
	}
	return 0, false
}

func sqliteBusy(err error) bool {
	code, ok := sqliteCode(err)
	return ok && (code&0xff == sqlite3.SQLITE_BUSY || code&0xff == sqlite3.SQLITE_LOCKED)
}
