package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"luwte/crypto/day"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"luwte-courier": main})
}

// TestScripts runs testdata/*.txtar against a real drop with a bureau: $DOOR is its door, ./dispatch.pouch the desk's pouch, ./old.pouch
// its next with a board that is late, ./cut.pouch the first one cut, ./other.pouch another bureau's. Two parcels wait.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			t := env.T().(testing.TB)
			d, b := testdrop.Start(t), testbureau.New()
			line, socket := d.Add(t, b)
			d.Post(t, b.Fingerprint().Inbox(), testbureau.Rubbish(1), testbureau.Rubbish(2))
			env.Setenv("DOOR", "unix:"+socket)
			path := filepath.Join(env.WorkDir, "dispatch.pouch")
			if err := pouch.Write(path, b.Fingerprint(), b.Dispatch(line, 1), nil, nil); err != nil {
				return err
			}
			old := b.BoardFor(2, day.Today()-20, day.Today()-13)
			if err := pouch.Write(filepath.Join(env.WorkDir, "old.pouch"), b.Fingerprint(), b.DispatchWith(line, old, 2), nil, nil); err != nil {
				return err
			}
			whole, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			other := testbureau.New().Fingerprint()
			if err := pouch.Write(filepath.Join(env.WorkDir, "other.pouch"), other, nil, nil, nil); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "cut.pouch"), whole[:len(whole)/2], 0o600)
		},
	})
}

// TestSync_Killed_GoesOnWhereItWas kills the program itself, as a power cut would, while it fetches.
func TestSync_Killed_GoesOnWhereItWas(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "luwte-courier") // by this name testscript.Main runs main
	if err := os.Symlink(exe, program); err != nil {
		t.Fatal(err)
	}
	d, b := testdrop.Start(t), testbureau.New()
	_, socket := d.Add(t, b)
	for n := range uint64(30) {
		d.Post(t, b.Fingerprint().Inbox(), testbureau.Rubbish(n))
	}
	asked, slow := slowly(t, socket)
	dir, path := filepath.Join(t.TempDir(), "courier"), filepath.Join(t.TempDir(), "pouch")
	cmd := exec.Command(program, "sync", "--dir", dir, "--pouch", path, "--door", "unix:"+slow)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(asked) < 12 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("there is a pouch already: %v", err)
	}
	before := len(asked)
	out, err := exec.Command(program, "sync", "--dir", dir, "--pouch", path, "--door", "unix:"+slow).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Parcels in the pouch: 30, of which new: 30.") {
		t.Fatalf("%v: %s", err, out)
	}
	if again := len(asked) - before; again > 30-4 { // four at a time were under way of at least twelve
		t.Errorf("%d of 30 were asked for again", again)
	}
	p, err := pouch.Open(path)
	if err != nil || p.Count() != 30 {
		t.Fatalf("%v: %+v", err, p)
	}
	p.Close()
}
