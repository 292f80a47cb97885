//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"luwte/crypto/code"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// oneBureau is a drop with a bureau.
func oneBureau(t *testing.T) *world {
	t.Helper()
	w := &world{drop: testdrop.Start(t), bureau: testbureau.New()}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	return w
}

func TestLook_WordsOnLinesOfTheirOwnAndAMistake_AreAskedForUntilRight(t *testing.T) {
	w := oneBureau(t)
	s := sit(t, "look", "--drop", w.drop.URL)
	s.answers(`Code \(8 words, not shown\):`, "zebra zebra\nzebra\nzuricht\nzebra\nzebra\nzebra zebra")
	s.sees(`This is not right: word 4, "zuricht", is not on the list`)
	s.answers(`Code \(8 words, not shown\):`, "zebra\n")
	s.sees(`a code has 8 words, and these are 1`)
	s.sees(`Code \(8 words, not shown\):`)
	for i, word := range code.New().Words("en") {
		s.types(word)
		if i < 7 {
			s.sees(`From word \d on`)
		}
	}
	s.sees(`There is nothing for this code`)
	if status := s.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if strings.Contains(string(s.all()), "zebra") {
		t.Error("a word was shown")
	}
}

// TestLook_MoreTypedThanAsked: what is left over when a program ends is the shell's next command, which it keeps in a file.
func TestLook_MoreTypedThanAsked_DoesNotGoToTheShell(t *testing.T) {
	s := sitWith(t, "sh", "-c", `luwte-report look --drop http://127.0.0.1:1; echo "it ended"; read line; echo "the shell got $line."`)
	s.answers(`Code \(8 words, not shown\):`, strings.Join(code.New().Words("en"), " ")+"\nleft over")
	s.answers(`it ended`, "afterwards")
	s.sees(`the shell got afterwards\.`)
	s.ends()
}

func TestStart_WordsOfACodeOnLinesOfTheirOwn_AreOneCode(t *testing.T) {
	w := oneBureau(t)
	s := sit(t, "start", "--drop", w.drop.URL, "--language", "en")
	s.answers(`What do you want to do\?[\s\S]*Number:`, "2")
	s.answers(`Look with your code[\s\S]*Number:`, "1")
	s.sees(`Code:`)
	for i, word := range code.New().Words("nl") {
		s.types(word)
		if i < 7 {
			s.sees(`From word \d on`)
		}
	}
	s.sees(`There is nothing`)
}

// writes types a text, and its end.
func (s *sitting) writes(text string) {
	s.Helper()
	s.sees(`Type what you want to send`)
	if _, err := s.pty.WriteString(text + "\x04"); err != nil {
		s.Fatal(err)
	}
}

// cardWord waits for a word of the card to be asked for, and returns it.
func (s *sitting) cardWord(w *world) string {
	s.Helper()
	place, err := strconv.Atoi(s.sees(`Word (\d+) of the card:`))
	if err != nil {
		s.Fatal(err)
	}
	return w.bureau.Fingerprint().Words("en")[place-1]
}

// TestSend_AtATerminal: a drop knows which words come first, and can make a bureau that begins with them.
func TestSend_AtATerminal_AsksForWordsOfTheCardThatNobodyKnewBefore(t *testing.T) {
	w := oneBureau(t)
	s := sit(t, "send", "--drop", w.drop.URL, "--json")
	s.writes("I saw something.\n")
	s.sees(`give 4 words from your card`)
	s.cardWord(w)
	s.types("qqqq")
	s.sees(`What you wrote is still here`)
	for range 4 {
		s.types(s.cardWord(w))
	}
	s.sees(`"acknowledged": true`)
	s.ends()
	if n := len(w.parcels(t)); n != 1 {
		t.Errorf("%d parcels", n)
	}
}

// TestLook_WindowClosed: the directory of our own tor shows that tor was used.
func TestLook_WindowClosed_LeavesNoDirectory(t *testing.T) {
	torrc := filepath.Join(t.TempDir(), "torrc")
	if err := os.WriteFile(torrc, []byte("DisableNetwork 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := sit(t, "look", "--torrc", torrc, "--drop", "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion")
	s.answers(`Code`, strings.Join(code.New().Words("en"), " "))
	there := func() int {
		all, err := filepath.Glob(filepath.Join(s.temp, "luwte-tor-*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	for range 1200 {
		if there() > 0 {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if there() == 0 {
		t.Fatal("tor was not started")
	}
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.ends()
	left, err := os.ReadDir(s.temp)
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// TestSend_AtATerminal_Clears: windows keep what was shown, to scroll back to.
func TestSend_AtATerminal_ClearsTheCodeOnceItIsNoted(t *testing.T) {
	w := oneBureau(t)
	s := sit(t, "send", "--drop", w.drop.URL, "--bureau", strings.Join(w.bureau.Fingerprint().Words("en"), " "))
	s.writes("I saw something.\n")
	c := s.notes()
	if status := s.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	s.leaksNoWords(c)
}

func TestSend_LineTooLongForTheTerminal_IsNotSent(t *testing.T) {
	w := oneBureau(t)
	s := sit(t, "send", "--drop", w.drop.URL)
	s.sees(`Type what you want to send`)
	for range 5 { // in pieces that the terminal takes in
		if _, err := s.pty.WriteString(strings.Repeat("x", 1000)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.pty.WriteString("\n\x04"); err != nil {
		t.Fatal(err)
	}
	s.sees(`its end is gone: nothing was sent`)
	if status := s.ends(); status != 1 || len(w.parcels(t)) != 0 {
		t.Errorf("exit status %d", status)
	}
}
