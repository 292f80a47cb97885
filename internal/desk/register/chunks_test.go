package register_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"

	bolt "go.etcd.io/bbolt"

	"luwte/internal/desk/register"
)

func TestPut_LongAndShortInTurns_IsOneRecordOfMany(t *testing.T) {
	r, _ := create(t)
	put(t, r, "things", "before", "b")
	put(t, r, "things", "after", "a")
	for _, n := range []int{10, 3_000, 4_000, 5_000, 300_000, 8_200, 40, 260_000, 0} {
		value := make([]byte, n)
		rand.Read(value)
		put(t, r, "things", "it", string(value))
		found, err := all(r, "things")
		if err != nil || len(found) != 3 || found["it"] != string(value) || found["before"] != "b" || found["after"] != "a" {
			t.Fatalf("%d bytes: %d records, %v", n, len(found), err)
		}
		err = r.View(func(tx *register.Tx) error {
			got, ok, err := tx.Get("things", "it")
			if !ok || !bytes.Equal(got, value) || !tx.Has("things", "it") || tx.Has("things", "its") || tx.Count("things") != 3 {
				t.Errorf("%d bytes: %d, %v, %d records", n, len(got), ok, tx.Count("things"))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(t, r, "things", "it", string(make([]byte, 100_000)))
	err := r.Update(func(tx *register.Tx) error { return tx.Delete("things", "it") })
	if found, allErr := all(r, "things"); err != nil || allErr != nil || len(found) != 2 {
		t.Errorf("deleted: %d records, %v, %v", len(found), err, allErr)
	}
}

func TestGet_ChunkMissingDoubledOrOfAnother_IsErrDamaged(t *testing.T) {
	for name, spoil := range map[string]func(b *bolt.Bucket, keys [][]byte) error{
		"missing": func(b *bolt.Bucket, keys [][]byte) error { return b.Delete(keys[1]) },
		"doubled": func(b *bolt.Bucket, keys [][]byte) error { return b.Put(keys[1], b.Get(keys[0])) },
		"another's": func(b *bolt.Bucket, keys [][]byte) error {
			return b.Put(keys[1], bytes.Clone(b.Get(keys[len(keys)-2])))
		},
		"one more": func(b *bolt.Bucket, keys [][]byte) error { return b.Put(append(keys[0][:33:33], 99), []byte("more")) },
	} {
		r, path := create(t)
		put(t, r, "things", "a", string(make([]byte, 20_000)))
		put(t, r, "things", "b", string(make([]byte, 20_000)))
		r.Close()
		db, err := bolt.Open(path, 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(func(tx *bolt.Tx) error {
			var keys [][]byte
			b := tx.Bucket([]byte("things"))
			if err := b.ForEach(func(k, _ []byte) error { keys = append(keys, bytes.Clone(k)); return nil }); err != nil {
				return err
			}
			return spoil(b, keys)
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		found, err := all(reopen(t, path), "things")
		if !errors.Is(err, register.ErrDamaged) {
			t.Errorf("%s: %d records, %v", name, len(found), err)
		}
	}
}

// TestOpen_OfTheVersionBefore_ReadsItAndCutsWhatIsWritten: it had long records under one key.
func TestOpen_OfTheVersionBefore_ReadsItAndCutsWhatIsWritten(t *testing.T) {
	r, path := create(t)
	old, next := string(make([]byte, 100_000)), string(bytes.Repeat([]byte{1}, 50_000))
	if err := r.AsBefore("things", "it", []byte(old)); err != nil {
		t.Fatal(err)
	}
	r.Close()
	r = reopen(t, path)
	if found, err := all(r, "things"); err != nil || found["it"] != old {
		t.Fatalf("%d records, %v", len(found), err)
	}
	put(t, r, "things", "it", next)
	r.Close()
	r = reopen(t, path)
	if found, err := all(r, "things"); err != nil || len(found) != 1 || found["it"] != next {
		t.Errorf("%d records, %v", len(found), err)
	}
	r.Close()
	if n := len(sealedAs(t, path, "things")); n > 4096 {
		t.Errorf("a key holds %d bytes", n)
	}
}
