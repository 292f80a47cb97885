// Package confine shuts a running program in, from within: what it opened before stays usable, and from then on it reaches the directories it
// names and nothing else, whatever code has come to run in it.
//
// Files are kept apart by Landlock, system calls by a seccomp filter; both need no rights and are not undone by anything. Landlock also
// keeps signals and abstract sockets inside, on kernels that know how (Linux 6.15, ABI 7), and ptrace on all. It trusts the kernel, and
// nothing that runs afterwards. Where the kernel lacks something the rest holds, and State says which.
//
// A child is started before, and shuts itself in by Run. Once its parent has entered, that cannot signal it any more: there must be another way to
// end it. Only the drop imports this package: for a program that must start others later, such as the courier, its filter is too narrow.
package confine

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotWhole is returned where confinement was insisted on and the kernel cannot keep both files and system calls apart.
var ErrNotWhole = errors.New("this kernel cannot confine the drop wholly")

// State says which protections hold, or could.
type State struct {
	Landlock int  `json:"landlock"` // the kernel's ABI as far as it is used; 0 if there is none: then files are not kept apart
	Calls    bool `json:"calls"`    // system calls are filtered
}

// Whole says whether files and system calls are kept apart. Signals and abstract sockets may not be.
func (s State) Whole() bool { return s.Landlock > 0 && s.Calls }

// scopes is the first ABI of Landlock that keeps signals and abstract sockets inside and lets threads of one process signal each other, as Go's
// runtime does all the time. ABI 6 did not.
const scopes = 7

// String is one line for the operator: what holds, and what does not.
func (s State) String() string {
	var held, missing []string
	say := func(holds bool, what string) {
		if holds {
			held = append(held, what)
		} else {
			missing = append(missing, what)
		}
	}
	say(s.Landlock > 0, "files")
	say(s.Landlock >= scopes, "signals")
	say(s.Calls, "system calls")
	switch {
	case len(held) == 0:
		return "not confined: this kernel has neither Landlock nor seccomp filters"
	case len(missing) == 0:
		return fmt.Sprintf("confined: %s (Landlock ABI %d, seccomp)", strings.Join(held, ", "), s.Landlock)
	}
	return fmt.Sprintf("confined: %s (Landlock ABI %d); this kernel cannot confine: %s",
		strings.Join(held, ", "), s.Landlock, strings.Join(missing, ", "))
}

// Paths are what a confined program reaches in the file system.
type Paths struct {
	Write   []string // directories: files below them may be made, changed, moved and removed
	Read    []string // directories and files, if they are there
	Execute []string // directories and files that may be read and run, if they are there
}
