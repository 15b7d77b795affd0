//go:build !linux

package dbtest

import "syscall"

// dieWithParent has no equivalent here: without [Main] the server outlives a
// test process that is killed.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{}
}

// memoryFolder has no equivalent here.
func memoryFolder() string { return "" }
