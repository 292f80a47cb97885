package dispatch_test

import (
	"bytes"
	"errors"
	"runtime"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

const cases = 24

var sentinels = map[string]error{vectors.Malformed: dispatch.ErrMalformed, vectors.Signature: sign.ErrSignature, vectors.Mismatch: dispatch.ErrMismatch}

func TestParse_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Dispatches]("dispatch.json")
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			_, err := dispatch.Parse(c.Bytes())
			vectors.Expect(t, c.Error, err, sentinels)
		})
	}
	vectors.ExpectCount(t, len(v.Cases), cases)
}

func TestParse_BaseDispatch_SaysWhatItSays(t *testing.T) {
	v := vectors.Load[vectors.Dispatches]("dispatch.json")
	d, err := dispatch.Parse(vectors.File("dispatch.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Bureau.String() != v.Bureau || d.Number != v.Number || len(d.Kept) != len(v.Kept) || !bytes.Equal(d.CharterRaw, vectors.File("charter.bin")) {
		t.Errorf("%s %d %v, expected %s %d %v", d.Bureau, d.Number, d.Kept, v.Bureau, v.Number, v.Kept)
	}
	for i, id := range d.Kept {
		if id.String() != v.Kept[i] {
			t.Errorf("id %d is %s, expected %s", i, id, v.Kept[i])
		}
	}
}

// TestNewer_CharterCountsFirst; a dispatch under a succession comes after all of the old root's, and none of those after it.
func TestNewer_CharterCountsFirst(t *testing.T) {
	d := &dispatch.Dispatch{Number: 5, Charter: &charter.Charter{Serial: 3, Root: []byte("one")}}
	next := &dispatch.Dispatch{Number: 1, Charter: &charter.Charter{Serial: 1, Root: []byte("two"), Predecessors: []charter.Predecessor{{Root: []byte("one")}}}}
	roots := d.Charter.Roots()
	for _, c := range []struct {
		serial, number uint64
		want           bool
	}{{3, 4, true}, {3, 5, false}, {3, 6, false}, {2, 900, true}, {4, 1, false}, {0, 0, true}} {
		if got := d.Newer(charter.Position{Roots: roots, Serial: c.serial}, c.number); got != c.want {
			t.Errorf("(3, 5) newer than (%d, %d): %v", c.serial, c.number, got)
		}
		if !next.Newer(charter.Position{Roots: roots, Serial: c.serial}, c.number) {
			t.Errorf("a succession is not newer than (%d, %d)", c.serial, c.number)
		}
	}
	if d.Newer(next.Charter.Position(), 0) {
		t.Error("the old root is newer than its successor")
	}
}

func TestMarshal_NumberOrLengthsOutOfLimits_IsRefused(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]dispatch.Dispatch{
		"number 0": {}, "number 2^53": {Number: 1 << 53}, "charter": {Number: 1, CharterRaw: make([]byte, charter.MaxSize+1)},
		"board": {Number: 1, BoardRaw: make([]byte, board.MaxSize+1)},
	} {
		if _, err := d.Marshal(key); !errors.Is(err, dispatch.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A few bytes that promise much must not cost much: at most what the largest board takes, a few times over.
func TestParse_CountsWithoutBytes_AllocateLittle(t *testing.T) {
	head := append([]byte(label.Dispatch), make([]byte, 32+8)...)
	for _, tail := range [][]byte{
		{0, 4, 0, 0}, {0, 0, 0, 0, 0, 32, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, {255, 255, 255, 255}, {0, 0, 0, 0, 255, 255, 255, 255},
	} {
		data := append(bytes.Clone(head), tail...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := dispatch.Parse(data)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, dispatch.ErrMalformed) {
			t.Errorf("%x: %v", tail, err)
		}
		got := after.TotalAlloc - before.TotalAlloc
		if got > 8<<20 {
			t.Errorf("%x: %d bytes", tail, got)
		}
	}
}

func TestMarshal_IDsUnsorted_IsRefused(t *testing.T) {
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range [][]parcel.ID{{{2}, {1}}, {{1}, {1}}} {
		if _, err := (&dispatch.Dispatch{Number: 1, Kept: kept}).Marshal(key); err == nil {
			t.Errorf("ids %v were accepted", kept)
		}
	}
}

func FuzzParse(f *testing.F) {
	v := vectors.Load[vectors.Dispatches]("dispatch.json")
	vectors.ExpectCount(f, len(v.Cases), cases)
	for _, c := range v.Cases {
		fuzzing.Add(f, 10, c.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := dispatch.Parse(data); err == nil && !bytes.Contains(data, d.BoardRaw) {
			t.Fatal("a board that is not in the dispatch")
		}
	})
}
