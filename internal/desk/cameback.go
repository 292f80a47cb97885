package desk

import (
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/board"
	"luwte/internal/desk/register"
)

// cameBack is what a backup brought back.
type cameBack struct {
	cases   []string // that are here again and may be seen: of others nobody is to learn
	epochs  []uint64
	unknown uint64 // cases destroyed since, which the board does not name
	silent  bool   // the board says nothing: there was no place, or another made it
}

// remember takes up from the board of a later state of this register what was destroyed since.
func (d *Desk) remember(tx *register.Tx, b *board.Board) (c cameBack, err error) {
	k, err := d.memoryKeys()
	if err != nil {
		return c, err
	}
	m := readMemory(k, b)
	if m == nil {
		return cameBack{silent: true}, nil
	}
	for _, e := range d.keys.Epochs() {
		if slices.Contains(m.epochs, e.Epoch) {
			c.epochs = append(c.epochs, e.Epoch)
			if err := tx.Put(againBucket, fmt.Sprint(e.Epoch), []byte{1}); err != nil {
				return c, err
			}
		}
	}
	known, err := getNumber(tx, countBucket, goneKey)
	if err != nil || m.cases <= known {
		return c, err
	}
	marks := m.marks[max(0, len(m.marks)-int(min(m.cases-known, memoryCases))):]
	c.unknown = m.cases - known - uint64(len(marks))
	for _, mark := range marks {
		if err := addGone(tx, mark); err != nil {
			return c, err
		}
	}
	c.cases, err = d.casesAgain(tx)
	return c, err
}

// sentence says what has to be destroyed again, and what is not known.
func (c *cameBack) sentence(number uint64) string {
	var all []string
	if c.silent {
		return fmt.Sprintf("Board %d does not say what was destroyed since that copy: it was full, or somebody else made it. Look into the minutes, and destroy that again.", number)
	}
	if len(c.cases) > 0 {
		all = append(all, fmt.Sprintf("DESTROYED SINCE THAT COPY, AND HERE AGAIN: %s %s. Destroy them again.", plural(len(c.cases), "case"), strings.Join(c.cases, ", ")))
	}
	if len(c.epochs) > 0 {
		all = append(all, fmt.Sprintf("THE KEYS OF EPOCHS %s WERE DESTROYED SINCE THAT COPY, AND ARE HERE AGAIN. Destroy them again.", joined(c.epochs)))
	}
	if c.unknown > 0 {
		all = append(all, fmt.Sprintf("%s more that the board does not name: look into the minutes.", plural(int(c.unknown), "destroyed case")))
	}
	return strings.Join(all, " ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func joined(numbers []uint64) string {
	var all []string
	for _, n := range numbers {
		all = append(all, fmt.Sprint(n))
	}
	return strings.Join(all, ", ")
}

// putBack is a Restored, and whether a pouch has shown since what the drop holds.
type putBack struct {
	Restored
	Seen bool
}

// restoration returns the last time that this desk was put back, or nil.
func restoration(tx *register.Tx) (*putBack, error) {
	var p putBack
	ok, err := tx.GetJSON(backupBucket, restoredKey, &p)
	if !ok {
		return nil, err
	}
	return &p, err
}

// Restoration returns when and from which backup this desk was last put back, or nil.
func (d *Desk) Restoration() (last *Restored, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		p, err := restoration(tx)
		if p != nil {
			last = &p.Restored
		}
		return err
	})
	return last, err
}

// seenSince notes that a pouch showed what the drop holds, after the desk was put back. It returns what is to be known where that was nothing newer than the backup.
func (d *Desk) seenSince(tx *register.Tx, newer bool) (note string, err error) {
	p, err := restoration(tx)
	if p == nil || p.Seen || err != nil {
		return "", err
	}
	p.Seen = true
	if !newer {
		note = fmt.Sprintf("No board was made since the backup of %s from which this desk was put back. What was destroyed in between, only the minutes tell.", p.Made)
	}
	return note, tx.PutJSON(backupBucket, restoredKey, p)
}

// again says whether an epoch is to be destroyed whatever the day is: it was, after the backup from which this desk was put back.
func again(tx *register.Tx, epoch uint64) bool { return tx.Has(againBucket, fmt.Sprint(epoch)) }

// CasesAgain returns the cases that were destroyed after the backup from which this desk was put back, and are here again.
func (d *Desk) CasesAgain() (ids []string, err error) {
	err = d.reg.View(func(tx *register.Tx) error { ids, err = d.casesAgain(tx); return err })
	return ids, err
}

// backupReminders are what has to be done about backups, sentences.
func (d *Desk) backupReminders(tx *register.Tx) (all []Reminder, err error) {
	p, err := restoration(tx)
	if err != nil {
		return nil, err
	}
	if p != nil && !p.Seen {
		all = append(all, Reminder{Kind: RemindRestored, Day: p.Day, Made: p.Made})
	}
	ids, err := d.casesAgain(tx)
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 {
		all = append(all, Reminder{Kind: RemindAgain, Cases: ids})
	}
	old, err := d.oldBackup(tx)
	return append(all, old...), err
}

// oldBackup reminds of a backup where the last one, or the desk's beginning, is long ago.
func (d *Desk) oldBackup(tx *register.Tx) ([]Reminder, error) {
	var last LastBackup
	ok, err := tx.GetJSON(backupBucket, lastBackupKey, &last)
	if err != nil {
		return nil, err
	}
	since := last.Day
	if !ok {
		first, err := readEntry(tx, 1)
		if err != nil {
			return nil, err
		}
		since = first.day()
	}
	if since+backupDays > d.today() {
		return nil, nil
	}
	return []Reminder{{Kind: RemindBackup, Day: last.Day}}, nil
}

// casesAgain returns the cases in the register that were destroyed: those that the one at the desk may see.
func (d *Desk) casesAgain(tx *register.Tx) (ids []string, err error) {
	all, err := goneMarks(tx, 1)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	k, err := d.memoryKeys()
	if err != nil {
		return nil, err
	}
	gone := map[goneMark]bool{}
	for _, m := range all {
		gone[m] = true
	}
	for record, err := range tx.All(accessBucket) {
		switch {
		case err != nil:
			return nil, err
		case gone[k.mark(record.Key)] && d.sees(tx, record.Key):
			ids = append(ids, record.Key)
		}
	}
	slices.Sort(ids)
	return ids, nil
}
