// Package charter reads and makes charters: what a bureau publishes about itself, signed by its offline root key (SPEC §2).
//
// A parsed charter is verified: its signature holds, its bureau is the fingerprint of its first root, each root named the next, and every member keeps the
// limits of the specification. What it says is as true as the bureau is honest. Drop, courier, desk and reporter import it; there is no
// age in it, so recipients are checked by their form only.
package charter

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"

	"luwte/crypto/canon"
	"luwte/crypto/day"
	"luwte/crypto/label"
	"luwte/crypto/sign"
)

// MaxSize is the greatest length of a charter, in bytes with its line feed.
const MaxSize = 262144

var (
	// ErrMalformed is returned when bytes are not one charter in its one encoding, or break a limit of the specification.
	ErrMalformed = errors.New("malformed charter")
	// ErrBureau is returned when a charter names a bureau that is not the fingerprint of its first root key.
	ErrBureau = errors.New("charter's bureau is not the fingerprint of its first root key")
)

// Charter is a bureau's public face. The order of the fields is that of the specification.
type Charter struct {
	Format string      `json:"format"`
	Bureau Fingerprint `json:"bureau"`
	Root   []byte      `json:"root"` // the newest, which signs the charter
	// Predecessors are the roots that were succeeded, oldest first; Bureau is the fingerprint of the first root of all.
	Predecessors []Predecessor `json:"predecessors"`
	Serial       uint64        `json:"serial"`
	Made         day.Day       `json:"made"`
	Expires      day.Day       `json:"expires"`
	Name         Texts         `json:"name"`
	About        Texts         `json:"about"`
	Colour       string        `json:"colour"` // of the page: empty, or #rrggbb that white stands out from
	Onion        string        `json:"onion"`
	Dispatch     []byte        `json:"dispatch"`
	Epochs       []Epoch       `json:"epochs"`
	Form         Form          `json:"form"`
	Retention    Retention     `json:"retention"`
	Pages        []string      `json:"pages"`

	raw []byte
}

// Epoch is a time in which reports are sealed to one reception recipient: days from ≤ d < until.
type Epoch struct {
	Epoch     uint64  `json:"epoch"`
	From      day.Day `json:"from"`
	Until     day.Day `json:"until"`
	Recipient string  `json:"recipient"`
}

// Retention says, in weeks, how long a drop keeps a parcel that no desk fetches, and how long a desk goes on publishing what
// nobody turned.
type Retention struct {
	Parcels uint64 `json:"parcels"`
	Answers uint64 `json:"answers"`
}

var (
	beforeSignature = []byte(`,"signature":"`)
	afterSignature  = []byte("\"}\n")
	tailSize        = len(beforeSignature) + base64.StdEncoding.EncodedLen(sign.SignatureSize) + len(afterSignature)
)

// Parse reads and verifies one charter, a single line with its line feed. It returns ErrMalformed, ErrBureau, ErrRoots,
// ErrSuccession or sign.ErrSignature.
func Parse(line []byte) (*Charter, error) {
	if len(line) <= tailSize || len(line) > MaxSize {
		return nil, fmt.Errorf("%w: length", ErrMalformed)
	}
	signed, tail := line[:len(line)-tailSize], line[len(line)-tailSize:]
	encoded, ok := cut(tail)
	signature, err := base64.StdEncoding.Strict().DecodeString(string(encoded))
	if !ok || err != nil {
		return nil, fmt.Errorf("%w: its signature is not at its place", ErrMalformed)
	}
	c := &Charter{raw: bytes.Clone(line)}
	if err := canon.Unmarshal(append(bytes.Clone(signed), '}'), c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := sign.Verify(c.Root, label.SignCharter, signed, signature); err != nil {
		return nil, fmt.Errorf("charter: %w", err)
	}
	return c, nil
}

func cut(tail []byte) ([]byte, bool) {
	rest, ok1 := bytes.CutPrefix(tail, beforeSignature)
	encoded, ok2 := bytes.CutSuffix(rest, afterSignature)
	return encoded, ok1 && ok2 && !bytes.ContainsAny(encoded, "\r\n")
}

// ParseAll reads what a drop serves as its charters: lines, each a charter. It returns the first one's error; a drop leaves out what
// is malformed, so one that does not is not to be believed in the rest.
func ParseAll(data []byte) ([]*Charter, error) {
	var all []*Charter
	for line := range bytes.Lines(data) {
		c, err := Parse(line)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// Sign fills in Format, Root and Bureau, checks everything and returns the charter's line, signed by the root key, which is the last of Predecessors' successors. It
// returns ErrMalformed with the member that breaks a limit, ErrRoots or ErrSuccession.
func (c *Charter) Sign(root *sign.Key) ([]byte, error) {
	c.Format, c.Root = label.Charter, root.Public()
	if c.Predecessors == nil {
		c.Predecessors = []Predecessor{}
	}
	c.Bureau = FingerprintOf(c.roots()[0])
	if err := c.check(); err != nil {
		return nil, err
	}
	object, err := canon.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	signed := bytes.TrimSuffix(object, []byte("}"))
	signature, err := root.Sign(label.SignCharter, signed)
	if err != nil {
		return nil, err
	}
	line := append(bytes.Clone(signed), beforeSignature...)
	line = base64.StdEncoding.AppendEncode(line, signature)
	line = append(line, afterSignature...)
	if len(line) > MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrMalformed, len(line), MaxSize)
	}
	c.raw = line
	return bytes.Clone(line), nil
}

// Raw returns the exact line that was parsed or signed.
func (c *Charter) Raw() []byte { return bytes.Clone(c.raw) }

// Epoch returns the epoch to which a report of that day is sealed: the highest-numbered one that holds the day. False if there is
// none; the charter then takes no reports.
func (c *Charter) Epoch(d day.Day) (Epoch, bool) {
	for i := len(c.Epochs) - 1; i >= 0; i-- {
		if e := c.Epochs[i]; e.From <= d && d < e.Until {
			return e, true
		}
	}
	return Epoch{}, false
}

// Expired says whether the charter takes no more reports on that day. A day's tolerance is for clocks that are off.
func (c *Charter) Expired(today day.Day) bool { return c.Expires+1 < today }

// RemindDays is how long before a charter stops taking reports those who carry and serve it say so.
const RemindDays = 60

// ReportsUntil returns the first day on which the charter takes no reports: it has expired, or its last epoch is over.
func (c *Charter) ReportsUntil() day.Day {
	last := day.Day(0)
	for _, e := range c.Epochs {
		last = max(last, e.Until)
	}
	return min(c.Expires+1, last)
}

// Reminder returns a sentence from RemindDays before a charter stops taking reports on a day, and empty before. ends is its ReportsUntil.
func Reminder(ends, today day.Day) string {
	switch {
	case today >= ends:
		return fmt.Sprintf("The charter takes no reports since %s; looking and answering go on. The bureau must bring a new one.", ends)
	case today+RemindDays >= ends:
		return fmt.Sprintf("The charter takes no reports from %s on, in %d days. The bureau must bring a new one before.", ends, ends-today)
	}
	return ""
}
