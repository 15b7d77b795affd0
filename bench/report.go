package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
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
	lines         []string // requests against the floor
	answered      []string // answers against those of others
	curves        []string // how answers grow
	searchHead    string   // the reaches of searches
	searches      []string // searches for numbers
	notes         []string // everything else
	seen          []string
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

// say tells at once, and again below the tables, what was seen.
func (r *report) say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	fmt.Fprintln(os.Stderr, line)
	r.seen = append(r.seen, line)
}

// info is a line that nothing is demanded of.
func (r *report) info(what string, engine db.Engine, took time.Duration) {
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%s\t\t", what, engine, readable(took)))
}

// held is a line about memory that nothing is demanded of.
func (r *report) held(what string, bytes int64) {
	r.notes = append(r.notes, fmt.Sprintf("%s\t\t%.0f MB\t\t", what, float64(bytes)/(1<<20)))
}

// times is a line about how much longer one thing takes than another; without bound, nothing is demanded of it.
func (r *report) times(what string, engine db.Engine, took, than time.Duration, limit float64, bound bool) {
	factor := float64(took) / float64(than)
	demand := "\t"
	if bound {
		demand = fmt.Sprintf("≤ %g\t%s", limit, r.verdict(factor <= limit))
	}
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%s / %s = %.2f\t%s", what, engine, readable(took), readable(than), factor, demand))
}

// within is a line about what may not take longer.
func (r *report) within(what string, engine db.Engine, took, limit time.Duration) {
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%s\t≤ %s\t%s", what, engine, readable(took), readable(limit), r.verdict(took <= limit)))
}

// flat is a line about what must take about as long in all cases.
func (r *report) flat(what string, engine db.Engine, took []time.Duration, limit float64) {
	each := make([]string, len(took))
	for i, d := range took {
		each[i] = readable(d)
	}
	factor := float64(slices.Max(took)) / float64(slices.Min(took))
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%s: %.2f\t≤ %g\t%s", what, engine, strings.Join(each, ", "), factor, limit, r.verdict(factor <= limit)))
}

// flatWithin is a line about what must take about as long in all cases, and none longer than so.
func (r *report) flatWithin(what string, engine db.Engine, took []time.Duration, limit float64, longest time.Duration) {
	each := make([]string, len(took))
	for i, d := range took {
		each[i] = readable(d)
	}
	factor := float64(slices.Max(took)) / float64(slices.Min(took))
	r.notes = append(r.notes, fmt.Sprintf("%s\t%s\t%s: %.2f\t≤ %g, ≤ %s\t%s", what, engine, strings.Join(each, ", "), factor, limit, readable(longest),
		r.verdict(factor <= limit && slices.Max(took) <= longest)))
}

// search is a line about one search by callers of different reach.
func (r *report) search(what string, engine db.Engine, took []time.Duration, limit time.Duration) {
	each := make([]string, len(took))
	for i, d := range took {
		each[i] = readable(d)
	}
	r.searches = append(r.searches, fmt.Sprintf("%s\t%s\t%s\t≤ %s\t%s", what, engine, strings.Join(each, "\t"), readable(limit), r.verdict(slices.Max(took) <= limit)))
}

// answers is a line of the comparison with others.
func (r *report) answers(engine db.Engine, a *answers) {
	mine := middle(a.tenantry)
	over := func(other []time.Duration) float64 { return float64(middle(other)) / float64(mine) }
	verdict, openfga, casbin := "", "", ""
	if a.bound {
		verdict = r.verdict(over(a.openfga) >= overOpenFGA && over(a.casbin) >= overCasbin)
		openfga, casbin = fmt.Sprintf("≥ %d", overOpenFGA), fmt.Sprintf("≥ %d", overCasbin)
	}
	r.answered = append(r.answered, fmt.Sprintf("%s\t%s\t%s\t%s\t%.0f\t%s\t%s\t%.0f\t%s\t%s\t%s", a.name, engine, readable(mine),
		readable(middle(a.openfga)), over(a.openfga), openfga, readable(middle(a.casbin)), over(a.casbin), casbin, verdict, readable(middle(a.memory))))
}

// curve is a line about answers from little to much of something.
func (r *report) curve(name string, engine db.Engine, what string, took []time.Duration) {
	each := make([]string, len(took))
	for i, d := range took {
		each[i] = readable(d)
	}
	factor := float64(slices.Max(took)) / float64(slices.Min(took))
	r.curves = append(r.curves, fmt.Sprintf("%s\t%s\t%s\t%s\t%.2f\t≤ %g\t%s", name, engine, what, strings.Join(each, "\t"), factor, growth, r.verdict(factor <= growth)))
}

// readable is a duration to three digits.
func readable(d time.Duration) string {
	switch {
	case d < 10*time.Microsecond:
		return fmt.Sprintf("%.2f µs", float64(d)/float64(time.Microsecond))
	case d < 10*time.Millisecond:
		return micros(d)
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}

func (r *report) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\n%d organizations, %s\n", machine(), r.organizations, time.Now().UTC().Format(time.DateOnly)) //nolint:errcheck // Flush tells
	for _, table := range []struct {
		head  string
		lines []string
	}{
		{"request\tengine\ttime\tfloor\tratio\tCPU\tfloor\tratio\tbound\tverdict", r.lines},
		{"answer\tengine\tTenantry\tOpenFGA\ttimes\tbound\tcasbin\ttimes\tbound\tverdict\tOpenFGA in memory", r.answered},
		{fmt.Sprintf("answer\tengine\tof\t%d\t%d\t%d\tslowest / fastest\tbound\tverdict", r.organizations/10, r.organizations, r.organizations*10), r.curves},
		{"search for numbers, a page with the total\tengine\t" + r.searchHead + "\tbound\tverdict", r.searches},
		{"figure\tengine\tmeasured\tbound\tverdict", r.notes},
	} {
		if len(table.lines) > 0 {
			fmt.Fprintln(w, "\n"+table.head+"\n"+strings.Join(table.lines, "\n")) //nolint:errcheck // as above
		}
	}
	if len(r.seen) > 0 {
		fmt.Fprintln(w, "\n"+strings.Join(r.seen, "\n")) //nolint:errcheck // as above
	}
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
