package deptest

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs_EveryPackage_SaysWhatItIs: go doc is how a stranger finds a way in, so each package says what it does, and each exported thing what it is.
func TestDocs_EveryPackage_SaysWhatItIs(t *testing.T) {
	readSources(t)
	interfaces := interfaceMethods(t)
	packages := 0
	for _, dir := range packageDirs(t) {
		pkg := parseDir(t, dir)
		if pkg == nil {
			continue // tests only
		}
		packages++
		d, err := doc.NewFromFiles(pkg.set, pkg.files, "luwte/"+dir, doc.PreserveAST)
		if err != nil {
			t.Fatal(err)
		}
		want := "Package " + d.Name + " "
		if d.Name == "main" {
			want = "Command " + filepath.Base(dir) + " "
		}
		if !strings.HasPrefix(d.Doc, want) {
			t.Errorf("%s: the package comment does not begin with %q", dir, want)
		}
		checkImporters(t, dir, d.Doc)
		if pkg.comments != 1 {
			t.Errorf("%s: %d files have a package comment, and one should", dir, pkg.comments)
		}
		for _, name := range undocumented(pkg.files, interfaces) {
			t.Errorf("%s: %s is exported and has no comment", dir, name)
		}
	}
	if packages < 60 {
		t.Fatalf("only %d packages were looked at", packages)
	}
}

// TestExamples_Each_IsRun: an example without output is compiled and never run, and so shows what may be long untrue.
func TestExamples_Each_IsRun(t *testing.T) {
	found := 0
	for _, dir := range packageDirs(t) {
		names, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range doc.Examples(file) {
				if found++; e.Output == "" || e.Doc == "" {
					t.Errorf("%s: Example%s has no output, or nothing that says what it shows", name, e.Name)
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d examples", found)
	}
}

var importClause = regexp.MustCompile(`(?i)[^.;:]*\bimports? (it|this package|the package)\b[^.;:]*`)

// checkImporters compares who imports a package, as its comment says, with the programs that contain it. Everything, or the programs of cmd/, may be all or some.
func checkImporters(t *testing.T, dir, comment string) {
	t.Helper()
	clause := importClause.FindString(strings.ReplaceAll(comment, "\n", " "))
	if strings.HasPrefix(dir, "cmd/") || strings.HasSuffix(dir, "/testnet") || strings.HasSuffix(dir, "/gen") || !strings.HasPrefix(comment, "Package ") {
		return // a command
	}
	if clause == "" {
		t.Errorf("%s: the package comment does not say who imports it", dir)
		return
	}
	for _, program := range Programs {
		who := strings.TrimPrefix(program, "luwte/cmd/luwte-")
		said, is := strings.Contains(strings.ToLower(clause), who), inside(goList(t, program), "luwte/"+dir)
		if said != is && !strings.Contains(clause, "verything") && !strings.Contains(clause, "the programs of cmd/") {
			t.Errorf("%s: %q, and luwte-%s contains it: %v", dir, strings.TrimSpace(clause), who, is)
		}
	}
}

// undocumented lists what is exported without a comment: functions, methods of exported types, types, and values of which neither the line nor its group has one.
func undocumented(files []*ast.File, interfaces map[string]bool) []string {
	var bare []string
	for _, file := range files {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(strings.Split(nameOf(d), ".")[0]) && !interfaces[d.Name.Name]) {
					bare = append(bare, nameOf(d))
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
							bare = append(bare, s.Name.Name)
						}
					case *ast.ValueSpec:
						if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
							bare = append(bare, s.Names[0].Name)
						}
					}
				}
			}
		}
	}
	return bare
}

// interfaceMethods are methods whose meaning an interface gives: the standard library's, and those of ours that have a comment there.
func interfaceMethods(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, name := range strings.Fields("Error Unwrap Is String Format Read Write Close MarshalText UnmarshalText MarshalJSON UnmarshalJSON Len Less Swap") {
		names[name] = true
	}
	for _, dir := range packageDirs(t) {
		pkg := parseDir(t, dir)
		if pkg == nil {
			continue
		}
		for _, file := range pkg.files {
			ast.Inspect(file, func(n ast.Node) bool {
				if i, ok := n.(*ast.InterfaceType); ok {
					for _, m := range i.Methods.List {
						if len(m.Names) == 1 && m.Doc != nil {
							names[m.Names[0].Name] = true
						}
					}
				}
				return true
			})
		}
	}
	return names
}

type parsed struct {
	set      *token.FileSet
	files    []*ast.File
	comments int // files with a package comment
}

var parsedDirs = map[string]*parsed{}

// parseDir parses the sources of a package, tests left out; nil if there are none.
func parseDir(t *testing.T, dir string) *parsed {
	t.Helper()
	if p, ok := parsedDirs[dir]; ok {
		return p
	}
	names, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	p := &parsed{set: token.NewFileSet()}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(p.set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if p.files = append(p.files, file); file.Doc != nil {
			p.comments++
		}
	}
	if len(p.files) == 0 {
		p = nil
	}
	parsedDirs[dir] = p
	return p
}

// packageDirs lists the directories of the module that have Go files, relative to its root.
func packageDirs(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, top := range []string{"cmd", "crypto", "deploy", "internal", "server", "web"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == "dist" {
				return fs.SkipDir
			}
			if entries, _ := filepath.Glob(filepath.Join(path, "*.go")); len(entries) > 0 {
				rel, _ := filepath.Rel(root, path)
				dirs = append(dirs, filepath.ToSlash(rel))
			}
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
				return fs.SkipDir // another module
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}
