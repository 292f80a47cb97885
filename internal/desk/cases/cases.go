// Package cases is the desk's judgement (crypto/SPEC.md §9): which parcel belongs to which case, whether a second follow-up is the
// same reporter or somebody who found a code, and what may go on the next board for whom.
//
// It is a pure engine: plain data in memory, no files, no age. It trusts its caller to have opened and checked every parcel
// (package open), to have sealed to each R once, and to keep its records durably; it trusts nothing that a message says.
// Only the desk may import it.
//
// A Register is all of its state. What changed since the last Saved is returned by Changes as records, key and JSON, which the
// caller writes in one transaction; New reads them back. A caller that could not write them throws the Register away and reads
// it again. Not safe for concurrent use.
//
// Anybody may send as much as a drop takes, so every record is small or written once: a case, its branches and its letters are records
// of their own. What letters say, and what was done to a case, are records apart, which are read only when a case is shown: else every
// command would read all that was ever sent. What is held in memory for a parcel is bounded by a few kilobytes; see also wants.go.
//
// The heart is tree.go: nothing about open leaves, forks and closed branches is stored. It is computed anew from what arrived and
// what the officer decided, so that it cannot depend on the order of arrival where the rules do not say so.
package cases

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/day"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
)

var (
	// ErrKey is returned when there is no key for the epoch of a parcel, or none at all.
	ErrKey = errors.New("no key for this epoch's hashes")
	// ErrRecord is returned when a record cannot be read.
	ErrRecord = errors.New("record of the register is damaged")
	// ErrNoCase is returned when no case has this id.
	ErrNoCase = errors.New("no such case")
	// ErrNoBranch is returned when the case has no branch of this number.
	ErrNoBranch = errors.New("no such branch in this case")
	// ErrForked is returned when the case has two or more open leaves and the officer has to decide first.
	ErrForked = errors.New("the case is forked")
	// ErrNotForked is returned when there is nothing to decide about a branch.
	ErrNotForked = errors.New("there is no fork to decide")
	// ErrClosed is returned when the case is closed.
	ErrClosed = errors.New("the case is closed")
	// ErrUnanswerable is returned when the reporter's recipient cannot be sealed to.
	ErrUnanswerable = errors.New("the reporter of this case cannot be answered")
	// ErrFull is returned when an answer does not fit into what is left of the slots of the reporter's present code.
	ErrFull = errors.New("the reporter's code holds no such long answer")
)

// By is who does something and on which day.
type By struct {
	Actor string
	Day   day.Day
}

// Register is all cases and what else the desk has to remember. New makes one.
type Register struct {
	macs   map[uint64]hash.Hash // by epoch
	epochs []uint64             // newest first
	random io.Reader

	cases   map[string]*Case
	waiting map[Mark]*Pending
	listed  map[Mark]*Listed
	gone    map[string]*Gone

	changed map[string]any    // records to be written, nil to be deleted; by key
	apart   map[string][]byte // the same of records apart, as JSON
	owners  map[string]string // their cases; those in apart no more, or not, are kept already and were no case's
	given   map[Given]bool    // pieces of files that came to belong to a case

	index index
}

// index is derived from the records when they are read.
type index struct {
	parcels    map[Mark]bool // every parcel id that is known
	files      map[Mark]Mark // pieces of files, by their marks under the keys of all epochs
	handles    map[Mark]place
	recipients map[Mark]place
	former     map[Mark]formerCode         // handles, and R, of cases that were destroyed
	unheard    map[naming][]int            // branches of a case that name a sibling which has not come
	wanted     map[Mark][]wanting          // pieces of files that are named and have not come
	hungry     map[*Wants]holder           // what wants pieces
	wants      int                         // sum of their costs
	early      map[slots.Handle][]*Pending // follow-ups by the handle that they wait for
	carried    map[string][]*Pending       // the same by what they bring: R, and the handle of the new code
	arrived    int                         // number of the last Pending
}

// place is a branch of a case.
type place struct {
	Case   string
	Branch int
}

// Record is a piece of the register to be kept: a key and its JSON, or nil if the record is to be deleted.
type Record struct {
	Key   string
	Data  []byte
	Apart bool   // not for New: a Kept finds it
	Case  string // of a record apart: the case that it belongs to; empty if it waits for one
	Moved bool   // it was kept before, as no case's, and is now this one's; Data is nil
}

// Given is a piece of a file that came to belong to a case. What is kept under its mark is from now on the case's, or, if it was another's before, both's.
type Given struct {
	Case  string
	Piece Mark
}

// Kept finds a record that was kept apart by its key. It returns false if there is none or it is damaged.
type Kept func(key string) ([]byte, bool)

// New reads a register from its records but those apart, in any order; none give an empty one. keys has the key of every epoch not
// yet destroyed; case ids are made from random (in production crypto/rand.Reader). It returns ErrRecord, also if one is missing, or ErrKey.
func New(keys Keys, random io.Reader, records iter.Seq2[string, []byte]) (*Register, error) {
	if len(keys) == 0 {
		return nil, ErrKey
	}
	r := &Register{
		random: random,
		cases:  map[string]*Case{}, waiting: map[Mark]*Pending{}, listed: map[Mark]*Listed{}, gone: map[string]*Gone{},
		changed: map[string]any{}, apart: map[string][]byte{}, owners: map[string]string{}, given: map[Given]bool{},
		index: index{
			parcels: map[Mark]bool{}, files: map[Mark]Mark{}, handles: map[Mark]place{}, recipients: map[Mark]place{}, former: map[Mark]formerCode{},
			unheard: map[naming][]int{}, wanted: map[Mark][]wanting{}, hungry: map[*Wants]holder{},
			early: map[slots.Handle][]*Pending{}, carried: map[string][]*Pending{},
		},
	}
	r.setKeys(keys)
	read := reading{r: r, branches: map[string][]*Branch{}, letters: map[string][]*Letter{}}
	for key, data := range records {
		if err := read.record(key, data); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrRecord, key, err)
		}
	}
	if err := read.join(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	r.indexAll()
	return r, nil
}

// Changes returns the records that were changed since the last Saved, sorted by key, and then those apart.
func (r *Register) Changes() ([]Record, error) {
	var records []Record
	for _, key := range slices.Sorted(maps.Keys(r.changed)) {
		if r.changed[key] == nil {
			records = append(records, Record{Key: key})
			continue
		}
		data, err := json.Marshal(r.changed[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		records = append(records, Record{Key: key, Data: data})
	}
	for _, key := range slices.Sorted(maps.Keys(r.apart)) {
		records = append(records, Record{Key: key, Data: r.apart[key], Apart: true, Case: r.owners[key]})
	}
	for _, key := range slices.Sorted(maps.Keys(r.owners)) {
		if _, new := r.apart[key]; !new {
			records = append(records, Record{Key: key, Apart: true, Case: r.owners[key], Moved: true})
		}
	}
	return records, nil
}

// Gave returns the pieces of files that came to belong to cases since the last Saved.
func (r *Register) Gave() []Given {
	return slices.SortedFunc(maps.Keys(r.given), func(a, b Given) int {
		return cmp.Or(strings.Compare(a.Case, b.Case), strings.Compare(string(a.Piece), string(b.Piece)))
	})
}

// Saved says that what Changes returned is kept.
func (r *Register) Saved() {
	clear(r.changed)
	clear(r.apart)
	clear(r.owners)
	clear(r.given)
}

// Known says whether this parcel was taken already, so that it need not be opened again. What was dropped from waiting is not known:
// if it is sent again, it is taken again.
func (r *Register) Known(id parcel.ID) bool {
	return slices.ContainsFunc(r.marks(labelSeenParcel, id[:]), func(m Mark) bool { return r.index.parcels[m] })
}
