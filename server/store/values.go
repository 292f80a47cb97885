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
// once: beside other values it would be written again with each that comes next
// to it, and in parts of a page it takes a call of the system for each. Measured
// (BenchmarkPosts, 16 clients), beside a plain file that is appended to and synced:
// a parcel in one key among others 0.1, in parts that fill two pages in pairs 0.3,
// so 1.0.
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
