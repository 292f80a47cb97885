package pouch_test

import (
	"bytes"
	"crypto/sha256"
	"testing"

	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
	"luwte/internal/pouch"
)

// FuzzParse claims that what is parsed has one encoding: Encode makes the same bytes of it again. Half of the inputs get the right hash
// first, which chance would never find.
func FuzzParse(f *testing.F) {
	fuzzing.Add(f, 8, []byte{}, false)
	fuzzing.Add(f, 8, encode(f, nil, 0), false)
	fuzzing.Add(f, 8, encode(f, []byte("dispatch"), 0), true)
	fuzzing.Add(f, 8, encode(f, nil, 1), true)
	fuzzing.Add(f, 8, encode(f, []byte("dispatch"), 2), true)
	v := vectors.Load[vectors.Pouches]("pouch.json")
	vectors.ExpectCount(f, len(v.Cases), 17)
	for _, c := range v.Cases {
		fuzzing.Add(f, 8, c.Bytes(), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, sum bool) {
		if sum && len(data) >= sha256.Size {
			data = resum(data)
		}
		p, err := parse(data)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := pouch.Encode(&again, p.Bureau, p.Dispatch, p.IDs(), p.Parcel); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), data) {
			t.Error("encoded again, it is something else")
		}
	})
}
