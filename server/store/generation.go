package store

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"luwte/server/failpoint"
)

// A generation is made under a name ending in .new, whole and synced, before
// the pointer names it; only then it gets its own name. So a directory without
// a pointer and with nothing but .new ones never held anything acknowledged,
// and one with a pointer has exactly one generation that counts.
const (
	pointerFile = "current"
	keyFile     = "key"
	dbFile      = "store.db"
	unfinished  = ".new"
)

var generationName = regexp.MustCompile(`^[0-9a-f]{16}$`)

// newGeneration makes an empty generation and returns its name, which is
// random: it says neither when nor which.
func newGeneration(dir string, keys Keys) (string, error) {
	var random [8]byte
	rand.Read(random[:])
	name := hex.EncodeToString(random[:])
	path := filepath.Join(dir, name+unfinished)
	return name, steps(
		step{"generation: make", func() error { return os.Mkdir(path, 0o700) }},
		step{"generation: name", func() error { return syncDir(dir) }}, // before its key, which may lie elsewhere
		step{"generation: key", func() error { return keys.make(path) }},
		step{"generation: database", func() error { return initDB(filepath.Join(path, dbFile)) }},
		step{"generation: sync", func() error { return syncDir(path) }},
	)
}

// step is one thing done on the disk, which tests let fail.
type step struct {
	name string
	do   func() error
}

func steps(all ...step) error {
	for _, s := range all {
		if err := failpoint.Step(s.name); err != nil {
			return err
		}
		if err := s.do(); err != nil {
			return err
		}
	}
	return nil
}

// point makes name the current generation. Once it returns nil, or fails after
// the rename of the pointer, the generation is the one that Open finds.
func point(dir, name string) error {
	pointer := filepath.Join(dir, pointerFile)
	return steps(
		step{"point: write", func() error { return writeSynced(pointer+unfinished, []byte(name+"\n")) }},
		step{"point: rename", func() error { return os.Rename(pointer+unfinished, pointer) }},
		step{"point: sync", func() error { return syncDir(dir) }},
	)
}

// pointed returns the name of the generation that the pointer names, or
// ErrNoStore.
func pointed(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, pointerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", checkUnpointed(dir)
	}
	if err != nil {
		return "", err
	}
	name, ended := strings.CutSuffix(string(text), "\n")
	if !ended || !generationName.MatchString(name) {
		return "", fmt.Errorf("%w: the file %q names no generation", ErrDamaged, pointerFile)
	}
	return name, nil
}

// Exists says whether there is a store in dir. One that is damaged counts.
func Exists(dir string) bool {
	_, err := pointed(dir)
	return !errors.Is(err, ErrNoStore)
}

// current returns the name of the generation in use, after finishing what a
// crash may have left half done: what it was to destroy is destroyed. It returns
// ErrNoStore where there is none. The directory must be locked.
func current(dir string, keys Keys) (string, error) {
	name, err := pointed(dir)
	if err != nil {
		return "", err
	}
	// What the pointer does not name may go only when the disk has the pointer.
	return name, steps(
		step{"open: finish", func() error { return finish(dir, name) }},
		step{"open: sweep", func() error { return sweep(dir, name, keys) }},
	)
}

// finish gives the generation that the pointer names its own name.
func finish(dir, name string) error {
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(path+unfinished, path); err != nil {
			return fmt.Errorf("%w: the generation %s is missing", ErrDamaged, name)
		}
	}
	return syncDir(dir)
}

// sweep destroys what is not part of the generation keep: unfinished things and
// generations that another has succeeded.
func sweep(dir, keep string, keys Keys) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		name, isNew := strings.CutSuffix(f.Name(), unfinished)
		ours := generationName.MatchString(name) || isNew && name == pointerFile || f.Name() == washDir
		if !ours || f.Name() == keep {
			continue
		}
		if keep == "" && !isNew {
			return fmt.Errorf("%w: there is a generation %s, but the file %q is missing", ErrDamaged, name, pointerFile)
		}
		path := filepath.Join(dir, f.Name())
		switch {
		case name == pointerFile:
			err = remove(path)
		case f.Name() == washDir:
			err = os.RemoveAll(path)
		default:
			err = destroy(path, keys)
		}
		if err != nil {
			return err
		}
	}
	return syncDir(dir)
}
