package cases

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"maps"
	"slices"

	"luwte/crypto/label"
	"luwte/crypto/parcel"
)

// What was seen is remembered as HMAC-SHA-256 under the key of the epoch in which it came, with one of these in front. S needs none of
// its own: the handle is an HMAC under S, so equal handles are equal S.
const (
	labelSeenParcel    = label.SeenParcel    // parcel id
	labelSeenHandle    = label.SeenHandle    // handle of a code
	labelSeenRecipient = label.SeenRecipient // R
	labelSeenWords     = label.SeenWords     // hash of what a report says; only while its pouch is taken in
)

// Keys has a random key for each epoch. When an epoch is destroyed its key goes, and nothing can be told from the hashes any more.
type Keys map[uint64][32]byte

// Mark is a keyed hash of something seen, in hex.
type Mark string

// setKeys keeps a hash for each key: to begin one anew takes a fraction of what making one takes, and a letter may name thousands of ids.
func (r *Register) setKeys(keys Keys) {
	r.macs = map[uint64]hash.Hash{}
	for epoch, key := range keys {
		r.macs[epoch] = hmac.New(sha256.New, key[:])
	}
	r.epochs = slices.Sorted(maps.Keys(keys))
	slices.Reverse(r.epochs)
}

// ParcelMark returns the mark under which a parcel of an epoch is taken in: Outcome.Parcel. It needs no Register, so that several can be found at once.
func (k Keys) ParcelMark(epoch uint64, id parcel.ID) Mark {
	key := k[epoch]
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(labelSeenParcel))
	m.Write(id[:])
	return Mark(hex.EncodeToString(m.Sum(nil)))
}

// mark is under the key of an epoch; what waited until that was destroyed is remembered under the newest one's.
func (r *Register) mark(epoch uint64, name string, value []byte) Mark {
	m, ok := r.macs[epoch]
	if !ok {
		m = r.macs[r.epochs[0]]
	}
	m.Reset()
	m.Write([]byte(name))
	m.Write(value)
	return Mark(hex.EncodeToString(m.Sum(nil)))
}

// marks returns the value's marks under all keys, newest epoch first: who looks something up does not know when it came.
func (r *Register) marks(name string, value []byte) []Mark {
	var all []Mark
	for _, epoch := range r.epochs {
		all = append(all, r.mark(epoch, name, value))
	}
	return all
}

// find looks a value up in an index.
func find[T any](m map[Mark]T, marks []Mark) (T, bool) {
	for _, k := range marks {
		if v, ok := m[k]; ok {
			return v, true
		}
	}
	var none T
	return none, false
}
