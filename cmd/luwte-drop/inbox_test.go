package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/testbureau"
)

// TestInboxList_NameWithControls: a bureau's name cannot make up lines of the list, nor move the cursor.
func TestInboxList_NameWithControls_IsOneHarmlessLine(t *testing.T) {
	dir := filepath.Join(shortTempDir(t), "d")
	run(t, "init", "--dir", dir)
	b := testbureau.New()
	b.Charter.Name = charter.Texts{"en": "Bureau\nvisitors do not see it\u009b2J"}
	for _, args := range [][]string{{"inbox", "add", "--dir", dir, "-"}, {"inbox", "list", "--dir", dir}} {
		var stdout, stderr bytes.Buffer
		if status := cli.Run(t.Context(), newRoot(), args, bytes.NewReader(b.CharterLine()), &stdout, &stderr); status != cli.ExitOK {
			t.Fatalf("%v: %s", args, stderr.String())
		}
		if strings.Contains(stdout.String(), "\nvisitors") || strings.Contains(stdout.String(), "\u009b") {
			t.Errorf("%v prints %q", args, stdout.String())
		}
	}
}
