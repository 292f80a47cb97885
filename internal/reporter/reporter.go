// Package reporter is the reporter's own client: it seals reports, looks for answers and adds to a conversation, without a browser.
//
// It holds codes and keys in memory only: nothing of them is ever written to disk, put into a request or quoted in an error. The drop is
// believed in nothing that is not signed. Only cmd/luwte-report imports it.
package reporter

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"luwte/crypto/board"
	"luwte/crypto/charter"
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
	// maxPublic bounds all charters and boards together, in bytes: twice what a drop shows at a time, since they may change in between.
	// Without it a drop could fill this machine's memory with bureaus of its own making.
	maxPublic = 8 << 20
	maxAnswer = 4096 // to a post
)

// Drop is a front door (SPEC §10).
type Drop struct {
	host   string
	dial   wire.Dial
	client *wire.Client
	hurry  *patience // of tests
}

// Bureau is a bureau as a drop serves it.
type Bureau struct {
	Charter  *charter.Charter
	Board    *board.Board // nil before the first, and if it does not verify
	BoardRaw []byte       // as it came; nil where Board is, and from files
	BoardErr error        // ErrBoard, wrapped
}

// Public is what a drop serves to everyone.
type Public struct {
	Bureaus []*Bureau
	Refused int // charters that do not verify, or that are not the newest of their bureau
}

// Public downloads the charters and the boards of all bureaus and verifies them. It is the same for a report and for a look, so that the
// one looks like the other until something is sent. It returns ErrNoBureau, ErrAnswer if there is more than a drop shows, or an error of
// wire.
func (d *Drop) Public(ctx context.Context) (*Public, error) {
	data, err := d.client.Get(ctx, "/v1/charters", maxPublic)
	if err != nil {
		return nil, fmt.Errorf("fetch the charters: %w", err)
	}
	p, size := &Public{}, len(data)
	p.takeCharters(data)
	if len(p.Bureaus) == 0 {
		return nil, ErrNoBureau
	}
	for _, b := range p.Bureaus {
		n, err := d.fetchBoard(ctx, b)
		if err != nil {
			return nil, err
		}
		if size += n; size > maxPublic {
			return nil, fmt.Errorf("fetch the boards: %w", ErrAnswer)
		}
	}
	return p, nil
}

// fetchBoard fetches and verifies a bureau's board, and returns its length.
func (d *Drop) fetchBoard(ctx context.Context, b *Bureau) (int, error) {
	path := "/v1/inboxes/" + b.Charter.Bureau.Inbox().String() + "/board"
	data, err := d.client.Get(ctx, path, int64(board.MaxSize))
	var status *wire.StatusError
	switch {
	case errors.As(err, &status) && status.Status == http.StatusNotFound: // none before the first dispatch
		return 0, nil
	case err != nil && !errors.Is(err, wire.ErrTooLong):
		return 0, fmt.Errorf("fetch a board: %w", err)
	case err == nil:
		b.BoardRaw = data
		b.Board, err = board.Parse(data, b.Charter.Bureau, b.Charter.Dispatch)
	}
	if err != nil {
		b.Board, b.BoardRaw, b.BoardErr = nil, nil, fmt.Errorf("%w: %w", ErrBoard, err)
	}
	if errors.Is(err, wire.ErrTooLong) {
		return board.MaxSize, nil
	}
	return len(data), nil
}
