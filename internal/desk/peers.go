package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/words"
	"luwte/internal/desk/register"
)

var (
	// ErrPeer is returned when a charter cannot be another bureau's: it is malformed, or this bureau's own.
	ErrPeer = errors.New("this is no charter of another bureau")
	// ErrPeerExpired is returned when another bureau's charter has run out, or has no epoch for today.
	ErrPeerExpired = errors.New("this charter has run out")
	// ErrPeerOrder is wrapped when another bureau's charter does not come after the one that is known here.
	ErrPeerOrder = errors.New("another charter of this bureau is known here")
	// ErrPeerWords is returned when a bureau is not known here yet and the words of its card were not given, or are others.
	ErrPeerWords = errors.New("these are not the words of that bureau's card")
	// ErrPeerUnknown is returned when a file is from a bureau that is not known here.
	ErrPeerUnknown = errors.New("the file is from a bureau that is not known here")
)

const (
	peerBucket = "bureaus" // charters of other bureaus that were accepted, by fingerprint
	peerWords  = 8         // of a card at least: fewer could be forged by making keys
)

// Peer is another bureau, as its charter says.
type Peer struct {
	*charter.Charter
	Known bool // accepted here before
}

// Called returns the bureau's name in a language.
func (p *Peer) Called(language string) string { return p.Name.In(language) }

// logged is how the log names a bureau: two may have the same name.
func (p *Peer) logged() string {
	return p.Called("nl") + " (" + strings.Join(p.Bureau.Words("nl")[:4], " ") + ")"
}

// ReadPeer reads another bureau's charter and compares it with what is known of that bureau. It returns ErrPeer, ErrPeerExpired or ErrPeerOrder.
func (d *Desk) ReadPeer(line []byte) (p *Peer, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		p, err = d.readPeer(tx, line)
		return err
	})
	return p, err
}

func (d *Desk) readPeer(tx *register.Tx, line []byte) (*Peer, error) {
	if len(line) > 0 && line[len(line)-1] != '\n' {
		line = append(slices.Clone(line), '\n') // an editor took it away
	}
	c, err := charter.Parse(line)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPeer, err)
	case c.Bureau == d.bureau:
		return nil, fmt.Errorf("%w: it is this bureau's own", ErrPeer)
	}
	if err := current(c, d.today()); err != nil {
		return nil, err
	}
	known, err := peer(tx, c.Bureau)
	if err != nil || known == nil {
		return &Peer{c, false}, err
	}
	if err := charter.Order(known.Position(), c.Position()); err != nil && !errors.Is(err, charter.ErrSame) {
		return nil, fmt.Errorf("%w: %w", ErrPeerOrder, err)
	}
	return &Peer{c, true}, nil
}

func current(c *charter.Charter, today day.Day) error {
	if _, ok := c.Epoch(today); !ok || c.Expired(today) {
		return fmt.Errorf("%w: %s", ErrPeerExpired, c.ReportsUntil())
	}
	return nil
}

// peer returns what is known of a bureau, or nil.
func peer(tx *register.Tx, f charter.Fingerprint) (*charter.Charter, error) {
	line, ok, err := tx.Get(peerBucket, f.String())
	if err != nil || !ok {
		return nil, err
	}
	return charter.Parse(line)
}

// AcceptPeer takes another bureau's charter as the one that is known here. Of a bureau that was not known before somebody has to give words of its card, at least the first 8, in
// either language. It returns what ReadPeer returns, or ErrPeerWords.
func (d *Desk) AcceptPeer(line []byte, card string) (p *Peer, err error) {
	if err := d.need(Keeper, Officer); err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		if p, err = d.readPeer(tx, line); err != nil {
			return err
		}
		if !p.Known && !onCard(p.Charter, card) {
			return ErrPeerWords
		}
		if before, err := peer(tx, p.Bureau); err != nil || before != nil && before.Position().Sum == p.Position().Sum {
			return err
		}
		if err := tx.Put(peerBucket, p.Bureau.String(), p.Raw()); err != nil {
			return err
		}
		return d.logEvent(tx, d.event("bureau-accept", "", map[string]any{"bureau": p.logged(), "serial": p.Serial}))
	})
	return p, err
}

// onCard says whether words are the first ones of a card with one of the charter's roots.
func onCard(c *charter.Charter, card string) bool {
	given := words.Split(card)
	indices, list, err := words.Read(given)
	if err != nil || len(given) < peerWords || len(given) > charter.FingerprintWords {
		return false
	}
	return slices.ContainsFunc(c.Roots(), func(root charter.Fingerprint) bool {
		want := root.Words(list.Language())
		for i, index := range indices {
			if list.Words()[index] != want[i] {
				return false
			}
		}
		return true
	})
}

// Peers returns the bureaus that are known here, by name.
func (d *Desk) Peers() (all []*Peer, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		for record, err := range tx.All(peerBucket) {
			if err != nil {
				return err
			}
			c, err := charter.Parse(record.Value)
			if err != nil {
				return register.ErrDamaged
			}
			all = append(all, &Peer{c, true})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b *Peer) int {
		return strings.Compare(a.Called("nl")+a.Bureau.String(), b.Called("nl")+b.Bureau.String())
	})
	return all, err
}
