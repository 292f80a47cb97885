package store_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// newImage makes an image file with a file system of some MiB.
func newImage(t *testing.T, mib int64, mkfs ...string) (image string) {
	t.Helper()
	image = filepath.Join(t.TempDir(), "disk")
	must(t, os.WriteFile(image, nil, 0o600))
	must(t, os.Truncate(image, mib<<20))
	for _, dir := range []string{"/sbin/", "/usr/sbin/"} {
		if _, err := os.Stat(dir + mkfs[0]); err == nil {
			out, err := exec.Command(dir+mkfs[0], append(mkfs[1:], image)...).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			return image
		}
	}
	t.Fatalf("there is no %s: deploy/prepare.sh test installs it", mkfs[0])
	return ""
}

// own makes a file system's top directory this user's.
func own(t *testing.T, dir string) {
	t.Helper()
	asRoot(t, "chmod", "777", dir)
}

// TestMedium_KeyOverwritten looks in the image of each file system for a key that a tide has destroyed. Where it is found, or could be, a key
// is refused.
func TestMedium_KeyOverwritten_IsGoneWhereItIsAccepted(t *testing.T) {
	for name, image := range map[string]string{
		"ext4": newDisk(t, 128),
		"xfs":  newImage(t, 320, "mkfs.xfs", "-q"),
	} {
		disk, unmount := mount(t, image)
		own(t, disk)
		if m, err := store.MediumOf(disk); err != nil || m != (store.Medium{Name: name, Forgets: true}) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
		dir := filepath.Join(disk, "store")
		s, _ := filled(t, dir, 1)
		key, err := os.ReadFile(filepath.Join(generation(t, dir), "key"))
		must(t, err)
		db, err := os.ReadFile(filepath.Join(generation(t, dir), "store.db"))
		must(t, err)
		value := firstNoise(db)
		must(t, exec.Command("sync", "-f", disk).Run())
		inImage(t, name, image, key, true)
		inImage(t, name, image, value, true)
		tide(t, s)
		must(t, s.Close())
		unmount()
		inImage(t, name, image, key, false)
		inImage(t, name, image, value, false)
	}
}

func TestMedium_Btrfs_IsRefusedSinceTheKeyIsFoundAgain(t *testing.T) {
	image := newImage(t, 120, "mkfs.btrfs", "-q")
	disk, unmount := mount(t, image)
	own(t, disk)
	if _, err := store.Create(filepath.Join(disk, "store")); !errors.Is(err, store.ErrMedium) {
		t.Errorf("Create: %v", err)
	}
	key := storetest.Parcel(7)[100:132]
	must(t, store.WriteSynced(filepath.Join(disk, "key"), key))
	must(t, exec.Command("sync", "-f", disk).Run())
	must(t, store.Overwrite(filepath.Join(disk, "key")))
	must(t, os.Remove(filepath.Join(disk, "key")))
	unmount()
	inImage(t, "btrfs", image, key, true)
}

func TestMedium_InlineData_IsRefusedSinceTheKeyIsFoundAgain(t *testing.T) {
	image := newImage(t, 64, "mkfs.ext4", "-q", "-O", "inline_data")
	disk, unmount := mount(t, image)
	own(t, disk)
	if _, err := store.Create(filepath.Join(disk, "store")); !errors.Is(err, store.ErrMedium) {
		t.Errorf("Create: %v", err)
	}
	s, err := store.Create(filepath.Join(disk, "sealed"), store.WithKeys(store.Keys{Wrap: make([]byte, 32)}))
	must(t, err)
	must(t, s.Close())
	key := storetest.Parcel(7)[100:132]
	must(t, store.WriteSynced(filepath.Join(disk, "key"), key))
	must(t, store.Overwrite(filepath.Join(disk, "key")))
	must(t, os.Remove(filepath.Join(disk, "key")))
	unmount()
	inImage(t, "ext4 with inline_data", image, key, true)
}

func TestMedium_Overlay_IsRefusedUnlessTheKeyLiesElsewhereOrIsSealed(t *testing.T) {
	base := t.TempDir()
	for _, part := range []string{"lower", "upper", "work", "disk", "keys"} {
		must(t, os.Mkdir(filepath.Join(base, part), 0o700))
	}
	disk := filepath.Join(base, "disk")
	asRoot(t, "mount", "-t", "overlay", "overlay", "-o", "lowerdir="+base+"/lower,upperdir="+base+"/upper,workdir="+base+"/work", disk)
	t.Cleanup(func() { asRoot(t, "rm", "-rf", filepath.Join(base, "work", "work")) })
	t.Cleanup(func() { asRoot(t, "umount", disk) })
	own(t, disk)
	if _, err := store.Create(filepath.Join(disk, "store")); !errors.Is(err, store.ErrMedium) {
		t.Errorf("Create: %v", err)
	}
	for name, keys := range map[string]store.Keys{"elsewhere": {Dir: filepath.Join(base, "keys")}, "sealed": {Wrap: make([]byte, 32)}} {
		s, err := store.Create(filepath.Join(disk, name), store.WithKeys(keys))
		must(t, err)
		must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
		tide(t, s)
		must(t, s.Close())
	}
}

func TestMedium_Memory_IsSaid(t *testing.T) {
	m, err := store.MediumOf("/dev/shm")
	if err != nil || m != (store.Medium{Name: "tmpfs", Forgets: true, Memory: true}) {
		t.Errorf("%+v, %v", m, err)
	}
}

// firstNoise is a piece of the first sealed value in a database.
func firstNoise(db []byte) []byte {
	for at := 4 * page; ; at += page {
		if piece := db[at+512:][:64]; !bytes.Contains(piece, make([]byte, 4)) {
			return bytes.Clone(piece)
		}
	}
}

// inImage looks for bytes in an image, as they are and in hexadecimal digits.
func inImage(t *testing.T, name, image string, what []byte, want bool) {
	t.Helper()
	all, err := os.ReadFile(image)
	must(t, err)
	if got := bytes.Contains(all, what) || bytes.Contains(all, []byte(hex.EncodeToString(what))); got != want {
		t.Errorf("%s: in the image: %t, want %t", name, got, want)
	}
}
