package desk

import (
	"errors"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
)

// Grounds on which a case is destroyed.
const (
	GroundTerm    = "term"    // its time is over
	GroundErasure = "erasure" // somebody has a right to it (GDPR art. 17)
	GroundCourt   = "court"   // a court, or an authority, ordered it
	GroundOther   = "other"
)

// Grounds are those on which a case is destroyed before its time.
func Grounds() []string { return []string{GroundErasure, GroundCourt, GroundOther} }

// ErrGround is returned when a case is to be destroyed without a ground or a reason.
var ErrGround = errors.New("a case is destroyed before its time on a ground, with a reason of one line")

const (
	remainedBucket = "remained" // by the id of a cases.Gone: who might see the case, for one that comes after it
	caseDestroyed  = "case-destroy"
)

// remained is who might see a case that was destroyed, and who was shut out of it: one that comes after it is not to go to these.
type remained struct{ In, Out []string }

// DestroyCase destroys a case for good, whatever its state: its words, files, answers and notes, its entries in the log but for the one that says so, its codes, and the key to all that. Hashes stay
// by which what comes later is known, until the last of their epochs is destroyed, and what the figures count, added up with others. The reason is one line without names; the log has it. Copies from before still
// have the case. It returns ErrGround, cases.ErrNoCase, ErrRole or ErrWho.
func (d *Desk) DestroyCase(id, ground, reason string) error {
	if !slices.Contains(Grounds(), ground) || strings.TrimSpace(reason) == "" || !line(reason) {
		return ErrGround
	}
	detail := map[string]any{"ground": ground, "reason": strings.TrimSpace(reason)}
	return d.destroyCases([]string{id}, func(*register.Tx, *cases.Register, string) (map[string]any, error) { return detail, nil })
}

// destroyCases destroys cases, all or none, if may has nothing against any; it returns what the log is to say.
func (d *Desk) destroyCases(ids []string, may func(*register.Tx, *cases.Register, string) (map[string]any, error)) error {
	if err := d.need(Keeper); err != nil {
		return err
	}
	err := d.reg.Purge(func(tx *register.Tx) error {
		c, err := d.load(tx)
		if err != nil {
			return err
		}
		o, err := newDestroying(d, tx, c)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := d.may(tx, id); err != nil {
				return err
			}
			detail, err := may(tx, c, id)
			if err != nil {
				return err
			}
			if err := o.destroy(id, detail); err != nil {
				return err
			}
		}
		return d.save(tx, c)
	})
	d.cached, d.index = nil, nil
	clear(d.ring)
	return err
}

// destroying is one transaction in which cases are destroyed.
type destroying struct {
	d      *Desk
	tx     *register.Tx
	cases  *cases.Register
	pasts  pasts
	pieces map[string][]cases.Mark // of files, by case
	owners map[cases.Mark][]string // their cases
}

func newDestroying(d *Desk, tx *register.Tx, c *cases.Register) (*destroying, error) {
	o := &destroying{d: d, tx: tx, cases: c, pieces: map[string][]cases.Mark{}, owners: map[cases.Mark][]string{}}
	for record, err := range tx.All(bodyKeyBucket) {
		if err != nil {
			return nil, err
		}
		if owner, piece, ok := strings.Cut(record.Key, "/"); ok && owner+"/" != bodyOf {
			o.pieces[owner] = append(o.pieces[owner], cases.Mark(piece))
			o.owners[cases.Mark(piece)] = append(o.owners[cases.Mark(piece)], owner)
		}
	}
	return o, nil
}

func (o *destroying) destroy(id string, detail map[string]any) error {
	d, tx := o.d, o.tx
	var a access
	if _, err := tx.GetJSON(accessBucket, id, &a); err != nil {
		return err
	}
	past, err := d.keepPast(tx, o.cases, id, &o.pasts)
	if err != nil {
		return err
	}
	alone, err := o.forgetPieces(id)
	if err != nil {
		return err
	}
	gone, err := o.cases.Destroy(d.by(), id, alone)
	if err != nil {
		return err
	}
	people := remained{In: strings.Fields(a.audience()), Out: a.Out}
	entry := map[string]any{"case": id}
	for name, value := range detail {
		entry[name] = value
	}
	return errors.Join(o.forgetLog(id), forgetPassages(tx, id), d.noteGone(tx, id), tx.Delete(apartBucket, cardKey(id)), tx.Delete(accessBucket, id),
		tx.PutJSON(remainedBucket, gone, people), d.logEvent(tx, d.event(caseDestroyed, past, entry)))
}

// forgetPieces takes a case's pieces of files away, and returns those that were no other case's.
func (o *destroying) forgetPieces(id string) (alone []cases.Mark, err error) {
	for _, piece := range o.pieces[id] {
		if err := o.tx.Delete(bodyKeyBucket, bodyPlace(id, piece)); err != nil {
			return nil, err
		}
		others := slices.DeleteFunc(o.owners[piece], func(owner string) bool { return owner == id })
		if o.owners[piece] = others; len(others) > 0 {
			if err := o.tx.Put(bodyKeyBucket, bodyOf+string(piece), []byte(others[0])); err != nil {
				return nil, err
			}
			continue
		}
		alone = append(alone, piece)
		if err := errors.Join(o.tx.Delete(bodyBucket, string(piece)), o.tx.Delete(bodyKeyBucket, bodyOf+string(piece))); err != nil {
			return nil, err
		}
	}
	return alone, nil
}

// forgetLog takes the keys of a case's entries in the log away: the entries stay, closed, and with them the chain.
func (o *destroying) forgetLog(id string) error {
	numbers, err := caseEntries(o.tx, id)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if err := o.tx.Delete(apartBucket, entryKey(n)); err != nil {
			return err
		}
	}
	return o.tx.Delete(caseLogBucket, id)
}

// forgetGone forgets who might see cases of which package cases remembers nothing any more.
func forgetGone(tx *register.Tx, c *cases.Register) error {
	known := c.Gone()
	var old []string
	for record, err := range tx.All(remainedBucket) {
		if err != nil {
			return err
		}
		if !slices.Contains(known, record.Key) {
			old = append(old, record.Key)
		}
	}
	for _, key := range old {
		if err := tx.Delete(remainedBucket, key); err != nil {
			return err
		}
	}
	return nil
}

// lateTexts are what a reporter is told who goes on with a case that was destroyed: a receipt alone would let him believe that what he wrote before is still there.
// The Papiamentu awaits a native reader.
var lateTexts = map[string]string{
	"nl": "Uw bericht is aangekomen. Wat u eerder schreef, en wat wij antwoordden, hebben wij niet meer: die zaak is vernietigd. " +
		"Uw bericht is nu een nieuwe zaak. Vertel daarom opnieuw wat wij moeten weten. Uw oude code hebt u niet meer nodig.",
	"en": "Your message has arrived. What you wrote before, and what we answered, is no longer here: that case was destroyed. " +
		"Your message is now a new case. So please tell us again what we have to know. You do not need your old code any more.",
	"pap": "Bo mensahe a yega. Loke bo a skirbi promé, i loke nos a kontestá, nos no tin mas: e kaso ei a ser destruí. " +
		"Bo mensahe awor ta un kaso nobo. Pues konta nos di nobo loke nos mester sa. Bo no mester di bo kódigo bieu mas.",
}

// tellLate answers a follow-up that came for a destroyed case.
func (d *Desk) tellLate(c *cases.Register, id, language string) error {
	text := lateTexts[strings.ToLower(strings.SplitN(language, "-", 2)[0])]
	if text == "" {
		text = lateTexts["en"]
	}
	_, err := c.Reply(d.by(), id, text)
	if errors.Is(err, cases.ErrForked) || errors.Is(err, cases.ErrClosed) || errors.Is(err, cases.ErrUnanswerable) {
		return nil // then nobody gets content, or nobody can
	}
	return err
}

// mayAfter are the handlers to whom a case goes that comes after a destroyed one, of those to whom a new one would.
func mayAfter(p remained, all, keepers []handler) []handler {
	in := func(list []string) func(handler) bool {
		return func(h handler) bool { return slices.Contains(list, h.ID) }
	}
	if to := slices.DeleteFunc(slices.Clone(keepers), in(p.Out)); len(to) > 0 {
		return to
	}
	to := slices.DeleteFunc(slices.Clone(all), func(h handler) bool { return h.Role == Gone || !in(p.In)(h) || in(p.Out)(h) })
	if len(to) > 0 {
		return to
	}
	return keepers
}

// Backups returns the days on which copies were made that still have what is destroyed today.
func (d *Desk) Backups() ([]day.Day, error) { return d.Copies(d.today()) }
