package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockTimeout is how long opening waits for another process to let go, as one
// that is being restarted does.
const lockTimeout = time.Second

// lockDir takes the lock of a store: flock on its directory, since the database
// file, which bbolt locks too, changes with the generation. It holds until the
// file is closed.
func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(lockTimeout); ; time.Sleep(20 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(err, f.Close())
		}
		if time.Now().After(end) {
			return nil, errors.Join(ErrLocked, f.Close())
		}
	}
}

// writeSynced makes a file, 0600, with this content on the disk. Its name is
// there only after syncDir.
func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// makeDir makes a directory, 0700, whose name is on the disk.
func makeDir(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return errors.Join(os.MkdirAll(path, 0o700), syncDir(filepath.Dir(path)))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// diskFree returns how many bytes an unprivileged process can still write on
// the file system of path.
func diskFree(path string) (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(path, &fs); err != nil {
		return 0, err
	}
	return int64(fs.Bavail) * int64(fs.Bsize), nil
}
