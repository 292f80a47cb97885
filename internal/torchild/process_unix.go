//go:build unix

package torchild

import "syscall"

// ownGroup puts tor into a process group of its own: at Ctrl-C the terminal signals the whole group, and tor would be
// gone before the drop has answered the requests it has begun.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
