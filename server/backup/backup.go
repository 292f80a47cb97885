// Package backup is the file in which a drop's keys and configuration are kept, so that another machine can take its place under the same
// addresses.
//
// It holds no parcel and no board, and no time: what waits at a drop is the bureau's to fetch, and the desk's next dispatch brings the board.
// The onion keys in it are secrets, and the drop contains no age: the file is sealed under a passphrase (file.go). Only the drop imports the
// package.
package backup

import (
	"encoding/hex"
	"errors"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/server/onion"
)

// Configuration is all that a drop needs besides what comes to it.
type Configuration struct {
	Front   onion.Keys `json:"front"`
	Inboxes []Inbox    `json:"inboxes"` // by id
}

// Inbox is one bureau's place at the drop.
type Inbox struct {
	ID string `json:"id"` // hex
	// Charter is the line that the drop had, which everyone may see; empty if the disk had spoilt it.
	Charter []byte `json:"charter"`
	// Door has the keys of the bureau door's onion service and its one courier, or none if the courier came over the socket.
	Door []onion.Keys `json:"door"`
}

// errShape is returned for contents that no drop writes.
var errShape = errors.New("not a drop's configuration")

func (c *Configuration) marshal() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return canon.Marshal(c)
}

func unmarshal(data []byte) (*Configuration, error) {
	c := new(Configuration)
	if err := canon.Unmarshal(data, c); err != nil {
		return nil, err
	}
	return c, c.check()
}

// check refuses what canon.Marshal would write as null, and inboxes out of order or whose charter is another's.
func (c *Configuration) check() error {
	if c.Inboxes == nil || !c.Front.OK() || len(c.Front.Clients) > 0 {
		return errShape
	}
	for i, in := range c.Inboxes {
		if !in.ok() || i > 0 && in.ID <= c.Inboxes[i-1].ID {
			return errShape
		}
	}
	return nil
}

func (in Inbox) ok() bool {
	id, err := charter.ParseInbox(in.ID)
	if err != nil || in.ID != hex.EncodeToString(id[:]) || in.Charter == nil || in.Door == nil || len(in.Door) > 1 {
		return false
	}
	if len(in.Door) == 1 && (!in.Door[0].OK() || len(in.Door[0].Clients) == 0) { // tor would open such a door to everyone
		return false
	}
	if len(in.Charter) == 0 {
		return true
	}
	c, err := charter.Parse(in.Charter)
	return err == nil && c.Bureau.Inbox() == id
}
