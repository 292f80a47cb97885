package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"luwte/crypto/charter"
	"luwte/internal/torchild"
	"luwte/server/onion"
)

// SystemTor says how a drop and the system's tor, which is another user's, work together.
type SystemTor struct {
	Sockets string `json:"sockets"` // the directory of the doors' sockets: the drop's user owns it, tor's group may enter it
	Keys    string `json:"keys"`    // the directory of the onion services, which is tor's own
}

var (
	// ErrSystemTor is returned by Serve when a drop whose onion keys the system's tor has is to run a tor of its own.
	ErrSystemTor = errors.New("the system's tor has the onion keys of this drop")
	// ErrNoSystemTor is returned by Serve when the system's tor has no keys of the drop.
	ErrNoSystemTor = errors.New("the system's tor has no onion keys of this drop")
	// ErrServes is returned by HandOver when the drop serves by keys that it is to give away.
	ErrServes = errors.New("the drop serves")
)

// readSystemTor returns nil if the drop has a tor of its own, or none.
func (l layout) readSystemTor() (*SystemTor, error) {
	data, err := os.ReadFile(l.systemTor())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	st := new(SystemTor)
	if err := json.Unmarshal(data, st); err != nil || !filepath.IsAbs(st.Sockets) || !filepath.IsAbs(st.Keys) {
		return nil, fmt.Errorf("%q is not as luwte-drop torrc writes it", l.systemTor())
	}
	return st, nil
}

// HandedOver is what HandOver has done.
type HandedOver struct {
	Torrc   string   // the lines for the system's torrc
	Moved   []string // services whose keys it took along
	LeftOut []string // services that tor would open to everyone: no courier's key is there
}

// HandOver gives the onion keys of the drop in dir to the system's tor, whose user has the numbers uid and gid, and takes them from the drop.
// It must run as root. Done again, it brings over what has been added or changed since, and nothing else changes.
//
// The drop's user could have put anything into dir, and root reads it: no link is followed out of it, and only what has the form of a
// service's files is taken.
func HandOver(dir string, to SystemTor, uid, gid int) (*HandedOver, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	owner, err := root.Stat(".")
	if err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(root.FS(), "onion")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (%q)", ErrNoDrop, dir)
	} else if err != nil {
		return nil, err
	}
	// Its own tor would go on with keys that the system's has too.
	if _, err := root.Stat("onion/front/hs_ed25519_secret_key"); err == nil {
		if conn, err := net.Dial("unix", layout(dir).admin()); err == nil {
			return nil, errors.Join(ErrServes, conn.Close())
		}
	}
	keys, err := onion.OwnDir(to.Keys, uid, gid)
	if err != nil {
		return nil, fmt.Errorf("make tor's directory of keys: %w", err)
	}
	defer keys.Close()
	tor, err := torchild.FindInstalled(context.Background())
	if err != nil {
		return nil, err
	}
	done := new(HandedOver)
	var services []onion.Service
	// What the drop reads comes first: cut off after it, the drop does not start, says why, and this is done again.
	if err := writeSystemTor(root, to, owner); err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(entries) { // "front" comes last by name, and goes first
		s, err := handOverOne(root, e.Name(), to, uid, gid, done)
		if errors.Is(err, onion.ErrNoClients) {
			done.LeftOut = append(done.LeftOut, e.Name())
			continue
		} else if err != nil {
			return nil, err
		}
		s.NoWork = s.Front && !tor.PoW
		services = append(services, s)
	}
	done.Torrc, err = onion.SystemTorrc(services)
	return done, err
}

func handOverOne(root *os.Root, name string, to SystemTor, uid, gid int, done *HandedOver) (s onion.Service, err error) {
	in, err := charter.ParseInbox(name)
	switch {
	case name == frontName:
		s = onion.Service{Front: true, Socket: to.front()}
	case err == nil:
		s = onion.Service{Socket: to.door(in)}
	default:
		return s, fmt.Errorf("%q is no onion service of this drop's", name)
	}
	s.Dir = filepath.Join(to.Keys, name)
	service, err := root.OpenRoot(filepath.Join("onion", name))
	if err != nil {
		return s, err
	}
	defer service.Close()
	moved, err := onion.HandOver(service, s, uid, gid)
	if moved {
		done.Moved = append(done.Moved, name)
	}
	return s, err
}

func (to SystemTor) front() string { return filepath.Join(to.Sockets, frontSocketName) }

func (to SystemTor) door(in charter.Inbox) string {
	return filepath.Join(to.Sockets, doorSocketName(in))
}

// writeSystemTor leaves word for the drop, whose file it is.
func writeSystemTor(root *os.Root, to SystemTor, owner fs.FileInfo) error {
	data, err := json.Marshal(to)
	if err != nil {
		return err
	}
	temp := systemTorFile + ".new"
	if err := root.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// O_EXCL: root must not write where a link of the drop's user leads, nor own what is there.
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if stat, ok := owner.Sys().(*syscall.Stat_t); ok {
		err = errors.Join(err, f.Chown(int(stat.Uid), int(stat.Gid)))
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return root.Rename(temp, systemTorFile)
}

// openSystemTor opens the sockets to which the system's tor connects.
func (s *serving) openSystemTor() error {
	l, err := onion.ListenFrontGroup(s.frontSocket())
	if err != nil {
		return err
	}
	s.print("front door: unix:%s, by the system's tor http://%s", l.Addr(), s.address)
	if err := s.shutIn(); err != nil {
		return err
	}
	s.serve(l, s.front(), s.visits)
	return nil
}

// systemTorWarning tells the operator what the drop cannot do itself.
func systemTorWarning(relieved bool) string {
	if relieved { // tor lets in whoever knows the service's present introduction points
		return "the former courier may come in until the system's tor has the change: run luwte-drop torrc as root again, and restart tor"
	}
	return "the system's tor does not know of this door yet: run luwte-drop torrc as root again, and reload tor"
}
