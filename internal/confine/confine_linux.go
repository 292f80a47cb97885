package confine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/landlock-lsm/go-landlock/landlock"
	access "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// abi is the version of Landlock for which the rules are written and tried. A later one would shut more, and could shut out the drop itself.
const abi = 7

// Rights of Landlock. Devices and pipes are never made, and symbolic links are not either: whoever follows one would be led elsewhere.
const (
	read  = access.AccessFSReadFile | access.AccessFSReadDir
	write = read | access.AccessFSWriteFile | access.AccessFSTruncate | access.AccessFSMakeReg | access.AccessFSMakeDir | access.AccessFSMakeSock |
		access.AccessFSRemoveFile | access.AccessFSRemoveDir | access.AccessFSRefer
	ofFiles = access.AccessFSReadFile | access.AccessFSExecute
)

// refers is the first ABI in which files may be moved from one directory to another.
const refers = 2

// Kernel says what this system could do.
func Kernel() State {
	version, err := access.LandlockGetABIVersion()
	if err != nil {
		version = 0
	}
	return State{Landlock: min(version, abi), Calls: seccomp.Supported()}
}

// Enter shuts this process in, all of its threads, and says what holds. No program can be run any more, no connection made, and no socket but
// Unix ones be listened on; what is open stays open. An error means that it is not certain what holds: the caller should end.
func Enter(paths Paths) (State, error) {
	holds := Kernel()
	if err := restrict(paths, noNetwork); err != nil {
		return State{}, err
	}
	if !holds.Calls {
		return holds, nil
	}
	known, err := filter(served())
	if err != nil {
		return State{}, err
	}
	holds.Calls = known
	return holds, nil
}

// Run shuts this process in and becomes another program, which may use the network.
func Run(paths Paths, program string, args, env []string) error {
	paths.Execute = append(paths.Execute, program)
	if err := restrict(paths, network); err != nil {
		return err
	}
	if seccomp.Supported() {
		if _, err := filter(run()); err != nil {
			return err
		}
	}
	if err := syscall.Exec(program, args, env); err != nil {
		return fmt.Errorf("run %q: %w", program, err)
	}
	return nil
}

// Whether a program may use the network, as far as Landlock can tell: TCP, from ABI 4.
const (
	noNetwork = false
	network   = true
)

// restrict leaves of the file system only the paths, and keeps signals and abstract sockets inside. Before TSYNC (ABI 8) each thread gets a domain of
// its own, so that this process cannot even signal its child afterwards; the threads of one process can signal each other from ABI 7 on.
func restrict(paths Paths, net bool) error {
	rules, err := rulesOf(paths)
	if err != nil {
		return err
	}
	config := landlock.V7
	if net {
		config.HandledAccessNet = 0
	}
	if Kernel().Landlock < scopes {
		config.Scoped = 0
	}
	if err := config.BestEffort().Restrict(rules...); err != nil {
		return fmt.Errorf("confine files: %w", err)
	}
	return nil
}

func rulesOf(paths Paths) ([]landlock.Rule, error) {
	own := landlock.AccessFSSet(write)
	if Kernel().Landlock < refers { // go-landlock would do nothing at all there
		own &^= access.AccessFSRefer
	}
	rules := []landlock.Rule{landlock.PathAccess(own, paths.Write...)}
	for _, one := range []struct {
		paths  []string
		rights landlock.AccessFSSet
	}{{paths.Read, read}, {paths.Execute, read | access.AccessFSExecute}} {
		for _, path := range one.paths {
			info, err := os.Stat(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return nil, err
			}
			rights := one.rights
			if !info.IsDir() {
				rights &= ofFiles
			}
			rules = append(rules, landlock.PathAccess(rights, path))
		}
	}
	return rules, nil
}
