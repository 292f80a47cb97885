package desk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"luwte/crypto/referral"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// TestReceive_ForACaseThatIsHidden_LooksLikeWhatIsHere: who was shut out and brings a file from another bureau is told what he would be if he brought it once more, or as if there were no case.
func TestReceive_ForACaseThatIsHidden_LooksLikeWhatIsHere(t *testing.T) {
	n := newNeighbours(t)
	n.b.handler("Anna Bos", Keeper)
	n.b.handler("Bram Kokkelink", Keeper)
	one := n.a.coder()
	id := n.a.sole(n.a.bring(one.report("De heer Kokkelink verkoopt adressen."))).Case
	n.b.enter("Bram Kokkelink")
	same := Received{Kind: referral.KindCase}
	check := func(r *Received) {
		t.Helper()
		r.Bureau = nil
		if *r != same {
			t.Errorf("he is told %+v", *r)
		}
	}
	check(n.b.receive(n.refer(id, ReferOptions{Answers: true})))
	n.a.bring(one.turn(n.a.coder(), "Gisteren weer.", nil))
	late := n.again(id, false)
	n.a.bring(one.turn(n.a.coder(), "En vandaag.", nil))
	after := n.again(id, false)
	n.b.refuses(after, ErrOtherWay) // as if there were no such case, and not ErrGap
	check(n.b.receive(late))
	if log := n.b.view(); strings.Contains(log, "receive") || !strings.HasPrefix(log, "0 cases") {
		t.Errorf("he sees %s", log)
	}
	n.b.enter("Anna Bos")
	all, err := n.b.desk.List(false)
	n.b.must(err)
	wantAll(t, n.b.letters(all.Cases[0].ID), "report De heer Kokkelink verkoopt adressen.", "followup Gisteren weer.")
}

// TestReceive_AnswersForACaseThatIsHidden_TellNothing at the bureau that handed it over.
func TestReceive_AnswersForACaseThatIsHidden_TellNothing(t *testing.T) {
	n := newNeighbours(t)
	n.a.handler("Anna Bos", Keeper)
	n.a.handler("Bram Kok", Keeper)
	id := n.a.sole(n.a.bring(n.a.coder().report("Een."))).Case
	closed := n.a.sole(n.a.bring(n.a.coder().report("Twee."))).Case
	n.a.enter("Anna Bos")
	var files []string
	for _, id := range []string{id, closed} {
		theirs := n.b.receive(n.refer(id, ReferOptions{Answers: true})).Case
		_, err := n.b.desk.Reply(theirs, "Wanneer?")
		n.b.must(err)
		files = append(files, n.back(theirs))
		n.a.must(n.a.desk.Exclude(id, "Bram Kok"))
	}
	n.a.must(n.a.desk.CloseAll(closed))
	n.a.enter("Bram Kok")
	r := n.a.receive(files[0])
	if r.Bureau = nil; *r != (Received{Kind: referral.KindAnswers}) {
		t.Errorf("he is told %+v", *r)
	}
	n.a.refuses(files[1], ErrOtherWay)
	n.a.enter("Anna Bos")
	v, err := n.a.desk.Show(id, 0)
	n.a.must(err)
	if a := v.Tree[0].Answers; len(a) != 1 || !strings.Contains(a[0].Text(), "Wanneer?") {
		t.Errorf("it is not there: %+v", a)
	}
}

// TestAddHandler_NamedInACase_GetsItFromNobody: a report about somebody came before he worked here.
func TestAddHandler_NamedInACase_GetsItFromNobody(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.enter("Anna Bos")
	about := w.sole(w.bring(w.coder().report("Bram KOKKELINK nam geld aan."))).Case
	other := w.sole(w.bring(w.coder().report("Over parkeren."))).Case
	w.handler("Bram Kokkelink", Keeper)
	want := []Proposal{{about, "Bram Kokkelink", true}}
	if got, err := w.desk.Proposals(); err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	w.handler("Cor de Kokkelink", Officer) // gets nothing; whoever gives him the case is to know
	if got, err := w.desk.Proposals(); err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	w.must(w.desk.Give(about, "Cor de Kokkelink"))
	if got, err := w.desk.Proposals(); err != nil || !slices.Equal(got, append(want, Proposal{about, "Cor de Kokkelink", false})) {
		t.Errorf("%+v, %v", got, err)
	}
	w.enter("Bram Kokkelink")
	if all, err := w.desk.List(false); err != nil || len(all.Cases) != 1 || all.Cases[0].ID != other {
		t.Errorf("he sees %+v, %v", all.Cases, err)
	}
}

// TestImport_LetterThatWaitedNamesAHandler_IsProposed: which of two letters comes first is by chance.
func TestImport_LetterThatWaitedNamesAHandler_IsProposed(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kokkelink", Officer)
	w.enter("Anna Bos")
	one := w.coder()
	w.bring(one.turn(w.coder(), "Het was Kokkelink.", nil))
	id := w.sole2(w.bring(one.report("Een.")))
	w.must(w.desk.Give(id, "Bram Kokkelink"))
	if got, err := w.desk.Proposals(); err != nil || !slices.Equal(got, []Proposal{{id, "Bram Kokkelink", false}}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestReminders_DestroyedCaseCameBack_OnlyToThoseWhoMaySeeIt: the others are not to know that there was one.
func TestReminders_DestroyedCaseCameBack_OnlyToThoseWhoMaySeeIt(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	w.enter("Anna Bos")
	w.must(w.desk.Exclude(id, "Bram Kok"))
	w.must(w.desk.reg.Update(func(tx *register.Tx) error { return w.desk.noteGone(tx, id) })) // as the drop's board says
	for name, want := range map[string]bool{"Anna Bos": true, "Bram Kok": false} {
		w.enter(name)
		all, err := w.desk.Reminders()
		if err != nil || slices.ContainsFunc(all, func(r Reminder) bool { return r.Kind == RemindAgain && slices.Equal(r.Cases, []string{id}) }) != want || (len(all) > 0) != want {
			t.Errorf("%s is told %q, %v", name, all, err)
		}
	}
}

func (w *world) sole2(i *Imported) string { return i.Outcomes[0].Case }

// TestWork_OneCaseDamaged_TheOthersGoOn: list, clocks, figures, breaches, names, log and import; the damaged one is shown as what it is.
func TestWork_OneCaseDamaged_TheOthersGoOn(t *testing.T) {
	for name, spoil := range map[string]func(tx *register.Tx, id string) error{
		"its file": func(tx *register.Tx, id string) error {
			return tx.Put(apartBucket, cardKey(id), []byte{vault.ByKey, 1, 2, 3})
		},
		"its key": func(tx *register.Tx, id string) error {
			var a access
			_, err := tx.GetJSON(accessBucket, id, &a)
			for h := range a.Wraps {
				a.Wraps[h] = []byte("age-encryption.org/v1\n")
			}
			return errors.Join(err, tx.PutJSON(accessBucket, id, a))
		},
	} {
		w := newWorld(t)
		one := w.coder()
		bad := w.sole(w.bring(one.report("Een."))).Case
		good := w.sole(w.bring(w.coder().report("Twee."))).Case
		w.must(w.desk.reg.Update(func(tx *register.Tx) error { return spoil(tx, bad) }))
		w.reopen()
		lines, err := w.desk.Work(Filter{})
		if err != nil || len(lines) != 2 || lines[0].Damaged == lines[1].Damaged || slices.ContainsFunc(lines, func(l Line) bool { return l.Damaged != (l.ID == bad) }) {
			t.Errorf("%s: %+v, %v", name, lines, err)
		}
		if found, err := w.desk.Work(Filter{Text: "twee"}); err != nil || len(found) != 1 || found[0].ID != good {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
		clocks, clockErr := w.desk.Clocks()
		figures, figureErr := w.desk.Figures(w.desk.now().Year(), false)
		_, breachErr := w.desk.Breaches()
		_, nameErr := w.desk.Proposals()
		log, logErr := w.desk.Log()
		if err := errors.Join(clockErr, figureErr, breachErr, nameErr, logErr); err != nil || len(clocks) < 2 || figures.Total.N != 2 || len(log) < 4 {
			t.Errorf("%s: %d clocks, %+v, %d lines of the log: %v", name, len(clocks), figures.Total, len(log), err)
		}
		w.bring(w.coder().report("Drie."), one.turn(w.coder(), "Verder.", nil))
		w.export()
		if lines, err := w.desk.Work(Filter{}); err != nil || len(lines) != 3 {
			t.Errorf("%s: %+v, %v", name, lines, err)
		}
	}
}

// TestWork_MoreWordsThanMemoryHolds_AreFoundAllTheSame.
func TestWork_MoreWordsThanMemoryHolds_AreFoundAllTheSame(t *testing.T) {
	defer func(was int) { heldText = was }(heldText)
	heldText = 60
	w := newWorld(t)
	for _, text := range []string{"Een kort bericht.", "Een bericht over HAVENloods, veel langer.", "Nog een lang bericht, over een vergunning."} {
		w.bring(w.coder().report(text))
	}
	for range 2 {
		for _, word := range []string{"kort", "havenloods", "vergunning", "nee"} {
			if found, err := w.desk.Work(Filter{Text: word}); err != nil || word != "nee" && len(found) != 1 || word == "nee" && len(found) != 3 {
				t.Errorf("%q: %+v, %v", word, found, err)
			}
		}
	}
	held := 0
	for _, i := range w.desk.index {
		held += len(i.text)
	}
	if held == 0 || held > heldText {
		t.Errorf("%d bytes are held", held)
	}
}

// sealedIn returns the sealed values of a bucket, as they stand in the register's file.
func (w *world) sealedIn(bucket string) (all [][]byte) {
	w.t.Helper()
	copied := filepath.Join(w.t.TempDir(), "copy")
	w.must(os.WriteFile(copied, w.copyRegister(), 0o600))
	db, err := bolt.Open(copied, 0o600, nil)
	w.must(err)
	defer db.Close()
	w.must(db.View(func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(bucket)).ForEach(func(_, v []byte) error { all = append(all, bytes.Clone(v)); return nil })
	}))
	return all
}

// TestImport_WhatWaitedForItsCase_IsNotLeftOpenInTheFile: the key of a piece of a file, and the words of a letter, stand under the register's key alone until it is known whose they are. Who may not see the
// case has the register's key.
func TestImport_WhatWaitedForItsCase_IsNotLeftOpenInTheFile(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Officer)
	w.enter("Anna Bos")
	one := w.coder()
	ref, parcels := w.file("plan.pdf", "bytes")
	w.bring(append(parcels, one.turn(w.coder(), "Vervolg.", nil))...)
	w.enter("Anna Bos")
	loose := w.sealedIn("body keys")
	before := w.sealedIn("apart")
	w.must(w.desk.Enter("Anna Bos", keyFor("Anna Bos")))
	w.bring(w.seal(one.reportMessage("Een.", ref)))
	after, still := w.copyRegister(), w.sealedIn("apart")
	n := len(loose)
	for _, v := range before {
		if !slices.ContainsFunc(still, func(s []byte) bool { return bytes.Equal(s, v) }) {
			loose = append(loose, v)
		}
	}
	if n != 1 || len(loose) != 2 {
		t.Fatalf("%d keys and %d records waited", n, len(loose)-n)
	}
	for i, v := range loose {
		if bytes.Contains(after, v) {
			t.Errorf("record %d is there still", i)
		}
	}
}

// TestRemoveHandler_CasesThatTheKeeperMayNotSee_AreClosedToHimToo: who ends somebody's work may be shut out of cases that he shared with others. They get new keys when one of those comes.
func TestRemoveHandler_CasesThatTheKeeperMayNotSee_AreClosedToHimToo(t *testing.T) {
	w := newWorld(t)
	for _, n := range []string{"Anna Bos", "Bram Kok", "Cor de Wit"} {
		w.handler(n, Keeper)
	}
	one := w.coder()
	id := w.sole(w.bring(one.report("Een."))).Case
	w.enter("Cor de Wit")
	w.must(w.desk.Exclude(id, "Anna Bos"))
	w.enter("Bram Kok")
	bram := w.desk.identity
	w.enter("Anna Bos")
	w.must(w.desk.RemoveHandler("Bram Kok"))
	w.bring(one.turn(w.coder(), "Twee.", nil)) // Anna brings what she may not read
	opens := func() (n int) {
		w.must(w.desk.reg.View(func(tx *register.Tx) error {
			var a access
			_, err := tx.GetJSON(accessBucket, id, &a)
			for _, wrapped := range a.Wraps {
				if _, err := vault.Unwrap(id, wrapped, bram); err == nil {
					n++
				}
			}
			for record, err := range tx.All(apartBucket) {
				w.must(err)
				if k, err := vault.New(); record.Value[0] == vault.ByNone && err == nil {
					if _, err := k.Open(record.Key, record.Value, bram); err == nil {
						n++
					}
				}
			}
			return err
		}))
		return n
	}
	if n := opens(); n != 1 {
		t.Errorf("with what he had he opens %d, and not the case's old key alone", n)
	}
	w.enter("Cor de Wit")
	if n := opens(); n != 0 {
		t.Errorf("he opens %d", n)
	}
	v, err := w.desk.Show(id, 0)
	if err != nil || len(v.Tree) != 2 || v.Tree[1].Letters[0].Text != "Twee." {
		t.Errorf("%+v, %v", v, err)
	}
	w.must(w.desk.VerifyLog())
}

// TestReceive_SenderPutBackFromAnOlderCopy_NothingIsTakenForWhatItIsNot: numbers come again, under which there are other letters and answers.
func TestReceive_SenderPutBackFromAnOlderCopy_NothingIsTakenForWhatItIsNot(t *testing.T) {
	n := newNeighbours(t)
	one := n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Een."))).Case
	theirs := n.b.receive(n.refer(id, ReferOptions{Answers: true})).Case
	before := n.a.copyRegister()
	n.a.bring(one.turn(n.a.coder(), "Twee.", nil))
	second := n.again(id, false)
	n.b.receive(second)
	n.a.putBack(before)
	n.a.bring(one.turn(n.a.coder(), "Drie.", nil))
	if r := n.b.receive(n.again(id, false)); r.Letters != 1 {
		t.Errorf("%+v", r)
	}
	n.b.receive(second)
	wantAll(t, n.b.letters(theirs), "report Een.", "followup Twee.", "followup Drie.")

	was := n.b.copyRegister()
	for _, text := range []string{"Wanneer?", "Waar?"} {
		n.b.putBack(was)
		_, err := n.b.desk.Reply(theirs, text)
		n.b.must(err)
		if r := n.a.receive(n.back(theirs)); r.Said != 1 {
			t.Errorf("%s %+v", text, r)
		}
	}
}

// TestImport_CodeOfAHiddenCaseUsedInAnother_TellsNothingOfIt: who sees the one and was shut out of the other is not to learn that there is another.
func TestImport_CodeOfAHiddenCaseUsedInAnother_TellsNothingOfIt(t *testing.T) {
	var reasons []string
	for _, same := range []bool{true, false} { // a code of this case, and one of another
		w := newWorld(t)
		one, other := w.coder(), w.coder()
		w.bring(one.report("Een."), other.report("Twee."))
		next := other
		if same {
			next = one
		}
		reasons = append(reasons, w.sole(w.bring(one.turn(next, "Drie.", nil))).Reason)
	}
	if reasons[0] != reasons[1] || reasons[0] == "" {
		t.Errorf("%q", reasons)
	}
}
