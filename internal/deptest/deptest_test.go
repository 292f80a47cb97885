package deptest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

func TestDependencies_Programs_KeepTheirBoundaries(t *testing.T) {
	readSources(t)
	for _, r := range Rules {
		if inside(goList(t, r.Of), r.Forbidden) {
			t.Errorf("%s contains %s, and must not: %s", r.Of, r.Forbidden, r.Reason)
		}
		goList(t, r.Forbidden) // fails if the package was renamed: the row would forbid nothing
	}
	for _, p := range Programs {
		for _, forbidden := range TestOnly {
			if inside(goList(t, p), forbidden) {
				t.Errorf("%s contains %s, which is for tests", p, forbidden)
			}
		}
	}
}

// TestDependencies_Programs_ContainWhatTheyShould keeps the table honest: a go list that answers nothing would pass it.
func TestDependencies_Programs_ContainWhatTheyShould(t *testing.T) {
	readSources(t)
	for of, needed := range map[string][]string{
		"luwte/cmd/luwte-drop":    {"go.etcd.io/bbolt", "github.com/gorilla/mux", "github.com/cretz/bine/tor", "luwte/crypto/dispatch"},
		"luwte/cmd/luwte-courier": {"luwte/internal/pouch", "luwte/internal/torchild"},
		"luwte/cmd/luwte-desk":    {"filippo.io/age", "luwte/internal/pouch", "luwte/crypto/open", "luwte/internal/desk/card"},
		"luwte/cmd/luwte-report":  {"filippo.io/age", "luwte/crypto/code"},
	} {
		for _, n := range needed {
			if !inside(goList(t, of), n) {
				t.Errorf("%s does not contain %s", of, n)
			}
		}
	}
}

// TestDependencies_Desk_RunsAgePluginsAndTheJailOnly: a hardware token is reached by a program of its maker, as age does; a reporter's file is opened in
// the jail; nothing else in the desk can start a program.
func TestDependencies_Desk_RunsAgePluginsAndTheJailOnly(t *testing.T) {
	readSources(t)
	importers := map[string][]string{}
	for _, line := range run(t, "list", "-deps", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "luwte/cmd/luwte-desk") {
		of, imports, _ := strings.Cut(line, " ")
		for _, i := range strings.Fields(imports) {
			importers[i] = append(importers[i], of)
		}
	}
	for starts, by := range map[string][]string{
		"os/exec":                  {"golang.org/x/sys/execabs", "luwte/internal/desk/evidence/jail"},
		"golang.org/x/sys/execabs": {"filippo.io/age/plugin"}, "filippo.io/age/plugin": {"luwte/cmd/luwte-desk"},
		"luwte/internal/desk/evidence/jail": {"luwte/internal/desk/evidence"},
	} {
		slices.Sort(importers[starts])
		if !slices.Equal(importers[starts], by) {
			t.Errorf("%s is imported by %v, expected %v alone", starts, importers[starts], by)
		}
	}
}

// TestDependencies_Desk_SpeaksHTTPToItsScreensOnly: who imports net/http in the desk, and that none of it, nor the command, calls out.
func TestDependencies_Desk_SpeaksHTTPToItsScreensOnly(t *testing.T) {
	readSources(t)
	var by []string
	for _, line := range run(t, "list", "-deps", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "luwte/cmd/luwte-desk") {
		of, imports, _ := strings.Cut(line, " ")
		if slices.Contains(strings.Fields(imports), "net/http") {
			by = append(by, of)
		}
	}
	slices.Sort(by)
	if want := []string{"github.com/gorilla/mux", "luwte/internal/desk/ui"}; !slices.Equal(by, want) {
		t.Errorf("net/http is imported by %v, expected %v alone", by, want)
	}
	out := regexp.MustCompile(`net\.(Dial|Dialer|Lookup|Resolve)|http\.(Get|Post|Head|Client|DefaultClient|NewRequest|Transport)\b`)
	files := 0
	for _, dir := range []string{"cmd/luwte-desk", "internal/desk/ui"} {
		names, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if files++; !strings.HasSuffix(name, "_test.go") && out.Match(source) {
				t.Errorf("%s calls out: %s", name, out.Find(source))
			}
		}
	}
	if files < 20 {
		t.Errorf("only %d files were looked at", files)
	}
}

// TestCrypto_Packages_DoNoIO: what crypto imports itself touches no files, no network, no processes and no clock but day's.
func TestCrypto_Packages_DoNoIO(t *testing.T) {
	readSources(t)
	lines := run(t, "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "luwte/crypto/...")
	if len(lines) < 13 {
		t.Fatalf("only %d packages", len(lines))
	}
	for _, line := range lines {
		of, imports, _ := strings.Cut(line, " ")
		if strings.HasPrefix(of, "luwte/crypto/vectors") {
			continue // for tests
		}
		for _, i := range strings.Fields(imports) {
			allowed := map[string]string{"time": "luwte/crypto/day", "embed": "luwte/crypto/words"}[i] // embed of a string: the list is in the program
			if of != allowed && slices.Contains([]string{"os", "net", "net/http", "os/exec", "syscall", "log", "io/ioutil", "embed", "time"}, i) {
				t.Errorf("%s imports %s", of, i)
			}
		}
	}
}

var listed = map[string][]string{}

func goList(t *testing.T, path string) []string {
	t.Helper()
	if listed[path] == nil {
		listed[path] = run(t, "list", "-deps", path)
	}
	return listed[path]
}

func run(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func inside(deps []string, path string) bool {
	return slices.ContainsFunc(deps, func(d string) bool { return d == path || strings.HasPrefix(d, path+"/") })
}

// readSources has go test know what the answer depends on, so that it does not give an old one.
func readSources(t *testing.T) {
	t.Helper()
	if err := ReadSources(root); err != nil {
		t.Fatal(err)
	}
}
