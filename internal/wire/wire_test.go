package wire_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"luwte/internal/wire"
)

// serve serves the n-th request, from 1, by handler and returns a hasty client for it.
func serve(t *testing.T, handler func(n int32, w http.ResponseWriter, r *http.Request)) *wire.Client {
	var n atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler(n.Add(1), w, r) }))
	t.Cleanup(s.Close)
	c := wire.New(s.URL, new(net.Dialer).DialContext)
	t.Cleanup(c.Close)
	c.Pauses, c.Silence = []time.Duration{time.Millisecond, time.Millisecond}, 300*time.Millisecond
	return c
}

func cut() { panic(http.ErrAbortHandler) }

func TestDo_LostConnection_SendsTheSameBytesAgain(t *testing.T) {
	body := bytes.Repeat([]byte("parcel"), 50_000)
	c := serve(t, func(n int32, w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("try %d brought %d bytes, %v", n, len(got), err)
		}
		if n < 3 {
			cut()
		}
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, "kept")
	})
	if got, err := c.Do(t.Context(), http.MethodPost, "/", body, 10); err != nil || string(got) != "kept" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDo_NeverAnswered_SaysWhetherAllWasSent(t *testing.T) {
	for name, c := range map[string]struct {
		read bool
		body []byte
		sent bool
	}{
		"read whole":      {true, make([]byte, 100), true},
		"cut at the head": {false, make([]byte, 50<<20), false}, // more than any buffer on the way holds
		"nothing to send": {true, nil, false},
	} {
		client := serve(t, func(_ int32, _ http.ResponseWriter, r *http.Request) {
			if c.read {
				io.Copy(io.Discard, r.Body)
			}
			cut()
		})
		_, err := client.Do(t.Context(), http.MethodPost, "/", c.body, 10)
		var lost *wire.LostError
		if !errors.As(err, &lost) || lost.Sent != c.sent {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

// TestDo_RepeatRefused: the first try may have arrived, whatever the second is told.
func TestDo_RepeatRefused_SaysThatTheFirstWasSent(t *testing.T) {
	c := serve(t, func(n int32, w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if n == 1 {
			cut()
		}
		w.WriteHeader(http.StatusTooManyRequests)
	})
	_, err := c.Do(t.Context(), http.MethodPost, "/", make([]byte, 100), 10)
	var lost *wire.LostError
	var status *wire.StatusError
	if !errors.As(err, &lost) || !lost.Sent || !errors.As(err, &status) || status.Status != http.StatusTooManyRequests {
		t.Errorf("%+v", err)
	}
	_, err = c.Do(t.Context(), http.MethodPost, "/", make([]byte, 100), 10)
	if again := (*wire.LostError)(nil); errors.As(err, &again) || !errors.As(err, &status) {
		t.Errorf("refused at the first try: %+v", err)
	}
}

// TestGet_ByteNowAndThen: a byte now and then is not silence, and yet no answer.
func TestGet_ByteNowAndThen_IsGivenUp(t *testing.T) {
	c := serve(t, func(_ int32, w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, "a")
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	})
	c.Grace, c.Pauses = 300*time.Millisecond, nil
	var lost *wire.LostError
	if _, err := c.Get(t.Context(), "/", 1<<20); !errors.As(err, &lost) || !strings.Contains(err.Error(), "too slowly") {
		t.Errorf("%v", err)
	}
}

func TestDo_NobodyThere_IsLostAndNotSent(t *testing.T) {
	c := wire.New("http://secret-address.onion", func(context.Context, string, string) (net.Conn, error) { return nil, io.ErrClosedPipe })
	c.Pauses = nil
	_, err := c.Do(t.Context(), http.MethodPost, "/", []byte("parcel"), 10)
	var lost *wire.LostError
	if !errors.As(err, &lost) || lost.Sent || !errors.Is(err, io.ErrClosedPipe) || strings.Contains(err.Error(), "secret-address") {
		t.Errorf("%v", err)
	}
}

func TestGet_Silence_IsGivenUp(t *testing.T) {
	c := serve(t, func(n int32, w http.ResponseWriter, r *http.Request) {
		if n == 2 { // slow is not silent
			for range 5 {
				time.Sleep(100 * time.Millisecond)
				io.WriteString(w, "a")
				w.(http.Flusher).Flush()
			}
			return
		}
		<-r.Context().Done()
	})
	if got, err := c.Get(t.Context(), "/", 10); err != nil || string(got) != "aaaaa" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestGet_Refusal_IsItsStatusAndNoWords(t *testing.T) {
	c := serve(t, func(n int32, w http.ResponseWriter, _ *http.Request) {
		if n > 1 {
			t.Error("asked again")
		}
		w.Header().Set("Location", "http://127.0.0.1:1/")
		w.WriteHeader(http.StatusFound)
		io.WriteString(w, "\x1b[2Jsay your code")
	})
	_, err := c.Get(t.Context(), "/", 10)
	var status *wire.StatusError
	if !errors.As(err, &status) || status.Status != http.StatusFound || strings.Contains(err.Error(), "code") {
		t.Errorf("%v", err)
	}
}

// TestDo_AnotherSuccess: an answer of another kind of success is none (SPEC §10).
func TestDo_AnotherSuccess_IsItsStatus(t *testing.T) {
	for method, right := range map[string]int{http.MethodGet: http.StatusOK, http.MethodPost: http.StatusCreated, http.MethodPut: http.StatusNoContent} {
		for _, answered := range []int{200, 201, 202, 203, 204, 206} {
			c := serve(t, func(_ int32, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(answered) })
			_, err := c.Do(t.Context(), method, "/", nil, 10)
			var status *wire.StatusError
			if (err == nil) != (answered == right) || err != nil && (!errors.As(err, &status) || status.Status != answered) {
				t.Errorf("%s answered with %d: %v", method, answered, err)
			}
		}
	}
}

func TestGet_AnswerTooLong_IsRefused(t *testing.T) {
	c := serve(t, func(_ int32, w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 11)) })
	if _, err := c.Get(t.Context(), "/", 10); !errors.Is(err, wire.ErrTooLong) {
		t.Error(err)
	}
	if got, err := c.Get(t.Context(), "/", 11); err != nil || len(got) != 11 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestGet_Cancelled_EndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := serve(t, func(_ int32, _ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	c.Silence = time.Hour
	if _, err := c.Get(ctx, "/", 10); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestDo_Request_TellsNothingOfTheClient(t *testing.T) {
	c := serve(t, func(_ int32, w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if name != "Content-Type" && name != "Content-Length" {
				t.Errorf("it sends %s: %q", name, r.Header[name])
			}
		}
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
	})
	if _, err := c.Do(t.Context(), http.MethodPost, "/", []byte("x"), 10); err != nil {
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), "/", 10); err != nil {
		t.Error(err)
	}
}
