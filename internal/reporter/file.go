package reporter

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"luwte/crypto/canon"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
)

// Limits of what goes with one letter; MaxFiles is SPEC §6's.
const (
	MaxFiles     = 100
	MaxFileBytes = 256 << 20 // all files together
	maxName      = 255       // bytes of a file's name, as most file systems have it
)

var (
	// ErrFile is returned when a path names something that cannot be sent; it is followed by what.
	ErrFile = errors.New("this cannot be sent")
	// ErrFiles is returned when files are too many or too large together.
	ErrFiles = errors.New("files are too many or too large")
	// ErrFileChanged is returned when a file is not what it was when it was chosen.
	ErrFileChanged = errors.New("this file has changed since it was chosen")
)

// File is a file that was chosen to go with a letter. It stays on disk and is read again while it is sealed.
type File struct {
	Path string
	Name string // as the bureau will see it
	Size int64
	Kind Kind

	sum [sha256.Size]byte // of the first reading: what is sent must be that
}

// Extension returns the end of a file's name that says what sort it is, in lower case; "" where that could say more.
func Extension(path string) string {
	ext := strings.ToLower(filepath.Ext(path))
	if !regexp.MustCompile(`^\.[a-z0-9]{1,5}$`).MatchString(ext) {
		return ""
	}
	return ext
}

// OpenFile reads a file once, to know its size, kind and hash. Without a name it has the last part of its path. It returns ErrFile, or an
// error of the system.
func OpenFile(path, name string) (*File, error) {
	if name == "" {
		name = filepath.Base(path)
	}
	f := &File{Path: path, Name: strings.ToValidUTF8(name, "_")}
	if err := f.checkName(); err != nil {
		return nil, err
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	defer in.Close()
	info, err := in.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %q is not a file", ErrFile, path)
	case info.Size() == 0:
		return nil, fmt.Errorf("%w: %q is empty", ErrFile, path)
	case info.Size() > MaxFileBytes:
		return nil, fmt.Errorf("%w: %q is larger than 256 MiB", ErrFiles, path)
	}
	f.Size = info.Size()
	sum, start := sha256.New(), &beginning{}
	if n, err := io.Copy(io.MultiWriter(sum, start), in); err != nil || n != f.Size {
		return nil, errors.Join(fmt.Errorf("%w: %q cannot be read whole", ErrFile, path), err)
	}
	f.Kind, f.sum = kindOf(path, start.bytes), [sha256.Size]byte(sum.Sum(nil))
	return f, nil
}

// Rename gives a file the name that the bureau will see. It returns ErrFile for one that is none.
func (f *File) Rename(name string) error {
	renamed := *f
	renamed.Name = name
	if err := renamed.checkName(); err != nil {
		return err
	}
	*f = renamed
	return nil
}

func (f *File) checkName() error {
	unfit := func(r rune) bool { return r < 0x20 || r == 0x7f || r == '/' || r == '\\' }
	if strings.Trim(f.Name, ". ") == "" || len(f.Name) > maxName || !utf8.ValidString(f.Name) || strings.ContainsFunc(f.Name, unfit) {
		return fmt.Errorf("%w: a name has 1 to %d bytes, and no slashes or control characters", ErrFile, maxName)
	}
	return nil
}

// CheckFiles returns ErrFiles if these are more than can go with one letter.
func CheckFiles(files []*File) error {
	var total int64
	for _, f := range files {
		total += f.Size
	}
	switch {
	case len(files) > MaxFiles:
		return fmt.Errorf("%w: they are %d, and %d can go with one report", ErrFiles, len(files), MaxFiles)
	case total > MaxFileBytes:
		return fmt.Errorf("%w: they have %d MiB together, and 256 MiB can go with one report", ErrFiles, (total+1<<20-1)>>20)
	}
	return nil
}

// pieces is how many parcels the file takes.
func (f *File) pieces() int { return int((f.Size + message.MaxBody - 1) / message.MaxBody) }

// ref is what the letter will say of the file: pieces whose ids are not known yet, of the same length.
func (f *File) ref() message.FileRef {
	return message.FileRef{Name: f.Name, Type: f.Kind.Type, Size: uint64(f.Size), SHA256: canon.Hex32(f.sum), Parcels: make([]parcel.ID, f.pieces())}
}

// beginning keeps the first bytes that are written to it.
type beginning struct{ bytes []byte }

func (b *beginning) Write(p []byte) (int, error) {
	if room := 64 - len(b.bytes); room > 0 {
		b.bytes = append(b.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
