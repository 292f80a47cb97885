package ui

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/dossier"
)

var dossierRoutes = []route{
	{http.MethodGet, "/cases/{case}/dossier", (*UI).dossierScreen},
	{http.MethodPost, "/cases/{case}/dossier", (*UI).makeDossier},
}

type dossierData struct {
	Head    caseHead
	Files   []dossierFile
	Notes   int
	Peers   []*desk.Peer
	Letters []dossierLetter
	Next    int // not all letters are shown to choose from
}

type dossierFile struct {
	No    int
	Value string
	desk.TakenFile
}

// dossierLetter is a letter or answer whose pieces can be ticked.
type dossierLetter struct {
	cases.LetterView
	Pieces []tickable
}

type tickable struct{ Value, Text string }

// mostTickable is how many pieces of letters are offered for ticking: who wrote more has to be copied from.
const mostTickable = 400

// shortestTick leaves out "yes" and "no", which stand inside of other words.
const shortestTick = 8

// dossierScreen is where a dossier is chosen, and what is taken out of it.
func (u *UI) dossierScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	v, err := u.desk.Show(id, 0)
	if err != nil {
		return err
	}
	d := dossierData{Head: headOf(id, "/dossier"), Next: v.Next}
	files, _, err := u.desk.CaseFiles(id)
	if err != nil {
		return err
	}
	for i, f := range files {
		d.Files = append(d.Files, dossierFile{i + 1, strconv.Itoa(i + 1), f})
	}
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return err
	}
	d.Notes = len(f.Notes)
	if d.Peers, err = u.desk.Peers(); err != nil {
		return err
	}
	room := mostTickable
	for _, b := range v.Tree {
		for _, l := range b.Letters {
			if letter := tickables(l, &room); len(letter.Pieces) > 0 {
				d.Letters = append(d.Letters, letter)
			}
		}
	}
	return u.showFor(w, r, "dossier", d, writing)
}

// tickables cuts what a letter says into sentences.
func tickables(l cases.LetterView, room *int) dossierLetter {
	all := dossierLetter{LetterView: l}
	add := func(text string) {
		if *room > 0 && len([]rune(strings.TrimSpace(text))) >= shortestTick {
			all.Pieces = append(all.Pieces, tickable{strconv.Itoa(l.No) + ":" + strings.TrimSpace(text), strings.TrimSpace(text)})
			*room--
		}
	}
	for _, a := range l.Answers {
		add(a.Answer)
	}
	for line := range strings.Lines(l.Text) {
		from := 0
		for at, r := range line {
			if strings.ContainsRune(".!?", r) && at+1 < len(line) && line[at+1] == ' ' {
				add(line[from : at+1])
				from = at + 1
			}
		}
		add(line[from:])
	}
	for _, f := range l.Files {
		add(f.Name)
	}
	return all
}

// makeDossier makes it.
func (u *UI) makeDossier(w http.ResponseWriter, r *http.Request) error {
	id, form := piece(r, "case"), r.PostForm
	o := desk.DossierOptions{Language: form.Get("language"), Notes: form.Get("notes") != "", To: strings.TrimSpace(form.Get("to"))}
	for _, value := range form["file"] {
		if n, err := strconv.Atoi(value); err == nil {
			o.Files = append(o.Files, n)
		}
	}
	for _, value := range form["tick"] {
		number, text, _ := strings.Cut(value, ":")
		if n, err := strconv.Atoi(number); err == nil {
			o.Passages = append(o.Passages, dossier.Passage{Text: text, Letter: n})
		}
	}
	for line := range strings.Lines(plainLines(form.Get("passages"))) {
		if line = strings.TrimSpace(line); line != "" {
			o.Passages = append(o.Passages, dossier.Passage{Text: line})
		}
	}
	if form.Get("bureau") != "" {
		peer, err := u.peerOf(r, nil)
		if err != nil {
			return u.again(w, r, err, (*UI).dossierScreen)
		}
		o.Peer = peer
	}
	name, dir, err := u.desk.NewOutgoing()
	if err != nil {
		return err
	}
	made, err := u.desk.Dossier(r.Context(), id, dir, o)
	if err != nil {
		if missing := new(dossier.NotFoundError); errors.As(err, &missing) {
			form.Set("missing", missing.Passage.Text)
		}
		return u.again(w, r, errors.Join(err, u.desk.ForgetOutgoing(name)), (*UI).dossierScreen)
	}
	said := u.say("dossier.done")
	if made.Passages > 0 {
		said = u.say("dossier.redacted", made.Passages, made.Places)
	}
	return u.done(w, r, said, join("/cases", id, "made", name))
}
