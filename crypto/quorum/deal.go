package quorum

import (
	"crypto/rand"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"luwte/crypto/charter"
	"luwte/crypto/label"
)

// ristretto is the group: of circl's, the one whose scalars are handled in constant time.
var ristretto = group.Ristretto255

const scalarSize = 32

// Deal splits secrets of a bureau among n custodians, any k of whom open them, under a number greater than that of every earlier dealing of
// the same bureau. The shares are those of custodians 1 to n. It returns ErrQuorum or ErrSecrets.
//
// Everything but the secrets is fresh: shares of an earlier dealing of the same secrets open nothing of this one, also not together with new
// ones.
func Deal(bureau charter.Fingerprint, secrets *Secrets, k, n int, number uint64) (*Dealing, []*Share, error) {
	if !quorumOK(k, n, number) {
		return nil, nil, ErrQuorum
	}
	if !secrets.ok() {
		return nil, nil, ErrSecrets
	}
	d := &dealing{&Dealing{Format: label.Dealing, Bureau: bureau, Number: number, K: k, N: n, Epochs: []Epoch{}}, make([]*Share, n)}
	for i := range d.shares {
		key := Key{Bureau: Tag(bureau[:]), Dealing: number, Custodian: i + 1}
		rand.Read(key.secret[:])
		d.shares[i] = &Share{Kind: label.Share, Bureau: bureau, Dealing: number, K: k, N: n, Custodian: i + 1, Key: key.secret[:], Epochs: []EpochPoint{}}
	}
	if err := d.all(secrets); err != nil {
		return nil, nil, err
	}
	return d.Dealing, d.shares, nil
}

func (s *Secrets) ok() bool {
	for _, e := range s.Epochs {
		if len(e.Seed) != SeedSize {
			return false
		}
	}
	return len(s.Root) == RootSize && len(s.Desk) == DeskSize
}

// dealing is a Deal under way.
type dealing struct {
	*Dealing
	shares []*Share
}

func (d *dealing) all(secrets *Secrets) (err error) {
	var points []Point
	if d.Root, points, err = d.split(rootPart, secrets.Root); err != nil {
		return err
	}
	for i, s := range d.shares {
		s.Root = points[i]
	}
	if d.Desk, points, err = d.split(deskPart, secrets.Desk); err != nil {
		return err
	}
	for i, s := range d.shares {
		s.Desk = points[i]
	}
	for _, e := range secrets.Epochs {
		sealed, points, err := d.split(epochPart(e.Epoch), e.Seed)
		if err != nil {
			return err
		}
		d.Epochs = append(d.Epochs, Epoch{e.Epoch, sealed})
		for i, s := range d.shares {
			s.Epochs = append(s.Epochs, EpochPoint{e.Epoch.Epoch, points[i]})
		}
	}
	if !d.ok() { // epochs out of order or limits
		return ErrSecrets
	}
	return nil
}

// split draws a scalar for one secret, seals the secret under it and each custodian's value under the custodian's key, and returns the
// custodians' points.
func (d *dealing) split(p part, secret []byte) (Sealed, []Point, error) {
	scalar := ristretto.RandomNonZeroScalar(rand.Reader)
	sharing := secretsharing.New(rand.Reader, uint(d.K-1), scalar)
	commitments, err := encodeAll(sharing.CommitSecret())
	if err != nil {
		return Sealed{}, nil, err
	}
	var sealed Sealed
	if sealed.Secret, err = d.sealSecret(p, scalar, secret); err != nil {
		return Sealed{}, nil, err
	}
	var points []Point
	for i, s := range sharing.Share(uint(d.N)) {
		value, err := s.Value.MarshalBinary()
		if err != nil {
			return Sealed{}, nil, fmt.Errorf("encode a value: %w", err)
		}
		under, err := d.sealValue(p, d.shares[i].key(), value)
		if err != nil {
			return Sealed{}, nil, err
		}
		sealed.Values = append(sealed.Values, under)
		points = append(points, Point{value, commitments})
	}
	return sealed, points, nil
}

func encodeAll(elements []group.Element) (all [][]byte, err error) {
	for _, e := range elements {
		b, err := e.MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("encode a commitment: %w", err)
		}
		all = append(all, b)
	}
	return all, nil
}
