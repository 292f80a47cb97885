// Package testbureau is a bureau for tests: real keys, charters, boards, dispatches and parcels, without a desk.
//
// Its functions panic when they fail, which only a wrong test brings about, so that they can be used where there is no testing.TB.
// Only tests and internal/bench import it.
package testbureau

import (
	"encoding/binary"
	"slices"
	"sync"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/sign"
)

// Bureau holds what a bureau's desk does. Its fields may be changed; what is made afterwards follows.
type Bureau struct {
	Root     *sign.Key
	Key      *sign.Key // the dispatch key
	Identity *age.HybridIdentity
	Charter  charter.Charter // what the next CharterLine says; Dispatch, Bureau and Root are filled in
}

// New makes a bureau whose charter has serial 1, one epoch and four weeks of retention, from 30 days ago until 300 days from now.
func New() *Bureau {
	identity := must(age.GenerateHybridIdentity())
	from, until := day.Today()-30, day.Today()+300
	return &Bureau{
		Root:     must(sign.GenerateKey()),
		Key:      must(sign.GenerateKey()),
		Identity: identity,
		Charter: charter.Charter{
			Serial:    1,
			Made:      from,
			Expires:   until,
			Name:      charter.Texts{"en": "Test Bureau", "nl": "Proefbureau"},
			About:     charter.Texts{"en": "A bureau for tests.", "nl": "Een bureau voor proeven."},
			Epochs:    []charter.Epoch{{Epoch: 1, From: from, Until: until, Recipient: identity.Recipient().String()}},
			Form:      Form(),
			Retention: charter.Retention{Parcels: 4, Answers: 8},
			Pages:     []string{},
		},
	}
}

// Form is a form of one topic without questions.
func Form() charter.Form {
	return charter.Form{Version: 1, Topics: []charter.Topic{{
		ID: "approached", Title: charter.Texts{"en": "I was approached", "nl": "Ik ben benaderd"}, Hint: charter.Texts{}, Questions: []charter.Question{},
	}}}
}

// Fingerprint returns F.
func (b *Bureau) Fingerprint() charter.Fingerprint {
	if p := b.Charter.Predecessors; len(p) > 0 {
		return charter.FingerprintOf(p[0].Root)
	}
	return charter.FingerprintOf(b.Root.Public())
}

// Succeed returns the bureau with another root key, which succeeds the one that there is, and another dispatch key. Both can go on: b is the thief then.
func (b *Bureau) Succeed() *Bureau {
	next := *b
	next.Root, next.Key = must(sign.GenerateKey()), must(sign.GenerateKey())
	next.Charter.Predecessors = must(charter.Succeed(b.Fingerprint(), b.Charter.Predecessors, b.Root, next.Root.Public()))
	next.Charter.Serial = min(next.Charter.Serial+1, canon.MaxInteger)
	return &next
}

// Inbox returns the id of the bureau's inbox, as paths show it.
func (b *Bureau) Inbox() string { return b.Fingerprint().Inbox().String() }

// CharterLine signs the charter as it is now. The same serial again is another line, since signatures are hedged: keep the line.
func (b *Bureau) CharterLine() []byte {
	c := b.Charter
	c.Dispatch = b.Key.Public()
	return must(c.Sign(b.Root))
}

// Board makes a board of 2^k decoys, as the dispatch of that number brings it.
func (b *Bureau) Board(number uint64, k int) []byte {
	return b.board(number, day.Today(), day.Today()+7, k)
}

// Dispatch makes a dispatch of a charter line, with a board of 16 decoys, that releases the parcels named.
func (b *Bureau) Dispatch(line []byte, number uint64, kept ...parcel.ID) []byte {
	return b.DispatchWith(line, b.Board(number, board.MinK), number, kept...)
}

// DispatchWith is Dispatch with a board of one's own.
func (b *Bureau) DispatchWith(line, boardRaw []byte, number uint64, kept ...parcel.ID) []byte {
	kept = slices.Clone(kept)
	slices.SortFunc(kept, parcel.ID.Compare)
	d := dispatch.Dispatch{Bureau: b.Fingerprint(), Number: number, CharterRaw: line, BoardRaw: boardRaw, Kept: kept}
	return must(d.Marshal(b.Key))
}

// Report seals a report with this text, from a reporter with a code of their own, and returns the parcel and the code.
func (b *Bureau) Report(text string) ([]byte, code.Code) {
	c := code.New()
	keys := must(c.Derive(b.Fingerprint()))
	return must(seal.Parcel(b.Identity.Recipient().String(), &message.Report{
		Head:      message.Head{Bureau: b.Fingerprint(), Epoch: b.Charter.Epochs[0].Epoch},
		Recipient: keys.Recipient,
		Slots:     keys.Slots,
		Language:  "en",
		Form:      b.Charter.Form.Version,
		Topic:     b.Charter.Form.Topics[0].ID,
		Answers:   []message.Answer{},
		Text:      text,
		Files:     []message.FileRef{},
	})), c
}

// shaped is a parcel of which copies are made.
var shaped = sync.OnceValue(func() []byte {
	sealed, _ := New().Report("x")
	return sealed
})

// Rubbish returns a parcel of the right shape that nobody can open, a different one for each n. It is made quickly.
func Rubbish(n uint64) []byte {
	made := slices.Clone(shaped())
	binary.BigEndian.PutUint64(made[len(made)-8:], n)
	return made
}

func must[T any](v T, err error) T {
	if err != nil {
		panic("testbureau: " + err.Error())
	}
	return v
}
