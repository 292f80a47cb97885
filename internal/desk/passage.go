package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/referral"
	"luwte/internal/desk/register"
)

var (
	// ErrNotReferred is returned when a case was not handed over to a bureau, or by one, that something is to be sent to.
	ErrNotReferred = errors.New("this case was not handed over")
	// ErrSeveral is returned when a case was handed over to several bureaus and none was named.
	ErrSeveral = errors.New("this case was handed over to several bureaus")
	// ErrReferred is returned when a case was handed over to this bureau already.
	ErrReferred = errors.New("this case was handed over to that bureau already")
	// ErrNothingNew is returned when there is nothing that was not sent already.
	ErrNothingNew = errors.New("there is nothing new to send")
	// ErrNoRight is returned when a bureau answers a case that was handed to it without the right to, or where there is none to answer through.
	ErrNoRight = errors.New("the case was handed over without the right to answer")
)

// passageBucket has the ways between cases and other bureaus, by the referral's id: under the register's key, for who takes in what comes need not be one who may read
// the case, as with a pouch.
const passageBucket = "passages"

// passage is a case's way to another bureau, or from one.
type passage struct {
	ID      referral.ID
	Case    string
	Bureau  charter.Fingerprint
	Out     bool          // handed over by this desk
	Gone    bool          `json:",omitempty"` // the case was destroyed: what still comes on this way is refused
	Answers bool          // with the right to answer
	Notes   bool          `json:",omitempty"` // out: what was chosen to go
	Files   bool          `json:",omitempty"`
	Sent    uint64        // number of the last document that went
	Upto    int           // the last item, or answer, in it
	Noted   int           `json:",omitempty"` // out: how many notes went
	Heard   []int         `json:",omitempty"` // out: their answers that we said are read
	Lacking map[int]int   `json:",omitempty"` // out: letters that went without all their files, and with how many
	Got     uint64        // number of the last document that came
	Took    took          `json:",omitempty"` // items, or answers, that came
	Relayed map[int]int   `json:",omitempty"` // out: our answer for each of theirs
	Here    map[int][]int `json:",omitempty"` // in: which files of a letter came, where not all did
}

// getPassage returns nil if there is none, or its case is destroyed.
// took has short hashes of items by their numbers. A number may have several: a sender whose desk was put back from an older copy gives numbers again, to other items.
type took map[int][]string

// sumOf leaves out what may change of an item: whether its branch was closed since, and which files are there by now.
func sumOf(i referral.Item) string {
	i.Filed, i.Files = "", slices.Clone(i.Files)
	for n := range i.Files {
		i.Files[n].Here = false
	}
	text, _ := json.Marshal(i) // it was read from such
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:4])
}

func (t took) has(i referral.Item) bool { return slices.Contains(t[i.No], sumOf(i)) }

func (t *took) add(i referral.Item) {
	if *t == nil {
		*t = took{}
	}
	if !t.has(i) {
		(*t)[i.No] = append((*t)[i.No], sumOf(i))
	}
}

func getPassage(tx *register.Tx, id referral.ID) (p *passage, err error) {
	p = &passage{}
	ok, err := tx.GetJSON(passageBucket, id.String(), p)
	if err != nil || !ok || !tx.Has(accessBucket, p.Case) {
		return nil, err
	}
	return p, nil
}

func (p *passage) put(tx *register.Tx) error { return tx.PutJSON(passageBucket, p.ID.String(), p) }

// forgetPassages leaves of a destroyed case's ways that they were there: else the file that brought it would bring it again.
func forgetPassages(tx *register.Tx, id string) error {
	all, err := passages(tx, id)
	for _, p := range all {
		left := &passage{ID: p.ID, Bureau: p.Bureau, Out: p.Out, Gone: true}
		err = errors.Join(err, left.put(tx))
	}
	return err
}

// passages returns those of a case.
func passages(tx *register.Tx, id string) (all []*passage, err error) {
	for record, err := range tx.All(passageBucket) {
		if err != nil {
			return nil, err
		}
		p := &passage{}
		if err := json.Unmarshal(record.Value, p); err != nil {
			return nil, register.ErrDamaged
		}
		if p.Case == id {
			all = append(all, p)
		}
	}
	return all, nil
}

// passageTo returns the way out of a case to a bureau, or to the one where none is named.
func passageTo(tx *register.Tx, id string, to *charter.Fingerprint) (found *passage, err error) {
	all, err := passages(tx, id)
	for _, p := range all {
		switch {
		case !p.Out || to != nil && p.Bureau != *to:
		case found != nil:
			return nil, fmt.Errorf("%w: %s", ErrSeveral, id)
		default:
			found = p
		}
	}
	if err == nil && found == nil {
		err = fmt.Errorf("%w: %s", ErrNotReferred, id)
	}
	return found, err
}

// passageFrom returns the way on which a case came.
func passageFrom(tx *register.Tx, id string) (*passage, error) {
	all, err := passages(tx, id)
	for _, p := range all {
		if !p.Out {
			return p, err
		}
	}
	if err == nil {
		err = fmt.Errorf("%w: %s", ErrNotReferred, id)
	}
	return nil, err
}

// forgetPassages takes away the ways of cases that are destroyed.
func (d *Desk) forgetPassages() error {
	var old []string
	err := d.reg.View(func(tx *register.Tx) error {
		for record, err := range tx.All(passageBucket) {
			var p passage
			if err != nil || json.Unmarshal(record.Value, &p) != nil {
				return errors.Join(err, register.ErrDamaged)
			}
			if !tx.Has(accessBucket, p.Case) {
				old = append(old, record.Key)
			}
		}
		return nil
	})
	if err != nil || len(old) == 0 {
		return err
	}
	return d.reg.Update(func(tx *register.Tx) error {
		for _, key := range old {
			if err := tx.Delete(passageBucket, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Passage is what is known here of a case that was handed over.
type Passage struct {
	Bureau  charter.Fingerprint
	Name    string // in Dutch, or as that bureau has it
	Words   []string
	Out     bool // to that bureau; else from it
	Answers bool // with the right to answer
	Sent    int  // how many files went
	Got     int
}

// Passages returns to which bureaus a case was handed over, and from which it came.
func (d *Desk) Passages(id string) (all []Passage, err error) {
	if d.identity == nil {
		return nil, ErrWho
	}
	err = d.reg.View(func(tx *register.Tx) error {
		if err := d.may(tx, id); err != nil {
			return err
		}
		found, err := passages(tx, id)
		if err != nil {
			return err
		}
		for _, p := range found {
			shown := Passage{Bureau: p.Bureau, Out: p.Out, Answers: p.Answers, Sent: int(p.Sent), Got: int(p.Got), Words: p.Bureau.Words("nl")}
			c, err := peer(tx, p.Bureau)
			if err != nil {
				return err
			}
			if c != nil {
				shown.Name = c.Name.In("nl")
			}
			all = append(all, shown)
		}
		return nil
	})
	return all, err
}
