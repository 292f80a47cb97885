// Package jail runs one program on one hostile file where neither can do harm: in bubblewrap, with nothing of this machine but a read-only
// copy of the file, of the program, and the system's libraries.
//
// In the jail there is no network, no home, no /proc, no /dev and nothing that can be written to: what the program makes comes out at its
// standard output, as bytes that the caller reads with as much distrust as the file. It has process, IPC and host names of its own, no
// rights and no way to more, no system calls that decoders do without, and limits for memory, time, processes and output.
//
// It trusts the kernel's namespaces, bubblewrap and util-linux' prlimit. Only luwte/internal/desk/evidence imports it; nothing else of the
// desk may run programs at all.
package jail

import (
	"errors"
	"fmt"
	"time"
)

var (
	// ErrMissing is returned when a program that the jail needs is not installed, as a *MissingError on Debian.
	ErrMissing = errors.New("not installed")
	// ErrNoJail is returned when bubblewrap could not make the jail. The program was not run.
	ErrNoJail = errors.New("the jail could not be made")
	// ErrTime is returned when the program was ended because its time was up.
	ErrTime = errors.New("it took too long")
	// ErrOutput is returned when the program was ended because it wrote more than it may.
	ErrOutput = errors.New("it made too much")
	// ErrFailed is returned when the program ended by itself with another status than 0, or was ended by one of its limits.
	ErrFailed = errors.New("the program failed")
)

// Limits hold for one run. All must be set.
type Limits struct {
	Memory    int64         // bytes that a process may write to (RLIMIT_DATA)
	Address   int64         // bytes of address space (RLIMIT_AS): Go reserves more than it uses
	Processes int           // processes and threads at one time
	CPU       time.Duration // of each process, in whole seconds
	Wall      time.Duration // by the clock
	Input     int64         // bytes of the file
	Output    int64         // bytes of standard output
}

// StatusError is an ErrFailed with the status.
type StatusError struct{ Status int }

func (e *StatusError) Error() string { return fmt.Sprintf("%v: status %d", ErrFailed, e.Status) }

func (e *StatusError) Unwrap() error { return ErrFailed }

// Program is what runs in the jail. It finds the hostile file, which it can only read, at File.
type Program struct {
	Path  string   // of the program on this machine; a copy runs
	Args  []string // without the name
	Share []string // other paths of the system to be there, read-only, if they exist: fonts
}

// File is where a program finds the file in the jail.
const File = "/in"

// MissingError is an ErrMissing that an officer can do something about.
type MissingError struct{ Program, Package string }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is %v; install Debian's package %s", e.Program, ErrMissing, e.Package)
}

func (e *MissingError) Unwrap() error { return ErrMissing }
