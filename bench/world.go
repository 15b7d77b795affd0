package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/session"
)

const (
	email    = "bench@example.com"
	password = "a password for the bench"
	key      = "YmVuY2ggYmVuY2ggYmVuY2ggYmVuY2ggYmVuY2ggMzI="
)

// world is one database full of organizations, the program on it, and the floor beside it.
type world struct {
	engine  db.Engine
	app     *app.App
	cookie  string
	ours    *server
	floor   *server
	replay  *floorHandler
	example string // an organization's ID
	seeded  time.Duration
}

// settings are the configuration of the program in every measurement.
func settings(url, dir string) (config.Config, error) {
	values := map[string]string{
		"TENANTRY_DATABASE_URL": url, "TENANTRY_KEY": key, "TENANTRY_DATA_DIR": dir,
	}
	return config.Load(func(name string) (string, bool) { v, ok := values[name]; return v, ok }, nil, "")
}

func newWorld(ctx context.Context, engine db.Engine, url, dir string, organizations int) (*world, error) {
	c, err := settings(url, dir)
	if err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, c, nil)
	if err != nil {
		return nil, err
	}
	w := &world{engine: engine, app: a}
	start := time.Now()
	if w.example, err = seed(ctx, a, organizations); err != nil {
		return nil, err
	}
	w.seeded = time.Since(start)
	// As the program that runs does within a second of each change: what is measured is not its catching up.
	if err := a.Sealer.Seal(ctx); err != nil {
		return nil, err
	}
	added, err := a.Staff.Add(ctx, audit.Actor{}, email, "Bench", password)
	if err != nil {
		return nil, err
	}
	if w.cookie, err = w.signIn(ctx, added.AccountID); err != nil {
		return nil, err
	}
	w.replay = &floorHandler{db: a.DB}
	if w.ours, err = serve(a.Handler); err != nil {
		return nil, err
	}
	w.floor, err = serve(w.replay)
	return w, err
}

func (w *world) signIn(ctx context.Context, accountID string) (string, error) {
	sessions := session.NewService(session.Config{DB: w.app.DB, Now: app.Clock})
	token := ""
	err := w.app.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		in, err := sessions.Start(ctx, tx, session.Visitor{}, accountID, session.ByPassword)
		token = in.Token
		return err
	})
	return "tenantry_session=" + token, err
}

func (w *world) close() error {
	w.ours.close()
	w.floor.close()
	return w.app.Close()
}

// seed fills the database with organizations named after the real ones, in batches of one transaction.
func seed(ctx context.Context, a *app.App, n int) (string, error) {
	names, err := realNames()
	if err != nil {
		return "", err
	}
	random := rand.New(rand.NewPCG(1, 2))
	const batch = 20_000
	example, contracting := "", ""
	for made := 0; made < n; {
		var organizations []organization.Organization
		for range min(batch, n-made) {
			now := app.Clock().Add(time.Duration(made) * time.Microsecond)
			o := organization.Organization{ID: id.New(id.Organization, now), Version: 1, CreatedAt: now, UpdatedAt: now}
			o.Draft = draft(random, names, made)
			if made%20 == 0 {
				contracting = o.ID
			} else {
				o.Registration.RegisteredOrganizationID = contracting
			}
			if example == "" {
				example = o.ID
			}
			organizations = append(organizations, o)
			made++
		}
		if err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return a.Organizations.CreateAll(ctx, tx, audit.Actor{}, "", organizations)
		}); err != nil {
			return "", err
		}
	}
	return example, a.Sweep(ctx)
}

func draft(random *rand.Rand, names []string, i int) organization.Draft {
	real := names[random.IntN(len(names))]
	name := []rune(fmt.Sprintf("%s %d", real, i))
	d := organization.Draft{
		Name: string(name[:min(30, len(name))]), TimeZone: "Asia/Seoul", Status: organization.Active, ExternalKey: fmt.Sprintf("%s/%d", real, i),
		Registration: &organization.Registration{
			Classification: organization.Client, Type: organization.Executing, ClientClassification: "local_government",
			Address: organization.Address{Base: real},
		},
	}
	if i%20 == 0 {
		integrated := i%40 == 0
		r := d.Registration
		r.Type, r.ControlIntegrated, r.RepresentativeName = organization.Contracting, &integrated, "강지민"
		r.MainPhone, r.BusinessRegistrationNumber = "+8228911009", "5608837268"
	}
	return d
}

func realNames() ([]string, error) {
	f, err := os.Open("../demo/organizations-kr.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(rows))
	for _, r := range rows[1:] {
		names = append(names, strings.TrimSpace(r[2]))
	}
	return names, nil
}

// server is a handler on a loopback port.
type server struct {
	url  string
	http *http.Server
}

func serve(h http.Handler) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + l.Addr().String(), http: &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}}
	go s.http.Serve(l) //nolint:errcheck // ends with close
	return s, nil
}

func (s *server) close() { _ = s.http.Close() }
