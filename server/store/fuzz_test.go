package store

import (
	"bytes"
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
