package server

import (
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
)

// layout names what lies in a drop's directory, which is closed to other users:
//
//	store/              the parcels and public states
//	key.json            where the store's key lies, if not in there
//	onion/front/        the front door's HiddenServiceDir
//	onion/INBOX/        a bureau door's, if its courier comes over tor
//	doors/INBOX.sock    a bureau door, by the first 12 digits of its inbox
//	front.sock          where tor brings the front door's visitors
//	admin.sock          where the operator's commands reach a drop that serves
//	tor/                the data directory of the tor child
//	system-tor          where the doors' sockets and the onion keys are instead, if the system's tor has them
type layout string

const (
	frontName       = "front"
	frontSocketName = "front.sock"
	systemTorFile   = "system-tor"
)

// Files are the names of what lies in a drop's directory.
var Files = []string{"store", "key.json", "onion", "doors", frontSocketName, "admin.sock", "tor", systemTorFile}

func (l layout) in(parts ...string) string {
	return filepath.Join(append([]string{string(l)}, parts...)...)
}

func (l layout) store() string        { return l.in("store") }
func (l layout) key() string          { return l.in("key.json") }
func (l layout) frontService() string { return l.in("onion", frontName) }
func (l layout) frontSocket() string  { return l.in(frontSocketName) }
func (l layout) admin() string        { return l.in("admin.sock") }
func (l layout) tor() string          { return l.in("tor") }
func (l layout) onion() string        { return l.in("onion") }
func (l layout) systemTor() string    { return l.in(systemTorFile) }

func (l layout) doorService(in charter.Inbox) string { return l.in("onion", in.String()) }

func (l layout) doorSocket(in charter.Inbox) string { return l.in("doors", doorSocketName(in)) }

// doorSocketName has the first 12 digits of the inbox's id only: the system allows a socket 107 bytes with its path.
func doorSocketName(in charter.Inbox) string { return in.String()[:12] + ".sock" }

// frontSocket and doorSocket are where the sockets really are.
func (d *Drop) frontSocket() string {
	if d.systemTor != nil {
		return d.systemTor.front()
	}
	return d.dir.frontSocket()
}

func (d *Drop) doorSocket(in charter.Inbox) string {
	if d.systemTor != nil {
		return d.systemTor.door(in)
	}
	return d.dir.doorSocket(in)
}

// checkPrivate refuses a directory that others may enter. It doesn't change the mode: a mistyped path could be anything.
func checkPrivate(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("other users can open the directory: chmod 700 %q", dir)
	}
	return nil
}

// absolute makes a path that another program can use, from wherever it runs.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path // there is no working directory: the best that can be said
}
