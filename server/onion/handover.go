package onion

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrOtherKey is returned by HandOver when tor has another key for the service already: its address may be printed on cards.
var ErrOtherKey = errors.New("tor has another key for this onion service")

// ErrHandedOver is returned by ReadKeys for a service whose secret key HandOver has given away.
var ErrHandedOver = errors.New("the system's tor has the onion key")

// handedOver is the file in a service's directory whose secret key another user's tor has.
const handedOver = "key-is-with-tor"

// maxFile is more than any of a service's files has.
const maxFile = 4096

// HandOver copies a service to the HiddenServiceDir to.Dir, for a tor that runs under the numbers uid and gid, and takes its secret key away
// from where it was. Done again it brings the list of clients up to date, and says whether it moved a key. It returns ErrNoClients for
// a bureau door that tor would open to everyone.
func HandOver(service *os.Root, to Service, uid, gid int) (moved bool, err error) {
	if !to.Front {
		if _, err := clientsIn(service.FS(), service.Name()); err != nil {
			return false, err
		}
	}
	target, err := OwnDir(to.Dir, uid, gid)
	if err != nil {
		return false, err
	}
	defer target.Close()
	if err := sameKey(service, target); err != nil {
		return false, fmt.Errorf("%w (%q)", err, to.Dir)
	}
	for _, name := range []string{publicFile, hostnameFile, secretFile} {
		switch err := copyFile(service, target, name, uid, gid); {
		case err == nil:
			moved = name == secretFile
		case name != secretFile || !errors.Is(err, fs.ErrNotExist): // it has been taken away before
			return false, err
		}
	}
	if err := copyClients(service, target, uid, gid); err != nil {
		return false, err
	}
	if !moved {
		return false, nil
	}
	return true, leave(service)
}

// leave takes the secret key away. First comes the mark: without both a new key would be made.
func leave(service *os.Root) error {
	if err := service.WriteFile(handedOver, nil, 0o600); err != nil {
		return err
	}
	if err := syncRoot(service); err != nil {
		return err
	}
	return errors.Join(service.Remove(secretFile), syncRoot(service))
}

func isHandedOver(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, handedOver))
	return err == nil
}

func sameKey(service, target *os.Root) error {
	ours, err := readFile(service, publicFile)
	if err != nil {
		return err
	}
	theirs, err := readFile(target, publicFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err == nil && !bytes.Equal(ours, theirs) {
		return ErrOtherKey
	}
	return err
}

// copyClients makes the target's list of clients the service's: a courier that was replaced goes.
func copyClients(service, target *os.Root, uid, gid int) error {
	names, err := clientsIn(service.FS(), service.Name())
	if errors.Is(err, ErrNoClients) { // the front door has none
		return nil
	} else if err != nil {
		return err
	}
	from, err := service.OpenRoot(clientsDir)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := ownDirIn(target, clientsDir, uid, gid)
	if err != nil {
		return err
	}
	defer to.Close()
	keep := map[string]bool{}
	for _, name := range names {
		keep[name+clientSuffix] = true
		if err := copyFile(from, to, name+clientSuffix, uid, gid); err != nil {
			return err
		}
	}
	entries, err := fs.ReadDir(to.FS(), ".")
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), clientSuffix) && !keep[e.Name()] {
			err = errors.Join(err, to.Remove(e.Name()))
		}
	}
	return errors.Join(err, syncRoot(to))
}

// OwnDir opens a directory of that user's alone, made if need be. Its parent must be there.
func OwnDir(path string, uid, gid int) (*os.Root, error) {
	parent, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer parent.Close()
	return ownDirIn(parent, filepath.Base(path), uid, gid)
}

// ownDirIn changes the owner of a directory that it has made and of no other: whoever owns the parent could have put any in its place.
func ownDirIn(parent *os.Root, name string, uid, gid int) (*os.Root, error) {
	switch err := parent.Mkdir(name, 0o700); {
	case err == nil:
		if err := parent.Lchown(name, uid, gid); err != nil {
			return nil, err
		}
		if err := syncRoot(parent); err != nil {
			return nil, err
		}
	case !errors.Is(err, fs.ErrExist):
		return nil, err
	}
	return parent.OpenRoot(name)
}

// copyFile copies a small file in one step: after a crash it is there whole, or as it was before.
func copyFile(from, to *os.Root, name string, uid, gid int) error {
	data, err := readFile(from, name)
	if err != nil {
		return err
	}
	temp := ".new-" + name
	if err := to.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := to.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chown(uid, gid), f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(to.Rename(temp, name), syncRoot(to))
}

// readFile reads a service's file, which is small, and no pipe or device that would stand still.
func readFile(root *os.Root, name string) ([]byte, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%q is not a file of an onion service", filepath.Join(root.Name(), name))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

func syncRoot(root *os.Root) error {
	d, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
