package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/imports"
)

// shownRows is how many invalid rows are printed.
const shownRows = 20

func (c *command) imports() *cobra.Command {
	parent := &cobra.Command{Use: "import", Short: "Load files"}
	dryRun, groupName := false, ""
	organizations := &cobra.Command{
		Use: "organizations FILE", Short: "Load organizations from a .csv or .xlsx file, all or nothing",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			report, err := a.Imports.Load(cmd.Context(), app.Operator(), filepath.Base(args[0]), content, groupName, dryRun)
			if err = errors.Join(err, a.Close()); err != nil {
				return err
			}
			return c.report(report, dryRun)
		},
	}
	organizations.Flags().BoolVar(&dryRun, "dry-run", false, "say what would happen and change nothing")
	organizations.Flags().StringVar(&groupName, "group", "", "name of the group that the file's one tree becomes (default: the highest level's)")
	parent.AddCommand(organizations)
	return parent
}

func (c *command) report(r imports.Report, dryRun bool) error {
	for i, row := range r.Invalid {
		if i == shownRows {
			if _, err := fmt.Fprintf(c.streams.Out, "… and %d more invalid rows\n", len(r.Invalid)-i); err != nil {
				return err
			}
			break
		}
		for _, n := range row.Errors {
			if _, err := fmt.Fprintf(c.streams.Out, "line %d, %s: %s\n", row.Line, n.Column, n.Message); err != nil {
				return err
			}
		}
	}
	verb := "added"
	if !r.Applied {
		verb = "to add"
	}
	if _, err := fmt.Fprintf(c.streams.Out, "%d %s, %d unchanged, %d invalid\n", r.Counts.Add, verb, r.Counts.Skip, r.Counts.Invalid); err != nil {
		return err
	}
	if r.Groups > 0 {
		what := "groups"
		if r.Groups == 1 {
			what = "group"
		}
		if _, err := fmt.Fprintf(c.streams.Out, "%d %s made\n", r.Groups, what); err != nil {
			return err
		}
	}
	if len(r.Invalid) > 0 && !dryRun {
		return errors.New("nothing was imported: correct the invalid rows and try again")
	}
	return nil
}
