package desk

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/decred/dcrd/bech32"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/internal/desk/keyring"
	"luwte/internal/pouch"
)

// A world is a desk with everything around it: real keys, a real register, pouches in files, reporters with codes. Only the passphrase is
// left out, which takes a second of scrypt at every opening; cmd/luwte-desk's tests have it.
type world struct {
	t    testing.TB
	dir  string
	keys *keyring.Keys
	desk *Desk
	held []byte        // dispatch that the drop holds
	in   charter.Epoch // to which reporters seal; zero: the first
}

// epoch returns the epoch to which reporters seal.
func (w *world) epoch() charter.Epoch {
	if w.in.Epoch != 0 {
		return w.in
	}
	return w.keys.Epochs()[0]
}

func newWorld(t testing.TB) *world {
	t.Helper()
	today := day.Today()
	keys, err := keyring.New(firstPeriods(today, DefaultMonths)...)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSettings(charter.Texts{"nl": "Bureau"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: t.TempDir(), keys: keys}
	if err := makeRegister(filepath.Join(w.dir, newRegister), keys, "alice", s); err != nil {
		t.Fatal(err)
	}
	w.reopen()
	t.Cleanup(func() { w.desk.Close() })
	return w
}

// openWith opens a desk without its keyring's file.
func openWith(dir string, keys *keyring.Keys, actor string) (*Desk, error) {
	d := &Desk{dir: dir, keys: keys, actor: actor, now: time.Now}
	return d, d.open()
}

// reopen closes the desk and opens it again from its files.
func (w *world) reopen() {
	w.t.Helper()
	if w.desk != nil {
		w.must(w.desk.Close())
	}
	d, err := openWith(w.dir, w.keys, "alice")
	w.must(err)
	w.desk = d
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// copyRegister returns the register's bytes; putBack replaces it by them, as one who restores a copy does.
func (w *world) copyRegister() []byte {
	w.t.Helper()
	w.must(w.desk.Close())
	b, err := os.ReadFile(filepath.Join(w.dir, registerFile))
	w.must(err)
	w.desk, err = openWith(w.dir, w.keys, "alice")
	w.must(err)
	return b
}

func (w *world) putBack(register []byte) {
	w.t.Helper()
	w.must(w.desk.Close())
	w.must(os.WriteFile(filepath.Join(w.dir, registerFile), register, 0o600))
	d, err := openWith(w.dir, w.keys, "alice")
	w.must(err)
	w.desk = d
}

// pouch writes a pouch as a courier does: what the drop holds, and these parcels.
func (w *world) pouch(parcels ...[]byte) string {
	w.t.Helper()
	return w.pouchOf(w.desk.Bureau(), w.held, parcels...)
}

func (w *world) pouchOf(f charter.Fingerprint, held []byte, parcels ...[]byte) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), "pouch")
	byID := map[parcel.ID][]byte{}
	var ids []parcel.ID
	for _, p := range parcels {
		ids = append(ids, parcel.IDOf(p))
		byID[parcel.IDOf(p)] = p
	}
	w.must(pouch.Write(path, f, held, ids, func(id parcel.ID) ([]byte, error) { return byID[id], nil }))
	return path
}

// bring imports a pouch with these parcels and returns what became of it.
func (w *world) bring(parcels ...[]byte) *Imported {
	w.t.Helper()
	result, err := w.desk.Import(context.Background(), w.pouch(parcels...), func(int, int) {})
	w.must(err)
	return result
}

// sole returns the one outcome of an import.
func (w *world) sole(i *Imported) Outcome {
	w.t.Helper()
	if len(i.Outcomes) != 1 || len(i.Warnings) != 0 {
		w.t.Fatalf("expected one outcome: %+v, warnings %q", i.Outcomes, i.Warnings)
	}
	return i.Outcomes[0]
}

// export makes a board and brings it to the drop.
func (w *world) export() *dispatch.Dispatch {
	w.t.Helper()
	_, out := w.exportTo(filepath.Join(w.t.TempDir(), "pouch"))
	return out
}

func (w *world) exportTo(path string) (*Exported, *dispatch.Dispatch) {
	w.t.Helper()
	e, err := w.desk.Export(path, ExportOptions{})
	w.must(err)
	p, err := pouch.Open(path)
	w.must(err)
	defer p.Close()
	out, err := dispatch.Parse(p.Dispatch)
	w.must(err)
	if p.Count() != 0 || p.Bureau != w.desk.Bureau() || out.Number != e.Number || len(out.Board.Entries) != e.Entries {
		w.t.Fatalf("exported %+v, but the pouch holds %d parcels and board %d", e, p.Count(), out.Number)
	}
	w.held = p.Dispatch
	return e, out
}

// coder is a reporter's code, or what the desk knows of one: an identity with its recipient R, and S.
type coder struct {
	code.Keys
	w *world
}

// coder returns keys as of a code. Those of a real one (words) cost 210 000 rounds of PBKDF2, for the same to the desk.
func (w *world) coder() *coder {
	w.t.Helper()
	identity, err := age.GenerateHybridIdentity()
	w.must(err)
	keys := code.Keys{Identity: identity, Recipient: identity.Recipient().String()}
	rand.Read(keys.Slots[:])
	return &coder{keys, w}
}

// words returns the keys of a new code, derived from its words.
func (w *world) words() *coder {
	w.t.Helper()
	read, err := code.Parse(strings.Join(code.New().Words("nl"), " "))
	w.must(err)
	keys, err := read.Derive(w.desk.Bureau())
	w.must(err)
	return &coder{keys, w}
}

func (w *world) seal(m message.Message) []byte {
	w.t.Helper()
	p, err := seal.Parcel(w.epoch().Recipient, m)
	w.must(err)
	return p
}

func (w *world) head() message.Head {
	return message.Head{Bureau: w.desk.Bureau(), Epoch: w.epoch().Epoch}
}

func (c *coder) reportMessage(text string, files ...message.FileRef) *message.Report {
	return &message.Report{
		Head: c.w.head(), Recipient: c.Recipient, Slots: c.Slots, Language: "nl", Form: 1, Topic: "approached",
		Answers: []message.Answer{{ID: "danger", Question: "Bent u nu in gevaar?", Values: []string{"no"}, Answer: "Nee"}},
		Text:    text, Files: append([]message.FileRef{}, files...),
	}
}

func (c *coder) report(text string) []byte { return c.w.seal(c.reportMessage(text)) }

// turn is a follow-up from this code to the next.
func (c *coder) turn(next *coder, text string, read []int, siblings ...*coder) []byte {
	handles := []slots.Handle{}
	for _, s := range siblings {
		handles = append(handles, s.Slots.Handle())
	}
	slices.SortFunc(handles, func(a, b slots.Handle) int { return strings.Compare(string(a[:]), string(b[:])) })
	return c.w.seal(&message.Followup{
		Head: c.w.head(), Handle: c.Slots.Handle(), Recipient: next.Recipient, Slots: next.Slots, Siblings: handles,
		Read: append([]int{}, read...), Language: "nl", Text: text, Files: []message.FileRef{},
	})
}

// look opens what stands on a board for the code, by slot.
func (c *coder) look(d *dispatch.Dispatch) []message.Note {
	c.w.t.Helper()
	var notes []message.Note
	for i := range slots.Count {
		data, ok := d.Board.Find(c.Slots.Label(d.Board.Nonce, i))
		if !ok {
			continue
		}
		n, err := open.Note(c.Identity, c.Slots, message.Place{Bureau: d.Bureau, Nonce: d.Board.Nonce, Slot: i}, data)
		c.w.must(err)
		notes = append(notes, n)
	}
	return notes
}

// says checks the kinds, and of answers the texts, of what a look finds.
func (c *coder) says(d *dispatch.Dispatch, want ...string) {
	c.w.t.Helper()
	var got []string
	for _, n := range c.look(d) {
		got = append(got, strings.TrimSpace(n.Kind+" "+n.Text))
	}
	if !slices.Equal(got, want) {
		c.w.t.Errorf("the board says %q, expected %q", got, want)
	}
}

// poisoned returns a recipient whose X25519 part is zeros: it parses, and sealing to it fails.
func poisoned(t *testing.T) string {
	t.Helper()
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	prefix, five, err := bech32.DecodeNoLimit(identity.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := bech32.ConvertBits(five, 5, 8, false)
	if err != nil {
		t.Fatal(err)
	}
	clear(raw[len(raw)-32:])
	text, err := bech32.EncodeFromBase256(prefix, raw)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// days moves the desk's clock.
func (w *world) days(n int) {
	now := w.desk.now().AddDate(0, 0, n)
	w.desk.now = func() time.Time { return now }
}

// backup writes a backup and returns its file.
func (w *world) backup() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "backup")
	w.must(w.desk.Backup(context.Background(), file, func(int64, int64) {}))
	return file
}
