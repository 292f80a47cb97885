//go:build !race

package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// mountDisk mounts a new ext4 of some MiB until the end of the test.
func mountDisk(t *testing.T, mib int64) (dir string) {
	t.Helper()
	image, dir := filepath.Join(t.TempDir(), "disk"), shortTempDir(t)
	must(t, os.WriteFile(image, nil, 0o600))
	must(t, os.Truncate(image, mib<<20))
	out, err := exec.Command("/sbin/mkfs.ext4", "-q", "-F", "-m", "0", "-E", "root_owner", image).CombinedOutput() // not on every user's PATH
	if err != nil {
		t.Fatalf("mkfs.ext4: %v: %s", err, out)
	}
	asRoot(t, "mount", "-o", "loop,errors=remount-ro", image, dir)
	t.Cleanup(func() { asRoot(t, "umount", dir) })
	must(t, os.Chmod(dir, 0o700))
	return dir
}

// fill takes all room that there is on a disk.
func fill(t *testing.T, dir string) (filler string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	must(t, err)
	for size := 1 << 20; size >= 512; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else {
			must(t, err)
		}
	}
	must(t, f.Close())
	return f.Name()
}

// waiting are the ids that the bureau door shows.
func waiting(t *testing.T, p *process, b *testbureau.Bureau) string {
	t.Helper()
	v := (&town{dir: p.dir, bureau: b}).visitor(0, p.front, 0)
	defer v.close()
	_, data, err := v.ask(v.door, http.MethodGet, "http://door/v1/state", nil, http.StatusOK)
	must(t, err)
	return string(data)
}

// release has the bureau release parcels.
func release(t *testing.T, p *process, b *testbureau.Bureau, kept []parcel.ID) {
	t.Helper()
	v := (&town{dir: p.dir, bureau: b}).visitor(0, p.front, 0)
	defer v.close()
	_, line, err := v.ask(v.front, http.MethodGet, "http://"+p.front+"/v1/charters", nil, http.StatusOK)
	must(t, err)
	putDispatch(t, p.dir, b, b.Dispatch(line, 1, kept...))
}

// TestServe_DiskFull posts until the disk is full, and on.
func TestServe_DiskFull_SaysSoAndGoesOn(t *testing.T) {
	disk, b := mountDisk(t, 64), testbureau.New()
	p := startDrop(t, filepath.Join(disk, "d"), b, "--burst", "100000", "--rate", "100000")
	var kept []parcel.ID
	n := uint64(0)
	for status := http.StatusCreated; status == http.StatusCreated && n < 400; n++ {
		var err error
		status, err = p.post(testbureau.Rubbish(n))
		must(t, err)
		if status == http.StatusCreated {
			kept = append(kept, parcel.IDOf(testbureau.Rubbish(n)))
		} else if status != http.StatusInsufficientStorage {
			t.Fatalf("status %d", status)
		}
	}
	if len(kept) < 20 || n == 400 {
		t.Fatalf("%d were kept of %d", len(kept), n)
	}
	filler := fill(t, disk)
	for m := n; m < n+5; m++ {
		if status, err := p.post(testbureau.Rubbish(m)); err != nil || status != http.StatusInsufficientStorage {
			t.Errorf("on a full disk: %d, %v", status, err)
		}
	}
	must(t, p.stop(t, syscall.SIGTERM))
	p = startDrop(t, p.dir, b) // also on the full disk
	state := waiting(t, p, b)
	for _, id := range kept {
		if !strings.Contains(state, id.String()) {
			t.Errorf("parcel %s was acknowledged and is not there", id)
		}
	}
	if got := strings.Count(state, `"`) / 2; got < len(kept) || got > len(kept)+10 || strings.Contains(state, parcel.IDOf(testbureau.Rubbish(n)).String()) {
		t.Errorf("%d parcels were acknowledged: %s", len(kept), state)
	}
	must(t, os.Remove(filler))
	release(t, p, b, kept)
	if status, err := p.post(testbureau.Rubbish(n)); err != nil || status != http.StatusCreated {
		t.Errorf("after there was room: %d, %v", status, err)
	}
	must(t, p.stop(t, syscall.SIGTERM))
}

// TestServe_DiskFails: ext4 makes itself read-only at the first error of its own.
// What cannot be kept is not acknowledged; what was kept can be saved on another
// disk.
func TestServe_DiskFails_KeepsWhatWasAcknowledged(t *testing.T) {
	disk, b := mountDisk(t, 64), testbureau.New()
	p := startDrop(t, filepath.Join(disk, "d"), b)
	if status, err := p.post(testbureau.Rubbish(1)); err != nil || status != http.StatusCreated {
		t.Fatal(status, err)
	}
	source, err := exec.Command("findmnt", "-n", "-o", "SOURCE", disk).Output()
	must(t, err)
	asRoot(t, "sh", "-c", fmt.Sprintf("echo 1 > /sys/fs/ext4/%s/trigger_fs_error", filepath.Base(strings.TrimSpace(string(source)))))
	if status, err := p.post(testbureau.Rubbish(2)); err != nil || status == http.StatusCreated {
		t.Errorf("on a disk that cannot be written: %d, %v", status, err)
	}
	_ = p.stop(t, syscall.SIGTERM) // it may complain
	var stderr bytes.Buffer
	serve := exec.Command("luwte-drop", "serve", "--dir", p.dir, "--listen", "127.0.0.1:0")
	serve.Stderr = &stderr
	if err := serve.Run(); err == nil || !strings.Contains(stderr.String(), "read-only file system") || !strings.Contains(stderr.String(), "hint: mount the disk so that it can be written") {
		t.Errorf("serve: %v: %s", err, stderr.String())
	}
	saved := filepath.Join(shortTempDir(t), "saved")
	if out := run(t, "check", "--dir", p.dir, "--save", saved); !strings.Contains(out, "Everything is whole: 1 parcel in 1 inbox") {
		t.Error(out)
	}
	p = startDrop(t, saved, b)
	if state := waiting(t, p, b); !strings.Contains(state, parcel.IDOf(testbureau.Rubbish(1)).String()) || strings.Contains(state, parcel.IDOf(testbureau.Rubbish(2)).String()) {
		t.Errorf("saved: %s", state)
	}
	must(t, p.stop(t, syscall.SIGTERM))
}
