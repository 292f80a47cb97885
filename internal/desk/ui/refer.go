package ui

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/replies"
)

var referRoutes = []route{
	{http.MethodGet, "/cases/{case}/refer", (*UI).referScreen},
	{http.MethodPost, "/cases/{case}/refer/look", (*UI).referLook},
	{http.MethodPost, "/cases/{case}/refer", (*UI).refer},
	{http.MethodPost, "/cases/{case}/refer/again", (*UI).referAgain},
	{http.MethodPost, "/cases/{case}/refer/back", (*UI).handBack},
}

type referData struct {
	Head     caseHead
	Passages []desk.Passage
	From     *desk.Passage // whence the case is
	Peers    []*desk.Peer
	Handed   string // of cases
	Kept     string // a charter that was given and lacks its card's words
	May      bool
}

// referScreen is where a case is handed to another bureau, and where what is new is sent on.
func (u *UI) referScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	v, err := u.desk.Show(id, 0)
	if err != nil {
		return err
	}
	d := referData{Head: headOf(id, "/refer"), Handed: v.Handed, May: u.desk.Self().Role != desk.Reader}
	all, err := u.desk.Passages(id)
	if err != nil {
		return err
	}
	known := map[charter.Fingerprint]bool{}
	for _, p := range all {
		if p.Out {
			d.Passages, known[p.Bureau] = append(d.Passages, p), true
		} else {
			d.From = &p
		}
	}
	peers, err := u.desk.Peers()
	for _, p := range peers {
		if !known[p.Bureau] {
			d.Peers = append(d.Peers, p)
		}
	}
	if failedOf(r) != nil {
		d.Kept = r.PostForm.Get("kept")
	}
	if err != nil {
		return err
	}
	return u.show(w, r, "refer", d)
}

// peerOf is the bureau that a form names: by a charter in it, or by the fingerprint of one that is known. A charter that is refused for its card's words comes back with the form.
func (u *UI) peerOf(r *http.Request, line []byte) (*desk.Peer, error) {
	if len(line) == 0 {
		line = []byte(r.PostForm.Get("kept"))
	}
	if len(line) > 0 {
		r.PostForm.Set("kept", string(line))
		return u.desk.AcceptPeer(line, r.PostForm.Get("words"))
	}
	peers, err := u.desk.Peers()
	for _, p := range peers {
		if p.Bureau.String() == r.PostForm.Get("bureau") {
			return p, err
		}
	}
	if err == nil {
		err = errNoBureau
	}
	return nil, err
}

// charterOf reads a form in which a charter may stand as a file.
func charterOf(r *http.Request) (line []byte, err error) {
	err = readParts(r, func(field string, content io.Reader) (err error) {
		if field == "charter" {
			line, err = io.ReadAll(io.LimitReader(content, charter.MaxSize+1))
		}
		return err
	})
	return line, err
}

type lookData struct {
	Head     caseHead
	Bureau   *desk.Peer
	Words    []string
	Goes     *desk.Handover
	Options  desk.ReferOptions
	Language string
	Tell     bool
	Untold   string // the state of the case, where the reporter cannot be told
	Text     string
	Gives    []replies.Warning
	Notes    int
	Mark     string
}

// referLook shows what would go, and what the reporter could be told.
func (u *UI) referLook(w http.ResponseWriter, r *http.Request) error {
	line, err := charterOf(r)
	if err != nil {
		return err
	}
	peer, err := u.peerOf(r, line)
	if err != nil {
		return u.again(w, r, err, (*UI).referScreen)
	}
	r.PostForm.Set("bureau", peer.Bureau.String())
	d, err := u.lookData(r, peer)
	if err != nil {
		return u.again(w, r, err, (*UI).referScreen)
	}
	d.Text = replies.Referred(d.Language, peer.Called(d.Language), d.Options.Answers)
	return u.showFor(w, r, "referlook", d, writing)
}

func referOptions(r *http.Request) desk.ReferOptions {
	has := func(name string) bool { return r.PostForm.Get(name) != "" }
	return desk.ReferOptions{Answers: r.PostForm.Get("answers") == "yes", Notes: has("notes"), Files: has("files")}
}

func (u *UI) lookData(r *http.Request, peer *desk.Peer) (d lookData, err error) {
	id := piece(r, "case")
	v, err := u.desk.Show(id, 0)
	if err != nil {
		return d, err
	}
	d = lookData{Head: headOf(id, "/refer"), Bureau: peer, Words: peer.Bureau.Words(u.chosen()), Options: referOptions(r), Language: v.Language, Tell: true}
	switch v.State {
	case cases.Forked, cases.Closed, cases.Unanswerable:
		d.Untold, d.Tell = v.State, false
	}
	d.Goes, err = u.desk.PreviewReferral(r.Context(), id, peer, d.Options)
	return d, err
}

// lookAgain shows the same once more, with what was typed.
func (u *UI) lookAgain(w http.ResponseWriter, r *http.Request) error {
	peer, err := u.peerOf(r, nil)
	if err != nil {
		return err
	}
	d, err := u.lookData(r, peer)
	if err != nil {
		return err
	}
	d.Text, d.Tell = plainLines(r.PostForm.Get("text")), d.Untold == "" && r.PostForm.Get("tell") == "yes"
	if d.Tell && strings.TrimSpace(d.Text) != "" {
		checked, err := u.checkTold(r, peer, d.Text)
		if err != nil {
			return err
		}
		d.Gives, d.Notes, d.Mark = checked.Found, checked.Notes, markOf(d.Text)
	}
	return u.showFor(w, r, "referlook", d, writing)
}

func (u *UI) checkTold(r *http.Request, peer *desk.Peer, text string) (desk.Checked, error) {
	return u.desk.CheckReply(piece(r, "case"), text, peer.Called("nl"), peer.Called("en"), peer.Called("pap"))
}

// refer hands the case over.
func (u *UI) refer(w http.ResponseWriter, r *http.Request) error {
	id, o := piece(r, "case"), referOptions(r)
	r.PostForm.Del("kept")
	peer, err := u.peerOf(r, nil)
	if err != nil {
		return u.again(w, r, err, (*UI).referScreen)
	}
	if r.PostForm.Get("tell") == "yes" {
		o.Tell = strings.Trim(plainLines(r.PostForm.Get("text")), "\n")
		checked, err := u.checkTold(r, peer, o.Tell)
		if err != nil {
			return u.again(w, r, err, (*UI).lookAgain)
		}
		if clean := len(checked.Found) == 0 && checked.Whole; !clean && r.PostForm.Get("mark") != markOf(plainLines(r.PostForm.Get("text"))) {
			return u.lookAgain(w, r)
		}
	}
	name, dir, err := u.desk.NewOutgoing()
	if err != nil {
		return err
	}
	h, err := u.desk.Refer(r.Context(), id, peer, filepath.Join(dir, madeHanded), o)
	if err != nil {
		return u.again(w, r, errors.Join(err, u.desk.ForgetOutgoing(name)), (*UI).lookAgain)
	}
	return u.done(w, r, u.handed(h), join("/cases", id, "made", name))
}

// answerAdded says where an answer that was written goes.
func (u *UI) answerAdded(id string) (string, error) {
	all, err := u.desk.Passages(id)
	for _, p := range all {
		if !p.Out {
			return u.say("refer.answer-added", p.Name), err
		}
	}
	return u.say("answer.added"), err
}

// handed says what was written.
func (u *UI) handed(h *desk.Handover) string {
	said := u.say("refer.done", h.Bureau.Called(u.chosen()))
	if h.Told > 0 {
		said += " " + u.say("refer.told")
	}
	if h.More {
		said += " " + u.say("refer.more")
	}
	return said
}

// referAgain sends on what is new.
func (u *UI) referAgain(w http.ResponseWriter, r *http.Request) error {
	var to charter.Fingerprint
	if err := to.UnmarshalText([]byte(r.PostForm.Get("bureau"))); err != nil {
		return u.again(w, r, errNoBureau, (*UI).referScreen)
	}
	return u.sendOn(w, r, func(path string) (*desk.Handover, error) {
		return u.desk.ReferAgain(r.Context(), piece(r, "case"), &to, path, r.PostForm.Get("whole") != "")
	})
}

// handBack sends answers to the bureau that handed the case over.
func (u *UI) handBack(w http.ResponseWriter, r *http.Request) error {
	return u.sendOn(w, r, func(path string) (*desk.Handover, error) {
		return u.desk.HandBack(r.Context(), piece(r, "case"), path, r.PostForm.Get("whole") != "")
	})
}

func (u *UI) sendOn(w http.ResponseWriter, r *http.Request, send func(path string) (*desk.Handover, error)) error {
	name, dir, err := u.desk.NewOutgoing()
	if err != nil {
		return err
	}
	h, err := send(filepath.Join(dir, madeHanded))
	if err != nil {
		return u.again(w, r, errors.Join(err, u.desk.ForgetOutgoing(name)), (*UI).referScreen)
	}
	return u.done(w, r, u.handed(h), join("/cases", piece(r, "case"), "made", name))
}
