package imports_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/job"
	"github.com/tenantry/tenantry/internal/member"
	"github.com/tenantry/tenantry/internal/number"
	"github.com/tenantry/tenantry/internal/organization"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	staff = access.Operator()
)

// world is the services over one database.
type world struct {
	*imports.Service
	d             *db.DB
	jobs          *job.Service
	organizations *organization.Service
	tree          *group.Service
	numbers       *number.Service
}

// listed is all groups on one page.
var listed = group.Query{Limit: 200}

func open(d *db.DB) world {
	var ticks atomic.Int64
	now := func() time.Time {
		return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Add(1)) * time.Microsecond)
	}
	cursors := db.NewCursors([]byte("key"))
	organizations := organization.NewService(organization.Config{
		DB: d, Now: now, Cursors: cursors,
		Rules: organization.Rules{ClientClassifications: []string{"local_government", "public_institution", "company", "other"}, TimeZone: "Asia/Seoul", Country: "KR"},
		Hooks: organization.Hooks{
			Created:  func(context.Context, *db.Tx, audit.Actor, []string, string) error { return nil },
			Deleting: func(context.Context, *db.Tx, string) error { return nil },
		},
		References: []organization.Reference{{
			Kind:             "group",
			NeedsContracting: func(o organization.Organization) bool { return o.GroupID != "" && o.ParentID == "" },
			Find: func(ctx context.Context, q db.Querier, organizationID string, _ int) (int, []organization.Example, error) {
				g, found, err := group.Found(ctx, q, organizationID)
				return map[bool]int{true: 1}[found], []organization.Example{{ID: g.ID, Name: g.Name}}, err
			},
		}},
	})
	groups := group.NewService(group.Config{
		DB: d, Now: now, Cursors: cursors, Access: access.NewService(d), Hooks: group.Hooks{Moved: member.Lists.Moved, Rebuild: member.Lists.Rebuild},
	})
	jobs := job.NewService(d, now)
	numbers := number.NewService(number.Config{
		DB: d, Now: now, Cursors: cursors, Country: "KR",
		Usages: func(context.Context, db.Querier, []string) (map[string][]number.Usage, error) { return nil, nil },
	})
	s := imports.NewService(imports.Config{
		DB: d, Now: now, Cursors: cursors, Jobs: jobs, Organizations: organizations, Groups: groups, Numbers: numbers,
		Caller: func(context.Context, audit.Actor) (access.Caller, error) { return staff, nil },
	})
	return world{s, d, jobs, organizations, groups, numbers}
}

// Create uploads a file of organizations, and returns once it is checked.
func (w world) Create(ctx context.Context, caller access.Caller, name string, content []byte, mode string) (imports.Import, error) {
	return w.bring(caller, imports.Draft{Kind: imports.Organizations, Mode: mode, File: imports.File{Name: name, Size: int64(len(content)), ReaderAt: bytes.NewReader(content)}})
}

func (w world) bring(caller access.Caller, d imports.Draft) (imports.Import, error) {
	im, err := w.Service.Create(ctx, caller, d)
	if err != nil {
		return im, err
	}
	return w.settled(caller, im.ID)
}

// Apply applies an import, and returns once that is over; what it was refused for is the error.
func (w world) Apply(ctx context.Context, caller access.Caller, importID string) (imports.Import, error) {
	if _, err := w.Service.Apply(ctx, caller, importID); err != nil {
		return imports.Import{}, err
	}
	im, err := w.settled(caller, importID)
	if err == nil && im.Outdated {
		err = fault.New(fault.Conflict, "import_outdated", "checked again")
	}
	return im, err
}

// settled works until nothing is under way any more.
func (w world) settled(caller access.Caller, importID string) (imports.Import, error) {
	for {
		if _, err := w.jobs.Work(ctx); err != nil {
			return imports.Import{}, err
		}
		im, err := w.Get(ctx, caller, importID)
		if err != nil || im.Status != imports.Checking && im.Status != imports.Applying {
			if im.Status == imports.Failed {
				err = fault.New(fault.Conflict, im.Failure.Code, im.Failure.Message)
			}
			return im, err
		}
		time.Sleep(time.Millisecond) // somebody else is at it
	}
}

const header = "key,parent_key,name,classification,type,client_classification,address,control_organization_integrated," +
	"registered_organization_key,representative_name,main_phone,business_registration_number"

// file makes a CSV of lines below the header.
func file(lines ...string) []byte { return []byte(header + "\n" + strings.Join(lines, "\n") + "\n") }

// head is a line of a contracting organization, below is one of an executing organization.
func head(key, parent string) string {
	return fmt.Sprintf("%s,%s,%s,client,contracting,company,주소,,,강지민,,%s", key, parent, "이름 "+key, businessNumber(key))
}

// businessNumber is a number of its own for each key.
func businessNumber(key string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	for digit := range 10 {
		if n, problem := organization.BusinessRegistrationNumber(fmt.Sprintf("%09d%d", h.Sum32()%1_000_000_000, digit)); problem == nil {
			return organization.ShowBusinessRegistrationNumber(n)
		}
	}
	panic("no check digit fits")
}

func below(key, parent, registered string) string {
	return fmt.Sprintf("%s,%s,%s,partner,executing,,주소,,%s,,,", key, parent, "이름 "+key, registered)
}

func (w world) load(t *testing.T, lines ...string) imports.Report {
	t.Helper()
	r, err := w.Load(ctx, staff, "f.csv", file(lines...), "", false)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// upload checks a file and returns its rows.
func (w world) upload(t *testing.T, content []byte, mode string) (imports.Import, []imports.Row) {
	t.Helper()
	im, err := w.Create(ctx, staff, "f.csv", content, mode)
	if err != nil {
		t.Fatal(err)
	}
	w.spoken(t, im)
	rows, _, _, err := w.Rows(ctx, staff, im.ID, imports.RowsWanted{}, 10_000, "")
	if err != nil {
		t.Fatal(err)
	}
	return im, rows
}

// verdicts are the rows as "status column:code column:code", errors before warnings, in order.
func verdicts(rows []imports.Row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		parts := []string{r.Status}
		for _, notes := range [][]imports.Note{r.Errors, r.Warnings} {
			codes := make([]string, len(notes))
			for j, n := range notes {
				codes[j] = n.Column + ":" + n.Code
			}
			slices.Sort(codes)
			parts = append(parts, codes...)
		}
		out[i] = strings.Join(parts, " ")
	}
	return out
}

func (w world) number(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	if err := w.d.QueryRow(ctx, query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (w world) organizationCount(t *testing.T) int {
	t.Helper()
	return w.number(t, "SELECT COUNT(*) FROM organization WHERE id <> $1", id.PlatformOrganization)
}
