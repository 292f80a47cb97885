package bill

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// programs are those that are built for a system: the drop is for Linux.
func programs(system string) []string {
	all := []string{"./cmd/luwte-courier", "./cmd/luwte-desk", "./cmd/luwte-report"}
	if system == "linux" {
		all = append(all, "./cmd/luwte-drop")
	}
	return all
}

// sources finds the sources of what programs are built of, by asking the go command for each system once.
type sources struct {
	root, goroot string
	known        map[string]modules
}

// modules are those of one system's programs, by path.
type modules map[string]*module

type module struct {
	version, dir string
	packages     []string // directories of the packages that are built in
}

func newSources(root string) *sources { return &sources{root: root, known: map[string]modules{}} }

func (s *sources) of(system, machine string) (modules, error) {
	name := system + "-" + machine
	if m := s.known[name]; m != nil {
		return m, nil
	}
	env := append(os.Environ(), "GOOS="+system, "GOARCH="+machine, "CGO_ENABLED=0")
	found := modules{}
	err := s.list(env, programs(system), func(p listed) {
		switch {
		case p.Standard || p.Module == nil || p.Module.Main:
		case found[p.Module.Path] == nil:
			found[p.Module.Path] = &module{p.Module.Version, p.Module.Dir, []string{p.Dir}}
		default:
			found[p.Module.Path].packages = append(found[p.Module.Path].packages, p.Dir)
		}
		if p.ImportPath == "unsafe" { // GOROOT/src/unsafe; a program built with -trimpath does not know where that is
			s.goroot = filepath.Dir(filepath.Dir(p.Dir))
		}
	})
	s.known[name] = found
	return found, err
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir string
	Standard        bool
	Module          *struct {
		Path, Version, Dir string
		Main               bool
	}
}

func (s *sources) list(env, packages []string, each func(listed)) error {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Dir,Standard,Module"}, packages...)...)
	cmd.Dir, cmd.Env, cmd.Stderr = s.root, env, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	d := json.NewDecoder(out)
	for {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return errors.Join(err, cmd.Wait())
		}
		each(p)
	}
	return cmd.Wait()
}

// component describes a module that a program says it was built with, which must be the one whose sources are here.
func (m modules) component(built *debug.Module) (Component, error) {
	source := m[built.Path]
	if built.Replace != nil || source == nil || source.version != built.Version {
		return Component{}, fmt.Errorf("%w: %s %s is not what go.mod has", ErrBuild, built.Path, built.Version)
	}
	texts, err := textsOf(source.dir, source.packages)
	if err != nil {
		return Component{}, err
	}
	return Component{
		Ref: "pkg:golang/" + built.Path + "@" + built.Version, Name: built.Path, Version: built.Version, Sum: built.Sum,
		Licence: licenceOf(texts), Texts: texts,
	}, nil
}

func standardLibrary(version, goroot string) (Component, error) {
	texts, err := textsOf(goroot, nil)
	version = strings.TrimPrefix(version, "go")
	return Component{Ref: "pkg:golang/std@" + version, Name: "std", Version: version, Licence: licenceOf(texts), Texts: texts}, err
}

// textsOf collects the licences, notices and grants of patents in a module's directory and on the way from there to each of the packages.
func textsOf(root string, packages []string) ([]Text, error) {
	dirs := []string{root}
	for _, dir := range packages {
		for ; len(dir) > len(root); dir = filepath.Dir(dir) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	var texts []Text
	for _, dir := range slices.Compact(dirs) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !textName.MatchString(e.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			name, err := filepath.Rel(root, filepath.Join(dir, e.Name()))
			if err != nil {
				return nil, err
			}
			texts = append(texts, Text{filepath.ToSlash(name), string(text)})
		}
	}
	return texts, nil
}

// Modules returns what the programs are built of on a system, from the sources at root, as Read does from the built programs.
func Modules(root, system, machine string) ([]Component, error) {
	s := newSources(root)
	found, err := s.of(system, machine)
	if err != nil {
		return nil, err
	}
	var all []Component
	for path, m := range found {
		c, err := found.component(&debug.Module{Path: path, Version: m.version})
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Component) int { return strings.Compare(a.Ref, b.Ref) })
	return all, nil
}
