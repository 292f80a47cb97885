package reporter

import (
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/seal"
)

// Draft is what a report says.
type Draft struct {
	Language string // tag of the language in which an answer is wanted
	Topic    string // id, or "" for the first one that fits
	Given    Given
	Text     string
}

// Report seals a report under a code to the bureau's key of today. It returns ErrClosed, ErrForm, message.ErrTooLong or message.ErrMalformed.
func (b *Bureau) Report(c code.Code, d Draft, today day.Day) ([]byte, error) {
	epoch, ok := b.Charter.Epoch(today)
	if !ok || b.Charter.Expired(today) {
		return nil, ErrClosed
	}
	topic, answers, err := fill(b.Charter.Form, d.Topic, d.Given, d.Language)
	if err != nil {
		return nil, err
	}
	keys, err := c.Derive(b.Charter.Bureau)
	if err != nil {
		return nil, err
	}
	return seal.Parcel(epoch.Recipient, &message.Report{
		Head:      b.head(epoch),
		Recipient: keys.Recipient,
		Slots:     keys.Slots,
		Language:  d.Language,
		Form:      b.Charter.Form.Version,
		Topic:     topic.ID,
		Answers:   answers,
		Text:      d.Text,
		Files:     []message.FileRef{},
	})
}

func (b *Bureau) head(epoch charter.Epoch) message.Head {
	return message.Head{Bureau: b.Charter.Bureau, Epoch: epoch.Epoch}
}
