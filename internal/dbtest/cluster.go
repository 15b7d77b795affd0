package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// minVersion is the oldest PostgreSQL that Tenantry runs on.
	minVersion = 15

	folderPrefix = "tenantry-postgres-"
	startTimeout = 30 * time.Second
	stopTimeout  = 10 * time.Second

	// maxSocketFolder keeps "/.s.PGSQL.5432.lock" below the 104 bytes that the
	// strictest system allows for the path of a socket.
	maxSocketFolder = 80
)

// errNoPostgres tells what to do on a machine without the binaries.
var errNoPostgres = fmt.Errorf("PostgreSQL %d or later is not installed: run `apt-get install postgresql`, "+
	"or set %s to the URL of a server on which databases may be created", minVersion, ServerVariable)

// A Cluster is a running throw-away PostgreSQL server. It listens on a Unix
// socket in its own folder only, keeps nothing safe from a crash, and dies with
// the process which started it (on Linux).
type Cluster struct {
	folder string
	lock   *os.File
	server *os.Process
	exited chan struct{} // closed when the server has ended
}

// StartCluster creates a server in a new folder, in memory where the system has
// such a place and else below [os.TempDir], and returns when it accepts
// connections. As root it runs the server as "postgres", or
// where there is no such account as "nobody", since PostgreSQL refuses to run
// as root.
func StartCluster() (*Cluster, error) {
	binaries, err := findBinaries()
	if err != nil {
		return nil, err
	}
	removeLeftovers()
	owner, err := serverOwner()
	if err != nil {
		return nil, err
	}
	c := &Cluster{exited: make(chan struct{})}
	if err := c.makeFolder(owner); err != nil {
		return nil, err
	}
	if err := c.start(binaries, owner); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// URL returns the URL of the database called name, which need not exist yet.
// The account in it is a superuser.
func (c *Cluster) URL(name string) string {
	return fmt.Sprintf("postgres://tenantry@/%s?host=%s&sslmode=disable", url.PathEscape(name), url.QueryEscape(c.folder))
}

// Stop ends the server at once, without a checkpoint, and removes its folder.
func (c *Cluster) Stop() {
	if c.server != nil {
		_ = c.server.Signal(syscall.SIGQUIT)
		select {
		case <-c.exited:
		case <-time.After(stopTimeout):
			_ = c.server.Kill()
			<-c.exited
		}
	}
	_ = os.RemoveAll(c.folder)
	_ = c.lock.Close()
}

// makeFolder creates the cluster's folder and takes the lock that says its
// owner is alive.
func (c *Cluster) makeFolder(owner *syscall.Credential) error {
	base := memoryFolder()
	if base == "" {
		base = os.TempDir()
	}
	if len(base)+len(folderPrefix)+10 > maxSocketFolder {
		base = "/tmp"
	}
	folder, err := os.MkdirTemp(base, folderPrefix)
	if err != nil {
		return fmt.Errorf("create the server's folder: %w", err)
	}
	c.folder = folder
	c.lock, err = takeLock(filepath.Join(folder, "lock"))
	if err == nil && owner != nil {
		err = os.Chown(folder, int(owner.Uid), int(owner.Gid))
	}
	if err != nil {
		_ = os.RemoveAll(folder)
		return fmt.Errorf("prepare the server's folder: %w", err)
	}
	return nil
}

func (c *Cluster) start(binaries string, owner *syscall.Credential) error {
	data := filepath.Join(c.folder, "data")
	initdb := c.command(owner, filepath.Join(binaries, "initdb"), "-D", data,
		"--locale=C.UTF-8", "--encoding=UTF8", "--no-sync", "-U", "tenantry", "-A", "trust")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}

	logPath := filepath.Join(c.folder, "log")
	logFile, err := os.Create(logPath)
	if err != nil {
		return err
	}
	defer logFile.Close()
	server := c.command(owner, filepath.Join(binaries, "postgres"), "-D", data)
	for _, setting := range []string{
		"listen_addresses=",
		"unix_socket_directories=" + c.folder,
		"max_connections=200",
		"fsync=off",
		"synchronous_commit=off",
		"full_page_writes=off",
		"wal_level=minimal",
		"max_wal_senders=0",
		"max_wal_size=64MB", // it may be memory that is filled
		"log_line_prefix=%m [%p] %d ",
	} {
		server.Args = append(server.Args, "-c", setting)
	}
	server.Stdout, server.Stderr = logFile, logFile
	if err := c.run(server); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	if err := c.waitUntilReady(); err != nil {
		log, _ := os.ReadFile(logPath)
		return fmt.Errorf("%w\n%s", err, lastLines(log, 20))
	}
	return nil
}

// command prepares a program to be run as owner (nil: as this process's user)
// that dies with this process.
func (c *Cluster) command(owner *syscall.Credential, path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = c.folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
	cmd.SysProcAttr = dieWithParent()
	cmd.SysProcAttr.Credential = owner
	return cmd
}

// run starts the server on a thread of its own which lives as long as the
// server does: Linux sends the signal of dieWithParent when the thread that
// started the child ends, not when the process does.
func (c *Cluster) run(server *exec.Cmd) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := server.Start()
		started <- err
		if err == nil {
			_ = server.Wait()
			close(c.exited)
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	c.server = server.Process
	return nil
}

func (c *Cluster) waitUntilReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, c.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-c.exited:
			return errors.New("postgres ended while starting")
		case <-ctx.Done():
			return fmt.Errorf("postgres did not accept connections within %v: %w", startTimeout, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// findBinaries returns the folder that holds initdb and postgres: the newest
// of Debian's, else the one in PATH.
func findBinaries() (string, error) {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	version := func(folder string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		return n
	}
	slices.SortFunc(folders, func(a, b string) int { return version(b) - version(a) })
	for _, folder := range folders {
		if version(folder) >= minVersion && hasBinaries(folder) {
			return folder, nil
		}
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errNoPostgres
	}
	// PATH often holds a link; initdb looks for its share folder beside the real file.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	folder := filepath.Dir(path)
	if !hasBinaries(folder) {
		return "", errNoPostgres
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	if found := regexp.MustCompile(`\) (\d+)`).FindSubmatch(out); found != nil {
		if n, _ := strconv.Atoi(string(found[1])); n >= minVersion {
			return folder, nil
		}
	}
	return "", fmt.Errorf("%w (found %s)", errNoPostgres, strings.TrimSpace(string(out)))
}

func hasBinaries(folder string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// serverOwner returns the account to run the server as, nil for our own.
func serverOwner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("PostgreSQL does not run as root and there is no other account to run it as: %w", err)
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// removeLeftovers removes the folders of servers whose owner is gone: the
// lock in them is free.
func removeLeftovers() {
	var folders []string
	for _, base := range []string{memoryFolder(), os.TempDir(), "/tmp"} {
		found, _ := filepath.Glob(filepath.Join(base, folderPrefix+"*"))
		folders = append(folders, found...)
	}
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < time.Minute {
			continue // a young folder may not have its lock yet
		}
		if lock, err := takeLock(filepath.Join(folder, "lock")); err == nil {
			_ = os.RemoveAll(folder)
			_ = lock.Close()
		}
	}
}

// takeLock opens or creates the file and locks it until it is closed or the
// process ends. It fails at once where another process holds the lock.
func takeLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return file, nil
}

func lastLines(text []byte, n int) []byte {
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-n):], []byte("\n"))
}
