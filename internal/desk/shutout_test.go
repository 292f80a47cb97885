package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/worksheet"
)

// never is an id that no case has.
const never = "zzzzzzzz"

// TestShutOut_TwinDesks_GiveHimTheSame takes two desks that are the same but for a case that Bram Kok is shut out of, and compares everything that he gets from the program, in four states: the
// case has come, has a follow-up that he himself imports, goes on boards, and is destroyed.
//
// What cannot be the same, and is left out: how many parcels a pouch has (he counts them on the stick: the twin gets as many, that it has already), how many records and bytes the register's file and a
// backup have and how many entries the chain of the log (LogHead), which is how the chain shows that none was taken out.
func TestShutOut_TwinDesks_GiveHimTheSame(t *testing.T) {
	w, passphrase := newWorld(t), keyFor("desk")
	w.must(w.keys.Save(filepath.Join(w.dir, keyringFile), passphrase))
	w.handler("Anna Bos", Keeper)
	w.handler("Bram Kok", Keeper)
	w.accept(newWorld(t))
	peers, err := w.desk.Peers()
	w.must(err)
	first, second := w.coder(), w.coder()
	parcels := [][]byte{first.report("Over parkeren."), second.report("Over een vergunning."), first.turn(w.coder(), "Sinds mei.", nil)}
	w.bring(parcels[:2]...)
	w.bring(parcels[2])
	w.enter("Anna Bos")
	open, err := w.desk.List(false)
	w.must(err)
	_, err = w.desk.Reply(open.Cases[0].ID, "Waar was dat?")
	w.must(err)
	breach := clocks.At(w.desk.now().Truncate(time.Minute))
	w.must(w.desk.ChangeTimes(open.Cases[0].ID, TimesChange{Breach: &breach}))
	w.export()

	s := &twins{t: t, with: w, without: w.twin(), now: w.desk.now(), passphrase: passphrase, peer: peers[0]}
	one, two := w.coder(), w.coder()
	report, turn := one.report("Iemand nam geld aan."), one.turn(two, "Het was Bram Kok.", []int{0})
	s.enter("Anna Bos")
	s.id = w.sole(w.bring(report)).Case
	s.without.bring(parcels[0])
	w.must(w.desk.Exclude(s.id, "Bram Kok"))
	_, err = w.desk.Reply(s.id, "Sinds wanneer?")
	w.must(err)
	w.must(w.desk.AddNote(s.id, "Een aantekening."))
	w.must(w.desk.ChangeTimes(s.id, TimesChange{Breach: &breach}))
	w.must(w.desk.ChangeWorksheet(s.id, func(sheet *worksheet.Sheet) error { return nil }))
	s.same("the case has come")

	pouches := []string{w.pouch(turn), s.without.pouch(parcels[1])}
	s.board("a board with the case's answer")
	s.imports("he imports its follow-up", pouches)
	s.imports("the same pouch again", pouches)
	s.same("after it")
	s.board("a board with its receipt")
	s.same("after that")

	s.enter("Anna Bos")
	w.must(w.desk.DestroyCase(s.id, GroundCourt, "vonnis 26/114"))
	s.same("it is destroyed")
	s.imports("its pouch once more", pouches)
	s.same("at the end")
}

// twin is a world with a desk of the same keys and the same register.
func (w *world) twin() *world {
	w.t.Helper()
	other := &world{t: w.t, dir: w.t.TempDir(), keys: w.keys, held: w.held}
	w.must(os.WriteFile(filepath.Join(other.dir, registerFile), w.copyRegister(), 0o600))
	keys, err := os.ReadFile(filepath.Join(w.dir, keyringFile))
	w.must(err)
	w.must(os.WriteFile(filepath.Join(other.dir, keyringFile), keys, 0o600))
	other.reopen()
	w.t.Cleanup(func() { other.desk.Close() })
	return other
}

// twins are two desks, one with a case more.
type twins struct {
	t             *testing.T
	with, without *world
	id            string // of the case
	now           time.Time
	passphrase    string
	peer          *Peer
}

// enter lets a handler in at both, at the same time.
func (s *twins) enter(name string) {
	for _, w := range []*world{s.with, s.without} {
		w.enter(name)
		w.desk.now, w.desk.passphrase = func() time.Time { return s.now }, s.passphrase
	}
}

var (
	logTime  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	tempPath = regexp.MustCompile(`/[^" ]*` + regexp.QuoteMeta("TestShutOut_TwinDesks") + `[^" ]*`)
)

// compare has one do something at each desk, and compares what he is told: ids, times and paths are masked.
func (s *twins) compare(when, what string, do func(w *world) (any, error)) {
	s.t.Helper()
	var told [2]string
	for i, w := range []*world{s.with, s.without} {
		got, err := do(w)
		text, jsonErr := json.Marshal(got)
		s.with.must(jsonErr)
		if b, ok := got.([]byte); ok {
			text = b
		}
		told[i] = s.masked(fmt.Sprintf("%s, %v", text, err))
		if strings.Contains(told[i], s.id) {
			s.t.Errorf("%s, %s: its id is in %s", when, what, told[i])
		}
	}
	if told[0] != told[1] {
		s.t.Errorf("%s, %s:\n%s\nwhere there is no such case:\n%s", when, what, told[0], told[1])
	}
}

func (s *twins) masked(text string) string {
	return tempPath.ReplaceAllString(logTime.ReplaceAllString(text, "TIME"), "PATH")
}

// imports has him import a pouch of each desk's own.
func (s *twins) imports(when string, pouches []string) {
	s.t.Helper()
	s.enter("Bram Kok")
	s.compare(when, "import", func(w *world) (any, error) {
		path := pouches[0]
		if w == s.without {
			path = pouches[1]
		}
		got, err := w.desk.Import(context.Background(), path, func(int, int) {})
		for i := range got.Outcomes {
			got.Outcomes[i].ID = parcel.ID{} // of the parcel: it stands on the stick
		}
		return got, err
	})
}

// board has him make the next board.
func (s *twins) board(when string) {
	s.t.Helper()
	s.enter("Bram Kok")
	s.compare(when, "next board", func(w *world) (any, error) { return w.desk.NextBoard() })
	s.compare(when, "export", func(w *world) (any, error) {
		return w.desk.Export(filepath.Join(s.t.TempDir(), "pouch"), ExportOptions{})
	})
}

// same compares everything that he can look at, and how he is refused.
func (s *twins) same(when string) {
	s.t.Helper()
	s.enter("Bram Kok")
	year := s.now.UTC().Year()
	for what, do := range map[string]func(d *Desk) (any, error){
		"work":      func(d *Desk) (any, error) { return d.Work(Filter{}) },
		"search":    func(d *Desk) (any, error) { return d.Work(Filter{Text: "a"}) },
		"list":      func(d *Desk) (any, error) { return d.List(true) },
		"loose":     func(d *Desk) (any, error) { return d.Loose() },
		"clocks":    func(d *Desk) (any, error) { return d.Clocks() },
		"calendar":  func(d *Desk) (any, error) { return d.Calendar("Luwte", time.UTC) },
		"figures":   func(d *Desk) (any, error) { return d.Figures(year, false) },
		"published": func(d *Desk) (any, error) { return d.Figures(year, true) },
		"years":     func(d *Desk) (any, error) { return d.Years() },
		"breaches":  func(d *Desk) (any, error) { return d.Breaches() },
		"reminders": func(d *Desk) (any, error) { return d.Reminders() },
		"proposals": func(d *Desk) (any, error) { return d.Proposals() },
		"handlers":  func(d *Desk) (any, error) { return d.Handlers() },
		"retention": func(d *Desk) (any, error) { return d.Retention() },
		"again":     func(d *Desk) (any, error) { return d.CasesAgain() },
		"board":     func(d *Desk) (any, error) { return d.NextBoard() },
		"backups":   func(d *Desk) (any, error) { return d.Backups() },
		"topics":    func(d *Desk) (any, error) { return d.Topics() },
		"due":       func(d *Desk) (any, error) { return d.Due() },
		"differs":   func(d *Desk) (any, error) { return d.Adopted() },
		"verify":    func(d *Desk) (any, error) { return nil, d.VerifyLog() },
	} {
		s.compare(when, what, func(w *world) (any, error) { return do(w.desk) })
	}
	s.compare(when, "backup", func(w *world) (any, error) {
		return nil, w.desk.Backup(s.t.Context(), filepath.Join(s.t.TempDir(), "backup"), quiet)
	})
	s.compare(when, "last backup", func(w *world) (any, error) { return w.desk.LastBackup() })
	s.refused(when)
	s.compare(when, "log", func(w *world) (any, error) { return w.desk.Log() })
}

// refused compares how he is refused the case with how he is refused one that never was: by the same error, in the same words.
func (s *twins) refused(when string) {
	s.t.Helper()
	for what, try := range s.tries() {
		hidden, none := try(s.with.desk, s.id), try(s.with.desk, never)
		if hidden == nil || none == nil {
			s.t.Errorf("%s, %s: %v, and of one that never was %v", when, what, hidden, none)
			continue
		}
		if got, want := s.masked(strings.ReplaceAll(hidden.Error(), s.id, never)), s.masked(none.Error()); got != want || kinds(hidden) != kinds(none) {
			s.t.Errorf("%s, %s: %s (%s), and of one that never was %s (%s)", when, what, got, kinds(hidden), want, kinds(none))
		}
	}
}

// kinds are the types of what an error wraps.
func kinds(err error) string {
	text := reflect.TypeOf(err).String()
	switch u := err.(type) {
	case interface{ Unwrap() error }:
		if inner := u.Unwrap(); inner != nil {
			text += " " + kinds(inner)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range u.Unwrap() {
			text += " " + kinds(inner)
		}
	}
	return text
}

func (s *twins) tries() map[string]func(d *Desk, id string) error {
	ctx, out := context.Background(), func() string { return filepath.Join(s.t.TempDir(), "out") }
	var nobody charter.Fingerprint
	return map[string]func(d *Desk, id string) error{
		"show":        func(d *Desk, id string) error { _, err := d.Show(id, 0); return err },
		"summary":     func(d *Desk, id string) error { _, err := d.Summary(id); return err },
		"access":      func(d *Desk, id string) error { _, err := d.Access(id); return err },
		"file":        func(d *Desk, id string) error { _, err := d.CaseFile(id); return err },
		"reply":       func(d *Desk, id string) error { _, err := d.Reply(id, "Antwoord."); return err },
		"check":       func(d *Desk, id string) error { _, err := d.CheckReply(id, "Antwoord."); return err },
		"draft":       func(d *Desk, id string) error { return d.KeepDraft(id, "Antwoord.") },
		"keep":        func(d *Desk, id string) error { return d.Keep(id, 1) },
		"accept":      func(d *Desk, id string) error { return d.Accept(id, 1) },
		"close":       func(d *Desk, id string) error { return d.CloseAll(id) },
		"take up":     func(d *Desk, id string) error { return d.TakeUp(id) },
		"give":        func(d *Desk, id string) error { return d.Give(id, "Anna Bos") },
		"give him":    func(d *Desk, id string) error { return d.Give(id, "Bram Kok") },
		"give nobody": func(d *Desk, id string) error { return d.Give(id, "Dirk") },
		"exclude":     func(d *Desk, id string) error { return d.Exclude(id, "Anna Bos") },
		"recuse":      func(d *Desk, id string) error { return d.Exclude(id, "Bram Kok") },
		"files":       func(d *Desk, id string) error { _, err := d.Files(ctx, id, out(), FilesOptions{}); return err },
		"case files":  func(d *Desk, id string) error { _, _, err := d.CaseFiles(id); return err },
		"examine":     func(d *Desk, id string) error { _, err := d.Examine(ctx, id, 1, nil); return err },
		"look":        func(d *Desk, id string) error { _, _, err := d.LookAt(id, 1, 1); return err },
		"save": func(d *Desk, id string) error {
			return d.SaveOriginal(ctx, id, 1, func(TakenFile) (io.Writer, error) { return io.Discard, nil })
		},
		"timeline":  func(d *Desk, id string) error { _, err := d.Timeline(id); return err },
		"worksheet": func(d *Desk, id string) error { _, err := d.Worksheet(id); return err },
		"change worksheet": func(d *Desk, id string) error {
			return d.ChangeWorksheet(id, func(*worksheet.Sheet) error { return nil })
		},
		"notified": func(d *Desk, id string) error { return d.Notified(id, clocks.At(s.now.Truncate(time.Minute)), "1") },
		"change": func(d *Desk, id string) error {
			return d.ChangeFile(id, "case-label", nil, func(*File) error { return nil })
		},
		"times":    func(d *Desk, id string) error { return d.ChangeTimes(id, TimesChange{}) },
		"note":     func(d *Desk, id string) error { return d.AddNote(id, "Iets.") },
		"counted":  func(d *Desk, id string) error { _, err := d.Counted(id); return err },
		"hold":     func(d *Desk, id string) error { return d.Hold(id, "rechtszaak") },
		"dealt":    func(d *Desk, id string) error { return d.DealtWith(id) },
		"passages": func(d *Desk, id string) error { _, err := d.Passages(id); return err },
		"preview": func(d *Desk, id string) error {
			_, err := d.PreviewReferral(ctx, id, s.peer, ReferOptions{})
			return err
		},
		"refer":     func(d *Desk, id string) error { _, err := d.Refer(ctx, id, s.peer, out(), ReferOptions{}); return err },
		"again":     func(d *Desk, id string) error { _, err := d.ReferAgain(ctx, id, nil, out(), false); return err },
		"again to":  func(d *Desk, id string) error { _, err := d.ReferAgain(ctx, id, &nobody, out(), false); return err },
		"hand back": func(d *Desk, id string) error { _, err := d.HandBack(ctx, id, out(), false); return err },
		"dossier": func(d *Desk, id string) error {
			_, err := d.Dossier(ctx, id, out(), DossierOptions{Language: "nl", Notes: true})
			return err
		},
		"destroy":     func(d *Desk, id string) error { return d.DestroyCase(id, GroundCourt, "vonnis") },
		"destroy due": func(d *Desk, id string) error { return d.DestroyDue([]string{id}) },
	}
}
