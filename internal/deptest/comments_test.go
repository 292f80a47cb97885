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
	comment  = regexp.MustCompile(`(?:^|\s)// (.*)$`)
	named    = regexp.MustCompile(`(?:^|[\s("])((?:[\w-]+/)*[\w-]+\.(?:go|ts|mjs|txtar|sh)\b|(?:cmd|crypto|deploy|internal|server|web)/[\w./-]*\w)`)
	aTest    = regexp.MustCompile(`\bTest[A-Z]\w*_\w+`)
	testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	ofOthers = []string{"meta.go", "inode.go", "internal/common"} // bbolt's
)

// TestComments_WhatTheyName_IsThere: a comment that sends its reader to a file or a test that was renamed wastes the reader's time, and trust in the next comment.
func TestComments_WhatTheyName_IsThere(t *testing.T) {
	goroot := strings.TrimSpace(run(t, "env", "GOROOT")[0])
	found, names := 0, map[string]bool{}
	var sources []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "dist", "demo", "artifacts", "testdata"}, d.Name()) {
			return fs.SkipDir
		}
		if names[d.Name()] = true; strings.HasSuffix(path, ".go") {
			sources = append(sources, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var tests []string
	for _, path := range sources {
		for _, m := range testFunc.FindAllStringSubmatch(readFile(t, path), -1) {
			tests = append(tests, m[1])
		}
	}
	slices.Sort(tests)
	for _, path := range sources {
		for line := range strings.Lines(readFile(t, path)) {
			said := comment.FindStringSubmatch(strings.TrimRight(line, "\n"))
			if said == nil {
				continue
			}
			for _, test := range aTest.FindAllString(said[1], -1) {
				i, _ := slices.BinarySearch(tests, test) // or the first that begins so
				if found++; i == len(tests) || !strings.HasPrefix(tests[i], test) {
					t.Errorf("%s: a comment names %s, and there is no such test", path, test)
				}
			}
			for _, m := range named.FindAllStringSubmatch(said[1], -1) {
				name := m[1]
				if found++; slices.Contains(ofOthers, name) || !strings.Contains(name, "/") && names[name] {
					continue
				}
				if !slices.ContainsFunc([]string{root, filepath.Dir(path), filepath.Join(goroot, "src")}, func(dir string) bool {
					_, err := os.Stat(filepath.Join(dir, name))
					_, errOf := os.Stat(filepath.Join(dir, strings.TrimSuffix(name, filepath.Ext(name)))) // something.In it
					return err == nil || errOf == nil
				}) {
					t.Errorf("%s: a comment names %s, which is not there", path, name)
				}
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d names", found)
	}
}
