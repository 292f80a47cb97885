package desk

import (
	"luwte/crypto/board"
	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// BoardSettings are what the bureau chose of its boards.
type BoardSettings struct {
	Size     int // class k: a board has 2^k entries
	Next     int // days from one board to the next
	Receipts int // so many receipts and alarms on a board; 0: half of the entries, and what answers leave
}

// NextBoard is what the next export would make, if it were made now.
type NextBoard struct {
	Settings BoardSettings
	Last     uint64       // number of the last board; 0 if there is none
	Would    *Exported    // Number, Serial and Kept are those of an export, and not known before it
	Rubbish  []cases.Left // reports that get no receipt until somebody takes them up
}

// NextBoard returns the settings of boards, and what would stand on the next: nothing is changed by it. It returns ErrWho or ErrRole.
func (d *Desk) NextBoard() (n NextBoard, err error) {
	if err := d.need(Keeper, Officer); err != nil {
		return n, err
	}
	err = d.reg.View(func(tx *register.Tx) error {
		e := &exporting{d: d}
		if e.settings, err = settings(tx); err != nil {
			return err
		}
		if n.Last, err = getNumber(tx, dispatchBucket, burnedKey); err != nil {
			return err
		}
		if e.cases, err = d.load(tx); err != nil { // of its own: to choose gives slots
			return err
		}
		for _, s := range e.cases.List() {
			if s.Rubbish != "" && d.sees(tx, s.ID) {
				n.Rubbish = append(n.Rubbish, cases.Left{Case: s.ID, Branch: 1, Kind: "receipt", Reason: s.Rubbish})
			}
		}
		e.choose(tx)
		n.Settings, n.Would = BoardSettings{e.settings.Size, int(e.settings.Next), e.settings.Receipts}, e.result(tx)
		return nil
	})
	return n, err
}

// SetBoards changes the settings of boards, and logs it. It returns ErrSize, ErrReceipts, ErrWho or ErrRole.
func (d *Desk) SetBoards(o ExportOptions) error {
	if err := d.need(Keeper, Officer); err != nil {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		s, err := changeSettings(tx, o)
		if err != nil {
			return err
		}
		return d.logEvent(tx, d.event("boards", "", map[string]any{"size": s.Size, "next": int(s.Next), "receipts": s.Receipts}))
	})
}

func changeSettings(tx *register.Tx, o ExportOptions) (Settings, error) {
	s, err := settings(tx)
	if err != nil || o.Size == 0 && o.Next == 0 && o.Receipts == nil {
		return s, err
	}
	if o.Size != 0 {
		s.Size = o.Size
	}
	if o.Next != 0 {
		s.Next = day.Day(max(o.Next, 0))
	}
	if o.Receipts != nil {
		s.Receipts = *o.Receipts
	}
	if s.Size < board.MinK || s.Size > board.MaxK || s.Next < 1 || s.Next > maxNext {
		return s, ErrSize
	}
	if s.Receipts < 0 || s.Receipts > 1<<s.Size {
		return s, ErrReceipts
	}
	return s, tx.PutJSON(settingsBucket, settingsKey, s)
}

// TakeUp gives reports that were taken for rubbish, or that wait behind a flood, their receipts: they are somebody's. It returns ErrWho, ErrRole or cases.ErrNoCase, and
// then has changed those before.
func (d *Desk) TakeUp(ids ...string) error {
	for _, id := range ids {
		err := d.change(d.event("take-up", id, nil), func(_ *register.Tx, c *cases.Register) error { return c.TakeUp(d.by(), id) })
		if err != nil {
			return err
		}
	}
	return nil
}
