package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strconv"
	"time"

	"luwte/crypto/board"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// memory measures the private resident memory of a drop with a board of 16: when it serves and nobody is there, when many have looked and keep their
// connections, and when many uploads have come all but their last byte.
func memory(b *bench) ([]line, error) {
	idle := line{what: "MiB of private memory, idle", target: atMost(25)}
	waiting := line{what: fmt.Sprintf("MiB, %d idle connections that looked", pick(b, 1000, 50)), target: atMost(60)}
	sending := line{what: fmt.Sprintf("MiB, %d uploads under way", pick(b, 64, 8))}
	after := line{what: "MiB, a while after them"}
	for turn := range pick(b, 3, 1) {
		got, err := b.memoryTurn()
		if err != nil {
			return nil, err
		}
		for i, l := range []*line{&idle, &waiting, &sending, &after} {
			l.luwte = append(l.luwte, got[i])
		}
		b.say("  turn %d: %.1f MiB", turn+1, got)
	}
	return []line{idle, waiting, sending, after}, nil
}

func (b *bench) memoryTurn() (mib []float64, err error) {
	d, err := b.serving(board.MinK)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.remove()) }()
	measure := func() {
		time.Sleep(pick(b, 8*time.Second, 100*time.Millisecond)) // until it has given back what it does not need
		var now float64
		if now, err = privateMemory(d.cmd.Process.Pid); err == nil {
			mib = append(mib, now)
		}
	}
	if measure(); err != nil {
		return nil, err
	}
	conns, err := d.idle(pick(b, 1000, 50))
	if err == nil {
		measure()
	}
	closeAll(conns)
	if err != nil {
		return nil, err
	}
	conns, err = d.upload(pick(b, 64, 8))
	if err == nil {
		measure()
	}
	closeAll(conns)
	if err != nil {
		return nil, err
	}
	measure()
	return mib, err
}

func closeAll(conns []net.Conn) {
	for _, c := range conns {
		_ = c.Close() // it was only held
	}
}

// visitor connects as visitor n.
func (d *drop) visitor(n int) (net.Conn, error) {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(n>>8), byte(n))}}
	return from.Dial("tcp", d.front)
}

// idle makes connections that have each downloaded the board.
func (d *drop) idle(n int) (conns []net.Conn, err error) {
	for i := range n {
		j := job{Address: d.front, Paths: []string{d.boardPath()}}
		c, err := j.dial(i, nil)
		if err != nil {
			return conns, err
		}
		conns = append(conns, c.conn)
		if _, err := c.conn.Write(c.requests[0]); err != nil {
			return conns, err
		}
		if err := c.answer(200, board.Size(board.MinK)); err != nil {
			return conns, err
		}
	}
	return conns, nil
}

// upload makes connections that each have posted all of a parcel but its last byte.
func (d *drop) upload(n int) (conns []net.Conn, err error) {
	for i := range n {
		conn, err := d.visitor(i)
		if err != nil {
			return conns, err
		}
		conns = append(conns, conn)
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", d.parcelsPath(), parcel.Size)
		if _, err := io.WriteString(conn, head); err != nil {
			return conns, err
		}
		if _, err := conn.Write(testbureau.Rubbish(uint64(i))[:parcel.Size-1]); err != nil {
			return conns, err
		}
	}
	return conns, nil
}

var privateLine = regexp.MustCompile(`(?m)^Private_\w+:\s+(\d+) kB$`)

// privateMemory is what a process has in memory that no other has, in MiB: also pages of its program and its store that it alone has mapped.
func privateMemory(pid int) (float64, error) {
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, fmt.Errorf("%w (the drop lets root alone look)", err)
	}
	var sum float64
	for _, m := range privateLine.FindAllSubmatch(rollup, -1) {
		kib, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return 0, err
		}
		sum += kib
	}
	return sum / 1024, nil
}
