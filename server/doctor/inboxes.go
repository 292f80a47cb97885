package doctor

import (
	"fmt"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/server"
)

// inboxes looks at each bureau's charter, board and room.
func (e *examination) inboxes() {
	if e.now == nil {
		e.unseen("charter", "", "no inbox could be looked at", "see what is said of the store")
		return
	}
	if len(e.now.Inboxes) == 0 {
		e.warning("charter", "", "there is no inbox: nobody can report", "add one: luwte-drop inbox add --dir "+quoted(e.Dir)+" CHARTER")
	}
	for _, in := range e.now.Inboxes {
		of := nameOf(in)
		e.shown(of, in)
		e.charter(of, in)
		e.board(of, in)
		e.room(of, in)
	}
}

// nameOf names an inbox for people: its bureau's words are the bureau's own, and quoted.
func nameOf(in server.InboxCondition) string {
	if name := in.Name.In(); name != "" {
		return fmt.Sprintf("%q (%.12s)", name, in.ID)
	}
	return in.ID[:12]
}

func (e *examination) shown(of string, in server.InboxCondition) {
	if in.LeftOut != "" {
		e.bad("inbox", of, "visitors do not see it: "+in.LeftOut, "bring the desk's next dispatch, with a smaller board if that was said; if that does not help, add its charter again")
		return
	}
	e.ok("inbox", of, "visitors see it")
}

func (e *examination) charter(of string, in server.InboxCondition) {
	const bring = "ask the bureau for a newer charter, by its dispatch or for luwte-drop inbox add"
	today := day.Today()
	switch {
	case in.Reports == 0:
		e.bad("charter", of, "it cannot be read", "add it again: luwte-drop inbox add")
	case today >= in.Reports:
		e.bad("charter", of, fmt.Sprintf("it takes no reports since %s: it or its last epoch has ended", in.Reports), bring)
	case !in.Takes:
		e.bad("charter", of, "it takes no reports today: no epoch of it holds this day", bring)
	case charter.Reminder(in.Reports, today) != "":
		e.warning("charter", of, fmt.Sprintf("it takes no reports from %s on, in %d days", in.Reports, in.Reports-today), bring)
	default:
		e.ok("charter", of, fmt.Sprintf("it takes reports for another %d days", in.Reports-today))
	}
}

func (e *examination) board(of string, in server.InboxCondition) {
	switch today := day.Today(); {
	case in.Next == nil:
		e.warning("board", of, "there is none yet: nobody can look for an answer", "have the courier bring the desk's first dispatch")
	case *in.Made > today+1:
		e.warning("board", of, fmt.Sprintf("it says that it was made on %s, which is to come", *in.Made), "compare this machine's clock with the desk's")
	case *in.Next+1 < today: // as the page reckons
		e.bad("board", of, fmt.Sprintf("it is older than it promises: the next one should have come by %s", *in.Next), "tell the bureau: its courier must bring a dispatch; every visitor is told that the board is old")
	default:
		e.ok("board", of, fmt.Sprintf("the next one is promised by %s", *in.Next))
	}
}

func (e *examination) room(of string, in server.InboxCondition) {
	const fetch = "have the bureau fetch what waits and bring the next dispatch; then think of a larger --inbox-parcels, or of a flood"
	switch {
	case in.Damaged:
		e.bad("parcels", of, "the disk has spoilt some", "save the disk: luwte-drop check says what is whole")
	case in.Full == server.Full:
		e.bad("parcels", of, "it is full: reports are refused", fetch)
	case in.Full == server.Nearly:
		e.bad("parcels", of, "it is nearly full: some reports are refused", fetch)
	default:
		e.ok("parcels", of, "there is room")
	}
}
