package imports

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/group"
	"github.com/tenantry/tenantry/internal/id"
	"github.com/tenantry/tenantry/internal/text"
)

// Report is what a file of organizations did, or would do.
type Report struct {
	Counts  Counts
	Applied bool
	Groups  int   // that were made of the trees in the file
	Invalid []Row // the invalid rows
}

// Load checks a file of organizations and, unless dryRun, applies it when nothing in it is invalid. It is the command
// line's way in; there is nothing to look at in between. groupName, where it is not "", names the group of a file
// with one tree; a file with more, or none, is then refused on group.
func (s *Service) Load(ctx context.Context, caller access.Caller, fileName string, content []byte, groupName string, dryRun bool) (Report, error) {
	o := s.organizations
	if err := caller.Require(access.OrganizationsRegister, id.PlatformOrganization); err != nil {
		return Report{}, err
	}
	if groupName != "" {
		clean, problem := text.Line(groupName, group.MaxName, true)
		if problem != nil {
			return Report{}, fault.InvalidFields(fault.Field{Location: "group", Code: problem.Code, Message: problem.Message})
		}
		groupName = clean
	}
	t, err := o.read(content, fileName)
	if err != nil {
		return Report{}, err
	}
	var report Report
	run := func(ctx context.Context, tx *db.Tx) (err error) {
		report, err = s.load(ctx, tx, caller, t, groupName, dryRun)
		if err != nil || !report.Applied {
			return err
		}
		im := Import{ID: id.New(id.Import, s.now()), Kind: Organizations, Mode: ModeAll, FileName: fileName, Counts: report.Counts}
		return s.record(ctx, tx, caller.Actor, im, map[string]any{"groups": report.Groups})
	}
	if dryRun {
		err = s.db.Read(ctx, run)
	} else {
		err = s.write(ctx, run)
	}
	return report, err
}

// load judges the rows of a file and, unless dryRun or anything in it is invalid, adds what is to be added.
func (s *Service) load(ctx context.Context, tx *db.Tx, caller access.Caller, t table, groupName string, dryRun bool) (report Report, err error) {
	rows, err := s.organizations.judge(ctx, tx, t, caller)
	if err != nil {
		return report, err
	}
	for _, r := range rows {
		report.Counts.note(r.status, len(r.warnings) > 0)
		if r.status == Invalid {
			report.Invalid = append(report.Invalid, r.row())
		}
	}
	if groupName != "" && report.Counts.Invalid == 0 {
		if err := oneTree(rows); err != nil {
			return report, err
		}
	}
	if dryRun || report.Counts.Invalid > 0 || report.Counts.Add == 0 {
		return report, nil
	}
	report.Applied = true
	report.Groups, err = s.organizations.add(ctx, tx, caller, rows, groupName)
	return report, err
}

func (o *organizations) read(content []byte, name string) (table, error) {
	reader, index, err := openSheet(bytes.NewReader(content), int64(len(content)), name, o.rows(), o.columns(Import{}))
	if err != nil {
		return table{}, err
	}
	t, err := readTable(&checking{reader: reader, index: index})
	return t, errors.Join(err, reader.Close())
}

// write runs a check and what follows from it in one transaction, and begins anew where something else that
// is stored at the same moment came in between.
func (s *Service) write(ctx context.Context, f func(ctx context.Context, tx *db.Tx) error) error {
	const tries = 3
	for try := 1; ; try++ {
		err := s.db.Write(ctx, f)
		if try == tries || !fault.Is(err, errChanged.Code) && !fault.Is(err, "external_key_taken") {
			return err
		}
	}
}

// oneTree refuses a file whose rows are not all one new tree.
func oneTree(rows []*checked) error {
	tops := 0
	for _, row := range rows {
		if row.parentKey == "" {
			tops++
		}
	}
	if tops == 1 {
		return nil
	}
	return fault.InvalidFields(fault.Field{
		Location: "group", Code: "one_root",
		Message: fmt.Sprintf("A file for one group has one organization without parent_key; this one has %d. Leave --group out: each tree then becomes a group of its own.", tops),
	})
}
