package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
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

// server is the PostgreSQL server of this process.
var server struct {
	once    sync.Once
	url     string   // of the maintenance database
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

// template is the migrated database of this process.
var template struct {
	once sync.Once
	name string
	err  error
}

// postgresTemplate returns the name of the migrated database. Each process
// makes its own: sharing one between processes would save each some 60 ms, and
// on a server that lives longer could copy what older migrations made.
func postgresTemplate(t testing.TB) string {
	t.Helper()
	admin := clusterDSN(t)
	template.once.Do(func() { template.name, template.err = createTemplate(admin, migrate) })
	if template.err != nil {
		t.Fatalf("prepare the template database: %v", template.err)
	}
	return template.name
}

// createTemplate creates a database, filled by fill, and returns its name.
func createTemplate(admin string, fill func(url string) error) (string, error) {
	name := databaseName()
	url, err := databaseURL(admin, name)
	if err != nil {
		return "", err
	}
	if err := execute(admin, createStatement(name, "template0")); err != nil {
		return "", err
	}
	if err := fill(url); err != nil {
		return "", errors.Join(err, execute(admin, dropStatement(name)))
	}
	return name, nil
}

// closeServer ends the server if this process started one, else removes what
// the process made on it.
func closeServer() error {
	if server.cluster != nil {
		server.cluster.Stop()
		return nil
	}
	if template.name != "" {
		return execute(server.url, dropStatement(template.name))
	}
	return nil
}

// createDatabase creates a database from the template, to be dropped at the
// end of the test, and returns its URL.
func createDatabase(t testing.TB, template string) string {
	t.Helper()
	admin := clusterDSN(t)
	name := databaseName()
	url, err := databaseURL(admin, name)
	if err == nil {
		err = execute(admin, createStatement(name, template))
	}
	if err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(admin, dropStatement(name)); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return url
}

// createStatement copies files rather than writing the copy to the log, which
// is the faster of the two for a small database.
func createStatement(name, template string) string {
	return "CREATE DATABASE " + quote(name) + " TEMPLATE " + quote(template) + " STRATEGY FILE_COPY"
}

func dropStatement(name string) string {
	return "DROP DATABASE " + quote(name) + " WITH (FORCE)"
}

func quote(name string) string {
	return pgx.Identifier{name}.Sanitize()
}

// execute runs one statement on a connection of its own. It takes no context
// of a test: it also runs after the test's has ended.
func execute(url, statement string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// databaseName returns a name that no other process takes.
func databaseName() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return fmt.Sprintf("tenantry_test_%d_%s", os.Getpid(), hex.EncodeToString(random[:]))
}

// databaseURL returns the server's URL with another database in it.
func databaseURL(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", fmt.Errorf("%s is not a postgres:// URL", ServerVariable)
	}
	u.Path = "/" + name
	return u.String(), nil
}
