package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// binary is the built program.
var binary = "../bin/tenantry"

// What the program may take.
const (
	maxStart  = 500 // milliseconds to /readyz
	maxIdle   = 60  // MB resident when idle
	maxExport = 60  // MB more while everything is exported
	maxBinary = 60  // MB, with the console
)

// program is the built program, serving.
type program struct {
	cmd     *exec.Cmd
	base    string        // where it serves
	started time.Duration // from start to the first 200 of /readyz
}

// startProgram starts the built program on a database, as an operator would.
func startProgram(ctx context.Context, url, dir string) (*program, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	p := &program{cmd: exec.CommandContext(ctx, binary, "serve"), base: "http://" + address}
	p.cmd.Env = append(os.Environ(), "TENANTRY_LISTEN="+address, "TENANTRY_DATABASE_URL="+url, "TENANTRY_KEY="+key, "TENANTRY_DATA_DIR="+dir)
	start := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s (make build makes it): %w", binary, err)
	}
	err = ready(p.base)
	p.started = time.Since(start)
	if err != nil {
		err = errors.Join(err, p.stop())
	}
	return p, err
}

func (p *program) stop() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait())
}

// measureProgram measures the built program on the database full of organizations.
func measureProgram(ctx context.Context, r *report, engine db.Engine, url, dir string, w *world) (err error) {
	p, err := startProgram(ctx, url, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	r.figure("start to /readyz", string(engine), float64(p.started.Microseconds())/1000, maxStart, "ms")
	time.Sleep(3 * time.Second)
	idle, err := memory(p.cmd.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	r.figure("resident when idle", string(engine), idle, maxIdle, "MB")
	before := idle
	for _, format := range []string{"csv", "xlsx"} {
		begin := time.Now()
		bytes, err := export(p.base, w.cookie, format)
		if err != nil {
			return err
		}
		peak, err := memory(p.cmd.Process.Pid, "VmHWM")
		if err != nil {
			return err
		}
		r.figure(fmt.Sprintf("memory above idle, export %s of %d MB in %.1f s", format, bytes>>20, time.Since(begin).Seconds()), string(engine), peak-before, maxExport, "MB")
	}
	return nil
}

func ready(base string) error {
	for range 2000 {
		answer, err := http.Get(base + "/readyz")
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	return fmt.Errorf("%s never became ready", base)
}

func export(base, cookie, format string) (int64, error) {
	r, err := http.NewRequest(http.MethodGet, base+"/v1/organizations/export?format="+format, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Cookie", cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close() //nolint:errcheck // only read
	if answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("export: %s", answer.Status)
	}
	return io.Copy(io.Discard, answer.Body)
}

// memory is a line of /proc/PID/status, in MB.
func memory(pid int, field string) (float64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // only read
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), field+":"); ok {
			kb, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")))
			return float64(kb) / 1024, err
		}
	}
	return 0, fmt.Errorf("no %s of process %d", field, pid)
}

// sizes are of what is shipped: the binary, and what the console loads first.
func sizes(r *report) error {
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	r.figure("binary with console", "", float64(info.Size())/(1<<20), maxBinary, "MB")
	cmd := exec.Command("npm", "run", "--silent", "size")
	cmd.Dir = filepath.Join("..", "web")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm run size: %w\n%s", err, out)
	}
	r.notes = append(r.notes, strings.TrimSpace(string(out)))
	return nil
}
