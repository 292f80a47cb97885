package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/internal/promises"
)

// TestTable_EachMutation_FitsItsSource: what does not fit any more mutates nothing, and shows nothing.
func TestTable_EachMutation_FitsItsSource(t *testing.T) {
	if len(table) < 50 {
		t.Fatalf("only %d mutations", len(table))
	}
	for _, m := range table {
		mutated, err := m.apply()
		if err != nil {
			t.Errorf("%s: %v", m.test, err)
			continue
		}
		if strings.HasSuffix(m.file, ".go") {
			if _, err := parser.ParseFile(token.NewFileSet(), m.file, mutated, parser.SkipObjectResolution); err != nil {
				t.Errorf("%s: mutated: %v", m.test, err)
			}
		}
		if err := m.exists(); err != nil {
			t.Error(err)
		}
	}
}

// TestTable_EveryTestOfACannot_HasAMutation: a test that was never seen to fail shows nothing.
func TestTable_EveryTestOfACannot_HasAMutation(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range promises.Cannots(string(page)) {
		for _, name := range c.Tests {
			if !slices.ContainsFunc(table, func(m mutation) bool { return m.test == name }) {
				t.Errorf("%s cannot %s: %s has no mutation in table.go", c.Adversary, c.Says, name)
			}
		}
	}
}
