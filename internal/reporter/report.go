package reporter

import (
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
)

// Draft is what a report says.
type Draft struct {
	Language string        // tag of the language in which an answer is wanted
	Form     *charter.Form // whose questions were answered; nil: the bureau's own
	Topic    string        // id, or "" for the first one that fits
	Given    Given
	Text     string
	Files    []*File
}

// Open says whether the bureau takes reports today.
func (b *Bureau) Open(today day.Day) bool {
	_, ok := b.Charter.Epoch(today)
	return ok && !b.Charter.Expired(today)
}

// Report makes a letter of a report under a code, to be sealed to the bureau's key of today. It returns ErrClosed, ErrForm, ErrFiles,
// message.ErrTooLong or message.ErrMalformed.
func (b *Bureau) Report(c code.Code, d Draft, today day.Day) (*Letter, error) {
	return b.reportWith(masters{}, c, d, today)
}

func (b *Bureau) reportWith(m masters, c code.Code, d Draft, today day.Day) (*Letter, error) {
	epoch, ok := b.Charter.Epoch(today)
	if !ok || b.Charter.Expired(today) {
		return nil, ErrClosed
	}
	topic, answers, err := d.fill(b.Charter.Form)
	if err != nil {
		return nil, err
	}
	keys, err := m.keys(c, b.Charter.Bureau)
	if err != nil {
		return nil, err
	}
	return newLetter(b, c, epoch, d.Files, func(files []message.FileRef) message.Message {
		return &message.Report{
			Head:      b.head(epoch),
			Recipient: keys.Recipient,
			Slots:     keys.Slots,
			Language:  d.Language,
			Form:      b.Charter.Form.Version,
			Topic:     topic,
			Answers:   answers,
			Text:      d.Text,
			Files:     files,
		}
	})
}

// fill returns the topic and the answers as a bureau's form has them: those to another bureau's questions stay as they were worded, with ids
// only where this form has them too.
func (d Draft) fill(own charter.Form) (string, []message.Answer, error) {
	if d.Form == nil {
		d.Form = &own
	}
	asked, answers, err := fill(*d.Form, d.Topic, d.Given, d.Language)
	if err != nil || d.Form == &own {
		return asked.ID, answers, err
	}
	topic := own.Topics[len(own.Topics)-1]
	for _, t := range own.Topics {
		if t.ID == asked.ID {
			topic = t
		}
	}
	for i, a := range answers {
		answers[i].Values = known(topic, a)
	}
	return topic.ID, answers, nil
}

// known returns the option ids of an answer that the topic's question of the same id has.
func known(t charter.Topic, a message.Answer) []string {
	values := []string{}
	for _, q := range t.Questions {
		for _, o := range q.Options {
			for _, v := range a.Values {
				if q.ID == a.ID && o.ID == v {
					values = append(values, v)
				}
			}
		}
	}
	return values
}

func (b *Bureau) head(epoch charter.Epoch) message.Head {
	return message.Head{Bureau: b.Charter.Bureau, Epoch: epoch.Epoch}
}
