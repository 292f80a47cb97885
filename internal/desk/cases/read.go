package cases

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// WordsPrefix begins the keys of records that have what a letter says.
const WordsPrefix = "words/"

// Prefixes of record keys.
const (
	prefixCase    = "case/"
	prefixBranch  = "branch/" // case, "/", number
	prefixLetter  = "letter/" // case, "/", number
	prefixPending = "pending/"
	prefixListed  = "listed/"
	prefixPiece   = "piece/"
	prefixGone    = "gone/"

	prefixWords = WordsPrefix // parcel; apart
	prefixEvent = "event/"    // case, "/", number; apart
	prefixSaid  = "said/"     // case, "/", number of the answer; apart
)

var (
	errKind    = errors.New("unknown kind")
	errMissing = errors.New("a record of the case is missing or does not fit the others")
)

func numbered(prefix, id string, n int) string { return fmt.Sprintf("%s%s/%d", prefix, id, n) }

func (r *Register) touch(c *Case)                  { r.changed[prefixCase+c.ID] = c }
func (r *Register) touchBranch(c *Case, b *Branch) { r.changed[numbered(prefixBranch, c.ID, b.ID)] = b }
func (r *Register) touchLetter(c *Case, l *Letter) { r.changed[numbered(prefixLetter, c.ID, l.No)] = l }

// reading is one call of New. Branches and letters wait here for their cases.
type reading struct {
	r        *Register
	branches map[string][]*Branch
	letters  map[string][]*Letter
}

func (d *reading) record(key string, data []byte) error {
	kind, id, _ := strings.Cut(key, "/")
	owner, _, _ := strings.Cut(id, "/")
	switch kind + "/" {
	case prefixCase:
		return readInto(d.r.cases, id, data)
	case prefixBranch:
		return readOnto(d.branches, owner, data)
	case prefixLetter:
		return readOnto(d.letters, owner, data)
	case prefixPending:
		return readInto(d.r.waiting, Mark(id), data)
	case prefixListed:
		return readInto(d.r.listed, Mark(id), data)
	case prefixGone:
		return readInto(d.r.gone, id, data)
	case prefixPiece:
		var p Piece
		err := json.Unmarshal(data, &p)
		d.r.indexPiece(Mark(id), p.Marks)
		return err
	}
	return errKind
}

func readInto[K comparable, T any](m map[K]*T, key K, data []byte) error {
	v := new(T)
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	m[key] = v
	return nil
}

func readOnto[T any](m map[string][]*T, key string, data []byte) error {
	v := new(T)
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	m[key] = append(m[key], v)
	return nil
}

// join puts branches and letters into their cases.
func (d *reading) join() error {
	for id, c := range d.r.cases {
		c.Branches, c.Letters = d.branches[id], d.letters[id]
		delete(d.branches, id)
		delete(d.letters, id)
		slices.SortFunc(c.Branches, func(a, b *Branch) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortFunc(c.Letters, func(a, b *Letter) int { return cmp.Compare(a.No, b.No) })
		if !c.fits() {
			return fmt.Errorf("%s%s: %w", prefixCase, id, errMissing)
		}
	}
	if len(d.branches)+len(d.letters) > 0 {
		return errMissing
	}
	return nil
}

// fits says whether a case has all its records, and numbers in them name what there is.
func (c *Case) fits() bool {
	if len(c.Branches) == 0 || len(c.Branches) != c.Codes || len(c.Letters) == 0 || len(c.Letters)+len(c.Answers) != c.Last {
		return false
	}
	for i, b := range c.Branches {
		if b.ID != i+1 || b.Parent < 0 || b.Parent > i || (b.Parent == 0) != (i == 0) || b.Kept != 0 && c.find(b.Kept) == nil {
			return false
		}
		if slices.ContainsFunc(b.Named, func(id int) bool { return c.find(id) == nil }) ||
			slices.ContainsFunc(b.Given, func(g Grant) bool { return g.Answer < 1 || g.Answer > len(c.Answers) }) {
			return false
		}
	}
	for i, l := range c.Letters {
		if c.find(l.Branch) == nil || i > 0 && l.No == c.Letters[i-1].No {
			return false
		}
	}
	return true
}
