package deptest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDependencies_EachOne_HasItsLineAndIsUsed: whatever is taken from others has a line in the README that says what for, is imported somewhere, and the
// README names nothing else.
func TestDependencies_EachOne_HasItsLineAndIsUsed(t *testing.T) {
	readSources(t)
	named := namedInReadme(t)
	modules, indirect := requirements(t)
	packages := npmPackages(t)
	for _, name := range slices.Concat(modules, packages) {
		if !slices.ContainsFunc(named, func(n string) bool { return covers(n, name) }) {
			t.Errorf("%s has no line under Dependencies in README.md", name)
		}
	}
	for _, n := range named {
		if !slices.ContainsFunc(slices.Concat(modules, packages, indirect), func(name string) bool { return covers(n, name) }) {
			t.Errorf("README.md names %s, which there is not", n)
		}
	}
	imported := run(t, "list", "-deps", "-test", "-f", "{{with .Module}}{{.Path}}{{end}}", "./...", "honnef.co/go/tools/cmd/staticcheck")
	tools := run(t, "list", "-m", "-f", "{{.Path}}", "all")
	for _, m := range modules {
		if slices.Contains(tools, m) && !slices.Contains(imported, m) {
			t.Errorf("nothing imports %s", m)
		}
	}
	used := webSources(t)
	for _, p := range packages {
		if !strings.Contains(used, mention(p)) {
			t.Errorf("nothing under web/ uses %s", p)
		}
	}
}

// namedInReadme returns what stands in backquotes in the first column of the table.
func namedInReadme(t *testing.T) (named []string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n## Dependencies\n")
	table, _, _ = strings.Cut(table, "\n## ")
	quoted, braces := regexp.MustCompile("`([^`]+)`"), regexp.MustCompile(`^(.*)\{(.*)\}$`)
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.TrimSpace(cells[2]) == "" {
			continue
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[1], -1) {
			parts := braces.FindStringSubmatch(name[1])
			if parts == nil {
				named = append(named, name[1])
				continue
			}
			for _, last := range strings.Split(parts[2], ",") {
				named = append(named, parts[1]+last)
			}
		}
	}
	if len(named) < 25 {
		t.Fatalf("only %d are named: %v", len(named), named)
	}
	return named
}

// covers says whether a name in the README stands for a module or package: itself, or all of a scope.
func covers(named, name string) bool {
	scope, all := strings.CutSuffix(named, "*")
	return named == name || all && strings.HasPrefix(name, scope)
}

// requirements returns the modules that go.mod, and that of the tools that make packages, require for their own sake.
func requirements(t *testing.T) (direct, indirect []string) {
	t.Helper()
	require := regexp.MustCompile(`(?m)^(?:require )?\s*(\S+\.\S+/\S+) v\S+( // indirect)?$`)
	tool := regexp.MustCompile(`(?m)^(?:tool )?\s*(\S+\.\S+/\S+)$`)
	for _, file := range []string{"go.mod", "deploy/tools/go.mod"} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if errors.Is(err, fs.ErrNotExist) && file != "go.mod" {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var own []string
		for _, m := range require.FindAllStringSubmatch(string(text), -1) {
			if m[2] == "" {
				direct = append(direct, m[1])
			} else {
				own = append(own, m[1])
			}
		}
		for _, m := range tool.FindAllStringSubmatch(string(text), -1) {
			i := slices.IndexFunc(own, func(module string) bool { return strings.HasPrefix(m[1]+"/", module+"/") })
			if i >= 0 {
				direct = append(direct, own[i])
			}
		}
		indirect = append(indirect, own...)
	}
	if len(direct) < 20 {
		t.Fatalf("only %d modules are found: %v", len(direct), direct)
	}
	return direct, indirect
}

func npmPackages(t *testing.T) (names []string) {
	t.Helper()
	var file struct {
		Dependencies, DevDependencies, OptionalDependencies, Overrides map[string]string
	}
	text, err := os.ReadFile(filepath.Join(root, "web", "package.json"))
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range []map[string]string{file.Dependencies, file.DevDependencies, file.OptionalDependencies} {
		for name := range group {
			names = append(names, name)
		}
	}
	for name := range file.Overrides { // only versions, of what another package needs
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "@noble/") {
			t.Errorf("web/package.json overrides %s", name)
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d packages are found: %v", len(names), names)
	}
	return names
}

// mention is how the page's sources show that they use a package.
func mention(name string) string {
	switch {
	case name == "typescript":
		return "tsc --noEmit"
	case strings.HasPrefix(name, "@types/"):
		return `"types": ["` + strings.TrimPrefix(name, "@types/") + `"]`
	case strings.HasPrefix(name, "@biomejs/cli-linux"):
		return "node_modules/@biomejs/cli-linux-*/biome"
	}
	return `"` + name // as an import begins
}

// webSources is everything under web/ in which a package can be named, but for where it is required.
func webSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Join(root, "web"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && slices.Contains([]string{"node_modules", "dist"}, d.Name()) {
			return cmp(err, fs.SkipDir)
		}
		if !slices.Contains([]string{".ts", ".mjs", ".json"}, filepath.Ext(path)) || d.Name() == "package-lock.json" {
			return nil
		}
		text, err := os.ReadFile(path)
		if d.Name() == "package.json" {
			_, scripts, _ := strings.Cut(string(text), `"scripts": {`)
			scripts, _, _ = strings.Cut(scripts, "}")
			text = []byte(scripts)
		}
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
