package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/pouch"
)

var (
	// ErrUnread is returned when the file to write holds parcels that were not imported.
	ErrUnread = errors.New("this pouch holds reports that were not imported")
	// ErrNewer is returned when the file to write shows a dispatch of this desk that it does not know.
	ErrNewer = errors.New("this pouch shows a newer board of this desk than the register knows")
	// ErrSize is returned when a size class or a number of days is out of range.
	ErrSize = fmt.Errorf("the size class must be %d to %d, and the days to the next board 1 to %d", board.MinK, board.MaxK, maxNext)
	// ErrReceipts is returned when a board is to have fewer receipts than one, or more than it has entries.
	ErrReceipts = errors.New("a board has at least one receipt, and not more than it has notes")
)

const maxNext = 90 // days

// ExportOptions change an export. Zero size and days and no receipts leave the settings as they are; others become the settings.
type ExportOptions struct {
	Size     int  // class k: the board has 2^k entries
	Next     int  // days until the next board is promised
	Receipts *int // so many receipts and alarms on a board; 0: half of the entries, and what answers leave
	Force    bool
}

// Exported is what was written.
type Exported struct {
	Number  uint64
	Serial  uint64 // of the charter
	Made    day.Day
	Next    day.Day
	Entries int // of the board
	Notes   int // of them, real ones
	Kept    int // parcels that the drop may remove
	Waits   []cases.Left
	RanOut  []cases.Left
	Rubbish int // reports that get no receipt until somebody takes them up
}

// Export makes the next board and dispatch and writes them into a pouch, in place of one that is there. Without Force it returns
// ErrUnread, ErrForeign or an error of package pouch rather than replace one that holds anything not imported; ErrNewer always.
//
// The number and the slots of the notes are used up, on disk, before anything is written under them. If the rest fails, nothing is lost
// but a number: it can be repeated.
func (d *Desk) Export(path string, o ExportOptions) (*Exported, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	if err := d.checkTarget(path, o.Force); err != nil {
		return nil, err
	}
	e := &exporting{d: d}
	d.cached = nil
	if err := d.reg.Update(func(tx *register.Tx) error { return e.plan(tx, o) }); err != nil {
		return nil, err
	}
	e.cases.Saved()
	raw, err := e.seal()
	if err != nil {
		return nil, err
	}
	if err := pouch.Write(path, d.bureau, raw, nil, nil); err != nil {
		return nil, err
	}
	var result *Exported
	err = d.reg.Update(func(tx *register.Tx) error {
		result = e.result(tx)
		return e.published(tx, raw)
	})
	return result, err
}

// checkTarget looks at what would be replaced.
func (d *Desk) checkTarget(path string, force bool) error {
	p, err := d.openPouch(path, unwatched)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		if force && !errors.Is(err, pouch.ErrNotPouch) {
			return nil
		}
		return err
	}
	defer p.Close()
	return d.reg.View(func(tx *register.Tx) error {
		burned, err := getNumber(tx, dispatchBucket, burnedKey)
		if err != nil {
			return err
		}
		if held, err := d.oursByRoot(tx, p.Dispatch); err == nil && held.Number > burned {
			return ErrNewer
		}
		if force {
			return nil
		}
		unread, err := d.unread(tx, p.IDs())
		if err == nil && unread > 0 {
			err = fmt.Errorf("%w: %d", ErrUnread, unread)
		}
		return err
	})
}

// unread counts the parcels that are not in the register and were not in the last imported pouch.
func (d *Desk) unread(tx *register.Tx, ids []parcel.ID) (int, error) {
	shown, err := getIDs(tx)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	c, err := d.load(tx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		if _, ok := slices.BinarySearchFunc(shown, id, parcel.ID.Compare); !ok && !c.Known(id) {
			n++
		}
	}
	return n, nil
}

// exporting is one Export under way.
type exporting struct {
	d        *Desk
	cases    *cases.Register
	items    *cases.Plan
	charter  *charter.Charter
	settings Settings
	number   uint64
	kept     []parcel.ID
	memory   *memory
}

// plan burns a number, makes the charter, chooses the notes and gives them slots.
func (e *exporting) plan(tx *register.Tx, o ExportOptions) (err error) {
	if e.settings, err = changeSettings(tx, o); err != nil {
		return err
	}
	burned, err := getNumber(tx, dispatchBucket, burnedKey)
	if err != nil {
		return err
	}
	e.number = burned + 1
	if err := putNumber(tx, dispatchBucket, burnedKey, e.number); err != nil {
		return err
	}
	if err := e.makeCharter(tx); err != nil {
		return err
	}
	if e.cases, err = e.d.load(tx); err != nil {
		return err
	}
	e.choose(tx)
	if err := e.keep(tx); err != nil {
		return err
	}
	if e.memory, err = e.d.memory(tx); err != nil {
		return err
	}
	if err := e.d.save(tx, e.cases); err != nil {
		return err
	}
	return e.d.logEvent(tx, e.d.event("export", "", map[string]any{"number": e.number, "kept": len(e.kept)}))
}

// choose says what goes on the board.
func (e *exporting) choose(tx *register.Tx) {
	for _, id := range e.cases.Forgotten() {
		if e.d.sees(tx, id) {
			e.cases.Restore(id, e.d.kept(tx, id))
		}
	}
	room := cases.Room{Entries: 1 << e.settings.Size, Receipts: e.settings.Receipts}
	e.items = e.cases.Publish(e.d.by(), room, int(e.settings.Retention.Answers))
}

// makeCharter takes the last charter where a new one would need the root key and that is with the custodians: answers must go out.
func (e *exporting) makeCharter(tx *register.Tx) (err error) {
	e.charter, err = e.d.charter(tx, e.settings)
	if !errors.Is(err, keyring.ErrRoot) {
		return err
	}
	last, readErr := lastCharter(tx)
	if readErr != nil || last == nil || !bytes.Equal(last.Dispatch, e.d.keys.Dispatch().Public()) {
		return errors.Join(err, readErr)
	}
	e.charter = last
	return nil
}

// keep chooses the parcels that the drop may remove: those that the last pouch showed and that are in the register, readable or not, so
// that what is removed tells the drop nothing.
func (e *exporting) keep(tx *register.Tx) error {
	shown, err := getIDs(tx)
	held, countErr := getNumber(tx, dispatchBucket, lockedKey)
	if err := errors.Join(err, countErr); err != nil || held > 0 {
		return err // if some can be read only later, releasing the others would tell the drop which
	}
	for _, id := range shown {
		if e.cases.Known(id) && len(e.kept) < dispatch.MaxKept {
			e.kept = append(e.kept, id)
		}
	}
	return nil
}

// published counts what is on the board, now that the pouch is written.
func (e *exporting) published(tx *register.Tx, raw []byte) error {
	e.cases.Published(e.d.by(), e.items)
	if err := e.d.save(tx, e.cases); err != nil {
		return err
	}
	return tx.Put(dispatchBucket, sentKey, sentRecord(e.number, raw))
}

// result tells of the cases that the one at the desk may see.
func (e *exporting) result(tx *register.Tx) *Exported {
	today := e.d.today()
	hidden := func(l cases.Left) bool { return !e.d.sees(tx, l.Case) }
	waits, out := slices.DeleteFunc(slices.Clone(e.items.Waits), hidden), slices.DeleteFunc(slices.Clone(e.items.RanOut), hidden)
	x := &Exported{
		Number: e.number, Made: today, Next: today + e.settings.Next,
		Entries: 1 << e.settings.Size, Notes: e.notes(tx), Kept: len(e.kept), Waits: waits, RanOut: out,
	}
	if e.charter != nil {
		x.Serial = e.charter.Serial
	}
	for _, s := range e.cases.List() {
		if s.Rubbish != "" && e.d.sees(tx, s.ID) {
			x.Rubbish++
		}
	}
	return x
}

// notes counts the notes for the cases that the one at the desk may see.
func (e *exporting) notes(tx *register.Tx) (n int) {
	for _, i := range e.items.Items {
		if e.d.sees(tx, i.Case) {
			n += len(i.Notes)
		}
	}
	return n
}
