package register

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"

	bolt "go.etcd.io/bbolt"
)

// Tx is a transaction. Buckets come to be with their first record; a missing one is empty.
type Tx struct {
	tx   *bolt.Tx
	keys *keys
}

// Get returns a record, and whether there is one, or ErrDamaged.
func (t *Tx) Get(bucket, key string) ([]byte, bool, error) {
	b := t.tx.Bucket([]byte(bucket))
	if b == nil {
		return nil, false, nil
	}
	name := t.keys.name(bucket, key)
	sealed := getSealed(b, name)
	if sealed == nil {
		return nil, false, nil
	}
	found, value, err := t.keys.open(bucket, name, sealed)
	if err != nil || found != key {
		return nil, false, fmt.Errorf("record in %s: %w", bucket, ErrDamaged)
	}
	return value, true, nil
}

// Has says whether there is a record, without opening it.
func (t *Tx) Has(bucket, key string) bool {
	b := t.tx.Bucket([]byte(bucket))
	if b == nil {
		return false
	}
	name := t.keys.name(bucket, key)
	k, _ := b.Cursor().Seek(name)
	return bytes.HasPrefix(k, name)
}

// Put writes a record.
func (t *Tx) Put(bucket, key string, value []byte) error {
	return t.PutSealed(t.keys.record(nil, bucket, key, value))
}

// PutSealed writes a record that Seal made.
func (t *Tx) PutSealed(s Sealed) error {
	b, err := t.tx.CreateBucketIfNotExists([]byte(s.bucket))
	if err != nil {
		return fmt.Errorf("make bucket %s: %w", s.bucket, err)
	}
	if err := putSealed(b, s.name, s.value); err != nil {
		return fmt.Errorf("put into %s: %w", s.bucket, err)
	}
	return nil
}

// Delete removes a record if there is one.
func (t *Tx) Delete(bucket, key string) error {
	b := t.tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	return deleteFrom(b, t.keys.name(bucket, key))
}

// Stale says that what this transaction deletes or replaces must not stay in the file: Tidy, or the next Open, takes it out.
func (t *Tx) Stale() error { return t.Put(metaBucket, staleKey, []byte{1}) }

// Clear removes all records of a bucket.
func (t *Tx) Clear(bucket string) error {
	if t.tx.Bucket([]byte(bucket)) == nil {
		return nil
	}
	return t.tx.DeleteBucket([]byte(bucket))
}

// Count returns the number of records of a bucket.
func (t *Tx) Count(bucket string) (n int) {
	b := t.tx.Bucket([]byte(bucket))
	if b == nil {
		return 0
	}
	c := b.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		if len(k) == nameSize || bytes.HasSuffix(k, []byte{0, 0}) { // one, or the first chunk of one
			n++
		}
	}
	return n
}

// Record is one record of a walk.
type Record struct {
	Key   string
	Value []byte
}

// All walks over the records of a bucket in no order that means anything. The bucket must not be changed meanwhile.
func (t *Tx) All(bucket string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		b := t.tx.Bucket([]byte(bucket))
		if b == nil {
			return
		}
		c := b.Cursor()
		for k, v := c.First(); k != nil; {
			name, sealed := k[:min(len(k), nameSize)], []byte(nil)
			sealed, k, v = gather(c, k, v, name)
			key, value, err := t.keys.open(bucket, name, sealed)
			if err == nil && string(t.keys.name(bucket, key)) != string(name) {
				err = ErrDamaged
			}
			if err != nil {
				err = fmt.Errorf("record in %s: %w", bucket, err)
			}
			if !yield(Record{key, value}, err) {
				return
			}
		}
	}
}

// GetJSON reads a record into v; v stays as it is if there is none.
func (t *Tx) GetJSON(bucket, key string, v any) (bool, error) {
	value, ok, err := t.Get(bucket, key)
	if err != nil || !ok {
		return false, err
	}
	if err := json.Unmarshal(value, v); err != nil {
		return false, fmt.Errorf("record in %s: %w", bucket, ErrDamaged) // the decoder's error may quote what is secret
	}
	return true, nil
}

// PutJSON writes a record as JSON.
func (t *Tx) PutJSON(bucket, key string, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode a record of %s: %w", bucket, err)
	}
	return t.Put(bucket, key, value)
}

// AllJSON returns the records of a bucket as values of type T, in no order.
func AllJSON[T any](t *Tx, bucket string) ([]T, error) {
	var all []T
	for record, err := range t.All(bucket) {
		if err != nil {
			return nil, err
		}
		var v T
		if err := json.Unmarshal(record.Value, &v); err != nil {
			return nil, fmt.Errorf("record in %s: %w", bucket, ErrDamaged)
		}
		all = append(all, v)
	}
	return all, nil
}
