package server

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"luwte/internal/confine"
)

// Confinement says whether Serve shuts its process in, with everything in it: a program's main may ask for it, a test among others may not.
type Confinement int

// How Serve shuts its process in.
const (
	ConfineNot    Confinement = iota
	ConfineTry                // as far as the kernel can; what holds is said
	ConfineWholly             // or not serve
)

// shutIn shuts this process in: from then on there are the drop's directory and the open sockets, and nothing else.
func (s *serving) shutIn() error {
	if s.conf.Confine != ConfineNot {
		_, _ = time.Now().Zone() // reads the file of the time zone, which is out of reach afterwards
		holds, err := confine.Enter(confine.Paths{Write: s.dirs()})
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.holds = &holds
		s.mu.Unlock()
		s.say("%s", holds)
	}
	if s.conf.Ready != nil {
		s.conf.Ready()
	}
	return nil
}

// confined says what shuts this process in, nil if nothing does.
func (s *serving) confined() *confine.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holds
}

// dirs are the directories in which the drop works.
func (s *serving) dirs() []string {
	dirs := []string{string(s.dir)}
	if s.systemTor != nil {
		dirs = append(dirs, s.systemTor.Sockets)
	}
	if s.keyPlace.Dir != "" { // where a tide makes a key and destroys another
		dirs = append(dirs, s.keyPlace.Dir)
	}
	return dirs
}

// torCommand returns how tor is started: by this program itself, whose command run-tor shuts itself in and becomes tor. Nil starts tor as it is.
func (s *serving) torCommand() func(string, ...string) *exec.Cmd {
	if s.conf.Confine == ConfineNot {
		return nil
	}
	return func(tor string, args ...string) *exec.Cmd {
		own := []string{"run-tor", "--dir", absolute(string(s.dir)), "--torrc", s.conf.Torrc, "--", tor}
		cmd := exec.Command("/proc/self/exe", append(own, args...)...) // also where the program's file has been replaced by a newer one
		cmd.Args[0] = os.Args[0]
		cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
		return cmd
	}
}

// systemPaths are what tor needs of the system: libraries and their loader, the settings of a library, and devices. On other systems than
// Debian's some are elsewhere, and tor says so when it does not start.
var systemPaths = confine.Paths{
	Read:    []string{"/etc/ld.so.cache", "/etc/ssl/openssl.cnf", "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/tor", "/dev/null", "/dev/urandom", "/proc/meminfo", "/proc/cpuinfo", "/sys/devices/system/cpu"},
	Execute: []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"},
}

// RunTor shuts this process in and becomes the tor of the drop in dir: it reaches the network, its own directory and the onion services', not
// the store. A further torrc, or "", may name transports, which then run in the same confinement.
func RunTor(dir, torrc, tor string, args []string) error {
	l := layout(dir)
	paths := systemPaths
	paths.Write = []string{l.tor(), l.onion()}
	if torrc != "" {
		paths.Read = append(paths.Read, filepath.Dir(absolute(torrc)))
		paths.Execute = append(paths.Execute, "/usr/bin", "/usr/local/bin")
	}
	return confine.Run(paths, tor, append([]string{cmp.Or(filepath.Base(tor), "tor")}, args...), os.Environ())
}
