package desk

import (
	"crypto/rand"

	"luwte/crypto/board"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
)

// seal makes the board and the dispatch.
func (e *exporting) seal() ([]byte, error) {
	key, today := e.d.keys.Dispatch(), e.d.today()
	b := &board.Board{Bureau: e.d.bureau, Number: e.number, Made: today, Next: today + e.settings.Next}
	rand.Read(b.Nonce[:])
	for i := 0; i < len(e.items.Items); {
		entries, err := e.sealItem(b, e.items.Items[i])
		if err != nil {
			e.items.Drop(i, err.Error())
			continue
		}
		b.Entries = append(b.Entries, entries...)
		i++
	}
	if err := e.remind(b); err != nil {
		return nil, err
	}
	if err := fill(b, 1<<e.settings.Size); err != nil {
		return nil, err
	}
	boardRaw, err := b.Marshal(key)
	if err != nil {
		return nil, err
	}
	out := &dispatch.Dispatch{Bureau: e.d.bureau, Number: e.number, CharterRaw: e.charter.Raw(), BoardRaw: boardRaw, Kept: e.kept}
	return out.Marshal(key)
}

// sealItem seals what one code gets, all or nothing.
func (e *exporting) sealItem(b *board.Board, item cases.Item) ([]board.Entry, error) {
	var entries []board.Entry
	for _, n := range item.Notes {
		note, err := seal.Note(item.Recipient, item.Secret, message.Place{Bureau: e.d.bureau, Nonce: b.Nonce, Slot: n.Slot}, n)
		if err != nil {
			return nil, err
		}
		entries = append(entries, board.Entry{Label: item.Secret.Label(b.Nonce, n.Slot), Note: note})
	}
	return entries, nil
}

// remind leaves on the board what this desk has destroyed, if there is a place.
func (e *exporting) remind(b *board.Board) error {
	if len(b.Entries) == 1<<e.settings.Size {
		return nil
	}
	k, err := e.d.memoryKeys()
	if err != nil {
		return err
	}
	entry, err := e.memory.entry(k, b.Nonce)
	b.Entries = append(b.Entries, entry)
	return err
}

// fill adds decoys under random labels. That one of 2^128 is taken already does not happen; Marshal would refuse the board.
func fill(b *board.Board, size int) error {
	for len(b.Entries) < size {
		note, err := seal.Decoy()
		if err != nil {
			return err
		}
		entry := board.Entry{Note: note}
		rand.Read(entry.Label[:])
		b.Entries = append(b.Entries, entry)
	}
	return nil
}
