package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// relay stands between a program and the SOCKS port of a tor, and writes down what the program sends, so that it can be sent once more, bare: with the same
// user name, by which tor puts it on the same circuit.
type relay struct {
	address string // host:port
	to      string
	listen  net.Listener

	mu    sync.Mutex // guards what follows
	conns []*tape
}

// tape is a connection of a program's.
type tape struct {
	began    time.Time
	opened   time.Duration // until tor said that the stream is there, which took a circuit if there was none
	hello    [3][]byte     // the SOCKS part
	requests bytes.Buffer
}

func newRelay(to string) (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{address: l.Addr().String(), to: to, listen: l}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // closed
			}
			go r.carry(conn)
		}
	}()
	return r, nil
}

// carry joins a program and tor. What goes wrong ends both connections, and the program says so.
func (r *relay) carry(program net.Conn) {
	defer program.Close()
	tor, err := net.Dial("tcp", r.to)
	if err != nil {
		return
	}
	defer tor.Close()
	t := &tape{began: time.Now()}
	if t.hello, err = greet(program, tor); err != nil {
		return
	}
	t.opened = time.Since(t.began)
	r.mu.Lock()
	r.conns = append(r.conns, t)
	r.mu.Unlock()
	go func() {
		defer program.Close()
		io.Copy(program, tor)
	}()
	io.Copy(io.MultiWriter(tor, locked{r, &t.requests}), program)
}

// locked writes under the relay's lock.
type locked struct {
	r *relay
	w io.Writer
}

func (l locked) Write(p []byte) (int, error) {
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	return l.w.Write(p)
}

// socksParts are the messages of a SOCKS connection with a user name (RFC 1928 and 1929): where the length is that the rest of it begins with, how many bytes
// follow that, and how long tor's answer is.
var socksParts = [3]struct{ lengthAt, tail, answer int }{
	{1, 0, 2},  // version, count, methods
	{1, 0, 2},  // version, length, name; then length, password
	{4, 2, 10}, // version, command, reserved, type, length, host, port
}

// greet carries the SOCKS part of a connection, and returns what the program sent of it.
func greet(program, tor net.Conn) (sent [3][]byte, err error) {
	for i, part := range socksParts {
		message, err := takeWith(program, nil, part.lengthAt, part.tail)
		if err == nil && i == 1 {
			message, err = takeWith(program, message, 0, 0)
		}
		if err != nil {
			return sent, err
		}
		sent[i] = message
		answer, err := ask(tor, message, part.answer)
		if err != nil {
			return sent, err
		}
		if _, err := program.Write(answer); err != nil {
			return sent, err
		}
		if i == 2 && answer[1] != 0 {
			return sent, fmt.Errorf("tor refuses: %d", answer[1])
		}
	}
	return sent, nil
}

// takeWith reads a length at a place, so many bytes after it, and a tail; it returns them after what there is.
func takeWith(from io.Reader, there []byte, lengthAt, tail int) ([]byte, error) {
	head, err := take(from, lengthAt+1)
	if err != nil {
		return nil, err
	}
	rest, err := take(from, int(head[lengthAt])+tail)
	return slices.Concat(there, head, rest), err
}

// ask sends a message and reads an answer of n bytes.
func ask(conn net.Conn, message []byte, n int) ([]byte, error) {
	if _, err := conn.Write(message); err != nil {
		return nil, err
	}
	return take(conn, n)
}

func take(from io.Reader, n int) ([]byte, error) {
	data := make([]byte, n)
	_, err := io.ReadFull(from, data)
	return data, err
}

// played is what came through the relay since it was last asked.
type played struct {
	requests int
	circuits time.Duration // in which connections were being opened
	bare     time.Duration // that the same requests take once more, one after the other, on the circuits that there are
}

// replay sends once more what was written down, and forgets it.
func (r *relay) replay() (p played, err error) {
	r.mu.Lock()
	tapes := r.conns
	r.conns = nil
	r.mu.Unlock()
	for _, t := range tapes {
		p.circuits += t.opened
		began := time.Now()
		n, err := t.replay(r.to)
		if err != nil {
			return p, fmt.Errorf("replay: %w", err)
		}
		p.bare, p.requests = p.bare+time.Since(began), p.requests+n
	}
	return p, nil
}

func (t *tape) replay(to string) (requests int, err error) {
	conn, err := net.Dial("tcp", to)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	for i, part := range socksParts {
		if answer, err := ask(conn, t.hello[i], part.answer); err != nil || i == 2 && answer[1] != 0 {
			return 0, errors.Join(err, fmt.Errorf("tor does not connect once more: %v", answer))
		}
	}
	answers, all := bufio.NewReader(conn), t.requests.Bytes()
	for len(all) > 0 {
		rest := bytes.NewReader(all)
		buffered := bufio.NewReader(rest)
		request, err := http.ReadRequest(buffered)
		if err != nil {
			return 0, err
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return 0, err
		}
		length := len(all) - rest.Len() - buffered.Buffered()
		if _, err := conn.Write(all[:length]); err != nil {
			return 0, err
		}
		response, err := http.ReadResponse(answers, request)
		if err != nil {
			return 0, err
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return 0, errors.Join(err, response.Body.Close())
		}
		all, requests = all[length:], requests+1
	}
	return requests, nil
}

func (r *relay) close() error { return r.listen.Close() }
