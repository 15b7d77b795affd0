package dbtest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
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
	removeLeftovers()
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("a young folder was removed: %v", err)
	}
	// A server that no longer answers still removes its files, which makes the
	// folder young again, until its processes have ended.
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(folder, old, old); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		removeLeftovers()
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the folder of a server that is gone is still there")
		}
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
	removeLeftovers()
	if err := execute(cluster.URL("postgres"), "SELECT 1"); err != nil {
		t.Fatalf("the folder of a living server was removed: %v", err)
	}
	cluster.Stop()
	if _, err := os.Stat(cluster.folder); !os.IsNotExist(err) {
		t.Fatalf("the folder is still there: %v", err)
	}
}
