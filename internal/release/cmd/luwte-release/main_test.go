package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"luwte-release": main})
}

// TestScripts runs testdata/*.txtar. `words FILE` sets $WORDS to the English words in what key or sign printed, `dutch FILE` to the Dutch ones.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"words": said("Key of releases: "), "dutch": said("in Dutch words:  "),
			"change": func(ts *testscript.TestScript, _ bool, args []string) {
				path := ts.MkAbs(args[0])
				text := []byte(ts.ReadFile(path))
				text[len(text)/2] ^= 1
				ts.Check(os.WriteFile(path, text, 0o600))
			},
		},
	})
}

func said(start string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		for line := range strings.Lines(ts.ReadFile(filepath.Clean(args[0]))) {
			if words, ok := strings.CutPrefix(line, start); ok && len(strings.Fields(words)) == 12 {
				ts.Setenv("WORDS", strings.TrimSpace(words))
				return
			}
		}
		ts.Fatalf("there are no words in %s", args[0])
	}
}
