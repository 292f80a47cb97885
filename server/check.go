package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"luwte/crypto/charter"
	"luwte/server/onion"
	"luwte/server/store"
)

// ErrSaveInside is returned by Check for a directory to save in that lies in the one that is damaged, or around it.
var ErrSaveInside = errors.New("what is saved must not lie in the drop's own directory, nor around it")

// Checked is what Check has found.
type Checked struct {
	Whole    bool           `json:"whole"` // all of it
	Parcels  int            `json:"parcels"`
	Damaged  int            `json:"damaged"`  // parcels
	Nameless int            `json:"nameless"` // parcels of an inbox whose name cannot be read
	Inboxes  []CheckedInbox `json:"inboxes"`
	Doors    []CheckedDoor  `json:"doors"`

	Pages      int  `json:"pages"` // of the store's database
	Unreadable int  `json:"unreadable_pages"`
	Astray     bool `json:"order_broken"`
	Doubtful   bool `json:"doubtful"` // parcels that were released since the last tide may be among those that are whole
	Unpointed  bool `json:"pointer_damaged"`
}

// CheckedInbox is what an inbox has.
type CheckedInbox struct {
	ID      string `json:"id"`
	State   bool   `json:"state"` // its charter and board can be read
	Parcels int    `json:"parcels"`
	Damaged int    `json:"damaged"`
}

// CheckedDoor is an onion service.
type CheckedDoor struct {
	Name  string `json:"name"` // "front", or an inbox's id
	Onion string `json:"onion"`
	Key   bool   `json:"key"` // it is whole

	keys onion.Keys
}

// Check looks at the drop in dir as it lies on the disk, which it does not change, and puts what can be read into a new drop in save, if that is
// not empty. It has the same addresses; its key lies where the old one's did. The drop must not serve. It returns ErrNoDrop,
// store.ErrDamaged where nothing can be read, ErrSaveInside, or what CheckRestore does.
func Check(ctx context.Context, dir, save string, options ...Option) (*Checked, error) {
	l, c := layout(dir), &Checked{Inboxes: []CheckedInbox{}, Doors: []CheckedDoor{}}
	if save == "" {
		return c, c.look(ctx, l, "", optionsOf(options))
	}
	if err := errors.Join(checkApart(dir, save), CheckRestore(save)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(save, 0o700); err != nil {
		return nil, err
	}
	if err := checkPrivate(save); err != nil {
		return nil, err
	}
	to, made := layout(save), layout(layout(save).restoring())
	if err := made.discard(); err != nil { // of one that was cut off
		return nil, err
	}
	err := c.look(ctx, l, made, optionsOf(options))
	if err == nil {
		err = c.saveDoors(made)
	}
	if err == nil {
		err = made.moveTo(to)
	}
	return c, errors.Join(err, made.discard(), syncDir(save))
}

// look finds out what there is, and saves the store.
func (c *Checked) look(ctx context.Context, l, made layout, o options) error {
	names, err := os.ReadDir(l.in("onion"))
	if _, failed := os.Stat(l.store()); errors.Is(err, fs.ErrNotExist) && failed != nil {
		return fmt.Errorf("%w (%q)", ErrNoDrop, l)
	}
	var known []store.Inbox
	for _, n := range names {
		door := CheckedDoor{Name: n.Name()}
		door.keys, err = onion.ReadKeys(l.in("onion", n.Name()))
		if door.Key = err == nil; door.Key {
			door.Onion = door.keys.Address()
		}
		c.Doors = append(c.Doors, door)
		if in, err := charter.ParseInbox(n.Name()); err == nil {
			known = append(known, store.Inbox(in))
		}
	}
	p, err := l.keyPlace()
	if err != nil {
		return err
	}
	keys, err := p.keys(o.passphrase)
	if err != nil {
		return err
	}
	target := ""
	if made != "" {
		if err := errors.Join(os.MkdirAll(string(made), 0o700), made.writeKeyPlace(p)); err != nil {
			return err
		}
		target = made.store()
	}
	found, err := store.Check(ctx, l.store(), target, known, store.WithKeys(keys))
	if err != nil {
		return err
	}
	c.take(found)
	return nil
}

func (c *Checked) take(s *store.Checked) {
	c.Pages, c.Unreadable, c.Astray, c.Doubtful, c.Unpointed, c.Nameless = s.Pages, s.Unreadable, s.Astray, s.Doubtful, s.Unpointed, s.Nameless
	c.Whole = s.Whole()
	for _, in := range s.Inboxes {
		c.Inboxes = append(c.Inboxes, CheckedInbox{in.Inbox.String(), in.State, in.Whole, in.Damaged})
		c.Parcels, c.Damaged = c.Parcels+in.Whole, c.Damaged+in.Damaged
	}
	front := false
	for _, door := range c.Doors {
		front = front || door.Name == filepath.Base(layout("").frontService())
		c.Whole = c.Whole && door.Key
	}
	c.Whole = c.Whole && front
}

// saveDoors writes the keys that are whole.
func (c *Checked) saveDoors(to layout) error {
	if err := os.MkdirAll(to.in("onion"), 0o700); err != nil {
		return err
	}
	for _, door := range c.Doors {
		if !door.Key {
			continue
		}
		if err := onion.WriteKeys(to.in("onion", door.Name), door.keys); err != nil {
			return err
		}
	}
	return nil
}

// checkApart refuses two directories of which one lies in the other.
func checkApart(dir, save string) error {
	a, b := resolved(dir)+"/", resolved(save)+"/"
	if strings.HasPrefix(a, b) || strings.HasPrefix(b, a) {
		return ErrSaveInside
	}
	return nil
}

// resolved is a path without links, as far as it is there.
func resolved(path string) string {
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if parent := filepath.Dir(path); parent != path {
		return filepath.Join(resolved(parent), filepath.Base(path))
	}
	return path
}
