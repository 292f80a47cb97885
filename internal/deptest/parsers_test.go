package deptest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	parserName = regexp.MustCompile(`^([pP]arse|[dD]ecode|[uU]nmarshal|[rR]ead)[A-Z]?[a-z]*`)
	// rawInput are the types of what comes from elsewhere.
	rawInput = []string{"[]byte", "string", "io.Reader", "io.ReaderAt", "io.ReadSeeker", "*http.Request"}
	// readers are what takes bytes apart, in other libraries and in this one's canonical JSON.
	readers = []string{"json.Unmarshal", "json.NewDecoder", "canon.Unmarshal", "age.Decrypt", "age.DecryptReaderAt", "age.ExtractHeader", "http.ReadResponse", "r.MultipartReader", "fmt.Sscan", "fmt.Sscanf",
		"bufio.NewScanner", "image.Decode", "image.DecodeConfig", "proxyproto.Listener"}
	// notParsed are packages that are for tests, or read what is built in.
	notParsed = []string{"crypto/vectors", "server/store/storetest", "server/failpoint", "internal/powercut", "internal/testbureau", "internal/testdrop", "internal/tortest", "internal/fuzzing", "internal/deptest", "internal/picture", "internal/bench"}
)

// TestParsers_Each: whatever reads bytes that somebody else may have made is run by a fuzz target, or is listed with the reason why it needs none. A parser is
// known by its name and what it takes, or by what it calls.
func TestParsers_Each_HasAFuzzTarget(t *testing.T) {
	found, targets := sourcesOf(t)
	if len(found) < 60 || len(targets) < 50 {
		t.Fatalf("only %d parsers and %d targets are found", len(found), len(targets))
	}
	used, listed := map[string]bool{}, map[string]bool{}
	for _, row := range parsers {
		if !strings.HasPrefix(row.by, "- ") {
			if used[row.by] = true; !targets[row.by] {
				t.Errorf("there is no target %s", row.by)
			}
		}
		for _, name := range strings.Fields(row.names) {
			if listed[row.in+"."+name] = true; !found[row.in+"."+name] {
				t.Errorf("%s.%s is in the table, and is gone or reads nothing", row.in, name)
			}
		}
	}
	for name := range found {
		if !listed[name] {
			t.Errorf("%s reads bytes: put it in the table with its fuzz target, or why it has none", name)
		}
	}
	for target := range targets {
		if !used[target] && !strings.HasPrefix(target, "internal/fuzzing.") {
			t.Errorf("%s is in no row of the table", target)
		}
	}
}

// sourcesOf finds the parsers and the fuzz targets of all packages, as path/of/package.Type.Name.
func sourcesOf(t *testing.T) (found, targets map[string]bool) {
	t.Helper()
	found, targets = map[string]bool{}, map[string]bool{}
	for _, top := range []string{"cmd", "crypto", "internal", "server"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return cmp(err, fs.SkipDir)
			}
			if !strings.HasSuffix(path, ".go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(root, filepath.Dir(path))
			for _, decl := range file.Decls {
				f, ok := decl.(*ast.FuncDecl)
				switch {
				case !ok:
				case strings.HasSuffix(path, "_test.go"):
					if strings.HasPrefix(f.Name.Name, "Fuzz") {
						targets[rel+"."+f.Name.Name] = true
					}
				case !slices.ContainsFunc(notParsed, func(p string) bool { return rel == p || strings.HasPrefix(rel, p+"/") }) && parses(f):
					found[rel+"."+nameOf(f)] = true
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found, targets
}

func cmp(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	return of.(*ast.Ident).Name + "." + f.Name.Name
}

func parses(f *ast.FuncDecl) bool {
	if parserName.MatchString(f.Name.Name) && f.Name.Name != "Read" { // which passes bytes on
		for _, p := range f.Type.Params.List {
			if slices.Contains(rawInput, typeOf(p.Type)) {
				return true
			}
		}
	}
	calls := false
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && slices.Contains(readers, x.Name+"."+s.Sel.Name) {
				calls = true
			}
		}
		return true
	})
	return calls
}

func typeOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return typeOf(e.X) + "." + e.Sel.Name
	case *ast.StarExpr:
		return "*" + typeOf(e.X)
	case *ast.ArrayType:
		return "[]" + typeOf(e.Elt)
	}
	return "?"
}
