package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// ServerVariable names the environment variable that holds the URL of a
// PostgreSQL server to use instead of starting one.
const ServerVariable = "TENANTRY_TEST_POSTGRES"

// templateLock is the key of the advisory lock under which a process looks for
// the template database and creates it.
const templateLock = 7_236_119_482

// server is the PostgreSQL server of this process.
var server struct {
	once    sync.Once
	url     string
	cluster *Cluster // nil where ServerVariable names a server
	err     error
}

// clusterDSN returns the URL of the server's maintenance database, starting a
// server on the first call.
func clusterDSN(t testing.TB) string {
	t.Helper()
	server.once.Do(func() {
		if server.url = os.Getenv(ServerVariable); server.url != "" {
			return
		}
		if server.cluster, server.err = StartCluster(); server.err == nil {
			server.url = server.cluster.URL("postgres")
		}
	})
	if server.err != nil {
		t.Fatal(server.err)
	}
	return server.url
}

// stopServer ends the server if this process started one.
func stopServer() {
	if server.cluster != nil {
		server.cluster.Stop()
	}
}

// createDatabase creates a database from the template, to be dropped at the
// end of the test, and returns its URL.
func createDatabase(t testing.TB, template string) string {
	t.Helper()
	admin := clusterDSN(t)
	name := databaseName()
	if err := execute(admin, createStatement(name, template)); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(admin, "DROP DATABASE "+quote(name)+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return databaseURL(t, admin, name)
}

// ensureTemplate returns after the template database exists on the server,
// filled by fill if it did not. Only one process at a time does so; one that
// fails or dies in the middle leaves no template.
func ensureTemplate(t testing.TB, name string, fill func(url string) error) {
	t.Helper()
	ctx := context.Background()
	admin := clusterDSN(t)
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		t.Fatalf("connect to the test server: %v", err)
	}
	defer conn.Close(ctx) // also releases the lock
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(templateLock)); err != nil {
		t.Fatalf("lock the template database: %v", err)
	}
	var exists bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil {
		t.Fatalf("look for the template database: %v", err)
	}
	if exists {
		return
	}
	building := databaseName()
	if _, err := conn.Exec(ctx, createStatement(building, "template0")); err != nil {
		t.Fatalf("create the template database: %v", err)
	}
	err = fill(databaseURL(t, admin, building))
	if err == nil {
		_, err = conn.Exec(ctx, "ALTER DATABASE "+quote(building)+" RENAME TO "+quote(name))
	}
	if err != nil {
		_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(building)+" WITH (FORCE)")
		t.Fatalf("prepare the template database: %v", err)
	}
}

// execute runs one statement on a connection of its own. It takes no context
// of a test: it also runs after the test's has ended.
func execute(url, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// createStatement copies files rather than writing the copy to the log, which
// is the faster of the two for a small database.
func createStatement(name, template string) string {
	return "CREATE DATABASE " + quote(name) + " TEMPLATE " + quote(template) + " STRATEGY FILE_COPY"
}

// databaseName returns a name that no other process takes.
func databaseName() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return fmt.Sprintf("tenantry_test_%d_%s", os.Getpid(), hex.EncodeToString(random[:]))
}

// databaseURL returns the server's URL with another database in it.
func databaseURL(t testing.TB, server, name string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		t.Fatalf("%s is not a postgres:// URL", ServerVariable)
	}
	u.Path = "/" + name
	return u.String()
}

func quote(name string) string {
	return pgx.Identifier{name}.Sanitize()
}
