package register

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// chunkSize is how many bytes of a sealed value one bbolt key holds. bbolt never puts fewer than two keys on a leaf, splits a leaf only above four, and rewrites the whole leaf that an insertion
// meets: with a piece of a file in one key that is up to four pieces for each that comes. Two keys of this size, each with 34 bytes of key and 16 of element header, and the
// page's header of 16 fill two pages to the byte.
const chunkSize = (2*4096-16)/2 - 16 - nameSize - 2

// nameSize is the length of a record's bbolt key. A chunk's has its number behind it (u16be): a record whose sealed value is longer than chunkSize has such keys only.
const nameSize = 32

func chunkKey(name []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(slices.Clone(name), uint16(n))
}

// putSealed replaces the record of a name.
func putSealed(b *bolt.Bucket, name, sealed []byte) error {
	n := 0
	if len(sealed) <= chunkSize {
		if err := b.Put(name, sealed); err != nil {
			return err
		}
		return deleteFrom(b, chunkKey(name, 0))
	}
	if len(sealed) > chunkSize*math.MaxUint16 {
		return fmt.Errorf("a record of %d bytes is too long", len(sealed))
	}
	for part := range slices.Chunk(sealed, chunkSize) {
		if err := b.Put(chunkKey(name, n), part); err != nil {
			return err
		}
		n++
	}
	if err := b.Delete(name); err != nil { // of a shorter value, or a register that was made before there were chunks
		return err
	}
	return deleteFrom(b, chunkKey(name, n))
}

// getSealed returns the sealed value of a name, or nil. It need not see whether a chunk is missing or of another value: then the whole does not open.
func getSealed(b *bolt.Bucket, name []byte) []byte {
	c := b.Cursor()
	k, v := c.Seek(name)
	sealed, _, _ := gather(c, k, v, name)
	return sealed
}

// gather returns the value of the record of a name at a cursor, and what comes after it.
func gather(c *bolt.Cursor, k, v, name []byte) (sealed, nextKey, nextValue []byte) {
	if bytes.Equal(k, name) {
		nextKey, nextValue = c.Next()
		return v, nextKey, nextValue
	}
	for ; bytes.HasPrefix(k, name); k, v = c.Next() {
		sealed = append(sealed, v...)
	}
	return sealed, k, v
}

// deleteFrom removes the keys of a record from one of them on.
func deleteFrom(b *bolt.Bucket, from []byte) error {
	var keys [][]byte // first all, because deleting moves a cursor
	c := b.Cursor()
	for k, _ := c.Seek(from); bytes.HasPrefix(k, from[:nameSize]); k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
