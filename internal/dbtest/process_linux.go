package dbtest

import "syscall"

// dieWithParent makes a child end at once when the thread which started it
// does: SIGQUIT is PostgreSQL's immediate shutdown, which also removes its
// shared memory. A process group of its own keeps the terminal's Ctrl-C from
// ending the server before the tests that use it.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT, Setpgid: true}
}

// memoryFolder returns a folder in memory with room for a server, or "". There
// a database is created in 8 ms, on a disk it took up to 250 ms.
func memoryFolder() string {
	const folder = "/dev/shm"
	var stat syscall.Statfs_t
	if err := syscall.Statfs(folder, &stat); err != nil || stat.Bavail*uint64(stat.Bsize) < 1<<30 {
		return ""
	}
	if err := syscall.Access(folder, 0x2 /* W_OK */); err != nil {
		return ""
	}
	return folder
}
