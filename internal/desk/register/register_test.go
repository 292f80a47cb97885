package register_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	bolt "go.etcd.io/bbolt"

	"luwte/internal/desk/register"
)

var key = [32]byte{1, 2, 3}

func create(t *testing.T) (*register.Register, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "register.db")
	r, err := register.Create(path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r, path
}

func put(t *testing.T, r *register.Register, bucket, key, value string) {
	t.Helper()
	if err := r.Update(func(tx *register.Tx) error { return tx.Put(bucket, key, []byte(value)) }); err != nil {
		t.Fatal(err)
	}
}

func all(r *register.Register, bucket string) (map[string]string, error) {
	found := map[string]string{}
	err := r.View(func(tx *register.Tx) error {
		for record, err := range tx.All(bucket) {
			if err != nil {
				return err
			}
			found[record.Key] = string(record.Value)
		}
		return nil
	})
	return found, err
}

func TestPut_ManyRecords_ComeBackAfterOpening(t *testing.T) {
	r, path := create(t)
	want := map[string]string{}
	for i := range 300 {
		k, v := fmt.Sprintf("key %d", i), string(bytes.Repeat([]byte{byte(i)}, i*10))
		want[k] = v
		put(t, r, "things", k, v)
	}
	put(t, r, "things", "key 7", "new")
	want["key 7"] = "new"
	if err := r.Update(func(tx *register.Tx) error { return tx.Delete("things", "key 8") }); err != nil {
		t.Fatal(err)
	}
	delete(want, "key 8")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := register.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	got, err := all(again, "things")
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%d records, expected %d; %v", len(got), len(want), err)
	}
	err = again.View(func(tx *register.Tx) error {
		value, ok, err := tx.Get("things", "key 7")
		if string(value) != "new" || !ok || !tx.Has("things", "key 9") || tx.Has("things", "key 8") || tx.Has("nothing", "key 9") || tx.Count("things") != 299 {
			t.Error("other records")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestUpdate_Fails_LeavesNothing(t *testing.T) {
	r, _ := create(t)
	broken := errors.New("broken")
	err := r.Update(func(tx *register.Tx) error {
		if err := tx.Put("things", "a", []byte("b")); err != nil {
			return err
		}
		return broken
	})
	got, readErr := all(r, "things")
	if !errors.Is(err, broken) || readErr != nil || len(got) != 0 {
		t.Errorf("%v, %v, %v", err, got, readErr)
	}
}

func TestFile_WithoutTheKey_TellsNoWord(t *testing.T) {
	r, path := create(t)
	put(t, r, "things", "the-key-of-a-case", "the words of a report")
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"the-key-of-a-case", "words of a report"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("%q is in the file", word)
		}
	}
}

func TestOpen_WrongKeyOrNoFile_SaysSo(t *testing.T) {
	r, path := create(t)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := register.Open(path, [32]byte{9}); !errors.Is(err, register.ErrDamaged) {
		t.Error(err)
	}
	if _, err := register.Open(path+"x", key); !errors.Is(err, register.ErrNoRegister) {
		t.Error(err)
	}
}

func TestOpen_WhileOpen_IsErrInUse(t *testing.T) {
	_, path := create(t)
	if _, err := register.Open(path, key); !errors.Is(err, register.ErrInUse) {
		t.Error(err)
	}
}

// TestGet_ValuesMovedInTheFile_AreRefused moves a sealed value to another key, and to the same key of another bucket.
func TestGet_ValuesMovedInTheFile_AreRefused(t *testing.T) {
	for name, to := range map[string][2]string{"other key": {"things", "b"}, "other bucket": {"others", "a"}} {
		r, path := create(t)
		put(t, r, "things", "a", "one")
		put(t, r, to[0], to[1], "two")
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		move(t, path, to[0])
		again, err := register.Open(path, key)
		if err != nil {
			t.Fatal(err)
		}
		err = again.View(func(tx *register.Tx) error {
			_, _, err := tx.Get(to[0], to[1])
			return err
		})
		_, walk := all(again, to[0])
		if !errors.Is(err, register.ErrDamaged) || !errors.Is(walk, register.ErrDamaged) {
			t.Errorf("%s: %v, %v", name, err, walk)
		}
		again.Close()
	}
}

// move overwrites every value of a bucket with one that stands under another key, or in the other bucket.
func move(t *testing.T, path, bucket string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		var names, values [][]byte
		b := tx.Bucket([]byte(bucket))
		if err := b.ForEach(func(k, v []byte) error { names, values = append(names, k), append(values, bytes.Clone(v)); return nil }); err != nil {
			return err
		}
		if len(values) == 1 {
			_, value := tx.Bucket([]byte("things")).Cursor().First()
			return b.Put(names[0], bytes.Clone(value))
		}
		return errors.Join(b.Put(names[0], values[1]), b.Put(names[1], values[0]))
	})
	if err != nil {
		t.Fatal(err)
	}
}
