package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// programs in the order in which a report passes them. What most of them share then lies side by side.
var programs = []string{"luwte-report", "luwte-drop", "luwte-courier", "luwte-desk"}

// in is a set of programs: bit i stands for programs[i].
type in uint

func (s in) has(i int) bool { return s&(1<<i) != 0 }

const all in = 1<<4 - 1

// pkg is a package of this module that a program contains.
type pkg struct {
	name    string // without "luwte/"
	does    string // the first sentence of its comment, without "Package name"
	imports []string
	in      in
	rank    int // in its group: below all that import it there
}

// graph is what the programs are made of.
type graph struct {
	packages  map[string]*pkg
	libraries map[string]in // modules of others that go.mod asks for
}

// load asks the go command, for Linux on amd64 wherever it runs, so that the picture is the same.
func load(root string) (*graph, error) {
	g := &graph{packages: map[string]*pkg{}, libraries: map[string]in{}}
	for i, program := range programs {
		list := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Doc,Module", "./cmd/"+program)
		list.Dir, list.Env = root, append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
		var stderr bytes.Buffer
		list.Stderr = &stderr
		out, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
		}
		if err := g.read(out, i); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
	}
	g.setRanks()
	return g, nil
}

func (g *graph) read(out []byte, program int) error {
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Doc string
			Imports         []string
			Module          *struct {
				Path           string
				Main, Indirect bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		switch {
		case p.Module == nil: // the standard library
		case p.Module.Main:
			g.add(p.ImportPath, p.Doc, p.Imports, program)
		case !p.Module.Indirect:
			g.libraries[p.Module.Path] |= 1 << program
		}
	}
}

func (g *graph) add(path, doc string, imports []string, program int) {
	name, ours := strings.CutPrefix(path, "luwte/")
	if !ours {
		return
	}
	p := g.packages[name]
	if p == nil {
		p = &pkg{name: name, does: synopsis(doc)}
		for _, i := range imports {
			if other, ours := strings.CutPrefix(i, "luwte/"); ours {
				p.imports = append(p.imports, other)
			}
		}
		g.packages[name] = p
	}
	p.in |= 1 << program
}

// synopsis is a package's first sentence without its first two words, which say its name.
func synopsis(doc string) string {
	words := strings.SplitN(strings.Join(strings.Fields(doc), " "), " ", 3)
	return strings.TrimSuffix(words[len(words)-1], ".")
}

// sorted lists the packages by name.
func (g *graph) sorted() []*pkg {
	return slices.SortedFunc(maps.Values(g.packages), func(a, b *pkg) int { return strings.Compare(a.name, b.name) })
}

// setRanks puts each package below those of its group that import it: a group is what the same programs contain.
func (g *graph) setRanks() {
	for range g.packages { // the longest path is no longer than that
		for _, p := range g.packages {
			for _, i := range p.imports {
				if q := g.packages[i]; q.in == p.in {
					q.rank = max(q.rank, p.rank+1)
				}
			}
		}
	}
}

// ranks returns the packages of a group, by rank and name.
func (g *graph) ranks(of in) [][]*pkg {
	var rows [][]*pkg
	for _, p := range g.sorted() {
		if p.in == of {
			for len(rows) <= p.rank {
				rows = append(rows, nil)
			}
			rows[p.rank] = append(rows[p.rank], p)
		}
	}
	return rows
}

// groups returns the sets of programs that share packages, those of fewer programs first: a package that two programs share can import what three share.
func (g *graph) groups() []in {
	var sets []in
	for _, p := range g.packages {
		if count(p.in) > 1 && !slices.Contains(sets, p.in) {
			sets = append(sets, p.in)
		}
	}
	slices.SortFunc(sets, func(a, b in) int {
		return cmp.Or(count(a)-count(b), int(span(b))-int(span(a)), int(a)-int(b))
	})
	return sets
}

func count(s in) (n int) {
	for i := range programs {
		if s.has(i) {
			n++
		}
	}
	return n
}
