package server

import (
	"io"
	"net/http"
	"time"
)

// pieceSize is how much of an answer must go before the next look at how fast it goes, in bytes: at a bureau's largest board and 5 kB a second, three seconds.
const pieceSize = 16 << 10

// outgoing is an answer's body that must go out at a minimum speed, whatever its length: a write that lasts too long returns os.ErrDeadlineExceeded,
// and the connection is of no more use. A deadline for the whole would have to be the slowest visitor's, and hold a place for as long for who takes nothing.
type outgoing struct {
	io.Writer
	control *http.ResponseController
	progress
}

func newOutgoing(w io.Writer, control *http.ResponseController, t tempo, hurry func() bool) *outgoing {
	o := &outgoing{w, control, newProgress(t)}
	o.hurry = hurry
	return o
}

func (o *outgoing) Write(p []byte) (sent int, err error) {
	for {
		piece := p[sent:min(sent+pieceSize, len(p))]
		started := time.Now()
		if err := o.control.SetWriteDeadline(started.Add(o.leave())); err != nil {
			return sent, err
		}
		n, err := o.Writer.Write(piece)
		o.advance(time.Since(started), n)
		if sent += n; err != nil || sent == len(p) {
			return sent, err
		}
	}
}
