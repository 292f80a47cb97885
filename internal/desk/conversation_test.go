package desk

import (
	"path/filepath"
	"slices"
	"testing"

	"luwte/crypto/dispatch"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
)

func TestConversation_ReportReplyTurn_MovesToTheNewCode(t *testing.T) {
	w := newWorld(t)
	one, two := w.words(), w.words()
	report := one.report("Iemand vroeg mij om een adres.")
	got := w.sole(w.bring(report))
	if got.Kind != cases.NewCase || got.ID != parcel.IDOf(report) {
		t.Fatalf("%+v", got)
	}
	if _, err := w.desk.Reply(got.Case, "Wanneer was dat?\n"); err != nil {
		t.Fatal(err)
	}
	first := w.export()
	one.says(first, "receipt", "answer Wanneer was dat?")
	if !slices.Equal(first.Kept, []parcel.ID{got.ID}) {
		t.Errorf("kept %v", first.Kept)
	}
	second := w.export()
	one.says(second, "receipt", "answer Wanneer was dat?")
	different(t, first, second)

	turned := w.sole(w.bring(one.turn(two, "Gisteren.", []int{1})))
	if turned.Kind != cases.Turn || turned.Case != got.Case {
		t.Fatalf("%+v", turned)
	}
	third := w.export()
	one.says(third)
	two.says(third, "receipt")
	if n := two.look(third)[0].Received; n != 1 {
		t.Errorf("the receipt counts %d", n)
	}
	v, err := w.desk.Show(got.Case, 0)
	if err != nil || len(v.Tree) != 2 || !v.Tree[0].Answers[0].Read || v.Tree[1].Letters[0].Text != "Gisteren." {
		t.Errorf("%+v, %v", v, err)
	}
}

// different checks that two boards have no label and no note in common.
func different(t *testing.T, a, b *dispatch.Dispatch) {
	t.Helper()
	labels, notes := map[string]bool{}, map[string]bool{}
	for _, e := range a.Board.Entries {
		labels[string(e.Label[:])], notes[string(e.Note)] = true, true
	}
	for _, e := range b.Board.Entries {
		if labels[string(e.Label[:])] || notes[string(e.Note)] {
			t.Error("two boards share a label or a note")
		}
	}
	if a.Board.Nonce == b.Board.Nonce || len(labels) != 16 || len(notes) != 16 {
		t.Errorf("same nonce, or %d labels and %d notes", len(labels), len(notes))
	}
}

func TestConversation_UnreadAnswer_FollowsToTheNewCode(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	for _, text := range []string{"Gelezen.", "Niet gelezen."} {
		if _, err := w.desk.Reply(id, text); err != nil {
			t.Fatal(err)
		}
	}
	one.says(w.export(), "receipt", "answer Gelezen.", "answer Niet gelezen.")
	w.bring(one.turn(two, "", []int{1}))
	board := w.export()
	two.says(board, "receipt", "answer Niet gelezen.")
	one.says(board)
}

func TestConversation_LongAnswer_StandsInSeveralSlotsWhole(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	text := ""
	for len(text) < 6000 {
		text += "Zo lang is dit antwoord, met \"tekens\" — en regels.\n"
	}
	if _, err := w.desk.Reply(id, text); err != nil {
		t.Fatal(err)
	}
	joined := ""
	for _, n := range one.look(w.export())[1:] {
		joined += n.Text
	}
	if joined != text[:len(text)-1] {
		t.Errorf("%d characters came of %d", len(joined), len(text))
	}
}

func TestFollowup_BeforeItsReport_WaitsAndThenTurns(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	early := one.turn(two, "Tweede.", nil)
	if got := w.sole(w.bring(early)); got.Kind != cases.Waiting {
		t.Fatalf("%+v", got)
	}
	w.reopen()
	if all, err := w.desk.List(true); err != nil || len(all.Waiting) != 1 || all.Waiting[0].Text != "Tweede." {
		t.Fatalf("%+v, %v", all, err)
	}
	got := w.bring(early, one.report("Eerste."))
	if got.Count(cases.NewCase) != 1 || got.Count(cases.Turn) != 1 || got.Count(cases.Known) != 1 {
		t.Fatalf("%+v", got.Outcomes)
	}
	board := w.export()
	two.says(board, "receipt")
	one.says(board)
	if len(board.Kept) != 2 {
		t.Errorf("kept %v", board.Kept)
	}
}

func TestFollowup_SameTurnAgain_AddsItsWords(t *testing.T) {
	w := newWorld(t)
	one, two := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	w.bring(one.turn(two, "Twee.", nil))
	if got := w.sole(w.bring(one.turn(two, "Drie.", nil))); got.Kind != cases.SameTurn || got.Case != id {
		t.Fatalf("%+v", got)
	}
	board := w.export()
	two.says(board, "receipt")
	if n := two.look(board)[0].Received; n != 2 {
		t.Errorf("the receipt counts %d", n)
	}
}

func TestFollowup_WithSibling_IsTheSameReporter(t *testing.T) {
	w := newWorld(t)
	one, lost, two := w.coder(), w.coder(), w.coder()
	w.bring(one.report("Een."))
	w.bring(one.turn(two, "Opnieuw.", nil, lost))
	if got := w.sole(w.bring(one.turn(lost, "Eerst.", nil))); got.Kind != cases.Sibling {
		t.Fatalf("%+v", got)
	}
	board := w.export()
	two.says(board, "receipt")
	lost.says(board)
	one.says(board)
}

func TestFork_UntilDecided_OnlyAlarms(t *testing.T) {
	w := newWorld(t)
	one, two, finder := w.coder(), w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	if _, err := w.desk.Reply(id, "Geheim."); err != nil {
		t.Fatal(err)
	}
	w.export()
	w.bring(one.turn(two, "Twee.", nil))
	if got := w.sole(w.bring(one.turn(finder, "Ook twee.", nil))); got.Kind != cases.Fork {
		t.Fatalf("%+v", got)
	}
	forked := w.export()
	two.says(forked, "alarm")
	finder.says(forked, "alarm")
	one.says(forked)
	other := w.sole(w.bring(w.coder().report("Een ander."))).Case // whose deadline is the nearest: the first one's reporter has an answer
	if got := w.work(Filter{}); got != id+" "+other {
		t.Errorf("what has to be decided is not the first: %q", got)
	}
	if err := w.desk.Keep(id, 2); err != nil {
		t.Fatal(err)
	}
	if got := w.work(Filter{}); got != other+" "+id {
		t.Errorf("what was decided is still the first: %q", got)
	}
	kept := w.export()
	two.says(kept, "receipt", "answer Geheim.")
	finder.says(kept)
	if err := w.desk.Accept(id, 3); err != nil {
		t.Fatal(err)
	}
	accepted := w.export()
	two.says(accepted, "receipt", "answer Geheim.")
	finder.says(accepted)
	if err := w.desk.CloseAll(id); err != nil {
		t.Fatal(err)
	}
	closed := w.export()
	two.says(closed)
	finder.says(closed)
}

func TestReport_WithACodeSeenBefore_IsARepeatAndGetsNothing(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	if got := w.sole(w.bring(one.report("Iets anders."))); got.Kind != cases.Repeat || got.Case != id {
		t.Fatalf("%+v", got)
	}
	if n := one.look(w.export())[0].Received; n != 1 {
		t.Errorf("the receipt counts %d", n)
	}
	if all, _ := w.desk.List(true); len(all.Cases) != 1 {
		t.Errorf("%d cases", len(all.Cases))
	}
}

func TestReport_PoisonedRecipient_IsReadAndNeverSealedTo(t *testing.T) {
	w := newWorld(t)
	bad, good := w.coder(), w.coder()
	m := bad.reportMessage("Een.")
	m.Recipient = poisoned(t)
	got := w.bring(w.seal(m), good.report("Twee."))
	if got.Count(cases.Poisoned) != 1 || got.Count(cases.NewCase) != 1 {
		t.Fatalf("%+v", got.Outcomes)
	}
	board := w.export()
	good.says(board, "receipt")
	bad.says(board)
	if len(board.Kept) != 2 {
		t.Errorf("kept %v", board.Kept)
	}
}

func TestReport_WithAFile_ReceiptNamesItUntilItIsWhole(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	head := w.head()
	pieces := [][]byte{
		w.seal(&message.File{Head: head, Body: []byte("first ")}),
		w.seal(&message.File{Head: head, Body: []byte("second")}),
	}
	ref := message.FileRef{Name: "foto.jpg", Type: "image/jpeg", Size: 12, Parcels: []parcel.ID{parcel.IDOf(pieces[0]), parcel.IDOf(pieces[1])}}
	w.bring(pieces[0], w.seal(one.reportMessage("Met foto.", ref)))
	if n := one.look(w.export())[0]; !slices.Equal(n.Missing, []string{"foto.jpg"}) {
		t.Errorf("missing: %q", n.Missing)
	}
	if got := w.sole(w.bring(pieces[1])); got.Kind != cases.FilePiece {
		t.Fatalf("%+v", got)
	}
	if n := one.look(w.export())[0]; len(n.Missing) != 0 {
		t.Errorf("missing: %q", n.Missing)
	}
}

func TestBoard_Full_TheRestWaitsForTheNext(t *testing.T) {
	w := newWorld(t)
	var all []*coder
	var parcels [][]byte
	for range 18 {
		all = append(all, w.coder())
		parcels = append(parcels, all[len(all)-1].report("Een."))
	}
	w.bring(parcels...)
	seen := map[*coder]bool{}
	path := filepath.Join(t.TempDir(), "pouch")
	for range 2 {
		e, board := w.exportTo(path)
		if e.Notes != 16 || len(e.Waits) != 2 {
			t.Errorf("%d notes, %d wait", e.Notes, len(e.Waits))
		}
		for _, c := range all {
			seen[c] = seen[c] || len(c.look(board)) > 0
		}
	}
	for i, c := range all {
		if !seen[c] {
			t.Errorf("report %d got no receipt on two boards", i)
		}
	}
}
