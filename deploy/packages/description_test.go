// Package packages tests what the packages are made of. Making them takes minutes, so that packages themselves, and what they do on a machine, are part of
// make soak.
package packages

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// content is an entry of a description: a file, where it goes, and its mode.
var content = regexp.MustCompile(`(?m)^  - src: (\S+)\n    dst: (\S+)\n(?:    (?:type: config|expand: true)\n)?    file_info: \{mode: (\d+)\}\n`)

// pages are what pages.sh makes for each program beside its manual page.
var pages = []string{".bash", ".zsh", ".fish", ".changelog.gz"}

func TestDescriptions_EachFile_IsThereAndAsPrivateAsItShouldBe(t *testing.T) {
	packaged := map[string]bool{}
	for _, name := range []string{"luwte-drop", "luwte-courier", "luwte-desk", "luwte-report"} {
		text := read(t, name+".yaml")
		contents := content.FindAllStringSubmatch(text, -1)
		if n := strings.Count(text, "- src: "); len(contents) != n {
			t.Errorf("%s: %d of %d files are described as others are", name, len(contents), n)
		}
		for _, c := range contents {
			from, to, mode := c[1], c[2], c[3]
			packaged[strings.TrimPrefix(from, "${PROGRAMS}/pages/")] = true
			if want := map[bool]string{true: "0755", false: "0644"}[strings.HasPrefix(to, "/usr/bin/")]; mode != want {
				t.Errorf("%s: %s has the mode %s, not %s", name, to, mode, want)
			}
			if _, err := os.Stat(filepath.Join("../..", from)); err != nil && !strings.HasPrefix(from, "${PROGRAMS}/") {
				t.Errorf("%s: %v", name, err)
			}
			if strings.HasPrefix(to, "/etc/") != strings.Contains(c[0], "type: config") {
				t.Errorf("%s: %s is settings or is not", name, to)
			}
		}
		for _, page := range pages {
			if !packaged[name+page] {
				t.Errorf("%s has no %s", name, page)
			}
		}
	}
	services, err := filepath.Glob("../systemd/luwte-*")
	if err != nil || len(services) < 8 {
		t.Fatalf("services %q: %v", services, err)
	}
	for _, path := range services {
		if !packaged["deploy/systemd/"+filepath.Base(path)] {
			t.Errorf("%s is in no package", path)
		}
	}
}

// link is one to a file, from a page.
var link = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)

// TestPages_InEachPackage: they lie there as in the repository, and what one names is beside it.
func TestPages_InEachPackage_LeadToWhatIsInIt(t *testing.T) {
	for _, name := range []string{"luwte-drop", "luwte-courier", "luwte-desk", "luwte-report"} {
		text, links := read(t, name+".yaml"), 0
		for _, c := range content.FindAllStringSubmatch(text, -1) {
			from, to := c[1], c[2]
			if filepath.Ext(from) != ".md" {
				continue
			}
			if to != "/usr/share/doc/"+name+"/"+from {
				t.Errorf("%s: %s goes to %s", name, from, to)
			}
			for _, l := range link.FindAllStringSubmatch(read(t, filepath.Join("../..", from)), -1) {
				links++
				if there := filepath.Join(filepath.Dir(to), l[1]); !strings.Contains(text, "dst: "+there+"\n") {
					t.Errorf("%s: %s leads to %s, which is not in the package", name, from, there)
				}
			}
		}
		if links == 0 {
			t.Errorf("%s: no page has a link", name)
		}
	}
}

func TestScripts_OfThePackages_AreShellsOwn(t *testing.T) {
	scripts, err := filepath.Glob("*/p*")
	if err != nil || len(scripts) != 6 {
		t.Fatalf("scripts %q: %v", scripts, err)
	}
	for _, path := range scripts {
		if !strings.HasPrefix(read(t, path), "#!/bin/sh\nset -e\n") {
			t.Errorf("%s goes on after a failure", path)
		}
		if out, err := exec.Command("sh", "-n", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", path, err, out)
		}
	}
}
