// Package release reads and checks what a release of Luwte consists of: a directory of files, the list of their SHA-256, and the signature over
// that list (crypto/SPEC.md §13).
//
// It trusts nothing in the directory but what is signed under a key whose words the caller has from elsewhere. It holds no keys and writes nothing. Only the programs of cmd/
// import it, so that the installed one checks the next, and the packages beside it, which make what it reads.
package release

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"luwte/crypto/canon"
	"luwte/crypto/day"
)

// Names of the files that are not on the list, since they are about it.
const (
	ListFile      = "SHA256SUMS"
	SignatureFile = "SHA256SUMS.sig" // sign.SignatureSize bytes
	KeyFile       = "luwte-release.pub"
)

// maxList is more than a list has: a hundred files take 10 kB.
const maxList = 1 << 20

// ErrList is returned when a list is not in the one form that it may have.
var ErrList = errors.New("the list of files is not one of a release")

// List is what a release consists of. Its text is what `sha256sum --check` takes: a comment that says what it is, then a line for each file.
type List struct {
	Version string // such as 1.0.0
	Commit  string // of the source, 40 hex digits
	Day     day.Day
	Files   []File // by name, strictly ascending
}

// File is one file of a release.
type File struct {
	Name string
	Hash canon.Hex32 // SHA-256
}

var (
	heading  = regexp.MustCompile(`^# Luwte ([0-9][0-9A-Za-z.+~-]{0,31}), commit ([0-9a-f]{40}), ([0-9-]{10})$`)
	fileLine = regexp.MustCompile(`^([0-9a-f]{64})  (.*)$`)
	// fileName has no separators, drives, blanks or leading dots and dashes: a name can lead nowhere else and is no option of a command.
	fileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}$`)
)

// Marshal returns the text of a list, or ErrList if it cannot be one.
func (l *List) Marshal() ([]byte, error) {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Luwte %s, commit %s, %s\n", l.Version, l.Commit, l.Day)
	for _, f := range l.Files {
		fmt.Fprintf(&text, "%s  %s\n", f.Hash, f.Name)
	}
	if _, err := ParseList(text.Bytes()); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// ParseList reads the text of a list. It takes exactly one encoding and returns ErrList, with the line, for everything else.
func ParseList(text []byte) (*List, error) {
	if len(text) > maxList || !bytes.HasSuffix(text, []byte("\n")) {
		return nil, fmt.Errorf("%w: it is cut off or too long", ErrList)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	first := heading.FindStringSubmatch(lines[0])
	if first == nil || len(lines) == 1 {
		return nil, fmt.Errorf("%w: its first line does not say of which release", ErrList)
	}
	made, err := day.Parse(first[3])
	if err != nil {
		return nil, fmt.Errorf("%w: its first line has no day", ErrList)
	}
	l := &List{Version: first[1], Commit: first[2], Day: made}
	for i, line := range lines[1:] {
		if err := l.add(line); err != nil {
			return nil, fmt.Errorf("%w: line %d %w", ErrList, i+2, err)
		}
	}
	return l, nil
}

func (l *List) add(line string) error {
	parts := fileLine.FindStringSubmatch(line)
	if parts == nil {
		return errors.New("is not a SHA-256, two blanks and a name")
	}
	f := File{Name: parts[2]}
	if err := f.Hash.UnmarshalText([]byte(parts[1])); err != nil {
		return err
	}
	if !fileName.MatchString(f.Name) || about(f.Name) {
		return errors.New("has a name that no file of a release has")
	}
	if n := len(l.Files); n > 0 && f.Name <= l.Files[n-1].Name {
		return errors.New("is not in order")
	}
	// On Windows and macOS they would be one file.
	if slices.ContainsFunc(l.Files, func(other File) bool { return strings.EqualFold(other.Name, f.Name) }) {
		return errors.New("has a name that is there in other cases")
	}
	l.Files = append(l.Files, f)
	return nil
}

// Find returns the file of a name.
func (l *List) Find(name string) (File, bool) {
	i := slices.IndexFunc(l.Files, func(f File) bool { return f.Name == name })
	if i < 0 {
		return File{}, false
	}
	return l.Files[i], true
}

var aboutList = []string{ListFile, SignatureFile, KeyFile}

// About says whether a name is that of a file about the list and not on it: the list itself, its signature, the key.
func About(name string) bool { return slices.Contains(aboutList, name) }

// about says the same where Windows and macOS are asked: of a name in other cases too.
func about(name string) bool {
	return slices.ContainsFunc(aboutList, func(n string) bool { return strings.EqualFold(n, name) })
}

// beside says whether a file is about the list and not on it. In other cases, or as a directory, it is something else: sha256sums could be a list of other files.
func beside(e fs.DirEntry) bool { return About(e.Name()) && e.Type().IsRegular() }
