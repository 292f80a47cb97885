package ui

import (
	"net/http"
	"slices"
	"strings"

	"luwte/internal/desk"
)

var handlersRoutes = []route{
	{http.MethodGet, "/handlers", (*UI).handlersScreen},
	{http.MethodGet, "/handlers/remove", (*UI).removeScreen},
	{http.MethodPost, "/handlers/remove", (*UI).remove},
}

type handlersData struct {
	Self     desk.Handler
	All      []desk.Handler
	Named    []desk.Proposal // that somebody has to decide about
	LeftOut  []desk.Proposal
	One      []string // cases that only the one at the desk may see
	Keeper   bool
	Commands []handlerCommand
}

// handlerCommand is what one types in the program's window, and what it is for.
type handlerCommand struct{ Says, Command string }

// handlersScreen shows who works here, whose name is in a case, and how somebody comes and goes.
func (u *UI) handlersScreen(w http.ResponseWriter, r *http.Request) error {
	d := handlersData{Self: u.desk.Self()}
	d.Keeper = d.Self.Role == desk.Keeper
	var err error
	if d.All, err = u.desk.Handlers(); err != nil {
		return err
	}
	named, err := u.desk.Proposals()
	if err != nil {
		return err
	}
	for _, p := range named {
		if p.Out {
			d.LeftOut = append(d.LeftOut, p)
		} else {
			d.Named = append(d.Named, p)
		}
	}
	if d.One, err = u.desk.SeenByOne(); err != nil {
		return err
	}
	d.Commands = u.handlerCommands(len(d.All) == 0, d.Keeper)
	return u.show(w, r, "handlers", d)
}

// handlerCommands are what the one at the desk may type: passphrases do not pass through a browser.
func (u *UI) handlerCommands(first, keeper bool) (all []handlerCommand) {
	name := `"` + u.say("handlers.example") + `"`
	say := func(key string, pieces ...string) {
		all = append(all, handlerCommand{u.say(key), strings.Join(pieces, " ")})
	}
	switch {
	case first:
		say("handlers.do-first", "handler add", name, "--role", desk.Keeper)
		return all
	case keeper:
		for _, role := range []string{desk.Keeper, desk.Officer, desk.Reader} {
			say("handlers.do-add-"+role, "handler add", name, "--role", role)
		}
		say("handlers.do-reset", "handler reset", name)
	}
	say("handlers.do-passphrase", "handler passphrase")
	return all
}

// removable returns desk.ErrRole or desk.ErrHandler for whom the one at the desk does not remove here.
func (u *UI) removable(name string) error {
	self := u.desk.Self()
	if self.Role != desk.Keeper || self.Name == name {
		return desk.ErrRole
	}
	names, err := u.handlerNames()
	if err == nil && !slices.Contains(names, name) {
		err = desk.ErrHandler
	}
	return err
}

// removeScreen asks before somebody's work here ends.
func (u *UI) removeScreen(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	if err := u.removable(name); err != nil {
		return err
	}
	return u.show(w, r, "confirm", confirmData{
		Title: u.say("handlers.remove-title", name), Says: strings.Split(u.say("handlers.remove-what"), "\n"), Button: u.say("handlers.remove-button", name), Danger: true,
		Action: "/handlers/remove", Back: "/handlers", Fields: [][2]string{{"name", name}},
	})
}

func (u *UI) remove(w http.ResponseWriter, r *http.Request) error {
	name := r.PostForm.Get("name")
	err := u.removable(name)
	if err == nil {
		err = u.desk.RemoveHandler(name)
	}
	if err != nil {
		return u.again(w, r, err, (*UI).handlersScreen)
	}
	notice := u.say("handlers.removed", name)
	one, err := u.desk.SeenByOne()
	if err != nil {
		return err
	}
	if len(one) > 0 {
		notice += " " + u.say("handlers.one-now", len(one))
	}
	return u.done(w, r, notice, "/handlers")
}
