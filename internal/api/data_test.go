package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/audit"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/organization"
)

// object is a JSON object.
type object map[string]any

// with is the object with one more member; a nil value is JSON's null.
func (o object) with(key string, value any) object {
	more := object{}
	for k, v := range o {
		more[k] = v
	}
	more[key] = value
	return more
}

func (o object) without(key string) object {
	less := o.with(key, nil)
	delete(less, key)
	return less
}

// contracting is the registration of a client that is contracting.
func contracting() object {
	return object{
		"classification": "client", "type": "contracting", "clientClassification": "local_government",
		"address": object{"base": "서울특별시 종로구"}, "representativeName": "정지호", "businessRegistrationNumber": "116-82-00276",
	}
}

// executing is the registration of a client under a contracting organization.
func executing(under string) object {
	return object{
		"classification": "client", "type": "executing", "clientClassification": "local_government",
		"address": object{"base": "서울특별시 종로구"}, "registeredOrganizationId": under,
	}
}

// register registers an organization and returns its ID.
func (c *client) register(name string, registration object) string {
	c.w.Helper()
	return c.post("/v1/organizations", object{"name": name, "registration": registration}).is(201).text("id")
}

// create creates an organization of the caller's own and returns its ID.
func (c *client) create(name string) string {
	c.w.Helper()
	return c.post("/v1/organizations", object{"name": name, "timeZone": "Asia/Tokyo"}).is(201).text("id")
}

// load adds many organizations at once, as an import would.
func (w *world) load(n int, draft func(i int) organization.Draft) []string {
	w.Helper()
	ids := make([]string, n)
	w.must(w.app.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		all := make([]organization.Organization, n)
		for i := range all {
			now := w.clock.Now()
			d := draft(i)
			if fields, _ := w.app.Organizations.Rules().Check(&d, organization.Options{}); fields.Err() != nil {
				return fields.Err()
			}
			ids[i] = id.New(id.Organization, now)
			all[i] = organization.Organization{ID: ids[i], Version: 1, Draft: d, CreatedAt: now, UpdatedAt: now}
		}
		return w.app.Organizations.CreateAll(ctx, tx, audit.Actor{}, "", all)
	}))
	return ids
}

// spare makes a contracting organization that stands alone, and returns its ID.
func (w *world) spare(name string) string {
	w.Helper()
	return w.spares(1, name)[0]
}

// spares makes several, of the same name.
func (w *world) spares(n int, name string) []string {
	w.Helper()
	return w.load(n, func(int) organization.Draft {
		d := metaDraft(name)
		d.ExternalKey = ""
		return d
	})
}

// rows runs a query and returns each row as text, sorted.
func (w *world) rows(query string, args ...any) []string {
	w.Helper()
	rows, err := w.app.DB.Query(context.Background(), query, args...)
	w.must(err)
	defer rows.Close() //nolint:errcheck // a test
	columns, err := rows.Columns()
	w.must(err)
	out := []string{}
	for rows.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		w.must(rows.Scan(places...))
		out = append(out, fmt.Sprintf("%v", values))
	}
	w.must(rows.Err())
	slices.Sort(out)
	return out
}

// exec changes the database behind the program's back.
func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.must(w.app.DB.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}))
}

// dump is all that is stored: a line a row, after a line with the table's name.
func (w *world) dump() string {
	w.Helper()
	if w.dumping == "" {
		w.dumping = w.dumpQuery()
	}
	rows, err := w.app.DB.Query(context.Background(), w.dumping)
	w.must(err)
	tables, err := db.Collect(rows, func(s *string) []any { return []any{s} })
	w.must(err)
	return strings.Join(tables, "\n")
}

// dumpQuery yields each table as one text. That the engine writes it, rather than a loop over the rows, is what
// makes it cheap to look at everything before and after a request.
func (w *world) dumpQuery() string {
	w.Helper()
	names, joined, line := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", "string_agg", "CAST(whole AS TEXT)"
	lite := w.app.DB.Engine() == db.SQLite
	if lite {
		names, joined = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", "group_concat"
	}
	var tables []string
	for _, table := range w.rows(names) {
		table = strings.Trim(table, "[]")
		if lite {
			var columns []string
			for _, column := range w.rows("SELECT name FROM pragma_table_info($1)", table) {
				columns = append(columns, fmt.Sprintf("quote(%q)", strings.Trim(column, "[]")))
			}
			line = strings.Join(columns, " || ' ' || ")
		}
		tables = append(tables, fmt.Sprintf("SELECT '%s' || COALESCE('\n' || %s(%s, '\n'), '') FROM %q AS whole%s", table, joined, line, table, besideRefusals[table]))
	}
	return strings.Join(tables, " UNION ALL ")
}

// besideRefusals leaves out what a refused request may leave behind: that it was refused.
var besideRefusals = map[string]string{
	"audit_event":  " WHERE action <> 'access.refused'",
	"audit_detail": " WHERE event_id NOT IN (SELECT id FROM audit_event WHERE action = 'access.refused')",
	"audit_queue":  " WHERE event_id NOT IN (SELECT id FROM audit_event WHERE action = 'access.refused')",
}

// unchanged fails the test if f changes anything that is stored.
func (w *world) unchanged(what string, f func()) {
	w.Helper()
	if changed := w.changes(f); changed != nil {
		w.Fatalf("%s changed what is stored: %q", what, changed)
	}
}

// changes is what is stored after f that was not there before, a few lines of it; nil where f changed nothing.
func (w *world) changes(f func()) []string {
	w.Helper()
	w.settle() // what earlier requests left to be done
	before := w.dump()
	f()
	after := w.dump()
	if before == after {
		return nil
	}
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	if slices.Equal(sorted(was), sorted(is)) { // the engine may give the rows in another order
		return nil
	}
	changed := []string{}
	for _, line := range is {
		if !slices.Contains(was, line) && len(changed) < 5 {
			changed = append(changed, shorten(line))
		}
	}
	return changed
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }

// events are the actions that the audit trail has of a target, in order.
func (w *world) events(target string) []string {
	w.Helper()
	out := []string{}
	for _, row := range w.rows("SELECT id, action FROM audit_event WHERE target = $1", target) {
		_, action, _ := strings.Cut(strings.Trim(row, "[]"), " ")
		out = append(out, action)
	}
	return out
}
