package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// copyOfWeb makes a tree in which web is a copy with one mutated file and all else is where it was.
func copyOfWeb(top, dir, mutatedFile string, mutated []byte) (web string, err error) {
	tree := filepath.Join(dir, "tree")
	if err := os.RemoveAll(tree); err != nil {
		return "", err
	}
	web = filepath.Join(tree, "web")
	if err := link(top, tree, "web"); err != nil {
		return "", err
	}
	if err := link(filepath.Join(top, "web"), web, "src", "test", "dist"); err != nil {
		return "", err
	}
	for _, copied := range []string{"src", "test"} {
		if err := os.CopyFS(filepath.Join(web, copied), os.DirFS(filepath.Join(top, "web", copied))); err != nil {
			return "", err
		}
	}
	return web, os.WriteFile(filepath.Join(tree, mutatedFile), mutated, 0o600)
}

// link makes a directory whose entries are links to another's, but for some; build scripts are copied, since node looks for what they import beside the real file.
func link(from, to string, but ...string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	left := " " + strings.Join(but, " ") + " "
	for _, e := range entries {
		name := e.Name()
		source, target := filepath.Join(from, name), filepath.Join(to, name)
		if strings.Contains(left, " "+name+" ") {
			continue
		}
		if strings.HasSuffix(name, ".mjs") {
			script, err := os.ReadFile(source)
			if err != nil {
				return err
			}
			if err := os.WriteFile(target, script, 0o600); err != nil {
				return err
			}
			continue
		}
		if err := os.Symlink(source, target); err != nil {
			return err
		}
	}
	return nil
}

func buildPage(web string) ([]byte, error) {
	c := exec.Command("node", "build.mjs")
	c.Dir = web
	if printed, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the page: %w\n%s", err, printed)
	}
	return os.ReadFile(filepath.Join(web, "dist", "index.html"))
}

// tryWeb runs the file of the page's tests that has the one wanted.
func (m mutation) tryWeb(top, dir string, mutated []byte) (verdict string, printed []byte, err error) {
	web, err := copyOfWeb(top, dir, m.file, mutated)
	if err != nil {
		return "", nil, err
	}
	file, err := m.webTestFile()
	if err != nil {
		return "", nil, err
	}
	if err := os.Symlink(filepath.Join(top, "web", "dist"), filepath.Join(web, "dist")); err != nil {
		return "", nil, err
	}
	c := exec.Command("node", "test/run.mjs", file)
	c.Dir, c.Env = web, append(os.Environ(), "NODE_DISABLE_COLORS=1")
	printed, err = c.CombinedOutput()
	if err == nil {
		return judge(printed, err, m.test)
	}
	for line := range strings.Lines(string(printed)) { // other tests of the file may fail as well
		line = strings.TrimSpace(line)
		if (strings.HasPrefix(line, "not ok ") || strings.HasPrefix(line, "✖ ")) && strings.Contains(line, m.test) {
			return killed, printed, nil
		}
	}
	return survived, printed, nil
}

func (m mutation) webTestFile() (string, error) {
	files, err := filepath.Glob(filepath.Join(root, "web/test/*.test.ts"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if strings.Contains(string(source), `test("`+m.test) {
			return filepath.Base(file), nil
		}
	}
	return "", fmt.Errorf("no test of the page is called %q", m.test)
}
