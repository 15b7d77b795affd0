// Command bench measures Tenantry: requests against the floor, a bare net/http handler beside it in the same
// process that runs the same SQL on the same database and encodes the same JSON; answers about access against
// OpenFGA and casbin on the same population; how answers grow with what is not asked about; and lists, searches
// and files of outgoing numbers, the files against what their library takes alone. What it prints is tables of
// ratios; a timing alone says more about the machine than about the program. docs/benchmarks.md explains them.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// engines are what is measured on.
var engines = []db.Engine{db.SQLite, db.Postgres}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "load" {
		exitOn(load(os.Args[2:]))
		return
	}
	organizations := flag.Int("organizations", 100_000, "how many organizations the database holds")
	numbers := flag.Int("numbers", 0, "how many outgoing numbers; 10 for each organization by default")
	requests := flag.Int("requests", 300, "requests per round")
	rounds := flag.Int("rounds", 7, "rounds of each case; the medians are compared")
	program := flag.Bool("program", true, "measure the built program too: start, memory, sizes")
	flag.StringVar(&binary, "binary", binary, "the built program")
	only := flag.String("only", "requests,access,curve,inviting,erasing,auditing,numbers", "the parts to measure")
	on := flag.String("engine", "", "sqlite or postgres; both by default")
	flag.Parse()
	if *on != "" {
		engines = []db.Engine{db.Engine(*on)}
	}
	// The program logs every request, as it does in use; nobody reads it here.
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	exitOn(run(context.Background(), strings.Split(*only, ","), *organizations, cmp.Or(*numbers, *organizations*numbersEach), *requests, *rounds, *program))
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures the parts that are asked for and prints what came out.
func run(ctx context.Context, parts []string, organizations, numbers, requests, rounds int, program bool) error {
	dir, err := os.MkdirTemp("", "tenantry-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	cluster, err := dbtest.StartCluster()
	if err != nil {
		return err
	}
	defer cluster.Stop()
	r := newReport(organizations)
	for _, part := range []struct {
		name    string
		measure func() error
	}{
		{"requests", func() error { return runRequests(ctx, r, cluster, dir, organizations, requests, rounds, program) }},
		{"access", func() error { return runAccess(ctx, r, cluster, dir, organizations, rounds) }},
		{"curve", func() error { return runCurve(ctx, r, cluster, dir, organizations, rounds) }},
		{"inviting", func() error { return runInviting(ctx, r, cluster, dir, rounds) }},
		{"erasing", func() error { return runErasing(ctx, r, cluster, dir, rounds) }},
		{"auditing", func() error { return runAuditing(ctx, r, cluster, dir, rounds) }},
		{"numbers", func() error { return runNumbers(ctx, r, cluster, dir, organizations, numbers, rounds, program) }},
	} {
		if !slices.Contains(parts, part.name) {
			continue
		}
		if err := part.measure(); err != nil {
			return errors.Join(err, r.print()) // what was measured until then
		}
	}
	return r.print()
}

// runRequests measures requests against the floor, and the built program.
func runRequests(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, organizations, requests, rounds int, program bool) error {
	for _, engine := range engines {
		url := "sqlite:" + dir + "/bench.db"
		if engine == db.Postgres {
			url = cluster.URL("postgres")
		}
		w, err := newWorld(ctx, engine, url, dir, organizations)
		if err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		r.note("seed "+string(engine), w.seeded)
		for _, c := range w.cases() {
			result, err := w.measure(c, requests, rounds)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", engine, c.name, err)
			}
			r.ratio(engine, c, result)
		}
		if err := w.measureSignIn(ctx, r, rounds); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
		if err := w.close(); err != nil {
			return err
		}
		if program {
			if err := measureProgram(ctx, r, engine, url, dir, w); err != nil {
				return fmt.Errorf("%s, program: %w", engine, err)
			}
		}
	}
	if program {
		return sizes(r)
	}
	return nil
}
