package store

import (
	"errors"
	"os"
	"sync"
	"syscall"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"

	"luwte/server/failpoint"
)

// A database grows into room that has been written with zeros before: a quarter
// of what it holds, within bounds, and again when three quarters of that are
// used. Where a post needs a block of the disk that the file did not have, a
// file system's journal keeps the moment, to the nanosecond, until it comes
// round; into what was written before, the post goes without a word
// (in TestSeizure 149 commits for 144 posts, and 14 this way).
const (
	aheadLeast = 2 << 20
	aheadMost  = 64 << 20
)

// goAhead writes zeros behind what a database uses, if it is time. t is
// writable: so nobody else writes.
func (g *generation) goAhead(t *bbolt.Tx) error {
	used := t.Size()
	ahead := min(max(used/4, aheadLeast), aheadMost)
	if g.ahead-used >= ahead/4 {
		return nil
	}
	from, to := max(g.ahead, used), (used+ahead)/pageSize*pageSize
	var fs unix.Statfs_t
	if err := unix.Fstatfs(int(g.file.Fd()), &fs); err != nil {
		return err
	}
	if int64(fs.Bavail)*int64(fs.Bsize) < to-from+reserve { // what is left is for parcels
		return nil
	}
	if err := failpoint.Step("ahead: write"); err != nil {
		return err
	}
	err := unix.Fallocate(int(g.file.Fd()), 0, from, to-from) // in one piece
	if err == nil || errors.Is(err, syscall.EOPNOTSUPP) {
		err = writeZeros(g.file, from, to)
	}
	if err == nil {
		err = g.file.Sync()
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return nil // bbolt tries with what it needs
	}
	if err == nil {
		g.ahead = to
	}
	return err
}

// nothing is memory of zeros, of which all pages are one.
var nothing = sync.OnceValues(func() ([]byte, error) {
	return unix.Mmap(-1, 0, 4<<20, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANON)
})

// writeZeros writes over a part of a file, of whole pages, past the system's memory if
// the file system can: measured, in two thirds of the time and with a quarter of the
// work, for which a post waits. Nobody else may write.
func writeZeros(f *os.File, from, to int64) error {
	zeros, err := nothing()
	if err != nil {
		return err
	}
	fd := f.Fd()
	flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
	if err != nil {
		return err
	}
	direct := false
	if _, err := unix.FcntlInt(fd, unix.F_SETFL, flags|unix.O_DIRECT); err == nil {
		direct = true
	}
	for at := from; at < to && err == nil; {
		n := 0
		n, err = f.WriteAt(zeros[:min(int64(len(zeros)), to-at)], at)
		if at += int64(n); direct && errors.Is(err, syscall.EINVAL) { // a disk of larger sectors
			direct = false
			_, err = unix.FcntlInt(fd, unix.F_SETFL, flags)
		}
	}
	if direct {
		_, failed := unix.FcntlInt(fd, unix.F_SETFL, flags)
		err = errors.Join(err, failed)
	}
	return err
}
