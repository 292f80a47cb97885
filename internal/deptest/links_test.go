package deptest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} (.*)$`)
	quoted  = regexp.MustCompile("`([^`\n]+)`")
	// inTree is what looks like a path of this repository.
	inTree = regexp.MustCompile(`^(cmd|crypto|deploy|internal|server|web)/[A-Za-z0-9_./-]+$`)
	target = regexp.MustCompile(`(?m)^make ([a-z][a-z-]*)`)
	uses   = regexp.MustCompile(`(?:\bUse:\s+|\bcli\.Root\()"([a-z-]+)`)
	runs   = regexp.MustCompile(`(?m)(?:^    |\x60)(luwte-(?:drop|courier|desk|report)) ([a-z][a-z-]*)`)
	slug   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// made are paths that exist after a build only.
var made = []string{"web/dist", "web/node_modules"}

// TestPages_WhatTheyPointAt_IsThere: links and their anchors, paths, make targets and commands in every page of the repository.
func TestPages_WhatTheyPointAt_IsThere(t *testing.T) {
	readSources(t)
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string][]string{}
	pages := pagesOf(t)
	found := 0
	for name, page := range pages {
		dir := filepath.Dir(name)
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			found++
			path, anchor, hasAnchor := strings.Cut(m[1], "#")
			to := name
			if path != "" {
				to = filepath.Join(dir, path)
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			} else if hasAnchor && !slices.Contains(anchors(pages[to]), anchor) {
				t.Errorf("%s links to %s, and there is no such heading", name, m[1])
			}
		}
		for _, m := range quoted.FindAllStringSubmatch(page, -1) {
			if inTree.MatchString(m[1]) && !strings.Contains(m[1], "NAME") && !slices.ContainsFunc(made, func(p string) bool { return strings.HasPrefix(m[1], p) }) {
				found++
				if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
					t.Errorf("%s names %s, which is not there", name, m[1])
				}
			}
		}
		for _, m := range target.FindAllStringSubmatch(strings.Join(codeOf(page), "\n"), -1) {
			if found++; !regexp.MustCompile(`(?m)^` + m[1] + `:`).Match(makefile) {
				t.Errorf("%s says make %s, and there is no such target", name, m[1])
			}
		}
		for _, m := range runs.FindAllStringSubmatch(page, -1) {
			if commands[m[1]] == nil {
				commands[m[1]] = commandsOf(t, m[1])
			}
			if found++; !slices.Contains(commands[m[1]], m[2]) {
				t.Errorf("%s says %s %s, and there is no such command", name, m[1], m[2])
			}
		}
	}
	if len(pages) < 9 || found < 200 {
		t.Fatalf("only %d pages, with %d things that they point at", len(pages), found)
	}
}

// pagesOf reads every page, by its path.
func pagesOf(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "dist", "demo", "artifacts", "testdata"}, d.Name()) {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".md") {
			data, err := os.ReadFile(path)
			rel, _ := filepath.Rel(root, path)
			pages[filepath.ToSlash(rel)] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// codeOf returns what stands in backquotes and in indented lines.
func codeOf(page string) []string {
	var code []string
	for _, m := range quoted.FindAllStringSubmatch(page, -1) {
		code = append(code, m[1])
	}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "    ") {
			code = append(code, strings.TrimSpace(line))
		}
	}
	return code
}

// anchors are the names under which a page's headings are linked to.
func anchors(page string) []string {
	var names []string
	for _, m := range heading.FindAllStringSubmatch(page, -1) {
		names = append(names, strings.ReplaceAll(slug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return names
}

// commandsOf lists the commands of a program, with those below them.
func commandsOf(t *testing.T, program string) []string {
	t.Helper()
	names := []string{"help"}
	for _, dir := range []string{"cmd/" + program, "internal/cli", "internal/release"} { // what is made for several programs at once
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
				return nil
			}
			source, err := os.ReadFile(path)
			for _, m := range uses.FindAllStringSubmatch(string(source), -1) {
				names = append(names, m[1])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
