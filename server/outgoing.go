package server

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// pieceSize is how much of an answer goes between two looks at how fast it goes, in bytes: less than a second at 5 kB a second.
const pieceSize = 4 << 10

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
		if sent += n; err != nil {
			return sent, err
		}
		if sent == len(p) {
			// net/http keeps the last bytes back until the handler returns: they have time of their own.
			return sent, errors.Join(o.control.SetWriteDeadline(time.Now().Add(o.leave())), o.control.Flush())
		}
	}
}
