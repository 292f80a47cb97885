package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Checked is what a store has that was looked at as it lies on the disk.
type Checked struct {
	Inboxes []CheckedInbox

	Pages      int  // in use, of the database
	Unreadable int  // of these, by themselves
	Astray     bool // the database's own order is broken: the drop cannot find all that is there
	Doubtful   bool // which pages are in use cannot be read: what was released since the last tide may be among the parcels
	Unpointed  bool // the file that names the generation in use is damaged
	Nameless   int  // parcels of an inbox whose name cannot be read any more
}

// CheckedInbox is what one inbox has.
type CheckedInbox struct {
	Inbox   Inbox
	State   bool // its charter, board and dispatch can be read
	Whole   int  // parcels
	Damaged int  // parcels of which the id can be read and the bytes cannot
}

// Whole says that nothing is damaged.
func (c *Checked) Whole() bool {
	for _, in := range c.Inboxes {
		if !in.State || in.Damaged > 0 {
			return false
		}
	}
	return c.Unreadable == 0 && !c.Astray && !c.Doubtful && !c.Unpointed && c.Nameless == 0
}

// Check looks at the store in dir, and writes nothing there: the disk may be
// dying, or may not be written any more. Whatever opens under the store's key is
// as it was written, wherever it is found. known are inboxes that the store may
// have: of one whose name is damaged, it is how its parcels are found.
//
// Where save is not empty, all that can be read is put into a new store in that
// directory, under a key of its own. What Open would find in a sound store, it
// finds there.
//
// It returns ErrNoStore, ErrLocked, ErrNoKey, or ErrDamaged where nothing can be
// read; for save, also what Create does.
func Check(ctx context.Context, dir, save string, known []Inbox, options ...Option) (*Checked, error) {
	o := optionsOf(options)
	lock, err := lockDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNoStore
	}
	if err != nil {
		return nil, fmt.Errorf("check store %q: %w", dir, err)
	}
	defer lock.Close()
	s, err := openSalvage(dir, o)
	if err == nil {
		defer s.file.Close()
		err = s.read(ctx, known)
	}
	if err == nil && save != "" {
		err = s.save(ctx, save, o)
	}
	if err != nil {
		return nil, fmt.Errorf("check store %q: %w", dir, translate(err))
	}
	return &s.Checked, nil
}

// salvage is a store that is looked at.
type salvage struct {
	*pages
	*tide
	Checked
	records map[tag][]item // by inbox
	entries map[place][]item
	values  map[tag][]item // one, unless what is not in use any more cannot be told from it
	names   map[tag]Inbox
	found   []live // what can be carried over
	ids     map[place]ID
}

func openSalvage(dir string, o options) (*salvage, error) {
	s := &salvage{records: map[tag][]item{}, entries: map[place][]item{}, values: map[tag][]item{}, names: map[tag]Inbox{}, ids: map[place]ID{}}
	gen, err := s.generation(dir)
	if err != nil {
		return nil, err
	}
	key, err := o.keys.read(gen)
	if err != nil {
		return nil, err
	}
	if s.tide, err = newTide(key); err != nil {
		return nil, err
	}
	s.pages, err = openPages(filepath.Join(gen, dbFile))
	return s, err
}

// generation returns the path of the one in use. Where no pointer says so, one
// with its own name was in use before one that has none yet.
func (s *salvage) generation(dir string) (path string, err error) {
	name, err := pointed(dir)
	if err == nil {
		for _, name := range []string{name, name + unfinished} {
			if _, err := os.Stat(filepath.Join(dir, name, dbFile)); err == nil {
				return filepath.Join(dir, name), nil
			}
		}
	}
	s.Unpointed = true
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	all := slices.DeleteFunc(files, func(f fs.DirEntry) bool {
		return !generationName.MatchString(strings.TrimSuffix(f.Name(), unfinished))
	})
	if len(all) == 0 {
		return "", ErrNoStore
	}
	best := slices.MinFunc(all, func(a, b fs.DirEntry) int { return cmp.Compare(len(a.Name()), len(b.Name())) })
	return filepath.Join(dir, best.Name()), nil
}

// checkUnpointed returns ErrNoStore, or ErrDamaged where a generation has its own
// name: then a pointer named it once.
func checkUnpointed(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		if generationName.MatchString(f.Name()) {
			return fmt.Errorf("%w: there is a generation %s, but the file %q is missing", ErrDamaged, f.Name(), pointerFile)
		}
	}
	return ErrNoStore
}

// read finds out what there is, and tries whether it opens.
func (s *salvage) read(ctx context.Context, known []Inbox) error {
	for _, in := range known {
		s.names[s.inbox(in).inbox] = in
	}
	s.scan(s.sort)
	s.Pages, s.Unreadable, s.Astray, s.Doubtful = s.all, s.unreadable, s.astray, s.free == nil
	for at := range s.records {
		if in, ok := s.name(place{inbox: at}); ok {
			s.names[at] = in
		}
	}
	inboxes := map[tag]*CheckedInbox{}
	for at := range s.names {
		_, there := s.records[at]
		_, state := s.state(place{inbox: at})
		if there || state != nil || s.hasEntries(at) { // it is not only known elsewhere
			inboxes[at] = s.checked(at)
		}
	}
	for at := range s.places() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, named := s.names[at.inbox]; named && inboxes[at.inbox] == nil {
			inboxes[at.inbox] = s.checked(at.inbox)
		}
		s.judge(at, inboxes[at.inbox])
	}
	if len(inboxes) == 0 && (len(s.records) > 0 || s.Doubtful) {
		return fmt.Errorf("%w: nothing in it can be read under its key", ErrDamaged)
	}
	for _, in := range inboxes {
		s.Inboxes = append(s.Inboxes, *in)
	}
	slices.SortFunc(s.Inboxes, func(a, b CheckedInbox) int { return bytes.Compare(a.Inbox[:], b.Inbox[:]) })
	return nil
}

// checked begins to count an inbox.
func (s *salvage) checked(at tag) *CheckedInbox {
	_, state := s.state(place{inbox: at})
	s.found = append(s.found, live{from: place{inbox: at}})
	return &CheckedInbox{Inbox: s.names[at], State: state != nil}
}

// judge counts a parcel.
func (s *salvage) judge(at place, in *CheckedInbox) {
	c, found := s.take(live{from: at})
	switch s.ids[at] = c.entry.id; {
	case in == nil:
		s.Nameless++
		return
	case !found:
		in.Damaged++ // and it will not be listed
		return
	case c.bytes == nil:
		in.Damaged++
	default:
		in.Whole++
	}
	s.found = append(s.found, live{from: at})
}

// sort puts a key where it belongs, by its length.
func (s *salvage) sort(i item) {
	const size = len(tag{})
	switch key := bytes.Clone(i.key); len(key) {
	case size:
		s.records[tag(key)] = append(s.records[tag(key)], i)
	case 2 * size:
		at := place{tag(key[:size]), tag(key[size:])}
		s.entries[at] = append(s.entries[at], i)
	case size + 1:
		s.values[tag(key)] = append(s.values[tag(key)], i)
	}
}

// places returns where parcels are: those of which there is an entry, and those
// of which only the bytes are left, which open in one of the inboxes.
func (s *salvage) places() map[place]bool {
	all, done := map[place]bool{}, map[tag]bool{}
	for at := range s.entries {
		all[at], done[at.parcel] = true, true
	}
	for t := range s.values {
		if _, isState := s.names[t]; isState || done[t] {
			continue
		}
		for in := range s.names {
			if _, parcel := s.parcelAt(place{in, t}); parcel != nil {
				all[place{in, t}] = true
			}
		}
	}
	return all
}

func (s *salvage) hasEntries(in tag) bool {
	for at := range s.entries {
		if at.inbox == in {
			return true
		}
	}
	return false
}
