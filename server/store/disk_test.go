package store_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// asRoot runs a command as root, through sudo where the tests are not.
func asRoot(t *testing.T, name string, args ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		name, args = "sudo", append([]string{"-n", name}, args...)
	}
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s (these tests mount file systems, which takes root or sudo)", name, args, err, out)
	}
}

// mount mounts an image file until the end of the test, or until unmount.
func mount(t *testing.T, image string) (dir string, unmount func()) {
	t.Helper()
	dir = t.TempDir()
	asRoot(t, "mount", "-o", "loop", image, dir)
	mounted := true
	unmount = func() {
		if mounted {
			asRoot(t, "umount", dir)
			mounted = false
		}
	}
	t.Cleanup(unmount)
	return dir, unmount
}

// newDisk makes an image file with an ext4 file system of some MiB, all of it
// for this user.
func newDisk(t *testing.T, mib int64) (image string) {
	t.Helper()
	image = filepath.Join(t.TempDir(), "disk")
	must(t, os.WriteFile(image, nil, 0o600))
	must(t, os.Truncate(image, mib<<20))
	for _, mkfs := range []string{"/sbin/mkfs.ext4", "/usr/sbin/mkfs.ext4"} {
		if _, err := os.Stat(mkfs); err == nil {
			out, err := exec.Command(mkfs, "-q", "-F", "-m", "0", "-E", "root_owner", image).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			return image
		}
	}
	t.Fatal("there is no mkfs.ext4: install e2fsprogs")
	return ""
}

// fillUp writes a file until at most leave bytes are free, and returns its name.
func fillUp(t *testing.T, dir string, leave int64) string {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	must(t, err)
	for block := 1 << 20; block >= 1<<12; {
		var fs syscall.Statfs_t
		must(t, syscall.Statfs(dir, &fs))
		if int64(fs.Bavail)*int64(fs.Bsize) <= leave {
			break
		}
		if _, err := f.Write(make([]byte, block)); err != nil {
			block /= 2
		} else if err := f.Sync(); err != nil {
			block /= 2
		}
	}
	must(t, f.Close())
	return f.Name()
}

func TestPut_DiskNearlyFull_IsRefusedAndDispatchFreesRoom(t *testing.T) {
	disk, _ := mount(t, newDisk(t, 96))
	s := create(t, filepath.Join(disk, "store"))
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	model := &storetest.Memory{}
	must(t, model.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	ids := putUntilFull(t, s, model, 0)
	if len(ids) < 50 {
		t.Fatalf("full after %d parcels", len(ids))
	}
	storetest.Verify(t, s, model)
	fillUp(t, disk, 12<<20) // somebody else takes of the reserve
	if _, created, err := s.Put(t.Context(), inbox, storetest.Parcel(0), 9); created || !errors.Is(err, store.ErrFull) {
		t.Errorf("Put of what is there, on a full disk: %v, %v; what is not there has no room", created, err)
	}
	storetest.Verify(t, s, model) // and what is there stays whole
	for _, either := range []store.Store{s, model} {
		must(t, either.Apply(t.Context(), inbox, func(store.State) (store.State, []store.ID, error) {
			next := storetest.State(1, 1)
			next.Board = bytes.Repeat([]byte("board"), 4<<20/5)
			return next, ids, nil
		}))
	}
	storetest.Verify(t, s, model)
	if again := putUntilFull(t, s, model, 1000); len(again) == 0 {
		t.Error("no room after the dispatch")
	}
	storetest.Verify(t, s, model)
}

// putUntilFull puts the same parcels into both until the first has no room.
func putUntilFull(t *testing.T, s, model store.Store, first uint64) (ids []store.ID) {
	t.Helper()
	for n := first; ; n++ {
		id, _, err := s.Put(t.Context(), inbox, storetest.Parcel(n), 5)
		if errors.Is(err, store.ErrFull) && errors.Is(err, syscall.ENOSPC) {
			return ids
		}
		must(t, err)
		_, _, err = model.Put(t.Context(), inbox, storetest.Parcel(n), 5)
		must(t, err)
		ids = append(ids, id)
	}
}

// TestApply_DiskFull_IsRefusedAndStoreGoesOn fills the disk to the last block, so
// that bbolt's own writes fail in all their places as sizes grow.
func TestApply_DiskFull_IsRefusedAndStoreGoesOn(t *testing.T) {
	disk, _ := mount(t, newDisk(t, 96))
	dir := filepath.Join(disk, "store")
	s := create(t, dir)
	model := &storetest.Memory{}
	for _, either := range []store.Store{s, model} {
		must(t, either.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
		for n := range uint64(20) {
			_, _, err := either.Put(t.Context(), inbox, storetest.Parcel(n), 5)
			must(t, err)
		}
	}
	refused := 0
	for _, leave := range []int64{0, 64 << 10, 256 << 10, 1 << 20, 3 << 20} {
		filler := fillUp(t, disk, leave)
		for size := 1 << 12; size <= 8<<20; size *= 8 {
			next := storetest.State(2, uint64(leave)+uint64(size))
			next.Board = bytes.Repeat([]byte{1}, size)
			apply := func(either store.Store) error {
				return either.Apply(t.Context(), inbox, func(store.State) (store.State, []store.ID, error) { return next, nil, nil })
			}
			switch err := apply(s); {
			case err == nil:
				must(t, apply(model))
			case errors.Is(err, store.ErrFull):
				refused++
			default:
				t.Fatal(err)
			}
			storetest.Verify(t, s, model)
		}
		must(t, os.Remove(filler))
		_, _, err := s.Put(t.Context(), inbox, storetest.Parcel(100+uint64(leave)), 5)
		must(t, err)
		_, _, err = model.Put(t.Context(), inbox, storetest.Parcel(100+uint64(leave)), 5)
		must(t, err)
		storetest.Verify(t, s, model)
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
	must(t, s.Close())
	check(t, dir)
	s = open(t, dir)
	storetest.Verify(t, s, model)
}

// check lets bbolt look over the whole structure of a store that is closed.
func check(t *testing.T, dir string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(generation(t, dir), "store.db"), 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	must(t, err)
	must(t, db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	}))
	must(t, db.Close())
}

// copyFile copies a file as it is now.
func copyFile(t *testing.T, to, from string) {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	out, err := os.Create(to)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, errors.Join(err, in.Close(), out.Close()))
}
