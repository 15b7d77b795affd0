package dbtest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// childVariable makes this test binary start a cluster, print its URL and wait.
const childVariable = "DBTEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		cluster, err := StartCluster()
		if err != nil {
			panic(err)
		}
		os.Stdout.WriteString(cluster.folder + "\n")
		select {}
	}
	Main(m)
}

func TestClusterDiesWithItsProcess(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSpace(line)
	url := (&Cluster{folder: folder}).URL("postgres")
	if err := execute(url, "SELECT 1"); err != nil {
		t.Fatalf("the child's server: %v", err)
	}

	_ = child.Process.Kill()
	_ = child.Wait()
	deadline := time.Now().Add(10 * time.Second)
	for execute(url, "SELECT 1") == nil {
		if time.Now().After(deadline) {
			t.Fatal("the server outlived the process that started it")
		}
		time.Sleep(10 * time.Millisecond)
	}

	// The folder stays, until a later start finds it unowned.
	removeLeftovers(filepath.Dir(folder))
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("a young folder was removed: %v", err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(folder, old, old); err != nil {
		t.Fatal(err)
	}
	removeLeftovers(filepath.Dir(folder))
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Fatalf("the folder is still there: %v", err)
	}
}

func TestStopLeavesNothing(t *testing.T) {
	cluster, err := StartCluster()
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(cluster.folder, old, old); err != nil {
		t.Fatal(err)
	}
	removeLeftovers(filepath.Dir(cluster.folder))
	if err := execute(cluster.URL("postgres"), "SELECT 1"); err != nil {
		t.Fatalf("the folder of a living server was removed: %v", err)
	}
	cluster.Stop()
	if _, err := os.Stat(cluster.folder); !os.IsNotExist(err) {
		t.Fatalf("the folder is still there: %v", err)
	}
}

func TestTemplateIsFilledOnce(t *testing.T) {
	template := databaseName()
	t.Cleanup(func() {
		if err := execute(clusterDSN(t), "DROP DATABASE "+quote(template)); err != nil {
			t.Error(err)
		}
	})
	fills := 0
	fill := func(url string) error {
		fills++
		return execute(url, "CREATE TABLE t AS SELECT 7 AS n")
	}
	for range 2 {
		ensureTemplate(t, template, fill)
	}
	if fills != 1 {
		t.Fatalf("filled %d times, want once", fills)
	}

	ctx := context.Background()
	for range 2 { // the second is not touched by what the first did
		conn, err := pgx.Connect(ctx, createDatabase(t, template))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx) // still open at the drop, which must not mind
		var n int
		if err := conn.QueryRow(ctx, "UPDATE t SET n = n + 1 RETURNING n").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 8 {
			t.Fatalf("n = %d, want 8", n)
		}
	}
}
