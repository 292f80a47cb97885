package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/testbureau"
)

// TestInboxList_NameWithMarks: a bureau's name cannot turn what stands beside it. Line breaks and control characters are in no charter.
func TestInboxList_NameWithMarks_IsHarmless(t *testing.T) {
	dir := filepath.Join(shortTempDir(t), "d")
	run(t, "init", "--dir", dir)
	b := testbureau.New()
	b.Charter.Name = charter.Texts{"en": "Bureau\u200f\u200b it"}
	for _, args := range [][]string{{"inbox", "add", "--dir", dir, "-"}, {"inbox", "list", "--dir", dir}} {
		var stdout, stderr bytes.Buffer
		if status := cli.Run(t.Context(), newRoot(), args, bytes.NewReader(b.CharterLine()), &stdout, &stderr); status != cli.ExitOK {
			t.Fatalf("%v: %s", args, stderr.String())
		}
		if strings.ContainsAny(stdout.String(), "\u200f\u200b") {
			t.Errorf("%v prints %q", args, stdout.String())
		}
	}
}

// TestOperator_CharterEndsSoon_IsReminded: who runs the drop sees when a bureau is about to close.
func TestOperator_CharterEndsSoon_IsReminded(t *testing.T) {
	for days, want := range map[day.Day]string{300: "", 61: "", 60: "in 60 days.", 20: "in 20 days. The bureau must bring a new one before."} {
		dir := filepath.Join(shortTempDir(t), "d")
		run(t, "init", "--dir", dir)
		b := testbureau.New()
		b.Charter.Epochs[0].Until = day.Today() + days // and the charter runs on
		var stdout, stderr bytes.Buffer
		for _, args := range [][]string{{"inbox", "add", "--dir", dir, "-"}, {"inbox", "list", "--dir", dir}, {"stats", "--dir", dir}} {
			stdout.Reset()
			if status := cli.Run(t.Context(), newRoot(), args, bytes.NewReader(b.CharterLine()), &stdout, &stderr); status != cli.ExitOK {
				t.Fatalf("%v: %s", args, stderr.String())
			}
			if args[1] == "add" {
				continue
			}
			if reminds := strings.Contains(stdout.String(), "The charter takes no reports from"); reminds != (want != "") || !strings.Contains(stdout.String(), want) {
				t.Errorf("%s, %d days before its end: %s", args[0], days, stdout.String())
			}
		}
	}
}
