package dbtest

import "syscall"

// dieWithParent makes a child end at once when the thread which started it
// does: SIGQUIT is PostgreSQL's immediate shutdown, which also removes its
// shared memory. A process group of its own keeps the terminal's Ctrl-C from
// ending the server before the tests that use it.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT, Setpgid: true}
}
