package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
)

// told is what a drop that lies has its courier bring: a dispatch, and parcels beside an honest one.
type told struct {
	name     string
	held     []byte // with parcels it is the right one
	parcels  [][]byte
	warnings int // beside what is noted of each parcel
	notes    int
	known    int
	unread   int
}

// TestImport_EveryLieOfADrop_IsSaidAndNobodyIsLockedOut brings a desk what a lying drop shows, one thing after the other. Each time the desk takes in what is the
// bureau's, says what is not, goes on under the next number, and the reporter whose conversation was under way finds everything on the next board.
func TestImport_EveryLieOfADrop_IsSaidAndNobodyIsLockedOut(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	other.export()
	one := w.coder()
	report := one.report("Er lekt iets.")
	id := w.sole(w.bring(report)).Case
	_, err := w.desk.Reply(id, "Sinds wanneer?")
	w.must(err)
	w.export()
	first := w.held
	w.export()
	honest := w.held
	altered := func(change func(data []byte)) []byte {
		data := bytes.Clone(honest)
		change(data)
		return data
	}
	cut := bytes.Clone(report)
	cut[len(cut)-1] ^= 1
	shape := bytes.Clone(report)
	copy(shape[1627:], bytes.Repeat([]byte{0}, parcel.Size-1627))
	lies := []told{
		{name: "no dispatch", notes: 1},
		{name: "an older dispatch", held: first, notes: 1},
		{name: "another bureau's dispatch", held: other.held, warnings: 1},
		{name: "a dispatch with a bit turned over", held: altered(func(d []byte) { d[len(d)/2] ^= 1 }), warnings: 1},
		{name: "a dispatch that claims a higher number", held: altered(func(d []byte) { d[17+32]++ }), warnings: 1},
		{name: "a dispatch cut short", held: honest[:len(honest)-1], warnings: 1},
		{name: "a dispatch doubled", held: slices.Concat(honest, honest), warnings: 1},
		{name: "a page", held: []byte("<html><h1>Type your passphrase here</h1>"), warnings: 1},
		{name: "released parcels once more", parcels: [][]byte{report}, known: 1},
		{name: "a parcel with a bit turned over", parcels: [][]byte{cut}, unread: 1},
		{name: "a parcel of nothing but its shape", parcels: [][]byte{shape}, unread: 1},
		{name: "another inbox's parcels", parcels: [][]byte{other.coder().report("Voor een ander."), other.coder().turn(other.coder(), "Ook.", nil)}, unread: 2},
	}
	number := uint64(2)
	for i, l := range lies {
		if len(l.parcels) > 0 {
			l.held = w.held
		}
		path := w.pouchOf(w.desk.Bureau(), l.held, append(l.parcels, w.coder().report(fmt.Sprintf("Melding %d.", i)))...)
		got, err := w.desk.Import(context.Background(), path, func(int, int) {})
		if err != nil || len(got.Warnings) != l.warnings || len(got.Notes) != l.notes || got.Count(cases.NewCase) != 1 || got.Count(cases.Known) != l.known || got.Count(cases.Unreadable) != l.unread {
			t.Errorf("%s: %v: %+v", l.name, err, got)
		}
		for _, says := range slices.Concat(got.Warnings, got.Notes) {
			if strings.Contains(says, "passphrase here") {
				t.Errorf("%s: the desk says %q", l.name, says)
			}
		}
		board := w.export()
		if number++; board.Number != number || len(board.Kept) != len(l.parcels)+1 {
			t.Errorf("%s: then board %d, which releases %d", l.name, board.Number, len(board.Kept))
		}
		one.says(board, "receipt", "answer Sinds wanneer?")
	}
	next := w.coder()
	if got := w.sole(w.bring(one.turn(next, "Sinds mei.", []int{1}))); got.Kind != cases.Turn || got.Case != id {
		t.Errorf("%+v", got)
	}
	next.says(w.export(), "receipt")
}
