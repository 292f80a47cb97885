package message

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"luwte/crypto/canon"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/slots"
)

// Limits of SPEC §6.
const (
	maxAnswers  = 100
	maxFiles    = 100
	maxPieces   = 4096
	maxSiblings = 16
)

var (
	languageTag = regexp.MustCompile(`^[a-z]{2,8}(-[a-z0-9]{1,8})*$`)
	formID      = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
)

const (
	recipientSize   = 1959
	recipientPrefix = "age1pq1"
	bech32          = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
)

// newMessage looks at format and kind alone to know which members to expect. What it overlooks, canon.Unmarshal refuses. In the one encoding that there is they come first: then nothing else need be
// looked at.
func newMessage(object []byte) (Message, error) {
	for _, kind := range []string{KindReport, KindFollowup, KindFile} {
		if bytes.HasPrefix(object, []byte(`{"format":"`+label.Parcel+`","kind":"`+kind+`",`)) {
			return ofKind(kind)
		}
	}
	var head struct{ Format, Kind string }
	if json.Unmarshal(object, &head) != nil {
		return nil, ErrMalformed
	}
	if head.Format != label.Parcel {
		return nil, ErrVersion
	}
	return ofKind(head.Kind)
}

func ofKind(kind string) (Message, error) {
	switch kind {
	case KindReport:
		return &Report{}, nil
	case KindFollowup:
		return &Followup{}, nil
	case KindFile:
		return &File{}, nil
	}
	return nil, ErrVersion
}

func (h *Head) ok() bool { return 1 <= h.Epoch && h.Epoch <= canon.MaxInteger }

func (r *Report) ok() bool {
	return r.Head.ok() && recipientOK(r.Recipient) && languageTag.MatchString(r.Language) && 1 <= r.Form && r.Form <= canon.MaxInteger &&
		formID.MatchString(r.Topic) && answersOK(r.Answers) && r.Text != "" && filesOK(r.Files)
}

func (f *Followup) ok() bool {
	return f.Head.ok() && recipientOK(f.Recipient) && siblingsOK(f.Siblings) && readOK(f.Read) && languageTag.MatchString(f.Language) &&
		filesOK(f.Files)
}

func (f *File) ok() bool { return f.Head.ok() && f.Size >= 1 && f.Size == uint64(len(f.Body)) }

// recipientOK is without a regular expression, which over 1 959 characters takes half of the time that reading a report takes.
func recipientOK(r string) bool {
	data, ok := strings.CutPrefix(r, recipientPrefix)
	return ok && len(r) == recipientSize && strings.TrimLeft(data, bech32) == ""
}

func answersOK(answers []Answer) bool {
	for _, a := range answers {
		if !formID.MatchString(a.ID) || a.Values == nil {
			return false
		}
		for _, v := range a.Values {
			if !formID.MatchString(v) {
				return false
			}
		}
	}
	return answers != nil && len(answers) <= maxAnswers
}

func filesOK(files []FileRef) bool {
	for _, f := range files {
		pieces := uint64(len(f.Parcels))
		if pieces < 1 || pieces > maxPieces || f.Size < pieces || f.Size > pieces*parcel.PlaintextSize {
			return false
		}
	}
	return files != nil && len(files) <= maxFiles
}

func siblingsOK(siblings []slots.Handle) bool {
	for i := 1; i < len(siblings); i++ {
		if strings.Compare(string(siblings[i-1][:]), string(siblings[i][:])) >= 0 {
			return false
		}
	}
	return siblings != nil && len(siblings) <= maxSiblings
}

func readOK(read []int) bool {
	last := -1
	for _, slot := range read {
		if slot <= last || slot >= slots.Count {
			return false
		}
		last = slot
	}
	return read != nil
}
