package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"
)

// pageSize is bbolt's, fixed so that a file can move between machines.
const pageSize = 4096

// values is the bucket of what may be longer than a page: each value lies alone
// in a bucket of its own, which has the value's tag for its name. So bbolt gives
// it a page of its own, as long as it must be, and writes it in one piece,
// once. Beside other values in one key it was written 6 to 12 times, with those that
// came next to it; in parts of which two fill two pages 1.1 to 1.3 times, but with 40
// calls of the system. Measured (BenchmarkPosts, 16 clients, a quiet machine), beside a
// plain file that is appended to and synced: in such parts 0.40 to 0.42 of its rate,
// so 0.50, and more since zeros are written past the system's memory (ahead.go).
//
// A parcel with its week takes 65 pages, of which the last is almost empty.
type values struct{ *bbolt.Bucket }

// valueKey is the key of a value in its bucket. Its tag is in it for Check, which
// reads pages by themselves.
func valueKey(t tag) []byte { return append(t[:], 0) }

// put replaces the value at t. It does the same where a value of this length was
// before and where none was.
func (v values) put(t tag, value []byte) error {
	b, err := v.CreateBucketIfNotExists(t[:])
	if err != nil {
		return err
	}
	if err := checkAlone(b, t); err != nil {
		return err
	}
	return b.Put(valueKey(t), value)
}

// get returns what is at t, or nil: it is bbolt's, and must not be kept.
func (v values) get(t tag) []byte {
	b := v.Bucket.Bucket(t[:])
	if b == nil {
		return nil
	}
	return b.Get(valueKey(t))
}

func (v values) remove(t tag) error {
	b := v.Bucket.Bucket(t[:])
	if b == nil {
		return nil
	}
	if err := checkAlone(b, t); err != nil {
		return err
	}
	return v.DeleteBucket(t[:])
}

// checkAlone refuses a bucket that has anything but its value. A name that leads
// elsewhere because a bit flipped must not take with it what is there; and bbolt
// would follow one that leads back to where it came from until there is no
// memory left.
func checkAlone(b *bbolt.Bucket, t tag) error {
	c := b.Cursor()
	k, _ := c.First()
	if k == nil { // it is new
		return nil
	}
	if next, _ := c.Next(); !bytes.Equal(k, valueKey(t)) || next != nil {
		return fmt.Errorf("%w: a value lies where another should", ErrDamaged)
	}
	return nil
}
