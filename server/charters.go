package server

import "net/http"

// getCharters serves the charters of all inboxes that are not left out, a line each.
func (d *Drop) getCharters(*http.Request) answer {
	return answer{status: http.StatusOK, kind: typeLines, body: d.public.Load().charters}
}
