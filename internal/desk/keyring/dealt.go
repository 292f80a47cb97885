package keyring

import (
	"bytes"
	"errors"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/identity"
	"luwte/crypto/quorum"
	"luwte/crypto/sign"
)

// Secrets returns all keys, to be dealt. It returns ErrRoot or ErrLocked where one is not here.
func (k *Keys) Secrets() (*quorum.Secrets, error) {
	root, err := k.Root()
	if err != nil {
		return nil, err
	}
	s := &quorum.Secrets{Root: root.Seed(), Desk: k.DeskSecret()}
	for _, e := range k.epochs {
		if e.identity == nil {
			return nil, ErrLocked
		}
		seed, err := identity.Seed(e.identity)
		if err != nil {
			return nil, err
		}
		s.Epochs = append(s.Epochs, quorum.EpochSecret{Epoch: e.public, Seed: seed})
	}
	return s, nil
}

// DeskSecret returns the dispatch key's seed and the register's key, as they are dealt.
func (k *Keys) DeskSecret() []byte { return slices.Concat(k.dispatch.Seed(), k.register[:]) }

// Gathered returns the keys that k custodians open: root, dispatch and register key, and the identities of the epochs that open says. It returns
// quorum.ErrTooFew, or quorum.ErrDealing.
func Gathered(d *quorum.Dealing, g *quorum.Gathering, open func(charter.Epoch) bool) (*Keys, error) {
	rootSeed, err := g.Root()
	if err != nil {
		return nil, err
	}
	desk, err := g.Desk()
	if err != nil {
		return nil, err
	}
	root, err1 := sign.NewKey(rootSeed)
	dispatch, err2 := sign.NewKey(desk[:sign.SeedSize])
	if err := errors.Join(err1, err2); err != nil {
		return nil, quorum.ErrDealing
	}
	k := &Keys{bureau: d.Bureau, root: root, dispatch: dispatch, register: [32]byte(desk[sign.SeedSize:])}
	k.announce(d)
	for _, e := range d.Public() {
		if open(e) {
			if err := k.Release(g, e.Epoch); err != nil {
				return nil, err
			}
		}
	}
	return k, nil
}

// announce makes the epochs those of a dealing, and keeps the identities of those that are here.
func (k *Keys) announce(d *quorum.Dealing) {
	var all []epoch
	for _, public := range d.Public() {
		i := slices.IndexFunc(k.epochs, func(e epoch) bool { return e.public == public })
		if i >= 0 {
			all = append(all, k.epochs[i])
		} else {
			all = append(all, epoch{public: public})
		}
	}
	k.epochs = all
}

// With adds to keys of a file the epochs that the custodians hold. It returns ErrDamaged if the dealing is another bureau's.
func (k *Keys) With(d *quorum.Dealing) error {
	if d.Bureau != k.bureau {
		return ErrDamaged
	}
	k.announce(d)
	return nil
}

// Release takes the identity of one epoch from the custodians. It returns an error of quorum.Gathering.Epoch.
func (k *Keys) Release(g *quorum.Gathering, number uint64) error {
	for i := range k.epochs {
		if e := &k.epochs[i]; e.public.Epoch == number {
			seed, err := g.Epoch(number)
			if err != nil {
				return err
			}
			return e.open(k.bureau, seed)
		}
	}
	return ErrEpoch
}

// WithoutRoot returns the keys that a desk keeps where the custodians release epochs to it: no root key.
func (k *Keys) WithoutRoot() *Keys {
	c := k.Clone()
	c.root = nil
	return c
}

// WithRoot returns the keys with a root key.
func (k *Keys) WithRoot(root *sign.Key) *Keys {
	c := k.Clone()
	c.root = root
	return c
}

// WithDispatch returns the keys with another dispatch key.
func (k *Keys) WithDispatch(key *sign.Key) *Keys {
	c := k.Clone()
	c.dispatch = key
	return c
}

// Clone returns keys that can be changed apart.
func (k *Keys) Clone() *Keys {
	c := *k
	c.epochs = slices.Clone(k.epochs)
	return &c
}

// Only returns the keys with the identities of epochs that begin up to a day.
func (k *Keys) Only(last day.Day) *Keys {
	c := k.Clone()
	for i := range c.epochs {
		if c.epochs[i].public.From > last {
			c.epochs[i] = epoch{public: c.epochs[i].public}
		}
	}
	return c
}

// OnlyThese returns the keys with the identities of these epochs.
func (k *Keys) OnlyThese(epochs map[uint64][32]byte) *Keys {
	c := k.Clone()
	for i := range c.epochs {
		if _, ok := epochs[c.epochs[i].public.Epoch]; !ok {
			c.epochs[i] = epoch{public: c.epochs[i].public}
		}
	}
	return c
}

// SaveShare seals a share under its custodian's passphrase into a file.
func SaveShare(path, passphrase string, s *quorum.Share) error {
	line, err := s.Marshal()
	if err != nil {
		return err
	}
	return sealFile(path, passphrase, line)
}

// ageHeader is how every age file begins.
var ageHeader = []byte("age-encryption.org/v1\n")

// LoadShare opens a share's file. It returns ErrPassphrase, an error of quorum.ParseShare, or what reading the file gave.
func LoadShare(path, passphrase string) (*quorum.Share, error) {
	line, err := openFile(path, passphrase, quorum.ErrDamaged)
	if err != nil {
		return nil, err
	}
	return quorum.ParseShare(line)
}

// IsSealed says whether bytes are the beginning of a sealed file.
func IsSealed(b []byte) bool { return bytes.HasPrefix(b, ageHeader) }
