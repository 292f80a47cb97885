package wire_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"luwte/internal/fuzzing"
	"luwte/internal/wire"
)

// FuzzTry: whatever bytes come back, no more than the limit are taken, and everything else is one of the errors that callers know.
func FuzzTry(f *testing.F) {
	const limit = 20
	fuzzing.Add(f, 150, []byte("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Type: text/plain\r\n\r\nkept"))
	fuzzing.Add(f, 100, []byte("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nkept\r\n0\r\n\r\n"))
	fuzzing.Add(f, 50, []byte("HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"))
	fuzzing.Add(f, 50, []byte("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200\r\n\r\nas long as it lasts, more than the limit"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		asked := 0
		c := wire.New("http://door", func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			asked++
			go func() {
				defer there.Close()
				_ = there.SetDeadline(time.Now().Add(5 * time.Second))
				if _, err := http.ReadRequest(bufio.NewReader(there)); err == nil {
					_, _ = there.Write(answer)
				}
			}()
			return here, nil
		})
		defer c.Close()
		data, err := c.Try(t.Context(), http.MethodGet, "/", nil, limit)
		var lost *wire.LostError
		var status *wire.StatusError
		if len(data) > limit || err != nil && !errors.As(err, &lost) && !errors.As(err, &status) && !errors.Is(err, wire.ErrTooLong) {
			t.Fatalf("%d bytes, %v", len(data), err)
		}
		if asked != 1 {
			t.Fatalf("asked %d times", asked)
		}
	})
}
