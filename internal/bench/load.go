package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// loadCommand is the argument that makes this program a client that asks a server for much. It is a process of its own, so that what it takes is not counted to
// the one that measures; on few cores it takes its share all the same.
const loadCommand = "load"

// job is what a client has to do, as JSON on its standard input. It is plain HTTP over connections that stay, the same for whichever server.
type job struct {
	Address string   // host:port
	Paths   []string // in turn
	Parcel  string   // file with a parcel, of which different ones are posted; "" for GET
	First   uint64   // number of the first one
	Status  int      // that each answer must have
	Body    int      // bytes that each answer must have, or 0
	Clients int      // connections, each with one request at a time, and each a visitor of its own
	Count   int      // of requests together, or 0: until the time is over
	Time    time.Duration
}

// done is what came of it, as JSON on its standard output.
type done struct {
	Requests int
	Took     time.Duration // until the last answer was whole
	CPU      time.Duration // of the client
}

func (d done) rate() float64 { return float64(d.Requests) / d.Took.Seconds() }

// load has a client do a job.
func (b *bench) load(j job) (done, error) {
	data, err := json.Marshal(j)
	if err != nil {
		return done{}, err
	}
	cmd := exec.CommandContext(b.ctx, "/proc/self/exe", loadCommand)
	cmd.Stdin = bytes.NewReader(data)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return done{}, fmt.Errorf("client: %w: %s", err, bytes.TrimSpace(stderr.Bytes()))
	}
	var d done
	return d, json.Unmarshal(out, &d)
}

// load is the client.
func load(in io.Reader, out, stderr io.Writer) int {
	var j job
	err := json.NewDecoder(in).Decode(&j)
	var d done
	if err == nil {
		d, err = j.do()
	}
	if err == nil {
		err = json.NewEncoder(out).Encode(d)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// do opens all connections, and then does it.
func (j job) do() (done, error) {
	var parcel []byte
	var err error
	if j.Parcel != "" {
		if parcel, err = os.ReadFile(j.Parcel); err != nil {
			return done{}, err
		}
	}
	clients := make([]*client, j.Clients)
	for i := range clients {
		if clients[i], err = j.dial(i, parcel); err != nil {
			return done{}, err
		}
		defer clients[i].conn.Close()
	}
	var next atomic.Int64
	errs := make([]error, j.Clients)
	began, before := time.Now(), processor()
	var group sync.WaitGroup
	for i, c := range clients {
		group.Go(func() { errs[i] = c.work(j, &next, began) })
	}
	group.Wait()
	return done{int(next.Load()), time.Since(began), processor() - before}, errors.Join(errs...)
}

// client is one connection.
type client struct {
	conn     net.Conn
	answers  *bufio.Reader
	requests [][]byte // by path
	posts    bool
}

// dial connects as visitor i: on loopback a visitor is a host, and all of 127.0.0.0/8 are this machine.
func (j job) dial(i int, parcel []byte) (*client, error) {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, byte(i>>8), byte(i))}}
	conn, err := from.Dial("tcp", j.Address)
	if err != nil {
		return nil, err
	}
	c := &client{conn: conn, answers: bufio.NewReaderSize(conn, 1<<17), posts: parcel != nil}
	for _, path := range j.Paths {
		head := "GET " + path + " HTTP/1.1\r\nHost: d\r\n\r\n"
		if c.posts {
			head = fmt.Sprintf("POST %s HTTP/1.1\r\nHost: d\r\nContent-Length: %d\r\n\r\n", path, len(parcel))
		}
		c.requests = append(c.requests, append([]byte(head), parcel...))
	}
	return c, nil
}

// work makes one request after the other until so many are made, or the time is over.
func (c *client) work(j job, next *atomic.Int64, began time.Time) error {
	for {
		n := next.Add(1)
		if j.Count > 0 && n > int64(j.Count) || j.Count == 0 && time.Since(began) > j.Time {
			next.Add(-1)
			return nil
		}
		request := c.requests[int(n)%len(c.requests)]
		if c.posts {
			binary.BigEndian.PutUint64(request[len(request)-8:], j.First+uint64(n))
		}
		if _, err := c.conn.Write(request); err != nil {
			return err
		}
		if err := c.answer(j.Status, j.Body); err != nil {
			return err
		}
	}
}

// answer reads an answer with a length, to its end.
func (c *client) answer(status, body int) error {
	line, err := c.answers.ReadSlice('\n')
	if err != nil {
		return err
	}
	if want := "HTTP/1.1 " + strconv.Itoa(status); !bytes.HasPrefix(line, []byte(want)) {
		return fmt.Errorf("answered %q, expected %s", bytes.TrimSpace(line), want)
	}
	length := -1
	for {
		if line, err = c.answers.ReadSlice('\n'); err != nil {
			return err
		}
		name, value, found := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		if !found {
			break // the empty line
		}
		if bytes.EqualFold(name, []byte("content-length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		}
	}
	if length < 0 || body > 0 && length != body {
		return fmt.Errorf("an answer of %d bytes, expected %d", length, body)
	}
	_, err = c.answers.Discard(length)
	return err
}

// processor is how long this process has had processors until now.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// share is how much of a core the client had, in percent.
func (d done) share() float64 { return 100 * d.CPU.Seconds() / d.Took.Seconds() }
