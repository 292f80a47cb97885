package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/server/onion"
	"luwte/server/store"
)

// noInbox is no inbox's id: it would take a hash that begins with 16 zeros.
var noInbox charter.Inbox

// courierName is the name of a bureau door's one client.
const courierName = "courier"

// Inbox is what an operator is told of an inbox.
type Inbox struct {
	ID      string              `json:"id"`
	Bureau  charter.Fingerprint `json:"bureau"`
	Words   []string            `json:"fingerprint_words"`
	Name    charter.Texts       `json:"name"`
	Serial  uint64              `json:"serial"`
	Number  uint64              `json:"number"` // of the dispatch held, 0 before the first
	Expires day.Day             `json:"expires"`
	Reports day.Day             `json:"reports_until"` // from when on none are taken: the epochs may end before the charter expires
	LeftOut string              `json:"left_out"`      // why visitors do not see it, or ""
	Door    Door                `json:"door"`
}

// Door says where a bureau's courier comes in.
type Door struct {
	Socket  string `json:"socket"`
	Onion   string `json:"onion"`   // "" if no courier's key was given
	Courier string `json:"courier"` // that key, which alone is let in there
}

// Added is what AddInbox has done.
type Added struct {
	Inbox
	Change   string   `json:"change"` // "added", "renewed" or "none"
	Warnings []string `json:"warnings"`
}

// Errors of AddInbox, wrapped with what was found.
var (
	ErrExpired      = errors.New("the charter has expired")
	ErrOlderCharter = errors.New("the drop holds a newer charter of this bureau")
	ErrOtherCharter = errors.New("the drop holds another charter of the same serial")
	errSameCharter  = errors.New("the drop holds this charter")

	// ErrSucceededRoot and ErrOtherRoot are returned for charters of a root that the bureau replaced, and of a root that is not the one by which it did.
	ErrSucceededRoot = errors.New("the drop holds a charter of the root key that replaced this one's")
	ErrOtherRoot     = errors.New("the drop holds a charter of another root key that replaced the same one: what came first stays")

	// ErrDoorTaken says that the ids of two inboxes begin alike. By chance that never happens: a root key was looked for that does it.
	ErrDoorTaken = errors.New("another inbox's id begins with the same 12 digits, and their doors would be one: this bureau's key was made for that")
)

// AddInbox makes an inbox for the bureau of a charter, or gives a known one its newer charter. courier is the key of the bureau's
// courier for client authorization, or "" if it comes over the socket; the same inbox with another key replaces the key. On a drop that
// serves, the inbox is live when it returns. Besides its own errors it returns those of charter.Parse and onion.Authorize.
func (d *Drop) AddInbox(ctx context.Context, line []byte, courier string) (*Added, error) {
	d.adding.Lock()
	defer d.adding.Unlock()
	c, err := charter.Parse(line)
	if err != nil {
		return nil, err
	}
	if c.Expired(day.Today()) {
		return nil, fmt.Errorf("%w on %s", ErrExpired, c.Expires)
	}
	if err := d.checkDoor(c.Bureau.Inbox()); err != nil {
		return nil, err
	}
	if courier != "" {
		if err := onion.CheckClientKey(courier); err != nil {
			return nil, err
		}
	}
	// What was begun is done whole, also if the operator's command has gone: broken off, the store would hold a charter that visitors do not see, and a
	// former courier would be let in until the drop is started anew, as a second call finds nothing changed.
	ctx = context.WithoutCancel(ctx)
	added := &Added{Warnings: []string{}}
	if added.Change, err = d.putCharter(ctx, c); err != nil {
		return nil, err
	}
	relieved := false
	if courier != "" { // not before: what is refused changes nothing
		if relieved, err = d.authorize(c.Bureau.Inbox(), courier); err != nil {
			return nil, err
		}
	}
	if err := d.refresh(ctx); err != nil {
		return nil, err
	}
	d.warn(added, c)
	if err := d.goLive(ctx, added, c.Bureau.Inbox(), relieved); err != nil {
		return nil, err
	}
	added.Inbox = d.describe(c.Bureau.Inbox())
	return added, nil
}

// checkDoor returns ErrDoorTaken if another inbox has the door's socket. Whoever comes over tor for the one would be let in at the other.
func (d *Drop) checkDoor(in charter.Inbox) error {
	for other := range d.public.Load().inboxes {
		if other != in && d.dir.doorSocket(other) == d.dir.doorSocket(in) {
			return fmt.Errorf("%w (inbox %s)", ErrDoorTaken, other)
		}
	}
	return nil
}

// authorize lets the courier in, and says whether another one was let in before.
func (d *Drop) authorize(in charter.Inbox, courier string) (relieved bool, err error) {
	dir := d.dir.doorService(in)
	if _, err := keyOf(dir); err != nil {
		return false, err
	}
	before, err := onion.ClientKey(dir, courierName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return before != "" && before != courier, onion.Authorize(dir, courierName, courier)
}

// putCharter stores the charter under the rules for a dispatch's: in the order of charters, and of the same serial only the same. The number begins
// anew with a serial, so that the desk's next dispatch counts whatever a thief of its dispatch key has used up.
func (d *Drop) putCharter(ctx context.Context, c *charter.Charter) (change string, err error) {
	in := store.Inbox(c.Bureau.Inbox())
	first := store.State{Fingerprint: c.Bureau, Serial: c.Serial, Charter: c.Raw()}
	err = d.store.Apply(ctx, in, func(now store.State) (store.State, []store.ID, error) { return renew(now, first, c) })
	switch {
	case err == nil:
		return "renewed", nil
	case errors.Is(err, errSameCharter):
		return "none", nil
	case errors.Is(err, store.ErrNoInbox):
		return "added", d.store.AddInbox(ctx, in, first)
	case errors.Is(err, store.ErrDamaged):
		// The operator was told to add the charter again; the next dispatch brings the board.
		return "renewed", d.store.AddInbox(ctx, in, first)
	}
	return "", err
}

func renew(now, next store.State, c *charter.Charter) (store.State, []store.ID, error) {
	switch err := charter.Order(positionOf(now), c.Position()); {
	case errors.Is(err, charter.ErrSame):
		return now, nil, errSameCharter
	case errors.Is(err, charter.ErrOlder):
		return now, nil, fmt.Errorf("%w: serial %d, and this one has %d", ErrOlderCharter, now.Serial, c.Serial)
	case errors.Is(err, charter.ErrOther):
		return now, nil, fmt.Errorf("%w, %d", ErrOtherCharter, c.Serial)
	case errors.Is(err, charter.ErrSucceeded):
		return now, nil, ErrSucceededRoot
	case err != nil:
		return now, nil, ErrOtherRoot
	}
	next.Dispatch = now.Dispatch
	if held, err := charter.Parse(now.Charter); err == nil && bytes.Equal(held.Dispatch, c.Dispatch) {
		next.Board = now.Board // under another key its signature would not verify
	}
	return next, nil, nil
}

func (d *Drop) warn(added *Added, c *charter.Charter) {
	if c.Onion != "" && c.Onion != d.address {
		added.Warnings = append(added.Warnings, fmt.Sprintf(
			"the charter names another address, %s, and this drop's is %s: the page will warn every visitor", c.Onion, d.address))
	}
	if why := d.public.Load().inboxes[c.Bureau.Inbox()].leftOut; why != "" {
		added.Warnings = append(added.Warnings, "visitors do not see this inbox: "+why)
	}
}

// goLive opens the inbox's doors, if the drop serves, and closes the one over tor before if there was another courier.
func (d *Drop) goLive(ctx context.Context, added *Added, in charter.Inbox, relieved bool) error {
	s := d.serving.Load()
	if d.systemTor != nil && d.door(in).Onion != "" {
		added.Warnings = append(added.Warnings, systemTorWarning(relieved))
	}
	if s == nil {
		return nil
	}
	if err := s.openDoor(in); err != nil {
		return err
	}
	if relieved {
		// tor lets in whoever knows the service's present introduction points, as the former courier's tor does for hours: they must go.
		if err := s.reloadTor(ctx, in); err != nil {
			added.Warnings = append(added.Warnings, fmt.Sprintf("the former courier may still come in, restart the drop: %v", err))
		}
	}
	if err := s.reloadTor(ctx, noInbox); err != nil {
		added.Warnings = append(added.Warnings, fmt.Sprintf("tor could not take up the change, restart the drop: %v", err))
	}
	return nil
}

// Inboxes lists the inboxes, sorted by id.
func (d *Drop) Inboxes(context.Context) ([]Inbox, error) {
	all := []Inbox{}
	for _, in := range slices.SortedFunc(maps.Keys(d.public.Load().inboxes), compareInboxes) {
		all = append(all, d.describe(in))
	}
	return all, nil
}

func (d *Drop) describe(in charter.Inbox) Inbox {
	p := d.public.Load().inboxes[in]
	made := Inbox{ID: in.String(), Number: p.number, LeftOut: p.leftOut, Door: d.door(in)}
	if c := p.charter; c != nil {
		made.Bureau, made.Words, made.Name, made.Serial, made.Expires = c.Bureau, c.Words("en"), c.Name, c.Serial, c.Expires
		made.Reports = c.ReportsUntil()
	}
	return made
}

func (d *Drop) door(in charter.Inbox) Door {
	door := Door{Socket: absolute(d.doorSocket(in))}
	service := d.dir.doorService(in)
	if _, err := onion.Clients(service); err == nil {
		door.Onion, _ = onion.Address(service) // "" says that there is none to use
		door.Courier, _ = onion.ClientKey(service, courierName)
	}
	return door
}

func compareInboxes(a, b charter.Inbox) int { return bytes.Compare(a[:], b[:]) }
