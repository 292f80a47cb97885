package main_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"luwte/crypto/charter"
	desks "luwte/internal/desk"
)

// killed runs a command and kills it without warning at a random moment of the time that it takes.
func killed(t *testing.T, takes time.Duration, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(rand.N(takes))
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
}

// TestBackup_KilledAtAnyMoment_IsWholeOrNotThere, and so is a desk that is restored. What was cut stands in the way of nothing.
func TestBackup_KilledAtAnyMoment_IsWholeOrNotThere(t *testing.T) {
	const times = 10
	dir := filepath.Join(t.TempDir(), "bureau")
	output(t, "init", "--dir", dir, "--name", "Bureau")
	c, err := charter.Parse(output(t, "charter", "--dir", dir))
	if err != nil {
		t.Fatal(err)
	}
	output(t, "import", "--dir", dir, many(t, c, 30))
	whole, stick := filepath.Join(t.TempDir(), "whole"), t.TempDir()
	begin := time.Now()
	output(t, "backup", "--dir", dir, whole)
	takes := time.Since(begin)
	for range times {
		file := filepath.Join(stick, "backup")
		killed(t, takes, desk(t, "backup", "--dir", dir, file))
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		output(t, "restore", "--dir", filepath.Join(t.TempDir(), "new"), file)
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	output(t, "backup", "--dir", dir, filepath.Join(stick, "backup"))
	if entries, err := os.ReadDir(stick); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}

	begin = time.Now()
	output(t, "restore", "--dir", filepath.Join(t.TempDir(), "new"), whole)
	takes = time.Since(begin)
	cut := 0
	for range times {
		to := filepath.Join(t.TempDir(), "new")
		killed(t, takes, desk(t, "restore", "--dir", to, whole))
		if !desks.Exists(to) {
			cut++
			output(t, "restore", "--dir", to, whole)
		}
		output(t, "list", "--dir", to)
		if entries, err := os.ReadDir(to); err != nil || len(entries) > 3 { // of one that was there, what was staged may be left
			t.Errorf("%v, %v", entries, err)
		}
	}
	t.Logf("%d of %d restores were cut before the desk was there", cut, times)
}
