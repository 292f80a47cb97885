package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"luwte/crypto/board"
	"luwte/internal/testbureau"
)

// drop is a luwte-drop with one inbox.
type drop struct {
	b       *bench
	dir     string
	bureau  *testbureau.Bureau
	charter []byte // its line
	next    uint64 // number of the next dispatch
	cmd     *exec.Cmd
	front   string        // host:port, while it serves
	door    chan struct{} // closed when the bureau's door is open
}

// generous are limits that a client of the bench does not reach; the work for each request is the same.
var generous = []string{"--rate", "1e6", "--burst", "100000000", "--posts-each", "1000", "--look-rate", "1e6", "--look-burst", "100000000",
	"--connections-each", "1000", "--inbox-parcels", "200000"}

// newDrop makes a drop with an inbox. It is ended and removed by remove.
func (b *bench) newDrop() (*drop, error) {
	dir, err := os.MkdirTemp(b.dir, "d")
	if err != nil {
		return nil, err
	}
	d := &drop{b: b, dir: filepath.Join(dir, "drop"), bureau: testbureau.New(), next: 1}
	d.charter = d.bureau.CharterLine()
	file := filepath.Join(dir, "charter.json")
	if err := os.WriteFile(file, d.charter, 0o600); err != nil {
		return nil, err
	}
	for _, args := range [][]string{{"init", "--dir", d.dir}, {"inbox", "add", "--dir", d.dir, file}} {
		if _, err := b.command("luwte-drop", args...); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// serving is newDrop, and has it serve a board of 2^k notes.
func (b *bench) serving(k int) (*drop, error) {
	d, err := b.newDrop()
	if err != nil {
		return nil, err
	}
	if err = d.serve(); err == nil {
		err = d.publish(k)
	}
	if err != nil {
		return nil, errors.Join(err, d.remove())
	}
	return d, nil
}

// command runs a program to its end and returns what it prints.
func (b *bench) command(name string, args ...string) (string, error) {
	return b.told("", name, args...)
}

// told is command for a program that reads something.
func (b *bench) told(stdin, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(b.ctx, filepath.Join(b.bin, name), args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "LUWTE_PASSPHRASE="+passphrase)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	return string(out), nil
}

// passphrase is that of desks which are made here.
const passphrase = "six words that nobody else knows"

// serve starts the drop and returns when it says where its front door is.
func (d *drop) serve() error {
	d.cmd = exec.CommandContext(d.b.ctx, filepath.Join(d.b.bin, "luwte-drop"), append([]string{"serve", "--dir", d.dir, "--listen", "127.0.0.1:0"}, generous...)...)
	var stderr bytes.Buffer
	d.cmd.Stderr = &stderr
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	d.door = make(chan struct{})
	if err := d.cmd.Start(); err != nil {
		return err
	}
	said := bufio.NewReader(out)
	for {
		line, err := said.ReadString('\n')
		if err != nil {
			return errors.Join(fmt.Errorf("luwte-drop serve: %w", err), d.stop(), errors.New(stderr.String()))
		}
		if address, ok := strings.CutPrefix(strings.TrimSpace(line), "front door: http://"); ok {
			d.front = address
			go d.rest(said)
			return nil
		}
	}
}

// rest reads what else the drop says, and tells when the bureau's door is open.
func (d *drop) rest(said *bufio.Reader) {
	for open := d.door; ; {
		line, err := said.ReadString('\n')
		if (err != nil || strings.HasPrefix(line, "bureau door")) && open != nil {
			close(open)
			open = nil
		}
		if err != nil {
			return
		}
	}
}

// stop ends the drop as a service manager does.
func (d *drop) stop() error {
	if d.cmd == nil {
		return nil
	}
	cmd := d.cmd
	d.cmd = nil
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return cmd.Wait()
}

// remove ends the drop and removes its files, and waits until the disk has done so.
func (d *drop) remove() error {
	err := errors.Join(d.stop(), os.RemoveAll(filepath.Dir(d.dir)))
	syscall.Sync()
	return err
}

func (d *drop) boardPath() string   { return "/v1/inboxes/" + d.bureau.Inbox() + "/board" }
func (d *drop) parcelsPath() string { return "/v1/inboxes/" + d.bureau.Inbox() + "/parcels" }

// publish brings a board of 2^k decoys through the bureau's door.
func (d *drop) publish(k int) error {
	_, err := d.bring(d.bureau.Board(d.next, k))
	return err
}

func (d *drop) bring(boardRaw []byte) (time.Duration, error) {
	<-d.door
	socket := filepath.Join(d.dir, "doors", d.bureau.Inbox()[:12]+".sock")
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	defer transport.CloseIdleConnections()
	dispatch := d.bureau.DispatchWith(d.charter, boardRaw, d.next)
	d.next++
	began := time.Now()
	request, err := http.NewRequestWithContext(d.b.ctx, http.MethodPut, "http://door/v1/dispatch", bytes.NewReader(dispatch))
	if err != nil {
		return 0, err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		return 0, fmt.Errorf("the bureau's door answers %s", response.Status)
	}
	return time.Since(began), nil
}

// post posts n parcels from 16 clients, the first of that number.
func (d *drop) post(n int, first uint64) (done, error) {
	return d.posting(job{Clients: 16, Count: n, First: first})
}

// posting has clients post parcels.
func (d *drop) posting(j job) (done, error) {
	file := filepath.Join(d.b.dir, "parcel")
	if _, err := os.Stat(file); err != nil {
		if err := os.WriteFile(file, testbureau.Rubbish(0), 0o600); err != nil {
			return done{}, err
		}
	}
	j.Address, j.Paths, j.Parcel, j.Status = d.front, []string{d.parcelsPath()}, file, http.StatusCreated
	return d.b.load(j)
}

// looking has clients download the board of 2^k notes.
func (b *bench) looking(address, path string, k, clients int, during time.Duration) (done, error) {
	return b.load(job{Address: address, Paths: []string{path}, Status: http.StatusOK, Body: board.Size(k), Clients: clients, Time: during})
}
