package store

import (
	"context"
	"crypto/rand"
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// ValueOf returns the bucket in which a parcel's bytes lie, in a generation with this
// key, and their key there.
func ValueOf(t *bbolt.Tx, key []byte, inbox Inbox, id ID) (*bbolt.Bucket, []byte) {
	at := placeOf(key, inbox, id).parcel
	return t.Bucket(bucketValues).Bucket(at[:]), valueKey(at)
}

// EntryOf is ValueOf for what the index has of the parcel.
func EntryOf(t *bbolt.Tx, key []byte, inbox Inbox, id ID) (*bbolt.Bucket, []byte) {
	return t.Bucket(bucketIndex), entryKey(placeOf(key, inbox, id))
}

func placeOf(key []byte, inbox Inbox, id ID) place {
	t, err := newTide(key)
	if err != nil {
		panic(err)
	}
	return t.parcel(inbox, id)
}

// SpoilName overwrites an inbox's record and its state.
func SpoilName(s Store, in Inbox) error {
	e := s.(*engine)
	return e.update(context.Background(), func(t tx) error {
		at := t.inbox(in)
		return errors.Join(t.index.Put(at.inbox[:], make([]byte, 56)), t.values.put(at.inbox, make([]byte, 5000)))
	})
}

// WriteZeros is how a file goes ahead.
func WriteZeros(f *os.File, from, to int64) error { return writeZeros(f, from, to) }

// WriteSynced is how a key is written.
func WriteSynced(path string, content []byte) error { return writeSynced(path, content) }

// Overwrite is what comes before a key is unlinked.
func Overwrite(path string) error { return overwrite(path, rand.Reader) }
