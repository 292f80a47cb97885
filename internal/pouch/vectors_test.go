package pouch_test

import (
	"testing"

	"luwte/crypto/vectors"
	"luwte/internal/pouch"
)

func TestParse_Vectors_Agree(t *testing.T) {
	sentinels := map[string]error{vectors.Cut: pouch.ErrCut, vectors.Altered: pouch.ErrAltered, vectors.Version: pouch.ErrVersion,
		vectors.NotPouch: pouch.ErrNotPouch, vectors.Malformed: pouch.ErrMalformed}
	v := vectors.Load[vectors.Pouches]("pouch.json")
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			p, err := parse(c.Bytes())
			vectors.Expect(t, c.Error, err, sentinels)
			if err == nil && (p.Bureau.String() != v.Bureau || c.Base == "pouch.bin" && p.IDs()[0].String() != v.Parcels[0]) {
				t.Errorf("bureau %s, parcels %v", p.Bureau, p.IDs())
			}
		})
	}
	vectors.ExpectCount(t, len(v.Cases), 17)
}
