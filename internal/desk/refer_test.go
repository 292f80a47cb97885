package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/message"
	"luwte/crypto/referral"
	"luwte/crypto/sign"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// neighbours are two desks that accepted each other's charters: one that a reporter told, and one to which it hands over.
type neighbours struct {
	a, b *world
	t    *testing.T
}

func newNeighbours(t *testing.T) *neighbours {
	n := &neighbours{newWorld(t), newWorld(t), t}
	n.a.accept(n.b)
	n.b.accept(n.a)
	return n
}

func (w *world) accept(other *world) {
	w.t.Helper()
	c := other.charter(nil)
	_, err := w.desk.AcceptPeer(c.Raw(), strings.Join(c.Bureau.Words("nl"), " "))
	w.must(err)
}

func (w *world) peer(other *world) *Peer {
	w.t.Helper()
	p, err := w.desk.ReadPeer(other.charter(nil).Raw())
	w.must(err)
	return p
}

func (n *neighbours) path() string { return filepath.Join(n.t.TempDir(), "handed") }

// refer hands a case of a's to b and returns the file.
func (n *neighbours) refer(id string, o ReferOptions) string {
	n.t.Helper()
	path := n.path()
	_, err := n.a.desk.Refer(context.Background(), id, n.a.peer(n.b), path, o)
	n.a.must(err)
	return path
}

func (n *neighbours) again(id string, whole bool) string {
	n.t.Helper()
	path := n.path()
	_, err := n.a.desk.ReferAgain(context.Background(), id, nil, path, whole)
	n.a.must(err)
	return path
}

func (n *neighbours) back(id string) string {
	n.t.Helper()
	path := n.path()
	_, err := n.b.desk.HandBack(context.Background(), id, path, false)
	n.b.must(err)
	return path
}

func (w *world) receive(path string) *Received {
	w.t.Helper()
	r, err := w.desk.Receive(context.Background(), path)
	w.must(err)
	return r
}

func (w *world) refuses(path string, want error) {
	w.t.Helper()
	if _, err := w.desk.Receive(context.Background(), path); !errors.Is(err, want) {
		w.t.Errorf("%v, expected %v", err, want)
	}
}

// letters are what a case says, in order: kind and words.
func (w *world) letters(id string) (all []string) {
	w.t.Helper()
	letters, _, err := w.desk.allLetters(id)
	w.must(err)
	for _, l := range letters {
		all = append(all, l.Kind+" "+l.Text)
	}
	return all
}

func wantAll(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%q, expected %q", got, want)
	}
}

// TestRefer_WithTheRightToAnswer_ConversationGoesOnThroughTheFirstDesk is the whole way: report, referral, answer of the other bureau on the first one's board, turn, the next letter, and that the
// answer was read.
func TestRefer_WithTheRightToAnswer_ConversationGoesOnThroughTheFirstDesk(t *testing.T) {
	n := newNeighbours(t)
	one, two := n.a.coder(), n.a.coder()
	ref, pieces := n.a.file("foto.jpg", strings.Repeat("x", message.MaxBody), "tail")
	late, latePieces := n.a.file("later.pdf", "comes later")
	id := n.a.sole(n.a.bring(n.a.seal(one.reportMessage("Iemand verkoopt adressen.", ref, late)))).Case
	n.a.bring(pieces...)
	_, err := n.a.desk.Reply(id, "Dank u wel.")
	n.a.must(err)
	n.a.must(n.a.desk.AddNote(id, "Gebeld met de directeur."))
	one.says(n.a.export(), "receipt", "answer Dank u wel.")

	file := n.refer(id, ReferOptions{Answers: true, Notes: true, Files: true, Tell: "Uw melding is overgedragen."})
	got := n.b.receive(file)
	if !got.New || got.Letters != 1 || got.Said != 1 || got.Files != 1 || got.Notes != 1 || got.Case == id || !got.Answers {
		t.Fatalf("%+v", got)
	}
	theirs := got.Case
	wantAll(t, n.b.letters(theirs), "report Iemand verkoopt adressen.", "answer Dank u wel.", "note Gebeld met de directeur.")
	dir := filepath.Join(t.TempDir(), "out")
	if files := n.b.files(theirs, dir, FilesOptions{Limit: muchRoom}); !slices.Equal(states(files), []string{FileWhole, FileMissing}) {
		t.Errorf("%+v", states(files))
	}
	holds(t, dir, map[string]string{"foto.jpg": strings.Repeat("x", message.MaxBody) + "tail"})
	if again := n.b.receive(file); again.New || again.Letters+again.Said+again.Files+again.Notes != 0 || again.Case != "" {
		t.Errorf("the same once more: %+v", again)
	}
	if f, err := n.a.desk.CaseFile(id); err != nil || f.Status != StatusReferred || !slices.Equal(f.To, []string{"Bureau"}) {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := n.b.desk.CaseFile(theirs); err != nil || f.Status != StatusNew || f.From != "Bureau" {
		t.Errorf("%+v, %v", f, err)
	}

	// Nothing of it is ever on the other bureau's board.
	_, err = n.b.desk.Reply(theirs, "Wanneer was dit?")
	n.b.must(err)
	if e, _ := n.b.exportTo(n.path()); e.Notes != 0 {
		t.Errorf("%d notes on the other board", e.Notes)
	}
	answers := n.back(theirs)
	if r := n.a.receive(answers); r.Said != 1 || r.Case != id {
		t.Errorf("%+v", r)
	}
	if r := n.a.receive(answers); r.Said != 0 {
		t.Errorf("once more: %+v", r)
	}
	one.says(n.a.export(), "receipt", "answer Dank u wel.", "answer Uw melding is overgedragen.", "answer Antwoord van Bureau:\n\nWanneer was dit?")

	n.a.bring(append(latePieces, one.turn(two, "Gisteren.", []int{1, 2, 3}))...)
	more := n.again(id, false)
	if r := n.b.receive(more); r.New || r.Letters != 2 || r.Files != 1 || r.Case != theirs {
		t.Errorf("%+v", r)
	}
	v, err := n.b.desk.Show(theirs, 0)
	n.b.must(err)
	if a := v.Tree[0].Answers; len(a) != 1 || !a[0].Read || a[0].Sent == 0 || v.State != cases.Open {
		t.Errorf("%+v, %s", a, v.State)
	}
	if texts := n.b.letters(theirs); texts[len(texts)-1] != "followup Gisteren." {
		t.Errorf("%q", texts)
	}
	if _, err := n.a.desk.ReferAgain(context.Background(), id, nil, n.path(), false); !errors.Is(err, ErrNothingNew) {
		t.Error(err)
	}
	n.a.must(n.a.desk.VerifyLog())
	n.b.must(n.b.desk.VerifyLog())
	logged(t, n.a, "refer", "refer-done", "receive", "refer-again")
	logged(t, n.b, "bureau-accept", "receive", "hand-back")
	n.b.reopen()
	wantAll(t, n.b.letters(theirs)[:1], "report Iemand verkoopt adressen.")
}

func logged(t *testing.T, w *world, actions ...string) {
	t.Helper()
	log, err := w.desk.Log()
	w.must(err)
	for _, want := range actions {
		if !slices.ContainsFunc(log, func(e Event) bool { return e.Action == want }) {
			t.Errorf("the log has no %q", want)
		}
	}
}

func TestRefer_WithoutTheRightToAnswer_ThereIsNoWay(t *testing.T) {
	n := newNeighbours(t)
	id := n.a.sole(n.a.bring(n.a.coder().report("Een."))).Case
	theirs := n.b.receive(n.refer(id, ReferOptions{})).Case
	if _, err := n.b.desk.Reply(theirs, "Hallo."); !errors.Is(err, cases.ErrUnanswerable) {
		t.Error(err)
	}
	if _, err := n.b.desk.HandBack(context.Background(), theirs, n.path(), false); !errors.Is(err, ErrNoRight) {
		t.Error(err)
	}
	if v, err := n.b.desk.Show(theirs, 0); err != nil || v.State != cases.Unanswerable || len(v.Filed) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestRefer_ThroughTwoBureaus_SaysWhoWroteWhatAndAnswersComeBack: the second hands the case on; notes go on only where that was chosen, and every answer finds its way to the first.
func TestRefer_ThroughTwoBureaus_SaysWhoWroteWhatAndAnswersComeBack(t *testing.T) {
	ctx := context.Background()
	n := newNeighbours(t)
	third := newWorld(t)
	third.accept(n.b)
	n.b.accept(third)
	one := n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Een."))).Case
	n.a.must(n.a.desk.AddNote(id, "Geheim van het eerste."))
	_, err := n.a.desk.Reply(id, "Dank u wel.")
	n.a.must(err)
	middle := n.b.receive(n.refer(id, ReferOptions{Answers: true, Notes: true})).Case
	for i, notes := range []bool{false, true} {
		path := n.path()
		other := []*world{third, newWorld(t)}[i]
		if other != third {
			other.accept(n.b)
			n.b.accept(other)
		}
		_, err := n.b.desk.Refer(ctx, middle, n.b.peer(other), path, ReferOptions{Answers: true, Notes: notes})
		n.b.must(err)
		last := other.receive(path).Case
		want := []string{"report Een.", "answer Dank u wel."}
		if notes {
			want = append(want, "note Geheim van het eerste.", "answer Antwoord van Bureau:\n\nWaar?")
		}
		wantAll(t, other.letters(last), want...)
		v, err := other.desk.Show(last, 0)
		other.must(err)
		if l := v.Tree[0].Letters; l[1].By != "Bureau" {
			t.Errorf("%+v", l[1])
		}
		if i == 0 {
			_, err = other.desk.Reply(last, "Waar?")
			other.must(err)
			back := n.path()
			_, err = other.desk.HandBack(ctx, last, back, false)
			other.must(err)
			n.b.receive(back)
		}
	}
	n.a.receive(n.back(middle))
	one.says(n.a.export(), "receipt", "answer Dank u wel.", "answer Antwoord van Bureau:\n\nAntwoord van Bureau:\n\nWaar?")
	if v, err := n.b.desk.Show(middle, 0); err != nil || v.Acknowledged == 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestReceive_FilesLostOrLate_AreAskedForAndMendedByAWholeOne: a file that does not come is noticed with the next, and a whole one fills the gap.
func TestReceive_FilesLostOrLate_AreAskedForAndMendedByAWholeOne(t *testing.T) {
	n := newNeighbours(t)
	one, two, three := n.a.coder(), n.a.coder(), n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Een."))).Case
	first := n.refer(id, ReferOptions{Answers: true})
	n.a.bring(one.turn(two, "Twee.", nil))
	lost := n.again(id, false)
	n.a.bring(two.turn(three, "Drie.", nil))
	third := n.again(id, false)
	n.b.refuses(third, ErrGap)
	theirs := n.b.receive(first).Case
	n.b.refuses(third, ErrGap)
	n.b.receive(n.again(id, true))
	wantAll(t, n.b.letters(theirs), "report Een.", "followup Twee.", "followup Drie.")
	n.b.receive(lost)
	n.b.receive(third)
	wantAll(t, n.b.letters(theirs), "report Een.", "followup Twee.", "followup Drie.")
}

// TestReceive_CaseIsGone_ItsWayIsTakenAwayAndAWholeFileOpensAnother: as where a case was destroyed when its time was over.
func TestReceive_CaseIsGone_ItsWayIsTakenAwayAndAWholeFileOpensAnother(t *testing.T) {
	n := newNeighbours(t)
	one, two := n.a.coder(), n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Een."))).Case
	theirs := n.b.receive(n.refer(id, ReferOptions{Answers: true})).Case
	n.b.must(n.b.desk.reg.Update(func(tx *register.Tx) error { return tx.Delete(accessBucket, theirs) }))
	n.a.bring(one.turn(two, "Twee.", nil))
	n.b.refuses(n.again(id, false), ErrGap)
	n.b.reopen()
	n.b.must(n.b.desk.reg.View(func(tx *register.Tx) error {
		if left := tx.Count(passageBucket); left != 0 {
			t.Errorf("%d ways are left", left)
		}
		return nil
	}))
	if r := n.b.receive(n.again(id, true)); !r.New || r.Letters != 2 {
		t.Errorf("%+v", r)
	}
}

func TestReceive_HostileFiles_ChangeNothingAndSayWhy(t *testing.T) {
	n := newNeighbours(t)
	ref, pieces := n.a.file("foto.jpg", "first", "second")
	id := n.a.letter([]message.FileRef{ref}, pieces...)
	path := n.refer(id, ReferOptions{Answers: true, Files: true})
	whole, err := os.ReadFile(path)
	n.a.must(err)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	stranger := newWorld(t)
	stranger.accept(n.b)
	strangers := stranger.sole(stranger.bring(stranger.coder().report("Een.")))
	strange := n.path()
	_, err = stranger.desk.Refer(context.Background(), strangers.Case, stranger.peer(n.b), strange, ReferOptions{})
	stranger.must(err)
	unknown, err := os.ReadFile(strange)
	n.a.must(err)
	resealed := n.resealed(path, stranger)
	for name, c := range map[string]struct {
		at   *world
		file []byte
		want error
	}{
		"nothing":                            {n.b, nil, referral.ErrNotReferral},
		"a text":                             {n.b, []byte("years of work"), referral.ErrNotReferral},
		"a parcel":                           {n.b, n.b.coder().report("Een."), referral.ErrNotReferral},
		"cut":                                {n.b, whole[:len(whole)-70000], referral.ErrDamaged},
		"altered":                            {n.b, flipped, referral.ErrDamaged},
		"brought to who wrote it":            {n.a, whole, ErrNotForUs},
		"of a bureau that is not known here": {n.b, unknown, ErrPeerUnknown},
		"sealed again by its receiver":       {stranger, resealed, ErrNotForUs},
	} {
		before, err := c.at.desk.List(false)
		c.at.must(err)
		file := n.path()
		n.a.must(os.WriteFile(file, c.file, 0o600))
		if _, err := c.at.desk.Receive(context.Background(), file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, expected %v", name, err, c.want)
		}
		if after, err := c.at.desk.List(false); err != nil || len(after.Cases) != len(before.Cases) {
			t.Errorf("%s: %d cases, %v", name, len(after.Cases), err)
		}
	}
	if left := n.b.pieces(); left != 0 {
		t.Errorf("%d pieces of files were left", left)
	}
	n.b.receive(path)
	if left := n.b.pieces(); left != 1 {
		t.Errorf("%d pieces of files, expected one", left)
	}
}

// resealed opens a file as its receiver can, and seals the same to another bureau.
func (n *neighbours) resealed(path string, to *world) []byte {
	n.t.Helper()
	file, err := os.Open(path)
	n.a.must(err)
	defer file.Close()
	r, err := n.b.desk.openReferral(file)
	n.a.must(err)
	var content []byte
	n.a.must(r.Files(func(_, _ int, _ referral.File, from io.Reader) error {
		var b bytes.Buffer
		_, err := b.ReadFrom(from)
		content = b.Bytes()
		return err
	}))
	var out bytes.Buffer
	err = referral.Write(&out, to.epoch().Recipient, n.a.keys.Dispatch(), &r.Document, func(_, _ int, w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	n.a.must(err)
	return out.Bytes()
}

// pieces counts the pieces of files that are kept.
func (w *world) pieces() (n int) {
	w.must(w.desk.reg.View(func(tx *register.Tx) error { n = tx.Count(bodyBucket); return nil }))
	return n
}

// TestReceive_SignedByAnother_IsRefused: the bureau replaced its dispatch key, and somebody has the old one.
func TestReceive_SignedByAnother_IsRefused(t *testing.T) {
	n := newNeighbours(t)
	id := n.a.sole(n.a.bring(n.a.coder().report("Een."))).Case
	path := n.refer(id, ReferOptions{})
	key, err := sign.GenerateKey()
	n.a.must(err)
	n.a.keys = n.a.keys.WithDispatch(key)
	n.a.reopen()
	n.b.accept(n.a)
	n.b.refuses(path, sign.ErrSignature)
}

func TestReceive_WaysThatAreNone_AreRefused(t *testing.T) {
	n := newNeighbours(t)
	third := newWorld(t)
	third.accept(n.a)
	n.a.accept(third)
	id := n.a.sole(n.a.bring(n.a.coder().report("Een."))).Case
	theirs := n.b.receive(n.refer(id, ReferOptions{Answers: true})).Case
	_, err := n.b.desk.Reply(theirs, "Hallo.")
	n.b.must(err)
	answers := n.back(theirs)

	// A third bureau sends answers for a case that was not handed to it.
	file, err := os.Open(answers)
	n.a.must(err)
	defer file.Close()
	r, err := n.a.desk.openReferral(file)
	n.a.must(err)
	doc := r.Document
	doc.From = third.desk.Bureau()
	var out bytes.Buffer
	n.a.must(referral.Write(&out, n.a.epoch().Recipient, third.keys.Dispatch(), &doc, nil))
	forged := n.path()
	n.a.must(os.WriteFile(forged, out.Bytes(), 0o600))
	n.a.refuses(forged, ErrOtherWay)

	// An answer that cannot go out is refused, and can be brought again.
	n.a.must(n.a.desk.CloseAll(id))
	n.a.refuses(answers, cases.ErrClosed)
	if _, err := n.a.desk.Refer(context.Background(), id, n.a.peer(n.b), n.path(), ReferOptions{}); !errors.Is(err, ErrReferred) {
		t.Error(err)
	}
	there := n.path()
	n.a.must(os.WriteFile(there, []byte("years of work"), 0o600))
	if _, err := n.a.desk.Refer(context.Background(), id, n.a.peer(third), there, ReferOptions{}); !errors.Is(err, ErrFileThere) {
		t.Error(err)
	}
}

// TestRefer_CannotTell_HandsNothingOver: where the reporter cannot be told, there is no file, and the case is as it was.
func TestRefer_CannotTell_HandsNothingOver(t *testing.T) {
	n := newNeighbours(t)
	one, two, finder := n.a.coder(), n.a.coder(), n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Een."))).Case
	n.a.bring(one.turn(two, "Twee.", nil))
	n.a.bring(one.turn(finder, "Ook twee.", nil))
	path := n.path()
	if _, err := n.a.desk.Refer(context.Background(), id, n.a.peer(n.b), path, ReferOptions{Tell: "Overgedragen."}); !errors.Is(err, cases.ErrForked) {
		t.Error(err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
	if f, err := n.a.desk.CaseFile(id); err != nil || f.Status != StatusNew {
		t.Errorf("%+v, %v", f, err)
	}
	n.a.must(n.a.desk.Keep(id, 2))
	got := n.b.receive(n.refer(id, ReferOptions{Tell: "Overgedragen."}))
	v, err := n.b.desk.Show(got.Case, 0)
	n.b.must(err)
	if len(v.Filed) != 1 || v.Filed[0].Text != "Ook twee." {
		t.Errorf("%+v", v.Filed)
	}
}

func TestAcceptPeer_WrongOnes_AreRefused(t *testing.T) {
	n := newWorld(t)
	other, third := newWorld(t), newWorld(t)
	c := other.charter(nil)
	card := c.Bureau.Words("en")
	for name, try := range map[string]struct {
		line  []byte
		words string
		want  error
	}{
		"its own":         {n.charter(nil).Raw(), strings.Join(n.desk.Bureau().Words("nl"), " "), ErrPeer},
		"no charter":      {[]byte("{}\n"), "", ErrPeer},
		"altered":         {bytes.Replace(c.Raw(), []byte("Bureau"), []byte("Burgau"), 1), "", ErrPeer},
		"without words":   {c.Raw(), "", ErrPeerWords},
		"another's words": {c.Raw(), strings.Join(third.desk.Bureau().Words("en"), " "), ErrPeerWords},
		"too few words":   {c.Raw(), strings.Join(card[:7], " "), ErrPeerWords},
	} {
		if _, err := n.desk.AcceptPeer(try.line, try.words); !errors.Is(err, try.want) {
			t.Errorf("%s: %v, expected %v", name, err, try.want)
		}
	}
	_, err := n.desk.AcceptPeer(bytes.TrimSuffix(c.Raw(), []byte("\n")), "1. "+strings.Join(card[:8], " 2 "))
	n.must(err)
	old := c.Raw()
	onion := onionAddress
	_, err = n.desk.AcceptPeer(other.charter(&onion).Raw(), "")
	n.must(err)
	if _, err := n.desk.AcceptPeer(old, ""); !errors.Is(err, ErrPeerOrder) {
		t.Errorf("an older one: %v", err)
	}
	n.days(3650)
	if _, err := n.desk.AcceptPeer(c.Raw(), ""); !errors.Is(err, ErrPeerExpired) {
		t.Error(err)
	}
	if all, err := n.desk.Peers(); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

// TestReceive_HandlerWhoMayNotSeeTheCase_TakesItInWithoutLearning: as with a pouch.
func TestReceive_HandlerWhoMayNotSeeTheCase_TakesItInWithoutLearning(t *testing.T) {
	n := newNeighbours(t)
	one, two := n.a.coder(), n.a.coder()
	id := n.a.sole(n.a.bring(one.report("Over Kees Jansen."))).Case
	first := n.refer(id, ReferOptions{Answers: true})
	n.b.handler("Anna Bos", Keeper)
	n.b.handler("Kees Jansen", Keeper)
	theirs := n.b.receive(first).Case
	n.a.bring(one.turn(two, "Twee.", nil))
	n.b.enter("Kees Jansen")
	if r := n.b.receive(n.again(id, false)); r.Case != "" {
		t.Errorf("%+v", r)
	}
	if _, err := n.b.desk.Show(theirs, 0); !errors.Is(err, cases.ErrNoCase) {
		t.Error(err)
	}
	n.b.enter("Anna Bos")
	wantAll(t, n.b.letters(theirs), "report Over Kees Jansen.", "followup Twee.")
}
