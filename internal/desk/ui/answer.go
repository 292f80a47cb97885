package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/replies"
)

var answerRoutes = []route{
	{http.MethodGet, "/cases/{case}/answer", (*UI).answerScreen},
	{http.MethodPost, "/cases/{case}/answer", (*UI).answer},
}

type answerData struct {
	Head      caseHead
	State     string // of the case
	Language  string // of the reporter
	Text      string
	Draft     desk.Draft
	Templates []beginning
	Latest    *letterShown
	Bureau    string
	Most      int
	Looked    *looked // what would be sent, once it was looked at
}

type beginning struct{ ID, Title string }

// looked is an answer as the reporter will see it, and what it gives away.
type looked struct {
	desk.Checked
	Gives    []replies.Warning // of what was found: what gives the reporter away
	Unfilled []replies.Warning // and what is not filled in
	Title    string            // as on the reporter's page
	Text     string
	Mark     string // of the text that these warnings are of
}

// answerScreen is where an answer is written. It begins with the draft that is kept, and shows it as the reporter will see it if look is asked for: an address of its own, to which a browser can
// go back.
func (u *UI) answerScreen(w http.ResponseWriter, r *http.Request) error {
	d, err := u.answerData(r)
	if err != nil {
		return err
	}
	d.Text = d.Draft.Text
	switch {
	case failedOf(r) != nil:
		d.Text = plainLines(r.PostForm.Get("text"))
	case r.URL.Query().Has("look") && d.Text != "":
		if d.Looked, err = u.looked(piece(r, "case"), d.Language, d.Text); err != nil {
			return err
		}
	}
	return u.showFor(w, r, "answer", d, writing)
}

func (u *UI) answerData(r *http.Request) (d answerData, err error) {
	id := piece(r, "case")
	v, err := u.desk.Show(id, 0)
	if err != nil {
		return d, err
	}
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return d, err
	}
	d = answerData{Head: headOf(id, "/answer"), State: v.State, Language: v.Language, Draft: f.Draft, Most: replies.MostNotes}
	if d.Bureau, err = u.desk.Name(v.Language); err != nil {
		return d, err
	}
	all, err := replies.Templates()
	for _, t := range all {
		title := t.Title[u.chosen()]
		d.Templates = append(d.Templates, beginning{t.ID, title})
	}
	for _, b := range v.Tree {
		for _, l := range b.Letters {
			if d.Latest == nil || l.No > d.Latest.No {
				d.Latest = shorten(l)
			}
		}
	}
	return d, err
}

// answer does what the button says, and keeps what was typed in any case.
func (u *UI) answer(w http.ResponseWriter, r *http.Request) error {
	id, text, do := piece(r, "case"), strings.Trim(plainLines(r.PostForm.Get("text")), "\n"), r.PostForm.Get("do")
	if do == "template" {
		return u.withTemplate(w, r, text)
	}
	if do == "draft" {
		if err := u.desk.KeepDraft(id, text); err != nil {
			return u.again(w, r, err, (*UI).answerScreen)
		}
		return u.done(w, r, u.say("answer.kept"), join("/cases", id, "answer"))
	}
	checked, err := u.desk.CheckReply(id, text)
	if err != nil {
		return u.again(w, r, err, (*UI).answerScreen)
	}
	clean := len(checked.Found) == 0 && checked.Whole && checked.Fits
	if do == "send" && clean || do == "anyway" && r.PostForm.Get("mark") == markOf(text) {
		if _, err := u.desk.Reply(id, text); err != nil {
			return u.again(w, r, err, (*UI).answerScreen)
		}
		if err := u.desk.KeepDraft(id, ""); err != nil {
			return err
		}
		said, err := u.answerAdded(id)
		if err != nil {
			return err
		}
		return u.done(w, r, said, join("/cases", id))
	}
	return u.kept(w, r, text, "?look")
}

// kept keeps what was typed as a draft, and shows the screen with it.
func (u *UI) kept(w http.ResponseWriter, r *http.Request, text, how string) error {
	id := piece(r, "case")
	if err := u.desk.KeepDraft(id, text); err != nil {
		return u.again(w, r, err, (*UI).answerScreen)
	}
	return u.done(w, r, "", join("/cases", id, "answer")+how)
}

// withTemplate puts a template behind what is there.
func (u *UI) withTemplate(w http.ResponseWriter, r *http.Request, text string) error {
	d, err := u.answerData(r)
	if err != nil {
		return err
	}
	all, err := replies.Templates()
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.ID == r.PostForm.Get("template") {
			text = strings.TrimLeft(strings.TrimRight(text, "\n")+"\n\n"+t.In(d.Language), "\n")
		}
	}
	return u.kept(w, r, text, "")
}

// looked is an answer as the reporter will see it.
func (u *UI) looked(id, language, text string) (*looked, error) {
	checked, err := u.desk.CheckReply(id, text)
	if err != nil {
		return nil, err
	}
	l := &looked{Checked: checked, Title: answerTitle(language, u.desk.Today().String()), Text: text, Mark: markOf(text)}
	for _, f := range checked.Found {
		if f.Kind == replies.Unfilled {
			l.Unfilled = append(l.Unfilled, f)
		} else {
			l.Gives = append(l.Gives, f)
		}
	}
	return l, nil
}

func markOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// answerTitle is what stands above an answer on the reporter's page.
func answerTitle(language, date string) string {
	words := map[string]string{"nl": "Antwoord van ", "pap": "Kontesta di "}[language]
	if words == "" {
		words = "Answer of "
	}
	return words + date
}

// answerState says how far an answer is.
func answerState(language string, a *cases.AnswerView) string {
	switch {
	case a.Read:
		return text(language, "answer.state-read")
	case a.Shown.Times > 0:
		return text(language, "answer.state-board", dayText(language, a.Shown.Since))
	}
	if a.Sent > 0 {
		return text(language, "answer.state-sent", dayText(language, a.Sent))
	}
	return text(language, "answer.state-written")
}

// moment is a time of the officers' work, on this machine's clock.
func moment(language string, t time.Time) string {
	return t.Local().Format("2-1-2006 15:04")
}
