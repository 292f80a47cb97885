package desk

import (
	"crypto/rand"
	"errors"
	"slices"

	"luwte/crypto/board"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/seal"
	"luwte/internal/desk/cases"
)

// seal makes the board and the dispatch.
func (e *exporting) seal() ([]byte, error) {
	defer collectLess()()
	key, today := e.d.keys.Dispatch(), e.d.today()
	b := &board.Board{Bureau: e.d.bureau, Number: e.number, Made: today, Next: today + e.settings.Next}
	rand.Read(b.Nonce[:])
	sealed := e.sealItems(b)
	for i := 0; i < len(e.items.Items); {
		if err := sealed[i].err; err != nil {
			e.items.Drop(i, err.Error())
			sealed = slices.Delete(sealed, i, i+1)
			continue
		}
		b.Entries = append(b.Entries, sealed[i].entries...)
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

// sealedItem is what one code gets, or why it gets nothing.
type sealedItem struct {
	entries []board.Entry
	err     error
}

// sealItems seals what all codes get, on all cores.
func (e *exporting) sealItems(b *board.Board) []sealedItem {
	sealed := make([]sealedItem, len(e.items.Items))
	onAllCores(len(sealed), func(i int) { sealed[i].entries, sealed[i].err = e.sealItem(b, e.items.Items[i]) })
	return sealed
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

// fill adds decoys under random labels, made on all cores. That one of 2^128 is taken already does not happen; Marshal would refuse the board.
func fill(b *board.Board, size int) error {
	decoys := make([]board.Entry, max(0, size-len(b.Entries)))
	errs := make([]error, len(decoys))
	onAllCores(len(decoys), func(i int) { decoys[i], errs[i] = decoy() })
	b.Entries = append(b.Entries, decoys...)
	return errors.Join(errs...)
}

func decoy() (entry board.Entry, err error) {
	rand.Read(entry.Label[:])
	entry.Note, err = seal.Decoy()
	return entry, err
}
