package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tenantry/tenantry/bench/database"
	"github.com/tenantry/tenantry/bench/peer"
	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
)

// membersEach is how many memberships there are for one organization.
const membersEach = 12

// accessBench is a population, and the programs that answer on both engines.
type accessBench struct {
	report  *report
	people  *population.Population
	names   []string
	casbin  *peer.Casbin
	memory  *peer.OpenFGA
	cluster *dbtest.Cluster
	dir     string
	rounds  int
}

// runAccess measures answers about access and what hangs on them, on both engines.
func runAccess(ctx context.Context, r *report, cluster *dbtest.Cluster, dir string, organizations, rounds int) (err error) {
	b := &accessBench{report: r, cluster: cluster, dir: dir, rounds: rounds}
	if b.names, err = realNames(); err != nil {
		return err
	}
	b.people = population.New(organizations, organizations*membersEach)
	before, start := heap(), time.Now()
	if b.casbin, err = peer.NewCasbin(b.people); err != nil {
		return err
	}
	r.note("fill casbin", time.Since(start))
	r.held("held in memory by casbin", heap()-before)
	before, start = heap(), time.Now()
	if b.memory, err = peer.NewOpenFGAInMemory(ctx, b.people); err != nil {
		return err
	}
	r.note("fill OpenFGA in memory", time.Since(start))
	r.held("held in memory by OpenFGA in memory", heap()-before)
	for _, engine := range engines {
		if err := b.on(ctx, engine); err != nil {
			return fmt.Errorf("%s, access: %w", engine, err)
		}
	}
	return b.memory.Close()
}

// heap is what this process holds in memory, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func (b *accessBench) on(ctx context.Context, engine db.Engine) error {
	url, err := b.database(ctx, engine, "access")
	if err != nil {
		return err
	}
	start := time.Now()
	d, err := b.filled(ctx, engine, url, b.people, database.Fill)
	if err != nil {
		return err
	}
	b.report.note(fmt.Sprintf("fill %s", engine), time.Since(start))
	openfga, err := b.openfga(ctx, engine)
	if err != nil {
		return err
	}
	if err := errors.Join(b.measureAnswers(ctx, d, url, openfga), openfga.Close(), d.Close()); err != nil {
		return err
	}
	return b.measureServing(ctx, engine, url)
}

func (b *accessBench) openfga(ctx context.Context, engine db.Engine) (f *peer.OpenFGA, err error) {
	start := time.Now()
	if engine == db.SQLite {
		f, err = peer.NewOpenFGAOnSQLite(ctx, b.people, b.dir+"/openfga.db")
	} else {
		url, made := b.database(ctx, engine, "openfga")
		if made != nil {
			return nil, made
		}
		f, err = peer.NewOpenFGAOnPostgres(ctx, b.people, url)
	}
	b.report.note(fmt.Sprintf("fill OpenFGA on %s", engine), time.Since(start))
	return f, err
}

// database makes an empty one and returns its URL.
func (b *accessBench) database(ctx context.Context, engine db.Engine, name string) (string, error) {
	if engine == db.SQLite {
		return "sqlite:" + b.dir + "/" + name + ".db", nil
	}
	return b.cluster.URL(name), b.execute(ctx, b.cluster.URL("postgres"), "CREATE DATABASE "+name)
}

// filled opens a database that fill has put the people into, as it would be after it had been in use for a while.
func (b *accessBench) filled(ctx context.Context, engine db.Engine, url string, people *population.Population,
	fill func(context.Context, *db.DB, *population.Population, []string) error,
) (*db.DB, error) {
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	if err = d.Migrate(ctx); err == nil {
		err = fill(ctx, d, people, b.names)
	}
	if err = errors.Join(err, d.Close()); err != nil { // SQLite writes its log back
		return nil, err
	}
	if engine == db.Postgres { // does in a minute what this does at once
		if err := b.execute(ctx, url, "VACUUM ANALYZE"); err != nil {
			return nil, err
		}
	}
	return db.Open(ctx, url)
}

func (b *accessBench) execute(ctx context.Context, url, statement string) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx) //nolint:errcheck // what it did is done
	_, err = c.Exec(ctx, statement)
	return err
}
