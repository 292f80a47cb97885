package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// mutation is one small change, and the test that has to notice it.
type mutation struct {
	pkg  string // directory of the test; "web" for one of the page's own tests
	test string // its name, or its title
	file string // in which old, which occurs once, becomes new
	old  string
	new  string
}

// What became of a mutation.
const (
	killed   = "fails"    // the test noticed it
	survived = "SURVIVES" // it did not
	broken   = "BROKEN"   // the test was not run: what was mutated does not compile, or there is no such test
)

func (m mutation) describe() string { return fmt.Sprintf("%s %s, mutated: %s", m.pkg, m.test, m.file) }

// apply returns the mutated file.
func (m mutation) apply() ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(root, m.file))
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(source, []byte(m.old)); n != 1 || m.old == m.new {
		return nil, fmt.Errorf("%s has %d times, and should once: %s", m.file, n, m.old)
	}
	return bytes.Replace(source, []byte(m.old), []byte(m.new), 1), nil
}

// exists returns an error if there is no such test where the mutation says.
func (m mutation) exists() error {
	if m.pkg == "web" {
		_, err := m.webTestFile()
		return err
	}
	files, err := filepath.Glob(filepath.Join(root, m.pkg, "*_test.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if bytes.Contains(source, []byte("func "+m.test+"(")) {
			return nil
		}
	}
	return fmt.Errorf("%s has no test %s", m.pkg, m.test)
}

// try runs the test under the mutation.
func (m mutation) try(dir string) (verdict string, printed []byte, err error) {
	mutated, err := m.apply()
	if err != nil {
		return "", nil, err
	}
	top, err := filepath.Abs(root)
	if err != nil {
		return "", nil, err
	}
	if m.pkg == "web" {
		return m.tryWeb(top, dir, mutated)
	}
	replaced, data := filepath.Join(top, m.file), mutated
	if strings.HasPrefix(m.file, "web/") { // the page, as programs have it
		replaced = filepath.Join(top, "web/dist/index.html")
		web, err := copyOfWeb(top, dir, m.file, mutated)
		if err != nil {
			return "", nil, err
		}
		if data, err = buildPage(web); err != nil {
			return broken, []byte(err.Error()), nil
		}
	}
	overlay, err := writeOverlay(dir, replaced, data)
	if err != nil {
		return "", nil, err
	}
	c := exec.Command("go", "test", "-count=1", "-vet=off", "-v", "-timeout=30m", "-run", "^"+m.test+"$", "./"+m.pkg)
	c.Dir = top
	c.Env = append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay)) // also for programs that tests build
	printed, err = c.CombinedOutput()
	return judge(printed, err, "=== RUN   "+m.test+"\n")
}

// judge tells a test that failed from one that was not run.
func judge(printed []byte, err error, ran string) (string, []byte, error) {
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		return "", nil, err
	case !bytes.Contains(printed, []byte(ran)):
		return broken, printed, nil
	case err == nil:
		return survived, printed, nil
	}
	return killed, printed, nil
}

func writeOverlay(dir, replaced string, data []byte) (string, error) {
	file := filepath.Join(dir, "mutated-"+filepath.Base(replaced))
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return "", err
	}
	paths, err := json.Marshal(map[string]map[string]string{"Replace": {replaced: file}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, paths, 0o600)
}
