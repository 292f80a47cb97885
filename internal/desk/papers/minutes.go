package papers

import (
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/words"
	"luwte/internal/desk/machine"
)

// Dealing is what the minutes of a ceremony say: nothing in it is secret.
type Dealing struct {
	Language   string
	Anew       bool   // not the first
	Bureau     string // its name in that language
	F          charter.Fingerprint
	Day        day.Day
	Actor      string // who carried it out, as the log has it
	Number     uint64
	Needed     int
	Custodians []string
	Commitment [32]byte
	Epochs     []charter.Epoch
	Daily      bool // a passphrase opens the desk, and custodians release epochs
	Void       *Void
	Root       charter.Fingerprint  // whose words are on the card
	Before     *charter.Fingerprint // the root that it succeeds by this dealing, or nil
	Checks     []machine.Check
	Programs   []machine.Program
}

// Void is a dealing that is ended, of whose shares every copy must be destroyed. Number is 0 where one passphrase opened everything.
type Void struct {
	Number     uint64
	Custodians []string
}

// CommitmentWords are the words in which custodians compare a dealing: 66 bits of its commitment.
func CommitmentWords(language string, commitment [32]byte) string {
	const count = 6
	return strings.Join(words.In(in(language).tag).Encode(commitment[:], count), " ")
}

// Minutes returns the minutes of a dealing.
func (d Dealing) Minutes() Minutes {
	t := in(d.Language)
	m := Minutes{Language: t.tag, Title: t.ceremony, Bureau: d.Bureau, F: d.Root, Signed: d.Custodians}
	if d.Anew {
		m.Title = t.anew
	}
	if d.Before != nil {
		m.Title = t.succession
	}
	opened := t.by
	if d.Daily {
		opened = t.daily
	}
	m.Sections = []Section{{t.what, []Fact{
		{t.when, d.Day.String()}, {t.actor, d.Actor}, {t.needed, fmt.Sprintf(t.of, d.Needed, len(d.Custodians), d.Number)}, {t.opened, opened},
		{t.commitment, CommitmentWords(t.tag, d.Commitment) + ". " + t.compare},
	}}, {t.results, numbered(d.Custodians)}}
	if d.Root != d.F {
		m.Sections = append(m.Sections, d.root(t))
	}
	if d.Void != nil {
		facts := []Fact{{t.first, t.backup}}
		if d.Void.Number > 0 {
			facts = append(append(facts, Fact{fmt.Sprintf(t.oldShares, d.Void.Number), ""}), numbered(d.Void.Custodians)...)
		}
		facts = append(facts, Fact{t.files, t.oldFile})
		m.Sections = append(m.Sections, Section{t.destroy, facts})
	}
	epochs, checks, programs := Section{Title: t.epochs}, Section{Title: t.machine}, Section{Title: t.programs}
	for _, e := range d.Epochs {
		epochs.Facts = append(epochs.Facts, Fact{fmt.Sprintf(t.epoch, e.Epoch), fmt.Sprintf("%s – %s", e.From, e.Until)})
	}
	for _, c := range d.Checks {
		result := map[string]string{machine.Good: t.good, machine.Bad: t.bad, machine.Unknown: t.unknown}[c.Result]
		checks.Facts = append(checks.Facts, t.check(c, result))
	}
	for _, p := range d.Programs {
		programs.Facts = append(programs.Facts, Fact{p.Name, p.SHA256})
	}
	m.Sections = append(m.Sections, epochs, checks, programs)
	return m
}

// root says of which root key the cards have the words, and what a succession changed.
func (d Dealing) root(t texts) Section {
	words := func(f charter.Fingerprint) string { return strings.Join(f.Words(t.tag), " ") + " (" + f.String() + ")" }
	s := Section{t.root, []Fact{{t.cardWords, words(d.Root)}}}
	if d.Before != nil {
		s.Facts = append(s.Facts, Fact{t.before, words(*d.Before)}, Fact{t.changed, t.allNew}, Fact{t.next, t.newCards})
	}
	return s
}

func numbered(names []string) (facts []Fact) {
	for i, name := range names {
		facts = append(facts, Fact{fmt.Sprint(i + 1), name})
	}
	return facts
}

// check is what was found about the machine, in the language of the minutes.
func (t texts) check(c machine.Check, result string) Fact {
	if t.found == nil {
		return Fact{c.What, result + ": " + c.Detail}
	}
	detail := t.found[c.Found]
	if c.Names != "" {
		detail = fmt.Sprintf(detail, c.Names)
	}
	return Fact{t.looked[c.What], result + ": " + detail}
}
