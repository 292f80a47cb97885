package charter

import (
	"bytes"
	"errors"

	"luwte/crypto/label"
	"luwte/crypto/sign"
)

// MaxPredecessors is how many roots can have been succeeded in one bureau.
const MaxPredecessors = 8

var (
	// ErrSuccession is returned when an earlier root did not sign that the next one succeeds it, at this place in this bureau.
	ErrSuccession = errors.New("an earlier root key did not name the next")
	// ErrRoots is returned when a root stands twice in a chain, or is the dispatch key: a charter is to answer the theft of either.
	ErrRoots = errors.New("a root key stands twice in the charter")
)

// Predecessor is a root that was succeeded, with its signature that the next one in the chain succeeds it.
type Predecessor struct {
	Root      []byte `json:"root"`
	Signature []byte `json:"signature"`
}

// statement is what a root signs to be succeeded: F, its place in the chain from 1 on, and the next root's public key. Without F and the place it could be
// taken to another bureau's chain, or to another place in its own.
func statement(bureau Fingerprint, place int, next []byte) []byte {
	return append(append(bureau[:], byte(place)), next...)
}

// Succeed returns the predecessors of the root key next: those that there were, and old, which signs that it is succeeded. It returns ErrMalformed if they are
// too many.
func Succeed(bureau Fingerprint, earlier []Predecessor, old *sign.Key, next []byte) ([]Predecessor, error) {
	if len(earlier) >= MaxPredecessors {
		return nil, ErrMalformed
	}
	signature, err := old.Sign(label.SignSuccession, statement(bureau, len(earlier)+1, next))
	if err != nil {
		return nil, err
	}
	return append(append([]Predecessor{}, earlier...), Predecessor{old.Public(), signature}), nil
}

// roots returns the public keys of the chain, oldest first; the last one signs the charter.
func (c *Charter) roots() [][]byte {
	var all [][]byte
	for _, p := range c.Predecessors {
		all = append(all, p.Root)
	}
	return append(all, c.Root)
}

// checkRoots returns ErrBureau, ErrRoots or ErrSuccession.
func (c *Charter) checkRoots() error {
	roots := c.roots()
	if c.Bureau != FingerprintOf(roots[0]) {
		return ErrBureau
	}
	for i, root := range roots {
		for _, other := range append(roots[:i:i], c.Dispatch) {
			if bytes.Equal(root, other) {
				return ErrRoots
			}
		}
	}
	for i, p := range c.Predecessors {
		if sign.Verify(p.Root, label.SignSuccession, statement(c.Bureau, i+1, roots[i+1]), p.Signature) != nil {
			return ErrSuccession
		}
	}
	return nil
}

// Roots returns the fingerprints of the bureau's roots, oldest first: F, and those that succeeded it.
func (c *Charter) Roots() []Fingerprint {
	var all []Fingerprint
	for _, root := range c.roots() {
		all = append(all, FingerprintOf(root))
	}
	return all
}

// Words returns the words that stand on the bureau's card in a language: those of its newest root.
func (c *Charter) Words(language string) []string { return FingerprintOf(c.Root).Words(language) }

// AllWords returns the words of every root in a language, the newest first: older cards have those of earlier ones.
func (c *Charter) AllWords(language string) [][]string {
	roots := c.Roots()
	var all [][]string
	for i := len(roots) - 1; i >= 0; i-- {
		all = append(all, roots[i].Words(language))
	}
	return all
}
