// Package cli is the command line. Every subcommand works while another process serves.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tenantry/tenantry/internal/app"
	"github.com/tenantry/tenantry/internal/config"
	"github.com/tenantry/tenantry/internal/fault"
)

// Exit codes.
const (
	ExitFailed  = 1 // it was tried and did not work out
	ExitRefused = 2 // what was asked for breaks a rule
)

// Streams are where the program reads and writes.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// Run runs one command line and returns its exit code. ready is told the address when serve accepts
// connections; it may be nil.
func Run(ctx context.Context, args []string, streams Streams, ready func(net.Addr)) int {
	c := &command{streams: streams, ready: ready}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(streams.In)
	root.SetOut(streams.Out)
	root.SetErr(streams.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if f, ok := fault.As(err); ok {
		c.refused(f)
		return ExitRefused
	}
	fmt.Fprintln(streams.Err, "tenantry:", err) //nolint:errcheck // there is nowhere else to say it
	return ExitFailed
}

type command struct {
	streams Streams
	ready   func(net.Addr)
	file    string
	flags   map[string]*string
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "tenantry",
		Short:         "The console and API for organizations, people, access and outgoing numbers",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.flags = map[string]*string{}
	root.PersistentFlags().StringVar(&c.file, "config", os.Getenv("TENANTRY_CONFIG"), "file of TENANTRY_NAME=value lines")
	for _, s := range config.Settings {
		if s.Secret {
			continue
		}
		usage := s.Usage
		if s.Default != "" {
			usage += " (default " + s.Default + ")"
		}
		c.flags[s.Flag()] = root.PersistentFlags().String(s.Flag(), "", usage+" ["+s.Variable()+"]")
	}
	root.AddCommand(c.serve(), c.staff(), c.imports(), c.products(), c.audit(), c.version())
	return root
}

// open builds the program as the flags, the environment and the file say.
func (c *command) open(cmd *cobra.Command) (*app.App, error) {
	given := map[string]string{}
	for name, value := range c.flags {
		if cmd.Flags().Changed(name) {
			given[name] = *value
		}
	}
	conf, err := config.Load(os.LookupEnv, given, c.file)
	if err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	var handler slog.Handler = slog.NewTextHandler(c.streams.Err, options)
	if conf.LogFormat == "json" {
		handler = slog.NewJSONHandler(c.streams.Err, options)
	}
	slog.SetDefault(slog.New(handler))
	return app.Open(cmd.Context(), conf, nil)
}

func (c *command) serve() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve the console and the API", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			return errors.Join(a.Serve(cmd.Context(), c.ready), a.Close())
		},
	}
}

func (c *command) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(c.streams.Out, "tenantry", app.Version)
			return err
		},
	}
}

func (c *command) staff() *cobra.Command {
	staff := &cobra.Command{Use: "staff", Short: "The platform's own staff"}
	var email, name string
	var fromStdin bool
	add := &cobra.Command{
		Use: "add --email E --name N [--password-stdin]", Short: "Make somebody a platform Admin",
		Long: "Make somebody a platform Admin. Without --password-stdin it prints a link, good for 24 hours, by which\n" +
			"they choose a password of their own. An account that exists keeps its password.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			password := ""
			if fromStdin {
				line, err := io.ReadAll(io.LimitReader(c.streams.In, 4096))
				if err != nil {
					return fmt.Errorf("read the password: %w", err)
				}
				if password = strings.TrimRight(string(line), "\r\n"); password == "" {
					return errors.New("--password-stdin: no password came in")
				}
			}
			a, err := c.open(cmd)
			if err != nil {
				return err
			}
			added, err := a.Staff.Add(cmd.Context(), app.Operator().Actor, email, name, password)
			if err = errors.Join(err, a.Close()); err != nil {
				return err
			}
			if added.Token != "" {
				_, err = fmt.Fprintf(c.streams.Out, "%s is a platform Admin. Give them this link; it can be used once, within 24 hours:\n\n    %s\n\n",
					email, app.SetUpLink(a.Config, added.Token))
			} else {
				_, err = fmt.Fprintf(c.streams.Out, "%s is a platform Admin.\n", email)
			}
			return err
		},
	}
	add.Flags().StringVar(&email, "email", "", "e-mail address, which is the name to sign in by")
	add.Flags().StringVar(&name, "name", "", "display name, at most 20 characters")
	add.Flags().BoolVar(&fromStdin, "password-stdin", false, "read the password from standard input")
	for _, flag := range []string{"email", "name"} {
		if err := add.MarkFlagRequired(flag); err != nil {
			panic(err) // the flag is defined three lines above
		}
	}
	staff.AddCommand(add)
	return staff
}

// refused tells a refusal and the fields that it is about.
func (c *command) refused(f *fault.Error) {
	name := func(field fault.Field) string { return field.Location[strings.LastIndexByte(field.Location, '.')+1:] }
	if len(f.Fields) == 1 {
		fmt.Fprintf(c.streams.Err, "tenantry: %s: %s\n", name(f.Fields[0]), f.Fields[0].Message) //nolint:errcheck // there is nowhere else to say it
		return
	}
	fmt.Fprintf(c.streams.Err, "tenantry: %s\n", f.Message) //nolint:errcheck // as above
	for _, field := range f.Fields {
		fmt.Fprintf(c.streams.Err, "  %s: %s\n", name(field), field.Message) //nolint:errcheck // as above
	}
}
