package reporter

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
)

var (
	// ErrWentBack is wrapped when a charter does not come after one that was seen: its serial is lower, or its root was replaced, or is another.
	ErrWentBack = errors.New("this shows an older or another charter of a bureau than you have seen")
	// ErrMemory is returned when a file is not one that a Memory has written.
	ErrMemory = errors.New("this is not a file in which luwte-report remembers charters")
)

// Memory is the charters that were seen, by bureau. A drop that was put back or taken over can show an older one, or one of a root key that was replaced: only
// who remembers notices. It is kept on disk only where somebody named a file, for that tells that this machine's owner visited a bureau.
type Memory struct {
	known map[charter.Fingerprint]charter.Position
	path  string // or ""
}

// NewMemory returns an empty one, which is never written.
func NewMemory() *Memory { return &Memory{known: map[charter.Fingerprint]charter.Position{}} }

// OpenMemory reads a file of an earlier run, which need not be there yet. It returns ErrMemory or an error of the system.
func OpenMemory(path string) (*Memory, error) {
	m := NewMemory()
	m.path = path
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		p, ok := parsePosition(lines.Text())
		if !ok {
			return nil, ErrMemory
		}
		m.known[p.Roots[0]] = p
	}
	if !bytes.Equal(m.bytes(), data) {
		return nil, ErrMemory
	}
	return m, nil
}

// bytes are the file's: of each bureau a line with the serial, the charter's SHA-256, and the fingerprints of its roots, the bureau's first.
func (m *Memory) bytes() []byte {
	var lines []string
	for _, p := range m.known {
		fields := []string{strconv.FormatUint(p.Serial, 10), canon.Hex32(p.Sum).String()}
		for _, root := range p.Roots {
			fields = append(fields, root.String())
		}
		lines = append(lines, strings.Join(fields, " ")+"\n")
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, ""))
}

func parsePosition(line string) (p charter.Position, ok bool) {
	fields := strings.Split(line, " ")
	if len(fields) < 3 || len(fields) > 3+charter.MaxPredecessors {
		return p, false
	}
	serial, err := strconv.ParseUint(fields[0], 10, 64)
	var sum canon.Hex32
	if err := errors.Join(err, sum.UnmarshalText([]byte(fields[1]))); err != nil {
		return p, false
	}
	p.Serial, p.Sum = serial, sum
	for _, field := range fields[2:] {
		var root charter.Fingerprint
		if root.UnmarshalText([]byte(field)) != nil {
			return p, false
		}
		p.Roots = append(p.Roots, root)
	}
	return p, true
}

// Take compares charters with those that were seen, by other runs meanwhile too, and remembers them. It returns ErrWentBack, wrapped with the bureau's name and why, and then has remembered
// nothing; ErrMemory, or an error of the system.
func (m *Memory) Take(p *Public) error {
	if m.path == "" {
		return m.take(p)
	}
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	now, err := OpenMemory(m.path)
	if err != nil {
		return err
	}
	m.known = now.known
	return m.take(p)
}

const (
	lockSuffix = ".lock"
	// lockTimeout is how long a lock counts: writing takes milliseconds, and a run that was killed leaves one.
	lockTimeout = 5 * time.Second
)

// lock keeps other runs from the file, by a file beside it.
func (m *Memory) lock() (unlock func(), err error) {
	path := m.path + lockSuffix
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			return func() { _ = os.Remove(path) }, f.Close()
		}
		busy := errors.Is(err, fs.ErrExist) || runtime.GOOS == "windows" && errors.Is(err, fs.ErrPermission) // while another removes it
		if !busy {
			return nil, err
		}
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > lockTimeout {
			_ = os.Remove(path)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (m *Memory) take(p *Public) error {
	known := maps.Clone(m.known)
	for _, b := range p.Bureaus {
		at := b.Charter.Position()
		seen, ok := known[b.Charter.Bureau]
		if ok {
			if err := charter.Order(seen, at); err != nil && !errors.Is(err, charter.ErrSame) {
				return fmt.Errorf("%w: %s: %w", ErrWentBack, OneLine(b.Charter.Name.In()), err)
			}
		}
		known[b.Charter.Bureau] = at
	}
	before := m.bytes()
	m.known = known
	if m.path == "" || bytes.Equal(before, m.bytes()) {
		return nil
	}
	return m.write()
}

// write puts a new file in the old one's place, whole whatever happens, and readable by its owner only.
func (m *Memory) write() (err error) {
	dir := filepath.Dir(m.path)
	file, err := os.CreateTemp(dir, ".luwte-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(m.bytes())
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), m.path); err != nil {
		return err
	}
	syncDir(dir)
	return nil
}

// syncDir makes a new name durable, where the system lets a directory be synced. What fails here is not said: the file is whole, old or new.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = errors.Join(d.Sync(), d.Close())
	}
}
