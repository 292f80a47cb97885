package courier_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
)

// TestSync_StickTooSmall: an inbox that somebody has filled does not fit on the stick; part of it does, and the desk can release that.
func TestSync_StickTooSmall_CarriesWhatFits(t *testing.T) {
	w := newWorld(t)
	w.pouch = filepath.Join(mountTmpfs(t, "3m"), "pouch") // 12 parcels, less what the file system takes
	ids := w.post(1, 30)
	arrived := map[parcel.ID]bool{}
	for round := uint64(1); len(arrived) < len(ids); round++ {
		if round > 20 {
			t.Fatalf("after %d rounds %d of %d parcels have come through", round, len(arrived), len(ids))
		}
		r := w.mustSync()
		if r.Parcels == 0 || r.Parcels+r.Waiting != len(ids)-len(arrived) {
			t.Fatalf("round %d: %+v", round, r)
		}
		p, err := pouch.Open(w.pouch)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range p.IDs() {
			arrived[id] = true
		}
		if err := errors.Join(p.Close(), os.Remove(w.pouch)); err != nil {
			t.Fatal(err)
		}
		w.export(round, p.IDs()...)
	}
}

// TestSync_OwnDiskFull: the same where parcels cannot even be kept under way.
func TestSync_OwnDiskFull_CarriesWhatFits(t *testing.T) {
	w := newWorld(t)
	w.dir = filepath.Join(mountTmpfs(t, "2m"), "courier")
	w.post(1, 20)
	if r := w.mustSync(); r.Parcels < 4 || r.Parcels+r.Waiting != 20 {
		t.Errorf("%+v", r)
	}
	left, err := os.ReadDir(filepath.Join(w.dir, "fetched"))
	if err != nil || len(left) != 0 {
		t.Errorf("left on the full disk: %v, %v", left, err)
	}
}

// TestSync_FetchedAndNotListedAnyMore: what the drop does not list any more is not kept for it.
func TestSync_FetchedAndNotListedAnyMore_IsRemoved(t *testing.T) {
	w := newWorld(t)
	ids := w.post(1, 3)
	fetched := filepath.Join(w.dir, "fetched", w.bureau.Inbox())
	if err := os.MkdirAll(fetched, 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range uint64(5) {
		data := testbureau.Rubbish(100 + n)
		if err := os.WriteFile(filepath.Join(fetched, parcel.IDOf(data).String()), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(w.pouch+".part", "in the way"), 0o700); err != nil { // so that what was fetched stays
		t.Fatal(err)
	}
	if r, err := w.syncAt(w.socket); err == nil {
		t.Fatalf("%+v", r)
	}
	var left []string
	files, err := os.ReadDir(fetched)
	for _, f := range files {
		left = append(left, f.Name())
	}
	want := make([]string, 0, len(ids))
	for _, id := range ids {
		want = append(want, id.String())
	}
	if slices.Sort(want); err != nil || !slices.Equal(left, want) {
		t.Errorf("left are %v, %v; listed are %v", left, err, want)
	}
}

// mountTmpfs mounts a file system in memory until the end of the test, which takes root or sudo.
func mountTmpfs(t *testing.T, size string) string {
	dir := t.TempDir()
	asRoot := func(args ...string) {
		if os.Geteuid() != 0 {
			args = append([]string{"sudo", "-n"}, args...)
		}
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s (this test mounts a file system, which takes root or sudo)", args, err, out)
		}
	}
	asRoot("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%s,mode=700,uid=%d", size, os.Getuid()), "stick", dir)
	t.Cleanup(func() { asRoot("umount", dir) })
	return dir
}
