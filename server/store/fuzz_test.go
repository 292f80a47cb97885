package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzRecords: what the store finds in itself is a record in its one encoding, or damaged.
func FuzzRecords(f *testing.F) {
	fuzzing.Add(f, 100, marshalState(Inbox{1}, State{Serial: 1, Number: 2, Charter: []byte("charter"), Board: []byte("board"), Dispatch: []byte("dispatch")}))
	fuzzing.Add(f, 30, entry{ID{1}, 2, 3}.marshal())
	fuzzing.Add(f, 30, append(marshalWeek(7), "parcel"...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if in, s, err := parseState(data); err == nil && !bytes.Equal(marshalState(in, s), data) {
			t.Fatal("a state is read, and written otherwise")
		}
		if e, err := parseEntry(data); err == nil && !bytes.Equal(e.marshal(), data) {
			t.Fatal("an entry is read, and written otherwise")
		}
		if week, parcel, err := parseParcel(data); err == nil && !bytes.Equal(append(marshalWeek(week), parcel...), data) {
			t.Fatal("a parcel is read, and written otherwise")
		}
	})
}

// FuzzPages: a file that is damaged in two places is read to its end, and what is found lies in it.
func FuzzPages(f *testing.F) {
	dir := filepath.Join(f.TempDir(), "store")
	s, err := Create(dir)
	if err != nil {
		f.Fatal(err)
	}
	if err := s.AddInbox(f.Context(), Inbox{1}, State{Charter: []byte("charter")}); err != nil {
		f.Fatal(err)
	}
	for n := range 40 {
		if _, _, err := s.Put(f.Context(), Inbox{1}, bytes.Repeat([]byte{byte(n)}, 1000*n), 7); err != nil {
			f.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		f.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", dbFile))
	if err != nil || len(found) != 1 {
		f.Fatal(found, err)
	}
	whole, err := os.ReadFile(found[0])
	if err != nil {
		f.Fatal(err)
	}
	for _, at := range []int{0, 8, pageSize + 16 + 32, 2*pageSize + 8, 3*pageSize + 10, 4*pageSize + 16, 5 * pageSize} {
		fuzzing.Add(f, 30, at, whole[at:at+32], 3*pageSize, whole[3*pageSize:3*pageSize+64])
	}
	path := filepath.Join(f.TempDir(), "damaged")
	f.Fuzz(func(t *testing.T, at int, patch []byte, at2 int, patch2 []byte) {
		data := bytes.Clone(whole)
		if at >= 0 && at < len(data) {
			copy(data[at:], patch)
		}
		if at2 >= 0 && at2 < len(data) {
			copy(data[at2:], patch2)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_ = checkFile(path)
		p, err := openPages(path)
		if err != nil {
			t.Fatal(err)
		}
		defer p.file.Close()
		p.scan(func(i item) {
			if i.at < 0 || i.at+int64(i.size) > int64(len(data)) {
				t.Fatalf("a value at %d, of %d bytes, in a file of %d", i.at, i.size, len(data))
			}
		})
	})
}
