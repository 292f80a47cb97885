package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"go.etcd.io/bbolt"
)

// pageSize is bbolt's, fixed so that a file can move between machines.
const pageSize = 4096

// chunkSize is how much of a sealed value one bbolt key holds. bbolt never puts
// fewer than two keys on a leaf, splits a leaf only above four, and rewrites
// the whole leaf that an insertion meets: with a parcel in one key that is up
// to four parcels. Two keys of this size, each with 18 bytes of key and 16 of
// element header, and the page's header of 16 fill two pages to the byte.
// Measured (BenchmarkPut), bytes written for each byte stored, at 1 and at 16
// clients: one key 12 and 6, this 1.27 and 1.12, a whole page 1.76
// and 1.61; half the size is as good, four times the size 1.43 and 1.23.
const chunkSize = (2*pageSize-16)/2 - 16 - 18

// chunked is the bucket of values that are longer than fits on a page: sealed
// whole, cut, each chunk under tag ‖ u16 number.
type chunked struct {
	*bbolt.Bucket
	size int
}

func chunkKey(t tag, n int) []byte {
	return binary.BigEndian.AppendUint16(t[:], uint16(n))
}

// put replaces the value at t, chunk by chunk: it does the same where a value
// of this length was before and where none was.
func (c chunked) put(t tag, value []byte) error {
	if len(value) > c.size*math.MaxUint16 {
		return fmt.Errorf("a value of %d bytes is too long", len(value))
	}
	n := 0
	for part := range slices.Chunk(value, c.size) {
		if err := c.Put(chunkKey(t, n), part); err != nil {
			return err
		}
		n++
	}
	return c.cut(t, n)
}

// get returns a copy of what is at t. It need not see whether a chunk is
// missing or doubled: then the whole does not open.
func (c chunked) get(t tag) []byte {
	var value []byte
	cur := c.Cursor()
	for k, v := cur.Seek(t[:]); bytes.HasPrefix(k, t[:]); k, v = cur.Next() {
		value = append(value, v...)
	}
	return value
}

func (c chunked) remove(t tag) error { return c.cut(t, 0) }

// cut removes the chunks of t from number n on.
func (c chunked) cut(t tag, n int) error {
	var keys [][]byte // first all, because deleting moves a cursor
	cur := c.Cursor()
	for k, _ := cur.Seek(chunkKey(t, n)); bytes.HasPrefix(k, t[:]); k, _ = cur.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := c.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
