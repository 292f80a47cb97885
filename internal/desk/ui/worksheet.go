package ui

import (
	"net/http"
	"slices"
	"strings"

	"luwte/internal/desk"
	"luwte/internal/desk/worksheet"
)

var worksheetRoutes = []route{
	{http.MethodGet, "/cases/{case}/worksheet", (*UI).sheetScreen},
	{http.MethodPost, "/cases/{case}/worksheet/phase", (*UI).setPhase},
	{http.MethodPost, "/cases/{case}/worksheet/sent", (*UI).noteSent},
	{http.MethodPost, "/cases/{case}/worksheet/log", (*UI).addToLog},
	{http.MethodPost, "/cases/{case}/worksheet/decision", (*UI).decideToInform},
	{http.MethodGet, "/cases/{case}/worksheet/copy", (*UI).copyScreen},
	{http.MethodGet, "/cases/{case}/worksheet/pdf", (*UI).sheetPDF},
	{http.MethodGet, "/cases/{case}/worksheet/part/{part}", (*UI).partScreen},
	{http.MethodPost, "/cases/{case}/worksheet/part/{part}", (*UI).savePart},
	{http.MethodGet, "/breaches", (*UI).breachesScreen},
	{http.MethodGet, "/breaches/pdf", (*UI).breachesPDF},
}

// choice is a value that can be chosen, with its words.
type choice struct {
	ID, Title string
	Is        bool
}

type sheetData struct {
	Head     caseHead
	Breach   bool
	Sheet    *worksheet.Sheet
	Phase    string // in words
	Phases   []choice
	Parts    []partLine
	Missing  int
	Grounds  []choice
	Decided  string // in words
	Doubts   []string
	Today    string
	Notified bool
	May      bool
}

// partLine is a section of the form on the list of sections.
type partLine struct {
	ID, Title       string
	Number          int
	Filled, Missing int
}

// sheet returns the worksheet of a case, or desk.ErrNoBreach.
func (u *UI) sheet(id string) (*worksheet.Sheet, desk.File, error) {
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return nil, f, err
	}
	if !f.Breach() {
		return nil, f, desk.ErrNoBreach
	}
	s, err := u.desk.Worksheet(id)
	return s, f, err
}

// sheetScreen shows how far a worksheet is, the decision, the log and the notifications.
func (u *UI) sheetScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return err
	}
	d := sheetData{Head: headOf(id, "/worksheet"), Breach: f.Breach(), May: u.desk.Self().Role != desk.Reader, Notified: !f.Times.Notified.None(), Today: u.desk.Today().String()}
	if !d.Breach {
		return u.show(w, r, "worksheet", d)
	}
	s, err := u.desk.Worksheet(id)
	if err != nil {
		return err
	}
	l := u.chosen()
	d.Sheet, d.Phase, d.Doubts = s, s.Phase.Title(l), s.Doubts(l)
	for _, p := range worksheet.Phases {
		d.Phases = append(d.Phases, choice{string(p), p.Title(l), p == s.Phase})
	}
	missing := map[string]bool{}
	for _, g := range s.Missing() {
		missing[g.Field.ID] = true
	}
	d.Missing = len(missing)
	for _, section := range s.Sections() {
		p := partLine{ID: section.ID, Title: section.Title.In(l), Number: section.Number}
		for _, field := range section.Fields {
			if missing[field.ID] {
				p.Missing++
			} else if s.Values[field.ID] != "" {
				p.Filled++
			}
		}
		d.Parts = append(d.Parts, p)
	}
	u.decisionInto(&d, s.Decision)
	return u.showFor(w, r, "worksheet", d, writing)
}

// decisionInto puts the decision of art. 34 into the screen. A ground says by itself whether people are told.
func (u *UI) decisionInto(d *sheetData, made worksheet.Decision) {
	l := u.chosen()
	for _, inform := range []bool{true, false} {
		for _, g := range worksheet.Grounds(inform) {
			title := u.say("worksheet.not-told") + " " + g.Title(l)
			if inform {
				title = u.say("worksheet.told") + " " + g.Title(l)
			}
			is := made.Made && made.Inform == inform && made.Ground == g
			d.Grounds = append(d.Grounds, choice{string(g), title, is})
			if is {
				d.Decided = title
			}
		}
	}
}

func (u *UI) setPhase(w http.ResponseWriter, r *http.Request) error {
	return u.changeSheet(w, r, "worksheet.phase-set", (*UI).sheetScreen, func(s *worksheet.Sheet) error { return s.SetPhase(worksheet.Phase(r.PostForm.Get("phase"))) })
}

// changeSheet changes the worksheet and goes back to it.
func (u *UI) changeSheet(w http.ResponseWriter, r *http.Request, notice string, screen handler, fn func(*worksheet.Sheet) error) error {
	id := piece(r, "case")
	if err := u.desk.ChangeWorksheet(id, fn); err != nil {
		return u.again(w, r, err, screen)
	}
	return u.done(w, r, u.say(notice), join("/cases", id, "worksheet"))
}

// noteSent notes that the notification went out.
func (u *UI) noteSent(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	at, err := momentField(strings.TrimSpace(r.PostForm.Get("sent-day")), strings.TrimSpace(r.PostForm.Get("sent-time")))
	if err == nil {
		err = u.desk.Notified(id, *at, r.PostForm.Get("number"))
	}
	if err != nil {
		return u.again(w, r, err, (*UI).sheetScreen)
	}
	return u.done(w, r, u.say("worksheet.sent-noted"), join("/cases", id, "worksheet"))
}

// addToLog adds a line to the internal log of art. 33(5).
func (u *UI) addToLog(w http.ResponseWriter, r *http.Request) error {
	text := func(name string) string { return plainLines(r.PostForm.Get(name)) }
	e := worksheet.Entry{Day: u.desk.Today().String(), By: u.desk.Self().Name, Facts: text("facts"), Effects: text("effects"), Measures: text("measures")}
	return u.changeSheet(w, r, "worksheet.logged", (*UI).sheetScreen, func(s *worksheet.Sheet) error { return s.Note(e) })
}

// decideToInform notes the decision of art. 34.
func (u *UI) decideToInform(w http.ResponseWriter, r *http.Request) error {
	ground, reasons := worksheet.Ground(r.PostForm.Get("ground")), plainLines(r.PostForm.Get("reasons"))
	by, day := u.desk.Self().Name, u.desk.Today().String()
	return u.changeSheet(w, r, "worksheet.decided", (*UI).sheetScreen, func(s *worksheet.Sheet) error { return s.DecideOn(ground, reasons, by, day) })
}

type partData struct {
	Head         caseHead
	ID, Title    string
	Number       int
	Phase        string
	Fields       []sheetField
	Before, Next string // ids of the sections
	May          bool
}

// sheetField is a field of the form as it is shown.
type sheetField struct {
	ID, Title string
	Value     string
	Options   []choice
	Several   bool
	Missing   bool
	Words     []string // questions of the report that were answered in words and help
	Only      bool     // asked only for some values of another field
}

// partScreen shows one section of the form.
func (u *UI) partScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	s, _, err := u.sheet(id)
	if err != nil {
		return err
	}
	l := u.chosen()
	gaps := map[string]worksheet.Gap{}
	for _, g := range s.Missing() {
		gaps[g.Field.ID] = g
	}
	all := s.Sections()
	at := slices.IndexFunc(all, func(p worksheet.Section) bool { return p.ID == piece(r, "part") })
	if at < 0 {
		return errPage
	}
	d := partData{Head: headOf(id, "/worksheet"), ID: all[at].ID, Title: all[at].Title.In(l), Number: all[at].Number, Phase: s.Phase.Title(l), May: u.desk.Self().Role != desk.Reader}
	if at > 0 {
		d.Before = all[at-1].ID
	}
	if at+1 < len(all) {
		d.Next = all[at+1].ID
	}
	for i := range all[at].Fields {
		f := &all[at].Fields[i]
		gap, missing := gaps[f.ID]
		field := sheetField{ID: f.ID, Title: f.Title.In(l), Value: s.Values[f.ID], Several: f.Several, Missing: missing, Words: gap.Words, Only: f.If != "" || f.Unless != ""}
		chosen := strings.Split(field.Value, ",")
		for _, o := range f.Options {
			field.Options = append(field.Options, choice{o.ID, o.Title.In(l), slices.Contains(chosen, o.ID)})
		}
		d.Fields = append(d.Fields, field)
	}
	return u.showFor(w, r, "sheetpart", d, writing)
}

// savePart keeps one section and goes on to the next, or back to the list of them.
func (u *UI) savePart(w http.ResponseWriter, r *http.Request) error {
	id, part := piece(r, "case"), piece(r, "part")
	next := ""
	err := u.desk.ChangeWorksheet(id, func(s *worksheet.Sheet) error {
		all := s.Sections()
		at := slices.IndexFunc(all, func(p worksheet.Section) bool { return p.ID == part })
		if at < 0 {
			return errPage
		}
		if at+1 < len(all) && r.PostForm.Get("then") == "next" {
			next = all[at+1].ID
		}
		for _, f := range all[at].Fields {
			values := slices.DeleteFunc(slices.Clone(r.PostForm[f.ID]), func(v string) bool { return v == "" })
			if err := s.Set(f.ID, plainLines(strings.Join(values, ","))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return u.again(w, r, err, (*UI).partScreen)
	}
	if next != "" {
		return u.done(w, r, u.say("worksheet.saved"), join("/cases", id, "worksheet", "part", next))
	}
	return u.done(w, r, u.say("worksheet.saved"), join("/cases", id, "worksheet"))
}

type copyData struct {
	Head  caseHead
	Parts []worksheet.Part
}

// paper is the worksheet of a case, and what stands over it when it leaves the desk.
func (u *UI) paper(id string) (s *worksheet.Sheet, h worksheet.Head, err error) {
	if s, _, err = u.sheet(id); err == nil {
		h, err = u.desk.Paper(u.chosen(), id)
	}
	return s, h, err
}

// copyScreen shows what is filled in, each field by itself, to be copied into the authority's form.
func (u *UI) copyScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	s, h, err := u.paper(id)
	if err != nil {
		return err
	}
	return u.show(w, r, "sheetcopy", copyData{headOf(id, "/worksheet"), s.Filled(h)})
}

func (u *UI) sheetPDF(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	s, h, err := u.paper(id)
	if err != nil {
		return err
	}
	pdf, err := s.PDF(h)
	if err != nil {
		return err
	}
	download(w, "application/pdf", "worksheet-"+id+".pdf", pdf)
	return nil
}

type breachesData struct{ Breaches []worksheet.Shown }

// breachesScreen shows the register of breaches.
func (u *UI) breachesScreen(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.Breaches()
	if err != nil {
		return err
	}
	h, err := u.desk.Paper(u.chosen(), "")
	if err != nil {
		return err
	}
	return u.show(w, r, "breaches", breachesData{worksheet.Book(h, all)})
}

func (u *UI) breachesPDF(w http.ResponseWriter, r *http.Request) error {
	all, err := u.desk.Breaches()
	if err != nil {
		return err
	}
	h, err := u.desk.Paper(u.chosen(), "")
	if err != nil {
		return err
	}
	pdf, err := worksheet.BookPDF(h, all)
	if err != nil {
		return err
	}
	download(w, "application/pdf", "breaches.pdf", pdf)
	return nil
}
