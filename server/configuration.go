package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"luwte/crypto/charter"
	"luwte/server/backup"
	"luwte/server/onion"
)

// Configuration returns what a backup holds: the keys of all doors, who may open them, and each inbox's charter. It waits for an AddInbox
// that is under way.
func (d *Drop) Configuration(context.Context) (*backup.Configuration, error) {
	d.adding.Lock()
	defer d.adding.Unlock()
	front, err := onion.ReadKeys(d.dir.frontService())
	if err != nil {
		return nil, err
	}
	all := &backup.Configuration{Front: front, Inboxes: []backup.Inbox{}}
	known := d.public.Load().inboxes
	for _, in := range slices.SortedFunc(maps.Keys(known), compareInboxes) {
		one := backup.Inbox{ID: in.String(), Charter: []byte{}}
		if c := known[in].charter; c != nil {
			one.Charter = c.Raw()
		}
		if one.Door, err = d.doorKeys(in); err != nil {
			return nil, err
		}
		all.Inboxes = append(all.Inboxes, one)
	}
	return all, nil
}

// doorKeys returns the keys of an inbox's onion service, or none if its courier comes over the socket.
func (d *Drop) doorKeys(in charter.Inbox) ([]onion.Keys, error) {
	dir := d.dir.doorService(in)
	switch _, err := onion.Clients(dir); {
	case errors.Is(err, onion.ErrNoClients): // never served; also where there is no such directory
		return []onion.Keys{}, nil
	case err != nil:
		return nil, err
	}
	keys, err := onion.ReadKeys(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: the door of inbox %s has no key", onion.ErrAddress, in)
	}
	return []onion.Keys{keys}, err
}
