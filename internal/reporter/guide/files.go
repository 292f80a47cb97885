package guide

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"luwte/internal/reporter"
)

// askFiles asks for files to go along, until somebody goes on.
func (g *Guide) askFiles(files *[]*reporter.File) error {
	g.title(g.one("files.title"))
	g.say(g.one("files.why"))
	for {
		options := []string{g.one("files.done"), g.one("files.add")}
		for _, f := range *files {
			options = append(options, g.one("files.remove", f.Name))
		}
		i, err := g.choose(options, 0, false)
		switch {
		case err != nil:
			return err
		case i == 0:
			return nil
		case i == 1:
			if err := g.addFile(files); err != nil && !errors.Is(err, errBack) && !errors.Is(err, errAgain) {
				return err
			}
		default:
			*files = slices.Delete(slices.Clone(*files), i-2, i-1)
		}
	}
}

func (g *Guide) addFile(files *[]*reporter.File) error {
	path, err := g.line(g.one("files.path"))
	if err != nil {
		return err
	}
	path = asTyped(path)
	f, err := reporter.OpenFile(path, "")
	if err == nil {
		err = reporter.CheckFiles(append(slices.Clone(*files), f))
	}
	if err != nil {
		g.say(g.fileFailure(path, err))
		return errAgain
	}
	if f.Kind.Tells {
		g.say(g.one("files.tells", filepath.Base(path)))
		if f.Kind.Page {
			g.say(g.one("files.page"))
		} else {
			g.say(g.one("files.mat2"))
		}
	}
	f.Name = neutral(g.one("files.neutral", len(*files)+1), f)
	g.say(g.one("files.nameHint"))
	for {
		name, err := g.line(g.one("files.name", f.Name))
		if err != nil {
			return err
		}
		if name != "" && f.Rename(name) != nil {
			g.say(g.one("files.badName"))
			continue
		}
		*files = append(*files, f)
		return nil
	}
}

// asTyped returns the path of a file as a shell would take it: one that is dropped on a window of a terminal comes in quotation marks, or with a
// backslash before each blank. What is there as it was typed is taken as it is.
func asTyped(path string) string {
	if _, err := os.Lstat(path); err == nil {
		return path
	}
	if bare := strings.Trim(path, `"'`); bare != path {
		return bare
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	if runtime.GOOS == "windows" { // there it parts folders
		return path
	}
	return escaped.ReplaceAllString(path, "$1")
}

var escaped = regexp.MustCompile(`\\(.)`)

// neutral is a name that tells nothing but what sort of file it is.
func neutral(name string, f *reporter.File) string { return name + reporter.Extension(f.Path) }

func (g *Guide) fileFailure(path string, err error) string {
	_, missing := os.Stat(path)
	switch {
	case errors.Is(err, reporter.ErrFiles):
		return g.one("files.large")
	case missing != nil, errors.Is(err, fs.ErrPermission):
		return g.one("files.missing")
	}
	return g.one("files.unfit")
}
