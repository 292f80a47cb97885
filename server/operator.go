package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode"

	"luwte/server/backup"
	"luwte/server/store"
)

// Operator is what an operator's commands need, of a drop that they open themselves or of one that serves.
type Operator interface {
	AddInbox(ctx context.Context, line []byte, courier string) (*Added, error)
	Inboxes(ctx context.Context) ([]Inbox, error)
	Stats(ctx context.Context) (*Stats, error)
	Tide(ctx context.Context) (*store.Tided, error)
	WashJournal(ctx context.Context) error
	Condition(ctx context.Context) (*Condition, error)
	Configuration(ctx context.Context) (*backup.Configuration, error)
	Close() error
}

// lockedFor is how long Operate waits for a drop that holds its store and does not answer: it is starting, or ending.
const lockedFor = 10 * time.Second

// Operate reaches the drop in dir: over its admin socket if it serves, and otherwise by opening it. It returns what Open does.
func Operate(ctx context.Context, dir string, limits Limits, options ...Option) (Operator, error) {
	for end := time.Now().Add(lockedFor); ; {
		path := layout(dir).admin()
		if conn, err := net.Dial("unix", path); err == nil {
			return newRemote(path), conn.Close()
		}
		d, err := Open(ctx, dir, limits, options...)
		if !errors.Is(err, store.ErrLocked) || time.Now().After(end) {
			return d, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// remote is a drop that another process serves.
type remote struct{ client *http.Client }

func newRemote(path string) *remote {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}
	return &remote{&http.Client{Transport: &http.Transport{DialContext: dial}}}
}

func (r *remote) AddInbox(ctx context.Context, line []byte, courier string) (*Added, error) {
	return ask[*Added](ctx, r, http.MethodPost, "/inboxes", adminAdd{line, courier})
}

func (r *remote) Inboxes(ctx context.Context) ([]Inbox, error) {
	return ask[[]Inbox](ctx, r, http.MethodGet, "/inboxes", nil)
}

func (r *remote) Stats(ctx context.Context) (*Stats, error) {
	return ask[*Stats](ctx, r, http.MethodGet, "/stats", nil)
}

func (r *remote) Tide(ctx context.Context) (*store.Tided, error) {
	return ask[*store.Tided](ctx, r, http.MethodPost, "/tide", nil)
}

func (r *remote) WashJournal(ctx context.Context) error {
	_, err := ask[struct{}](ctx, r, http.MethodPost, "/journal", nil)
	return err
}

func (r *remote) Condition(ctx context.Context) (*Condition, error) {
	return ask[*Condition](ctx, r, http.MethodGet, "/condition", nil)
}

func (r *remote) Configuration(ctx context.Context) (*backup.Configuration, error) {
	return ask[*backup.Configuration](ctx, r, http.MethodGet, "/configuration", nil)
}

func (r *remote) Close() error {
	r.client.CloseIdleConnections()
	return nil
}

func ask[T any](ctx context.Context, r *remote, method, path string, body any) (v T, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return v, err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://drop"+path, bytes.NewReader(data))
	if err != nil {
		return v, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return v, fmt.Errorf("ask the drop that serves: %w", err)
	}
	defer resp.Body.Close()
	if data, err = io.ReadAll(resp.Body); err != nil {
		return v, fmt.Errorf("ask the drop that serves: %w", err)
	}
	data = harmless(data)
	if resp.StatusCode != http.StatusOK {
		return v, remoteError(data)
	}
	return v, json.Unmarshal(data, &v)
}

// harmless takes out of an answer's texts what would command the operator's terminal: whoever got into the process that serves has its socket too. What is no JSON
// is left as it is, and not taken.
func harmless(data []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return data
	}
	clean, err := json.Marshal(withoutControls(v))
	if err != nil {
		return data
	}
	return clean
}

func withoutControls(v any) any {
	switch v := v.(type) {
	case string:
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\n' { // of several errors, each has a line
				return unicode.ReplacementChar
			}
			return r
		}, v)
	case []any:
		for i := range v {
			v[i] = withoutControls(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = withoutControls(v[name])
		}
	}
	return v
}

// remoteError is what the other process told, which errors.Is knows for what it was there.
func remoteError(data []byte) error {
	var e adminError
	if err := json.Unmarshal(data, &e); err != nil {
		return fmt.Errorf("the drop that serves does not answer in our words: is it another version? (%w)", err)
	}
	if e.Kind < 0 || e.Kind >= len(adminErrors) {
		return errors.New(e.Text)
	}
	return &toldError{e.Text, adminErrors[e.Kind]}
}

type toldError struct {
	text string
	kind error
}

func (t *toldError) Error() string { return t.text }
func (t *toldError) Unwrap() error { return t.kind }
