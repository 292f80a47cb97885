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
func newGeneration(dir string) (string, error) {
	var random [8]byte
	rand.Read(random[:])
	name := hex.EncodeToString(random[:])
	path := filepath.Join(dir, name+unfinished)
	if err := os.Mkdir(path, 0o700); err != nil {
		return "", err
	}
	key := make([]byte, tideKeySize)
	rand.Read(key)
	if err := writeSynced(filepath.Join(path, keyFile), key); err != nil {
		return "", err
	}
	if err := initDB(filepath.Join(path, dbFile)); err != nil {
		return "", err
	}
	return name, errors.Join(syncDir(path), syncDir(dir))
}

// point makes name the current generation. Once it returns nil, or fails after
// the rename of the pointer, the generation is the one that Open finds.
func point(dir, name string) error {
	pointer := filepath.Join(dir, pointerFile)
	if err := writeSynced(pointer+unfinished, []byte(name+"\n")); err != nil {
		return err
	}
	if err := os.Rename(pointer+unfinished, pointer); err != nil {
		return err
	}
	return syncDir(dir)
}

// current returns the path of the generation in use, after finishing what a
// crash may have left half done. It returns ErrNoStore where there is none.
// The directory must be locked.
func current(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, pointerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNoStore
	}
	if err != nil {
		return "", err
	}
	name, ended := strings.CutSuffix(string(text), "\n")
	if !ended || !generationName.MatchString(name) {
		return "", fmt.Errorf("%w: the file %q names no generation", ErrDamaged, pointerFile)
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(path+unfinished, path); err != nil {
			return "", fmt.Errorf("%w: the generation %s is missing", ErrDamaged, name)
		}
	}
	return path, errors.Join(sweep(dir, name), syncDir(dir))
}

// sweep removes what is not part of the generation keep: unfinished things and
// generations that another has succeeded.
func sweep(dir, keep string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		name, isNew := strings.CutSuffix(f.Name(), unfinished)
		ours := generationName.MatchString(name) || isNew && name == pointerFile
		if !ours || f.Name() == keep {
			continue
		}
		if keep == "" && !isNew {
			return fmt.Errorf("%w: there is a generation %s, but the file %q is missing", ErrDamaged, name, pointerFile)
		}
		if err := os.RemoveAll(filepath.Join(dir, f.Name())); err != nil {
			return err
		}
	}
	return nil
}
