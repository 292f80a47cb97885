package papers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
)

// Destruction is what the minutes say of epochs whose keys were destroyed: nothing in it is secret.
type Destruction struct {
	Language   string
	Bureau     string              // its name in that language
	F          charter.Fingerprint // of the newest root
	Epochs     []DestroyedEpoch
	Copies     []day.Day // on which backups were made that may hold these keys
	Custodians []string  // who sign; on one person's desk that person
}

// DestroyedEpoch is one epoch whose key is gone.
type DestroyedEpoch struct {
	Epoch       uint64
	From, Until day.Day
	Recipient   string // SHA-256 of its public key, hex
	Day         day.Day
	Actor       string
	Unasked     bool
	Custodians  []string          // who had given shares
	Files       map[string]string // SHA-256, hex, of the files that had the key, by name
}

// Minutes returns the minutes of a destruction.
func (d Destruction) Minutes() Minutes {
	t := in(d.Language)
	m := Minutes{Language: t.tag, Title: t.destruction, Bureau: d.Bureau, F: d.F, Signed: d.Custodians}
	last := day.Day(0)
	for _, e := range d.Epochs {
		last = max(last, e.Day)
		m.Sections = append(m.Sections, Section{fmt.Sprintf(t.epoch, e.Epoch), e.facts(t)})
	}
	facts := []Fact{{t.files, fmt.Sprintf(t.copiesOfFiles, last)}}
	for _, on := range d.Copies {
		facts = append(facts, Fact{t.copyOf, on.String()})
	}
	if len(d.Copies) == 0 {
		facts = append(facts, Fact{t.copyOf, t.noCopies})
	}
	facts = append(facts, Fact{t.otherCopies, t.otherCopiesAre}, Fact{t.stays, t.sharesStay})
	m.Sections = append(m.Sections, Section{t.destroy, facts})
	return m
}

func (e DestroyedEpoch) facts(t texts) []Fact {
	by := e.Actor
	if e.Unasked {
		by = fmt.Sprintf(t.unasked, e.Actor)
	}
	facts := []Fact{{t.destroyedOn, e.Day.String()}, {t.actor, by}, {t.wasFor, fmt.Sprintf("%s – %s", e.From, e.Until)}}
	if len(e.Custodians) > 0 {
		facts = append(facts, Fact{t.results, strings.Join(e.Custodians, ", ")})
	}
	facts = append(facts, Fact{t.publicKey, e.Recipient})
	for _, name := range slices.Sorted(maps.Keys(e.Files)) {
		facts = append(facts, Fact{fmt.Sprintf(t.fileBefore, name), e.Files[name]})
	}
	return facts
}
