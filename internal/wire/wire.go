// Package wire is HTTP as Luwte's clients speak it, courier, reporter and the drop's doctor: nothing in a request tells who sends it, an answer is never
// longer than expected, silence and trickling end it, and a lost connection is tried again with the same bytes.
//
// It believes nothing that comes back and shows none of it: an error has the status, never the words that came with it. The drop, the courier and the reporter's
// client import it; the desk has no network.
package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// Dial is how a connection is made, torchild.DialFunc for one.
type Dial = func(ctx context.Context, network, addr string) (net.Conn, error)

// ErrTooLong is returned when an answer has more bytes than the format allows.
var ErrTooLong = errors.New("the answer is longer than any right one")

// StatusError is an answer with another status than the one of success.
type StatusError struct{ Status int }

func (e *StatusError) Error() string {
	return fmt.Sprintf("the drop answered with status %d", e.Status)
}

// LostError is a connection that could not be made, broke or went silent, on every try.
type LostError struct {
	// Begun says that on the last try some of the body went out.
	Begun bool
	// Sent says that on some try the whole body went out, so that it may have arrived although no answer came. Err is then a *StatusError
	// where a later try was answered with one.
	Sent bool
	Err  error
}

func (e *LostError) Error() string { return fmt.Sprintf("the connection failed: %v", e.Err) }

// Unwrap returns what ended the last try.
func (e *LostError) Unwrap() error { return e.Err }

var (
	errSilence = errors.New("no answer for too long")                  // cause of a request that was given up
	errTrickle = errors.New("it comes too slowly")                     // the same
	errSlow    = errors.New("the drop gave up: it came in too slowly") // status 408, which asks for the same again
)

// Client makes requests to one host. Its fields are for tests and callers with another idea of patience; they are set before the first request.
type Client struct {
	Silence time.Duration   // a request in which nothing moves for so long is given up
	Grace   time.Duration   // so long a request may be slower than minRate on the whole; then it is given up
	Pauses  []time.Duration // before each further try after a lost connection

	base string
	http *http.Client
}

// success is the status of an answer to each method (SPEC §10). Nothing else is one: not 204 without a board, nor 202 without a promise to keep.
var success = map[string]int{http.MethodGet: http.StatusOK, http.MethodPost: http.StatusCreated, http.MethodPut: http.StatusNoContent}

// minRate is in bytes a second. Without it a drop could hold a client for months with a byte now and then. It is less than what a drop asks
// of its visitors, who have the same circuits.
const minRate = 256

// New returns a client for a base such as "http://address.onion". Every connection is made by dial; no proxy of the environment is used.
func New(base string, dial Dial) *Client {
	return &Client{
		// A circuit can take a minute to be made, and Tor may rest as long in the middle of a transfer.
		Silence: 2 * time.Minute,
		Grace:   4 * time.Minute,
		Pauses:  []time.Duration{time.Second, 4 * time.Second, 12 * time.Second},
		base:    base,
		http: &http.Client{
			Transport: &http.Transport{
				DialContext:            dial,
				DisableCompression:     true, // the answer's bytes as they are
				IdleConnTimeout:        time.Minute,
				MaxResponseHeaderBytes: 64 << 10,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Get returns the body of a path, at most limit bytes. It returns *StatusError, *LostError, ErrTooLong or the context's error.
func (c *Client) Get(ctx context.Context, path string, limit int64) ([]byte, error) {
	return c.Do(ctx, http.MethodGet, path, nil, limit)
}

// Do sends a request, with body as application/octet-stream unless it is nil, and returns the body of an answer of success, at most
// limit bytes. What was lost is sent again, the same bytes. Errors are those of Get.
func (c *Client) Do(ctx context.Context, method, path string, body []byte, limit int64) ([]byte, error) {
	sent := false
	for try := 0; ; try++ {
		data, err := c.Try(ctx, method, path, body, limit)
		var lost *LostError
		var status *StatusError
		switch {
		case errors.As(err, &status) && sent: // a refusal of the repeat says nothing of what was sent before
			return nil, &LostError{Begun: true, Sent: true, Err: err}
		case !errors.As(err, &lost):
			return data, err
		}
		lost.Sent = lost.Sent || sent
		sent = lost.Sent
		if ctx.Err() != nil || try == len(c.Pauses) {
			return nil, lost
		}
		select {
		case <-time.After(c.Pauses[try]):
		case <-ctx.Done():
			return nil, lost
		}
	}
}

// Try is Do without further tries, for callers with a patience of their own.
func (c *Client) Try(ctx context.Context, method, path string, body []byte, limit int64) ([]byte, error) {
	data, upload, err := c.once(ctx, method, path, body, limit)
	var status *StatusError
	if err == nil || errors.As(err, &status) || errors.Is(err, ErrTooLong) {
		return data, err
	}
	left := int64(len(body))
	if upload != nil {
		left = upload.left.Load()
	}
	return nil, &LostError{Begun: left < int64(len(body)), Sent: body != nil && left == 0, Err: err}
}

// Close closes connections that wait for further requests.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// once makes one request. upload says how much of the body was taken from us to be sent.
func (c *Client) once(ctx context.Context, method, path string, body []byte, limit int64) (data []byte, upload *uploaded, err error) {
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	silence := time.AfterFunc(c.Silence, func() { give(errSilence) })
	defer silence.Stop()
	end, total := time.Now().Add(c.Grace), atomic.Int64{}
	moved := func(n int) {
		silence.Reset(c.Silence)
		if time.Now().After(end.Add(time.Duration(total.Add(int64(n))) * time.Second / minRate)) {
			give(errTrickle)
		}
	}

	request, upload, err := c.request(ctx, method, path, body, moved)
	if err != nil {
		return nil, nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, upload, reason(ctx, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusRequestTimeout {
		return nil, nil, errSlow
	}
	if response.StatusCode != success[method] {
		return nil, upload, &StatusError{response.StatusCode}
	}
	moved(0)
	data, err = io.ReadAll(&watched{io.LimitReader(response.Body, limit+1), moved})
	switch {
	case err != nil:
		return nil, upload, reason(ctx, err)
	case int64(len(data)) > limit:
		return nil, upload, ErrTooLong
	}
	return data, upload, nil
}

func (c *Client) request(ctx context.Context, method, path string, body []byte, moved func(int)) (*http.Request, *uploaded, error) {
	upload := &uploaded{watched: watched{bytes.NewReader(body), moved}}
	upload.left.Store(int64(len(body)))
	var reader io.Reader
	if body != nil {
		reader = upload
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return nil, upload, err
	}
	if body != nil {
		request.ContentLength = int64(len(body))
		request.Header.Set("Content-Type", "application/octet-stream")
	}
	request.Header.Set("User-Agent", "") // none is sent, instead of the library's name and version
	return request, upload, nil
}

// reason takes the address off an error of net/http, and says that it was silence that ended the request.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		return outer.Err
	}
	return err
}

// watched tells of each read.
type watched struct {
	io.Reader
	moved func(n int)
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.moved(n)
	}
	return n, err
}

// uploaded counts what has been read of a body; net/http reads it from another goroutine.
type uploaded struct {
	watched
	left atomic.Int64
}

func (u *uploaded) Read(p []byte) (int, error) {
	n, err := u.watched.Read(p)
	u.left.Add(-int64(n))
	return n, err
}
