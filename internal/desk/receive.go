package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"filippo.io/age"

	"luwte/crypto/message"
	"luwte/crypto/referral"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

var (
	// ErrNotForUs is returned when a file from another bureau does not open here: it is sealed to another bureau, or to a month whose key is destroyed.
	ErrNotForUs = errors.New("the file is sealed to another bureau, or to a month whose key is not here")
	// ErrGap is returned when a file from another bureau goes on from one that was not taken in here.
	ErrGap = errors.New("a file before this one was not taken in")
	// ErrOtherWay is returned when a file goes on with a case that was not handed over that way, or is not here any more; and of one that who brings it may not see,
	// whatever is wrong.
	ErrOtherWay = errors.New("no case here was handed over to or by that bureau in this way")
)

// receivingKey names, in bodyKeyBucket, the pieces of files that are being taken in: what an interruption leaves is taken away by the next.
const (
	receivingBucket = "receiving"
	receivingKey    = "pieces"
)

// Received is what became of a file from another bureau. Of one that has nothing new it says no more than from whom it is and its kind; and so it does of one for a case that who brought it may
// not see, so that he cannot tell these apart.
type Received struct {
	Bureau  *Peer
	Kind    string // referral.KindCase or referral.KindAnswers
	Case    string
	New     bool // it opened the case
	Answers bool // the case may be answered through that bureau
	Letters int  // new ones, and files that came later
	Files   int
	Said    int // new answers
	Notes   int
}

// Receive takes in a file from another bureau: a case, what came later for it, or answers to a case that was handed to that bureau, which go out with the next export. It takes the whole file
// or nothing of it; the same once more changes nothing. It returns referral.ErrNotReferral, ErrDamaged or ErrMalformed, sign.ErrSignature, ErrNotForUs, ErrLocked, ErrPeerUnknown, ErrPeerExpired, ErrGap,
// ErrOtherWay, ErrRole or ErrWho, or why answers cannot be published.
func (d *Desk) Receive(ctx context.Context, path string) (*Received, error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer file.Close()
	r, err := d.openReferral(file)
	if err != nil {
		return nil, err
	}
	g := &receiving{d: d, ctx: ctx, r: r, pieces: map[[2]int][]cases.Mark{}}
	if err := g.verify(); err != nil {
		return nil, err
	}
	defer func() { d.cached, d.index = nil, nil }()
	if err := g.bodies(); err != nil {
		return nil, errors.Join(err, d.forgetReceiving())
	}
	err = d.reg.Update(g.take)
	if err != nil {
		return nil, errors.Join(err, d.forgetReceiving())
	}
	return &g.result, d.reg.Tidy()
}

// openReferral opens a file with the identity of the epoch that it is for.
func (d *Desk) openReferral(file io.ReadSeeker) (*referral.Reader, error) {
	epochs := d.keys.Epochs()
	for n := len(epochs) - 1; n >= 0; n-- {
		identity, err := d.keys.Identity(epochs[n].Epoch)
		if err != nil {
			continue
		}
		r, err := openWithIdentity(file, identity)
		if errors.Is(err, referral.ErrSealed) {
			continue
		}
		if err == nil && (r.To != d.bureau || r.Epoch != epochs[n].Epoch) {
			err = ErrNotForUs // somebody to whom it was sealed has sealed it again
		}
		return r, err
	}
	return nil, errors.Join(d.lockedEpoch(), ErrNotForUs)
}

func openWithIdentity(file io.ReadSeeker, identity *age.HybridIdentity) (*referral.Reader, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	return referral.Open(file, identity)
}

// receiving is one file that is being taken in.
type receiving struct {
	d       *Desk
	ctx     context.Context
	r       *referral.Reader
	passage *passage
	pieces  map[[2]int][]cases.Mark // of files that are kept, by item and file
	result  Received
}

// verify believes the file, or says why not.
func (g *receiving) verify() error {
	return g.d.reg.View(func(tx *register.Tx) error {
		c, err := peer(tx, g.r.From)
		if err == nil && c == nil {
			err = ErrPeerUnknown
		}
		if err == nil {
			err = current(c, g.d.today())
		}
		if err != nil {
			return err
		}
		if err := g.r.Verify(c.Dispatch); err != nil {
			return fmt.Errorf("the file is not signed by %s: %w", c.Name.In("en"), err)
		}
		g.result.Bureau, g.result.Kind = &Peer{c, true}, g.r.Kind
		g.passage, err = getPassage(tx, g.r.ID)
		if err != nil {
			return err
		}
		return g.discreet(tx, g.follows())
	})
}

// discreet makes of what is wrong in a case that who brings the file may not see what he would be told if there were none.
func (g *receiving) discreet(tx *register.Tx, err error) error {
	if err != nil && g.passage != nil && g.passage.Case != "" && !g.d.sees(tx, g.passage.Case) {
		return ErrOtherWay
	}
	return err
}

// follows says whether the file goes on from what was taken in.
func (g *receiving) follows() error {
	p, back := g.passage, g.r.Kind == referral.KindAnswers
	switch {
	case p == nil && back, p != nil && (p.Bureau != g.r.From || p.Out != back || p.Gone):
		return ErrOtherWay
	case back && !p.Answers:
		return ErrNoRight
	case p == nil && g.r.Since > 0, p != nil && g.r.Since > p.Got:
		return ErrGap
	case p == nil:
		g.passage = &passage{ID: g.r.ID, Bureau: g.r.From}
	}
	return nil
}

// fresh says whether a file of an item is not here yet.
func (g *receiving) fresh(item, file int) bool {
	i := g.r.Items[item]
	if !g.passage.Took.has(i) {
		return true
	}
	here, partly := g.passage.Here[i.No]
	return partly && !slices.Contains(here, file)
}

// bodies keeps the bytes of files, under keys that belong to no case yet. The marks under which they are kept are written down before.
func (g *receiving) bodies() error {
	if err := g.d.forgetReceiving(); err != nil {
		return err
	}
	var all []cases.Mark
	batch := map[cases.Mark][]byte{}
	flush := func() error {
		err := g.d.reg.Update(func(tx *register.Tx) error {
			for m, body := range batch {
				if err := putBody(tx, m, body); err != nil {
					return err
				}
			}
			return tx.PutJSON(receivingBucket, receivingKey, all)
		})
		clear(batch)
		return errors.Join(err, g.ctx.Err())
	}
	err := g.r.Files(func(item, file int, f referral.File, content io.Reader) error {
		if !g.fresh(item, file) {
			_, err := io.Copy(io.Discard, content)
			return err
		}
		place := [2]int{item, file}
		for {
			body, err := io.ReadAll(io.LimitReader(content, message.MaxBody))
			if err != nil || len(body) == 0 {
				return err
			}
			m := newMark()
			all, batch[m] = append(all, m), body
			g.pieces[place] = append(g.pieces[place], m)
			if len(batch) < batchSize {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		}
	})
	if err == nil && len(all) > 0 {
		err = flush()
	}
	return err
}

func newMark() cases.Mark {
	var random [32]byte
	rand.Read(random[:])
	return cases.Mark(hex.EncodeToString(random[:]))
}

// forgetReceiving takes away what an interrupted Receive left.
func (d *Desk) forgetReceiving() error {
	return d.reg.Update(func(tx *register.Tx) error {
		var all []cases.Mark
		ok, err := tx.GetJSON(receivingBucket, receivingKey, &all)
		if err != nil || !ok {
			return err
		}
		for _, m := range all {
			if err := deleteBody(tx, m); err != nil {
				return err
			}
		}
		return tx.Delete(receivingBucket, receivingKey)
	})
}

// take puts everything into the case.
func (g *receiving) take(tx *register.Tx) error {
	c, err := g.d.load(tx)
	if err != nil {
		return err
	}
	g.result.Answers = g.r.Answers
	switch {
	case g.r.Kind == referral.KindAnswers:
		err = g.publish(tx, c)
	case g.passage.Case == "":
		err = g.open(c)
	default:
		err = g.add(c)
	}
	if err != nil {
		return g.discreet(tx, err)
	}
	if err := g.d.save(tx, c); err != nil {
		return err
	}
	id := g.passage.Case
	if g.result.New {
		s, err := settings(tx)
		if err != nil {
			return err
		}
		f := File{Status: StatusNew, From: g.result.Bureau.Called("nl"), Times: Times{Terms: s.terms(), Received: g.d.today()}}
		if err := g.d.sealFile(tx, id, f); err != nil {
			return err
		}
	}
	if err := g.noted(tx); err != nil {
		return err
	}
	detail := map[string]any{"bureau": g.result.Bureau.logged(), "number": g.r.Number, "letters": g.result.Letters, "files": g.result.Files, "answers": g.result.Said, "notes": g.result.Notes}
	if g.d.sees(tx, id) && g.result.news() {
		g.result.Case = id
	} else {
		g.result = Received{Bureau: g.result.Bureau, Kind: g.result.Kind}
	}
	return errors.Join(tx.Delete(receivingBucket, receivingKey), g.d.logEvent(tx, g.d.event("receive", id, detail)))
}

func (r *Received) news() bool { return r.New || r.Letters+r.Files+r.Said+r.Notes > 0 }

// open makes the case.
func (g *receiving) open(c *cases.Register) (err error) {
	g.passage.Answers, g.result.New = g.r.Answers, true
	g.passage.Case, err = c.Receive(g.d.by(), g.way(), g.newLetters())
	return err
}

func (g *receiving) way() string {
	if g.passage.Answers {
		return cases.HandedThrough
	}
	return cases.HandedOnly
}

// add adds to the case what is new. The right to answer is what the newest file says.
func (g *receiving) add(c *cases.Register) error {
	if g.r.Number > g.passage.Got {
		g.passage.Answers = g.r.Answers
	}
	return c.ReceiveMore(g.d.by(), g.passage.Case, g.way(), g.newLetters(), g.r.Read)
}

// newLetters returns the letters, answers and notes that are not here yet; of a letter that is here without all its files, those that came now as a letter of their own.
func (g *receiving) newLetters() (all []cases.HandedLetter) {
	if g.passage.Here == nil {
		g.passage.Here = map[int][]int{}
	}
	name := g.result.Bureau.Called("nl")
	for n, i := range g.r.Items {
		known := g.passage.Took.has(i)
		l := cases.HandedLetter{Kind: i.Kind, Filed: i.Filed, Words: cases.Words{Form: i.Form, Topic: i.Topic, Language: i.Language, Answers: i.Questions, Text: i.Text, Said: i.Day}}
		switch i.Kind {
		case referral.KindAnswer:
			l.By, g.result.Said = cmp.Or(i.By, name), g.result.Said+rank1(!known)
		case referral.KindNote:
			l.By, g.result.Notes = cmp.Or(i.By, name), g.result.Notes+rank1(!known)
		}
		if known {
			l.Kind, l.Topic, l.Answers, l.Text = message.KindFollowup, "", nil, ""
		}
		whole := g.files(&l, n, known)
		if known && len(l.Files) == 0 {
			continue
		}
		if !whole {
			g.passage.Here[i.No] = append([]int{}, g.hereOf(n)...)
		} else {
			delete(g.passage.Here, i.No)
		}
		if i.Kind == message.KindReport || i.Kind == message.KindFollowup {
			g.result.Letters++
		}
		all = append(all, l)
	}
	for _, i := range g.r.Items {
		g.passage.Took.add(i)
	}
	return append(all, g.newNotes()...)
}

func rank1(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// files gives a letter its files: all, or, where the letter is known, those that were not here. It says whether all of them are here now.
func (g *receiving) files(l *cases.HandedLetter, item int, known bool) (whole bool) {
	whole = true
	for n, f := range g.r.Items[item].Files {
		pieces, came := g.pieces[[2]int{item, n}]
		whole = whole && (f.Here || known && !g.fresh(item, n))
		if known && !came {
			continue
		}
		l.Files = append(l.Files, cases.HandedFile{File: cases.File{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256.String()}, Pieces: pieces})
		g.result.Files += rank1(came)
	}
	return whole
}

func (g *receiving) hereOf(item int) (here []int) {
	i := g.r.Items[item]
	for n, f := range i.Files {
		if f.Here || slices.Contains(g.passage.Here[i.No], n) {
			here = append(here, n)
		}
	}
	return here
}

// newNotes returns what officers of the other bureau noted. A file that is whole has them all.
func (g *receiving) newNotes() (all []cases.HandedLetter) {
	skip := 0
	if g.r.Since == 0 {
		skip = g.passage.Noted
	} else if g.r.Number <= g.passage.Got {
		return nil
	}
	for _, n := range g.r.Notes[min(skip, len(g.r.Notes)):] {
		all = append(all, cases.HandedLetter{Kind: cases.KindNote, Words: cases.Words{Text: n.Text, By: n.By, Said: n.Day}})
		g.result.Notes++
		g.passage.Noted++
	}
	return all
}

// publish adds answers of the other bureau to the case, as they came, with whose they are in front.
func (g *receiving) publish(tx *register.Tx, c *cases.Register) error {
	id, p := g.passage.Case, g.passage
	if p.Relayed == nil {
		p.Relayed = map[int]int{}
	}
	for _, i := range g.r.Items {
		if p.Took.has(i) {
			continue
		}
		ours, err := c.Reply(g.d.by(), id, g.relayed(i.Text))
		if err != nil {
			return err
		}
		p.Relayed[i.No] = ours
		p.Took.add(i)
		g.result.Said++
	}
	if g.d.sees(tx, id) {
		c.Restore(id, g.d.kept(tx, id))
	}
	return nil
}

// answerFrom stands before an answer of another bureau. The Papiamentu awaits a native reader.
var answerFrom = map[string]string{"nl": "Antwoord van %s:\n\n%s", "en": "Answer of %s:\n\n%s", "pap": "Kontesta di %s:\n\n%s"}

func (g *receiving) relayed(text string) string {
	format, ok := answerFrom[g.r.Language]
	if !ok {
		format = answerFrom["en"]
	}
	return fmt.Sprintf(format, g.result.Bureau.Called(g.r.Language), text)
}

func (g *receiving) noted(tx *register.Tx) error {
	g.passage.Got = max(g.passage.Got, g.r.Number)
	return g.passage.put(tx)
}
