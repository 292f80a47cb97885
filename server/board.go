package server

import "net/http"

// getBoard serves an inbox's board.
func (d *Drop) getBoard(r *http.Request) answer {
	_, p, ok := d.inboxOf(r)
	if !ok {
		return sentence(refuseInbox)
	}
	return p.boardAnswer()
}

func (p *published) boardAnswer() answer {
	switch {
	case p.leftOut != "":
		return sentence(refuseInbox)
	case p.board == nil:
		return sentence(refuseBoard)
	}
	return answer{status: http.StatusOK, kind: typeBytes, body: p.board}
}
