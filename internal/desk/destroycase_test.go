package desk

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// rawValues returns every value as it is sealed in the register's file.
func (w *world) rawValues() (all [][]byte) {
	w.t.Helper()
	w.must(w.desk.reg.Close())
	db, err := bolt.Open(filepath.Join(w.dir, registerFile), 0o600, &bolt.Options{ReadOnly: true})
	w.must(err)
	w.must(db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
			return b.ForEach(func(_, value []byte) error { all = append(all, bytes.Clone(value)); return nil })
		})
	}))
	w.must(db.Close())
	return all
}

// TestDestroyCase_AllKeysAndTheRawFile_HaveNothingOfIt opens every record with all the keys that there are, and looks in the file for every value that was in it before.
func TestDestroyCase_AllKeysAndTheRawFile_HaveNothingOfIt(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	one, two := w.coder(), w.coder()
	ref, parcels := w.file("plan-havenloods.pdf", "PLANTEDBODY of a file")
	w.bring(append(parcels, w.seal(one.reportMessage("PLANTEDWORDS of a report", ref)))...)
	all, err := w.desk.List(false)
	w.must(err)
	id := all.Cases[0].ID
	other := w.sole(w.bring(w.coder().report("Iets anders."))).Case
	_, err = w.desk.Reply(id, "PLANTEDANSWER to the reporter")
	w.must(err)
	w.must(w.desk.AddNote(id, "PLANTEDNOTE of an officer"))
	w.must(w.desk.ChangeFile(id, "case-label", nil, func(f *File) error { f.Labels = []string{"PLANTEDLABEL"}; return nil }))
	w.export()
	w.bring(one.turn(two, "PLANTEDWORDS that follow", []int{1}))
	w.export()
	key := w.desk.ring[id]
	if key == nil {
		t.Fatal("its key was not opened")
	}
	before := w.rawValues()
	w.desk.reg, err = register.Open(filepath.Join(w.dir, registerFile), w.desk.keys.Register())
	w.must(err)
	w.must(w.desk.Enter("Anna Bos", keyFor("Anna Bos")))

	for _, c := range []struct{ ground, reason string }{{GroundTerm, "x"}, {"", "x"}, {GroundCourt, " "}, {GroundCourt, "a\nb"}} {
		if err := w.desk.DestroyCase(id, c.ground, c.reason); !errors.Is(err, ErrGround) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	w.must(w.desk.DestroyCase(id, GroundCourt, "vonnis 26/114"))
	w.must(w.desk.VerifyLog())
	words := []string{"PLANTED", "havenloods", id, two.Recipient, one.Recipient}
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		for _, bucket := range []string{accessBucket, bodyBucket, bodyKeyBucket, caseBucket, apartBucket, eventBucket, caseLogBucket, remainedBucket, goneBucket, passageBucket, dispatchBucket, settingsBucket} {
			for record, err := range tx.All(bucket) {
				w.must(err)
				text := record.Key + " " + string(record.Value)
				if _, err := key.Open(record.Key, record.Value, nil); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("%s %s opens with its key", bucket, record.Key)
				}
				for _, owner := range []string{other, ""} {
					if owner == "" {
						loose, _ := vault.Loosened(record.Value)
						text += string(loose)
					} else if opened, err := w.desk.opened(tx, owner, record.Key, record.Value); err == nil {
						text += string(opened)
					}
				}
				for _, word := range words {
					if strings.Contains(text, word) {
						t.Errorf("%s: %q is in %.300q", bucket, word, text)
					}
				}
			}
		}
		return nil
	}))
	live := map[string]bool{}
	for _, value := range w.rawValues() {
		live[string(value)] = true
	}
	disk, err := os.ReadFile(filepath.Join(w.dir, registerFile))
	w.must(err)
	gone := 0
	for _, value := range before {
		if live[string(value)] {
			continue
		}
		if gone++; bytes.Contains(disk, value[:min(len(value), 64)]) {
			t.Errorf("a value of %d bytes that was deleted is in the file", len(value))
		}
	}
	if gone < 15 {
		t.Errorf("only %d values went", gone)
	}
	w.desk.reg, err = register.Open(filepath.Join(w.dir, registerFile), w.desk.keys.Register())
	w.must(err)
	if log, err := w.desk.Log(); err != nil || log[len(log)-1].Action != caseDestroyed || log[len(log)-1].Detail["case"] != id {
		t.Errorf("%+v, %v", log[len(log)-1], err)
	}
}

// TestDestroyCase_FollowupAfterwards_IsHeardAndTold: what comes late is a case of its own, the reporter is told so in his language, and what comes once more changes nothing.
func TestDestroyCase_FollowupAfterwards_IsHeardAndTold(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	one, two, three := w.coder(), w.coder(), w.coder()
	report, turn := one.report("Over een vergunning."), one.turn(two, "Sinds mei.", nil)
	w.bring(report)
	w.bring(turn)
	all, err := w.desk.List(false)
	w.must(err)
	id := all.Cases[0].ID
	w.enter("Anna Bos")
	w.must(w.desk.Exclude(id, "Bram Kok"))
	w.must(w.desk.DestroyCase(id, GroundErasure, "verzoek 12"))
	two.says(w.export())
	if got := w.bring(report, turn); got.Count(cases.Known) != 2 {
		t.Errorf("%+v", got.Outcomes)
	}
	w.enter("Bram Kok") // who was shut out of it is not let in by what comes after it
	if o := w.sole(w.bring(two.turn(three, "Is er al nieuws?", nil))); o.Kind != cases.Known || o.Case != "" {
		t.Errorf("he is told %+v", o)
	}
	if all, err := w.desk.List(true); err != nil || len(all.Cases) != 0 {
		t.Errorf("he sees %+v, %v", all, err)
	}
	w.enter("Anna Bos")
	all, err = w.desk.List(false)
	if err != nil || len(all.Cases) != 1 || all.Cases[0].ID == id {
		t.Fatalf("%+v, %v", all, err)
	}
	late := all.Cases[0].ID
	if v, err := w.desk.Show(late, 0); err != nil || !strings.Contains(v.Reason, "last code of a case that was destroyed") || v.Tree[1].Letters[0].Text != "Is er al nieuws?" {
		t.Errorf("%+v, %v", v, err)
	}
	board := w.export()
	three.says(board, "receipt", "answer "+lateTexts["nl"])
	two.says(board)
	for language, text := range lateTexts {
		if parts, err := message.SplitAnswer(text); err != nil || len(parts) != 1 {
			t.Errorf("%s: %d notes, %v", language, len(parts), err)
		}
	}
	if y, err := w.desk.Years(); err != nil || len(y) != 1 {
		t.Errorf("%v, %v", y, err)
	}
	if years := w.figures(); !strings.Contains(years, `"total": 1`) { // the one that is gone; the late one is no new report
		t.Error(years)
	}
	w.must(w.desk.VerifyLog())
}
