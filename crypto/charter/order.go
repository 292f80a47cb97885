package charter

import (
	"crypto/sha256"
	"errors"
	"slices"
)

// Why a charter does not come after another.
var (
	// ErrForeign is returned when a charter is of another bureau.
	ErrForeign = errors.New("the charter is another bureau's")
	// ErrSame is returned when a charter is the other, byte for byte.
	ErrSame = errors.New("it is the same charter")
	// ErrOlder is returned when a charter of the same root has a lower serial.
	ErrOlder = errors.New("the charter is older than one that is known")
	// ErrOther is returned when a charter of the same root and serial has other bytes.
	ErrOther = errors.New("another charter has the same serial")
	// ErrSucceeded is returned when a charter is of a root that was succeeded, whatever its serial.
	ErrSucceeded = errors.New("the charter's root key was replaced")
	// ErrRival is returned when a charter's roots and the known ones part: an earlier root named two.
	ErrRival = errors.New("the bureau's root key was replaced by another one")
)

// Position is what orders the charters of a bureau: what those who remember one keep of it.
type Position struct {
	Roots  []Fingerprint // oldest first, F and those that succeeded it
	Serial uint64
	Sum    [sha256.Size]byte // SHA-256 of the line; zeros where it is not known
}

// Position returns the charter's place in the order.
func (c *Charter) Position() Position {
	return Position{c.Roots(), c.Serial, sha256.Sum256(c.raw)}
}

// Order returns nil if next comes after known (SPEC §2): its roots go on from known's, and either there are more of them or its serial is greater. The
// roots come first: the thief of an old root can use up its serials, but not name another successor where one is known. Otherwise it returns
// ErrForeign, ErrSame, ErrOlder, ErrOther, ErrSucceeded or ErrRival. There is no other place in which charters are compared.
func Order(known, next Position) error {
	common := min(len(known.Roots), len(next.Roots))
	switch {
	case common == 0 || known.Roots[0] != next.Roots[0]:
		return ErrForeign
	case !slices.Equal(known.Roots[:common], next.Roots[:common]):
		return ErrRival
	case len(next.Roots) < len(known.Roots):
		return ErrSucceeded
	case len(next.Roots) > len(known.Roots), next.Serial > known.Serial:
		return nil
	case next.Serial < known.Serial:
		return ErrOlder
	case next.Sum == known.Sum:
		return ErrSame
	}
	return ErrOther
}
