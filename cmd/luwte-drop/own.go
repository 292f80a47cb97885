package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"strings"
	"syscall"

	"luwte/internal/cli"
)

// errForeign is returned where root would leave files in a directory of another user's, who could not use them.
var errForeign = errors.New("root would leave files in the drop's directory that the drop cannot use")

// private has everything that this process makes closed to other users.
func private() { syscall.Umask(0o077) }

// cleanEnvironment leaves of the environment what is needed: a login's can name people, addresses and keys, and a library's variables change what
// runs. tor inherits less still.
func cleanEnvironment() {
	keep := map[string]bool{"PATH": true, "TZ": true, "TMPDIR": true}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if keep[name] || strings.HasPrefix(name, "LUWTE_") || strings.HasPrefix(name, "GO") {
			continue
		}
		_ = os.Unsetenv(name) // fails for no name that came from there
	}
}

// checkOwner refuses to work as root in another user's directory, and says as whom to.
func checkOwner(dir string) error {
	info, err := os.Stat(dir)
	if os.Geteuid() != 0 || err != nil {
		return nil // what comes next says what is wrong with the directory
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid == 0 {
		return nil
	}
	name := "#" + strconv.Itoa(int(stat.Uid))
	if owner, err := user.LookupId(strconv.Itoa(int(stat.Uid))); err == nil {
		name = owner.Username
	}
	return cli.Hint(errForeign, "run the same as the directory's owner: runuser -u %s -- luwte-drop …", name)
}

// warnRoot: a drop needs no rights.
func warnRoot(w io.Writer) {
	if os.Geteuid() == 0 {
		fmt.Fprintln(w, "luwte-drop: warning: it runs as root and needs no such rights; the package luwte-drop gives it a user of its own")
	}
}
