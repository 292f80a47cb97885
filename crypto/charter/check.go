package charter

import (
	"fmt"
	"regexp"

	"luwte/crypto/canon"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/sign"
)

// Limits of SPEC §2.
const (
	// MaxEpochs is how many epochs a charter can announce.
	MaxEpochs = 64
	// MaxPages is how many pages it can vouch for.
	MaxPages = 32

	maxWeeks = 520
)

var (
	onionAddress = regexp.MustCompile(`^[a-z2-7]{55}d\.onion$`)
	// recipient has the length of an age1pq1 recipient: 1216 bytes are 1946 characters, and 6 of checksum.
	recipient = regexp.MustCompile(`^age1pq1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{952}[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{1000}$`)
	pageHash  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// check returns ErrMalformed with the name of the first member that breaks a limit, or what checkRoots returns.
func (c *Charter) check() error {
	rules := []struct {
		member string
		ok     bool
	}{
		{"format", c.Format == label.Charter},
		{"root", len(c.Root) == sign.PublicKeySize},
		{"predecessors", predecessorsOK(c.Predecessors)},
		{"serial", 1 <= c.Serial && c.Serial <= canon.MaxInteger},
		{"expires", c.Made < c.Expires},
		{"name", c.Name.okInALine()},
		{"about", c.About.okAndThere()},
		{"colour", ColourOK(c.Colour)},
		{"onion", c.Onion == "" || onionAddress.MatchString(c.Onion)},
		{"dispatch", len(c.Dispatch) == sign.PublicKeySize},
		{"epochs", epochsOK(c.Epochs)},
		{"form", c.Form.ok() && c.Form.Version <= canon.MaxInteger},
		{"retention", 1 <= c.Retention.Parcels && c.Retention.Parcels <= maxWeeks && 1 <= c.Retention.Answers && c.Retention.Answers <= maxWeeks},
		{"pages", PagesOK(c.Pages)},
	}
	for _, rule := range rules {
		if !rule.ok {
			return fmt.Errorf("%w: member %q", ErrMalformed, rule.member)
		}
	}
	return c.checkRoots()
}

func predecessorsOK(all []Predecessor) bool {
	for _, p := range all {
		if len(p.Root) != sign.PublicKeySize || len(p.Signature) != sign.SignatureSize {
			return false
		}
	}
	return all != nil && len(all) <= MaxPredecessors
}

// OK says whether an epoch alone keeps the limits of a charter.
func (e Epoch) OK() bool {
	return 1 <= e.Epoch && e.Epoch <= canon.MaxInteger && e.From < e.Until && e.Until <= day.Last && recipient.MatchString(e.Recipient)
}

func epochsOK(epochs []Epoch) bool {
	last := uint64(0)
	for _, e := range epochs {
		if e.Epoch <= last || !e.OK() {
			return false
		}
		last = e.Epoch
	}
	return len(epochs) >= 1 && len(epochs) <= MaxEpochs
}

// PagesOK says whether these can be a charter's pages: at most MaxPages SHA-256 in hex, strictly ascending.
func PagesOK(pages []string) bool {
	for i, p := range pages {
		if !pageHash.MatchString(p) || i > 0 && pages[i-1] >= p {
			return false
		}
	}
	return pages != nil && len(pages) <= MaxPages
}
