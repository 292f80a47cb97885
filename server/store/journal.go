package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"luwte/server/failpoint"
)

// ext4's journal is a ring in which each commit puts down its time, and copies of
// the inodes that changed with theirs: of posts too, until it comes round, which
// on a quiet disk takes weeks. It is brought round by changing the times of files
// made for it and syncing one: a commit of a block for every 16 of them. Measured:
// afterwards no block of the ring is from before, in 1 s for 64 MiB, 2 s for 128.
// What the logs of other file systems keep is not known, and not touched.
const (
	washDir     = "journal" + unfinished
	washFiles   = 4096
	washPerSync = washFiles / 16 * 4096 // bytes of journal, at least
)

// journalSizes are mke2fs's own, for disks of up to so many bytes (lib/ext2fs
// ext2fs_default_journal_size, e2fsprogs 1.47). A disk made with -J size=… may
// have another.
var journalSizes = []struct{ disk, journal int64 }{
	{128 << 20, 4 << 20}, {1 << 30, 16 << 20}, {2 << 30, 32 << 20}, {16 << 30, 64 << 20},
	{32 << 30, 128 << 20}, {64 << 30, 256 << 20}, {128 << 30, 512 << 20},
}

func journalSize(disk int64) int64 {
	for _, s := range journalSizes {
		if disk <= s.disk {
			return s.journal
		}
	}
	return 1 << 30
}

// WashJournal makes the journal of the file system that the store in dir lies on
// forget what came before, if it is ext4's. It ends early when ctx does.
func WashJournal(ctx context.Context, dir string) (err error) {
	medium, err := MediumOf(dir)
	if err != nil || medium.Name != "ext4" {
		return err
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return err
	}
	if err := failpoint.Step("wash: begin"); err != nil {
		return err
	}
	wash := filepath.Join(dir, washDir)
	defer func() { err = errors.Join(err, os.RemoveAll(wash)) }() // or sweep does, after a crash
	var names []string
	if err := os.Mkdir(wash, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	for n := range washFiles {
		names = append(names, filepath.Join(wash, strconv.Itoa(n)))
		if err := writeEmpty(names[n]); err != nil {
			return err
		}
	}
	size := journalSize(int64(fs.Blocks) * int64(fs.Bsize))
	for n := range 2 + size/washPerSync {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := touchAll(names, time.Unix(n%2, 0)); err != nil {
			return err
		}
	}
	return nil
}

func writeEmpty(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// touchAll gives all files a time, in one commit or more.
func touchAll(names []string, at time.Time) error {
	for _, name := range names {
		if err := os.Chtimes(name, at, at); err != nil {
			return err
		}
	}
	f, err := os.Open(names[0])
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
