package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"luwte/internal/deptest"
)

const root = "../.."

// TestDraw_InGit_IsWhatTheCodeGives: a picture of an architecture that was is worse than none.
func TestDraw_InGit_IsWhatTheCodeGives(t *testing.T) {
	if err := deptest.ReadSources(root); err != nil {
		t.Fatal(err)
	}
	svg, page, err := draw(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{svgFile: svg, pageFile: page} {
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the code gives: make picture (%v)", name, err)
		}
	}
	g, err := load(root)
	if err != nil {
		t.Fatal(err)
	}
	drawn := texts(t, svg)
	for _, p := range g.sorted() {
		if !drawn[label(p)] {
			t.Errorf("%s is not in the picture", p.name)
		}
		if !bytes.Contains(page, []byte("| `"+p.name+"` | ")) {
			t.Errorf("%s is not in the table", p.name)
		}
	}
	if len(g.packages) < 55 {
		t.Errorf("only %d packages", len(g.packages))
	}
	again, _, err := draw(root)
	if err != nil || !bytes.Equal(again, svg) {
		t.Errorf("the same code gave another picture (%v)", err)
	}
}

// texts are what is written in a picture, which has to be well formed.
func texts(t *testing.T, svg []byte) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if chars, ok := token.(xml.CharData); ok {
			found[string(chars)] = true
		}
	}
}

// TestSVG_ImportUpwards_IsRefused: the picture says that imports go downwards, and is not drawn where they do not.
func TestSVG_ImportUpwards_IsRefused(t *testing.T) {
	g := &graph{packages: map[string]*pkg{}, libraries: map[string]in{}}
	g.add("luwte/cmd/luwte-drop", "Command luwte-drop is one.", []string{"luwte/server"}, 1)
	g.add("luwte/server", "Package server is one.", nil, 1)
	g.setRanks()
	if _, err := g.svg(); err != nil {
		t.Fatal(err)
	}
	g.packages["server"].imports = []string{"cmd/luwte-drop"}
	if _, err := g.svg(); err == nil || !strings.Contains(err.Error(), "server imports cmd/luwte-drop") {
		t.Errorf("drawn, or not said: %v", err)
	}
}

// TestFill_PageWithoutMarks_IsRefused: a table that has no place would be lost without a word.
func TestFill_PageWithoutMarks_IsRefused(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, pageFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range regexp.MustCompile(`<!-- .* -->\n`).FindAllString(string(page), -1) {
		if _, err := (&graph{}).fill([]byte(strings.Replace(string(page), mark, "", 1))); err == nil {
			t.Errorf("filled without %s", mark)
		}
	}
}
