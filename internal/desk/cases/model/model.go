// Package model runs the state machine of the conversation, conversation.pml, under spin: searches over all that can happen, and walks through some of
// it, whose steps tests do after with the real code. It needs spin and a C compiler. Only tests import it.
package model

import (
	"bytes"
	_ "embed" // conversation.pml
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

//go:embed conversation.pml
var source []byte

// Codes are numbers: those below FirstStrange are the reporter's, in the order in which he makes them, the report's first; the others are somebody else's.
const (
	FirstStrange = 5
	Codes        = 6
)

// Step is a thing that happens, with its numbers: parcels, codes, or sets of codes (bit c for code c). They are
//
//	send p from f to t naming s   parcel p is written: a follow-up on code f that brings code t and names the codes s as siblings
//	turn f noted n to t           the reporter writes, from code f to t; n are the next codes that were noted, t among them; 0: a muddle
//	take p, crash p               the desk takes a parcel; or begins to, and stops before anything is kept
//	expire                        what waits for its predecessor is dropped
//	keep c, accept c, close       the officer decides
//	board, serve                  the desk makes a board; the drop shows it
//	then content c alarm a        what a board made now has, and for which codes
//	calm, look f noted n shown s  all are honest from here on; the reporter looks, with every code, and sees content or does not
type Step struct {
	Do string
	N  []int
}

func (s Step) String() string {
	return strings.TrimSpace(s.Do + " " + strings.Trim(fmt.Sprint(s.N), "[]"))
}

var number = regexp.MustCompile(`\d+`)

// steps reads what the model prints; parcel 0 is the report, which is not printed.
func steps(printed []byte) (all []Step) {
	for line := range strings.Lines(string(printed)) {
		_, line, ok := strings.Cut(line, "@")
		if !ok {
			continue
		}
		do, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		s := Step{Do: do}
		for _, n := range number.FindAllString(line, -1) {
			v, _ := strconv.Atoi(n) // it is digits
			s.N = append(s.N, v)
		}
		all = append(all, s)
	}
	return all
}

// Walk returns one random way through the model, the same for a seed always.
func Walk(dir string, seed int) ([]Step, error) {
	printed, err := run(dir, nil, "spin", "-n"+strconv.Itoa(seed), "-DWALK=25", "-u100000", "conversation.pml")
	return steps(printed), err
}

// Search is the model, compiled.
type Search struct{ dir string }

// Build compiles the model in a directory. Optimised it takes ten times as long to compile and a third of the time to run.
func Build(dir string, optimised bool) (*Search, error) {
	if _, err := run(dir, nil, "spin", "-a", "conversation.pml"); err != nil {
		return nil, err
	}
	level := "-O0"
	if optimised {
		level = "-O2"
	}
	_, err := run(dir, nil, "gcc", level, "-w", "-DSAFETY", "-DCOLLAPSE", "-DVECTORSZ=2048", "-DMEMLIM=8000", "-o", "pan", "pan.c")
	return &Search{dir}, err
}

// Found is what a search found.
type Found struct {
	States  int
	Whole   bool   // everything was searched
	Broken  string // the assertion that does not hold; empty if all do
	Trail   []Step // how it came to that
	Printed string
}

var (
	stored = regexp.MustCompile(`(\d+) states, stored`)
	broken = regexp.MustCompile(`pan:\d+: (.*) \(at depth`)
)

// Run searches all that can happen, with these in the environment: PLANTED, UNSENT, UNFOUND, as conversation.pml has them.
func (s *Search) Run(environment ...string) (*Found, error) {
	trail := filepath.Join(s.dir, "conversation.pml.trail")
	_ = os.Remove(trail) // of an earlier run, if there is one
	printed, err := run(s.dir, environment, "./pan", "-m1000000", "-w25")
	if err != nil {
		return nil, err
	}
	f := &Found{Printed: string(printed)}
	if m := stored.FindSubmatch(printed); m != nil {
		f.States, _ = strconv.Atoi(string(m[1])) // it is digits
	}
	if m := broken.FindSubmatch(printed); m != nil {
		f.Broken = string(m[1])
		again, err := run(s.dir, environment, "./pan", "-r", "-S", "conversation.pml.trail")
		f.Trail = steps(again)
		return f, err
	}
	f.Whole = bytes.Contains(printed, []byte("errors: 0")) && !bytes.Contains(printed, []byte("Search not completed")) && !bytes.Contains(printed, []byte("max search depth too small"))
	return f, nil
}

func run(dir string, environment []string, name string, args ...string) ([]byte, error) {
	if err := os.WriteFile(filepath.Join(dir, "conversation.pml"), source, 0o600); err != nil {
		return nil, err
	}
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, append(os.Environ(), environment...)
	printed, err := c.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", c, err, printed)
	}
	return printed, nil
}
