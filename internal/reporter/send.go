package reporter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

// Send sends what is left of a letter, each parcel until the drop acknowledges that it is on disk, and none again that was. If the connection is lost
// the same bytes are sent again, after growing waits. It returns ErrAnswer, *wire.StatusError, *wire.LostError, which says whether
// the parcel may have arrived nevertheless, or an error of Letter.Next. After any but ErrFileChanged it can be called again.
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
		var status *wire.StatusError
		if errors.As(err, &status) && (p.last == 0 || !passes(status.Status)) {
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

// passes says whether a refusal may pass by waiting: too many at a time, or trouble at the drop. A full drop's does not soon.
func passes(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500 && status != http.StatusInsufficientStorage
}

// post sends one parcel, and again for as long as retry says so.
func (d *Drop) post(ctx context.Context, inbox charter.Inbox, sealed []byte, retry func(int, error) (time.Duration, bool), tries *int) error {
	sent := false
	for try := 1; ; try++ {
		err := d.postOnce(ctx, inbox, sealed)
		var lost *wire.LostError
		isLost := errors.As(err, &lost)
		if !isLost || lost.Begun {
			*tries++
		}
		if err == nil || errors.Is(err, ErrAnswer) {
			return err
		}
		sent = sent || isLost && lost.Sent
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
		case isLost:
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
		return fmt.Errorf("send: %w", ErrAnswer)
	}
	return nil
}
