package server_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"luwte/internal/testbureau"
	"luwte/server"
)

// TestServe_AfterATick: of what a file system keeps by itself, nothing tells when a parcel or a courier came.
func TestServe_AfterATick_DiskShowsNoTimeOfArrival(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	d.post(testbureau.Rubbish(1)).want(t, http.StatusCreated, "")
	must(t, d.HideTimes())
	d.wantNoTimes()
	d.atDoor("GET", "/v1/state", nil).want(t, http.StatusOK, "") // to connect is no change
	d.wantNoTimes()
	d.post(testbureau.Rubbish(2)).want(t, http.StatusCreated, "")
	d.stop()
	d.wantNoTimes()
}

// wantNoTimes looks at what is written or connected to while a drop serves. Times of last access to directories are those of this walk.
func (d *drop) wantNoTimes() {
	d.t.Helper()
	recent, soon := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	for _, part := range []string{"store", "doors", "admin.sock"} {
		must(d.t, filepath.WalkDir(filepath.Join(d.dir, part), func(path string, entry fs.DirEntry, err error) error {
			if os.IsNotExist(err) || err == nil && entry.Name() == "doors" {
				return nil
			}
			must(d.t, err)
			info, err := entry.Info()
			must(d.t, err)
			accessed := time.Unix(info.Sys().(*syscall.Stat_t).Atim.Unix())
			if info.ModTime().After(recent) || !entry.IsDir() && accessed.After(recent) && accessed.Before(soon) {
				d.t.Errorf("%s: changed %v, accessed %v", path, info.ModTime(), accessed)
			}
			return nil
		}))
	}
}
