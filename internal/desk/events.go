package desk

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// Event is a line of the desk's log: who did what, reading included. Times are those of the officers' work, never of a reporter's.
type Event struct {
	Number uint64         `json:"number"` // from 1, without gaps, of what is shown
	Time   time.Time      `json:"time"`   // UTC, to the second
	Actor  string         `json:"actor"`
	Action string         `json:"action"` // the command
	Case   string         `json:"case,omitempty"`
	Detail map[string]any `json:"detail,omitempty"` // counts, numbers, names of handlers and ids; no words of a report
}

// The log is a chain of sealed entries: who may not read one can still see that none was changed, left out or put elsewhere. Each entry is under a key of its own; that
// key is in the case's keeping where the entry is of a case, so that it follows the case's key, also when that is made anew or destroyed, and the chain stays as it is.
const (
	eventBucket   = "events" // by number
	countBucket   = "counts"
	eventCounter  = "events"   // in countBucket: how many there are
	headKey       = "head"     // in eventBucket: the signed head
	caseLogBucket = "case log" // by case
)

// entry is a link of the chain.
type entry struct {
	Number uint64
	Time   int64    // Unix seconds: the clock is checked against it before anybody is let in
	Prev   [32]byte // hash of the entry before; zeros in the first
	Blob   []byte   // a sealedEvent under the entry's key
}

// sealedEvent is an Event with its place in its case's own chain.
type sealedEvent struct {
	Event
	InCase   uint64   `json:",omitempty"` // from 1
	CasePrev [32]byte // hash of the case's entry before
}

func (e *entry) hash() [32]byte {
	h := sha256.New()
	h.Write([]byte(label.LogEntry))
	h.Write(binary.BigEndian.AppendUint64(be64(e.Number), uint64(e.Time)))
	h.Write(e.Prev[:])
	blob := sha256.Sum256(e.Blob)
	h.Write(blob[:])
	return [32]byte(h.Sum(nil))
}

// head is the last entry, signed with the dispatch key of that day.
type head struct {
	Number    uint64
	Hash      [32]byte
	Key       []byte // public
	Signature []byte
}

func (h *head) text(d *Desk) []byte {
	f := d.keys.Bureau()
	return append(append(f[:], be64(h.Number)...), h.Hash[:]...)
}

// caseLog says which entries are of a case, in order, and the hash of the last.
type caseLog struct {
	Numbers []uint64
	Head    [32]byte
}

func caseEntries(tx *register.Tx, id string) ([]uint64, error) {
	var l caseLog
	_, err := tx.GetJSON(caseLogBucket, id, &l)
	return l.Numbers, err
}

// entryKey is where an entry's key is kept, in apartBucket.
func entryKey(n uint64) string { return fmt.Sprintf("log/%d", n) }

func (d *Desk) event(action, caseID string, detail map[string]any) Event {
	return Event{Time: d.now(), Actor: d.actor, Action: action, Case: caseID, Detail: detail}
}

func (e *entry) day() day.Day { return day.Of(time.Unix(e.Time, 0)) }

// logEvent writes an event as the next entry, in the transaction of what it tells of. Those may read it who may see its case; all, if it is of none.
func (d *Desk) logEvent(tx *register.Tx, e Event) error {
	if e.Case == "" {
		return d.logAs(tx, e, func(place string, k *vault.Key) ([]byte, error) { return vault.LooseKey(k), nil })
	}
	s, err := d.sealer(tx, e.Case)
	if err != nil {
		return err
	}
	return d.logAs(tx, e, s.sealKey)
}

func (d *Desk) logAs(tx *register.Tx, e Event, keep func(place string, k *vault.Key) ([]byte, error)) error {
	last, err := getNumber(tx, countBucket, eventCounter)
	if err != nil {
		return err
	}
	link := entry{Number: last + 1, Time: e.Time.Unix()}
	if last > 0 {
		before, err := readEntry(tx, last)
		if err != nil {
			return err
		}
		link.Prev = before.hash()
	}
	e.Number, e.Time = link.Number, e.Time.UTC().Truncate(time.Second)
	var ours caseLog
	if _, err := tx.GetJSON(caseLogBucket, e.Case, &ours); err != nil {
		return err
	}
	sealed := sealedEvent{Event: e}
	if e.Case != "" {
		sealed.InCase, sealed.CasePrev = uint64(len(ours.Numbers))+1, ours.Head
	}
	text, err := json.Marshal(sealed)
	if err != nil {
		return fmt.Errorf("encode a line of the log: %w", err)
	}
	k, err := vault.New()
	if err != nil {
		return err
	}
	link.Blob = k.Seal(entryKey(link.Number), text)
	record, err := keep(entryKey(link.Number), k)
	if err != nil {
		return err
	}
	if e.Case != "" {
		ours.Numbers, ours.Head = append(ours.Numbers, link.Number), link.hash()
		err = tx.PutJSON(caseLogBucket, e.Case, ours)
	}
	return errors.Join(err, tx.Put(apartBucket, entryKey(link.Number), record), d.putEntry(tx, link))
}

// putEntry writes an entry and the head.
func (d *Desk) putEntry(tx *register.Tx, e entry) error {
	key := d.keys.Dispatch()
	h := head{Number: e.Number, Hash: e.hash(), Key: key.Public()}
	signature, err := key.Sign(label.SignLogHead, h.text(d))
	if err != nil {
		return fmt.Errorf("sign the log: %w", err)
	}
	h.Signature = signature
	return errors.Join(putNumber(tx, countBucket, eventCounter, e.Number), tx.PutJSON(eventBucket, fmt.Sprint(e.Number), e), tx.PutJSON(eventBucket, headKey, h))
}

func readEntry(tx *register.Tx, n uint64) (entry, error) {
	var e entry
	ok, err := tx.GetJSON(eventBucket, fmt.Sprint(n), &e)
	if err == nil && (!ok || e.Number != n) {
		err = register.ErrDamaged
	}
	return e, err
}

// lastEvent returns the time of the last event.
func lastEvent(tx *register.Tx) (time.Time, error) {
	last, err := getNumber(tx, countBucket, eventCounter)
	if err != nil || last == 0 {
		return time.Time{}, err
	}
	e, err := readEntry(tx, last)
	return time.Unix(e.Time, 0).UTC(), err
}

// openEntry returns what an entry says, if the one at the desk may read it.
func (d *Desk) openEntry(tx *register.Tx, e entry, owner string) (s sealedEvent, ok bool, err error) {
	place := entryKey(e.Number)
	record, ok, err := tx.Get(apartBucket, place)
	if err != nil || !ok {
		return s, false, err
	}
	k, err := d.entryKeyOf(tx, record, place, owner)
	if k == nil || err != nil {
		return s, false, err
	}
	text, err := k.Open(place, e.Blob, nil)
	if err != nil || json.Unmarshal(text, &s) != nil || s.Number != e.Number || s.Time.Unix() != e.Time {
		return s, false, fmt.Errorf("%w: entry %d does not say what was written", ErrLog, e.Number)
	}
	return s, true, nil
}

// entryKeyOf returns nil for a key that is not for the one at the desk.
func (d *Desk) entryKeyOf(tx *register.Tx, record []byte, place, owner string) (*vault.Key, error) {
	switch {
	case record[0] == vault.Loose:
		return vault.LoosenedKey(record)
	case owner != "" && d.sees(tx, owner):
		k, err := d.key(tx, owner)
		if err != nil {
			return nil, err
		}
		return k.OpenKey(place, record, d.identity)
	case record[0] == vault.ByNone && d.identity != nil:
		k, err := vault.OpenKeyBy(place, record, d.identity)
		if errors.Is(err, vault.ErrSealed) {
			return nil, nil
		}
		return k, err
	}
	return nil, nil
}

// owners returns the case of every entry that is of one.
func owners(tx *register.Tx) (map[uint64]string, error) {
	all := map[uint64]string{}
	for record, err := range tx.All(caseLogBucket) {
		if err != nil {
			return nil, err
		}
		var l caseLog
		if err := json.Unmarshal(record.Value, &l); err != nil {
			return nil, register.ErrDamaged
		}
		for _, n := range l.Numbers {
			all[n] = record.Key
		}
	}
	return all, nil
}

// DamagedEntry is the action of an entry that cannot be read; VerifyLog says what is wrong.
const DamagedEntry = "damaged"

// Log returns the events that the one at the desk may read, in order, numbered as they are shown: gaps would tell that there are others.
func (d *Desk) Log() (all []Event, err error) {
	if err := d.need(Keeper, Officer, Reader); err != nil {
		return nil, err
	}
	err = d.reg.View(func(tx *register.Tx) error {
		of, err := owners(tx)
		if err != nil {
			return err
		}
		return d.entries(tx, func(e entry) error {
			s, ok, err := d.openEntry(tx, e, of[e.Number])
			if errors.Is(err, ErrLog) || errors.Is(err, register.ErrDamaged) || errors.Is(err, vault.ErrSealed) {
				s, ok, err = sealedEvent{Event: Event{Time: time.Unix(e.Time, 0).UTC(), Action: DamagedEntry}}, true, nil
			}
			if ok && err == nil {
				s.Event.Number = uint64(len(all)) + 1
				if strings.HasPrefix(s.Event.Case, pastPrefix) {
					s.Event.Case = ""
				}
				all = append(all, s.Event)
			}
			return err
		})
	})
	return all, err
}

// allEvents returns every event, those that nobody at the desk may read with their times only.
func (d *Desk) allEvents() (all []Event, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		return d.entries(tx, func(e entry) error {
			s, ok, err := d.openEntry(tx, e, "")
			if !ok {
				s.Event = Event{Number: e.Number, Time: time.Unix(e.Time, 0).UTC()}
			}
			all = append(all, s.Event)
			return err
		})
	})
	return all, err
}

// entries walks over the entries, in order.
func (d *Desk) entries(tx *register.Tx, fn func(entry) error) error {
	var all []entry
	for record, err := range tx.All(eventBucket) {
		if err != nil {
			return err
		}
		if record.Key == headKey {
			continue
		}
		var e entry
		if err := json.Unmarshal(record.Value, &e); err != nil {
			return register.ErrDamaged
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b entry) int { return int(a.Number) - int(b.Number) })
	for _, e := range all {
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

// getNumber reads a number; 0 if there is none.
func getNumber(tx *register.Tx, bucket, key string) (uint64, error) {
	value, ok, err := tx.Get(bucket, key)
	if err != nil || !ok {
		return 0, err
	}
	if len(value) != 8 {
		return 0, register.ErrDamaged
	}
	return binary.BigEndian.Uint64(value), nil
}

func putNumber(tx *register.Tx, bucket, key string, n uint64) error {
	return tx.Put(bucket, key, be64(n))
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
