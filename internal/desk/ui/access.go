package ui

import (
	"net/http"
	"slices"

	"luwte/internal/desk"
)

var accessRoutes = []route{
	{http.MethodGet, "/cases/{case}/access", (*UI).accessScreen},
	{http.MethodPost, "/cases/{case}/give", (*UI).give},
	{http.MethodGet, "/cases/{case}/exclude", (*UI).excludeScreen},
	{http.MethodPost, "/cases/{case}/exclude", (*UI).exclude},
}

type accessData struct {
	Head caseHead
	desk.Access
	Self      desk.Handler
	Several   bool            // people work here
	Others    []string        // to whom it can be given
	Excludes  map[string]bool // whom the one at the desk may shut out
	One       string          // the only one who may see it
	NamedOnly []string        // whose name is in the words, and who may see it still
}

// accessScreen shows who may see a case.
func (u *UI) accessScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	a, err := u.desk.Access(id)
	if err != nil {
		return err
	}
	names, err := u.handlerNames()
	if err != nil {
		return err
	}
	d := accessData{Head: headOf(id, "/access"), Access: a, Self: u.desk.Self(), Several: len(names) > 0, Excludes: map[string]bool{}}
	if d.Several {
		d.One = a.LeftTo("")
	}
	for _, name := range names {
		switch {
		case slices.Contains(a.Seen, name):
			d.Excludes[name] = d.Self.Role == desk.Keeper || name == d.Self.Name
			if slices.Contains(a.Named, name) {
				d.NamedOnly = append(d.NamedOnly, name)
			}
		case !slices.Contains(a.Out, name) && d.Self.Role != desk.Reader:
			d.Others = append(d.Others, name)
		}
	}
	return u.show(w, r, "access", d)
}

func (u *UI) give(w http.ResponseWriter, r *http.Request) error {
	id, name := piece(r, "case"), r.PostForm.Get("name")
	if err := u.desk.Give(id, name); err != nil {
		return u.again(w, r, err, (*UI).accessScreen)
	}
	return u.done(w, r, u.say("access.given", name), join("/cases", id, "access")) // which says so where one alone may see it
}

// excludeScreen asks before somebody is shut out: it is not taken back.
func (u *UI) excludeScreen(w http.ResponseWriter, r *http.Request) error {
	id, name := piece(r, "case"), r.URL.Query().Get("name")
	a, err := u.desk.Access(id)
	if err != nil {
		return err
	}
	if !slices.Contains(a.Seen, name) {
		return desk.ErrHandler
	}
	c := confirmData{
		Case: id, Title: u.say("access.exclude-title", name), Says: []string{u.say("access.exclude-what"), u.say("access.exclude-seen"), u.say("access.exclude-back")},
		Button: u.say("access.exclude-button", name), Danger: true,
		Action: join("/cases", id, "exclude"), Back: join("/cases", id, "access"), Fields: [][2]string{{"name", name}},
	}
	if one := a.LeftTo(name); one != "" {
		c.Says = append(c.Says, u.say("access.left-to", one))
	}
	if name == u.desk.Self().Name {
		c.Title, c.Button = u.say("access.recuse-title"), u.say("access.recuse-button")
		c.Says[0] = u.say("access.recuse-what")
	}
	return u.show(w, r, "confirm", c)
}

func (u *UI) exclude(w http.ResponseWriter, r *http.Request) error {
	id, name := piece(r, "case"), r.PostForm.Get("name")
	before, err := u.desk.Access(id)
	if err != nil {
		return err
	}
	if err := u.desk.Exclude(id, name); err != nil {
		return u.again(w, r, err, (*UI).accessScreen)
	}
	if name != u.desk.Self().Name {
		return u.done(w, r, u.say("access.excluded", name), join("/cases", id, "access"))
	}
	notice := u.say("access.recused")
	if one := before.LeftTo(name); one != "" {
		notice += " " + u.say("access.one", one)
	}
	return u.done(w, r, notice, "/")
}
