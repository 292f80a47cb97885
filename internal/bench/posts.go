package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"luwte/crypto/board"
)

// postClients are how many clients post at once.
var postClients = []int{1, 8, 16, 64}

// posts measures how many parcels a second are acknowledged, which is after they are on the disk, beside the raw disk: the same bytes appended to one file in
// the same directory, each synced. Before and after each turn of the drop the disk has one. The last line has a disk that is given 16 for one sync.
func posts(b *bench) ([]line, error) {
	var lines []line
	for _, n := range postClients {
		clients := "clients"
		if n == 1 {
			clients = "client"
		}
		lines = append(lines, line{what: fmt.Sprintf("posts/s, %d %s", n, clients), beside: "raw disk, each synced"})
	}
	lines[2].target = ratioAtLeast(0.5)
	lines = append(lines, line{what: "posts/s, 16 clients", beside: "raw disk, 16 for a sync"})
	for turn := range pick(b, 7, 1) {
		if err := b.postsTurn(lines, turn+1); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// postsTurn has a new drop, so that the disk does not fill, take its turn at each line.
func (b *bench) postsTurn(lines []line, turn int) (err error) {
	d, err := b.serving(board.MinK)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.remove()) }()
	if _, err := d.post(pick(b, 256, 16), 1<<40); err != nil { // what is there already, and all that is done for the first time
		return err
	}
	for i := range lines {
		clients, atOnce := 16, 16
		if i < len(postClients) {
			clients, atOnce = postClients[i], 1
		}
		if err := d.besideDisk(&lines[i], clients, atOnce, uint64(i+1)<<32); err != nil {
			return err
		}
		last := len(lines[i].luwte) - 1
		b.say("  turn %d: %d clients: %.0f posts/s; %s: %.0f/s", turn, clients, lines[i].luwte[last], lines[i].beside, lines[i].reference[last])
	}
	return nil
}

// besideDisk adds to a line what clients post, and what the disk takes before and after it.
func (d *drop) besideDisk(l *line, clients, atOnce int, first uint64) error {
	during := pick(d.b, time.Second, 50*time.Millisecond)
	dir := filepath.Dir(d.dir)
	before, err := rawDisk(dir, atOnce, during/2)
	if err != nil {
		return err
	}
	got, err := d.posting(job{Clients: clients, Time: during, First: first})
	if err != nil {
		return err
	}
	after, err := rawDisk(dir, atOnce, during/2)
	l.luwte, l.reference = append(l.luwte, got.rate()), append(l.reference, (before+after)/2)
	return err
}
