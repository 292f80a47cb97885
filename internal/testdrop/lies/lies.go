// Package lies is a drop that lies: a real one, with somebody in between who alters its answers by one table of lies. The same table is told to
// luwte-report, to the reporter's library and to the page.
//
// Only tests import it.
package lies

import (
	"net/http"
	"strings"

	"luwte/internal/testdrop"
)

// What a visitor makes of a lie. Looks fetch charters and boards only; reports and turns do too, before they send.
const (
	Through    = "through"     // as if there were no lie
	NoBureau   = "no bureau"   // nothing there verifies
	OtherWords = "other words" // there is none with the words of the card
	Closed     = "closed"      // it takes no reports today
	BadBoard   = "bad board"   // the board does not verify
	OldBoard   = "old board"   // what there is is shown, and that there should be more
	Nothing    = "nothing"     // there is nothing for the code
	Strange    = "strange"     // no drop answers so
	Refused    = "refused"     // with a status; nothing is kept
	Lost       = "lost"        // no answer, or not all of it
	Unsure     = "unsure"      // of a parcel: it may have arrived
)

// Which answers a lie alters: the front door's three, and the bureau door's four.
const (
	Charters = "charters"
	Board    = "board"
	Parcels  = "parcels"

	State    = "state"
	Dispatch = "dispatch"
	Parcel   = "parcel"
	Put      = "put"
)

// Lie is one line of the table.
type Lie struct {
	Name string
	To   string // Charters, Board or Parcels
	Tell func(t *Truth) testdrop.Meddler

	Look, Report, Turn string // what luwte-report makes of it; of a lie about parcels Look is not asked
	Page               string // what the page makes of it: of a look, or, of a lie about parcels, of a report
	Slow               bool   // nothing but patience ends it
	Heavy              bool   // of many megabytes
}

// lie is a lie of which all that a visitor does ends alike.
func lie(to, name, fate string, tell func(t *Truth) testdrop.Meddler) Lie {
	return Lie{Name: to + " " + name, To: to, Tell: tell, Look: fate, Report: fate, Turn: fate, Page: fate}
}

// onPage says that the page makes something else of it.
func (l Lie) onPage(fate string) Lie {
	l.Page = fate
	return l
}

// reports says that a report ends otherwise: it needs no board, and luwte-report has the words of a card for it.
func (l Lie) reports(fate string) Lie {
	l.Report = fate
	return l
}

func (l Lie) turns(fate string) Lie {
	l.Turn = fate
	return l
}

func (l Lie) slow() Lie {
	l.Slow = true
	return l
}

func (l Lie) heavy() Lie {
	l.Heavy = true
	return l
}

// about says whether a lie alters the answer to a request.
func (l Lie) about(r *http.Request) bool {
	switch l.To {
	case Charters:
		return r.URL.Path == "/v1/charters"
	case Board:
		return strings.HasSuffix(r.URL.Path, "/board")
	}
	return r.Method == http.MethodPost
}

// Table returns all lies.
func Table() []Lie {
	all := append(chartersLies(), boardLies()...)
	all = append(all, parcelLies()...)
	for _, to := range []string{Charters, Board, Parcels} {
		all = append(all, Answers(to)...)
	}
	return all
}
