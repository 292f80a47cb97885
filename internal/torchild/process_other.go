//go:build !unix

package torchild

import "syscall"

func ownGroup() *syscall.SysProcAttr { return nil }
