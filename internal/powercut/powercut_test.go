package powercut_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"luwte/internal/powercut"
)

const childEnv = "LUWTE_POWERCUT_CHILD"

// TestMain makes this test binary the process that is recorded: it does what one of steps says.
func TestMain(m *testing.M) {
	if name, dir, found := strings.Cut(os.Getenv(childEnv), " "); found {
		must(os.Chdir("/"))
		steps[name](dir + "/")
		fmt.Println("end")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var steps = map[string]func(dir string){
	"rename": func(dir string) {
		write(dir+"a", "1", false)
		fmt.Println("written")
		sync(dir + "a")
		fmt.Println("synced")
		sync(dir)
		fmt.Println("named")
		must(os.Rename(dir+"a", dir+"b"))
		fmt.Println("moved")
		sync(dir)
	},
	"mkdir": func(dir string) {
		must(os.Mkdir(dir+"d", 0o700))
		write(dir+"d/c", "1", true)
		sync(dir + "d")
	},
	"remove": func(dir string) {
		must(os.RemoveAll(dir + "d"))
		must(os.Remove(dir + "before"))
		fmt.Println("removed")
		sync(dir)
	},
	"pages": func(dir string) {
		write(dir+"a", strings.Repeat("-", 8192), true)
		sync(dir)
		write(dir+"a", strings.Repeat("x", 8192), false)
	},
	"again": func(dir string) {
		old, _ := os.ReadFile(dir + "a")
		write(dir+"a", string(old)+strconv.Itoa(len(old)+1), false)
	},
	"process": func(dir string) { must(exec.Command("true").Run()) },
	"map": func(dir string) {
		f, err := os.OpenFile(dir+"before", os.O_RDWR, 0)
		must(err)
		_, err = syscall.Mmap(int(f.Fd()), 0, 4, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
		must(err)
	},
}

func write(path, text string, synced bool) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	must(err)
	_, err = f.WriteString(text)
	must(err)
	if synced {
		must(f.Sync())
	}
	must(f.Close())
}

func sync(path string) {
	f, err := os.Open(path)
	must(err)
	must(f.Sync())
	must(f.Close())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// record records one of steps in a directory with the files before and d/c.
func record(t testing.TB, name string, d bool) *powercut.Log {
	t.Helper()
	dir := t.TempDir()
	must(os.WriteFile(filepath.Join(dir, "before"), []byte("was there"), 0o600))
	if d {
		must(os.Mkdir(filepath.Join(dir, "d"), 0o700))
		must(os.WriteFile(filepath.Join(dir, "d/c"), []byte("1"), 0o600))
	}
	return powercut.Record(t, dir, command(name, dir))
}

func command(step, dir string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+step+" "+dir)
	return cmd
}

// disks cuts at every moment a few times and counts what is on the disk and what had been said, as "FILES|SAID".
func disks(t *testing.T, log *powercut.Log, names powercut.Names) map[string]int {
	t.Helper()
	if said := log.Said(log.Moments()[len(log.Moments())-1]); !strings.HasSuffix(said, "end\n") {
		t.Fatalf("the process said %q", said)
	}
	found, r := map[string]int{}, rand.New(rand.NewPCG(1, 2))
	to := filepath.Join(t.TempDir(), "disk")
	for _, at := range log.Moments() {
		for range 120 {
			must(os.RemoveAll(to))
			_, err := log.Cut(r, at, names, to)
			must(err)
			var files []string
			for _, name := range []string{"before", "a", "b", "d/c"} {
				if text, err := os.ReadFile(filepath.Join(to, name)); err == nil {
					files = append(files, name+"="+string(text))
				}
			}
			said := strings.Fields(log.Said(at))
			found[strings.Join(files, " ")+"|"+strings.Join(said, " ")]++
		}
	}
	return found
}

// TestCut_Script_LosesWhatWasNotSynced compares with all that such a disk can have.
func TestCut_Script_LosesWhatWasNotSynced(t *testing.T) {
	log := record(t, "rename", false)
	for names, c := range map[powercut.Names]struct{ can, never []string }{
		powercut.Journal: {
			can:   []string{"before=was there|written", "before=was there a=|written", "before=was there a=1|written", "before=was there a=1|written synced", "before=was there b=1|written synced named moved"},
			never: []string{"before=was there|written synced", "before=was there a=|written synced", "before=was there|written synced named moved", "before=was there a=1|written synced named moved end"},
		},
		powercut.InOrder: {
			can:   []string{"before=was there|written synced", "before=was there a=1|written synced", "before=was there a=1|written synced named moved"},
			never: []string{"before=was there a=|written synced", "before=was there|written synced named", "before=was there|written synced named moved", "before=was there a=1|written synced named moved end"},
		},
		powercut.Arbitrary: {
			can:   []string{"before=was there|written synced", "before=was there a=1|written synced named moved", "before=was there b=1|written synced named moved"},
			never: []string{"before=was there a=|written synced", "before=was there|written synced named", "before=was there a=1|written synced named moved end"},
		},
	} {
		found := disks(t, log, names)
		for _, want := range c.can {
			if found[want] == 0 {
				t.Errorf("%v: never %q, but %v", names, want, found)
			}
		}
		for _, never := range c.never {
			if found[never] > 0 {
				t.Errorf("%v: %q", names, never)
			}
		}
	}
}

// TestCut_Directory_HasItsOwnName: the sync of what is in a new directory keeps the directory's own name only where there is a journal.
func TestCut_Directory_HasItsOwnName(t *testing.T) {
	log := record(t, "mkdir", false)
	for names, lost := range map[powercut.Names]bool{powercut.Journal: false, powercut.InOrder: true, powercut.Arbitrary: true} {
		if found := disks(t, log, names); (found["before=was there|end"] > 0) != lost {
			t.Errorf("%v: %v", names, found)
		}
	}
}

// TestCut_Pages_AreLostOneByOne overwrites two pages that were synced and cuts before they are again.
func TestCut_Pages_AreLostOneByOne(t *testing.T) {
	log := record(t, "pages", false)
	at := log.Moments()[len(log.Moments())-1]
	seen, r := map[string]bool{}, rand.New(rand.NewPCG(1, 2))
	to := filepath.Join(t.TempDir(), "disk")
	for range 500 {
		must(os.RemoveAll(to))
		_, err := log.Cut(r, at, powercut.Journal, to)
		must(err)
		b, err := os.ReadFile(filepath.Join(to, "a"))
		if err != nil || len(b) != 8192 {
			t.Fatal(len(b), err)
		}
		kind := ""
		for _, p := range [][]byte{b[:4096], b[4096:]} {
			kind += map[int]string{0: "old ", 4096: "new "}[strings.Count(string(p), "x")]
			if n := strings.Count(string(p), "x"); n%4096 > 0 {
				kind += "torn "
				if n%512 > 0 {
					t.Errorf("%d bytes of a page", n)
				}
			}
		}
		seen[kind] = true
	}
	for _, want := range []string{"old old ", "old new ", "new old ", "new new ", "torn old ", "new torn "} {
		if !seen[want] {
			t.Errorf("never %q, but %v", want, seen)
		}
	}
}

// TestCut_RemovedFiles_ComeBackUntilSynced: also names that were removed by way of an open directory.
func TestCut_RemovedFiles_ComeBackUntilSynced(t *testing.T) {
	found := disks(t, record(t, "remove", true), powercut.Arbitrary)
	for _, can := range []string{"before=was there d/c=1|removed", "d/c=1|removed", "before=was there|removed", "|removed", "|removed end"} {
		if found[can] == 0 {
			t.Errorf("never %q, but %v", can, found)
		}
	}
	if found["before=was there|removed end"] > 0 {
		t.Error(found)
	}
}

// TestCut_NamelessFiles_LieOnTheDisk: unlinking a file leaves its blocks as they are.
func TestCut_NamelessFiles_LieOnTheDisk(t *testing.T) {
	log := record(t, "remove", true)
	at := log.Moments()[len(log.Moments())-1]
	nameless, err := log.Cut(rand.New(rand.NewPCG(1, 2)), at, powercut.Journal, filepath.Join(t.TempDir(), "disk"))
	if text := string(bytes.Join(nameless, []byte("|"))); err != nil || text != "was there|1" && text != "1|was there" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestRecord_TwoProcesses_AreOneRecord: what the first has written and not synced, the second's end does not keep.
func TestRecord_TwoProcesses_AreOneRecord(t *testing.T) {
	dir := t.TempDir()
	must(os.WriteFile(filepath.Join(dir, "before"), []byte("was there"), 0o600))
	log := powercut.Record(t, dir, command("again", dir), command("again", dir))
	found := disks(t, log, powercut.Journal)
	for _, can := range []string{"before=was there|", "before=was there|end end", "before=was there a=1|end", "before=was there a=1|end end"} {
		if found[can] == 0 {
			t.Errorf("never %q, but %v", can, found)
		}
	}
}

// TestRecord_WhatIsNotUnderstood_FailsTheTest: writes that strace does not see would make the record a false one.
func TestRecord_WhatIsNotUnderstood_FailsTheTest(t *testing.T) {
	for name, says := range map[string]string{"process": "another process is not understood", "map": "mmap("} {
		tb := &failing{TB: t}
		func() {
			defer func() { _ = recover() }()
			record(tb, name, false)
		}()
		if !strings.Contains(tb.says, says) {
			t.Errorf("%s: %q", name, tb.says)
		}
	}
}

// failing is a test that has to fail.
type failing struct {
	testing.TB
	says string
}

func (f *failing) Fatalf(format string, args ...any) {
	f.says = fmt.Sprintf(format, args...)
	panic(f.says)
}
