package store

import (
	"errors"
	"io"
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
	from, to := max(g.ahead, used), used+ahead
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
		_, err = io.CopyBuffer(io.NewOffsetWriter(g.file, from), writeless{io.LimitReader(zeros{}, to-from)}, make([]byte, 1<<20))
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
