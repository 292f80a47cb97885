package reporter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/internal/wire"
)

// patience is how long a sender goes on. A letter with files has already cost its sender time: a train in a tunnel, or a lid that was closed for an
// hour, must not undo it.
type patience struct {
	pauses []time.Duration // before each further try; then the last of them again
	last   time.Duration   // since the last acknowledgment; 0: as many tries as there are pauses
}

var (
	brief = patience{pauses: []time.Duration{time.Second, 4 * time.Second, 12 * time.Second}}
	long  = patience{pauses: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second,
		30 * time.Second, time.Minute}, last: 6 * time.Hour}
)

// A drop lets each visitor send some parcels at once, and two a second from then on (server.DefaultLimits). Who keeps to it is not refused.
const (
	atOnce = 80
	pace   = 550 * time.Millisecond
)

// Progress is where a sender is.
type Progress struct {
	Parcels, Done int
	Lost          error         // why the last try failed, or nil
	Again         time.Duration // until the next try, where one was lost
}

// Send sends what is left of a letter, each parcel until the drop acknowledges that it is on disk, and none again that was. If the connection is lost,
// or the answer is none of a drop's, the same bytes are sent again, after growing waits. It returns *wire.StatusError for a refusal,
// *wire.LostError, which says whether the parcel may have arrived nevertheless, or an error of Letter.Next. After any but ErrFileChanged it can be
// called again. Letter.MayHaveArrived says what became of the words.
func (d *Drop) Send(ctx context.Context, l *Letter, tell func(Progress)) error {
	p := brief
	if l.HasFiles() {
		p = long
	}
	for n := 1; ; n++ {
		began := time.Now()
		sealed, err := l.Next()
		if err != nil || sealed == nil {
			return err
		}
		all, done := l.Parcels()
		tell(Progress{Parcels: all, Done: done})
		retry := d.retry(p, func(err error, again time.Duration) { tell(Progress{all, done, err, again}) })
		if err := d.post(ctx, l.Bureau.Charter.Bureau.Inbox(), sealed, retry, &l.Tries); err != nil {
			var lost *wire.LostError
			l.unsure = l.unsure || done == all-1 && errors.As(err, &lost) && lost.Sent
			return err
		}
		l.Acknowledged()
		if n >= atOnce && done+1 < all {
			if err := rest(ctx, pace-time.Since(began)); err != nil {
				return err
			}
		}
	}
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Post sends a parcel that was sealed before to an inbox, as patiently as a letter with files. Errors are those of Send.
func (d *Drop) Post(ctx context.Context, inbox charter.Inbox, sealed []byte, lost func(error, time.Duration)) error {
	return d.post(ctx, inbox, sealed, d.retry(long, lost), new(int))
}

// retry returns a function that says how long to wait before try n, from 1, after an error; or that there is to be none.
func (d *Drop) retry(p patience, lost func(error, time.Duration)) func(n int, err error) (time.Duration, bool) {
	if d.hurry != nil {
		p = *d.hurry
	}
	began := time.Now()
	return func(n int, err error) (time.Duration, bool) {
		if refuses(err) && (p.last == 0 || !passes(err)) {
			return 0, false
		}
		if p.last == 0 && n > len(p.pauses) || p.last > 0 && time.Since(began) > p.last {
			return 0, false
		}
		wait := p.pauses[min(n, len(p.pauses))-1]
		lost(err, wait)
		return wait, true
	}
}

// refuses says whether an answer is a drop's refusal: nothing is kept. Any other may come from a drop that keeps the parcel and fails afterwards, or
// means harm: then whoever wrote it must have the code.
func refuses(err error) bool {
	var status *wire.StatusError
	return errors.As(err, &status) && slices.Contains([]int{http.StatusBadRequest, http.StatusNotFound, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusTooManyRequests, http.StatusInsufficientStorage}, status.Status)
}

// passes says whether a refusal may pass by waiting: too many at a time. A full drop's does not soon.
func passes(err error) bool {
	var status *wire.StatusError
	return errors.As(err, &status) && status.Status == http.StatusTooManyRequests
}

// post sends one parcel, and again for as long as retry says so. An answer that is neither an acknowledgment nor a refusal is as good as none.
func (d *Drop) post(ctx context.Context, inbox charter.Inbox, sealed []byte, retry func(int, error) (time.Duration, bool), tries *int) error {
	sent := false
	for try := 1; ; try++ {
		err := d.postOnce(ctx, inbox, sealed)
		var lost *wire.LostError
		if !errors.As(err, &lost) || lost.Begun {
			*tries++
		}
		if err == nil {
			return nil
		}
		if lost == nil && !refuses(err) {
			lost = &wire.LostError{Begun: true, Sent: true, Err: err}
			err = fmt.Errorf("send: %w", lost)
		}
		sent = sent || lost != nil && lost.Sent
		wait, again := time.Duration(0), false
		if ctx.Err() == nil {
			wait, again = retry(try, err)
		}
		if again {
			select {
			case <-time.After(wait):
				continue
			case <-ctx.Done():
			}
		}
		switch { // a refusal of the repeat says nothing of what was sent before
		case lost != nil:
			lost.Sent = sent
		case sent:
			return fmt.Errorf("send: %w", &wire.LostError{Sent: true, Err: err})
		}
		return err
	}
}

func (d *Drop) postOnce(ctx context.Context, inbox charter.Inbox, sealed []byte) error {
	data, err := d.client.Try(ctx, http.MethodPost, "/v1/inboxes/"+inbox.String()+"/parcels", sealed, maxAnswer)
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	var answer struct {
		ID parcel.ID `json:"id"`
	}
	if err := canon.Unmarshal(data, &answer); err != nil || answer.ID != parcel.IDOf(sealed) {
		return ErrAnswer
	}
	return nil
}
