package main_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	desks "luwte/internal/desk"
	"luwte/internal/desk/cases"
)

const ownPassphrase = "een wachtzin van een behandelaar zelf"

// TestShutOut_KilledAtAnyMoment_AllOrNothing kills the real program at random moments while it shuts a handler out of a case, adds the first handler, and ends a handler's work: 2 of each, 60 with
// LUWTE_SOAK=1. Afterwards the register opens, the log is good, and it is done whole or not at all; where it is done, nothing that was sealed under the old keys is in the file.
func TestShutOut_KilledAtAnyMoment_AllOrNothing(t *testing.T) {
	times := 2
	if os.Getenv("LUWTE_SOAK") != "" {
		times = 60
	}
	k := newKilling(t)
	ref, pieces := k.file("plan.pdf", 40)
	d := k.open(k.base)
	got, err := d.Import(context.Background(), k.write(append(pieces, k.newPen().report("Met een plan.", ref))), func(int, int) {})
	k.must(err)
	id := got.Outcomes[slices.IndexFunc(got.Outcomes, func(o desks.Outcome) bool { return o.Case != "" })].Case
	k.must(d.Close())
	for _, what := range []string{"handler add", "case exclude", "handler remove"} {
		s := &shutting{killing: k, what: what, id: id}
		d := s.opened(k.base, "Anna Bos")
		s.cases = k.stateOf(d)
		k.must(d.Close())
		s.before = rawValues(t, filepath.Join(k.base, "register.db"))
		s.measure()
		for range times {
			s.killed()
		}
		if what != "handler add" {
			continue
		}
		several, _ := k.copies() // from here on the desk has two keepers
		for _, name := range []string{"Anna Bos", "Bram Kok"} {
			k.must(s.command(several, "handler", "add", name, "--role", "keeper", "--new-passphrase-file", s.passphrase()).Run())
		}
		k.base = several
	}
	t.Logf("%d times each: %v", times, k.tally)
}

// shutting is one of the commands that make keys anew.
type shutting struct {
	*killing
	what, id    string
	before      [][]byte // values in the file before
	cases       string   // what is in the cases before, and after
	gone        int      // of the values, where nothing was killed
	least, most time.Duration
}

func (s *shutting) passphrase() string {
	path := filepath.Join(s.t.TempDir(), "passphrase")
	s.must(os.WriteFile(path, []byte(ownPassphrase), 0o600))
	return path
}

func (s *shutting) command(dir string, args ...string) *exec.Cmd {
	cmd := desk(s.t, append(args, "--dir", dir)...)
	cmd.Env = append(cmd.Env, "LUWTE_HANDLER=Anna Bos", "LUWTE_HANDLER_PASSPHRASE="+ownPassphrase) // where there are none yet they say nothing
	return cmd
}

func (s *shutting) doing(dir string) *exec.Cmd {
	return s.command(dir, map[string][]string{
		"handler add":    {"handler", "add", "Anna Bos", "--role", "keeper", "--new-passphrase-file", s.passphrase()},
		"case exclude":   {"case", "exclude", s.id, "Bram Kok"},
		"handler remove": {"handler", "remove", "Bram Kok"},
	}[s.what]...)
}

// opened opens the desk, as a handler if it has some and a name is given.
func (s *shutting) opened(dir, name string) *desks.Desk {
	s.t.Helper()
	d := s.killing.open(dir)
	if name != "" && d.NeedsHandler() {
		s.must(d.Enter(name, ownPassphrase))
	}
	return d
}

func (s *shutting) measure() {
	dir, _ := s.copies()
	begun := time.Now()
	s.must(s.command(dir, "handler", "list").Run())
	s.least = time.Since(begun) / 2
	cmd := s.doing(dir)
	begun = time.Now()
	s.must(cmd.Run())
	s.most = time.Since(begun)
	if !s.done(dir) {
		s.t.Fatalf("%s: nothing was done", s.what)
	}
	s.gone = len(s.replaced(dir))
	if s.gone < 4 {
		s.t.Fatalf("%s: the test shows nothing: %d values went", s.what, s.gone)
	}
}

// killed runs the command, kills it at some moment, looks at what is left, and gives it again if it was not done.
func (s *shutting) killed() {
	dir, _ := s.copies()
	defer os.RemoveAll(filepath.Dir(dir))
	cmd := s.doing(dir)
	s.must(cmd.Start())
	wait := s.least + time.Duration(rand.Int64N(int64(max(s.most-s.least, 1))))
	time.Sleep(wait)
	_ = cmd.Process.Kill()
	ended := cmd.Wait() == nil
	if ended { // the machine is faster than when it was measured
		s.most = wait
	}
	raw, err := os.ReadFile(filepath.Join(dir, "register.db"))
	s.must(err)
	how := ", done nothing"
	switch done := s.done(dir); {
	case done && ended:
		how = ", ended"
	case done && slices.ContainsFunc(s.replaced(dir), func(value []byte) bool { return bytes.Contains(raw, value) }):
		how = ", done, and the file by the next opening"
	case done:
		how = ", done all"
	case ended:
		s.t.Fatalf("%s: it ended, and nothing is done", s.what)
	default:
		s.must(s.doing(dir).Run())
		if !s.done(dir) {
			s.t.Fatalf("%s: once more, and nothing is done", s.what)
		}
	}
	s.tally[s.what+how]++
	if got := len(s.replaced(dir)); got != s.gone {
		s.t.Fatalf("%s%s: %d values are other ones, where nothing was killed %d", s.what, how, got, s.gone)
	}
	d := s.opened(dir, "Anna Bos")
	defer d.Close()
	if got := s.stateOf(d); got != s.cases {
		s.t.Fatalf("%s%s: the cases are others:\n%s", s.what, how, difference(got, s.cases))
	}
	s.must(d.VerifyLog())
}

// done opens the desk and says whether all of it is done, or nothing: anything between is an error.
func (s *shutting) done(dir string) bool {
	s.t.Helper()
	d := s.opened(dir, "Anna Bos")
	defer d.Close()
	s.must(d.VerifyLog())
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if s.must(err); len(names) != 2 {
		s.t.Fatalf("files are left: %q", names)
	}
	if s.what == "handler add" {
		return d.Self().Name == "Anna Bos"
	}
	err = d.Enter("Bram Kok", ownPassphrase)
	if s.what == "handler remove" && errors.Is(err, desks.ErrHandler) {
		return true
	}
	s.must(err)
	all, err := d.List(false)
	s.must(err)
	return s.what == "case exclude" && !slices.ContainsFunc(all.Cases, func(c cases.Summary) bool { return c.ID == s.id })
}

// replaced returns the beginnings of the values that the register does not have any more. None of them may be anywhere in its file.
func (s *shutting) replaced(dir string) (gone [][]byte) {
	s.t.Helper()
	path := filepath.Join(dir, "register.db")
	live := map[string]bool{}
	for _, value := range rawValues(s.t, path) {
		live[string(value)] = true
	}
	file, err := os.ReadFile(path)
	s.must(err)
	for _, value := range s.before {
		if live[string(value)] {
			continue
		}
		start := value[:min(len(value), 64)]
		if gone = append(gone, start); bytes.Contains(file, start) {
			s.t.Fatalf("%s: a value of %d bytes that was replaced is in the file", s.what, len(value))
		}
	}
	return gone
}

// rawValues returns every value as it is sealed in a register's file.
func rawValues(t *testing.T, path string) (all [][]byte) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			return b.ForEach(func(_, value []byte) error { all = append(all, bytes.Clone(value)); return nil })
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
