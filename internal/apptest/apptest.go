// Package apptest opens the whole program on a fresh database, for tests of what spans the concepts: who belongs
// where and who may do what. Nothing of it is built into the program.
//
//	apptest.Each(t, func(t *testing.T, w *apptest.World) { … })
//
// runs a test on both engines. A World makes organizations, accounts, roles and members in one line each; what
// is to be tested is called on the program's own services.
package apptest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/account"
	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/organization"
	"github.com/tenantry/tenantry/internal/role"
)

// World is the program over one database.
type World struct {
	*app.App
	Clock  *Clock
	Outbox string // the folder of its mail

	config config.Config
	t      testing.TB
	stop   func() // ends the workers
}

// Clock moves a millisecond with each look, so that no two things happen at once.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the next moment.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Each runs f as the subtests "sqlite" and "postgres", each on a World of its own.
func Each(t *testing.T, f func(t *testing.T, w *World)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(t, New(t, engine)) })
	}
}

// New opens the program on a fresh database. It is closed at the end of the test.
func New(t testing.TB, engine db.Engine) *World {
	t.Helper()
	w := Open(t, dbtest.URL(t, engine))
	t.Cleanup(w.Close)
	return w
}

// Open opens the program on a database, which it migrates. Whoever calls it closes it.
func Open(t testing.TB, url string) *World {
	t.Helper()
	outbox := t.TempDir()
	environment := map[string]string{
		"TENANTRY_DATABASE_URL": url,
		"TENANTRY_DATA_DIR":     t.TempDir(),
		"TENANTRY_KEY":          "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
		"TENANTRY_MAIL_URL":     "file:" + outbox,
		"TENANTRY_SIGN_UP":      "open",
	}
	c, err := config.Load(func(name string) (string, bool) { v, ok := environment[name]; return v, ok }, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, c, outbox, &Clock{now: time.Date(2026, 1, 31, 9, 0, 0, 0, time.UTC)})
}

func open(t testing.TB, c config.Config, outbox string, clock *Clock) *World {
	t.Helper()
	a, err := app.Open(context.Background(), c, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	return &World{App: a, Clock: clock, Outbox: outbox, config: c, t: t, stop: Work(t, a)}
}

// Again opens the program once more on the same database, as another node does. Whoever calls it closes it.
func (w *World) Again(t testing.TB) *World {
	t.Helper()
	return open(t, w.config, w.Outbox, w.Clock)
}

// Second is Again, closed at the end of the test.
func (w *World) Second() *World {
	w.t.Helper()
	second := w.Again(w.t)
	w.t.Cleanup(second.Close)
	return second
}

// Work has the workers of a program work on its jobs, but queues none that are done now and then. The returned
// function ends that and waits for it.
func Work(t testing.TB, a *app.App) (stop func()) {
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Jobs.Run(ctx) }()
	return func() {
		end()
		if err := <-ended; err != nil {
			t.Errorf("jobs: %v", err)
		}
	}
}

// Settle waits until no job of the database is running or due, by a clock: one that ends may have queued another.
func Settle(t testing.TB, a *app.App, now func() time.Time) {
	t.Helper()
	const soon = 100 * time.Millisecond // what is queued between this look at the clock and that at the jobs is due, too
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		var n int
		err := a.DB.QueryRow(context.Background(), "SELECT COUNT(*) FROM job WHERE state = 'running' OR state = 'queued' AND run_at <= $1", db.Micros(now().Add(soon))).Scan(&n)
		switch {
		case err != nil:
			t.Fatal(err)
		case n == 0:
			return
		case time.Since(begun) > 30*time.Second:
			t.Fatalf("%d jobs do not end", n)
		}
	}
}

// Settle waits until no job is running or due.
func (w *World) Settle() {
	w.t.Helper()
	Settle(w.t, w.App, w.Clock.Now)
}

// HoldJobs has no job worked on until the returned function is called.
func (w *World) HoldJobs() (release func()) {
	w.stop()
	w.stop = func() {}
	return func() { w.stop = Work(w.t, w.App) }
}

// Close ends the workers and closes the database.
func (w *World) Close() {
	w.stop()
	if err := w.App.Close(); err != nil {
		w.t.Errorf("close: %v", err)
	}
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Members is the service of members.
func (w *World) Members() *member.Service { return w.Handler.Members }

// Roles is the service of roles.
func (w *World) Roles() *role.Service { return w.Handler.Roles }

// Caller is who asks with an account's rights at this moment; the operator of the machine for "".
func (w *World) Caller(accountID string) access.Caller {
	w.t.Helper()
	if accountID == "" {
		w.must(w.Access.Warm(context.Background()))
		return access.Operator()
	}
	caller, err := w.Access.Now(context.Background(), audit.Actor{AccountID: accountID})
	w.must(err)
	return caller
}

// Write runs f in one transaction.
func (w *World) Write(f func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	w.must(w.DB.Write(context.Background(), f))
}

// Number is the one number that a query yields.
func (w *World) Number(query string, args ...any) (n int) {
	w.t.Helper()
	w.must(w.DB.QueryRow(context.Background(), query, args...).Scan(&n))
	return n
}

// Contracting registers a contracting organization and returns its ID.
func (w *World) Contracting(name string) string {
	w.t.Helper()
	return w.Organization(ContractingDraft(name))
}

// Executing registers an executing organization under a contracting one and returns its ID.
func (w *World) Executing(name, under string) string {
	w.t.Helper()
	return w.Organization(ExecutingDraft(name, under))
}

// Organization makes an organization and returns its ID.
func (w *World) Organization(d organization.Draft) string {
	w.t.Helper()
	o, _, err := w.Organizations.Create(context.Background(), access.Operator(), d)
	w.must(err)
	return o.ID
}

// ContractingDraft is a contracting organization that every rule allows.
func ContractingDraft(name string) organization.Draft {
	return organization.Draft{
		Name: name, TimeZone: "Asia/Seoul",
		Registration: &organization.Registration{
			Classification: organization.Client, Type: organization.Contracting, ClientClassification: "company",
			Address: organization.Address{Base: "서울특별시 종로구"}, RepresentativeName: "강지민", BusinessRegistrationNumber: "116-82-00276",
		},
	}
}

// ExecutingDraft is an executing organization that every rule allows.
func ExecutingDraft(name, under string) organization.Draft {
	return organization.Draft{
		Name: name, TimeZone: "Asia/Seoul",
		Registration: &organization.Registration{
			Classification: organization.Partner, Type: organization.Executing,
			Address: organization.Address{Base: "서울특별시 종로구"}, RegisteredOrganizationID: under,
		},
	}
}

// Group makes a group of organizations, each below the one named with it, the highest level first, and returns
// its ID: {"top", ""}, {"below", "top"}.
func (w *World) Group(name string, tree ...group.Placement) string {
	w.t.Helper()
	g, _, err := w.Groups.Create(context.Background(), w.Caller(""), group.Draft{Name: name, Organizations: tree}, false)
	w.must(err)
	return g.ID
}

// Chain registers organizations, each below the one before, in one group, and returns them from the top down.
func (w *World) Chain(names ...string) (groupID string, organizationIDs []string) {
	w.t.Helper()
	tree := make([]group.Placement, len(names))
	above := ""
	for i, name := range names {
		above = w.Contracting(name)
		tree[i].OrganizationID = above
		organizationIDs = append(organizationIDs, above)
		if i > 0 {
			tree[i].ParentID = organizationIDs[i-1]
		}
	}
	return w.Group(names[0], tree...), organizationIDs
}

// Account makes an account that has no password and returns its ID. The address is the name at example.com.
func (w *World) Account(name string) (accountID string) {
	w.t.Helper()
	w.Write(func(ctx context.Context, tx *db.Tx) error {
		a, err := w.Handler.Accounts.Create(ctx, tx, account.Draft{Email: name + "@example.com", Name: name}, "")
		accountID = a.ID
		return err
	})
	return accountID
}

// Admin is the role Admin of an organization.
func (w *World) Admin(organizationID string) (roleID string) {
	w.t.Helper()
	w.must(w.DB.QueryRow(context.Background(), "SELECT id FROM role WHERE organization_id = $1 AND fixed", organizationID).Scan(&roleID))
	return roleID
}

// Role makes a role with the reach subtree and returns its ID.
func (w *World) Role(organizationID, name string, permissions ...access.Permission) string {
	w.t.Helper()
	return w.RoleWith(organizationID, role.Draft{Name: name, Permissions: permissions})
}

// RoleWith makes a role and returns its ID.
func (w *World) RoleWith(organizationID string, d role.Draft) string {
	w.t.Helper()
	r, err := w.Roles().Create(context.Background(), w.Caller(""), organizationID, d)
	w.must(err)
	return r.ID
}

// Member makes an account an active member with these roles and returns the member's ID.
func (w *World) Member(organizationID, accountID string, roleIDs ...string) string {
	w.t.Helper()
	return w.MemberWith(member.Draft{OrganizationID: organizationID, AccountID: accountID, RoleIDs: roleIDs})
}

// MemberWith makes an account a member and returns the member's ID.
func (w *World) MemberWith(d member.Draft) (memberID string) {
	w.t.Helper()
	w.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		memberID, err = member.Add(ctx, tx, w.Clock.Now(), d)
		return err
	})
	return memberID
}

// Unexpected is nil for no error and for a refusal with one of these codes, and the error otherwise.
func Unexpected(err error, allowed ...string) error {
	if err == nil {
		return nil
	}
	for _, code := range allowed {
		if Code(err) == code {
			return nil
		}
	}
	return fmt.Errorf("want one of %q: %w", allowed, err)
}

// Code is the code of a refusal: "" for none, and the error's text for what is no refusal.
func Code(err error) string {
	if err == nil {
		return ""
	}
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return err.Error()
}
