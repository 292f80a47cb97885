package testbureau

import (
	"crypto/rand"
	"sync"

	"filippo.io/age"
	"github.com/decred/dcrd/bech32"

	"luwte/crypto/board"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/seal"
)

// Letter is a note for a code. Part and Parts are 1 and the date yesterday unless the note says otherwise.
type Letter struct {
	To        code.Code
	Note      message.Note
	Unopening bool // sealed to somebody else, so that it stands there and does not open
}

// BoardFor makes a board of 2^board.MinK entries that brings letters, with dates of its own.
func (b *Bureau) BoardFor(number uint64, made, next day.Day, letters ...Letter) []byte {
	return b.board(number, made, next, board.MinK, letters...)
}

// board makes a board of 2^k entries: letters, and decoys.
func (b *Bureau) board(number uint64, made, next day.Day, k int, letters ...Letter) []byte {
	built := board.Board{Bureau: b.Fingerprint(), Number: number, Made: made, Next: next}
	rand.Read(built.Nonce[:])
	for _, l := range letters {
		built.Entries = append(built.Entries, b.entry(&built, l))
	}
	for len(built.Entries) < 1<<k {
		entry := board.Entry{Note: must(seal.Decoy())}
		rand.Read(entry.Label[:])
		built.Entries = append(built.Entries, entry)
	}
	return must(built.Marshal(b.Key))
}

func (b *Bureau) entry(on *board.Board, l Letter) board.Entry {
	keys := must(stretched(l.To).Keys(b.Fingerprint()))
	n := l.Note
	if n.Part == 0 {
		n.Part, n.Parts = 1, 1
	}
	if n.Date == 0 {
		n.Date = day.Today() - 1
	}
	recipient := keys.Recipient
	if l.Unopening {
		recipient = must(age.GenerateHybridIdentity()).Recipient().String()
	}
	at := message.Place{Bureau: on.Bureau, Nonce: on.Nonce, Slot: n.Slot}
	return board.Entry{Label: keys.Slots.Label(on.Nonce, n.Slot), Note: must(seal.Note(recipient, keys.Slots, at, n))}
}

var masters sync.Map // of codes: a stretched code is a tenth of a second's work, which many notes need

func stretched(c code.Code) code.Master {
	if m, ok := masters.Load(c); ok {
		return m.(code.Master)
	}
	m := must(c.Stretch())
	masters.Store(c, m)
	return m
}

// Poisoned returns a recipient whose X25519 part is zeros: it parses, and sealing to it fails.
func Poisoned() string {
	prefix, five, err := bech32.DecodeNoLimit(must(age.GenerateHybridIdentity()).Recipient().String())
	must(prefix, err)
	raw := must(bech32.ConvertBits(five, 5, 8, false))
	clear(raw[len(raw)-32:])
	return must(bech32.EncodeFromBase256(prefix, raw))
}
