// Package reporter is the reporter's own client: it seals reports, looks for answers and adds to a conversation, without a browser.
//
// It holds codes and keys in memory only: nothing of them is ever written to disk, put into a request or quoted in an error. The drop is
// believed in nothing that is not signed. Only cmd/luwte-report imports it.
package reporter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"luwte/crypto/board"
	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/parcel"
	"luwte/internal/wire"
)

var (
	// ErrNoBureau is returned when a drop serves no bureau whose charter verifies.
	ErrNoBureau = errors.New("there is no bureau at this drop")
	// ErrAnswer is returned when what comes back is not what a drop answers.
	ErrAnswer = errors.New("this does not answer as a drop of this version does")
	// ErrClosed is returned when a bureau's charter has expired, or has no key for today.
	ErrClosed = errors.New("the bureau takes nothing in today: its charter has expired, or has no key for this day")
	// ErrBoard is returned when a bureau's board does not verify.
	ErrBoard = errors.New("the bureau's board that this drop serves does not verify")
)

const (
	maxCharters = 16 << 20 // far more than a drop's quotas allow, in bytes
	maxAnswer   = 4096     // to a post
)

// Drop is a front door (SPEC §10).
type Drop struct{ client *wire.Client }

// Bureau is a bureau as a drop serves it.
type Bureau struct {
	Charter  *charter.Charter
	Board    *board.Board // nil before the first, and if it does not verify
	BoardErr error        // ErrBoard, wrapped
}

// Public is what a drop serves to everyone.
type Public struct {
	Bureaus []*Bureau
	Refused int // charters that do not verify
}

// Public downloads the charters and the boards of all bureaus and verifies them. It is the same for a report and for a look, so that the
// one looks like the other until something is sent. It returns ErrNoBureau, or an error of wire.
func (d *Drop) Public(ctx context.Context) (*Public, error) {
	data, err := d.client.Get(ctx, "/v1/charters", maxCharters)
	if err != nil {
		return nil, fmt.Errorf("fetch the charters: %w", err)
	}
	p := &Public{}
	seen := map[charter.Fingerprint]bool{}
	for line := range bytes.Lines(data) {
		c, err := charter.Parse(line)
		if err != nil || seen[c.Bureau] {
			p.Refused++
			continue
		}
		seen[c.Bureau] = true
		b := &Bureau{Charter: c}
		if err := d.fetchBoard(ctx, b); err != nil {
			return nil, err
		}
		p.Bureaus = append(p.Bureaus, b)
	}
	if len(p.Bureaus) == 0 {
		return nil, ErrNoBureau
	}
	return p, nil
}

func (d *Drop) fetchBoard(ctx context.Context, b *Bureau) error {
	path := "/v1/inboxes/" + b.Charter.Bureau.Inbox().String() + "/board"
	data, err := d.client.Get(ctx, path, int64(board.MaxSize))
	var status *wire.StatusError
	switch {
	case errors.As(err, &status) && status.Status == http.StatusNotFound: // none before the first dispatch
		return nil
	case err != nil && !errors.Is(err, wire.ErrTooLong):
		return fmt.Errorf("fetch a board: %w", err)
	case err == nil:
		b.Board, err = board.Parse(data, b.Charter.Bureau, b.Charter.Dispatch)
	}
	if err != nil {
		b.Board, b.BoardErr = nil, fmt.Errorf("%w: %w", ErrBoard, err)
	}
	return nil
}

// Post sends a sealed parcel until the drop acknowledges that it is on disk. If the connection is lost the same bytes are sent again. It
// returns ErrAnswer, *wire.StatusError, or *wire.LostError, which says whether it may have arrived nevertheless.
func (d *Drop) Post(ctx context.Context, b *Bureau, sealed []byte) error {
	path := "/v1/inboxes/" + b.Charter.Bureau.Inbox().String() + "/parcels"
	data, err := d.client.Do(ctx, http.MethodPost, path, sealed, maxAnswer)
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
