package reporter

import (
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/slots"
)

// Outcomes of a look. What there is counts, in this order: an alarm before answers before a receipt.
const (
	Nothing = "nothing"
	Receipt = "receipt"
	Answers = "answers"
	Alarm   = "alarm"
)

// Seen is what a look saw.
type Seen struct {
	Outcome  string
	Bureau   *Bureau // on whose board it stands; nil if there is nothing
	Receipt  *message.Note
	Alarm    *message.Note
	Answers  []Answer
	Lacking  bool // an answer is not there whole, or a note does not open
	Old      bool // the board, or one of those where there was nothing, should have been followed by another
	NoBoard  bool // a bureau has not published any board yet
	boardErr error
}

// Answer is an answer, put together.
type Answer struct {
	Date  day.Day
	Text  string
	Slots []int // where its parts stand, in order
}

// Read returns the slots of the answers, ascending, which a follow-up names.
func (s *Seen) Read() []int {
	read := []int{}
	for _, a := range s.Answers {
		read = append(read, a.Slots...)
	}
	return read
}

// Look looks for a code on the boards of these bureaus; there is nothing to send for it. It returns ErrBoard if there is nothing
// and one of the boards does not verify.
func Look(bureaus []*Bureau, c code.Code, today day.Day) (*Seen, error) {
	master, err := c.Stretch()
	if err != nil {
		return nil, err
	}
	return lookWith(bureaus, master, today)
}

func lookWith(bureaus []*Bureau, master code.Master, today day.Day) (*Seen, error) {
	none := &Seen{Outcome: Nothing}
	for _, b := range bureaus {
		if b.Board == nil {
			none.NoBoard = true
			if none.boardErr == nil {
				none.boardErr = b.BoardErr
			}
			continue
		}
		keys, err := master.Keys(b.Charter.Bureau)
		if err != nil {
			return nil, err
		}
		if seen := b.look(keys); seen.Outcome != Nothing || seen.Lacking {
			seen.Old = b.Board.Old(today)
			return seen, nil
		}
		none.Old = none.Old || b.Board.Old(today)
	}
	return none, none.boardErr
}

// look opens what stands on the board under the code's 16 labels.
func (b *Bureau) look(keys code.Keys) *Seen {
	seen := &Seen{Outcome: Nothing, Bureau: b}
	var parts [slots.Count]message.Note
	for slot := range slots.Count {
		data, ok := b.Board.Find(keys.Slots.Label(b.Board.Nonce, slot))
		if !ok {
			continue
		}
		at := message.Place{Bureau: b.Charter.Bureau, Nonce: b.Board.Nonce, Slot: slot}
		note, err := open.Note(keys.Identity, keys.Slots, at, data)
		switch {
		case err != nil:
			seen.Lacking = true
		case note.Kind == message.KindReceipt:
			seen.Receipt = &note
		case note.Kind == message.KindAlarm:
			seen.Alarm = &note
		default:
			parts[slot] = note
		}
	}
	seen.join(parts[:])
	switch {
	case seen.Alarm != nil:
		seen.Outcome = Alarm
	case len(seen.Answers) > 0:
		seen.Outcome = Answers
	case seen.Receipt != nil:
		seen.Outcome = Receipt
	}
	return seen
}

// join puts answers together from parts in successive slots. One that is not whole is not shown: half an answer can say the opposite.
func (s *Seen) join(parts []message.Note) {
	for slot := 0; slot < len(parts); slot++ {
		first := parts[slot]
		if first.Kind == "" {
			continue
		}
		a := Answer{Date: first.Date}
		for i := 0; i < first.Parts && first.Part == 1; i++ { // the last slot is below slots.Count: message checks it
			part := parts[slot+i]
			if part.Part != i+1 || part.Parts != first.Parts || part.Date != first.Date {
				break
			}
			a.Text += part.Text
			a.Slots = append(a.Slots, slot+i)
		}
		if len(a.Slots) < first.Parts {
			s.Lacking = true
			continue
		}
		s.Answers = append(s.Answers, a)
		slot += first.Parts - 1
	}
}
