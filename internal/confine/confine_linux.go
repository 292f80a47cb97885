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

// Kernel says what this system could do.
func Kernel() State {
	version, err := access.LandlockGetABIVersion()
	if err != nil {
		version = 0
	}
	return State{Landlock: min(version, abi), Calls: seccomp.Supported()}
}

// Scope keeps this process and its children to come from signalling, and from reaching abstract sockets of, any other process.
func Scope() error {
	if Kernel().Landlock < scopes {
		return nil
	}
	return landlock.V7.BestEffort().RestrictScoped()
}

// Enter shuts this process in, all of its threads, and says what holds. No program can be run any more, no connection made, and no socket but
// Unix ones be listened on; what is open stays open. An error means that it is not certain what holds: the caller should end.
func Enter(paths Paths) (State, error) {
	holds := Kernel()
	if err := restrict(paths); err != nil {
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
	if err := restrict(paths); err != nil {
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

// restrict leaves of the file system only the paths.
func restrict(paths Paths) error {
	rules := []landlock.Rule{landlock.PathAccess(write, paths.Write...)}
	for _, one := range []struct {
		paths  []string
		rights landlock.AccessFSSet
	}{{paths.Read, read}, {paths.Execute, read | access.AccessFSExecute}} {
		for _, path := range one.paths {
			info, err := os.Stat(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return err
			}
			rights := one.rights
			if !info.IsDir() {
				rights &= ofFiles
			}
			rules = append(rules, landlock.PathAccess(rights, path))
		}
	}
	if err := landlock.V7.BestEffort().RestrictPaths(rules...); err != nil {
		return fmt.Errorf("confine files: %w", err)
	}
	return nil
}
