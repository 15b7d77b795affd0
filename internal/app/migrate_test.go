package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/apptest"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/member"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	dbtest.Main(m)
}

var ctx = context.Background()

// ulid is a made-up one, in the order of n.
func ulid(n int) string { return fmt.Sprintf("01J%023d", n) }

func org(n int) string { return "org_" + ulid(n) }

// before00002 makes a database as the first version of the program left it.
func before00002(t *testing.T, engine db.Engine) (url string) {
	t.Helper()
	url = dbtest.Empty(t, engine)
	driver, source, dialect := "sqlite", strings.TrimPrefix(url, "sqlite:"), goose.DialectSQLite3
	if engine == db.Postgres {
		driver, source, dialect = "pgx", url, goose.DialectPostgres
	}
	pool, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	const first = "00001_foundations.sql"
	text, err := os.ReadFile("../db/migrations/" + string(engine) + "/" + first)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(dialect, pool, fstest.MapFS{first: {Data: text}}, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Up(ctx); err != nil {
		t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := pool.ExecContext(ctx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	organization := func(n int, name, kind string, parent any) {
		t.Helper()
		exec(`INSERT INTO organization (id, version, name, name_fold, name_key, time_zone, status, type, parent_id, created_at, updated_at)
			VALUES ($1, 1, $2, $2, $3, 'Asia/Seoul', 'active', $4, $5, $6, $6)`, org(n), name, []byte(name), kind, parent, int64(1000+n))
	}
	// Two trees, one of ten levels, and two that stand alone.
	organization(1, "seoul", "contracting", nil)
	organization(2, "jongno", "contracting", org(1))
	organization(3, "junggu", "executing", org(1))
	organization(4, "sajik", "contracting", org(2))
	organization(5, "alone", "contracting", nil)
	organization(6, "plain", "", nil)
	parent := any(nil)
	for n := 10; n < 20; n++ {
		organization(n, fmt.Sprint("level", n), "contracting", parent)
		parent = org(n)
	}
	for n, name := range []string{"김민수", "Ann", "Bob"} {
		exec("INSERT INTO account (id, email, email_key, name, created_at, updated_at) VALUES ($1, $2, $3, $4, 7, 7)", "acc_"+ulid(n),
			[]string{"Kim.Minsu@City.go.kr", "ann@example.com", "bob@example.com"}[n], []string{"kim.minsu@city.go.kr", "ann@example.com", "bob@example.com"}[n], name)
	}
	enroll := func(n, in, account int, status string) {
		t.Helper()
		exec("INSERT INTO role (id, organization_id, name, name_fold, fixed, reach, created_at) VALUES ($1, $2, 'Admin', 'admin', $3, 'subtree', 5)",
			"rol_"+ulid(n), org(in), map[bool]any{true: true, false: 1}[engine == db.Postgres])
		exec("INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ($1, $2, $3, $4, 9)", "mem_"+ulid(n), org(in), "acc_"+ulid(account), status)
		exec("INSERT INTO member_role (member_id, role_id) VALUES ($1, $2)", "mem_"+ulid(n), "rol_"+ulid(n))
	}
	enroll(1, 1, 0, "active")
	enroll(2, 4, 1, "active")
	enroll(3, 5, 2, "disabled")
	enroll(4, 19, 0, "active")
	exec("INSERT INTO member (id, organization_id, account_id, status, created_at) VALUES ($1, $2, $3, 'active', 9)", "mem_"+ulid(9), id.PlatformOrganization, "acc_"+ulid(2))
	exec("INSERT INTO member_role (member_id, role_id) VALUES ($1, $2)", "mem_"+ulid(9), id.PlatformAdminRole)
	return url
}

// What the first version left comes out right: groups of its trees, places, search, lists, totals, and who may do
// what.
func TestFromTheFirstVersion(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			url := before00002(t, engine)
			for start := range 2 { // a second start changes nothing
				w := apptest.Open(t, url)
				migrated(t, w)
				w.Close()
				if t.Failed() {
					t.Fatalf("at start %d", start)
				}
			}
		})
	}
}

func lines(t *testing.T, w *apptest.World, query string, args ...any) []string {
	t.Helper()
	rows, err := w.DB.Query(ctx, query, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func migrated(t *testing.T, w *apptest.World) {
	t.Helper()
	if got := lines(t, w, "SELECT name || ' ' || organization_count || ' ' || depth || ' ' || created_at FROM organization_group"); !slices.Equal(got, []string{"level10 10 10 1010", "seoul 4 3 1001"}) {
		t.Errorf("groups %q", got)
	}
	want := map[int][]int{1: {1}, 2: {1, 2}, 3: {1, 3}, 4: {1, 2, 4}, 5: {5}, 6: {6}, 15: {10, 11, 12, 13, 14, 15}, 19: {10, 11, 12, 13, 14, 15, 16, 17, 18, 19}}
	for n, chain := range want {
		path, group := "", ""
		for _, up := range chain {
			path += ulid(up) + "/"
		}
		if n != 5 && n != 6 {
			group = "grp_" + ulid(chain[0])
		}
		if got := lines(t, w, "SELECT path || ' ' || COALESCE(group_id, '') FROM organization WHERE id = $1", org(n)); !slices.Equal(got, []string{path + " " + group}) {
			t.Errorf("organization %d is at %q, want %s %s", n, got, path, group)
		}
	}
	below := map[int][]int{1: {1, 2}, 2: {2}, 3: nil, 4: {2}, 5: {3}, 10: {4}, 19: {4}}
	for n, members := range below {
		var ids []string
		for _, m := range members {
			ids = append(ids, "mem_"+ulid(m))
		}
		if got := lines(t, w, "SELECT s.member_id FROM member_scope s JOIN member m ON m.id = s.member_id AND m.name_key = s.name_key WHERE s.organization_id = $1", org(n)); !slices.Equal(got, ids) {
			t.Errorf("below %d are %q, want %q", n, got, ids)
		}
		if total := w.Number("SELECT COALESCE(SUM(delta), 0) FROM tally WHERE name = $1", "members/"+org(n)); total != len(ids) {
			t.Errorf("the total below %d is %d, want %d", n, total, len(ids))
		}
	}
	if n := w.Number("SELECT SUM(delta) FROM tally WHERE name = 'members/'"); n != 5 {
		t.Errorf("%d members in all", n)
	}
	for _, q := range []string{"김", "민수", "김민수", "kim", "minsu", "city.go", "KIM.minsu@city", "go.kr"} {
		page, err := w.Members().List(ctx, w.Caller(""), member.Query{Filter: member.Filter{Q: q}, Limit: 10})
		if err != nil || page.Total != 2 || len(page.Items) != 2 || page.Items[0].Name != "김민수" {
			t.Errorf("search for %q: %d, %v", q, page.Total, err)
		}
	}
	page, err := w.Members().List(ctx, w.Caller(""), member.Query{Limit: 10})
	var names []string
	for _, m := range page.Items {
		names = append(names, m.Name)
	}
	if err != nil || page.Total != 5 || strings.Join(names, " ") != "Ann Bob Bob 김민수 김민수" {
		t.Errorf("in the order of names: %q, %d (%v)", names, page.Total, err)
	}
	for _, test := range []struct {
		account, in int
		want        bool
	}{{0, 1, true}, {0, 4, true}, {0, 5, false}, {0, 19, true}, {0, 18, false}, {1, 4, true}, {1, 2, false}, {2, 5, true}, {2, 15, true}} {
		got, _, err := w.Access.Check(ctx, "acc_"+ulid(test.account), access.MembersRead, org(test.in))
		if err != nil || got != test.want {
			t.Errorf("account %d in %d: %t (%v), want %t", test.account, test.in, got, err, test.want)
		}
	}
	m, err := w.Members().Read(ctx, "mem_"+ulid(1))
	if err != nil || m.Version != 1 || m.Awaits != "" || m.CreatedAt != db.Time(9) || m.UpdatedAt != db.Time(9) {
		t.Errorf("a member %+v (%v)", m, err)
	}
	r, err := w.Roles().Get(ctx, w.Caller(""), "rol_"+ulid(1))
	if err != nil || !r.Fixed || r.Version != 1 || r.UpdatedAt != db.Time(5) || r.MemberCount != 1 {
		t.Errorf("a role %+v (%v)", r, err)
	}
}
