package server

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A file system keeps when a file was last changed, to the nanosecond: without more, the database's time is that of the last parcel. The
// times that can be set are set to the same for all; the one that cannot, of the last change to the file's own record (ctime), becomes
// that of the last tick. So a disk shows no arrival that is older than a minute.
const timesTick = time.Minute

var (
	// noTime is when everything was changed.
	noTime = time.Unix(0, 0)
	// untouched is when sockets were last used. Linux puts down when somebody connects; with relatime, the default, not where that
	// time is later than the present. It is the last day of file systems that count seconds in 32 bits.
	untouched = time.Unix(1<<31-1, 0)
)

// hideTimes hides the times of the store's files and the sockets, and again every tick until ctx ends.
func (d *Drop) hideTimes(ctx context.Context, say func(format string, args ...any)) {
	failed := false
	for {
		err := d.forgetTimes()
		if err != nil && !failed {
			say("warning: the disk shows when something last arrived: %v", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-time.After(timesTick):
		}
	}
}

// forgetTimes hides them once.
func (d *Drop) forgetTimes() error {
	err := d.dir.hideTimes(d.systemTor)
	if d.keyPlace.Dir == "" {
		return err
	}
	keys, failed := filepath.Glob(filepath.Join(d.keyPlace.Dir, "*.key"))
	for _, path := range keys {
		failed = errors.Join(failed, ignoreGone(os.Chtimes(path, noTime, noTime)))
	}
	return errors.Join(err, failed)
}

// hideTimes hides them once; the system's tor, if it is not nil, has the doors' sockets elsewhere.
func (l layout) hideTimes(st *SystemTor) error {
	stores := filepath.WalkDir(l.store(), func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = os.Chtimes(path, noTime, noTime)
		}
		return ignoreGone(err)
	})
	doors := l.in("doors")
	if st != nil {
		doors = st.Sockets
	}
	sockets, err := filepath.Glob(filepath.Join(doors, "*.sock"))
	for _, path := range append(sockets, l.frontSocket(), l.admin()) {
		err = errors.Join(err, ignoreGone(os.Chtimes(path, untouched, noTime)))
	}
	return errors.Join(stores, err)
}

// ignoreGone passes over what was there a moment ago: a socket that was closed, a file that the store has replaced.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
