package quorum

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"luwte/crypto/charter"
	"luwte/crypto/label"
)

// Share is a custodian's share of all secrets of a dealing. Its fields are in the order of the specification.
type Share struct {
	Kind      string              `json:"format"`
	Bureau    charter.Fingerprint `json:"bureau"`
	Dealing   uint64              `json:"dealing"`
	K         int                 `json:"k"`
	N         int                 `json:"n"`
	Custodian int                 `json:"custodian"` // 1…N
	Key       []byte              `json:"key"`       // KeySize
	Root      Point               `json:"root"`
	Desk      Point               `json:"desk"`
	Epochs    []EpochPoint        `json:"epochs"`
}

// Point is a custodian's value of one scalar's polynomial, and the commitments to its K coefficients, the same for all custodians.
type Point struct {
	Value       []byte   `json:"value"`
	Commitments [][]byte `json:"commitments"`
}

// EpochPoint is the point of an epoch's scalar.
type EpochPoint struct {
	Epoch uint64 `json:"epoch"`
	Point
}

// Format keeps a share out of printed text.
func (s Share) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[share]") }

// Format keeps a value out of printed text.
func (p Point) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[point]") }

// Marshal returns the share's line, which is secret.
func (s *Share) Marshal() ([]byte, error) {
	s.Kind = label.Share
	if !s.ok() {
		return nil, ErrDamaged
	}
	return marshalDocument(s)
}

// ParseShare reads a share and checks its values against its commitments. It returns ErrDamaged, ErrVersion or ErrWrong; none quotes contents.
func ParseShare(line []byte) (*Share, error) {
	s := &Share{}
	if len(line) > MaxShareSize || !parseDocument(line, s) {
		return nil, ErrDamaged
	}
	if s.Kind != label.Share {
		return nil, ErrVersion
	}
	if !s.ok() {
		return nil, ErrDamaged
	}
	for _, p := range s.points() {
		if !p.verify(s.K, s.Custodian) {
			return nil, ErrWrong
		}
	}
	return s, nil
}

// points returns all points, in the order of the specification.
func (s *Share) points() []Point {
	all := []Point{s.Root, s.Desk}
	for _, e := range s.Epochs {
		all = append(all, e.Point)
	}
	return all
}

func (s *Share) ok() bool {
	if !quorumOK(s.K, s.N, s.Dealing) || s.Custodian < 1 || s.Custodian > s.N || len(s.Key) != KeySize || s.Epochs == nil || len(s.Epochs) > charter.MaxEpochs {
		return false
	}
	last := uint64(0)
	for _, e := range s.Epochs {
		if e.Epoch <= last {
			return false
		}
		last = e.Epoch
	}
	for _, p := range s.points() {
		if len(p.Value) != scalarSize || len(p.Commitments) != s.K {
			return false
		}
	}
	return true
}

// verify says whether a value lies on the polynomial that was committed to (Feldman), all in their one encoding.
func (p *Point) verify(k, custodian int) bool {
	value, id := ristretto.NewScalar(), ristretto.NewScalar().SetUint64(uint64(custodian))
	if value.UnmarshalBinary(p.Value) != nil {
		return false
	}
	commitments := make([]group.Element, len(p.Commitments))
	for i, c := range p.Commitments {
		commitments[i] = ristretto.NewElement()
		if len(c) != scalarSize || commitments[i].UnmarshalBinary(c) != nil {
			return false
		}
	}
	return secretsharing.Verify(uint(k-1), secretsharing.Share{ID: id, Value: value}, commitments)
}

// Commitment is a hash of all commitments of a share's dealing. Custodians whose shares have the same hold shares of the same secrets; the minutes
// of a ceremony have it. It is no secret: commitments cannot be told from it.
func (s *Share) Commitment() [32]byte {
	h := sha256.New()
	h.Write([]byte(label.QuorumPoints))
	h.Write(s.Bureau[:])
	h.Write(binary.BigEndian.AppendUint64(nil, s.Dealing))
	h.Write([]byte{byte(s.K), byte(s.N)})
	for _, p := range s.points() {
		for _, c := range p.Commitments {
			h.Write(c)
		}
	}
	return [32]byte(h.Sum(nil))
}

// PaperKey returns what of the share stands on paper.
func (s *Share) PaperKey() Key { return s.key() }

func (s *Share) key() Key {
	return Key{Bureau: Tag(s.Bureau[:]), Dealing: s.Dealing, Custodian: s.Custodian, secret: [KeySize]byte(s.Key)}
}

// Describe names a share without anything secret: whose, and of which dealing.
func (s *Share) Describe() string {
	return fmt.Sprintf("share %d of %d, dealing %d, %d needed", s.Custodian, s.N, s.Dealing, s.K)
}
