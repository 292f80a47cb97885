package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// Buckets. In the index an inbox's record sorts right before the entries of its
// parcels: inbox tag, then inbox tag ‖ parcel tag.
var (
	bucketIndex  = []byte("index")
	bucketValues = []byte("values")
)

// tx is a bbolt transaction in the store's terms.
type tx struct {
	*tide
	index  *bbolt.Bucket
	values values
}

func entryKey(at place) []byte { return append(at.inbox[:], at.parcel[:]...) }

func (t tx) hasInbox(at place) bool { return t.index.Get(at.inbox[:]) != nil }
func (t tx) hasEntry(at place) bool { return t.index.Get(entryKey(at)) != nil }

// inboxes calls fn for every inbox's record, in the order of the tags. It looks at
// every key: where one is damaged, seeking past entries could miss a record, or come
// back to where it was.
func (t tx) inboxes(fn func(at place, record []byte)) {
	c := t.index.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(k) == len(tag{}) {
			fn(place{inbox: tag(k)}, v)
		}
	}
}

// elements counts the records and entries, whatever their order.
func (t tx) elements() (n int) {
	c := t.index.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}

// entries calls fn for every parcel's place in an inbox, with its entry as it is sealed.
func (t tx) entries(in place, fn func(at place, sealed []byte)) {
	c := t.index.Cursor()
	for k, v := c.Seek(in.inbox[:]); bytes.HasPrefix(k, in.inbox[:]); k, v = c.Next() {
		if len(k) == 2*len(tag{}) {
			fn(place{in.inbox, tag(k[len(tag{}):])}, v)
		}
	}
}

// readInbox opens an inbox's record or, where that is damaged, its state.
func (t tx) readInbox(at place, record []byte) (Inbox, error) {
	if plain, err := t.open(kindInbox, at, record); err == nil && len(plain) == len(Inbox{}) {
		return Inbox(plain), nil
	}
	in, _, err := t.readState(at)
	return in, err
}

func (t tx) readState(at place) (Inbox, State, error) {
	plain, err := t.open(kindState, at, t.values.get(at.inbox))
	if err != nil {
		return Inbox{}, State{}, err
	}
	return parseState(plain)
}

func (t tx) writeState(at place, in Inbox, s State) error {
	if err := t.index.Put(at.inbox[:], t.seal(kindInbox, at, in[:])); err != nil {
		return err
	}
	return t.values.put(at.inbox, t.seal(kindState, at, marshalState(in, s)))
}

// readEntry is openEntry for a parcel's place.
func (t tx) readEntry(at place) (entry, error) { return t.openEntry(at, t.index.Get(entryKey(at))) }

// openEntry opens a parcel's entry or, where that is damaged, the parcel itself.
func (t tx) openEntry(at place, sealed []byte) (entry, error) {
	if plain, err := t.open(kindEntry, at, sealed); err == nil {
		return parseEntry(plain)
	}
	week, parcel, err := t.readParcel(at)
	return entry{IDOf(parcel), week, uint32(len(parcel))}, err
}

// entryOr returns a parcel's entry and true, or the one given and false where
// there is none: then it opens that one, sealed as it will be, for the same work.
// Of an entry that is there and damaged beyond the parcel's help, the one given
// has all but the week.
func (t tx) entryOr(at place, given entry) (entry, bool) {
	sealed := t.seal(kindEntry, at, given.marshal())
	held := t.index.Get(entryKey(at))
	there := held != nil
	if there {
		sealed = held
	}
	if plain, err := t.open(kindEntry, at, sealed); err == nil {
		if e, err := parseEntry(plain); err == nil {
			return e, there
		}
	}
	if e, err := t.readEntry(at); err == nil {
		return e, there
	}
	return given, there
}

func (t tx) readParcel(at place) (week uint32, parcel []byte, err error) {
	plain, err := t.open(kindParcel, at, t.values.get(at.parcel))
	if err != nil {
		return 0, nil, err
	}
	return parseParcel(plain)
}

// writeParcel keeps a parcel whose week and bytes are sealed already: what takes
// long is done outside of transactions.
func (t tx) writeParcel(at place, e entry, sealed []byte) error {
	if err := t.index.Put(entryKey(at), t.seal(kindEntry, at, e.marshal())); err != nil {
		return err
	}
	return t.values.put(at.parcel, sealed)
}

func (t tx) removeParcel(at place) error {
	if err := t.index.Delete(entryKey(at)); err != nil {
		return err
	}
	return t.values.remove(at.parcel)
}
