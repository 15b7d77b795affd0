package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tenantry/tenantry/internal/audit"
)

// errBroken is the error of a trail that is not whole; what is wrong with it has been said.
var errBroken = errors.New("the audit trail is not whole")

func (c *command) audit() *cobra.Command {
	parent := &cobra.Command{Use: "audit", Short: "The audit trail"}
	parent.AddCommand(&cobra.Command{
		Use: "verify", Short: "Check that nothing in the audit trail was changed, taken out or cut off",
		Long: "Check that nothing in the audit trail was changed, taken out or cut off. It changes nothing, and others may go\n" +
			"on working meanwhile. It exits with 1 where something is wrong, and says where each organization's trail\n" +
			"first goes wrong.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			broken := 0
			report, err := a.Sealer.Verify(cmd.Context(), func(b audit.Broken) error {
				broken++
				return c.say(brokenLine(b))
			})
			if err = errors.Join(err, a.Close()); err != nil {
				return err
			}
			lines := []string{fmt.Sprintf("%d events of %d organizations are chained", report.Events, report.Organizations)}
			if report.Erased > 0 {
				lines = append(lines, fmt.Sprintf("%d addresses and details were erased, as when an account is deleted", report.Erased))
			}
			if report.Gone > 0 {
				lines = append(lines, fmt.Sprintf("%d organizations were erased with their trail", report.Gone))
			}
			if report.Waiting > 0 {
				lines = append(lines, fmt.Sprintf("%d events are not chained yet, the oldest of %s; a running server does that within seconds", report.Waiting, report.Oldest.Format(time.RFC3339)))
			}
			if broken == 0 {
				lines = append(lines, "everything is whole")
			}
			for _, line := range lines {
				if err := c.say(line); err != nil {
					return err
				}
			}
			if broken > 0 {
				return errBroken
			}
			return nil
		},
	})
	return parent
}

func brokenLine(b audit.Broken) string {
	line := "BROKEN"
	if b.OrganizationID != "" {
		line += " " + b.OrganizationID
	}
	if b.Seq > 0 {
		line += fmt.Sprintf(" at event %d", b.Seq)
	}
	if b.EventID != "" {
		line += " (" + b.EventID + ")"
	}
	return line + ": " + b.Reason
}

func (c *command) say(line string) error {
	_, err := fmt.Fprintln(c.streams.Out, line)
	return err
}
