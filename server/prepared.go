package server

import (
	"bytes"
	"fmt"
	"net/http"
)

// prepared is an answer as it goes over the wire, made when a bureau publishes and not for each visitor.
type prepared struct{ head, body []byte }

// prepare makes the answers to plain looks, by path. What is refused has none, and is left to the router.
func (p *public) prepare() {
	looks := map[string]answer{"/": pageAnswer, "/plain": p.plainAnswer(), "/v1/charters": p.chartersAnswer(), "/v1/bureaus": p.savedAnswer()}
	for _, in := range p.shown() {
		looks["/v1/inboxes/"+in.String()+"/board"] = p.inboxes[in].boardAnswer()
	}
	p.prepared = map[string]*prepared{}
	for path, a := range looks {
		if a.status == http.StatusOK {
			p.prepared[path] = &prepared{a.head(), a.body}
		}
	}
}

// head is what net/http makes of an answer: the line with the status, and the headers in their order.
func (a answer) head() []byte {
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	h := http.Header{}
	a.describe(h)
	_ = h.Write(&head) // a buffer takes all
	head.WriteString("\r\n")
	return head.Bytes()
}

// preparedFor returns the answer to a request that is a plain look, or nil.
func (p *public) preparedFor(request []byte) *prepared {
	path, ok := parseLook(request)
	if !ok {
		return nil
	}
	return p.prepared[string(path)]
}
