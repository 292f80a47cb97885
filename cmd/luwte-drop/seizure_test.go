package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// seizure is a drop on a disk of its own that is going to be seized.
type seizure struct {
	*process
	t            *testing.T
	bureau       *testbureau.Bureau
	image, mount string

	arrived, released []parcel.ID // in the order of arrival
	needles           map[string][]byte
	firstPost, tide   time.Time
}

// TestSeizure_AfterADayAndATide: the disk is taken while the drop serves, after a day of posts, repeats, releases and a tide, with every key on it.
// The same is done right before the tide: what the thief's tools find then is what they could find.
func TestSeizure_AfterADayAndATide_ShowsNothingOfWhatCameBefore(t *testing.T) {
	posts, mib := 120, int64(256)
	if os.Getenv("LUWTE_SOAK") != "" {
		posts, mib = 1500, 2048
	}
	s := newSeizure(t, mib)
	first := s.seize()
	s.day(posts)
	old := s.seize()
	if old.generation == first.generation { // or on a slow machine, the drop had its own tide a minute after a dispatch
		s.wantReadable(old)
	}
	s.needle("the key", old.key)
	for at := 4 * diskPage; at+diskPage <= len(old.database); at += 8 * diskPage { // what its sealed values were
		// Numbers of pages and lengths, of which most bytes are zero, come again in the new one.
		if piece := old.database[at+1000:][:16]; bytes.Count(piece, []byte{0}) < 4 {
			s.needle(fmt.Sprintf("page %d of the old database, %x", at/diskPage, piece), piece)
		}
	}
	if n, _ := find(old.disk, s.needles); n < len(old.database)/diskPage/20 {
		t.Errorf("before the tide only %d traces are found: the test sees nothing", n)
	}

	s.tide = time.Now()
	kept := s.journal(s.firstPost, s.tide)
	if t.Logf("the journal has kept the times of %d commits during %d posts", kept, len(s.arrived)); kept == 0 || kept > len(s.arrived)/4 {
		t.Error("these are too many, or the test sees nothing")
	}
	run(t, "tide", "--dir", s.dir, "--journal")
	for n := range 10 {
		s.put(testbureau.Rubbish(uint64(5000 + n)))
	}
	now := s.seize()
	if n, first := find(now.disk, s.needles); n > 0 {
		t.Errorf("the disk has %d traces, such as %s", n, first)
	}
	s.wantOnlyLive(now)
	s.wantNoTimes()
	if kept := s.journal(s.firstPost, s.tide); kept > 0 {
		t.Errorf("the journal has kept the times of %d commits from before the tide", kept)
	}
}

func newSeizure(t *testing.T, mib int64) *seizure {
	t.Helper()
	s := &seizure{t: t, bureau: testbureau.New(), image: filepath.Join(t.TempDir(), "disk"), mount: shortTempDir(t), needles: map[string][]byte{}}
	must(t, os.WriteFile(s.image, nil, 0o600))
	must(t, os.Truncate(s.image, mib<<20))
	asRoot(t, "mkfs.ext4", "-q", "-F", "-b", "4096", "-m", "0", "-E", fmt.Sprintf("root_owner=%d:%d", os.Getuid(), os.Getgid()), s.image)
	asRoot(t, "mount", "-o", "loop", s.image, s.mount)
	t.Cleanup(func() { asRoot(t, "umount", s.mount) })
	s.process = startDrop(t, filepath.Join(s.mount, "d"), s.bureau, "--burst", "100000")
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() }) // before the disk goes
	return s
}

// day is posts, some of them twice; a first board; and one that releases every second parcel and withdraws all notes.
func (s *seizure) day(posts int) {
	s.t.Helper()
	line := getCharter(s.t, s.process)
	first := s.bureau.Board(1, board.MinK)
	s.publish(s.t, s.bureau, s.bureau.DispatchWith(line, first, 1))
	c, err := charter.Parse(line)
	must(s.t, err)
	b, err := board.Parse(first, c.Bureau, c.Dispatch)
	must(s.t, err)
	for n, e := range b.Entries {
		s.needle(fmt.Sprintf("note %d of the old board", n), e.Note[200:][:32])
		s.needle(fmt.Sprintf("label %d of the old board", n), e.Label[:])
	}
	s.firstPost = time.Now()
	for n := range posts {
		data := testbureau.Rubbish(uint64(n))
		s.arrived = append(s.arrived, s.put(data))
		if n%5 == 0 {
			s.put(data)
		}
		if n%2 == 0 {
			s.released = append(s.released, parcel.IDOf(data))
		}
	}
	s.publish(s.t, s.bureau, s.bureau.DispatchWith(line, s.bureau.Board(2, board.MinK), 2, s.released...))
}

// put posts a parcel, of which neither id nor bytes may be on the disk in clear.
func (s *seizure) put(data []byte) parcel.ID {
	s.t.Helper()
	status, err := s.post(data)
	if err != nil || status != http.StatusCreated {
		s.t.Fatalf("status %d, %v", status, err)
	}
	id := parcel.IDOf(data)
	s.needle("the id "+id.String(), id[:])
	s.needle("the digits of "+id.String(), []byte(id.String()))
	for at := 2000; at < len(data); at += 16 << 10 {
		s.needle(fmt.Sprintf("byte %d of parcel %v", at, id), data[at:][:16])
	}
	return id
}

func (s *seizure) needle(name string, what []byte) { s.needles[name] = bytes.Clone(what) }

// seized is a disk, and what a thief finds on it by the file system.
type seized struct {
	disk, database, key []byte
	generation          string
}

func (s *seizure) seize() (got seized) {
	s.t.Helper()
	must(s.t, exec.Command("sync", "-f", s.mount).Run()) // he has also what was still to be written
	read := func(path string) []byte {
		data, err := os.ReadFile(path)
		must(s.t, err)
		return data
	}
	got.generation = strings.TrimSpace(string(read(filepath.Join(s.dir, "store", "current"))))
	got.key = read(filepath.Join(s.dir, "store", got.generation, "key"))
	got.database = read(filepath.Join(s.dir, "store", got.generation, "store.db"))
	got.disk = read(s.image)
	return got
}

// live is what is still there of what came before the tide, in the order of arrival.
func (s *seizure) live() (all []parcel.ID) {
	for n, id := range s.arrived {
		if n%2 != 0 {
			all = append(all, id)
		}
	}
	return all
}

// wantReadable is what the thief's tools are good for.
func (s *seizure) wantReadable(before seized) {
	s.t.Helper()
	th, found := newThief(s.t, before.key), 0
	entries := th.entries(before.disk)
	for _, id := range s.released {
		if _, there := entries[id]; there {
			found++
		}
	}
	if found < len(s.released)/2 {
		s.t.Errorf("before the tide, only %d of %d released parcels are found: the test sees nothing", found, len(s.released))
	}
	most := 0.0
	for _, order := range th.orders(s.t, before.database, s.live()) {
		most = max(most, deviations(order))
	}
	if most < 8 {
		s.t.Errorf("before the tide, the order of arrival is %.1f deviations from chance: the test sees nothing", most)
	}
	s.t.Logf("before the tide, %d of %d released parcels can be named and the order is %.1f deviations from chance", found, len(s.released), most)
}

// wantOnlyLive: with the key of the moment nothing opens but what waits, and what came before the tide lies in no order. Chance is above the
// bound once in 300 000 runs.
func (s *seizure) wantOnlyLive(now seized) {
	s.t.Helper()
	th, live := newThief(s.t, now.key), s.live()
	entries := th.entries(now.disk)
	for _, id := range s.released {
		if _, there := entries[id]; there {
			s.t.Errorf("the released parcel %v can be named", id)
		}
	}
	if len(entries) != len(live)+10 {
		s.t.Errorf("%d entries open, of %d parcels", len(entries), len(live)+10)
	}
	for name, order := range th.orders(s.t, now.database, live) {
		d := deviations(order)
		if d > 5 {
			s.t.Errorf("by the %s, the order of arrival is %.1f deviations from chance", name, d)
		}
		s.t.Logf("by the %s, %.1f deviations", name, d)
	}
}

// wantNoTimes: no file of the drop has a time between the first post and the tide.
func (s *seizure) wantNoTimes() {
	s.t.Helper()
	must(s.t, filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		must(s.t, err)
		var stat unix.Statx_t
		must(s.t, unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_BASIC_STATS|unix.STATX_BTIME, &stat))
		times := map[string]unix.StatxTimestamp{"changed": stat.Mtime, "made": stat.Btime}
		if !d.IsDir() { // this walk reads directories
			times["accessed"] = stat.Atime
		}
		if strings.HasPrefix(path, filepath.Join(s.dir, "store")) { // elsewhere it is that of a tick
			times["its record changed"] = stat.Ctime
		}
		for what, ts := range times {
			if at := time.Unix(ts.Sec, int64(ts.Nsec)); at.After(s.firstPost) && at.Before(s.tide) {
				s.t.Errorf("%s: %s at %v, between the first post and the tide", path, what, at)
			}
		}
		return nil
	}))
}

// journal counts the commits of a time that ext4's journal has kept.
func (s *seizure) journal(from, to time.Time) (n int) {
	s.t.Helper()
	dump := filepath.Join(s.t.TempDir(), "journal")
	asRoot(s.t, "debugfs", "-R", "dump <8> "+dump, s.image)
	asRoot(s.t, "chmod", "644", dump)
	journal, err := os.ReadFile(dump)
	must(s.t, err)
	all := commits(journal)
	for _, at := range all {
		if at.After(from) && at.Before(to) {
			n++
		}
	}
	if len(all) == 0 {
		s.t.Error("the test sees no journal")
	}
	return n
}
