package ui

import (
	"errors"
	"net/http"
	"strings"

	"luwte/crypto/day"
	"luwte/internal/desk"
)

var destroyRoutes = []route{
	{http.MethodGet, "/cases/{case}/destroy", (*UI).destroyScreen},
	{http.MethodPost, "/cases/{case}/destroy", (*UI).destroyCase},
}

// errCaseName is returned when another case was typed than the one that is to be destroyed.
var errCaseName = errors.New("this is not the case's name")

type destroyData struct {
	Head    caseHead
	State   string
	Kept    string // why somebody said that it must stay
	Grounds []string
	Copies  []day.Day // with the case in them
}

// destroyScreen says what destroying a case before its time does, and asks on what ground.
func (u *UI) destroyScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	s, err := u.desk.Summary(id)
	if err != nil {
		return err
	}
	if u.desk.Self().Role != desk.Keeper {
		return desk.ErrRole
	}
	d := destroyData{Head: headOf(id, "/destroy"), State: s.State, Grounds: desk.Grounds()}
	f, err := u.desk.CaseFile(id)
	if err != nil {
		return err
	}
	d.Kept = f.Kept
	if d.Copies, err = u.desk.Backups(); err != nil {
		return err
	}
	return u.show(w, r, "destroy", d)
}

func (u *UI) destroyCase(w http.ResponseWriter, r *http.Request) error {
	id, form := piece(r, "case"), r.PostForm
	if strings.TrimSpace(form.Get("again")) != id {
		return u.again(w, r, errCaseName, (*UI).destroyScreen)
	}
	if err := u.desk.DestroyCase(id, form.Get("ground"), form.Get("reason")); err != nil {
		return u.again(w, r, err, (*UI).destroyScreen)
	}
	return u.done(w, r, u.say("destroy.done", id), "/")
}
