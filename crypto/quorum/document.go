package quorum

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/label"
)

// Greatest lengths of the two documents, in bytes with their line feed.
const (
	MaxDealingSize = 262144
	MaxShareSize   = 65536
)

// Both documents are one line: a canonical object whose last member is the SHA-256 of all before it.
var (
	beforeSum = []byte(`,"sha256":"`)
	afterSum  = []byte("\"}\n")
)

func marshalDocument(v any) ([]byte, error) {
	object, err := canon.Marshal(v)
	if err != nil {
		return nil, err
	}
	line := bytes.TrimSuffix(object, []byte("}"))
	sum := sha256.Sum256(line)
	line = append(line, beforeSum...)
	line = hex.AppendEncode(line, sum[:])
	return append(line, afterSum...), nil
}

// parseDocument reads a document into v and says whether it is whole. What it holds is not checked.
func parseDocument(line []byte, v any) bool {
	tail := len(beforeSum) + 2*sha256.Size + len(afterSum)
	if len(line) < tail {
		return false
	}
	object := line[:len(line)-tail]
	sum := sha256.Sum256(object)
	if want := append(hex.AppendEncode(bytes.Clone(beforeSum), sum[:]), afterSum...); !bytes.Equal(want, line[len(object):]) {
		return false
	}
	return canon.Unmarshal(append(bytes.Clone(object), '}'), v) == nil
}

// Marshal returns the dealing's line.
func (d *Dealing) Marshal() ([]byte, error) {
	d.Format = label.Dealing
	if !d.ok() {
		return nil, ErrDealing
	}
	return marshalDocument(d)
}

// ParseDealing reads a dealing. It returns ErrDealing or ErrVersion.
func ParseDealing(line []byte) (*Dealing, error) {
	d := &Dealing{}
	if len(line) > MaxDealingSize || !parseDocument(line, d) {
		return nil, ErrDealing
	}
	if d.Format != label.Dealing {
		return nil, ErrVersion
	}
	if !d.ok() {
		return nil, ErrDealing
	}
	return d, nil
}

// quorumOK says whether k, n and a dealing's number keep their limits.
func quorumOK(k, n int, number uint64) bool {
	return 1 <= k && k <= n && n <= MaxCustodians && 1 <= number && number <= MaxDealing
}

func (d *Dealing) ok() bool {
	if !quorumOK(d.K, d.N, d.Number) || !d.Root.ok(RootSize, d.N) || !d.Desk.ok(DeskSize, d.N) || d.Revision > canon.MaxInteger || d.Epochs == nil || len(d.Epochs) > charter.MaxEpochs {
		return false
	}
	last := uint64(0)
	for _, e := range d.Epochs {
		if e.Epoch.Epoch <= last || !e.Epoch.OK() || !e.Sealed.ok(SeedSize, d.N) {
			return false
		}
		last = e.Epoch.Epoch
	}
	return true
}

func (s *Sealed) ok(size, n int) bool {
	for _, v := range s.Values {
		if len(v) != scalarSize+sealOverhead {
			return false
		}
	}
	return len(s.Secret) == size+sealOverhead && len(s.Values) == n
}
