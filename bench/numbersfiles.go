package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/tenantry/tenantry/bench/database"
	"github.com/tenantry/tenantry/bench/population"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// What files of numbers may take.
const (
	overBareImport = 2   // against excelize's bare read and a bare bulk insert together
	overBareExport = 1.5 // against excelize's bare writer
	maxFiles       = 150 // MB resident at most, of the whole process
	maxSilence     = time.Second
	maxRangeTook   = time.Second
	fileRounds     = 3
	rangeOf        = 10_000
	eachOf         = 100 // numbers of one organization in a file
)

// files is the built program on the database full of numbers, and what it is compared with.
type files struct {
	*numbersBench
	bare    *db.DB
	program *program
	used    int // numbers that were made up so far, behind the first digits that are free
}

// measureFiles measures exports, ranges and imports with the built program, each on a fresh process.
func (b *numbersBench) measureFiles(ctx context.Context) (err error) {
	f := &files{numbersBench: b}
	if f.bare, err = db.Open(ctx, b.url); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.bare.Close()) }()
	if err := f.copyTable(ctx); err != nil {
		return err
	}
	for _, measure := range []func(ctx context.Context) error{f.exports, f.ranges, f.imports, f.largeImport} {
		if f.program, err = startProgram(ctx, b.url, b.dir); err != nil {
			return err
		}
		if err := errors.Join(measure(ctx), f.program.stop()); err != nil {
			return err
		}
	}
	return nil
}

// copyTable makes a second table of numbers, with the same columns, indexes and rows.
func (f *files) copyTable(ctx context.Context) error {
	if f.engine == db.Postgres {
		for _, statement := range []string{
			"CREATE TABLE bare_number (LIKE outgoing_number INCLUDING ALL)",
			"ALTER TABLE bare_number ADD FOREIGN KEY (organization_id) REFERENCES organization (id)",
			"INSERT INTO bare_number SELECT * FROM outgoing_number",
			"VACUUM ANALYZE bare_number",
		} {
			if err := f.execute(ctx, f.url, statement); err != nil {
				return err
			}
		}
		return nil
	}
	return f.bare.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := tx.Query(ctx, "SELECT sql FROM sqlite_master WHERE tbl_name = 'outgoing_number' AND sql IS NOT NULL ORDER BY type DESC") // the table first
		if err != nil {
			return err
		}
		statements, err := db.Collect(rows, func(s *string) []any { return []any{s} })
		if err != nil {
			return err
		}
		for _, statement := range append(statements, "INSERT INTO bare_number SELECT * FROM outgoing_number") {
			if !strings.HasPrefix(statement, "INSERT") {
				statement = strings.ReplaceAll(statement, "outgoing_number", "bare_number")
			}
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// line is a row of a file of numbers.
type line struct {
	number, billing uint64
	organization    int32
	lettering       string
}

// cells are a line as people have it in a spreadsheet.
func (l line) cells() []any {
	return []any{
		phone.Display(phone.Number(population.Canonical(l.number)), "KR"), l.lettering,
		phone.Display(phone.Number(population.Canonical(l.billing)), "KR"), population.OrganizationID(l.organization),
	}
}

var numberColumns = []any{"number", "lettering", "billing_number", "organization_id"}

// lines makes up n numbers that are not registered, of as many organizations as have a hundred each.
func (f *files) lines(n int) []line {
	all := make([]line, n)
	for i := range all {
		organization := int32((f.used + i) / eachOf * 131 % len(f.people.Organizations))
		first := population.Free()[0]*1_0000_0000 + 2000_0000 + uint64(f.used+i)
		all[i] = line{number: first, billing: first - uint64(f.used+i)%eachOf, organization: organization, lettering: database.Lettering(f.names, organization, 0)}
	}
	f.used += n
	return all
}

// request sends one to the program as a member of staff.
func (f *files) request(method, path, contentType string, body io.Reader, into any) error {
	r, err := http.NewRequest(method, f.program.base+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Cookie", f.cookies[f.staff])
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // only read
	if answer.StatusCode >= 300 {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 2000))
		return fmt.Errorf("%s %s: %s %s", method, path, answer.Status, said)
	}
	if into == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// resident reports what the program took at most.
func (f *files) resident(what string) error {
	peak, err := memory(f.program.cmd.Process.Pid, "VmHWM")
	if err != nil {
		return err
	}
	f.report.figure(what, string(f.engine), peak, maxFiles, "MB")
	return nil
}

// exports measures the download of all numbers against excelize's writer, to which every row is ready in memory.
func (f *files) exports(context.Context) error {
	rows := make([][]any, len(f.all))
	for i, n := range f.all {
		lettering := ""
		if n.Word >= 0 {
			lettering = database.Lettering(f.names, n.Organization, int(n.Word))
		}
		rows[i] = line{n.Digits, n.Billing, n.Organization, lettering}.cells()
	}
	var ours, bare, text []time.Duration
	for range fileRounds {
		for _, run := range []struct {
			took *[]time.Duration
			do   func() error
		}{
			{&ours, func() error { return f.request("GET", "/v1/numbers/export?format=xlsx", "", nil, nil) }},
			{&bare, func() error { return bareWrite(io.Discard, rows) }},
			{&text, func() error { return f.request("GET", "/v1/numbers/export?format=csv", "", nil, nil) }},
		} {
			start := time.Now()
			if err := run.do(); err != nil {
				return err
			}
			*run.took = append(*run.took, time.Since(start))
		}
	}
	f.report.times(fmt.Sprintf("export of %d rows as xlsx / excelize's writer", len(rows)), f.engine, middle(ours), middle(bare), overBareExport, true)
	f.report.info(fmt.Sprintf("export of %d rows as csv", len(rows)), f.engine, middle(text))
	return f.resident("resident at most while exporting them")
}

// ranges measures adding as many consecutive numbers as one may.
func (f *files) ranges(context.Context) error {
	path := "/v1/organizations/" + population.OrganizationID(f.people.Few) + "/number-ranges"
	var added, looked []time.Duration
	for i := range max(f.rounds, 3) {
		first := population.Canonical(population.Free()[1]*1_0000_0000 + 2000_0000 + uint64(i)*rangeOf)
		body := encoded(map[string]string{"billingNumber": first, "first": first, "lastFourDigits": "9999", "lettering": "민원 안내"})
		for _, step := range []struct {
			query string
			took  *[]time.Duration
		}{{"?dryRun=true", &looked}, {"", &added}} {
			var answer struct {
				Count int `json:"count"`
			}
			start := time.Now()
			if err := f.request("POST", path+step.query, "application/json", strings.NewReader(body), &answer); err != nil {
				return err
			}
			*step.took = append(*step.took, time.Since(start))
			if answer.Count != rangeOf {
				return fmt.Errorf("a range of %d numbers", answer.Count)
			}
		}
	}
	f.report.within(fmt.Sprintf("slowest range of %d numbers", rangeOf), f.engine, slowest(added), maxRangeTook)
	f.report.info(fmt.Sprintf("median range of %d numbers", rangeOf), f.engine, middle(added))
	f.report.info("look before it", f.engine, middle(looked))
	return nil
}

// imported is what an import took.
type imported struct {
	check, apply time.Duration
	silence      time.Duration // the longest without news while checking
	resident     float64       // at most until it was checked, in MB
}

func (i imported) all() time.Duration { return i.check + i.apply }

// imports measures files of a tenth of what there is against the least that could be done: excelize reads the file,
// and the rows go into a table with the same indexes that holds as many.
func (f *files) imports(ctx context.Context) error {
	n := len(f.all) / 10
	var ours, read, inserted, check, apply, sum []time.Duration
	for round := range fileRounds {
		lines := f.lines(n)
		path := fmt.Sprintf("%s/numbers-%s-%d.xlsx", f.dir, f.engine, round)
		if err := writeLines(path, lines); err != nil {
			return err
		}
		took, err := f.importFile(path, n)
		if err != nil {
			return err
		}
		start := time.Now()
		if err := bareRead(path, n); err != nil {
			return err
		}
		reading := time.Since(start)
		inserting, err := f.bareInsert(ctx, lines)
		if err != nil {
			return err
		}
		ours, check, apply = append(ours, took.all()), append(check, took.check), append(apply, took.apply)
		read, inserted, sum = append(read, reading), append(inserted, inserting), append(sum, reading+inserting)
	}
	f.report.times(fmt.Sprintf("import of %d rows, upload to done / bare read and bare insert", n), f.engine, middle(ours), middle(sum), overBareImport, true)
	f.report.info("of that: upload and check", f.engine, middle(check))
	f.report.info("of that: apply", f.engine, middle(apply))
	f.report.info("excelize's bare read", f.engine, middle(read))
	f.report.info("bare bulk insert", f.engine, middle(inserted))
	return nil
}

// largeImport measures what a file as large as everything takes of memory, and whether it tells how far it is.
func (f *files) largeImport(context.Context) error {
	n := len(f.all)
	path := fmt.Sprintf("%s/numbers-%s-large.xlsx", f.dir, f.engine)
	if err := writeLines(path, f.lines(n)); err != nil {
		return err
	}
	took, err := f.importFile(path, n)
	if err != nil {
		return err
	}
	f.report.within(fmt.Sprintf("longest time without news while checking %d rows", n), f.engine, took.silence, maxSilence)
	f.report.info(fmt.Sprintf("import of %d rows, upload and check", n), f.engine, took.check)
	f.report.info(fmt.Sprintf("import of %d rows, apply", n), f.engine, took.apply)
	return f.resident(fmt.Sprintf("resident at most while importing %d rows (%.0f MB until they were checked)", n, took.resident))
}

// importFile uploads a file, waits until it is checked, applies it and waits again.
func (f *files) importFile(path string, n int) (imported, error) {
	file, err := os.Open(path)
	if err != nil {
		return imported{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	body, header := io.Pipe()
	form := multipart.NewWriter(header)
	go func() {
		err := form.WriteField("kind", "numbers")
		part, createErr := form.CreateFormFile("file", "numbers.xlsx")
		if err = errors.Join(err, createErr); err == nil {
			_, err = io.Copy(part, file)
		}
		header.CloseWithError(errors.Join(err, form.Close())) //nolint:errcheck // it is always nil
	}()
	var took imported
	start := time.Now()
	var im importState
	if err := f.request("POST", "/v1/imports", form.FormDataContentType(), body, &im); err != nil {
		return took, err
	}
	if took.silence, err = f.await(&im, "checking", "ready"); err != nil {
		return took, err
	}
	took.check = time.Since(start)
	if took.resident, err = memory(f.program.cmd.Process.Pid, "VmHWM"); err != nil {
		return took, err
	}
	if im.Counts.Add != n {
		return took, fmt.Errorf("the check found %+v in a file of %d rows", im.Counts, n)
	}
	start = time.Now()
	if err := f.request("POST", "/v1/imports/"+im.ID+"/apply", "application/json", nil, &im); err != nil {
		return took, err
	}
	_, err = f.await(&im, "applying", "done")
	took.apply = time.Since(start)
	return took, err
}

// importState is what an answer says of an import.
type importState struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Progress struct {
		Done int64 `json:"done"`
	} `json:"progress"`
	Counts struct {
		Add     int `json:"add"`
		Skip    int `json:"skip"`
		Invalid int `json:"invalid"`
	} `json:"counts"`
	Failure json.RawMessage `json:"failure"`
}

// await asks for an import until its status is another, and returns the longest time in which nothing was new.
func (f *files) await(im *importState, while, until string) (silence time.Duration, err error) {
	news, done := time.Now(), im.Progress.Done
	for im.Status == while {
		time.Sleep(20 * time.Millisecond)
		if err := f.request("GET", "/v1/imports/"+im.ID, "", nil, im); err != nil {
			return 0, err
		}
		if im.Progress.Done != done || im.Status != while {
			silence, news, done = max(silence, time.Since(news)), time.Now(), im.Progress.Done
		}
	}
	if im.Status != until {
		return 0, fmt.Errorf("the import is %s: %s", im.Status, im.Failure)
	}
	return silence, nil
}

// bareInsert puts lines as they are stored into the copy of the table, and returns what that took.
func (f *files) bareInsert(ctx context.Context, lines []line) (time.Duration, error) {
	now := time.Now()
	rows := make([][]any, len(lines))
	for i, l := range lines {
		number, at := population.Canonical(l.number), db.Micros(now)
		rows[i] = []any{
			id.New(id.Number, now), 1, population.OrganizationID(l.organization), number, number[len(number)-4:], population.Canonical(l.billing),
			l.lettering, text.Fold(l.lettering), at, at, at,
		}
	}
	start := time.Now()
	err := f.bare.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.BulkInsert(ctx, "bare_number", strings.Fields("id version organization_id number last_four billing_number lettering lettering_fold owned_since created_at updated_at"),
			db.Rows(rows, func(row []any) []any { return row }))
		return err
	})
	return time.Since(start), err
}

func writeLines(path string, lines []line) error {
	rows := make([][]any, len(lines))
	for i, l := range lines {
		rows[i] = l.cells()
	}
	var out bytes.Buffer
	if err := bareWrite(&out, rows); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o600)
}
