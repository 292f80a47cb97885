package server

import (
	"bytes"
	"net"
)

// quiet is a listener whose connections never tell the time. net/http itself answers an Expect header that it does not know, before any
// handler, and with a Date: how far the machine's clock is off would tell it apart from others.
type quiet struct{ net.Listener }

func (q quiet) Accept() (net.Conn, error) {
	conn, err := q.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return quietConn{conn}, nil
}

type quietConn struct{ net.Conn }

// bufferSize is what net/http reads ahead into, in bytes, from a buffer that goes from one connection to the next.
const bufferSize = 4096

// Read overwrites what was in net/http's buffer before it waits for more: while a connection is idle, nothing of its last request lies there.
func (c quietConn) Read(p []byte) (int, error) {
	if len(p) <= bufferSize {
		clear(p)
	}
	return c.Conn.Read(p)
}

const expectationFailed = "HTTP/1.1 417 Expectation Failed\r\nCache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

// Write replaces net/http's answer, which is written in one piece; no handler here has this status.
func (c quietConn) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(p, []byte("HTTP/1.1 417 ")) && !bytes.HasPrefix(p, []byte("HTTP/1.0 417 ")) {
		return c.Conn.Write(p)
	}
	if _, err := c.Conn.Write([]byte(expectationFailed)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// CloseWrite is for net/http, which so lets an answer arrive before a connection with unread bytes is closed.
func (c quietConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}
