package server

import "net/http"

// getCharters serves the charters of all inboxes that are not left out, a line each.
func (d *Drop) getCharters(*http.Request) answer { return d.public.Load().chartersAnswer() }

func (p *public) chartersAnswer() answer {
	return answer{status: http.StatusOK, kind: typeLines, body: p.charters}
}

// getSaved serves charters and boards in one, for the page as a saved file: whoever saved one board would tell at which bureau he has a code.
func (d *Drop) getSaved(*http.Request) answer { return d.public.Load().savedAnswer() }

func (p *public) savedAnswer() answer {
	return answer{status: http.StatusOK, kind: typeBytes, body: p.saved}
}
