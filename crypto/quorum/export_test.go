package quorum

import (
	"crypto/rand"

	"github.com/cloudflare/circl/secretsharing"
)

// OpenBelow combines the shares that are there as if they were enough, and returns how many secrets open with what comes out.
func (g *Gathering) OpenBelow() (opened int) {
	for _, p := range g.dealing.parts() {
		var shares []secretsharing.Share
		for custodian, key := range g.keys {
			value, err := g.dealing.openValue(p.part, key, p.Values[custodian-1])
			if err != nil {
				panic(err)
			}
			s := secretsharing.Share{ID: ristretto.NewScalar().SetUint64(uint64(custodian)), Value: ristretto.NewScalar()}
			if err := s.Value.UnmarshalBinary(value); err != nil {
				panic(err)
			}
			shares = append(shares, s)
		}
		scalar, err := secretsharing.Recover(uint(len(shares)-1), shares)
		if err != nil {
			panic(err)
		}
		if _, err := g.dealing.openSecret(p.part, scalar, p.Secret); err == nil {
			opened++
		}
	}
	return opened
}

// Spoil seals another value for a custodian into every secret of a dealing, as the custodian can who reaches its file.
func (d *Dealing) Spoil(k Key) {
	for _, p := range d.parts() {
		value, err := ristretto.RandomNonZeroScalar(rand.Reader).MarshalBinary()
		if err != nil {
			panic(err)
		}
		if p.Values[k.Custodian-1], err = d.sealValue(p.part, k, value); err != nil {
			panic(err)
		}
	}
}

// Redo returns a document's line with a checksum that is right, whatever it holds.
func Redo(v any) []byte {
	line, err := marshalDocument(v)
	if err != nil {
		panic(err)
	}
	return line
}
