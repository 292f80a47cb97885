package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/referral"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/register"
)

// ErrFileThere is returned when a file is to be written where there is one.
var ErrFileThere = errors.New("there is a file of this name already")

// wordsHanded bounds what one file hands over of words and names, in bytes; what is more goes with the next.
const wordsHanded = 32 << 20

// ReferOptions say what is handed over.
type ReferOptions struct {
	Answers bool   // the other bureau may answer the reporter, through this one
	Notes   bool   // with what officers noted
	Files   bool   // with the files, as the reporter sent them
	Tell    string // what the reporter is told; empty: nothing
}

// Handover is what goes, or went, to another bureau.
type Handover struct {
	Bureau  *Peer
	Number  uint64 // of the files that went to it for this case
	Letters int
	Answers int
	Files   int
	Missing int  // files that are named and do not go: not whole, damaged, too many, or not chosen
	Notes   int  // officers'
	More    bool // not all fitted: send again
	Told    int  // number of the answer that tells the reporter; 0: none
}

// handing is one file on its way.
type handing struct {
	d       *Desk
	ctx     context.Context
	passage *passage
	peer    *Peer
	epoch   charter.Epoch
	doc     *referral.Document
	from    map[[2]int]TakenFile // files that go, by item and file
	last    map[int]int          // letters that go without all their files, and with how many
	result  Handover
}

// PreviewReferral says what would be handed over, and hands nothing over. It returns what Refer returns.
func (d *Desk) PreviewReferral(ctx context.Context, id string, to *Peer, o ReferOptions) (*Handover, error) {
	h, err := d.newReferral(ctx, id, to, o)
	if err != nil {
		return nil, err
	}
	return &h.result, nil
}

// Refer hands a case to another bureau whose charter was accepted: it writes a new file, sealed to that bureau and signed by this one, makes the case referred, and tells the reporter what
// o.Tell says, with the next export. It returns cases.ErrNoCase, ErrReferred, ErrPeerUnknown, ErrFileThere, ErrText, ErrRole or ErrWho, or why the reporter cannot be told.
func (d *Desk) Refer(ctx context.Context, id string, to *Peer, path string, o ReferOptions) (*Handover, error) {
	h, err := d.newReferral(ctx, id, to, o)
	if err != nil {
		return nil, err
	}
	return h.send(path, "refer", func(tx *register.Tx, c *cases.Register) error {
		f, err := d.file(tx, id)
		if err != nil {
			return err
		}
		if f.Status != StatusClosed {
			f.Status = StatusReferred
		}
		if name := h.peer.Called("nl"); !slices.Contains(f.To, name) {
			f.To = append(f.To, name)
		}
		if err := d.sealFile(tx, id, f); err != nil || o.Tell == "" {
			return err
		}
		h.result.Told, err = c.Reply(d.by(), id, o.Tell)
		return err
	})
}

func (d *Desk) newReferral(ctx context.Context, id string, to *Peer, o ReferOptions) (*handing, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	p := &passage{Case: id, Bureau: to.Bureau, Out: true, Answers: o.Answers, Notes: o.Notes, Files: o.Files}
	rand.Read(p.ID[:])
	err := d.reg.View(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		_, err := passageTo(tx, id, &to.Bureau)
		switch {
		case errors.Is(err, ErrNotReferred):
			return nil
		case err == nil:
			return fmt.Errorf("%w: %s", ErrReferred, to.Called("nl"))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.hand(ctx, p, true)
}

// ReferAgain sends to the bureau to which a case was handed what came since; all of it, where whole. Where there are several such bureaus, to names one. It returns
// ErrNotReferred, ErrSeveral, ErrNothingNew, or what Refer returns.
func (d *Desk) ReferAgain(ctx context.Context, id string, to *charter.Fingerprint, path string, whole bool) (*Handover, error) {
	return d.sendOn(ctx, id, path, "refer-again", whole, func(tx *register.Tx) (*passage, error) { return passageTo(tx, id, to) })
}

// HandBack sends to the bureau that handed a case over what was answered since, for it to publish; all of it, where whole. It returns ErrNotReferred, ErrNoRight, ErrNothingNew, or
// what Refer returns.
func (d *Desk) HandBack(ctx context.Context, id, path string, whole bool) (*Handover, error) {
	return d.sendOn(ctx, id, path, "hand-back", whole, func(tx *register.Tx) (*passage, error) {
		p, err := passageFrom(tx, id)
		if err == nil && !p.Answers {
			err = ErrNoRight
		}
		return p, err
	})
}

func (d *Desk) sendOn(ctx context.Context, id, path, action string, whole bool, find func(*register.Tx) (*passage, error)) (*Handover, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	var p *passage
	err := d.reg.View(func(tx *register.Tx) (err error) {
		if err := d.may(tx, id); err != nil {
			return err
		}
		p, err = find(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	h, err := d.hand(ctx, p, whole)
	if err != nil {
		return nil, err
	}
	if len(h.doc.Items)+len(h.doc.Notes)+len(h.doc.Read) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNothingNew, id)
	}
	return h.send(path, action, func(_ *register.Tx, c *cases.Register) error {
		if p.Out {
			return nil
		}
		return c.Sent(id, h.passage.Upto, d.today())
	})
}

// hand makes the next document of a passage.
func (d *Desk) hand(ctx context.Context, p *passage, whole bool) (*handing, error) {
	h := &handing{d: d, ctx: ctx, passage: p, from: map[[2]int]TakenFile{}, last: map[int]int{}}
	if err := h.address(); err != nil {
		return nil, err
	}
	h.doc = &referral.Document{Kind: referral.KindAnswers, From: d.bureau, To: p.Bureau, Epoch: h.epoch.Epoch, ID: p.ID, Number: p.Sent + 1, Since: p.Sent, Made: d.today(), Case: p.Case,
		Read: []int{}, Items: []referral.Item{}, Notes: []referral.Note{}}
	if whole {
		h.doc.Since = 0
	}
	letters, v, err := d.allLetters(p.Case)
	if err != nil {
		return nil, err
	}
	h.doc.Language = v.Language
	if p.Out {
		h.doc.Kind, h.doc.Answers = referral.KindCase, p.Answers
		err = h.letters(v, letters)
	}
	if err == nil {
		err = h.answers(v)
	}
	if err != nil {
		return nil, err
	}
	h.fit()
	h.result.Bureau, h.result.Number = h.peer, h.doc.Number
	return h, nil
}

// address finds out to which of the receiver's recipients the file is sealed.
func (h *handing) address() error {
	return h.d.reg.View(func(tx *register.Tx) error {
		c, err := peer(tx, h.passage.Bureau)
		if err == nil && c == nil {
			err = ErrPeerUnknown
		}
		if err == nil {
			err = current(c, h.d.today())
		}
		if err != nil {
			return err
		}
		h.peer = &Peer{c, true}
		h.epoch, _ = c.Epoch(h.d.today())
		return nil
	})
}

// allLetters returns a case with all its letters, in order, filed ones among them.
func (d *Desk) allLetters(id string) (all []cases.LetterView, first *cases.View, err error) {
	for from, more := 0, true; more; {
		v, err := d.show(id, from)
		if err != nil {
			return nil, nil, err
		}
		if first == nil {
			first = v
		}
		all = append(all, v.Filed...)
		for _, b := range v.Tree {
			all = append(all, b.Letters...)
		}
		from, more = v.Next, v.Next != 0
	}
	slices.SortFunc(all, func(a, b cases.LetterView) int { return cmp.Compare(a.No, b.No) })
	return all, first, nil
}

// letters puts what the reporter wrote, and officers noted, into the document, as far as it is new.
func (h *handing) letters(v *cases.View, letters []cases.LetterView) error {
	states := map[int]string{}
	for _, b := range v.Tree {
		states[b.ID] = b.State
	}
	for _, l := range letters {
		before, lacked := h.passage.Lacking[l.No]
		if h.doc.Since > 0 && l.No <= h.passage.Upto && !lacked {
			continue
		}
		i := referral.Item{No: l.No, Kind: l.Kind, Day: cmp.Or(l.Said, l.Day), Filed: l.Filed, Language: l.Language, Form: l.Form, Topic: l.Topic, Questions: []message.Answer{}, Text: l.Text, Files: []referral.File{}}
		switch state := states[l.Branch]; {
		case l.Damaged:
			i.Filed = "the record of this letter is damaged"
		case i.Filed == "" && (state == cases.BranchClosed || state == cases.BranchAccepted):
			i.Filed = "on a branch that is " + state
		}
		switch { // what a bureau wrote that handed it over before
		case l.Kind == cases.KindNote && !h.passage.Notes:
			continue
		case l.Kind == cases.KindNote, l.Kind == cases.KindAnswer:
			i.By, i.Filed = l.By, ""
		}
		for _, q := range l.Answers {
			if q.Values == nil {
				q.Values = []string{}
			}
			i.Questions = append(i.Questions, q)
		}
		whole, files, err := h.files(l)
		if err != nil {
			return err
		}
		if lacked && h.doc.Since > 0 && l.No <= h.passage.Upto && whole <= before {
			continue
		}
		for n, f := range files {
			i.Files = append(i.Files, referral.File{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.sum, Here: f.here})
			if f.here {
				h.from[[2]int{l.No, n}] = f.TakenFile
			}
		}
		if whole < len(files) {
			h.last[l.No] = whole
		}
		h.doc.Items = append(h.doc.Items, i)
	}
	return h.notes()
}

type handedFile struct {
	TakenFile
	sum  [32]byte
	here bool
}

// files looks which files of a letter are whole, and what they name.
func (h *handing) files(l cases.LetterView) (whole int, all []handedFile, err error) {
	err = h.d.reg.View(func(tx *register.Tx) error {
		for _, f := range l.Files {
			taken := handedFile{TakenFile: TakenFile{File: f, Letter: l.No}}
			if _, err := hex.Decode(taken.sum[:], []byte(f.SHA256)); err != nil {
				return register.ErrDamaged
			}
			if h.passage.Files && f.Whole() {
				sum := sha256.New()
				_, wrong, err := h.join(tx, sum, &taken.TakenFile)
				if err != nil {
					return err
				}
				taken.here = wrong == "" && [32]byte(sum.Sum(nil)) == taken.sum
			}
			if taken.here {
				whole++
			}
			all = append(all, taken)
		}
		return nil
	})
	return whole, all, err
}

func (h *handing) join(tx *register.Tx, w io.Writer, f *TakenFile) (int64, string, error) {
	t := &takingOut{ctx: h.ctx, d: h.d, id: h.passage.Case, tx: tx}
	return t.join(w, f)
}

func (h *handing) notes() error {
	if !h.passage.Notes {
		return nil
	}
	f, err := h.d.CaseFile(h.passage.Case)
	if err != nil {
		return err
	}
	from := h.passage.Noted
	if h.doc.Since == 0 {
		from = 0
	}
	for _, n := range f.Notes[min(from, len(f.Notes)):] {
		if len(h.doc.Notes) == referral.MaxItems {
			h.result.More = true
			break
		}
		h.doc.Notes = append(h.doc.Notes, referral.Note{Day: n.Day, By: n.By, Text: n.Text})
	}
	return nil
}

// answers puts the bureau's answers into the document: all, or, as they go back, those that are to be published; and which of theirs the reporter has read.
func (h *handing) answers(v *cases.View) error {
	answers, err := h.d.answers(h.passage.Case, v)
	if err != nil {
		return err
	}
	relayed := map[int]int{} // theirs, by ours
	for theirs, ours := range h.passage.Relayed {
		relayed[ours] = theirs
	}
	for _, a := range answers {
		no := a.No
		if !h.passage.Out {
			no = a.ID
		}
		if theirs, ok := relayed[a.ID]; ok {
			if a.Read && (h.doc.Since == 0 || !slices.Contains(h.passage.Heard, theirs)) {
				h.doc.Read = append(h.doc.Read, theirs)
			}
			continue
		}
		if h.doc.Since > 0 && no <= h.passage.Upto || a.Text() == "" {
			continue
		}
		h.doc.Items = append(h.doc.Items, referral.Item{No: no, Kind: referral.KindAnswer, Day: a.Day, Questions: []message.Answer{}, Text: a.Text(), Files: []referral.File{}})
	}
	slices.Sort(h.doc.Read)
	slices.SortFunc(h.doc.Items, func(a, b referral.Item) int { return cmp.Compare(a.No, b.No) })
	return nil
}

// answers returns all answers of a case with their texts, each once, also such as stand on no branch.
func (d *Desk) answers(id string, v *cases.View) (all []cases.AnswerView, err error) {
	read := map[int]cases.AnswerView{}
	for _, b := range v.Tree {
		for _, a := range b.Answers {
			if seen, ok := read[a.ID]; !ok || a.Shown.Times > seen.Shown.Times {
				read[a.ID] = a
			}
		}
	}
	err = d.read(func(tx *register.Tx, c *cases.Register) error {
		for _, a := range c.Said(id, d.kept(tx, id)) {
			view := read[a.ID]
			view.Answer = a
			all = append(all, view)
		}
		return nil
	})
	return all, err
}

// fit leaves out what would be too much for one file, from the end, and counts the rest.
func (h *handing) fit() {
	room, files := wordsHanded, int64(referral.MaxFiles)
	for n := range h.doc.Items {
		i := &h.doc.Items[n]
		room -= i.Length()
		if n > 0 && room < 0 || n == referral.MaxItems {
			h.doc.Items, h.result.More = h.doc.Items[:n], true
			break
		}
		for m := range i.Files {
			f := &i.Files[m]
			if f.Here && int64(f.Size) > files {
				f.Here = false
				h.last[i.No] = 0
			}
			if !f.Here {
				h.result.Missing++
				continue
			}
			files -= int64(f.Size)
			h.result.Files++
		}
		switch i.Kind {
		case referral.KindAnswer:
			h.result.Answers++
		case referral.KindNote:
			h.result.Notes++
		default:
			h.result.Letters++
		}
	}
	h.result.Notes += len(h.doc.Notes)
}

// send logs, writes the file, and then notes in one transaction that it went, with what fn does to the case. Only then it has its name: what has a name counts here as sent.
func (h *handing) send(path, action string, fn func(*register.Tx, *cases.Register) error) (*Handover, error) {
	id, d := h.passage.Case, h.d
	detail := map[string]any{"bureau": h.peer.logged(), "number": h.doc.Number, "letters": h.result.Letters, "answers": h.result.Answers, "files": h.result.Files, "notes": h.result.Notes, "may answer": h.passage.Answers}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(ErrFileThere, err)
	}
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(out.Name()) // where it has its name by then, there is none
	// Before the first byte: nothing leaves without a line in the log.
	err = d.reg.Update(func(tx *register.Tx) error { return d.logEvent(tx, d.event(action, id, detail)) })
	if err == nil {
		err = h.write(out)
	}
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	h.sent()
	err = d.change(d.event(action+"-done", id, map[string]any{"number": h.doc.Number}), func(tx *register.Tx, c *cases.Register) error {
		if err := fn(tx, c); err != nil {
			return err
		}
		return h.passage.put(tx)
	})
	if err != nil {
		return nil, err
	}
	if err := os.Rename(out.Name(), path); err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	return &h.result, durable.SyncDir(filepath.Dir(path))
}

func (h *handing) write(w io.Writer) error {
	return h.d.reg.View(func(tx *register.Tx) error {
		return referral.Write(w, h.epoch.Recipient, h.d.keys.Dispatch(), h.doc, func(item, file int, w io.Writer) error {
			f := h.from[[2]int{h.doc.Items[item].No, file}]
			_, wrong, err := h.join(tx, w, &f)
			if err == nil && wrong != "" {
				err = errors.New(wrong)
			}
			return err
		})
	})
}

// sent notes in the passage what goes.
func (h *handing) sent() {
	p := h.passage
	p.Sent = h.doc.Number
	if p.Lacking == nil {
		p.Lacking = map[int]int{}
	}
	if h.doc.Since == 0 {
		p.Upto, p.Noted = 0, 0 // what did not fit goes with the next
	}
	for _, i := range h.doc.Items {
		p.Upto = max(p.Upto, i.No)
		if n, ok := h.last[i.No]; ok && p.Files {
			p.Lacking[i.No] = n
		} else {
			delete(p.Lacking, i.No)
		}
	}
	p.Noted += len(h.doc.Notes)
	p.Heard = append(p.Heard, slices.DeleteFunc(slices.Clone(h.doc.Read), func(n int) bool { return slices.Contains(p.Heard, n) })...)
}

// sealFile writes what the bureau notes of a case, also by who may not read it.
func (d *Desk) sealFile(tx *register.Tx, id string, f File) error {
	if err := f.check(); err != nil {
		return err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode the file of a case: %w", err)
	}
	s, err := d.sealer(tx, id)
	if err != nil {
		return err
	}
	record, err := s.seal(cardKey(id), text)
	if err != nil {
		return err
	}
	return tx.Put(apartBucket, cardKey(id), record)
}
