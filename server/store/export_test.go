package store

import (
	"context"
	"crypto/rand"
	"errors"
)

// Chunk is the engine's own choice.
const Chunk = chunkSize

// CreateWith is Create with other choices, for the benchmarks.
func CreateWith(dir string, chunk int, noFreelist bool) (Store, error) {
	return create(dir, options{chunk: chunk, noFreelist: noFreelist})
}

// ValueKey is the key under which a chunk from the middle of a parcel lies, in a
// generation with this key: one whose page no other parcel has had a part of.
func ValueKey(key []byte, inbox Inbox, id ID) []byte {
	t, err := newTide(key)
	if err != nil {
		panic(err)
	}
	return chunkKey(t.parcel(inbox, id).parcel, 32)
}

// SpoilName overwrites an inbox's record and its state.
func SpoilName(s Store, in Inbox) error {
	e := s.(*engine)
	return e.update(context.Background(), func(t tx) error {
		at := t.inbox(in)
		return errors.Join(t.index.Put(at.inbox[:], make([]byte, 56)), t.values.put(at.inbox, make([]byte, 5000)))
	})
}

// WriteSynced is how a key is written.
func WriteSynced(path string, content []byte) error { return writeSynced(path, content) }

// Overwrite is what comes before a key is unlinked.
func Overwrite(path string) error { return overwrite(path, rand.Reader) }
