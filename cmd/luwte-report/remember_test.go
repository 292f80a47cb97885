//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/code"
	"luwte/internal/cli"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// TestRemember_DropWithTheOldRoot_IsRefusedEverywhere has a drop of the old root key's thief, for whoever saw the bureau's succession before.
func TestRemember_DropWithTheOldRoot_IsRefusedEverywhere(t *testing.T) {
	thief := testbureau.New()
	honest, false1 := testdrop.Start(t), testdrop.Start(t)
	next := thief.Succeed()
	line, _ := honest.Add(t, next)
	thief.Charter.Serial = 1<<53 - 1
	old, _ := false1.Add(t, thief)
	dir := t.TempDir()
	seen, saved, fresh := filepath.Join(dir, "seen"), filepath.Join(dir, "old.dat"), filepath.Join(dir, "new.dat")
	for file, data := range map[string][]byte{saved: old, fresh: line} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	words := strings.Join(code.New().Words("en"), " ")
	const refused = "older or another charter of a bureau than you have seen: Test Bureau: the charter's root key was replaced"
	for _, c := range []struct {
		args []string
		says string // "" where it must be taken
	}{
		{[]string{"look", "--drop", false1.URL}, ""}, // nothing is remembered unasked
		{[]string{"look", "--drop", honest.URL, "--remember", seen}, ""},
		{[]string{"look", "--drop", honest.URL, "--remember", seen}, ""},
		{[]string{"look", "--drop", false1.URL, "--remember", seen}, refused},
		{[]string{"send", "--drop", false1.URL, "--remember", seen}, refused},
		{[]string{"verify", "--drop", false1.URL, "--remember", seen}, refused},
		{[]string{"open", "--charters", fresh, "--remember", seen}, ""},
		{[]string{"open", "--charters", saved, "--remember", seen}, refused},
		{[]string{"seal", "--charters", saved, "--out", filepath.Join(dir, "sealed"), "--remember", seen}, refused},
		{[]string{"look", "--drop", honest.URL, "--remember", fresh}, "not a file in which luwte-report remembers"},
		{[]string{"look", "--drop", honest.URL, "--remember", filepath.Join(dir, "nowhere", "seen")}, "no such file"},
	} {
		status, stdout, stderr := run(t, words+"\n", c.args...)
		if (status == cli.ExitOK) != (c.says == "") || !strings.Contains(stderr, c.says) || c.says == refused && !strings.Contains(stderr, "hint: s") {
			t.Errorf("%v: status %d\n%s%s", c.args, status, stdout, stderr)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("%d files, %v", len(entries), err)
	}
	s := sit(t, "--drop", false1.URL, "--language", "en", "--remember", seen)
	s.sees(`shows older or other data of a bureau than before`)
	s.answers(`Number:`, "2")
	s.sees(`Nothing`)
}

// TestSend_BureauWithAnOlderRoot_ShowsBothCards: without --bureau its words are shown, those of older cards too.
func TestSend_BureauWithAnOlderRoot_ShowsBothCards(t *testing.T) {
	before := testbureau.New()
	after := before.Succeed()
	d := testdrop.Start(t)
	d.Add(t, after)
	status, _, stderr := run(t, "A report.", "send", "--drop", d.URL)
	if status != cli.ExitOK || !strings.Contains(stderr, "On an older card: "+strings.Join(before.Fingerprint().Words("en"), " ")) {
		t.Errorf("status %d: %s", status, stderr)
	}
	if status, _, stderr := run(t, "A report.", "send", "--drop", d.URL, "--bureau", strings.Join(before.Fingerprint().Words("nl"), " ")); status != cli.ExitOK {
		t.Errorf("an older card: status %d: %s", status, stderr)
	}
}
