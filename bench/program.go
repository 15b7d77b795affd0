package main

import (
	"bufio"
	"context"
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

const binary = "../bin/tenantry"

// What the program may take.
const (
	maxStart  = 500 // milliseconds to /readyz
	maxIdle   = 60  // MB resident when idle
	maxExport = 60  // MB more while everything is exported
	maxBinary = 60  // MB, with the console
)

// measureProgram starts the built program on the full database, as an operator would.
func measureProgram(ctx context.Context, r *report, engine db.Engine, url, dir string, w *world) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, "serve")
	cmd.Env = append(os.Environ(), "TENANTRY_LISTEN="+address, "TENANTRY_DATABASE_URL="+url, "TENANTRY_KEY="+key, "TENANTRY_DATA_DIR="+dir)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s (make build makes it): %w", binary, err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}()
	base := "http://" + address
	if err := ready(base); err != nil {
		return err
	}
	r.figure("start to /readyz", string(engine), float64(time.Since(start).Microseconds())/1000, maxStart, "ms")
	time.Sleep(3 * time.Second)
	idle, err := memory(cmd.Process.Pid, "VmRSS")
	if err != nil {
		return err
	}
	r.figure("resident when idle", string(engine), idle, maxIdle, "MB")
	before := idle
	for _, format := range []string{"csv", "xlsx"} {
		begin := time.Now()
		bytes, err := export(base, w.cookie, format)
		if err != nil {
			return err
		}
		peak, err := memory(cmd.Process.Pid, "VmHWM")
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
