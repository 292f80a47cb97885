package reporter

import (
	"bytes"
	"errors"
	"slices"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/slots"
)

var (
	// ErrNothing is returned when the code shows nothing on any board. A follow-up might then be the second on a used code, which would
	// stop the conversation until the bureau has decided about it.
	ErrNothing = errors.New("this code shows nothing")
	// ErrNextIsLive is returned when a next code that was noted on an earlier try shows something: that try arrived.
	ErrNextIsLive = errors.New("a next code that you noted shows something already: the earlier message has arrived")
	// ErrSameCode is returned when the code itself is among the next codes.
	ErrSameCode = errors.New("the code itself is given as a next code")
	// ErrEmpty is returned when there are neither words to send nor answers whose reading would be confirmed.
	ErrEmpty = errors.New("there is nothing to send: no words, and no answer to confirm")
)

// Turn is a follow-up to be made.
type Turn struct {
	Code     code.Code   // the one that has carried the conversation so far
	Noted    []code.Code // next codes from earlier tries: the first is used again, the others are named as its siblings
	Next     *code.Code  // the code to go on with where none was noted; nil: a new one
	Unseen   bool        // send although the code shows nothing
	Language string
	Text     string // may be empty if there are answers
	Files    []*File
}

// Sealed is a follow-up that waits to be sent.
type Sealed struct {
	Bureau *Bureau
	Next   code.Code // the code that carries the conversation from now on
	Again  bool      // Next was noted on an earlier try
	Seen   *Seen     // what the old code shows
	Letter *Letter
}

// Seal looks with all codes first, then makes the follow-up for the bureau on whose board the code shows something (SPEC §9). It returns
// ErrNothing, ErrNextIsLive, ErrSameCode, ErrEmpty, ErrManyBureaus, ErrBoard, ErrClosed, ErrFiles, or message.ErrTooLong.
func (t Turn) Seal(bureaus []*Bureau, today day.Day) (*Sealed, error) {
	return t.sealWith(masters{}, bureaus, today)
}

func (t Turn) sealWith(m masters, bureaus []*Bureau, today day.Day) (*Sealed, error) {
	if slices.Contains(t.Noted, t.Code) {
		return nil, ErrSameCode
	}
	for _, next := range t.Noted {
		seen, err := m.look(bureaus, next, today)
		if err != nil {
			return nil, err
		}
		// Alarms on several codes of one's own are cleared up by a turn that names them all.
		if seen.Outcome != Nothing && !(seen.Outcome == Alarm && len(t.Noted) > 1) {
			return nil, ErrNextIsLive
		}
	}
	seen, err := m.look(bureaus, t.Code, today)
	switch {
	case err != nil:
		return nil, err
	case seen.Outcome == Nothing && !t.Unseen:
		return nil, ErrNothing
	case seen.Bureau == nil && len(bureaus) > 1:
		return nil, ErrManyBureaus
	case t.Text == "" && len(t.Files) == 0 && len(seen.Answers) == 0:
		return nil, ErrEmpty
	}
	s := &Sealed{Bureau: bureaus[0], Seen: seen}
	if t.Next != nil {
		s.Next = *t.Next
	} else {
		s.Next = code.New()
	}
	if seen.Bureau != nil {
		s.Bureau = seen.Bureau
	}
	if len(t.Noted) > 0 {
		s.Next, s.Again = t.Noted[0], true
	}
	return s, s.seal(t, m, today)
}

// masters are codes that were stretched already, which is slow.
type masters map[code.Code]code.Master

func (m masters) of(c code.Code) (code.Master, error) {
	master, ok := m[c]
	if ok {
		return master, nil
	}
	master, err := c.Stretch()
	if err == nil {
		m[c] = master
	}
	return master, err
}

func (m masters) look(bureaus []*Bureau, c code.Code, today day.Day) (*Seen, error) {
	master, err := m.of(c)
	if err != nil {
		return nil, err
	}
	return lookWith(bureaus, master, today)
}

func (m masters) keys(c code.Code, f charter.Fingerprint) (code.Keys, error) {
	master, err := m.of(c)
	if err != nil {
		return code.Keys{}, err
	}
	return master.Keys(f)
}

func (s *Sealed) seal(t Turn, stretched masters, today day.Day) error {
	// Answering goes on when the charter has expired, for as long as there is a key.
	epoch, ok := s.Bureau.Charter.Epoch(today)
	if !ok {
		return ErrClosed
	}
	f := s.Bureau.Charter.Bureau
	old, err := stretched.keys(t.Code, f)
	if err != nil {
		return err
	}
	next, err := stretched.keys(s.Next, f)
	if err != nil {
		return err
	}
	siblings := []slots.Handle{}
	for _, noted := range t.Noted {
		if noted == s.Next {
			continue
		}
		keys, err := stretched.keys(noted, f)
		if err != nil {
			return err
		}
		siblings = append(siblings, keys.Slots.Handle())
	}
	slices.SortFunc(siblings, func(a, b slots.Handle) int { return bytes.Compare(a[:], b[:]) })
	siblings = slices.Compact(siblings)
	s.Letter, err = newLetter(s.Bureau, s.Next, epoch, t.Files, func(files []message.FileRef) message.Message {
		return &message.Followup{
			Head:      s.Bureau.head(epoch),
			Handle:    old.Slots.Handle(),
			Recipient: next.Recipient,
			Slots:     next.Slots,
			Siblings:  siblings,
			Read:      s.Seen.Read(),
			Language:  t.Language,
			Text:      t.Text,
			Files:     files,
		}
	})
	return err
}
