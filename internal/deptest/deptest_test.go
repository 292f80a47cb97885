// Package deptest holds the boundaries between the programs as a table: what each must not contain, and why. A program that lacks a
// thing cannot leak it, whatever goes wrong in it.
package deptest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// rows are checked over everything that a package or program is built of. A forbidden path stands for itself and what is below it.
var rows = []struct{ of, forbidden, reason string }{
	{"luwte/cmd/luwte-drop", "filippo.io/age", "a seized or subverted drop must hold no code that opens or seals"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/seal", "the drop seals nothing"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/open", "the drop opens nothing"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/code", "codes never reach the drop"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/slots", "what links a conversation is not the drop's to compute"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/message", "the drop does not know what a report looks like inside"},
	{"luwte/cmd/luwte-drop", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-drop", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-drop", "luwte/internal/courier", "one trust domain each"},
	{"luwte/cmd/luwte-drop", "luwte/internal/reporter", "one trust domain each"},

	{"luwte/cmd/luwte-courier", "filippo.io/age", "the courier carries and cannot read"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/seal", "the courier seals nothing"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/open", "the courier opens nothing"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/code", "codes never reach the courier"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/message", "the courier does not know what a report looks like inside"},
	{"luwte/cmd/luwte-courier", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-courier", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-courier", "luwte/server", "the courier serves nothing"},
	{"luwte/cmd/luwte-courier", "go.etcd.io/bbolt", "the courier keeps no store"},

	{"luwte/cmd/luwte-desk", "github.com/cretz/bine", "the desk is offline: no Tor"},
	{"luwte/cmd/luwte-desk", "luwte/internal/torchild", "the desk is offline: no Tor"},
	{"luwte/cmd/luwte-desk", "golang.org/x/net/proxy", "the desk is offline: no proxies"},
	{"luwte/internal/desk", "net/http", "the desk is offline; in the program only the screens speak HTTP, see below"},
	{"luwte/internal/desk", "os/exec", "the desk runs nothing, a reporter's file least of all; the program runs age plugins, and what opens files in the jail, see below"},
	{"luwte/internal/desk", "luwte/internal/desk/evidence", "the register opens no file of a reporter's"},
	{"luwte/internal/desk/evidence", "luwte/internal/desk/register", "what opens hostile files has no register"},
	{"luwte/internal/desk/evidence", "filippo.io/age", "what opens hostile files opens nothing sealed"},
	{"luwte/internal/desk/evidence", "net", "what opens hostile files has no network"},
	{"luwte/internal/desk", "net", "the desk is offline; in the program only the parser of flags knows what an address is"},
	{"luwte/cmd/luwte-desk", "luwte/internal/courier", "the courier is not trusted; the desk reads its files only"},
	{"luwte/cmd/luwte-desk", "luwte/server", "the desk serves nothing"},
	{"luwte/cmd/luwte-desk", "luwte/internal/reporter", "one trust domain each"},
	{"luwte/cmd/luwte-desk", "luwte/crypto/code", "the desk never handles a reporter's code"},

	{"luwte/cmd/luwte-report", "go.etcd.io/bbolt", "the reporter's client keeps nothing on disk"},
	{"luwte/cmd/luwte-report", "luwte/crypto/quorum", "shares of the bureau's keys are the desk's and the custodians'"},
	{"luwte/cmd/luwte-report", "luwte/internal/desk", "offline keys are the desk's"},
	{"luwte/cmd/luwte-report", "luwte/internal/courier", "one trust domain each"},
	{"luwte/cmd/luwte-report", "luwte/server", "the reporter serves nothing"},

	{"luwte/server", "filippo.io/age", "nothing that the drop runs can open a report"},
	{"luwte/internal/courier", "filippo.io/age", "the courier carries and cannot read"},
	{"luwte/internal/pouch", "filippo.io/age", "courier and desk share it"},
	{"luwte/crypto/charter", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/board", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/dispatch", "filippo.io/age", "drop and courier import it"},
	{"luwte/crypto/parcel", "filippo.io/age", "drop and courier import it"},
}

// programs must contain none of these either: they are for tests.
var testOnly = []string{
	"luwte/crypto/vectors", "luwte/internal/fuzzing", "luwte/internal/powercut", "luwte/internal/testbureau", "luwte/internal/testdrop", "luwte/internal/tortest", "luwte/server/store/storetest",
	"github.com/anishathalye/porcupine", "github.com/rogpeppe/go-internal", "honnef.co/go/tools", "testing",
}

var programs = []string{"luwte/cmd/luwte-drop", "luwte/cmd/luwte-courier", "luwte/cmd/luwte-desk", "luwte/cmd/luwte-report"}

func TestDependencies_Programs_KeepTheirBoundaries(t *testing.T) {
	readSources(t)
	for _, r := range rows {
		if inside(goList(t, r.of), r.forbidden) {
			t.Errorf("%s contains %s, and must not: %s", r.of, r.forbidden, r.reason)
		}
		goList(t, r.forbidden) // fails if the package was renamed: the row would forbid nothing
	}
	for _, p := range programs {
		for _, forbidden := range testOnly {
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

// readSources reads go.mod and every Go file, so that go test knows what the answer depends on and does not give an old one.
func readSources(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "demo", "artifacts"}, d.Name()) {
			return fs.SkipDir
		}
		if d.Name() == "go.mod" || strings.HasSuffix(path, ".go") {
			_, err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
