package desk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"filippo.io/age"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/dossier"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

var (
	// ErrFileHolds is wrapped when a file that is to go with a dossier holds a passage that was taken out of it, or is too large to be looked through.
	ErrFileHolds = errors.New("a file holds a passage that was taken out, or is too large to be looked through")
	// ErrArchiveTo is returned when it is not said, or said in several ways, to whom an archive is sealed.
	ErrArchiveTo = errors.New("an archive is sealed to one recipient, one passphrase or one bureau")
	// ErrRecipient is returned when a recipient is not a hybrid one.
	ErrRecipient = errors.New("not a recipient that begins with age1pq1")
)

// Names of what a dossier is written as.
const (
	DossierPDF     = "dossier.pdf"
	DossierArchive = "dossier.tar.age"
)

// mostLooked is how large a file may be that is looked through for passages, in bytes.
const mostLooked = 64 << 20

// DossierOptions say what goes into a dossier.
type DossierOptions struct {
	Language string // nl or en
	Notes    bool
	Files    []int // which files go into the archive, from 1 in the order of the letters that name them
	AllFiles bool  // all that are whole, in the place of Files
	Passages []dossier.Passage

	To         string // a recipient, age1pq1…
	Passphrase string
	Peer       *Peer // another bureau, whose charter was accepted
}

// sealed says whether there is an archive, or returns ErrArchiveTo.
func (o *DossierOptions) sealed() (bool, error) {
	n := rank1(o.To != "") + rank1(o.Passphrase != "") + rank1(o.Peer != nil)
	if n > 1 || n == 0 && (o.AllFiles || len(o.Files) > 0) {
		return false, ErrArchiveTo
	}
	return n == 1, nil
}

// DossierMade is what was made.
type DossierMade struct {
	PDF, Archive string // paths; Archive is empty if there is none
	Files        int
	Copies       int
	Passages     int // chosen
	Places       int // where they stood
}

// Dossier writes a case into a directory that is new or empty: a PDF with all of it, and, sealed to whom o says, an archive of that, the same as text, the originals and the clean copies that are kept of them, and the hashes of everything. The case
// itself stays as it is. It returns cases.ErrNoCase, ErrNotEmpty, ErrArchiveTo, ErrRecipient, ErrNoFile, ErrFileHolds, ErrPeerExpired, ErrWho, dossier.ErrPassage or dossier.ErrNotFound.
func (d *Desk) Dossier(ctx context.Context, id, dir string, o DossierOptions) (*DossierMade, error) {
	m := &dossierMaking{d: d, ctx: ctx, id: id, o: o}
	if err := m.prepare(); err != nil {
		return nil, err
	}
	root, err := emptyDir(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	made, err := m.write(root)
	if err != nil {
		err = errors.Join(err, removeAll(root))
	}
	return made, errors.Join(err, durable.SyncDir(dir))
}

func removeAll(root *os.Root) error {
	return errors.Join(root.RemoveAll(DossierPDF), root.RemoveAll(DossierArchive))
}

// dossierMaking is one dossier under way.
type dossierMaking struct {
	d        *Desk
	ctx      context.Context
	id       string
	o        DossierOptions
	to       age.Recipient // nil: no archive
	redactor *dossier.Redactor
	files    []TakenFile
	file     *File
	takes    []int // indexes of the files that go into the archive
	made     *dossier.Made
	result   DossierMade
}

// prepare does all that can fail before anything is logged or written.
func (m *dossierMaking) prepare() error {
	if m.d.identity == nil {
		return ErrWho
	}
	archive, err := m.o.sealed()
	if err == nil && archive {
		m.to, err = m.recipient()
	}
	if err != nil {
		return err
	}
	if m.redactor, err = dossier.NewRedactor(m.o.Passages); err != nil {
		return err
	}
	if m.files, err = m.d.filesOf(m.id); err != nil {
		return err
	}
	f, err := m.d.CaseFile(m.id)
	if err != nil {
		return err
	}
	m.file = &f
	return m.d.reg.View(m.choose)
}

func (m *dossierMaking) recipient() (age.Recipient, error) {
	switch {
	case m.o.Passphrase != "":
		return keyring.Recipient(m.o.Passphrase)
	case m.o.Peer != nil:
		if err := current(m.o.Peer.Charter, m.d.today()); err != nil {
			return nil, err
		}
		e, _ := m.o.Peer.Epoch(m.d.today())
		m.o.To = e.Recipient
	}
	r, err := age.ParseHybridRecipient(m.o.To)
	if err != nil {
		return nil, ErrRecipient
	}
	return r, nil
}

// choose looks which files are whole, and chooses those that go into the archive.
func (m *dossierMaking) choose(tx *register.Tx) error {
	for i := range m.files {
		if err := m.look(tx, i); err != nil {
			return err
		}
	}
	for _, n := range m.o.Files {
		if n < 1 || n > len(m.files) || m.files[n-1].State != FileWhole {
			return fmt.Errorf("%w: %d", ErrNoFile, n)
		}
	}
	for i, f := range m.files {
		if f.State != FileWhole || !m.o.AllFiles && !slices.Contains(m.o.Files, i+1) {
			continue
		}
		if err := m.lookThrough(tx, i); err != nil {
			return err
		}
		m.takes = append(m.takes, i)
	}
	return nil
}

// look says in its State what became of a file.
func (m *dossierMaking) look(tx *register.Tx, i int) error {
	f := &m.files[i]
	switch {
	case f.State != "":
	case !f.Whole():
		f.State = FileMissing
	default:
		sum := newSum()
		_, wrong, err := m.join(tx, sum, f)
		if err != nil {
			return err
		}
		f.State = FileWhole
		if wrong != "" || sum.hex() != f.SHA256 {
			f.State = FileDamaged
		}
	}
	return nil
}

func (m *dossierMaking) join(tx *register.Tx, w io.Writer, f *TakenFile) (int64, string, error) {
	t := &takingOut{ctx: m.ctx, d: m.d, id: m.id, tx: tx}
	return t.join(w, f)
}

// lookThrough refuses a file in which a passage stands as text. What is packed, or in a picture, it does not see.
func (m *dossierMaking) lookThrough(tx *register.Tx, i int) error {
	if len(m.o.Passages) == 0 {
		return nil
	}
	var content bytes.Buffer
	f := m.files[i]
	if f.Size <= mostLooked {
		if _, _, err := m.join(tx, &content, &f); err != nil {
			return err
		}
	}
	text := content.String()
	if f.Size > mostLooked || m.redactor.Holds(text) || m.redactor.Holds(strings.ReplaceAll(text, "\x00", "")) { // UTF-16 of Latin letters
		return fmt.Errorf("%w: file %d", ErrFileHolds, i+1)
	}
	return nil
}

// write logs that the dossier is made, and makes it.
func (m *dossierMaking) write(root *os.Root) (*DossierMade, error) {
	detail := map[string]any{"files": len(m.takes), "notes": m.o.Notes, "redacted": len(m.o.Passages), "sealed": m.to != nil}
	if m.o.Peer != nil {
		detail["bureau"] = m.o.Peer.logged()
	}
	content, err := m.content()
	if err == nil {
		err = dossier.Check(*content, m.o.Passages)
	}
	if err != nil {
		return nil, err
	}
	// Before the first byte, and so that the dossier has this entry.
	err = m.d.reg.Update(func(tx *register.Tx) error {
		if err := m.d.may(tx, m.id); err != nil {
			return err
		}
		return m.d.logEvent(tx, m.d.event("dossier", m.id, detail))
	})
	if err != nil {
		return nil, err
	}
	if content, err = m.content(); err != nil {
		return nil, err
	}
	if m.made, err = dossier.Make(*content, m.redactor); err != nil {
		return nil, err
	}
	m.result.Passages, m.result.Places, m.result.Files = m.made.Passages, m.made.Places, len(m.takes)
	m.result.PDF = DossierPDF
	if err := writeNew(root, DossierPDF, func(w io.Writer) error { _, err := w.Write(m.made.PDF); return err }); err != nil || m.to == nil {
		return &m.result, err
	}
	m.result.Archive = DossierArchive
	return &m.result, writeNew(root, DossierArchive, func(w io.Writer) error {
		sealed, err := age.Encrypt(w, m.to)
		if err != nil {
			return fmt.Errorf("seal the archive: %w", err)
		}
		if err := m.d.reg.View(func(tx *register.Tx) error { return m.archive(tx, sealed) }); err != nil {
			return err
		}
		return sealed.Close()
	})
}

// writeNew writes a file that was not there, and syncs it.
func writeNew(root *os.Root, name string, fn func(io.Writer) error) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	err = fn(f)
	return errors.Join(err, f.Sync(), f.Close())
}

// content is all that is known of the case.
func (m *dossierMaking) content() (*dossier.Dossier, error) {
	letters, v, err := m.d.allLetters(m.id)
	if err != nil {
		return nil, err
	}
	answers, err := m.d.answers(m.id, v)
	if err != nil {
		return nil, err
	}
	f := m.file
	name, err1 := m.d.Name(m.o.Language)
	topics, err2 := m.d.Topics()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	c := &dossier.Dossier{Language: m.o.Language, Bureau: name, F: m.d.bureau, Case: m.id, Made: m.d.today(), By: m.d.actor, WithNotes: m.o.Notes, Facts: factsOf(m.o.Language, v, f, topics), Items: m.items(v, letters, answers)}
	if m.o.Notes {
		for _, n := range f.Notes {
			c.Notes = append(c.Notes, dossier.Note(n))
		}
	}
	for _, e := range v.Events {
		c.Events = append(c.Events, dossier.Line{Day: e.Day, By: e.By, What: strings.TrimSuffix(dossierWord(m.o.Language, e.What)+": "+e.Detail, ": ")})
	}
	return c, m.log(c)
}

// items are letters and answers, in order.
func (m *dossierMaking) items(v *cases.View, letters []cases.LetterView, answers []cases.AnswerView) (all []dossier.Item) {
	states := map[int]string{}
	for _, b := range v.Tree {
		states[b.ID] = b.State
	}
	number := 0
	for _, l := range letters {
		if l.Kind == cases.KindNote && !m.o.Notes {
			continue
		}
		i := dossier.Item{Number: l.No, Kind: l.Kind, By: l.By, Day: cmp.Or(l.Said, l.Day), Remark: remarkOf(m.o.Language, l, states[l.Branch]), Text: l.Text}
		for _, a := range l.Answers {
			i.Answers = append(i.Answers, dossier.Fact{What: a.Question, Says: a.Answer})
		}
		for _, f := range l.Files {
			taken := m.files[number]
			number++
			i.Files = append(i.Files, dossier.File{Number: number, Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256, Content: m.contentOf(number), State: taken.State, Archive: slices.Contains(m.takes, number-1)})
		}
		if l.Damaged {
			number++ // filesOf has one for it
		}
		all = append(all, i)
	}
	for _, a := range answers {
		all = append(all, dossier.Item{Number: a.No, Kind: "reply", By: a.By, Day: a.Day, Remark: answerRemark(m.o.Language, a), Text: a.Text()})
	}
	slices.SortStableFunc(all, func(a, b dossier.Item) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// contentOf is what a file is by its content, where it was looked into.
func (m *dossierMaking) contentOf(no int) string {
	if e := m.file.evidence(no, m.files[no-1].SHA256); e != nil {
		return e.Type
	}
	return ""
}

// log adds the case's entries, and what they are bound by.
func (m *dossierMaking) log(c *dossier.Dossier) error {
	events, err := m.d.Log()
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Case == m.id {
			c.Log = append(c.Log, dossier.Line{Day: day.Of(e.Time), By: e.Actor, What: e.Action + details(e.Detail)})
		}
	}
	return m.d.reg.View(func(tx *register.Tx) error {
		var ours caseLog
		var h head
		_, err1 := tx.GetJSON(caseLogBucket, m.id, &ours)
		_, err2 := tx.GetJSON(eventBucket, headKey, &h)
		c.LogHash, c.Head = hex.EncodeToString(ours.Head[:]), fmt.Sprintf("%d %x", h.Number, h.Hash)
		return errors.Join(err1, err2)
	})
}

func details(detail map[string]any) string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(detail)) {
		all = append(all, fmt.Sprintf("%s: %v", k, detail[k]))
	}
	if len(all) == 0 {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

// OpenDossier opens an archive that another bureau sealed to this one, and writes what is in it, a tar, into a new file. It returns ErrNotForUs, ErrFileThere or ErrNotDossier.
func (d *Desk) OpenDossier(path, out string) error {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return err
	}
	sealed, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if parcel.CheckSealed(sealed) != nil {
		return ErrNotDossier
	}
	text, err := d.unsealDossier(sealed)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return ErrFileThere
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", out, err)
	}
	err = d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event("dossier-open", "", nil)) })
	if err == nil {
		_, err = f.Write(text)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// ErrNotDossier is returned when a file is no archive of a dossier that is sealed to a bureau.
var ErrNotDossier = errors.New("this is no dossier that is sealed to a bureau")

func (d *Desk) unsealDossier(sealed []byte) ([]byte, error) {
	epochs := d.keys.Epochs()
	for n := len(epochs) - 1; n >= 0; n-- {
		identity, err := d.keys.Identity(epochs[n].Epoch)
		if err != nil {
			continue
		}
		r, err := age.Decrypt(bytes.NewReader(sealed), identity)
		if err != nil {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil || len(text) < 512 || !bytes.HasPrefix(text, []byte(DossierPDF)) {
			return nil, ErrNotDossier
		}
		return text, nil
	}
	return nil, errors.Join(d.lockedEpoch(), ErrNotForUs)
}
