package register

import "testing"

// AsOnWindows has Compact do as where an open file cannot be given another name.
func AsOnWindows(t *testing.T) {
	before := renamesOpen
	renamesOpen = false
	t.Cleanup(func() { renamesOpen = before })
}

// AsBefore makes the register one of the version before, with a record as that one wrote it.
func (r *Register) AsBefore(bucket, key string, value []byte) error {
	return r.Update(func(tx *Tx) error {
		if err := tx.Put(metaBucket, metaKey, []byte{withoutChunks}); err != nil {
			return err
		}
		b, err := tx.tx.CreateBucket([]byte(bucket))
		if err != nil {
			return err
		}
		s := r.keys.record(nil, bucket, key, value)
		return b.Put(s.name, s.value)
	})
}
