package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// bound is how much more than the floor a request may cost.
const bound = 1.5

// report collects the lines of the table.
type report struct {
	organizations int
	lines         []string
	notes         []string
	missed        int
}

func newReport(organizations int) *report { return &report{organizations: organizations} }

func (r *report) verdict(ok bool) string {
	if ok {
		return "ok"
	}
	r.missed++
	return "MISSED"
}

func (r *report) ratio(engine db.Engine, c benchCase, x result) {
	inTime := float64(x.ours.Time) / float64(x.floor.Time)
	inCPU := float64(x.ours.cpu) / float64(x.floor.cpu)
	r.lines = append(r.lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%.2f\t%s\t%s\t%.2f\t≤ %.1f\t%s", c.name, engine,
		micros(x.ours.Time), micros(x.floor.Time), inTime, micros(x.ours.cpu), micros(x.floor.cpu), inCPU, bound,
		r.verdict(inTime <= bound && inCPU <= bound)))
}

// figure is a line about the program itself: what was measured against what is allowed.
func (r *report) figure(what, engine string, value, limit float64, unit string) {
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%.1f %s\t≤ %.0f %s\t%s", what, engine, value, unit, limit, unit, r.verdict(value <= limit)))
}

func (r *report) note(what string, took time.Duration) {
	r.notes = append(r.notes, fmt.Sprintf("%s\t\t%.1f s\t\t", what, took.Seconds()))
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}

func (r *report) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\n%d organizations, %s\n\n", machine(), r.organizations, time.Now().UTC().Format(time.DateOnly))      //nolint:errcheck // Flush tells
	fmt.Fprintln(w, "request\tengine\ttime\tfloor\tratio\tCPU\tfloor\tratio\tbound\tverdict\n"+strings.Join(r.lines, "\n")) //nolint:errcheck // as above
	fmt.Fprintln(w, "\nfigure\tengine\tmeasured\tbound\tverdict\n"+strings.Join(r.notes, "\n"))                             //nolint:errcheck // as above
	if err := w.Flush(); err != nil {
		return err
	}
	if r.missed > 0 {
		return fmt.Errorf("%d figures are missed", r.missed)
	}
	return nil
}

func machine() string {
	model := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	postgres, err := exec.Command("postgres", "--version").Output()
	if err != nil {
		postgres = []byte("PostgreSQL")
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), strings.TrimSpace(string(postgres)))
}
