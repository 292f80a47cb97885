package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/server/backup"
	"luwte/server/onion"
	"luwte/server/store"
)

// ErrNotEmpty is returned by Init and Restore for a directory that has something in it.
var ErrNotEmpty = errors.New("the directory is not empty")

// Restored is what Restore has made.
type Restored struct {
	Front    string   `json:"front"` // onion address
	Inboxes  []Inbox  `json:"inboxes"`
	Warnings []string `json:"warnings"`
}

// Restore makes a drop of a backup's configuration in dir, which must be empty or not there. It has the same addresses and inboxes, no parcels
// and no boards. It returns ErrExists, ErrNotEmpty or onion.ErrSocketPath, and then nothing was changed.
func Restore(ctx context.Context, dir string, conf *backup.Configuration, options ...Option) (*Restored, error) {
	if err := CheckRestore(dir); err != nil {
		return nil, err
	}
	l, made := layout(dir), layout(layout(dir).restoring())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := checkPrivate(dir); err != nil {
		return nil, err
	}
	if err := made.discard(); err != nil { // of a restore that was cut off
		return nil, err
	}
	err := fill(ctx, made, conf, optionsOf(options))
	if err == nil {
		err = made.moveTo(l)
	}
	if err != nil {
		return nil, errors.Join(err, made.discard())
	}
	if err := errors.Join(made.discard(), syncDir(dir)); err != nil {
		return nil, err
	}
	return describeRestored(ctx, dir, conf, options)
}

// restoring is where a restore makes the drop before it is one.
func (l layout) restoring() string { return l.in(".restoring") }

// moveTo puts a drop that was made where it belongs. Where both its parts are, there is a drop; where one is, there is none yet, and
// CheckRestore says that something is in the way.
func (made layout) moveTo(l layout) error {
	err := ignoreGone(os.Rename(made.key(), l.key()))
	for _, name := range []string{"onion", "store"} {
		if err == nil {
			err = os.Rename(made.in(name), l.in(name))
		}
	}
	return err
}

// discard removes what is left where a drop was made: of one that was cut off, or that failed, first the store's key. Unlinked alone it would stay on the disk, or
// where keys lie, with what it opens: parcels that a check had saved, and that a desk may release since.
func (made layout) discard() error {
	p, err := made.keyPlace()
	if err != nil {
		return err
	}
	if err := store.Destroy(made.store(), store.WithKeys(store.Keys{Dir: p.Dir})); err != nil {
		return err
	}
	return os.RemoveAll(string(made))
}

// CheckRestore says whether Restore could make a drop in dir, before anyone is asked for a passphrase.
func CheckRestore(dir string) error {
	if err := checkSocketPaths(layout(dir)); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := onion.Address(layout(dir).frontService()); err == nil {
		return fmt.Errorf("%w (%q)", ErrExists, dir)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(layout(dir).restoring()) {
			return fmt.Errorf("%w: %q has %q", ErrNotEmpty, dir, e.Name())
		}
	}
	return nil
}

// fill writes keys and inboxes.
func fill(ctx context.Context, l layout, conf *backup.Configuration, o options) error {
	if err := os.MkdirAll(filepath.Dir(l.frontService()), 0o700); err != nil {
		return err
	}
	if err := onion.WriteKeys(l.frontService(), conf.Front); err != nil {
		return err
	}
	s, err := l.createStore(o)
	if err != nil {
		return err
	}
	for _, one := range conf.Inboxes {
		if err = errors.Join(err, fillInbox(ctx, l, s, one)); err != nil {
			break
		}
	}
	return errors.Join(err, s.Close())
}

func fillInbox(ctx context.Context, l layout, s store.Store, one backup.Inbox) error {
	in, err := charter.ParseInbox(one.ID)
	if err != nil {
		return err
	}
	for _, keys := range one.Door {
		if err := onion.WriteKeys(l.doorService(in), keys); err != nil {
			return err
		}
	}
	if len(one.Charter) == 0 { // inbox add makes the inbox, and finds the door's keys
		return nil
	}
	c, err := charter.Parse(one.Charter)
	if err != nil {
		return err
	}
	// Number 0, as of a new inbox: the desk's next dispatch counts, whatever its number.
	return s.AddInbox(ctx, store.Inbox(in), store.State{Fingerprint: c.Bureau, Serial: c.Serial, Charter: c.Raw()})
}

// describeRestored looks at the drop that was made.
func describeRestored(ctx context.Context, dir string, conf *backup.Configuration, options []Option) (*Restored, error) {
	d, err := Open(ctx, dir, DefaultLimits, options...)
	if err != nil {
		return nil, err
	}
	made := &Restored{Front: d.address, Warnings: []string{}}
	made.Inboxes, err = d.Inboxes(ctx)
	for _, one := range conf.Inboxes {
		if len(one.Charter) == 0 {
			made.Warnings = append(made.Warnings, fmt.Sprintf("inbox %s is not there: the old drop could not read its charter; add its charter again, and its door keeps its address", one.ID))
		}
	}
	for _, in := range made.Inboxes {
		if in.Reports <= day.Today() {
			made.Warnings = append(made.Warnings, fmt.Sprintf("inbox %s takes no reports: its charter in the backup has run out; the desk's next dispatch, or inbox add, brings a newer one", in.ID))
		}
	}
	return made, errors.Join(err, d.Close())
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
