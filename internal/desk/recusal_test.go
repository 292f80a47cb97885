package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// keyFor is a handler's token: as a passphrase, without the second of scrypt.
func keyFor(name string) string { return keyring.TokenPrefix + name }

// enter opens the desk anew as a handler.
func (w *world) enter(name string) {
	w.t.Helper()
	w.reopen()
	w.must(w.desk.Enter(name, keyFor(name)))
}

func (w *world) handler(name, role string) {
	w.t.Helper()
	w.must(w.desk.AddHandler(name, role, keyFor(name)))
}

// TestStolenDisk_EveryPlantedWord_IsNotInTheFile greps the register for what a case holds and who works here.
func TestStolenDisk_EveryPlantedWord_IsNotInTheFile(t *testing.T) {
	w := newWorld(t)
	ref, parcels := w.file("plan-havenloods.pdf", "PLANTEDBODY of a file")
	id := w.letter([]message.FileRef{ref}, parcels...)
	_, err := w.desk.Reply(id, "PLANTEDANSWER to the reporter")
	w.must(err)
	w.handler("Jadranka Plantedname", Keeper)
	w.bring(w.coder().report("PLANTEDWORDS of a report"))
	w.export()
	path := filepath.Join(w.dir, registerFile)
	w.must(w.desk.Close())
	disk, err := os.ReadFile(path)
	w.must(err)
	entries, err := os.ReadDir(w.dir)
	w.must(err)
	for _, e := range entries {
		disk = append(disk, e.Name()...)
	}
	for _, word := range []string{"PLANTED", "havenloods", "Plantedname", "approached", "gevaar", "Met bestanden", id, "age1pq", "alice"} {
		if bytes.Contains(bytes.ToLower(disk), bytes.ToLower([]byte(word))) {
			t.Errorf("%q is on the disk", word)
		}
	}
	w.desk, err = openWith(w.dir, w.keys, "alice")
	w.must(err)
}

// TestRegisterKey_Alone_OpensNoCase has the register's key and every record, and no handler's identity: what it may find is what FORMAT.md names.
func TestRegisterKey_Alone_OpensNoCase(t *testing.T) {
	w := newWorld(t)
	one := w.coder()
	ref, parcels := w.file("plan-havenloods.pdf", "PLANTEDBODY of a file")
	w.bring(append(parcels, w.seal(one.reportMessage("PLANTEDWORDS of a report", ref)))...)
	all, err := w.desk.List(false)
	w.must(err)
	_, err = w.desk.Reply(all.Cases[0].ID, "PLANTEDANSWER to the reporter")
	w.must(err)
	w.export()
	w.bring(one.turn(w.coder(), "PLANTEDWORDS that follow", []int{1})) // it was read: its text is not needed on a board any more
	w.handler("Anna Bos", Keeper)
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		for _, bucket := range []string{caseBucket, apartBucket, bodyBucket, bodyKeyBucket, accessBucket, eventBucket, caseLogBucket} {
			n := 0
			for record, err := range tx.All(bucket) {
				w.must(err)
				n++
				if strings.Contains(string(record.Value), "PLANTED") || strings.Contains(string(record.Value), "havenloods") || strings.Contains(string(record.Value), "approached") {
					t.Errorf("%s: %s is open: %.200q", bucket, record.Key, record.Value)
				}
			}
			if n == 0 {
				t.Errorf("no records in %s", bucket)
			}
		}
		return nil
	}))
}

// view is all that one who works at the desk can learn of cases from it.
func (w *world) view(ids ...string) string {
	w.t.Helper()
	var text strings.Builder
	all, err := w.desk.List(true)
	w.must(err)
	log, err := w.desk.Log()
	w.must(err)
	proposals, err := w.desk.Proposals()
	w.must(err)
	fmt.Fprintf(&text, "%d cases %+v\n%d lines %+v\n%+v\n", len(all.Cases), all.Cases, len(log), log, proposals)
	for _, id := range ids {
		if _, err := w.desk.Show(id, 0); !errors.Is(err, cases.ErrNoCase) {
			w.t.Errorf("show %s: %v", id, err)
		}
		if _, err := w.desk.Files(context.Background(), id, filepath.Join(w.t.TempDir(), "out"), FilesOptions{}); !errors.Is(err, cases.ErrNoCase) {
			w.t.Errorf("files of %s: %v", id, err)
		}
		for what, err := range map[string]error{"keep": w.desk.Keep(id, 1), "accept": w.desk.Accept(id, 1), "close": w.desk.CloseAll(id),
			"give": w.desk.Give(id, "Bram Kok"), "exclude": w.desk.Exclude(id, "Bram Kok")} {
			if !errors.Is(err, cases.ErrNoCase) {
				w.t.Errorf("%s %s: %v", what, id, err)
			}
		}
		if _, err := w.desk.Reply(id, "Antwoord."); !errors.Is(err, cases.ErrNoCase) {
			w.t.Errorf("reply to %s: %v", id, err)
		}
	}
	return text.String()
}

// TestExclude_Handler_LearnsOfNothing: what the one who was shut out sees is the same, whatever happens in the case. Two runs, one of them with a second round of
// letters, answers and notes in the case, give him the same views.
func TestExclude_Handler_LearnsOfNothing(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	one, other := w.coder(), w.coder()
	id := w.sole(w.bring(one.report("Over een vergunning."))).Case
	open := w.sole(w.bring(other.report("Over parkeren."))).Case
	ref, parcels := w.file("plan.pdf", "bytes")
	three := w.coder()
	w.bring(append(parcels, w.seal(three.reportMessage("Met een plan.", ref)))...)
	w.enter("Anna Bos")
	_, err := w.desk.Reply(id, "Sinds wanneer?")
	w.must(err)
	w.export()
	w.must(w.desk.Exclude(id, "Bram Kok"))
	v, err := w.desk.Show(id, 0)
	if err != nil || v.Tree[0].Letters[0].Text != "Over een vergunning." || v.Tree[0].Answers[0].Text() != "Sinds wanneer?" {
		t.Errorf("%+v, %v", v, err)
	}
	if err := w.desk.Give(id, "Bram Kok"); !errors.Is(err, ErrShutOut) {
		t.Error(err)
	}
	if err := w.desk.Exclude(id, "Anna Bos"); !errors.Is(err, ErrOnlyOne) {
		t.Error(err)
	}

	w.enter("Bram Kok")
	if before := w.view(id); strings.Contains(before, id) || !strings.Contains(before, open) {
		t.Errorf("he sees %s", before)
	}
	two := w.coder()
	got := w.bring(one.turn(two, "Sinds mei.", []int{1}))
	if o := w.sole(got); o.Kind != cases.Known || o.Case != "" || o.Reason != "" {
		t.Errorf("his import says %+v", o)
	}
	e, _ := w.exportTo(filepath.Join(t.TempDir(), "pouch"))
	if e.Notes != 2 || len(e.Waits) != 0 {
		t.Errorf("his export says %+v", e)
	}
	two.says(w.export(), "receipt") // it went out nevertheless
	w.must(w.desk.VerifyLog())
	if after := w.view(id); strings.Contains(after, id) {
		t.Errorf("he sees %s", after)
	}

	w.enter("Anna Bos") // what he could not read is there for her
	v, err = w.desk.Show(id, 0)
	if err != nil || len(v.Tree) != 2 || v.Tree[1].Letters[0].Text != "Sinds mei." || !v.Tree[0].Answers[0].Read {
		t.Errorf("%+v, %v", v, err)
	}
	w.must(w.desk.VerifyLog())
}

// TestExclude_OldKey_OpensNothingOfTheCase has the key that the handler had, and every record of the register.
func TestExclude_OldKey_OpensNothingOfTheCase(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	ref, parcels := w.file("plan.pdf", "bytes")
	id := w.letter([]message.FileRef{ref}, parcels...)
	_, err := w.desk.Show(id, 0)
	w.must(err)
	old := w.desk.ring[id]
	w.must(w.desk.Exclude(id, "Bram Kok"))
	w.must(w.desk.reg.View(func(tx *register.Tx) error {
		n := 0
		for _, bucket := range []string{apartBucket, bodyKeyBucket} {
			for record, err := range tx.All(bucket) {
				w.must(err)
				if record.Value[0] != vault.ByKey {
					continue
				}
				n++
				if _, err := old.Open(record.Key, record.Value, w.desk.identity); !errors.Is(err, vault.ErrSealed) {
					t.Errorf("the old key opens %s: %v", record.Key, err)
				}
				if strings.HasPrefix(record.Key, id+"/") || strings.HasPrefix(record.Key, "words/") {
					if _, err := w.desk.opened(tx, id, record.Key, record.Value); err != nil {
						t.Errorf("the new key does not open %s: %v", record.Key, err)
					}
				}
			}
		}
		if n < 4 {
			t.Errorf("%d records", n)
		}
		return nil
	}))
	w.enter("Anna Bos")
	if files := w.files(id, t.TempDir(), FilesOptions{Limit: muchRoom}); len(files) != 1 || files[0].State != FileWhole {
		t.Errorf("%+v", files)
	}
}

// TestImport_ReportNamesAKeeper_IsNotSealedToHim: nobody has to show him that there is a report about him.
func TestImport_ReportNamesAKeeper_IsNotSealedToHim(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kokkelink", Keeper)
	w.enter("Bram Kokkelink")
	if o := w.sole(w.bring(w.coder().report("Mijn chef KOKKELINK nam geld aan."))); o.Kind != cases.Known {
		t.Errorf("%+v", o)
	}
	log, err := w.desk.Log()
	w.must(err)
	if last := log[len(log)-1]; last.Detail[cases.NewCase] != nil || !strings.HasPrefix(w.view(), "0 cases") {
		t.Errorf("he sees %+v, and %s", last, w.view())
	}
	w.enter("Anna Bos")
	all, err := w.desk.List(false)
	w.must(err)
	proposals, err := w.desk.Proposals()
	if len(all.Cases) != 1 || err != nil || len(proposals) != 1 || proposals[0].Handler != "Bram Kokkelink" || !proposals[0].Out {
		t.Errorf("%+v, %+v, %v", all.Cases, proposals, err)
	}
	w.bring(w.coder().report("Anna Bos en Bram Kokkelink deden het samen.")) // nobody would be left
	if all, err = w.desk.List(false); len(all.Cases) != 2 || err != nil {
		t.Errorf("%+v, %v", all.Cases, err)
	}
}

// TestHandlers_Roles_AllowWhatTheySay: of a desk of one, then of three.
func TestHandlers_Roles_AllowWhatTheySay(t *testing.T) {
	w := newWorld(t)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	if err := w.desk.AddHandler("Anna Bos", Reader, "x"); !errors.Is(err, ErrRole) {
		t.Error(err)
	}
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Officer)
	w.handler("Cor de Wit", Reader)
	for name, err := range map[string]error{"taken": w.desk.AddHandler("anna  BOS", Keeper, "x"), "empty": w.desk.AddHandler(" ", Keeper, "x"), "lines": w.desk.AddHandler("a\nb", Keeper, "x")} {
		if !errors.Is(err, ErrHandlerName) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.desk.RemoveHandler("Anna Bos"); !errors.Is(err, ErrLastKeeper) {
		t.Error(err)
	}
	w.reopen()
	if _, err := w.desk.List(false); !errors.Is(err, ErrWho) || !w.desk.NeedsHandler() {
		t.Error(err)
	}
	if _, err := w.desk.Show(id, 0); !errors.Is(err, ErrWho) {
		t.Error(err)
	}
	if err := w.desk.Enter("Anna Bos", keyFor("Bram Kok")); !errors.Is(err, keyring.ErrPassphrase) {
		t.Error(err)
	}
	if err := w.desk.Enter("Dirk", "x"); !errors.Is(err, ErrHandler) {
		t.Error(err)
	}
	w.enter("Cor de Wit")
	if all, err := w.desk.List(false); err != nil || len(all.Cases) != 0 {
		t.Errorf("a reader sees %+v, %v", all.Cases, err)
	}
	w.enter("Anna Bos")
	w.must(w.desk.Give(id, "Cor de Wit"))
	w.enter("Cor de Wit")
	if v, err := w.desk.Show(id, 0); err != nil || v.Tree[0].Letters[0].Text != "Een." {
		t.Errorf("%+v, %v", v, err)
	}
	_, replyErr := w.desk.Reply(id, "Antwoord.")
	_, importErr := w.desk.Import(context.Background(), w.pouch(), func(int, int) {})
	_, exportErr := w.desk.Export(filepath.Join(t.TempDir(), "pouch"), ExportOptions{})
	for _, err := range []error{replyErr, importErr, exportErr, w.desk.Backup(t.Context(), filepath.Join(t.TempDir(), "copy"), nil), w.desk.AddHandler("Dirk", Reader, "x"), w.desk.Give(id, "Bram Kok")} {
		if !errors.Is(err, ErrRole) {
			t.Error(err)
		}
	}
	w.must(w.desk.Exclude(id, "Cor de Wit")) // recuses himself
	if all, err := w.desk.List(false); err != nil || len(all.Cases) != 0 {
		t.Errorf("a reader sees %+v, %v", all.Cases, err)
	}
	w.enter("Anna Bos")
	w.must(w.desk.RemoveHandler("Bram Kok"))
	if one, err := w.desk.SeenByOne(); err != nil || !slices.Equal(one, []string{id}) {
		t.Errorf("seen by one: %v, %v", one, err)
	}
	w.handler("Dirk Smit", Keeper)
	if one, err := w.desk.SeenByOne(); err != nil || len(one) != 0 {
		t.Errorf("seen by one of two: %v, %v", one, err)
	}
	w.must(w.desk.RemoveHandler("Anna Bos")) // who is at the desk, and is no more
	if err := w.desk.AddHandler("Anna Bos", Keeper, "x"); !errors.Is(err, ErrWho) {
		t.Error(err)
	}
	w.reopen()
	if err := w.desk.Enter("Bram Kok", keyFor("Bram Kok")); !errors.Is(err, ErrHandler) {
		t.Error(err)
	}
}

// TestRecusal_RandomDays_NobodySeesWhatIsNotHis plays days at a desk of three keepers at random and keeps the books of who may see what; after every step what each
// sees is what the books say.
func TestRecusal_RandomDays_NobodySeesWhatIsNotHis(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	w := newWorld(t)
	names := []string{"Anna Bos", "Bram Kok", "Cor de Wit"}
	for _, n := range names {
		w.handler(n, Keeper)
	}
	out, codes := map[string][]string{}, map[string]*coder{}
	words := map[string]string{}
	mine := func(name, id string) bool { return !slices.Contains(out[id], name) }
	for step := range 40 {
		who := names[random.IntN(3)]
		if w.desk.self.Name != who {
			w.enter(who)
		}
		var ids []string
		for id := range codes {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		switch do := random.IntN(4); {
		case do == 0 || len(ids) == 0:
			c, text := w.coder(), fmt.Sprintf("Melding nummer %d.", step)
			id := w.sole(w.bring(c.report(text))).Case
			codes[id], words[id] = c, text
		case do == 1:
			id, next := ids[random.IntN(len(ids))], w.coder()
			o := w.sole(w.bring(codes[id].turn(next, "Vervolg.", nil)))
			if codes[id] = next; (o.Case == id) != mine(who, id) {
				t.Fatalf("step %d: %s imports, and is told %+v", step, who, o)
			}
		default:
			id, whom := ids[random.IntN(len(ids))], names[random.IntN(3)]
			err := w.desk.Exclude(id, whom)
			switch {
			case !mine(who, id):
				if !errors.Is(err, cases.ErrNoCase) {
					t.Fatalf("step %d: %v", step, err)
				}
			case errors.Is(err, ErrOnlyOne):
				if len(out[id]) < 2 {
					t.Fatalf("step %d: %v", step, err)
				}
			case err != nil:
				t.Fatalf("step %d: %v", step, err)
			case !slices.Contains(out[id], whom):
				out[id] = append(out[id], whom)
			}
		}
		all, err := w.desk.List(false)
		w.must(err)
		w.must(w.desk.VerifyLog())
		n := 0
		for id := range codes {
			v, err := w.desk.show(id, 0)
			switch {
			case mine(who, id):
				if n++; err != nil || v.Tree[0].Letters[0].Text != words[id] {
					t.Fatalf("step %d: %s and %s: %v", step, who, id, err)
				}
			case !errors.Is(err, cases.ErrNoCase):
				t.Fatalf("step %d: %s sees %s: %v", step, who, id, err)
			}
		}
		if len(all.Cases) != n {
			t.Fatalf("step %d: %s sees %d cases, expected %d", step, who, len(all.Cases), n)
		}
		log, err := w.desk.Log()
		w.must(err)
		for _, e := range log {
			if e.Case != "" && !mine(who, e.Case) {
				t.Fatalf("step %d: %s reads %+v", step, who, e)
			}
		}
	}
}

// TestResetHandler_PassphraseLost_SeesAgainWhatTheKeeperMay: and what only he could see goes on without what it said, so that no import stops at it.
func TestResetHandler_PassphraseLost_SeesAgainWhatTheKeeperMay(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	shared := w.sole(w.bring(w.coder().report("Een."))).Case
	his, next := w.coder(), w.coder()
	w.bring(his.report("Anna Bos nam geld aan."))
	if err := w.desk.ResetHandler("Anna Bos", keyFor("x")); !errors.Is(err, ErrRole) {
		t.Error(err)
	}
	w.must(w.desk.ResetHandler("Bram Kok", keyFor("new")))
	w.must(w.desk.VerifyLog())
	w.bring(his.turn(next, "Nog iets.", nil)) // for a case that nobody has the old key of
	w.reopen()
	if err := w.desk.Enter("Bram Kok", keyFor("Bram Kok")); !errors.Is(err, keyring.ErrPassphrase) {
		t.Error(err)
	}
	w.must(w.desk.Enter("Bram Kok", keyFor("new")))
	if v, err := w.desk.Show(shared, 0); err != nil || v.Tree[0].Letters[0].Text != "Een." {
		t.Errorf("%+v, %v", v, err)
	}
	all, err := w.desk.List(false)
	w.must(err)
	if len(all.Cases) != 2 {
		t.Fatalf("%+v", all.Cases)
	}
	for _, c := range all.Cases {
		if c.ID == shared {
			continue
		}
		if v, err := w.desk.Show(c.ID, 0); err != nil || !v.Tree[0].Letters[0].Damaged || v.Tree[1].Letters[0].Text != "Nog iets." {
			t.Errorf("%+v, %v", v, err)
		}
		_, err := w.desk.Reply(c.ID, "Wilt u het nog eens vertellen?")
		w.must(err)
	}
	_, err = w.desk.Work(Filter{})
	w.must(err)
	next.says(w.export(), "receipt", "answer Wilt u het nog eens vertellen?")
	w.must(w.desk.VerifyLog())
}

// TestRemoveHandler_HimselfWithACaseOfHisAlone_IsRefused, or nobody could ever read it again.
func TestRemoveHandler_HimselfWithACaseOfHisAlone_IsRefused(t *testing.T) {
	w := newWorld(t)
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	id := w.sole(w.bring(w.coder().report("Een."))).Case
	w.enter("Bram Kok")
	w.must(w.desk.Exclude(id, "Anna Bos"))
	if err := w.desk.RemoveHandler("bram kok"); !errors.Is(err, ErrOnlyOne) {
		t.Errorf("%v", err)
	}
	w.enter("Bram Kok")
	if _, err := w.desk.Show(id, 0); err != nil {
		t.Errorf("he does not work here any more: %v", err)
	}
}
