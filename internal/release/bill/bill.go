// Package bill says what is in the programs of a release and in its page, read from the built files themselves: each module and package with its version,
// checksum and licence (a bill of materials in CycloneDX 1.6), and the texts of all those licences.
//
// What it writes has no times, no random numbers and no paths, so that the same build gives the same bytes. Only the command luwte-release and tests import it.
package bill

import (
	"bytes"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"luwte/internal/release"
)

// Names of what Write writes, and of the page.
const (
	BillFile     = "luwte.cdx.json"
	LicencesFile = "THIRD-PARTY-LICENSES.txt"
	PageFile     = "luwte-page.html"
)

var (
	// ErrBuild is returned when a program was not built as those of a release are.
	ErrBuild = errors.New("this is not built as a release is")
	// ErrNoProgram is returned when a directory has no program of Luwte's in it.
	ErrNoProgram = errors.New("there are no programs here")
)

// Release is what a bill is of.
type Release struct {
	Version, Commit string
	Programs        []Program   // by name
	Parts           []Component // of all programs and the page, by Ref
}

// Program is a built file and the Refs of what is in it.
type Program struct {
	Name  string // of the file
	Hash  string // SHA-256, hex
	Parts []string
}

// Component is a Go module, the Go standard library, or an npm package.
type Component struct {
	Ref     string // its package URL
	Name    string
	Version string
	Sum     string // of go.sum, or the integrity of package-lock.json
	Licence string // an SPDX expression
	Texts   []Text
}

// Text is a licence, notice or grant of patents, with its path in the module or package.
type Text struct{ Name, Text string }

// Read reads the programs and the page in dir, which were built from the sources at root.
func Read(dir, root string) (*Release, error) {
	r := &Release{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	sources := newSources(root)
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			continue // a package, a text
		}
		if err := r.addProgram(path, info, sources); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	if len(r.Programs) == 0 {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoProgram)
	}
	if err := r.addPage(dir, root); err != nil {
		return nil, err
	}
	slices.SortFunc(r.Programs, func(a, b Program) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(r.Parts, func(a, b Component) int { return strings.Compare(a.Ref, b.Ref) })
	return r, nil
}

func (r *Release) addProgram(path string, info *debug.BuildInfo, s *sources) error {
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	if settings["-trimpath"] != "true" || settings["CGO_ENABLED"] != "0" || settings["vcs"] != "" || info.Main.Path != "luwte" {
		return fmt.Errorf("%w: it takes -trimpath, -buildvcs=false and CGO_ENABLED=0", ErrBuild)
	}
	hash, err := release.HashFile(path)
	if err != nil {
		return err
	}
	p := Program{Name: filepath.Base(path), Hash: hash.String()}
	used, err := s.of(settings["GOOS"], settings["GOARCH"])
	if err != nil {
		return err
	}
	std, err := standardLibrary(info.GoVersion, s.goroot)
	if err != nil {
		return err
	}
	p.Parts = append(p.Parts, r.add(std))
	for _, m := range info.Deps {
		c, err := used.component(m)
		if err != nil {
			return err
		}
		p.Parts = append(p.Parts, r.add(c))
	}
	slices.Sort(p.Parts)
	r.Programs = append(r.Programs, p)
	return nil
}

// add adds a component that may be there already, with the texts that belong to packages which only some programs have.
func (r *Release) add(c Component) (ref string) {
	i := slices.IndexFunc(r.Parts, func(other Component) bool { return other.Ref == c.Ref })
	if i < 0 {
		r.Parts = append(r.Parts, c)
		return c.Ref
	}
	for _, t := range c.Texts {
		if !slices.Contains(r.Parts[i].Texts, t) {
			r.Parts[i].Texts = append(r.Parts[i].Texts, t)
		}
	}
	slices.SortFunc(r.Parts[i].Texts, func(a, b Text) int { return strings.Compare(a.Name, b.Name) })
	r.Parts[i].Licence = licenceOf(r.Parts[i].Texts)
	return c.Ref
}

// addPage adds the page, which must be the one that was built and the one that drop and reporter's program have in them.
func (r *Release) addPage(dir, root string) error {
	page, err := os.ReadFile(filepath.Join(dir, PageFile))
	if err != nil {
		return err
	}
	for _, p := range r.Programs {
		if !strings.HasPrefix(p.Name, "luwte-drop") && !strings.HasPrefix(p.Name, "luwte-report") {
			continue
		}
		program, err := os.ReadFile(filepath.Join(dir, p.Name))
		if err != nil {
			return err
		}
		if !bytes.Contains(program, page) {
			return fmt.Errorf("%s: %w: it has another page in it than %s", p.Name, ErrBuild, PageFile)
		}
	}
	hash, err := release.HashFile(filepath.Join(dir, PageFile))
	if err != nil {
		return err
	}
	packages, err := Packages(root)
	if err != nil {
		return err
	}
	p := Program{Name: PageFile, Hash: hash.String()}
	for _, c := range packages {
		p.Parts = append(p.Parts, r.add(c))
	}
	r.Programs = append(r.Programs, p)
	return nil
}

// Write writes the bill and the licences into dir. It returns ErrLicence if a component has none, or one that is not allowed.
func (r *Release) Write(dir string) error {
	for _, c := range r.Parts {
		if err := c.CheckLicence(); err != nil {
			return err
		}
	}
	text, err := r.cycloneDX()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, BillFile), text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, LicencesFile), r.licences(), 0o644)
}
