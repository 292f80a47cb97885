package guide

import (
	"errors"
	"io/fs"
	"path/filepath"
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
	// A file that is dropped on a window of a terminal comes in quotation marks.
	path = strings.Trim(path, `"'`)
	f, err := reporter.OpenFile(path, "")
	if err == nil {
		err = reporter.CheckFiles(append(slices.Clone(*files), f))
	}
	if err != nil {
		g.say(g.fileFailure(err))
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

// neutral is a name that tells nothing but what sort of file it is.
func neutral(name string, f *reporter.File) string { return name + reporter.Extension(f.Path) }

func (g *Guide) fileFailure(err error) string {
	switch {
	case errors.Is(err, reporter.ErrFiles):
		return g.one("files.large")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return g.one("files.missing")
	}
	return g.one("files.unfit")
}
