package quorum

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"maps"
	"slices"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/secretsharing"

	"luwte/crypto/charter"
	"luwte/crypto/identity"
)

// Gathering collects the keys of custodians until there are k.
type Gathering struct {
	dealing *Dealing
	keys    map[int]Key // by custodian
}

// Format keeps keys out of printed text.
func (g Gathering) Format(f fmt.State, verb rune) { fmt.Fprint(f, "[gathering]") }

// Gather begins a gathering for a dealing, which must not change until it is over but by Destroy.
func (d *Dealing) Gather() *Gathering { return &Gathering{d, map[int]Key{}} }

// Take returns a gathering for this dealing with the keys of another, which may be for a copy. It returns what Add returns.
func (d *Dealing) Take(other *Gathering) (*Gathering, error) {
	g := d.Gather()
	for _, custodian := range other.Custodians() {
		if err := g.Add(other.keys[custodian]); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// Missing returns how many shares are still needed.
func (g *Gathering) Missing() int { return max(0, g.dealing.K-len(g.keys)) }

// Custodians returns whose shares are there, ascending.
func (g *Gathering) Custodians() []int { return slices.Sorted(maps.Keys(g.keys)) }

// Add takes a custodian's key. It returns ErrForeign, ErrOutdated, ErrNewer, ErrWrong or ErrDoubled, and then has taken nothing.
func (g *Gathering) Add(k Key) error {
	d := g.dealing
	switch {
	case !k.Of(d.Bureau):
		return ErrForeign
	case k.Dealing < d.Number:
		return ErrOutdated
	case k.Dealing > d.Number:
		return ErrNewer
	case k.Custodian < 1 || k.Custodian > d.N:
		return ErrWrong
	}
	if _, ok := g.keys[k.Custodian]; ok {
		return ErrDoubled
	}
	for _, p := range d.parts() {
		if _, err := d.openValue(p.part, k, p.Values[k.Custodian-1]); err != nil {
			return ErrWrong
		}
	}
	g.keys[k.Custodian] = k
	return nil
}

// AddShare takes a custodian's share, whose values must be those that were dealt. It returns what Add returns.
func (g *Gathering) AddShare(s *Share) error {
	d, key := g.dealing, s.key()
	switch {
	case s.Bureau != d.Bureau:
		return ErrForeign
	case s.Dealing == d.Number && (s.K != d.K || s.N != d.N):
		return ErrWrong
	}
	if _, ok := g.keys[s.Custodian]; s.Dealing == d.Number && !ok && !d.holds(s) {
		return ErrWrong
	}
	return g.Add(key)
}

// holds says whether a share's values are those of the dealing, for all secrets that are not destroyed.
func (d *Dealing) holds(s *Share) bool {
	given := map[uint64][]byte{}
	for _, e := range s.Epochs {
		given[e.Epoch] = e.Value
	}
	for _, p := range d.parts() {
		value := given[p.epoch]
		switch p.part {
		case rootPart:
			value = s.Root.Value
		case deskPart:
			value = s.Desk.Value
		}
		dealt, err := d.openValue(p.part, s.key(), p.Values[s.Custodian-1])
		if err != nil || subtle.ConstantTimeCompare(dealt, value) != 1 {
			return false
		}
	}
	return true
}

// sealedPart is a sealed secret with its name.
type sealedPart struct {
	part  part
	epoch uint64 // 0 for the two that are none
	*Sealed
}

func (d *Dealing) parts() []sealedPart {
	all := []sealedPart{{rootPart, 0, &d.Root}, {deskPart, 0, &d.Desk}}
	for i := range d.Epochs {
		e := &d.Epochs[i]
		all = append(all, sealedPart{epochPart(e.Epoch), e.Epoch.Epoch, &e.Sealed})
	}
	return all
}

// Root opens the root secret. It returns ErrTooFew or ErrDealing.
func (g *Gathering) Root() ([]byte, error) { return g.open(sealedPart{rootPart, 0, &g.dealing.Root}) }

// Desk opens the desk's secret. It returns ErrTooFew or ErrDealing.
func (g *Gathering) Desk() ([]byte, error) { return g.open(sealedPart{deskPart, 0, &g.dealing.Desk}) }

// Epoch opens the seed of one epoch, and no other. It returns ErrTooFew, ErrNoSecret, or ErrDealing, also where the seed is not that of the recipient
// that is announced.
func (g *Gathering) Epoch(number uint64) ([]byte, error) {
	for _, p := range g.dealing.parts() {
		if p.epoch != number || number == 0 {
			continue
		}
		seed, err := g.open(p)
		if err != nil {
			return nil, err
		}
		id, err := identity.FromSeed(seed)
		if err != nil || epochPart(g.public(number, id.Recipient().String())) != p.part {
			return nil, ErrDealing
		}
		return seed, nil
	}
	return nil, ErrNoSecret
}

// public returns an epoch as it is announced, but with this recipient.
func (g *Gathering) public(number uint64, recipient string) charter.Epoch {
	for _, e := range g.dealing.Public() {
		if e.Epoch == number {
			e.Recipient = recipient
			return e
		}
	}
	return charter.Epoch{}
}

// All opens every secret, to be dealt anew.
func (g *Gathering) All() (*Secrets, error) {
	root, err := g.Root()
	if err != nil {
		return nil, err
	}
	desk, err := g.Desk()
	if err != nil {
		return nil, err
	}
	s := &Secrets{Root: root, Desk: desk}
	for _, e := range g.dealing.Public() {
		seed, err := g.Epoch(e.Epoch)
		if err != nil {
			return nil, err
		}
		s.Epochs = append(s.Epochs, EpochSecret{e, seed})
	}
	return s, nil
}

// ReplaceDesk seals another desk's secret in place of the one that is there, for the same shares, and makes the dealing's next revision: a dispatch key that was stolen is
// replaced without dealing anew. A root secret is not replaced so, for whoever has it may have shares too. It returns ErrTooFew, ErrSecrets or ErrDealing.
func (g *Gathering) ReplaceDesk(secret []byte) error {
	before := g.dealing.Revision
	err := g.replace(sealedPart{deskPart, 0, &g.dealing.Desk}, secret)
	if err != nil {
		g.dealing.Revision = before
	}
	return err
}

func (g *Gathering) replace(p sealedPart, secret []byte) error {
	if len(secret) != len(p.Secret)-sealOverhead {
		return ErrSecrets
	}
	scalar, old, err := g.openWith(p) // a scalar that does not open what is there would lock everyone out
	if err != nil {
		return err
	}
	if bytes.Equal(old, secret) {
		return nil
	}
	if p.part == deskPart {
		g.dealing.Revision++ // what was there is opened: its place names the revision before
	}
	sealed, err := g.dealing.sealSecret(p.part, scalar, secret)
	if err == nil {
		p.Secret = sealed
	}
	return err
}

func (g *Gathering) open(p sealedPart) ([]byte, error) {
	_, secret, err := g.openWith(p)
	return secret, err
}

// openWith opens a secret with the values of the first k custodians that do, and returns the scalar too. More than k are there where one of them
// gave a value that does not fit.
func (g *Gathering) openWith(p sealedPart) (scalar group.Scalar, secret []byte, err error) {
	if g.Missing() > 0 {
		return nil, nil, ErrTooFew
	}
	for set := range subsets(g.Custodians(), g.dealing.K) {
		if scalar, secret, err := g.openBy(p, set); err == nil {
			return scalar, secret, nil
		}
	}
	return nil, nil, ErrDealing
}

// openBy opens a secret with the values of these k custodians.
func (g *Gathering) openBy(p sealedPart, set []int) (group.Scalar, []byte, error) {
	var shares []secretsharing.Share
	for _, custodian := range set {
		value, err := g.dealing.openValue(p.part, g.keys[custodian], p.Values[custodian-1])
		if err != nil {
			return nil, nil, ErrDealing
		}
		share := secretsharing.Share{ID: ristretto.NewScalar().SetUint64(uint64(custodian)), Value: ristretto.NewScalar()}
		if err := share.Value.UnmarshalBinary(value); err != nil {
			return nil, nil, ErrDealing
		}
		shares = append(shares, share)
	}
	scalar, err := secretsharing.Recover(uint(g.dealing.K-1), shares)
	if err != nil {
		return nil, nil, ErrDealing
	}
	secret, err := g.dealing.openSecret(p.part, scalar, p.Secret)
	if err != nil {
		return nil, nil, ErrDealing
	}
	return scalar, secret, nil
}
