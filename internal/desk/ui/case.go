package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
)

var caseRoutes = []route{
	{http.MethodGet, "/cases/{case}", (*UI).caseScreen},
	{http.MethodGet, "/cases/{case}/letters/{letter}", (*UI).letterScreen},
	{http.MethodPost, "/cases/{case}/file", (*UI).changeFile},
	{http.MethodGet, "/cases/{case}/notes", (*UI).notesScreen},
	{http.MethodPost, "/cases/{case}/notes", (*UI).addNote},
	{http.MethodGet, "/cases/{case}/decide", (*UI).decideScreen},
	{http.MethodPost, "/cases/{case}/decide", (*UI).decide},
}

// caseLinks are the screens of one case, behind its path: {text, path}.
var caseLinks = [][2]string{
	{"case.link", ""},
	{"answer.link", "/answer"},
	{"files.link", "/files"},
	{"clocks.link", "/clocks"},
	{"worksheet.link", "/worksheet"},
	{"access.link", "/access"},
	{"refer.link", "/refer"},
	{"dossier.link", "/dossier"},
	{"figures.link", "/figures"},
	{"timeline.link", "/timeline"},
	{"log.link", "/log"},
}

// caseHead is what stands on top of every screen of a case.
type caseHead struct {
	ID    string
	Links []caseLink
}

type caseLink struct {
	Text, Path string
	Current    bool
}

func headOf(id, path string) caseHead {
	h := caseHead{ID: id}
	for _, l := range caseLinks {
		h.Links = append(h.Links, caseLink{l[0], join("/cases", id) + l[1], l[1] == path})
	}
	return h
}

type caseData struct {
	Head caseHead
	cases.Summary
	conversation
	File     desk.File
	Before   string // of the file as it is shown
	Reason   string // why it cannot be answered
	Clocks   []clockLine
	Topics   map[string]string
	Statuses []string
	Handlers []string
	Labels   string
	Events   []cases.Event
	Tree     []treeLine
	From     int
	May      bool // change something
	Keeper   bool // keep the register
}

type clockLine struct {
	Name, Standing string
	Late, Soon     bool
}

// caseScreen shows a case. That it was read is in the log.
func (u *UI) caseScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	from, _ := strconv.Atoi(r.URL.Query().Get("from"))
	v, err := u.desk.Show(id, from)
	if err != nil {
		return err
	}
	d := caseData{Head: headOf(id, ""), Summary: v.Summary, conversation: converse(v), Reason: v.Reason, Statuses: desk.Statuses(), Events: v.Events, Tree: treeOf(v.Tree), From: from, May: u.desk.Self().Role != desk.Reader,
		Keeper: u.desk.Self().Role == desk.Keeper}
	if d.File, err = u.desk.CaseFile(id); err != nil {
		return err
	}
	d.Before = beforeOf(&d.File)
	if d.File.Kind == "" {
		d.File.Kind = v.Topic
	}
	d.Labels = strings.Join(d.File.Labels, ", ")
	d.Clocks = u.clocksOf(&d.File, v.Summary)
	if d.Topics, err = u.topics(); err != nil {
		return err
	}
	if d.Handlers, err = u.handlerNames(); err != nil {
		return err
	}
	return u.show(w, r, "case", d)
}

func (u *UI) handlerNames() (names []string, err error) {
	all, err := u.desk.Handlers()
	for _, h := range all {
		names = append(names, h.Name)
	}
	return names, err
}

func (u *UI) clocksOf(f *desk.File, s cases.Summary) (all []clockLine) {
	now := time.Now()
	for _, k := range f.Clocks(s, now) {
		if k.Open() || k.State == clocks.Met {
			all = append(all, clockLine{k.Kind.Name(u.chosen()), k.Standing(u.chosen(), now), k.State == clocks.Overdue, k.State == clocks.Soon})
		}
	}
	return all
}

type letterData struct {
	Head   caseHead
	Letter cases.LetterView
}

// letterScreen shows one letter whole.
func (u *UI) letterScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	no, err := strconv.Atoi(piece(r, "letter"))
	if err != nil {
		return errPage
	}
	v, err := u.desk.Show(id, no)
	if err != nil {
		return err
	}
	letters := v.Filed
	for _, b := range v.Tree {
		letters = append(letters, b.Letters...)
	}
	for _, l := range letters {
		if l.No == no {
			return u.show(w, r, "letter", letterData{headOf(id, "/letters"), l})
		}
	}
	return errPage
}

// changeFile sets what the bureau notes of a case.
func (u *UI) changeFile(w http.ResponseWriter, r *http.Request) error {
	id, form := piece(r, "case"), r.PostForm
	err := u.desk.ChangeFile(id, "case-set", map[string]any{"fields": []string{"kind", "class", "status", "outcome", "handler", "labels"}}, func(f *desk.File) error {
		if before := form.Get("before"); before != "" && before != beforeOf(f) {
			return errChanged
		}
		f.Kind, f.Class, f.Handler = strings.TrimSpace(form.Get("kind")), strings.TrimSpace(form.Get("class")), form.Get("handler")
		f.Status, f.Outcome = form.Get("status"), strings.TrimSpace(form.Get("outcome"))
		f.Labels = nil
		for _, l := range strings.Split(form.Get("labels"), ",") {
			if l = strings.TrimSpace(l); l != "" {
				f.Labels = append(f.Labels, l)
			}
		}
		return nil
	})
	if err != nil {
		return u.again(w, r, err, (*UI).caseScreen)
	}
	return u.done(w, r, u.say("case.changed"), join("/cases", id))
}

// beforeOf stands for what the form shows of a file: a tab that was opened before another changed it must not put that back.
func beforeOf(f *desk.File) string {
	return markOf(fmt.Sprintf("%q", append([]string{f.Kind, f.Class, f.Handler, f.Status, f.Outcome}, f.Labels...)))
}

type notesData struct {
	Head  caseHead
	Notes []desk.Note
}

// notesScreen is where a note is written, which may take a while.
func (u *UI) notesScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	if _, err := u.desk.Show(id, 0); err != nil { // which is logged
		return err
	}
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return err
	}
	return u.showFor(w, r, "notes", notesData{headOf(id, "/notes"), f.Notes}, writing)
}

func (u *UI) addNote(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	note := plainLines(r.PostForm.Get("note"))
	if strings.TrimSpace(note) == "" {
		return u.again(w, r, errNote, (*UI).notesScreen)
	}
	if err := u.desk.AddNote(id, note); err != nil {
		return u.again(w, r, err, (*UI).notesScreen)
	}
	return u.done(w, r, u.say("case.noted"), join("/cases", id)+"#notes")
}

// plainLines makes the line ends of a form (HTML, 4.10.22.4) those of a text.
func plainLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// decisions about branches, as /decide has them: the text before each explains.
var decisions = []string{"keep", "accept", "close"}

func decisionOf(get func(string) string) (do string, branch int, err error) {
	do = get("do")
	branch, bad := strconv.Atoi(get("branch"))
	if !slices.Contains(decisions, do) || do != "close" && bad != nil {
		return "", 0, errPage
	}
	return do, branch, nil
}

// decideScreen says what a decision does, before it is made.
func (u *UI) decideScreen(w http.ResponseWriter, r *http.Request) error {
	do, branch, err := decisionOf(r.URL.Query().Get)
	if err != nil {
		return err
	}
	id := piece(r, "case")
	if _, err := u.desk.CaseFile(id); err != nil {
		return err
	}
	c := confirmData{
		Case: id, Title: u.say("case.decide-title-"+do, branch), Says: strings.Split(u.say("case.decide-what-"+do), "\n"), Button: u.say("case.decide-button-" + do), Danger: do == "close",
		Action: join("/cases", id, "decide"), Back: join("/cases", id), Fields: [][2]string{{"do", do}, {"branch", fmt.Sprint(branch)}},
	}
	if do == "close" {
		c.Title = u.say("case.decide-title-close")
	}
	return u.show(w, r, "confirm", c)
}

func (u *UI) decide(w http.ResponseWriter, r *http.Request) error {
	do, branch, err := decisionOf(r.PostForm.Get)
	id := piece(r, "case")
	switch {
	case err != nil:
	case do == "keep":
		err = u.desk.Keep(id, branch)
	case do == "accept":
		err = u.desk.Accept(id, branch)
	default:
		err = u.desk.CloseAll(id)
	}
	if err != nil {
		return err
	}
	return u.done(w, r, u.say("case.decided-"+do), join("/cases", id))
}

// confirmData is a question before something that is not taken back lightly. All texts are ready to be shown.
type confirmData struct {
	Case   string // that it is about, or empty
	Title  string
	Says   []string
	Action string      // where the form goes, a path below the random one
	Fields [][2]string // hidden ones
	Button string
	Back   string
	Danger bool // it cannot be undone
}
