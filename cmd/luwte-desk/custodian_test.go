//go:build linux

package main_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// scripted is a script as a test.
type scripted struct{ *testscript.TestScript }

func (scripted) Helper() {}

func (s scripted) Fatal(args ...any) { s.Fatalf("%v", args) }

// deal SEEN ANSWERS ARG…: runs luwte-desk as custodians do, at a terminal where nothing that they type is shown. They print each page and type its words, which
// stay in SEEN.1, SEEN.2, …; all else that is asked for stands in the file ANSWERS, one a line. What the terminal showed is then in SEEN.
func dealScript(ts *testscript.TestScript, neg bool, args []string) {
	seen := args[0]
	answers := strings.Split(strings.TrimSuffix(ts.ReadFile(args[1]), "\n"), "\n")
	cmd := exec.Command(filepath.Join(bin, "luwte-desk"), args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "LUWTE_PASSPHRASE="+ts.Getenv("LUWTE_PASSPHRASE"), "PATH="+ts.Getenv("PATH"), "USER=alice", "DRAWER="+ts.Getenv("DRAWER"))
	w := beginAt(scripted{ts}, cmd)
	defer w.end()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err := w.custodians(ended, func(prompt string) string {
		if page := pageIn.FindStringSubmatch(prompt); page != nil {
			words := printedWords(scripted{ts}, ts.MkAbs(page[1]))
			ts.Check(os.WriteFile(ts.MkAbs(seen+"."+page[2]), []byte(words), 0o600))
			return words
		}
		if len(answers) == 0 {
			ts.Fatalf("nothing left to answer to\n%s", prompt)
		}
		answer := answers[0]
		answers = answers[1:]
		return answer
	})
	ts.Check(os.WriteFile(ts.MkAbs(seen), []byte(w.all()), 0o600))
	if (err != nil) != neg {
		ts.Fatalf("%v\n%s", err, w.all())
	}
}

// pageIn finds the file of the page that is to be printed, and whose it is.
var pageIn = regexp.MustCompile(`print (\S+/share-(\d)\.pdf)`)

// promptAtEnd is a question that waits for its answer.
var promptAtEnd = regexp.MustCompile(`[:?] $`)

// custodians answers each question for a secret until the program ends, and returns how it ended.
func (w *terminal) custodians(ended <-chan error, answer func(prompt string) string) error {
	deadline := time.After(5 * time.Minute)
	for {
		if shown := w.all()[w.read:]; promptAtEnd.MatchString(shown) && w.hides() {
			w.read += len(shown)
			if _, err := w.side.WriteString(answer(shown) + "\n"); err != nil {
				return err
			}
		}
		select {
		case err := <-ended:
			time.Sleep(50 * time.Millisecond) // for what it showed last
			return err
		case <-deadline:
			return errors.New("it does not end")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// printedWords reads the 24 words of a custodian's page.
func printedWords(t failer, pdf string) string {
	t.Helper()
	text, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := make([]string, 24)
	for _, row := range regexp.MustCompile(`(?m)^ *(\d+) ([a-z]+) +(\d+) ([a-z]+) +(\d+) ([a-z]+)$`).FindAllStringSubmatch(string(text), -1) {
		for i := 1; i < len(row); i += 2 {
			n, err := strconv.Atoi(row[i])
			if err != nil {
				t.Fatal(err)
			}
			all[n-1] = row[i+1]
		}
	}
	return strings.Join(all, " ")
}

// paper PDF FILE: reads the 24 words of a custodian's page, as somebody who types them does.
func paper(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(printedWords(scripted{ts}, ts.MkAbs(args[0]))), 0o600))
}

func init() {
	commands["paper"], commands["deal"] = paper, dealScript
}
