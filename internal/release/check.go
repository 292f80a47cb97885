package release

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"luwte/crypto/canon"
	"luwte/crypto/sign"
)

var (
	// ErrUnsigned is returned when a directory has a list and no signature or key.
	ErrUnsigned = errors.New("the list of this release is not signed")
	// ErrAltered is returned when a file is not the one on the list.
	ErrAltered = errors.New("this is not the file that was released")
	// ErrForeign is returned when a file is not on the list.
	ErrForeign = errors.New("this file is not of this release")
	// ErrMissing is returned when a file of the list is not there.
	ErrMissing = errors.New("this file of the release is not here")
	// ErrKind is returned for what is not a plain file: a link or a pipe can be another file a moment later.
	ErrKind = errors.New("this is not a plain file")
)

// OpenDir reads the list in a directory, which must be signed with the key of the words. It returns what Match and Open do, ErrUnsigned, or what reading gave.
func OpenDir(dir, text string) (*List, Fingerprint, error) {
	list, err := readSmall(filepath.Join(dir, ListFile), maxList)
	if err != nil {
		return nil, Fingerprint{}, err
	}
	public, err := readSmall(filepath.Join(dir, KeyFile), sign.PublicKeySize)
	if err == nil && len(public) != sign.PublicKeySize {
		err = fmt.Errorf("%s: %w", KeyFile, ErrKey)
	}
	if err != nil {
		return nil, Fingerprint{}, unsigned(err)
	}
	signature, err := readSmall(filepath.Join(dir, SignatureFile), sign.SignatureSize)
	if err != nil {
		return nil, Fingerprint{}, unsigned(err)
	}
	f := FingerprintOf(public)
	if err := f.Match(text); err != nil {
		return nil, f, err
	}
	l, err := Open(public, list, signature)
	return l, f, err
}

func unsigned(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrUnsigned, err)
	}
	return err
}

// readSmall reads a plain file. One that is longer than it may be comes with a byte too much, which whoever parses it refuses.
func readSmall(path string, most int64) ([]byte, error) {
	f, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

func openPlain(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), ErrKind)
	}
	return os.Open(path)
}

// CheckFile returns nil if the file at a path is the one of its name on the list, else ErrForeign, ErrMissing, ErrAltered or ErrKind, with the name.
func (l *List) CheckFile(path string) error {
	name := filepath.Base(path)
	f, ok := l.Find(name)
	if !ok {
		return fmt.Errorf("%s: %w", shown(name), ErrForeign)
	}
	hash, err := HashFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s: %w", name, ErrMissing)
	case err != nil:
		return err
	case hash != f.Hash:
		return fmt.Errorf("%s: %w", name, ErrAltered)
	}
	return nil
}

// CheckDir checks that a directory holds the files of the list, all of them and nothing besides. It returns what it found, one error a file.
func (l *List) CheckDir(dir string) (found []error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return []error{err}
	}
	for _, e := range entries {
		if _, ok := l.Find(e.Name()); !ok && !beside(e) {
			found = append(found, fmt.Errorf("%s: %w", shown(e.Name()), ErrForeign))
		}
	}
	for _, f := range l.Files {
		if err := l.CheckFile(filepath.Join(dir, f.Name)); err != nil {
			found = append(found, err)
		}
	}
	return found
}

// shown is a name as it may be printed: one that no file of a release has could have a terminal print what it likes.
func shown(name string) string {
	if fileName.MatchString(name) {
		return name
	}
	return strconv.QuoteToASCII(name)
}

// HashFile returns the SHA-256 of a plain file.
func HashFile(path string) (hash canon.Hex32, err error) {
	f, err := openPlain(path)
	if err != nil {
		return hash, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return hash, fmt.Errorf("read %s: %w", path, err)
	}
	return canon.Hex32(h.Sum(nil)), nil
}

// ListDir makes the list of all files in a directory. It returns ErrKind or ErrList for what cannot be of a release.
func ListDir(dir string, l List) (*List, error) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, err
	}
	l.Files = nil
	for _, e := range entries {
		if beside(e) {
			continue
		}
		hash, err := HashFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		l.Files = append(l.Files, File{e.Name(), hash})
	}
	return &l, nil
}
