package desk

import (
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/decred/dcrd/bech32"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
	"luwte/internal/desk/cases"
)

// spoilt returns a recipient whose bytes were changed: it has the right length and checksum.
func spoilt(t *testing.T, change func(raw []byte)) string {
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
	change(raw)
	text, err := bech32.EncodeFromBase256(prefix, raw)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// hostile are parcels to a bureau by one who means harm, all with codes of his own, and how many of them each outcome has.
func (w *world) hostile(neighbour *world) (parcels [][]byte, want map[string]int) {
	w.t.Helper()
	want = map[string]int{}
	add := func(outcome string, sent ...[]byte) {
		parcels = append(parcels, sent...)
		want[outcome] += len(sent)
	}
	with := func(recipient string) []byte {
		m := w.coder().reportMessage("Vergiftigd.")
		m.Recipient = recipient
		return w.seal(m)
	}
	x25519 := func(point ...byte) string {
		return spoilt(w.t.(*testing.T), func(raw []byte) { clear(raw[len(raw)-32:]); copy(raw[len(raw)-32:], point) })
	}
	add(cases.Poisoned,
		with(x25519()),  // of order 4 and 1: what is sealed to them is sealed to everybody
		with(x25519(1)), // or to nobody
		with(spoilt(w.t.(*testing.T), func(raw []byte) { copy(raw, strings.Repeat("\xff", 1184)) }))) // no ML-KEM key
	// To the bureau itself: whatever is sealed to that, the bureau reads.
	add(cases.NewCase, with(w.epoch().Recipient))

	// One recipient for two codes, and one S with two recipients, where the first has come before.
	one, two := w.coder(), w.coder()
	first := one.report("Een.")
	w.bring(first)
	add(cases.Known, first)
	two.Recipient = one.Recipient
	add(cases.Repeat, two.report("Twee met de ontvanger van een."))
	three := w.coder()
	three.Slots = one.Slots
	add(cases.Repeat, three.report("Drie met de S van een."))

	// A poisoned turn; one from a code to itself; circles that nobody began; handles of nobody; siblings of nobody, and himself as his own.
	m := &message.Followup{Head: w.head(), Handle: one.Slots.Handle(), Recipient: x25519(), Slots: w.coder().Slots,
		Siblings: []slots.Handle{}, Read: []int{}, Language: "nl", Text: "Beurt.", Files: []message.FileRef{}}
	add(cases.Poisoned, w.seal(m))
	add(cases.Repeat, one.turn(one, "Naar zichzelf.", nil))
	circle, back := w.coder(), w.coder()
	add(cases.Waiting, circle.turn(back, "Heen.", nil), back.turn(circle, "Terug.", nil))
	for range 20 {
		add(cases.Waiting, w.coder().turn(w.coder(), "Van niemand.", nil, w.coder(), w.coder()))
	}

	// What is another bureau's: sealed to it, or sealed to this one and said to be for the other.
	theirs := neighbour.coder().reportMessage("Voor een ander.")
	add(cases.Unreadable, neighbour.seal(theirs), w.seal(theirs), neighbour.coder().turn(neighbour.coder(), "Ook.", nil))
	return parcels, want
}

// TestHostileReporter_EverythingAtOnce_WorkWithOthersGoesOn brings a desk, in one pouch, all that a reporter can do to it, and one honest report between; then the whole
// pouch again with forks, and at the neighbour's desk as well. Each time the honest one finds what is meant for her, and the desk releases everything.
func TestHostileReporter_EverythingAtOnce_WorkWithOthersGoesOn(t *testing.T) {
	n := newNeighbours(t)
	w := n.a
	honest := w.coder()
	hostile, want := w.hostile(n.b)
	report := honest.report("Er lekt iets.")
	got := w.bring(append(slices.Clone(hostile), report)...)
	want[cases.NewCase]++
	for kind, count := range want {
		if got.Count(kind) != count {
			t.Errorf("%d are %s, not %d", got.Count(kind), kind, count)
		}
	}
	var id string
	for _, o := range got.Outcomes {
		if o.ID == parcel.IDOf(report) {
			id = o.Case
		}
	}
	_, err := w.desk.Reply(id, "Sinds wanneer?")
	w.must(err)
	board := w.export()
	honest.says(board, "receipt", "answer Sinds wanneer?")
	if len(board.Kept) != len(hostile)+1 {
		t.Errorf("%d of %d are released", len(board.Kept), len(hostile)+1)
	}

	// Everything again, at both desks; and a fork of 40 branches on a code of his own.
	one, next := w.coder(), w.coder()
	forks := [][]byte{one.report("Het begin.")}
	for range 40 {
		forks = append(forks, one.turn(w.coder(), "En een vervolg.", nil))
	}
	got = w.bring(append(append(slices.Clone(hostile), forks...), honest.turn(next, "Sinds mei.", []int{1}))...)
	if got.Count(cases.Known) != len(hostile) || got.Count(cases.Fork)+got.Count(cases.Turn) != 41 || len(got.Warnings) > 0 {
		t.Errorf("%d known of %d, %d forks; %q", got.Count(cases.Known), len(hostile), got.Count(cases.Fork), got.Warnings)
	}
	board = w.export()
	next.says(board, "receipt")
	honest.says(board)

	elsewhere := n.b.coder()
	got = n.b.bring(append(append(slices.Clone(hostile), report), elsewhere.report("Bij de buren."))...)
	if got.Count(cases.NewCase) != 2 || got.Count(cases.Waiting) != 1 || got.Count(cases.Unreadable) != len(hostile)-1 {
		t.Errorf("at the neighbour's: %d new, %d wait, %d unreadable of %d", got.Count(cases.NewCase), got.Count(cases.Waiting), got.Count(cases.Unreadable), len(hostile))
	}
	elsewhere.says(n.b.export(), "receipt")
}

// TestHostileReporter_SameSToTwoBureaus_EachGoesOnAlone: no honest client does so, since S depends on the bureau. Each bureau answers, and a turn or a fork at one is none at the
// other, also where the case was handed over.
func TestHostileReporter_SameSToTwoBureaus_EachGoesOnAlone(t *testing.T) {
	n := newNeighbours(t)
	here := n.a.coder()
	there := &coder{here.Keys, n.b}
	atA := n.a.sole(n.a.bring(here.report("Aan de een."))).Case
	atB := n.b.sole(n.b.bring(there.report("Aan de ander."))).Case
	if got := n.b.receive(n.refer(atA, ReferOptions{Answers: true})); got.Case == atB {
		t.Error("what was handed over was put to the case with the same S")
	}
	for w, id := range map[*world]string{n.a: atA, n.b: atB} {
		_, err := w.desk.Reply(id, "Van "+id+".")
		w.must(err)
	}
	boardA, boardB := n.a.export(), n.b.export()
	here.says(boardA, "receipt", "answer Van "+atA+".")
	there.says(boardB, "receipt", "answer Van "+atB+".")

	next := n.a.coder()
	n.a.bring(here.turn(next, "Een beurt.", []int{1}), here.turn(n.a.coder(), "En een vork.", nil))
	next.says(n.a.export(), "alarm")
	there.says(n.b.export(), "receipt", "answer Van "+atB+".")
	after := n.b.coder()
	if got := n.b.sole(n.b.bring(there.turn(after, "Ook een beurt.", []int{1}))); got.Kind != cases.Turn || got.Case != atB {
		t.Errorf("%+v", got)
	}
	after.says(n.b.export(), "receipt")
}
