package main_test

import (
	"encoding/json"
	"go/ast"
	gobuild "go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// saysConst returns what a constant of a package says on a system, from the files that are built for it, and which functions are declared in that very file.
func saysConst(t *testing.T, system, dir, name string) (value string, beside []string) {
	t.Helper()
	context := gobuild.Default
	context.GOOS, context.CgoEnabled = system, false
	files, err := context.ImportDir(filepath.Join("../..", dir), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.GoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", dir, file), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var here []string
		found := ""
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				here = append(here, d.Name.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok && v.Names[0].Name == name {
						found = v.Values[0].(*ast.Ident).Name
					}
				}
			}
		}
		if found != "" {
			value, beside = found, here
		}
	}
	return value, beside
}

// TestAbout_OtherSystems_SayWhatTheyLack reads what the builds for other systems say; each says it in the file that does it, or does not.
func TestAbout_OtherSystems_SayWhatTheyLack(t *testing.T) {
	for _, c := range []struct{ dir, name, function, linux, darwin, windows string }{
		{"internal/cli", "LocksMemory", "LockMemory", "true", "false", "false"},
		{"internal/cli", "NoDumps", "protectMemory", "true", "true", "false"},
		{"internal/cli", "Restarts", "Restart", "true", "false", "false"},
		{"internal/desk/durable", "Private", "", "true", "true", "false"},
		{"internal/syncdir", "Can", "Sync", "true", "true", "false"},
		{"internal/desk/evidence/jail", "There", "", "true", "false", "false"},
		{"internal/desk/machine", "Looks", "random", "true", "false", "false"},
	} {
		for system, want := range map[string]string{"linux": c.linux, "darwin": c.darwin, "windows": c.windows} {
			got, beside := saysConst(t, system, c.dir, c.name)
			if got != want || c.function != "" && !slices.Contains(beside, c.function) {
				t.Errorf("%s.%s on %s is %q, expected %q; beside it %q", c.dir, c.name, system, got, want, beside)
			}
		}
	}
}

func TestAbout_ThisMachine_HasEverythingAndSaysIt(t *testing.T) {
	var about struct {
		System      string
		Protections []struct {
			What    string
			Here    bool
			Without string
		}
		Machine  []struct{ What string }
		Programs []struct{ Name, SHA256 string }
	}
	if err := json.Unmarshal(output(t, "about", "--json"), &about); err != nil {
		t.Fatal(err)
	}
	for _, p := range about.Protections {
		if !p.Here || p.Without == "" {
			t.Errorf("%+v", p)
		}
	}
	if len(about.Protections) != 7 || len(about.Machine) != 4 || len(about.Programs) == 0 || !strings.HasPrefix(about.System, "linux/") {
		t.Errorf("%+v", about)
	}
	if text := string(output(t, "about")); !strings.Contains(text, "yes  jail for files") || strings.Contains(text, "NO ") {
		t.Errorf("%s", text)
	}
}
