package dossier

import (
	"fmt"
	"strings"

	"luwte/crypto/day"
)

// part is a piece of a dossier as it is set: of what kind, and what it says.
type part struct {
	kind int
	text string
}

const (
	partTitle   = iota
	partHeading // of a chapter
	partItem    // heading of a letter, an answer or a note
	partFact    // what, a tab, what it says
	partWords   // somebody else's
	partOurs    // the bureau's
	partSmall
	partHash
)

// parts are the whole dossier in order, for page and text alike.
func (d *Dossier) parts(t texts) (all []part) {
	add := func(kind int, format string, args ...any) {
		all = append(all, part{kind, fmt.Sprintf(format, args...)})
	}
	fact := func(what, says string) {
		if says != "" {
			all = append(all, part{partFact, what + "\t" + says})
		}
	}
	add(partTitle, "%s %s", t.dossier, d.Case)
	fact(t.bureau, d.Bureau)
	fact(t.fingerprint, strings.Join(d.F.Words(d.Language), " "))
	fact(t.made, t.day(d.Made)+", "+d.By)
	if d.Passages > 0 {
		fact(t.redacted, fmt.Sprintf(t.redactedSays, d.Passages, d.Places, t.mark))
	}
	add(partHeading, "%s", t.facts)
	for _, f := range d.Facts {
		fact(f.What, f.Says)
	}
	add(partHeading, "%s", t.conversation)
	for _, i := range d.Items {
		all = append(all, i.parts(t)...)
	}
	add(partHeading, "%s", t.notes)
	switch {
	case !d.WithNotes:
		add(partSmall, "%s", t.notesOut)
	case len(d.Notes) == 0:
		add(partSmall, "%s", t.none)
	}
	for _, n := range d.Notes {
		add(partItem, "%s, %s", t.day(n.Day), n.By)
		add(partOurs, "%s", n.Text)
	}
	add(partHeading, "%s", t.events)
	for _, e := range d.Events {
		fact(t.day(e.Day), strings.TrimSuffix(e.What+", "+e.By, ", "))
	}
	add(partHeading, "%s", t.log)
	add(partSmall, "%s", t.logSays)
	for _, e := range d.Log {
		fact(t.day(e.Day), strings.TrimSuffix(e.What+", "+e.By, ", "))
	}
	fact(t.logEntries, fmt.Sprint(len(d.Log)))
	add(partHash, "%s\t%s", t.logHash, d.LogHash)
	add(partHash, "%s\t%s", t.logHead, d.Head)
	return all
}

func (i *Item) parts(t texts) (all []part) {
	title := fmt.Sprintf("%d. %s", i.Number, t.kinds[i.Kind])
	if i.By != "" {
		title += " " + t.by + " " + i.By
	}
	all = append(all, part{partItem, title + ", " + t.day(i.Day)})
	if i.Remark != "" {
		all = append(all, part{partSmall, i.Remark})
	}
	words := partWords
	if i.Kind == "reply" {
		words = partOurs
	}
	for _, a := range i.Answers {
		all = append(all, part{partSmall, a.What}, part{words, a.Says})
	}
	if i.Text != "" {
		all = append(all, part{words, i.Text})
	}
	for _, f := range i.Files {
		says := fmt.Sprintf("%s (%s), %d %s, %s", f.Name, f.Type, f.Size, t.bytes, t.states[f.State])
		if f.Content != "" {
			says += ", " + t.content + " " + f.Content
		}
		if f.Archive {
			says += ", " + t.archived
		}
		all = append(all, part{partFact, fmt.Sprintf("%s %d\t%s", t.file, f.Number, says)}, part{partHash, "SHA-256\t" + f.SHA256})
	}
	return all
}

// text is the dossier for those who read no PDF, in all scripts.
func (d *Dossier) text(t texts) string {
	var b strings.Builder
	for _, p := range d.parts(t) {
		switch p.kind {
		case partTitle:
			fmt.Fprintf(&b, "%s\n\n", p.text)
		case partHeading:
			fmt.Fprintf(&b, "\n== %s\n\n", p.text)
		case partItem:
			fmt.Fprintf(&b, "\n%s\n", p.text)
		case partWords, partOurs:
			bar := map[int]string{partWords: "    | ", partOurs: "    > "}[p.kind]
			for line := range strings.SplitSeq(strings.TrimSuffix(p.text, "\n"), "\n") {
				b.WriteString(bar + line + "\n")
			}
		default:
			b.WriteString("  " + strings.ReplaceAll(strings.ReplaceAll(p.text, "\n", " "), "\t", ": ") + "\n")
		}
	}
	return b.String()
}

// day is a day as people write it.
func (t texts) day(d day.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
