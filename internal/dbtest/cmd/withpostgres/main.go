// Command withpostgres starts a throw-away PostgreSQL server, runs the command
// given as its arguments with TENANTRY_TEST_POSTGRES set to the server's URL,
// stops the server and exits with the command's status. Where the variable is
// set already, that server is used.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/tenantry/tenantry/internal/dbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
	}
	os.Exit(status)
}

func run(command []string) (status int, err error) {
	// A signal ends the command, and the server goes after it.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)

	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if os.Getenv(dbtest.ServerVariable) == "" {
		cluster, err := dbtest.StartCluster()
		if err != nil {
			return 1, err
		}
		defer cluster.Stop()
		cmd.Env = append(os.Environ(), dbtest.ServerVariable+"="+cluster.URL("postgres"))
	}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s)
		}
	}()
	if err := cmd.Wait(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return 1, err
		}
		return max(1, exit.ExitCode()), nil // -1 where a signal ended it
	}
	return 0, nil
}
