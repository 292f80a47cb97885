//go:build linux

package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server/store"
)

// work is what the drop asked of the system for one request, besides reading it and waiting.
type work struct {
	calls string // the kinds of calls on the store, in order
	pages int    // of 4 KiB that were written
	grown bool   // the store's file was made larger for it
	ahead bool   // it is being made larger for those to come
}

// TestPost_WhateverIsStored: the real drop's calls of the system are of the same kinds in the same order for a parcel that is new, one that is there, one that
// is there since weeks and one that was released, in a store of one parcel and in one of many; and there is none for what everyone gets. How many pages
// are written depends on how the tree of pages happens to lie.
func TestPost_WhateverIsStored_AsksTheSameOfTheSystem(t *testing.T) {
	const each = 6
	many := 120
	if os.Getenv("LUWTE_SOAK") != "" {
		many = 10_000
	}
	const want = "statfs pwrite64 fdatasync pwrite64 fdatasync"
	pages := map[string]int{}
	for name, stored := range map[string]int{"few": 1, "many": many} {
		d := startTraced(t, stored, each)
		for i := range uint64(each) {
			for kind, n := range map[string]uint64{"new": fresh, "there": there, "old": old, "released": released} {
				w := d.post(t, testbureau.Rubbish(n+i))
				if w.calls != want {
					t.Errorf("%s parcel in a store of %s: %s; want %s", kind, name, w.calls, want)
				}
				pages[name+" "+kind] += w.pages
			}
		}
		for _, path := range []string{"/", "/plain", "/v1/charters", "/v1/bureaus", strings.TrimSuffix(d.path, "parcels") + "board", "/v1/nothing"} {
			if w := d.get(t, path); w.calls != "" {
				t.Errorf("GET %s of a store of %s: %s", path, name, w.calls)
			}
		}
		must(t, d.stop(t, syscall.SIGTERM))
	}
	for kind, n := range pages {
		pages[kind] = n / each
	}
	t.Logf("pages written for a parcel: %v", pages)
	// A parcel is 65 of them.
	for _, store := range []string{"few", "many"} {
		for _, kind := range []string{"there", "released", "old"} {
			if diff := pages[store+" "+kind] - pages[store+" new"]; max(diff, -diff) > 4 {
				t.Errorf("a parcel that is %s writes %d pages more than a new one, in a store of %s: %v", kind, diff, store, pages)
			}
		}
	}
}

// Numbers of parcels, by what becomes of them before the drop is looked at.
const (
	filling  = 0
	fresh    = 1 << 20
	there    = 2 << 20
	old      = 3 << 20
	released = 4 << 20
)

// traced is a drop whose calls of the system are written down by strace.
type traced struct {
	*process
	file string
	seen int64
}

// startTraced serves a drop that holds so many parcels, and each more that are there, and old, and has released each others.
func startTraced(t *testing.T, stored, each int) *traced {
	t.Helper()
	dir, b := filepath.Join(shortTempDir(t), "d"), testbureau.New()
	startDrop(t, dir, b).stop(t, syscall.SIGTERM)
	s, err := store.Open(filepath.Join(dir, "store"))
	must(t, err)
	inbox := store.Inbox(b.Fingerprint().Inbox())
	week := uint32(time.Now().Unix() / (7 * 86400))
	var gone []store.ID
	putAll(t, s, inbox, filling, stored, week+4)
	putAll(t, s, inbox, there, each, week+4)
	putAll(t, s, inbox, old, each, week)
	for _, id := range putAll(t, s, inbox, released, each, week+4) {
		gone = append(gone, store.ID(id))
	}
	must(t, s.Apply(t.Context(), inbox, func(now store.State) (store.State, []store.ID, error) { return now, gone, nil }))
	must(t, s.Close())

	d := &traced{file: filepath.Join(t.TempDir(), "trace")}
	d.process = startDropBy(t, dir, b, []string{"strace", "--daemonize", "-f", "-y", "-qq", "-s", "0", "-e", "signal=none", "-o", d.file,
		"-e", "trace=statfs,openat,pread64,pwrite64,pwritev,fdatasync,fsync,ftruncate,fallocate,unlink,unlinkat,rename,renameat"}, "--burst", "100000")
	return d
}

// putAll puts parcels by their numbers, many in one commit.
func putAll(t *testing.T, s store.Store, in store.Inbox, first, n int, week uint32) []parcel.ID {
	t.Helper()
	ids := make([]parcel.ID, n)
	var all sync.WaitGroup
	for worker := range 32 {
		all.Go(func() {
			for i := worker; i < n; i += 32 {
				data := testbureau.Rubbish(uint64(first + i))
				ids[i] = parcel.IDOf(data)
				if _, _, err := s.Put(t.Context(), in, data, week); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	return ids
}

func (d *traced) post(t *testing.T, data []byte) work {
	t.Helper()
	d.passOver(t)
	status, err := d.process.post(data)
	must(t, err)
	if status != http.StatusCreated {
		t.Fatalf("status %d", status)
	}
	return d.work(t)
}

func (d *traced) get(t *testing.T, path string) work {
	t.Helper()
	d.passOver(t)
	resp, err := http.Get("http://" + d.front + path)
	must(t, err)
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	must(t, err)
	return d.work(t)
}

// passOver goes past what strace has written so far.
func (d *traced) passOver(t *testing.T) {
	t.Helper()
	info, err := os.Stat(d.file)
	must(t, err)
	d.seen = info.Size()
}

var traceLine = regexp.MustCompile(`(?m)^\d+ +(\w+)\((.*)`)
var pwriteSize = regexp.MustCompile(`^\d+<[^>]*>, .*?, (\d+), \d+`)

// runtimeOwn is where the Go runtime looks each second at how many processors it may use.
var runtimeOwn = regexp.MustCompile(`^\d+</(proc|sys)/|^AT_FDCWD<[^>]*>, "/(proc|sys)/`)

// work reads what strace has written since passOver. A call's line begins when the call does, and the answer goes out after the last.
func (d *traced) work(t *testing.T) (w work) {
	t.Helper()
	all, err := os.ReadFile(d.file)
	must(t, err)
	var kinds []string
	for _, line := range traceLine.FindAllStringSubmatch(string(all[d.seen:]), -1) {
		switch kind := line[1]; {
		case kind == "ftruncate":
			w.grown = true
		case kind == "fallocate": // the file goes ahead, which is no parcel's doing
			w.ahead = true
		case w.ahead:
			w.ahead = kind != "fsync"
		case kind == "fsync" && w.grown: // goes with it
		case runtimeOwn.MatchString(line[2]):
		default:
			if size := pwriteSize.FindStringSubmatch(line[2]); kind == "pwrite64" && size != nil {
				n, _ := strconv.Atoi(size[1])
				w.pages += n / 4096
			}
			kinds = append(kinds, kind)
		}
	}
	w.calls = strings.Join(slices.Compact(kinds), " ")
	return w
}
